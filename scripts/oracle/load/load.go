// Package load type-checks Go packages from source, one after the other, in little memory.
//
// go/packages can do this too, but keeps the syntax and the type information of every package of a module until the
// end, or needs every dependency compiled. Here go/packages only says which files make which package; dependencies are
// checked without function bodies, and a package's syntax is gone as soon as its visitor returns. cgo is not run:
// what comes from package C has no type.
package load

import (
	"context"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"
)

// Options says which packages to load.
type Options struct {
	Dir        string
	Patterns   []string
	Tests      bool
	Env        []string
	BuildFlags []string
}

// Package is one type-checked package, valid while its visitor runs.
type Package struct {
	*packages.Package
	Types *types.Package
	Fset  *token.FileSet
	// Files are those that were checked with their function bodies.
	Files []File
	Info  *types.Info
	// Errors are the parse and type errors of Files.
	Errors []error
}

// File is one source file.
type File struct {
	Path   string
	Source []byte
	Syntax *ast.File
}

// Loader holds the packages' outlines and the types found so far.
type Loader struct {
	Fset    *token.FileSet
	Roots   []*packages.Package
	isRoot  map[string]bool
	plain   map[string]*packages.Package
	checked map[string]*types.Package
	sizes   types.Sizes
}

// New asks the go command which packages there are. It reads no source.
func New(options Options) (*Loader, error) {
	config := &packages.Config{
		Context: context.Background(),
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedModule |
			packages.NeedForTest,
		Dir:        options.Dir,
		Tests:      options.Tests,
		Env:        options.Env,
		BuildFlags: options.BuildFlags,
	}
	roots, err := packages.Load(config, options.Patterns...)
	if err != nil {
		return nil, fmt.Errorf("list packages in %s: %w", options.Dir, err)
	}
	sort.Slice(roots, func(i, j int) bool { return roots[i].ID < roots[j].ID })
	loader := &Loader{
		Fset:    token.NewFileSet(),
		Roots:   roots,
		isRoot:  map[string]bool{},
		plain:   map[string]*packages.Package{},
		checked: map[string]*types.Package{"unsafe": types.Unsafe},
		sizes:   types.SizesFor("gc", build.Default.GOARCH),
	}
	for _, root := range roots {
		loader.isRoot[root.ID] = true
		if root.ID == root.PkgPath {
			loader.plain[root.PkgPath] = root
		}
	}
	return loader, nil
}

// Types returns the outline of a package given by its identity, checking it and what it imports when that has not been
// done yet.
func (l *Loader) Types(pkg *packages.Package) *types.Package {
	if done, ok := l.checked[pkg.ID]; ok {
		return done
	}
	l.check(pkg, func(*packages.Package, string) bool { return false }, nil)
	return l.checked[pkg.ID]
}

// VisitRoots checks every package that the patterns named, dependencies first, and calls visit with its syntax. Each
// file is visited once: the files that a package shares with its own test variant are visited with the package alone.
func (l *Loader) VisitRoots(visit func(*Package)) {
	for _, root := range l.Roots {
		l.visit(root, visit)
	}
}

func (l *Loader) visit(pkg *packages.Package, visit func(*Package)) {
	if _, done := l.checked[pkg.ID]; done {
		return
	}
	l.check(pkg, l.wantsBody, visit)
}

// wantsBody decides which files are visited with which variant of their package.
func (l *Loader) wantsBody(pkg *packages.Package, path string) bool {
	if !l.isRoot[pkg.ID] || strings.HasSuffix(pkg.ID, ".test") {
		return false
	}
	if pkg.ForTest == "" || strings.HasSuffix(pkg.PkgPath, "_test") {
		return true
	}
	if pkg.ForTest != pkg.PkgPath {
		return false // Compiled again only because the package under test changed.
	}
	if plain := l.plain[pkg.PkgPath]; plain != nil {
		for _, other := range plain.GoFiles {
			if other == path {
				return false
			}
		}
	}
	return true
}

func (l *Loader) check(pkg *packages.Package, wantsBody func(*packages.Package, string) bool, visit func(*Package)) {
	// Marked first: import cycles are an error of the source that must not become an endless loop here.
	checked := types.NewPackage(pkg.PkgPath, pkg.Name)
	l.checked[pkg.ID] = checked
	for _, path := range sortedKeys(pkg.Imports) {
		if _, done := l.checked[pkg.Imports[path].ID]; !done {
			l.check(pkg.Imports[path], wantsBody, visit)
		}
	}

	files, errors := l.parse(pkg)
	var wanted []File
	var syntax []*ast.File
	for _, file := range files {
		syntax = append(syntax, file.Syntax)
		if wantsBody(pkg, file.Path) {
			wanted = append(wanted, file)
		}
	}
	visited := visit != nil && len(wanted) > 0
	if visited && len(wanted) < len(files) {
		for _, file := range files {
			if !wantsBody(pkg, file.Path) {
				dropBodies(file.Syntax)
			}
		}
	}

	inWanted := map[string]bool{}
	for _, file := range wanted {
		inWanted[file.Path] = true
	}
	config := &types.Config{
		IgnoreFuncBodies: !visited,
		FakeImportC:      true,
		Sizes:            l.sizes,
		Importer: importer(func(path string) (*types.Package, error) {
			if path == "unsafe" {
				return types.Unsafe, nil
			}
			if imported := pkg.Imports[path]; imported != nil {
				return l.checked[imported.ID], nil
			}
			return nil, fmt.Errorf("package %s is not among the dependencies of %s", path, pkg.ID)
		}),
		Error: func(err error) {
			if typeError, ok := err.(types.Error); ok && inWanted[l.Fset.PositionFor(typeError.Pos, false).Filename] {
				errors = append(errors, err)
			}
		},
	}
	if pkg.Module != nil && pkg.Module.GoVersion != "" {
		config.GoVersion = "go" + pkg.Module.GoVersion
	}
	var info *types.Info
	if visited {
		info = &types.Info{
			Types:      map[ast.Expr]types.TypeAndValue{},
			Uses:       map[*ast.Ident]types.Object{},
			Defs:       map[*ast.Ident]types.Object{},
			Selections: map[*ast.SelectorExpr]*types.Selection{},
			Instances:  map[*ast.Ident]types.Instance{},
		}
	}
	// Errors were handed to config.Error; a package with errors is as complete as it can be.
	_ = types.NewChecker(config, l.Fset, checked, info).Files(syntax)
	if visited {
		visit(&Package{
			Package: pkg, Types: checked, Fset: l.Fset, Files: wanted, Info: info, Errors: errors,
		})
	}
}

func (l *Loader) parse(pkg *packages.Package) ([]File, []error) {
	files := make([]File, len(pkg.GoFiles))
	failures := make([]error, len(pkg.GoFiles))
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, path := range pkg.GoFiles {
		group.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; group.Done() }()
			source, err := os.ReadFile(path)
			if err != nil {
				failures[i] = err
				return
			}
			syntax, err := parser.ParseFile(l.Fset, path, source, parser.SkipObjectResolution)
			failures[i] = err
			files[i] = File{Path: path, Source: source, Syntax: syntax}
		}()
	}
	group.Wait()
	var parsed []File
	var errors []error
	for i, file := range files {
		if failures[i] != nil {
			errors = append(errors, failures[i])
		}
		if file.Syntax != nil {
			parsed = append(parsed, file)
		}
	}
	return parsed, errors
}

func dropBodies(file *ast.File) {
	for _, declaration := range file.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok {
			function.Body = nil
		}
	}
}

type importer func(path string) (*types.Package, error)

func (f importer) Import(path string) (*types.Package, error) { return f(path) }

func sortedKeys(imports map[string]*packages.Package) []string {
	keys := make([]string, 0, len(imports))
	for key := range imports {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// Relative returns path relative to dir with forward slashes, and whether it lies inside.
func Relative(dir, path string) (string, bool) {
	relative, err := filepath.Rel(dir, path)
	if err != nil || relative == ".." || strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
		return "", false
	}
	return filepath.ToSlash(relative), true
}
