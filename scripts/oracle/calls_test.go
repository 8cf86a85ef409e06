package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"go-architect/scripts/oracle/load"
)

// callsIn type-checks a module made of the given files and returns its calls by the source text of each.
func callsIn(t *testing.T, files map[string]string) map[string]Call {
	t.Helper()
	dir := t.TempDir()
	if _, ok := files["go.mod"]; !ok {
		files["go.mod"] = "module example.com/m\n\ngo 1.24\n"
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	loader, err := load.New(load.Options{Dir: dir, Patterns: []string{"./..."}, Tests: true})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]Call{}
	loader.VisitRoots(func(pkg *load.Package) {
		for _, failure := range pkg.Errors {
			t.Error(failure)
		}
		for _, file := range pkg.Files {
			name, inside := load.Relative(dir, file.Path)
			if !inside {
				t.Errorf("%s is outside the module", file.Path)
			}
			for _, call := range callsOf(pkg, file, name) {
				text := string(file.Source[call.Start:call.End])
				if _, twice := found[text]; twice {
					t.Errorf("%s: %s is reported twice", name, text)
				}
				found[text] = call
			}
		}
	})
	return found
}

func TestCallees(t *testing.T) {
	calls := callsIn(t, map[string]string{"m.go": `package m

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"sync/atomic"
)

type broken struct{}

func (*broken) Error() string { return "broken" }

type inner struct{}

func (*inner) Promoted() (int, *broken) { return 0, nil }

type outer struct{ *inner }

func first[T any](list ...T) T { return list[0] }

type hook func(context.Context) error

func all(ctx context.Context, db *sql.DB, w io.WriteCloser, o outer, h hook, p *atomic.Pointer[outer]) error {
	rows, err := db.QueryContext(ctx, "select 1")
	_ = rows
	_ = fmt.Errorf("x: %w", err)
	w.Close()
	o.Promoted()
	h(ctx)
	_ = first(1, 2)
	_ = first[string]("a")
	_ = p.Load()
	_ = len("x")
	local := func() (n int, err error) { return }
	local()
	func() {}()
	_ = int64(len("xy"))
	(*sql.DB).PingContext(db, ctx)
	_ = (err).Error()
	return nil
}
`})
	for text, want := range map[string]Call{
		`db.QueryContext(ctx, "select 1")`: {Kind: "method", Callee: "(*database/sql.DB).QueryContext",
			Receiver: "*database/sql.DB", Results: []string{"*database/sql.Rows", "error"},
			LastIsError: true, LastImplementsError: true, TakesContext: true},
		`fmt.Errorf("x: %w", err)`: {Kind: "function", Callee: "fmt.Errorf", Results: []string{"error"},
			LastIsError: true, LastImplementsError: true},
		`w.Close()`: {Kind: "interface method", Callee: "(io.Closer).Close", Receiver: "io.WriteCloser",
			Results: []string{"error"}, LastIsError: true, LastImplementsError: true},
		`o.Promoted()`: {Kind: "method", Callee: "(*example.com/m.inner).Promoted", Receiver: "example.com/m.outer",
			Results: []string{"int", "*example.com/m.broken"}, LastImplementsError: true},
		`h(ctx)`: {Kind: "value", Callee: "func value", Results: []string{"error"},
			LastIsError: true, LastImplementsError: true, TakesContext: true},
		`first(1, 2)`:        {Kind: "function", Callee: "example.com/m.first", Results: []string{"int"}, Generic: true},
		`first[string]("a")`: {Kind: "function", Callee: "example.com/m.first", Results: []string{"string"}, Generic: true},
		`p.Load()`: {Kind: "method", Callee: "(*sync/atomic.Pointer).Load",
			Receiver: "*sync/atomic.Pointer[example.com/m.outer]", Results: []string{"*example.com/m.outer"}, Generic: true},
		`len("x")`: {Kind: "builtin", Callee: "len", Results: []string{"int"}},
		`local()`: {Kind: "value", Callee: "func value", Results: []string{"int", "error"},
			LastIsError: true, LastImplementsError: true},
		`func() {}()`: {Kind: "value", Callee: "func literal", Results: []string{}},
		`(*sql.DB).PingContext(db, ctx)`: {Kind: "method", Callee: "(*database/sql.DB).PingContext",
			Receiver: "*database/sql.DB", Results: []string{"error"}, LastIsError: true, LastImplementsError: true},
		`(err).Error()`: {Kind: "interface method", Callee: "(error).Error", Receiver: "error", Results: []string{"string"}},
	} {
		got, ok := calls[text]
		if !ok {
			t.Errorf("%s is missing", text)
			continue
		}
		got.File, got.Start, got.End, got.Start16, got.End16, got.Line = "", 0, 0, 0, 0, 0
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", text, got, want)
		}
	}
	if _, ok := calls[`int64(len("xy"))`]; ok {
		t.Error("a conversion is reported as a call")
	}
}

func TestOffsetsCountUTF16Units(t *testing.T) {
	source := "package m\n\nvar _ = f(\"é😀\") + f(\"x\")\n\nfunc f(string) string { return \"\" }\n"
	calls := callsIn(t, map[string]string{"m.go": source})
	first, second := calls[`f("é😀")`], calls[`f("x")`]
	start := strings.Index(source, "f(")
	if first.Start16 != start || first.End16 != first.Start16+len(`f("`)+1+2+len(`")`) {
		t.Errorf("first call is at units %d to %d", first.Start16, first.End16)
	}
	// é is two bytes and one unit, 😀 four bytes and two units.
	if second.Start-second.Start16 != 3 {
		t.Errorf("second call starts at byte %d, unit %d", second.Start, second.Start16)
	}
}

func TestTestVariantsAndDirectivesAreReportedOnceWhereTheyStand(t *testing.T) {
	calls := callsIn(t, map[string]string{
		"a/a.go":          "package a\n\nfunc A() int { return one() }\n\nfunc one() int { return 1 }\n",
		"a/a_test.go":     "package a\n\nfunc hidden() int { return A() }\n",
		"a/out_test.go":   "package a_test\n\nimport \"example.com/m/a\"\n\ntype own struct{}\n\nfunc make() own { return own{} }\n\nvar _, _ = a.A(), make()\n",
		"b/generated.go":  "package b\n\n//line other.y:100\nvar _ = second()\n\nfunc second() int { return 2 }\n",
		"b/excluded.go":   "//go:build never\n\npackage b\n\nvar _ = third()\n",
		"c/only_test.go":  "package c\n\nvar _ = string(append([]byte(nil), \"x\"...))\n",
		"vendored/go.mod": "module example.com/other\n",
	})
	for text, want := range map[string]string{
		"one()":                       "a/a.go:3",
		"A()":                         "a/a_test.go:3",
		"a.A()":                       "a/out_test.go:9",
		"make()":                      "a/out_test.go:9",
		"second()":                    "b/generated.go:4",
		`append([]byte(nil), "x"...)`: "c/only_test.go:3",
	} {
		call, ok := calls[text]
		if got := call.File + ":" + strconv.Itoa(call.Line); !ok || got != want {
			t.Errorf("%s is at %s, want %s", text, got, want)
		}
	}
	if got := calls["make()"].Results; !reflect.DeepEqual(got, []string{"example.com/m/a_test.own"}) {
		t.Errorf("make() returns %v", got)
	}
	if _, ok := calls["third()"]; ok {
		t.Error("a file excluded by its build constraint is reported")
	}
}
