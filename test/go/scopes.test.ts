import assert from 'node:assert/strict';
import { SourceView } from '../../server/src/go/extract.ts';
import { headerOfTree } from '../../server/src/go/importsOfTree.ts';
import { Kind } from '../../server/src/go/kinds.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import { kindOf, type SyntaxNode, startOf, textOf } from '../../server/src/go/tree.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';

let parser: GoParser;
before(async () => {
  parser = GoParser.create(await loadParserModule());
});

function view(text: string): SourceView {
  const tree = parser.parse(text);
  return new SourceView(tree, headerOfTree(tree));
}

/** The identifier that stands right behind a comment such as `/*1*\/`. */
function marked(source: SourceView, mark: string): SyntaxNode {
  const at = source.tree.text.indexOf(`/*${mark}*/`) + mark.length + 4;
  for (let node = 0; node < source.tree.count; node++) {
    const kind = kindOf(source.tree, node);
    const isName = kind === Kind.identifier || kind === Kind.type_identifier || kind === Kind.package_identifier;
    if (isName && startOf(source.tree, node) === at) return node;
  }
  throw new Error(`no identifier behind ${mark}`);
}

function lineOf(source: SourceView, node: SyntaxNode): number {
  return source.tree.text.slice(0, startOf(source.tree, node)).split('\n').length;
}

/** What each marked identifier means: its kind and, for locals, the line of its declaration. */
function meanings(text: string): Record<string, string> {
  const source = view(text);
  const found: Record<string, string> = {};
  for (const [, mark = ''] of text.matchAll(/\/\*(\w+)\*\//g)) {
    const meaning = source.scopes.resolve(marked(source, mark));
    found[mark] =
      meaning.kind === 'local' ? `${meaning.binding.kind} ${lineOf(source, meaning.binding.node)}` : meaning.kind;
  }
  return found;
}

describe('what identifiers mean', () => {
  it('follows blocks, headers and clauses', () => {
    assert.deepEqual(
      meanings(`package p
func f(x int) {
	{
		x := /*a*/x
		_ = /*b*/x
	}
	if x := /*c*/x; /*d*/x > 0 {
	} else if y := /*e*/x; true {
		_ = /*f*/y
	}
	for x := 0; /*g*/x < 1; /*h*/x++ {
		x := /*i*/x
		_ = /*j*/x
	}
	switch x := /*k*/x; {
	case true:
		x := 1
		_ = /*l*/x
	case false:
		_ = /*m*/x
	}
	_ = /*n*/x
	_ = /*o*/y
}
`),
      {
        a: 'parameter 2',
        b: 'variable 4',
        c: 'parameter 2',
        d: 'variable 7',
        e: 'variable 7',
        f: 'variable 8',
        g: 'variable 11',
        h: 'variable 11',
        i: 'variable 11',
        j: 'variable 12',
        k: 'parameter 2',
        l: 'variable 17',
        m: 'variable 15',
        n: 'parameter 2',
        o: 'elsewhere',
      },
    );
  });

  it('tells a declaration by := from an assignment by it', () => {
    assert.deepEqual(
      meanings(`package p
func f() (err error) {
	a, err := g()
	b, err := g()
	if true {
		c, err := g()
		_ = /*inner*/err
	}
	_ = /*outer*/err
	return
}
`),
      { inner: 'variable 6', outer: 'result 2' },
    );
  });

  it('knows what files, imports and Go itself declare', () => {
    assert.deepEqual(
      meanings(`package p
import (
	"fmt"
	str "strings"
	"gopkg.in/yaml.v3"
	"example.com/api/v2"
)
var global = /*later*/helper()
func helper() int { return /*own*/global }
func g[T any](v /*param*/T) {
	_ = /*fmt*/fmt.Sprint
	_ = /*str*/str.ToUpper
	_ = /*yaml*/yaml.Marshal
	_ = /*api*/api.Do
	_ = /*len*/len
	_ = /*other*/other
	fmt := 1
	_ = /*hidden*/fmt
	type T2 struct{ next *T2 }
	var _ /*local*/T2
}
`),
      {
        later: 'package',
        own: 'package',
        param: 'typeParameter 10',
        fmt: 'import',
        str: 'import',
        yaml: 'import',
        api: 'import',
        len: 'predeclared',
        other: 'elsewhere',
        hidden: 'variable 17',
        local: 'type 19',
      },
    );
  });

  it('gives the symbol of a type switch a binding of its own in every clause', () => {
    const source = view(`package p
func f(v any) {
	switch v := v.(type) {
	case int:
		_ = /*a*/v
	case error:
		_ = /*b*/v
	default:
		_ = /*c*/v
	}
}
`);
    const bindings = ['a', 'b', 'c'].map((mark) => {
      const meaning = source.scopes.resolve(marked(source, mark));
      return meaning.kind === 'local' ? source.inference.ofBinding(meaning.binding) : meaning.kind;
    });
    assert.deepEqual(bindings, [
      ['type', 'int'],
      ['type', 'error'],
      ['type', 'any'],
    ]);
  });

  it('finds the uses of a binding and of no other with its name', () => {
    const source = view(`package p
func f() {
	/*declared*/x := 1
	x++
	go func() { g(x) }()
	{
		/*inner*/x := x
		g(x)
	}
	g(s.x)
}
`);
    const binding = source.scopes.declared(marked(source, 'declared'));
    assert.ok(binding);
    const uses = source.scopes.uses(binding);
    assert.deepEqual(
      uses.map((use) => `${textOf(source.tree, use)} ${lineOf(source, use)}`),
      ['x 4', 'x 5', 'x 7'],
    );
    const inner = source.scopes.resolve(marked(source, 'inner'));
    assert.ok(inner.kind === 'local' && inner.binding !== binding);
  });
});

describe('symbolic expressions', () => {
  it('are data that JSON keeps, with locals replaced by what they were declared as', () => {
    const source = view(`package p
func (s *Service) f(ctx context.Context) {
	user, err := s.repo.Find(ctx, 1)
	_ = /*err*/err
	_ = /*user*/user
}
`);
    const found = ['err', 'user'].map((mark) => source.typeOf(marked(source, mark)));
    const call = ['call', ['.', ['.', ['type', '*Service'], 'repo'], 'Find'], 0];
    assert.deepEqual(found, [
      ['value', ['result', call, 1]],
      ['value', ['result', call, 0]],
    ]);
    assert.deepEqual(JSON.parse(JSON.stringify(found)), found);
  });

  it('stay small however long a chain of calls or deep a nesting gets', () => {
    const chain = `package p\nfunc f() {\n\t_ = b${'.With(1)'.repeat(2_000)}\n\t_ = ${'('.repeat(5_000)}x${')'.repeat(5_000)}\n}\n`;
    const doubling = `package p\nfunc f() {\n\tx0 := g()\n${Array.from({ length: 60 }, (_, i) => `\tx${i + 1} := h(x${i}, x${i})\n`).join('')}}\n`;
    for (const text of [chain, doubling]) {
      const source = view(text);
      for (let node = 0; node < source.tree.count; node++) {
        const kind = kindOf(source.tree, node);
        if (kind !== Kind.call_expression && kind !== Kind.identifier && kind !== Kind.parenthesized_expression)
          continue;
        const size = JSON.stringify(source.typeOf(node)).length;
        assert.ok(size < 10_000, `${size} characters`);
      }
    }
  });
});
