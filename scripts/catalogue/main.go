// Command catalogue writes down what the exported API of Go packages looks like, for an engine that has no compiler.
//
// It describes the standard library and the packages imported by libraries.go, as go/types sees them on linux/amd64, in
// the text form that README.md defines. Packing that text for the server is build.ts's part.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"

	"go-architect/scripts/oracle/load"

	"golang.org/x/tools/go/packages"
)

func main() {
	only := flag.String("only", "", "comma-separated import paths to describe instead of everything")
	flag.Parse()
	if err := run(*only); err != nil {
		fmt.Fprintf(os.Stderr, "catalogue: %v\n", err)
		os.Exit(1)
	}
}

func run(only string) error {
	libraries, err := importsOf("libraries.go")
	if err != nil {
		return err
	}
	patterns := append([]string{"std"}, libraries...)
	if only != "" {
		patterns = strings.Split(only, ",")
	}
	loader, err := load.New(load.Options{
		Dir:      ".",
		Patterns: patterns,
		Env:      append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=1"),
	})
	if err != nil {
		return err
	}
	all := map[string]*packages.Package{}
	packages.Visit(loader.Roots, nil, func(pkg *packages.Package) { all[pkg.PkgPath] = pkg })
	var failures []error
	whole, modules := map[string]bool{}, map[string]bool{}
	for _, root := range loader.Roots {
		for _, failure := range root.Errors {
			failures = append(failures, failure)
		}
		if isDescribed(root.PkgPath) {
			whole[root.PkgPath] = true
			modules[moduleOf(root)] = true
		}
	}
	if len(failures) > 0 {
		return errors.Join(failures...)
	}

	d := newDescriber(whole, func(pkg *types.Package) bool { return modules[moduleOf(all[pkg.Path()])] })
	for _, root := range loader.Roots {
		if whole[root.PkgPath] {
			d.reach(loader.Types(root))
		}
	}
	paths := []string{}
	for path := range all {
		if whole[path] || d.reachable[path] != nil {
			paths = append(paths, path)
		}
	}
	sort.Strings(paths)

	output := bufio.NewWriter(os.Stdout)
	fmt.Fprintf(output, "catalogue %s\n", runtime.Version())
	for _, path := range paths {
		pkg := all[path]
		module, version := "std", runtime.Version()
		if pkg.Module != nil {
			module, version = pkg.Module.Path, pkg.Module.Version
		}
		fmt.Fprintf(output, "== %s %s %s\n%s", path, module, version, d.describe(loader.Types(pkg)))
	}
	return output.Flush()
}

// isDescribed leaves out what nobody outside can import.
func isDescribed(path string) bool {
	return !strings.HasPrefix(path, "vendor/") && !omitted[path] && !strings.Contains("/"+path+"/", "/internal/")
}

// omitted lists packages of the standard library that backends do not call. The large ones among them would cost the
// catalogue more than they are worth.
var omitted = map[string]bool{
	"debug/dwarf":    true,
	"debug/elf":      true,
	"debug/gosym":    true,
	"debug/macho":    true,
	"debug/pe":       true,
	"debug/plan9obj": true,
}

func moduleOf(pkg *packages.Package) string {
	if pkg == nil || pkg.Module == nil {
		return "std"
	}
	return pkg.Module.Path
}

// importsOf lists what a Go file imports. Its build constraint keeps it out of this program.
func importsOf(path string) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		paths = append(paths, imported)
	}
	return paths, nil
}
