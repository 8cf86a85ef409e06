import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { readHeader } from '../../server/src/go/imports.ts';
import { headerOfTree } from '../../server/src/go/importsOfTree.ts';
import { Kind } from '../../server/src/go/kinds.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import { kindOf, nodesOfKind } from '../../server/src/go/tree.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { goFilesBelow, goRoot } from '../support/goroot.ts';

describe('the header reader and the syntax tree', () => {
  let parser: GoParser;
  before(async () => {
    parser = GoParser.create(await loadParserModule());
  });

  it('agree on every Go file of GOROOT, from bytes and from text', function () {
    this.timeout(300_000);
    const files = goFilesBelow(`${goRoot()}/src`);
    assert.ok(files.length > 4_000, `only ${files.length} files`);
    let imports = 0;
    for (const file of files) {
      const bytes = readFileSync(file);
      const tree = parser.parse(bytes);
      const header = readHeader(bytes);
      assert.deepEqual(headerOfTree(tree), header, file);
      assert.deepEqual(readHeader(tree.text), header, file);
      imports += header.imports.length;
      // The tree's own import specs, counted independently: before the first declaration there are no others.
      const specs = [...nodesOfKind(tree, Kind.import_spec)].filter((node) => kindOf(tree, node) === Kind.import_spec);
      if (specs.length !== header.imports.length) {
        assert.match(file, /testdata/, `${file}: ${specs.length} specs, ${header.imports.length} imports`);
      }
    }
    assert.ok(imports > 20_000, `only ${imports} imports`);
  });

  it('agree that a line ends an import which has a name and no path yet', () => {
    for (const name of ['x', '_', '.', 'é']) {
      for (const between of ['\n', ' // c\n', ' /*\n*/ ']) {
        for (const [before, after] of [
          ['import ', ''],
          ['import (\n', '\n)'],
        ]) {
          const text = `package p\n${before}${name}${between}"b"${after}\nimport "c"\n\nfunc f() {}\n`;
          const header = readHeader(text);
          assert.deepEqual(headerOfTree(parser.parse(text)), header, text);
          assert.ok(
            header.imports.every(({ alias }) => alias === ''),
            text,
          );
        }
      }
    }
  });

  it('agree on headers that are being typed', () => {
    const pieces = [
      'package x',
      'package',
      'import',
      '"a"',
      '`b`',
      '"',
      '(',
      ')',
      'f',
      '_',
      '.',
      ';',
      '\n',
      '\n',
      '\r\n',
      ' ',
      '// c',
      '/*',
      '*/',
      'func f() {}',
      'type T int',
      'var',
      'const',
      '//nolint',
      '{',
      '}',
      '=',
      'é',
      '😀',
      '\ufeff',
      "'",
      'import "fmt"\n',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 24 }), (parts) => {
        const text = parts.join(' ');
        const header = readHeader(text);
        assert.deepEqual(headerOfTree(parser.parse(text)), header);
        assert.deepEqual(readHeader(new TextEncoder().encode(text)), header);
      }),
      { numRuns: 3_000 },
    );
  });
});
