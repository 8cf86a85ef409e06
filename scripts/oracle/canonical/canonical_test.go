package canonical

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

const source = `package p

import "io"

type Plain struct{}
type Alias = Plain
type Other = io.Reader
type Pair[K comparable, V any] struct{}
type Set[K comparable] = Pair[K, struct{}]

var (
	v01 interface{}
	v02 map[string][]*Alias
	v03 [3]chan<- func(a, b int, rest ...interface{}) (n int, err error)
	v04 chan (<-chan int)
	v05 Set[string]
	v06 struct { Plain; *Alias; Reader io.Reader; Other ` + "`json:\"x\"`" + ` }
	v07 interface { io.Reader; Close() error }
	v08 func() (x error)
	v09 func() error
	v10 Pair[rune, Pair[byte, error]]
	v11 map[Pair[int, int]]func()
)

func f1[T ~int | ~string, P interface{ *T; M() }](T, P) {}
func f2[K, V comparable](map[K]V) {}
func f3[C interface{ comparable; io.Reader }](C) {}
`

func TestSpelling(t *testing.T) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	config := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := config.Check("example.com/p", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"v01": "any",
		"v02": "map[string][]*example.com/p.Plain",
		"v03": "[3]chan<- func(a int, b int, rest ...any) (n int, err error)",
		"v04": "chan (<-chan int)",
		"v05": "example.com/p.Pair[string, struct{}]",
		"v06": "struct{example.com/p.Plain; Alias *example.com/p.Plain; Reader io.Reader; Other io.Reader}",
		"v07": "interface{Close() error; io.Reader}",
		"v08": "func() (x error)",
		"v09": "func() error",
		"v10": "example.com/p.Pair[rune, example.com/p.Pair[byte, error]]",
		"v11": "map[example.com/p.Pair[int, int]]func()",
		"f1":  "func[T ~int | ~string, P interface{M(); *T}](T, P)",
		"f2":  "func[K comparable, V comparable](map[K]V)",
		"f3":  "func[C interface{comparable; io.Reader}](C)",
	} {
		if got := String(pkg.Scope().Lookup(name).Type()); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}
