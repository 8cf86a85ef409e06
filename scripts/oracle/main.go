// Command oracle writes what go/types knows about every call expression of a module, one JSON object a line.
//
// It is the yardstick for the engine's own inference of types, which knows neither a compiler nor complete code.
// README.md describes the output. It judges nothing itself.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"

	"go-architect/scripts/oracle/load"

	"golang.org/x/tools/go/packages"
)

// formatVersion is raised whenever a field changes its meaning.
const formatVersion = 1

func main() {
	tags := flag.String("tags", "", "comma-separated build tags")
	tests := flag.Bool("tests", true, "include test files")
	errorsOnly := flag.Bool("errors", false, "write the errors only")
	flag.Usage = func() {
		fmt.Fprintf(os.Stderr, "usage: oracle [-tags LIST] [-tests=false] [-errors] DIR [PATTERN…]\n")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() < 1 {
		flag.Usage()
		os.Exit(2)
	}
	patterns := flag.Args()[1:]
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	if err := run(flag.Arg(0), patterns, *tags, *tests, *errorsOnly); err != nil {
		fmt.Fprintf(os.Stderr, "oracle: %v\n", err)
		os.Exit(1)
	}
}

func run(dir string, patterns []string, tags string, tests, errorsOnly bool) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return err
	}
	options := load.Options{Dir: dir, Patterns: patterns, Tests: tests}
	if tags != "" {
		options.BuildFlags = append(options.BuildFlags, "-tags="+tags)
	}
	loader, err := load.New(options)
	if err != nil {
		return err
	}
	if len(loader.Roots) == 0 {
		return fmt.Errorf("no packages match %s in %s", strings.Join(patterns, " "), dir)
	}

	output := bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := json.NewEncoder(output)
	encoder.SetEscapeHTML(false)
	write := func(record any) {
		if err == nil {
			err = encoder.Encode(record)
		}
	}
	write(map[string]any{"record": "oracle", "version": formatVersion, "go": runtime.Version()})
	packages.Visit(loader.Roots, nil, func(pkg *packages.Package) {
		for _, failure := range pkg.Errors {
			write(errorRecord{"error", pkg.PkgPath, failure.Error()})
		}
	})
	loader.VisitRoots(func(pkg *load.Package) {
		for _, failure := range pkg.Errors {
			write(errorRecord{"error", pkg.PkgPath, strings.ReplaceAll(failure.Error(), dir+string(filepath.Separator), "")})
		}
		if errorsOnly {
			return
		}
		sort.Slice(pkg.Files, func(i, j int) bool { return pkg.Files[i].Path < pkg.Files[j].Path })
		for _, file := range pkg.Files {
			name, inside := load.Relative(dir, file.Path)
			if !inside {
				continue
			}
			calls := callsOf(pkg, file, name)
			write(fileRecord{"file", name, pkg.PkgPath, len(file.Source), len(calls)})
			for _, call := range calls {
				write(callRecord{"call", call})
			}
		}
	})
	if err != nil {
		return err
	}
	return output.Flush()
}

type errorRecord struct {
	Record  string `json:"record"`
	Package string `json:"package"`
	Message string `json:"message"`
}

type fileRecord struct {
	Record  string `json:"record"`
	File    string `json:"file"`
	Package string `json:"package"`
	Bytes   int    `json:"bytes"`
	Calls   int    `json:"calls"`
}

type callRecord struct {
	Record string `json:"record"`
	Call
}
