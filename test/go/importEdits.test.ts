import assert from 'node:assert/strict';
import { addImport, removeImportIfUnused, withoutLostImports } from '../../server/src/go/importEdits.ts';
import { Kind } from '../../server/src/go/kinds.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import { applyEdits, type TextEdit } from '../../server/src/go/textEdit.ts';
import { nodesOfKind, startOf } from '../../server/src/go/tree.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';

let parser: GoParser;
before(async () => {
  parser = GoParser.create(await loadParserModule());
});

interface Use {
  readonly name?: string;
  readonly module?: string;
  readonly packageNames?: readonly string[];
  /** A text inside the file; the call expression that begins there is the place of use. */
  readonly at?: string;
}

/** The file with the import added and the name it got; adding it once more must change nothing. */
function added(text: string, path: string, use: Use = {}): { text: string; name: string } {
  const once = addTo(text, path, use);
  const after = applyEdits(text, once.edits);
  const twice = addTo(after, path, use);
  assert.deepEqual(twice, { edits: [], localName: once.localName }, 'adding the import again');
  return { text: after, name: once.localName };
}

function addTo(text: string, path: string, { name, module, packageNames, at }: Use) {
  const tree = parser.parse(text);
  const call =
    at === undefined
      ? undefined
      : [...nodesOfKind(tree, Kind.call_expression)].find((node) => startOf(tree, node) === text.indexOf(at));
  assert.equal(call === undefined, at === undefined);
  return addImport(tree, path, name, call, {
    ...(module === undefined ? {} : { module }),
    ...(packageNames ? { packageNames: new Set(packageNames) } : {}),
  });
}

function removed(text: string, path: string, edits: readonly TextEdit[] = []): string {
  return applyEdits(text, removeImportIfUnused(parser.parse(text), path, edits));
}

describe('adding an import', () => {
  const cases: readonly (readonly [behaviour: string, before: string, path: string, after: string, use?: Use])[] = [
    [
      'follows the package clause where there is none',
      'package shop\n\nfunc f() {}\n',
      'fmt',
      'package shop\n\nimport "fmt"\n\nfunc f() {}\n',
    ],
    [
      'leaves the comment of the package clause where it is',
      '// Package shop sells.\npackage shop // import "example.com/shop"\n',
      'fmt',
      '// Package shop sells.\npackage shop // import "example.com/shop"\n\nimport "fmt"\n',
    ],
    [
      'makes a group of a single import, in order',
      'package shop\n\nimport "os" // for exits\n\nfunc f() {}\n',
      'fmt',
      'package shop\n\nimport (\n\t"fmt"\n\t"os" // for exits\n)\n\nfunc f() {}\n',
    ],
    [
      'stands behind a single import that sorts first',
      'package shop\n\nimport "context"\n',
      'fmt',
      'package shop\n\nimport (\n\t"context"\n\t"fmt"\n)\n',
    ],
    [
      'parts the standard library from a single import of another module',
      'package shop\n\nimport "github.com/google/uuid"\n',
      'fmt',
      'package shop\n\nimport (\n\t"fmt"\n\n\t"github.com/google/uuid"\n)\n',
    ],
    [
      'parts the own module from a single import of the standard library',
      'package shop\n\nimport "fmt"\n',
      'example.com/shop/order',
      'package shop\n\nimport (\n\t"fmt"\n\n\t"example.com/shop/order"\n)\n',
      { module: 'example.com/shop' },
    ],
    [
      'goes to its sorted place in a group',
      'package shop\n\nimport (\n\t"context" // first\n\t"os"\n)\n',
      'fmt',
      'package shop\n\nimport (\n\t"context" // first\n\t"fmt"\n\t"os"\n)\n',
    ],
    [
      'goes to the end of a group',
      'package shop\n\nimport (\n\t"context"\n\t"errors"\n\n\t"github.com/google/uuid"\n)\n',
      'fmt',
      'package shop\n\nimport (\n\t"context"\n\t"errors"\n\t"fmt"\n\n\t"github.com/google/uuid"\n)\n',
    ],
    [
      'goes to the beginning of a group, below its heading',
      'package shop\n\nimport (\n\t// Standard library.\n\t"os"\n)\n',
      'fmt',
      'package shop\n\nimport (\n\t// Standard library.\n\t"fmt"\n\t"os"\n)\n',
    ],
    [
      'opens the group of the standard library',
      'package shop\n\nimport (\n\t"github.com/google/uuid"\n)\n',
      'errors',
      'package shop\n\nimport (\n\t"errors"\n\n\t"github.com/google/uuid"\n)\n',
    ],
    [
      'opens a group of other modules between the standard library and the own module',
      'package shop\n\nimport (\n\t"fmt"\n\n\t"example.com/shop/order"\n)\n',
      'github.com/google/uuid',
      'package shop\n\nimport (\n\t"fmt"\n\n\t"github.com/google/uuid"\n\n\t"example.com/shop/order"\n)\n',
      { module: 'example.com/shop' },
    ],
    [
      'opens the group of the own module at the end',
      'package shop\n\nimport (\n\t"fmt"\n\n\t"github.com/google/uuid"\n)\n',
      'example.com/shop/order',
      'package shop\n\nimport (\n\t"fmt"\n\n\t"github.com/google/uuid"\n\n\t"example.com/shop/order"\n)\n',
      { module: 'example.com/shop' },
    ],
    [
      'joins the relatives where groups are mixed',
      'package shop\n\nimport (\n\t"example.com/shop/a"\n\t"example.com/shop/c"\n\n\t"fmt"\n\t"github.com/google/uuid"\n)\n',
      'example.com/shop/b',
      'package shop\n\nimport (\n\t"example.com/shop/a"\n\t"example.com/shop/b"\n\t"example.com/shop/c"\n\n\t"fmt"\n\t"github.com/google/uuid"\n)\n',
    ],
    [
      'does not join imports for side effects',
      'package shop\n\nimport (\n\t"fmt"\n\n\t// The driver.\n\t_ "github.com/lib/pq"\n)\n',
      'github.com/google/uuid',
      'package shop\n\nimport (\n\t"fmt"\n\n\t// The driver.\n\t_ "github.com/lib/pq"\n\n\t"github.com/google/uuid"\n)\n',
    ],
    [
      'stays out of the way of cgo',
      'package shop\n\n// #include <stdio.h>\nimport "C"\n\nfunc f() { C.puts(nil) }\n',
      'fmt',
      'package shop\n\n// #include <stdio.h>\nimport "C"\n\nimport "fmt"\n\nfunc f() { C.puts(nil) }\n',
    ],
    [
      'prefers a group to the import of cgo',
      'package shop\n\nimport "C"\n\nimport (\n\t"os"\n)\n',
      'fmt',
      'package shop\n\nimport "C"\n\nimport (\n\t"fmt"\n\t"os"\n)\n',
    ],
    [
      'is one more line among single imports',
      'package shop\n\nimport "context"\nimport "os"\n',
      'fmt',
      'package shop\n\nimport "context"\nimport "fmt"\nimport "os"\n',
    ],
    [
      'shares a line where the group does',
      'package shop\n\nimport ("context"; "os")\n',
      'fmt',
      'package shop\n\nimport ("context"; "fmt"; "os")\n',
    ],
    [
      'keeps the line ends of Windows',
      'package shop\r\n\r\nimport (\r\n\t"context"\r\n)\r\n',
      'fmt',
      'package shop\r\n\r\nimport (\r\n\t"context"\r\n\t"fmt"\r\n)\r\n',
    ],
    [
      'survives a file that does not parse',
      'package shop\n\nimport (\n\t"os"\n)\n\nfunc f( {\n',
      'fmt',
      'package shop\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc f( {\n',
    ],
    [
      'is not the blank import of the same package',
      'package shop\n\nimport (\n\t_ "embed"\n\t_ "fmt"\n)\n',
      'fmt',
      'package shop\n\nimport (\n\t_ "embed"\n\t_ "fmt"\n\n\t"fmt"\n)\n',
    ],
    [
      'is not the dot import of the same package',
      'package shop\n\nimport . "fmt"\n\nfunc f() { Println() }\n',
      'fmt',
      'package shop\n\nimport (\n\t"fmt"\n\t. "fmt"\n)\n\nfunc f() { Println() }\n',
    ],
  ];
  for (const [behaviour, text, path, expected, use] of cases) {
    it(behaviour, () => assert.equal(added(text, path, use).text, expected));
  }

  it('uses the name that is there', () => {
    const text = 'package shop\n\nimport stderrors "errors"\n';
    assert.deepEqual(added(text, 'errors'), { text, name: 'stderrors' });
  });

  it('knows the name of a module with a version', () => {
    const text = 'package shop\n\nimport "github.com/redis/go-redis/v9"\n\nvar _ = redis.Nil\n';
    assert.deepEqual(added(text, 'github.com/redis/go-redis/v9'), { text, name: 'redis' });
  });

  it('writes a name that the path does not tell', () => {
    const { text, name } = added('package shop\n', 'example.com/shop/internal/pkg/auth', { name: 'shopauth' });
    assert.equal(text, 'package shop\n\nimport shopauth "example.com/shop/internal/pkg/auth"\n');
    assert.equal(name, 'shopauth');
  });

  it('takes another name where a local variable hides the import', () => {
    const text =
      'package shop\n\nimport "errors"\n\nfunc f() error {\n\terrors := list()\n\treturn report(errors)\n}\n\nvar _ = errors.New\n';
    const result = added(text, 'errors', { at: 'report(' });
    assert.equal(result.name, 'stderrors');
    assert.match(result.text, /import \(\n\t"errors"\n\tstderrors "errors"\n\)/);
    assert.deepEqual(added(text, 'errors', { at: 'list(' }), { text, name: 'errors' });
  });

  it('takes another name where a parameter would hide it', () => {
    const text = 'package shop\n\nfunc f(fmt string) {\n\tuse(fmt)\n}\n';
    assert.equal(added(text, 'fmt', { at: 'use(' }).name, 'stdfmt');
  });

  it('takes another name where the file or the package has one already', () => {
    assert.equal(added('package shop\n\nvar errors []error\n', 'errors').name, 'stderrors');
    assert.equal(added('package shop\n', 'errors', { packageNames: ['errors'] }).name, 'stderrors');
    assert.equal(added('package shop\n\nimport "github.com/pkg/errors"\n', 'errors').name, 'stderrors');
    assert.equal(
      added('package shop\n\nimport "example.com/a/user"\n', 'example.com/b/user', { packageNames: ['userpkg'] }).name,
      'user2',
    );
  });
});

describe('removing an import', () => {
  const cases: readonly (readonly [behaviour: string, before: string, after: string])[] = [
    [
      'takes its line with the comment behind it',
      'package shop\n\nimport (\n\t"errors" // sentinels\n\t"fmt"\n)\n\nvar _ = fmt.Sprint\n',
      'package shop\n\nimport (\n\t"fmt"\n)\n\nvar _ = fmt.Sprint\n',
    ],
    [
      'takes the gap of a group that was all its own',
      'package shop\n\nimport (\n\t"errors"\n\n\t"github.com/google/uuid"\n)\n\nvar _ = uuid.New\n',
      'package shop\n\nimport (\n\t"github.com/google/uuid"\n)\n\nvar _ = uuid.New\n',
    ],
    [
      'takes the gap before the last group',
      'package shop\n\nimport (\n\t"github.com/google/uuid"\n\n\t"errors"\n)\n\nvar _ = uuid.New\n',
      'package shop\n\nimport (\n\t"github.com/google/uuid"\n)\n\nvar _ = uuid.New\n',
    ],
    ['takes a whole declaration', 'package shop\n\nimport "errors"\n\nvar x = 1\n', 'package shop\n\nvar x = 1\n'],
    [
      'takes the only member of a group with its declaration',
      'package shop\n\nimport (\n\t"errors"\n)\n\nvar x = 1\n',
      'package shop\n\nvar x = 1\n',
    ],
    [
      'leaves a line to those that share it',
      'package shop\n\nimport ("errors"; "fmt")\n\nvar _ = fmt.Sprint\n',
      'package shop\n\nimport ("fmt")\n\nvar _ = fmt.Sprint\n',
    ],
    [
      'is not fooled by a local variable of the same name',
      'package shop\n\nimport "errors"\n\nfunc f(errors list) { errors.add() }\n',
      'package shop\n\nfunc f(errors list) { errors.add() }\n',
    ],
    [
      'leaves it where it is used in a type',
      'package shop\n\nimport e "errors"\n\ntype T struct{ X *e.T }\n\nfunc errors() {}\n',
      'package shop\n\nimport e "errors"\n\ntype T struct{ X *e.T }\n\nfunc errors() {}\n',
    ],
    [
      'leaves imports for side effects and dot imports',
      'package shop\n\nimport (\n\t. "errors"\n\t_ "errors"\n)\n',
      'package shop\n\nimport (\n\t. "errors"\n\t_ "errors"\n)\n',
    ],
  ];
  for (const [behaviour, text, expected] of cases) {
    it(behaviour, () => assert.equal(removed(text, 'errors'), expected));
  }

  it('counts what the edits take and bring', () => {
    const text = 'package shop\n\nimport "errors"\n\nvar a = errors.New("a")\n\nvar b = 1\n';
    const start = text.indexOf('errors.New');
    const gone = { start, end: start + 'errors.New("a")'.length, newText: 'other("a")' };
    assert.equal(removed(text, 'errors', [gone]), text.replace('import "errors"\n\n', ''));
    assert.equal(removed(text, 'errors', [{ ...gone, newText: 'errors.Join(nil)' }]), text);
    assert.equal(removed(text, 'errors', [{ ...gone, start: text.indexOf('1'), end: text.indexOf('1') + 1 }]), text);
  });
});

describe('edits that take uses of imports away', () => {
  const text =
    'package shop\n\nimport (\n\t"fmt"\n\t"log"\n)\n\nfunc f() {\n\tlog.Print(1)\n\tlog.Print(2)\n\tfmt.Print()\n}\n';
  const without = (...statements: readonly string[]) => {
    const edits = statements.map((each) => ({
      start: text.indexOf(each),
      end: text.indexOf(each) + each.length,
      newText: '',
    }));
    return applyEdits(text, withoutLostImports(parser.parse(text), edits));
  };

  it('remove the import when they take the last use together', () => {
    assert.equal(
      without('\tlog.Print(1)\n', '\tlog.Print(2)\n'),
      'package shop\n\nimport (\n\t"fmt"\n)\n\nfunc f() {\n\tfmt.Print()\n}\n',
    );
  });

  it('leave the import while a use remains', () => {
    assert.match(without('\tlog.Print(1)\n'), /"log"/);
  });

  it('leave an import whose name its path does not tell', () => {
    const other = text.replace('"log"', '"example.com/go-logger"');
    const edits = [{ start: other.indexOf('\tfmt.Print()\n'), end: other.indexOf('}'), newText: '' }];
    assert.match(applyEdits(other, withoutLostImports(parser.parse(other), edits)), /go-logger/);
  });
});
