/** What calls are said to be, without a compiler. The same constructs are compared with go/types in test/oracle. */
import assert from 'node:assert/strict';
import type { FunctionType } from '../../server/src/model/goType.ts';
import { isError, isKnown, shownName, takesContext } from '../../server/src/model/types.ts';
import { annotatedCalls, withProject } from '../support/types.ts';

/** Checks every annotated line of the file `main.go`. */
async function check(main: string, others: Readonly<Record<string, string>> = {}): Promise<void> {
  await withProject({ 'main.go': main, ...others }, (open) => {
    const { expected, actual } = annotatedCalls(open('main.go'));
    assert.notEqual(expected.length, 0, 'the test checks nothing');
    assert.deepEqual(actual, expected);
  });
}

describe('types of calls', () => {
  it('follow locals, fields, methods and several results across packages', () =>
    check(
      `package main

import (
	"context"
	"fmt"

	"example.com/shop/repo"
)

type Service struct{ users repo.Users }

func (s *Service) Find(ctx context.Context, id int) (*repo.User, error) {
	user, err := s.users.ByID(ctx, id) // = (example.com/shop/repo.Users).ByID -> *example.com/shop/repo.User, error
	if err != nil {
		return nil, fmt.Errorf("find %d: %w", id, err) // = fmt.Errorf -> error
	}
	user.Address.Normalise() // = (*example.com/shop/repo.Address).Normalise ->
	user.Normalise() // = (*example.com/shop/repo.Address).Normalise ->
	_ = err.Error() // = (error).Error -> string
	return user, nil
}
`,
      {
        'repo/repo.go': `package repo

import "context"

type Address struct{}

func (*Address) Normalise() {}

type User struct{ Address }

type Users interface {
	ByID(ctx context.Context, id int) (*User, error)
}
`,
      },
    ));

  it('see shadowing, headers of statements, range, type switches and closures', () =>
    check(
      `package main

import "strings"

type box struct{ items map[string][]int }

func count(string) (int, error) { return 0, nil }

func main() {
	x := "a"
	if x, err := count(x); err == nil {
		take(x)
		x := func() *box { return nil }
		x() // = func value -> *main.box
	}
	strings.ToUpper(x) // = strings.ToUpper -> string
	for key, list := range (&box{}).items {
		id(key) // = example.com/shop.id -> string
		for i, n := range list {
			id(i) // = example.com/shop.id -> int
			id(n) // = example.com/shop.id -> int
		}
	}
	for i := range 3 {
		id(i) // = example.com/shop.id -> int
	}
	for v := range seq {
		id(v) // = example.com/shop.id -> string
	}
	var any any = x
	switch v := any.(type) {
	case error:
		v.Error() // = (error).Error -> string
	case *box, nil:
		id(v) // = example.com/shop.id -> any
	case func() int:
		v() // = func value -> int
	}
	channel := make(chan box)
	select {
	case b, ok := <-channel:
		id(b.items) // = example.com/shop.id -> map[string][]int
		id(ok) // = example.com/shop.id -> bool
	}
	func(n int) error { return nil }(1) // = func literal -> error
	strings := box{}
	strings.ToUpper(x) // = unknown
}

func seq(yield func(string) bool) {}

func take(int) {}

func id[T any](t T) T { return t }
`.replaceAll('*main.box', '*example.com/shop.box'),
    ));

  it('bind type parameters from what is given, and leave open what is not evident', () =>
    check(`package main

import (
	"maps"
	"slices"
	"sync/atomic"
)

type Stack[T any] struct{ items []T }

func (s *Stack[E]) Pop() (E, error) { var zero E; return zero, nil }

func New[T any](items ...T) *Stack[T] { return nil }

func Map[S ~[]E, E, R any](list S, f func(E) R) []R { return nil }

type ids []int

type named struct{}

func zero[T any]() (t T) { return }

func main() {
	New(1, 2) // = example.com/shop.New -> *example.com/shop.Stack[int]
	New(1, 2.5) // = example.com/shop.New -> *example.com/shop.Stack[float64]
	New[string]() // = example.com/shop.New -> *example.com/shop.Stack[string]
	New(named{}).Pop() // = (*example.com/shop.Stack).Pop -> example.com/shop.named, error
	Map(ids{}, func(n int) string { return "" }) // = example.com/shop.Map -> []string
	slices.Sorted(maps.Keys(map[string]bool{})) // = slices.Sorted -> []string
	slices.Clone(ids{}) // = slices.Clone -> example.com/shop.ids
	var current atomic.Pointer[named]
	current.Load() // = (*sync/atomic.Pointer).Load -> *example.com/shop.named
	zero[error]() // = example.com/shop.zero -> error
	New(unheard()...) // = example.com/shop.New -> *example.com/shop.Stack[invalid type]
}
`));

  it('know aliases, constants, method values and expressions, and built-in functions', () =>
    check(`package main

import "time"

type clock = time.Time

type kind int

const (
	first kind = iota
	second
)

const limit = 10

func (k kind) String() string { return "" }

var now = time.Now

var started, failed = begin()

func begin() (clock, error) { return clock{}, nil }

func id[T any](t T) T { return t }

func main() {
	second.String() // = (example.com/shop.kind).String -> string
	kind.String(first) // = (example.com/shop.kind).String -> string
	text := second.String
	text() // = func value -> string
	now() // = func value -> time.Time
	started.Unix() // = (time.Time).Unix -> int64
	failed.Error() // = (error).Error -> string
	id(limit) // = example.com/shop.id -> int
	id(limit * 1.5) // = example.com/shop.id -> float64
	id(time.Second * limit) // = example.com/shop.id -> time.Duration
	id([limit]kind{}) // = example.com/shop.id -> [10]example.com/shop.kind
	id([...]string{"a", "b"}) // = example.com/shop.id -> [2]string
	append([]kind{}, first) // = append -> []example.com/shop.kind
	len("text") // = len -> int
	new(kind) // = new -> *example.com/shop.kind
	kind(3).String() // = (example.com/shop.kind).String -> string
	(*kind)(nil).String() // = (example.com/shop.kind).String -> string
	type local struct{ at clock }
	local{}.at.Unix() // = (time.Time).Unix -> int64
	id(local{}) // = example.com/shop.id -> example.com/shop.local
}
`));

  it('read dot imports, and packages whose name is not the end of their path', () =>
    check(
      `package main

import (
	. "strings"

	"example.com/shop/go-text"
	other "example.com/shop/v2"
)

func main() {
	ToUpper("a") // = strings.ToUpper -> string
	words.Split("a") // = example.com/shop/go-text.Split -> []string
	other.Do() // = example.com/shop/v2.Do -> error
}
`,
      {
        'go-text/text.go': 'package words\n\nfunc Split(s string) []string { return nil }\n',
        'v2/do.go': 'package shop\n\nfunc Do() error { return nil }\n',
      },
    ));

  it('say nothing where variants for different builds disagree, and what they agree on where they do', () =>
    check(
      'package main\n\nfunc main() {\n\topen() // = unknown\n\tclosed() // = example.com/shop.closed -> error\n}\n',
      {
        'a.go':
          '//go:build sqlite\n\npackage main\n\nfunc open() error { return nil }\n\nfunc closed() error { return nil }\n',
        'b.go':
          '//go:build !sqlite\n\npackage main\n\nfunc open() int { return 0 }\n\nfunc closed() error { return nil }\n',
      },
    ));

  it('see the package from its own tests, and only what is exported from tests beside it', () =>
    withProject(
      {
        'shop/shop.go': 'package shop\n\nfunc hidden() error { return nil }\n',
        'shop/in_test.go':
          'package shop\n\nvar Hidden = hidden\n\nfunc f() {\n\thidden() // = example.com/shop/shop.hidden -> error\n}\n',
        'shop/out_test.go':
          'package shop_test\n\nimport "example.com/shop/shop"\n\nfunc own() int { return 0 }\n\nfunc f() {\n\tshop.Hidden() // = func value -> error\n\town() // = example.com/shop/shop_test.own -> int\n\thidden() // = unknown\n}\n',
      },
      (open) => {
        for (const name of ['shop/in_test.go', 'shop/out_test.go']) {
          const { expected, actual } = annotatedCalls(open(name));
          assert.deepEqual(actual, expected);
        }
      },
    ));

  it('end where a package is not known, in every way it can be used', () =>
    check(`package main

import (
	"example.org/nowhere"
	"C"
)

type T struct{ nowhere.Base }

func main() {
	nowhere.Do() // = unknown
	C.puts(nil) // = unknown
	T{}.Promoted() // = unknown
	x := nowhere.New().Field
	x.Method() // = unknown
}
`));

  it('survive code that does not compile and declarations that go in circles', () =>
    check(`package main

type A = B
type B = A
type Loop struct{ Loop }
type I interface{ J }
type J interface{ I }

var a = b
var b = a

func fine() error { return nil }

func main() {
	a.Do() // = unknown
	var l Loop
	l.Do() // = unknown
	var i I
	i.Do() // = unknown
	var z A
	z.Do() // = unknown
	fine() // = example.com/shop.fine -> error
	if x :=
}
`));

  it('change when a declaration in another file changes', () =>
    withProject(
      {
        'main.go': 'package main\n\nfunc main() {\n\tload() // = example.com/shop.load -> error\n}\n',
        'load.go': 'package main\n\nfunc load() error { return nil }\n',
      },
      (open) => {
        const main = open('main.go');
        assert.deepEqual(annotatedCalls(main).actual, annotatedCalls(main).expected);
        const { file, workspace } = open('load.go');
        workspace.openDocument(file.path, 1, 'package main\n\nfunc load() (int, error) { return 0, nil }\n');
        assert.deepEqual(annotatedCalls(main).actual, ['load() = example.com/shop.load -> int, error']);
      },
    ));
});

describe('questions about types', () => {
  it('tell errors by their method set, pointers apart', () =>
    withProject(
      {
        'main.go': `package main

import "errors"

type Value struct{}

func (Value) Error() string { return "" }

type Pointer struct{}

func (*Pointer) Error() string { return "" }

type Embedding struct{ *Pointer }

type Wrong struct{}

func (Wrong) Error() int { return 0 }

type Unknown struct{ errors.Nowhere }
`,
      },
      (open) => {
        const { file, workspace } = open('main.go');
        const { types } = workspace.project;
        const fits = (text: string) => types.implementsError(types.typeWritten(text, file), file);
        for (const text of ['error', 'Value', '*Value', '*Pointer', 'Embedding', 'interface{ error; Extra() }']) {
          assert.equal(fits(text), true, text);
        }
        for (const text of ['Pointer', 'Wrong', 'int', '**Pointer', 'any']) assert.equal(fits(text), false, text);
        assert.equal(fits('Unknown'), undefined);
        assert.equal(fits('nowhere.Type'), undefined);
      },
    ));

  it('compare method sets with interfaces', () =>
    withProject(
      {
        'main.go': `package main

import "io"

type file struct{ io.Reader }

func (*file) Close() error { return nil }

type sink struct{}

func (sink) Write(p []byte) int { return 0 }
`,
      },
      (open) => {
        const { file, workspace } = open('main.go');
        const { types } = workspace.project;
        const fits = (type: string, wanted: string) =>
          types.implements(types.typeWritten(type, file), types.typeWritten(wanted, file), file);
        assert.equal(fits('*file', 'io.ReadCloser'), true);
        assert.equal(fits('file', 'io.ReadCloser'), false);
        assert.equal(fits('file', 'io.Reader'), true);
        assert.equal(fits('sink', 'io.Writer'), false);
        assert.equal(fits('sink', 'int'), undefined);
      },
    ));

  it('tell whether a function takes a context', () =>
    withProject({ 'main.go': 'package main\n\nimport std "context"\n\nvar _ std.Context\n' }, (open) => {
      const { file, workspace } = open('main.go');
      const takes = (text: string) => takesContext(workspace.project.types.typeWritten(text, file) as FunctionType);
      assert.equal(takes('func(ctx std.Context, id int)error'), true);
      assert.equal(takes('func(id int, ctx std.Context)'), false);
      assert.equal(takes('func(...std.Context)'), false);
      assert.equal(takes('func()'), false);
      assert.equal(takes('func(nowhere.Context)'), undefined);
    }));

  it('tell what is only partly known, and name types', () =>
    withProject({ 'main.go': 'package main\n\ntype T struct{}\n' }, (open) => {
      const { file, workspace } = open('main.go');
      const written = (text: string) => workspace.project.types.typeWritten(text, file);
      assert.equal(isKnown(written('map[string][]*T')), true);
      assert.equal(isKnown(written('map[string][]*nowhere.T')), false);
      assert.equal(isError(written('error')), true);
      assert.equal(isError(written('T')), false);
      const type = written('T');
      assert.equal(type.kind === 'named' && shownName(type), 'example.com/shop.T');
    }));
});
