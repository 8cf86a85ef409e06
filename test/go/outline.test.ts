/** The outline of a file says about its declarations what the whole file says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { extractDeclarations, extractFacts, ObserverTable } from '../../server/src/go/extract.ts';
import { type OutlineWanted, outlineOf } from '../../server/src/go/outline.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { goFilesBelow, goRoot } from '../support/goroot.ts';

const outline = (source: string, wanted?: OutlineWanted) => {
  const found = outlineOf(new TextEncoder().encode(source), wanted);
  return found && new TextDecoder().decode(found.bytes);
};

let parser: GoParser;
before(async () => {
  parser = GoParser.create(await loadParserModule());
});

describe('outlineOf', () => {
  const cases: readonly (readonly [what: string, source: string, expected: string | undefined])[] = [
    ['empties bodies', 'func f() { g(1) }\n', 'func f() {}\n'],
    [
      'keeps the members of types',
      'type t struct { a int }\ntype i interface{ m() }\n',
      'type t struct { a int }\ntype i interface{ m() }\n',
    ],
    [
      'keeps them behind comments and line breaks',
      'type t struct // x\n{ a int }\ntype u struct /* } */ { b int }\n',
      'type t struct //x\n{ a int }\ntype u struct /**/ { b int }\n',
    ],
    ['empties bodies behind types', 'func f() struct{} { return x }\n', 'func f() struct{} {}\n'],
    [
      'empties literals',
      'var x = []T{{1}, {2}}\nvar y = struct{ a int }{3}\n',
      'var x = []T{}\nvar y = struct{ a int }{}\n',
    ],
    [
      'keeps what is counted',
      'var x = [...]int{1, 2}\nvar y = []int{1}\n',
      'var x = [...]int{1, 2}\nvar y = []int{}\n',
    ],
    [
      'takes names that end like types for names',
      'var x = mystruct{1}\nvar y = éstruct{1}\n',
      'var x = mystruct{}\nvar y = éstruct{}\n',
    ],
    [
      'is not misled by braces in literals and comments',
      'func f() { a("}"); b(\'}\'); c(`}`, `\\`) /* } */ // }\n}\n',
      'func f() {}\n',
    ],
    ['nor by quotes in quotes', 'func f() { a("\\"}", \'\\\'\', \'"\') }\nvar y = "{"\n', 'func f() {}\nvar y = "{"\n'],
    [
      'empties comments up to their last character',
      '// Été é\n/* a\n🙂*/ var x\n//\n/**/\n',
      '//é\n/**/ var x\n//\n/**/\n',
    ],
    ['gives up where a brace is missing', 'func f() {\n', undefined],
    ['gives up where a string is open', 'func f() { "a\n}\n', undefined],
    ['gives up where a raw string is open', 'var x = `a\n', undefined],
    ['gives up where a comment is open', 'func f() { /* }\n', undefined],
    ['leaves a brace too many to the parser', 'func f() { } }\n', 'func f() {} }\n'],
  ];
  for (const [what, source, expected] of cases) it(what, () => assert.equal(outline(source), expected));

  it('leaves nothing of values, when they are not wanted', () => {
    const source =
      'package p\n\nconst a = "(" +\n\t`\n)`\n\nvar (\n\tb = [...]T{1} // )\n)\nvar c func() = func() { x() }\nconst d T = 1 << // more\n\t2\nfunc f() { var e int }\ntype t struct {\n\tvar1 int\n}\nvar z = 1';
    assert.equal(
      outline(source, { withoutValues: true }),
      'package p\n\n\n\n\n\n\nfunc f() {}\ntype t struct {\n\tvar1 int\n}\n',
    );
  });

  it('leaves nothing of comments that say nothing to us, behind the first declaration', () => {
    const source =
      '// a\npackage p // b\nimport "functions" // c\n\n// d\nconst x = 1 // e\n// f\nfunc g(/* h */) {}\n';
    assert.equal(
      outline(source, { isSilent: true }),
      '//a\npackage p //b\nimport "functions" //c\n\n//d\nconst x = 1 \n\nfunc g(/**/) {}\n',
    );
  });
});

describe('restored', () => {
  it('puts what is declared where it stands in the file, in UTF-16 units', () => {
    const source = '// É🙂\npackage p\n\nfunc É() { "🙂" } /* 🙂 */ type t struct{}\nvar x = []T{{"🙂"}} // é\n';
    const { types, functions, values } =
      extractDeclarations(new TextEncoder().encode(source), parser).declarations ?? assert.fail();
    assert.equal(functions[0]?.nameStart, source.indexOf('É()'));
    assert.equal(types[0]?.nameStart, source.indexOf('t struct'));
    assert.equal(values[0]?.nameStart, source.indexOf('x = '));
  });
});

describe('extractDeclarations', () => {
  it('says of every file of the Go installation what reading all of it says', async function () {
    this.timeout(300_000);
    const none = new ObserverTable([]);
    const files = goFilesBelow(goRoot());
    assert.ok(files.length > 8000, `${files.length} files`);
    let whole = 0;
    let generated = 0;
    for (const path of files) {
      const bytes = readFileSync(path);
      const full = extractFacts(parser.parse(bytes), none);
      const { localTypes: _localTypes, ...declarations } = full.declarations ?? {
        functions: [],
        types: [],
        values: [],
      };
      const { declarations: outlined, ...rest } = extractDeclarations(bytes, parser);
      if (full.hasSyntaxErrors) {
        whole++;
        continue;
      }
      const { localTypes: _none, ...found } = outlined ?? { functions: [], types: [], values: [] };
      if (full.header.generated) {
        generated++;
        const { localTypes: _tables, ...withTables } = extractDeclarations(bytes, parser, true).declarations ?? {};
        assert.deepEqual(withTables, declarations, path);
      }
      assert.deepEqual(found, full.header.generated ? { ...declarations, values: [] } : declarations, path);
      assert.deepEqual(rest.header, full.header, path);
      assert.equal(rest.hasSyntaxErrors, false, path);
    }
    assert.ok(generated > 100, `${generated} generated files`);
    assert.ok(whole < files.length / 20, `${whole} files do not parse`);
  });
});
