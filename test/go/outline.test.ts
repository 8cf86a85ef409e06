/** The outline of a file says about its declarations what the whole file says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { extractDeclarations, extractFacts, ObserverTable } from '../../server/src/go/extract.ts';
import { outlineOf } from '../../server/src/go/outline.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { goFilesBelow, goRoot } from '../support/goroot.ts';

const text = (outline: Uint8Array | undefined) =>
  outline === undefined ? undefined : new TextDecoder().decode(outline);
const outline = (source: string) => text(outlineOf(new TextEncoder().encode(source)));

describe('outlineOf', () => {
  const cases: readonly (readonly [what: string, source: string, expected: string | undefined])[] = [
    ['empties bodies', 'func f() { g(1) }\n', 'func f() {      }\n'],
    [
      'keeps the members of types',
      'type t struct { a int }\ntype i interface{ m() }\n',
      'type t struct { a int }\ntype i interface{ m() }\n',
    ],
    [
      'keeps them behind comments and line breaks',
      'type t struct // x\n{ a int }\ntype u struct /* } */ { b int }\n',
      'type t struct // x\n{ a int }\ntype u struct /* } */ { b int }\n',
    ],
    ['empties bodies behind types', 'func f() struct{} { return x }\n', 'func f() struct{} {          }\n'],
    [
      'empties literals',
      'var x = []T{{1}, {2}}\nvar y = struct{ a int }{3}\n',
      'var x = []T{        }\nvar y = struct{ a int }{ }\n',
    ],
    [
      'keeps what is counted',
      'var x = [...]int{1, 2}\nvar y = []int{1}\n',
      'var x = [...]int{1, 2}\nvar y = []int{ }\n',
    ],
    [
      'takes names that end like types for names',
      'var x = mystruct{1}\nvar y = éstruct{1}\n',
      'var x = mystruct{ }\nvar y = éstruct{ }\n',
    ],
    [
      'is not misled by braces in literals and comments',
      'func f() { a("}"); b(\'}\'); c(`}`, `\\`) /* } */ // }\n}\n',
      `func f() {${' '.repeat(42)}}\n`,
    ],
    [
      'nor by quotes in quotes',
      'func f() { a("\\"}", \'\\\'\', \'"\') }\nvar y = "{"\n',
      `func f() {${' '.repeat(21)}}\nvar y = "{"\n`,
    ],
    ['counts characters, not bytes', 'func f() { "é🙂" }\n', `func f() {${' '.repeat(7)}}\n`],
    ['gives up where a brace is missing', 'func f() {\n', undefined],
    ['gives up where a string is open', 'func f() { "a\n}\n', undefined],
    ['gives up where a raw string is open', 'var x = `a\n', undefined],
    ['gives up where a comment is open', 'func f() { /* }\n', undefined],
    ['leaves a brace too many to the parser', 'func f() { } }\n', 'func f() { } }\n'],
  ];
  for (const [what, source, expected] of cases) it(what, () => assert.equal(outline(source), expected));
});

describe('extractDeclarations', () => {
  it('says of every file of the Go installation what reading all of it says', async function () {
    this.timeout(300_000);
    const parser = GoParser.create(await loadParserModule());
    const none = new ObserverTable([]);
    const files = goFilesBelow(goRoot());
    assert.ok(files.length > 8000, `${files.length} files`);
    let whole = 0;
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
      assert.deepEqual(found, declarations, path);
      assert.deepEqual(rest.header, full.header, path);
      assert.equal(rest.hasSyntaxErrors, false, path);
    }
    assert.ok(whole < files.length / 20, `${whole} files do not parse`);
  });
});
