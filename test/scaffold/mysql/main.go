// Command mysql says which statements are no MySQL. It reads {"statements": [...]} and writes {"problems": {statement: reason}}.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/pingcap/tidb/pkg/parser"
	_ "github.com/pingcap/tidb/pkg/parser/test_driver"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(input io.Reader, output io.Writer) error {
	var given struct {
		Statements []string `json:"statements"`
	}
	if err := json.NewDecoder(input).Decode(&given); err != nil {
		return fmt.Errorf("read input: %w", err)
	}
	problems := map[string]string{}
	for _, statement := range given.Statements {
		if _, _, err := parser.New().Parse(statement, "", ""); err != nil {
			problems[statement] = err.Error()
		}
	}
	if err := json.NewEncoder(output).Encode(map[string]any{"problems": problems}); err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	return nil
}
