// Command checks gives texts to the tools that will read them one day: migrations to golang-migrate and goose on a real
// PostgreSQL, Dockerfiles to BuildKit's parser, compose files to Docker Compose's loader, protocol definitions to a
// protocol compiler. It reads one JSON object from standard input and writes the problems as one from standard output,
// so that the tests, which are not written in Go, can name the snippet that is to blame.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
)

// Document is a text under the name of what it was made of.
type Document struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Problem is what a tool has to say against a document.
type Problem struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

type input struct {
	DatabaseURL string          `json:"databaseUrl"`
	Migrations  []MigrationCase `json:"migrations"`
	Queries     []QueryCase     `json:"queries"`
	Dockerfiles []Document      `json:"dockerfiles"`
	Compose     []Document      `json:"compose"`
	Protocols   []Document      `json:"protocols"`
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func run(ctx context.Context) error {
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		return fmt.Errorf("read the documents: %w", err)
	}
	problems := []Problem{}
	report := func(name string, err error) {
		if err != nil {
			problems = append(problems, Problem{Name: name, Text: err.Error()})
		}
	}
	for _, document := range in.Dockerfiles {
		report(document.Name, checkDockerfile(document))
	}
	for _, document := range in.Compose {
		report(document.Name, checkCompose(ctx, document))
	}
	for _, document := range in.Protocols {
		report(document.Name, checkProtocol(ctx, document))
	}
	for index, migration := range in.Migrations {
		report(migration.Name, checkMigration(ctx, in.DatabaseURL, fmt.Sprintf("migration_%d", index), migration))
	}
	for index, query := range in.Queries {
		report(query.Name, checkQueries(ctx, in.DatabaseURL, fmt.Sprintf("query_%d", index), query))
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"problems": problems}); err != nil {
		return fmt.Errorf("write the problems: %w", err)
	}
	return nil
}
