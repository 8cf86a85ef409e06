package main

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

const source = `package p

import (
	"context"
	"io"
	other "text/template"
	"html/template"
)

const (
	Small = 1
	Level  level = iota
	Higher
)

var ErrGone, hidden error

var Default = newClient()

type level int

func (level) String() string { return "" }
func (level) secret()        {}

func newClient() *client { return nil }

// A caller can hold a client and call its methods, without being able to name its type.
type client struct {
	base
	Name string
	unseen
	count int
}

func (c *client) Do(ctx context.Context, _ ...interface{}) (n int, err error) { return }
func (c client) Templates() (*template.Template, *other.Template)           { return nil, nil }

type base struct{ Shared io.Reader }
type unseen struct{ secret int }
type unreached struct{ Field int }

type List[T any] []T

func (l *List[E]) Push(item E, more ...List[E]) {}

type Named = List[string]
type Set[K comparable] = map[K]struct{}

type Repository interface {
	io.Closer
	Find(id int) (*client, error)
	sealed()
}

type Number interface{ ~int | ~float64 }

type Handler func(Repository) error

func Map[S ~[]E, E any](s S, f func(E) E) S { return s }
func helper()                               {}
`

const want = `package p
import context
import html/template
import io
import text/template template2
type Handler func(@.Repository) error
type List[T any] []T
*Push(item T, more ...@.List[T])
func Map[S ~[]E, E any](s S, f func(E) E) S
alias Named @.List[string]
type Number interface
+~int | ~float64
type Repository interface ...
.Find(id int) (*@.client, error)
+io.Closer
alias Set[K comparable] map[K]struct{}
type base struct
 Shared io.Reader
type client struct ...
+base @.base
 Name string
*Do(ctx context.Context, _ ...any) (n int, err error)
.Templates() (*template.Template, *template2.Template)
type level int
.String() string
const @.level: Higher Level
const untyped int: Small
var *@.client: Default
var error: ErrGone
`

func TestDescription(t *testing.T) {
	d := newDescriber(map[string]bool{"example.com/p": true}, func(*types.Package) bool { return false })
	pkg := check(t, "example.com/p", source, nil)
	d.reach(pkg)
	if got := d.describe(pkg); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestTypesOfInternalPackagesThatOthersLeadTo(t *testing.T) {
	inner := check(t, "example.com/internal/q", `package q

type Reached struct{ *Next }
type Next struct{}
func (Next) Method() int { return 0 }
type Unreached struct{}
func Function() {}
`, nil)
	outer := check(t, "example.com/p", "package p\n\nimport \"example.com/internal/q\"\n\ntype Alias = q.Reached\n", inner)
	d := newDescriber(map[string]bool{"example.com/p": true}, func(pkg *types.Package) bool { return pkg == inner })
	d.reach(outer)
	want := "package q partial\ntype Next struct\n.Method() int\ntype Reached struct\n+Next *@.Next\n"
	if got := d.describe(inner); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if got := d.describe(outer); got != "package p\nimport example.com/internal/q\nalias Alias q.Reached\n" {
		t.Errorf("got:\n%s", got)
	}
}

func check(t *testing.T, path, text string, imported *types.Package) *types.Package {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	standard := importer.ForCompiler(fset, "source", nil)
	config := types.Config{Importer: importerFunc(func(path string) (*types.Package, error) {
		if imported != nil && imported.Path() == path {
			return imported, nil
		}
		return standard.Import(path)
	})}
	pkg, err := config.Check(path, fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
