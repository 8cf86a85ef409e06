package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/bufbuild/protocompile"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// checkDockerfile parses the instructions and takes every warning of BuildKit's linter for a problem.
func checkDockerfile(document Document) error {
	parsed, err := parser.Parse(strings.NewReader(document.Text))
	if err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	var warnings []error
	for _, warning := range parsed.Warnings {
		warnings = append(warnings, errors.New(warning.Short))
	}
	lint := linter.New(&linter.Config{
		Warn: func(rule, _, _, message string, _ []parser.Range) {
			warnings = append(warnings, fmt.Errorf("%s: %s", rule, message))
		},
	})
	stages, _, err := instructions.Parse(parsed.AST, lint)
	if err != nil {
		return fmt.Errorf("read instructions: %w", err)
	}
	if len(stages) == 0 {
		return errors.New("no stage")
	}
	return errors.Join(warnings...)
}

// checkCompose loads the file as `docker compose config` does, schema and references included.
func checkCompose(ctx context.Context, document Document) error {
	details := types.ConfigDetails{
		WorkingDir:  "/app",
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: []byte(document.Text)}},
		Environment: types.Mapping{"POSTGRES_PASSWORD": "secret"},
	}
	project, err := loader.LoadWithContext(ctx, details, func(options *loader.Options) {
		options.SetProjectName("app", false)
	})
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	if len(project.Services) == 0 {
		return errors.New("no service")
	}
	return nil
}

// checkProtocol compiles the definition together with the well-known types it imports.
func checkProtocol(ctx context.Context, document Document) error {
	sources := map[string]string{"app.proto": document.Text}
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{
			Accessor: protocompile.SourceAccessorFromMap(sources),
		}),
	}
	if _, err := compiler.Compile(ctx, "app.proto"); err != nil {
		return fmt.Errorf("compile: %w", err)
	}
	return nil
}
