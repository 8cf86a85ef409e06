import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Kind } from '../../server/src/go/kinds.ts';
import { newsOfValues } from '../../server/src/go/newOperand.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import {
  childOfKind,
  endOf,
  hasError,
  kindOf,
  NO_NODE,
  nodesOfKind,
  ROOT,
  startOf,
  textOf,
} from '../../server/src/go/tree.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { goFilesBelow, goRoot } from '../support/goroot.ts';
import { Reference } from './reference.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('GoParser', () => {
  let parserModule: WebAssembly.Module;
  let parser: GoParser;
  let reference: Reference;

  before(async () => {
    parserModule = await loadParserModule();
    parser = GoParser.create(parserModule);
    reference = await Reference.create();
  });

  it('gives exactly the tree of web-tree-sitter for every Go file of the Go installation', function () {
    this.timeout(600_000);
    const files = goFilesBelow(goRoot());
    assert.ok(files.length > 5_000, `only ${files.length} files below GOROOT`);
    const differences: string[] = [];
    const worse: string[] = [];
    let broken = 0;
    for (const path of files) {
      const tree = parser.parse(readFileSync(path));
      if (hasError(tree, ROOT)) {
        broken += 1;
        // The other name of `new` must not break what the grammar reads by itself.
        if (newsOfValues(tree.text).length > 0 && !reference.findsErrors(tree.text)) worse.push(path);
      }
      const difference = reference.firstDifference(tree);
      if (difference !== undefined) differences.push(`${path}: ${difference}`);
    }
    assert.deepEqual(differences, []);
    assert.deepEqual(worse, []);
    // The installation's tests contain code that does not parse; without any, half of this test is idle.
    assert.ok(broken > 20, `only ${broken} files with syntax errors`);
    // The largest file needs 40 MB. What is above the limit is given back.
    assert.ok(parser.memoryBytes <= 64 * 2 ** 20, `${parser.memoryBytes} bytes after ${files.length} files`);
  });

  const sources: Record<string, string> = {
    'plain ASCII': 'package shop\n\nfunc Sum(a, b int) int { return a + b }\n',
    'letters of two bytes': 'package shop\n\nvar größe = "ü" // é\n',
    'characters outside the basic plane': 'package shop\n\nvar s = "🙂🙂" + x // 🙂\n',
    'new values': 'package shop\n\nvar p, q = new(len(s) + 1), new("ü")\n',
    'Windows line ends': 'package shop\r\n\r\nfunc f() {\r\n\tg()\r\n}\r\n',
    'a byte order mark': '\uFEFFpackage shop\n',
    'a byte order mark and other characters': '\uFEFFpackage shop // é\n',
    'NUL characters': 'package shop\n\0\nvar s = "a\0b"\0',
    'broken ASCII': 'package shop\n\nfunc f( { if x { ) } else var } %%% "',
    'broken text of other scripts': 'package shop\n\nfunc ф( { if x { ) } else вар } %%% "é',
    'nothing but a byte order mark': '\uFEFF',
    nothing: '',
    'only space': ' \n\t\r\n ',
    'no final newline': 'package shop',
    'carriage returns alone': 'package shop\rvar x = 1\r',
  };

  for (const [name, text] of Object.entries(sources)) {
    it(`agrees on text, bytes, an open document and the reference: ${name}`, () => {
      const fromText = parser.parse(text);
      assert.equal(reference.firstDifference(fromText), undefined);
      assert.equal(fromText.text, text);
      assert.deepEqual(parser.parse(utf8(text)), fromText);
      const document = parser.open(text);
      assert.deepEqual(document.tree, fromText);
      document.dispose();
    });
  }

  it('counts offsets in UTF-16 units, from the start of the file even before a byte order mark', () => {
    const tree = parser.parse(utf8('\uFEFFpackage shop\nvar s = "🙂" + last\n'));
    const clause = childOfKind(tree, ROOT, Kind.package_clause);
    assert.equal(startOf(tree, clause), 1);
    const [literal] = nodesOfKind(tree, Kind.interpreted_string_literal);
    assert.equal(endOf(tree, literal!) - startOf(tree, literal!), '"🙂"'.length);
    const names = [...nodesOfKind(tree, Kind.identifier)].map((node) => textOf(tree, node));
    assert.deepEqual(names, ['s', 'last']);
  });

  it('recovers from a syntax error alike in ASCII and in other text of the same length', () => {
    // Skipped characters weigh in the recovery, and a file must not look different once it is opened.
    const broken = (name: string) =>
      `package p\nfunc ${name}( { if a { ) } else b := [ }}\n${name} ${name} ] func g() { return\n`;
    const kinds = (text: string) =>
      Array.from({ length: parser.parse(text).count }, (_, row) => kindOf(parser.parse(text), row));
    assert.deepEqual(kinds(broken('size')), kinds(broken('größ')));
  });

  describe('hostile input', () => {
    const deep = 100_000;
    const hostile: Record<string, string> = {
      'a hundred thousand nested parentheses': `package p\nvar x = ${'('.repeat(deep)}1${')'.repeat(deep)}\n`,
      'as many that are never closed': `package p\nvar x = ${'('.repeat(deep)}`,
      'as many braces that are never closed': `package p\nfunc f() ${'{'.repeat(deep)}`,
      'a sum of a hundred thousand terms': `package p\nvar x = ${'1+'.repeat(deep)}1\n`,
      'lone surrogates': 'package p\nvar s = "\uD83D" + "\uDE42"\nvar \uDC00 = \uD800',
      'a lone high surrogate at the very end': 'package p // \uD83D',
      'only closing brackets': ')]}'.repeat(20_000),
      'only NULs': '\0'.repeat(50_000),
    };
    for (const [name, text] of Object.entries(hostile)) {
      it(`parses ${name} like the reference`, function () {
        this.timeout(60_000);
        assert.equal(reference.firstDifference(parser.parse(text)), undefined);
      });
    }

    it('parses a single line of five megabytes', function () {
      this.timeout(120_000);
      const text = `package p; var x = []string{${'"some text", '.repeat(400_000)}}`;
      const tree = parser.parse(utf8(text));
      assert.ok(text.length > 5e6);
      assert.equal(hasError(tree, ROOT), false);
      assert.equal([...nodesOfKind(tree, Kind.interpreted_string_literal)].length, 400_000);
    });

    it('gives memory back after a giant file', function () {
      this.timeout(120_000);
      const small = GoParser.create(parserModule);
      const before = small.memoryBytes;
      const tree = small.parse(`package p\nvar x = []int{${'1, '.repeat(1_000_000)}}\n`);
      assert.ok(tree.count > 2_000_000);
      assert.equal(small.memoryBytes, before);
    });

    it('reads bytes that are not UTF-8 with replacement characters', () => {
      const tree = parser.parse(
        Uint8Array.of(...utf8('package p // '), 0xff, 0xc3, 0x28, 0x0a, ...utf8('var x = 1\n')),
      );
      assert.equal(tree.text, 'package p // \uFFFD\uFFFD(\nvar x = 1\n');
      assert.equal(reference.firstDifference(tree), undefined);
      assert.notEqual(childOfKind(tree, ROOT, Kind.var_declaration), NO_NODE);
    });

    it('does not care what a shared buffer contains around the bytes of the file', () => {
      const text = 'package p\nvar x = 1\n';
      const buffer = utf8(`ééé${text}ééé`);
      assert.deepEqual(parser.parse(buffer.subarray(6, 6 + text.length)), parser.parse(text));
    });
  });

  describe('when the WebAssembly instance fails', () => {
    const RealInstance = WebAssembly.Instance;
    let failing: string | undefined;

    /** Makes the next call of one exported function end as a bug on the other side would end it. */
    class FragileInstance {
      readonly exports: Record<string, unknown>;
      constructor(module: WebAssembly.Module, imports: Record<string, never>) {
        const real = new RealInstance(module, imports).exports;
        const wrap =
          (name: string, call: (...values: unknown[]) => unknown) =>
          (...values: unknown[]) => {
            if (failing !== name) return call(...values);
            failing = undefined;
            throw new WebAssembly.RuntimeError('unreachable');
          };
        this.exports = Object.fromEntries(
          Object.entries(real).map(([name, value]) => [
            name,
            typeof value === 'function' ? wrap(name, value as (...values: unknown[]) => unknown) : value,
          ]),
        );
      }
    }

    let fragile: GoParser;
    before(() => {
      WebAssembly.Instance = FragileInstance as unknown as typeof WebAssembly.Instance;
      fragile = GoParser.create(parserModule);
    });
    after(() => {
      WebAssembly.Instance = RealInstance;
    });

    it('fails for the file at hand and parses the next one in a new instance', () => {
      const expected = fragile.parse('package p\n');
      failing = 'parse';
      assert.throws(() => fragile.parse('package p\n'), WebAssembly.RuntimeError);
      assert.deepEqual(fragile.parse('package p\n'), expected);
    });

    for (const call of ['document_parse', 'document_edit']) {
      it(`open documents go on when ${call} fails`, () => {
        const one = fragile.open('package one\n');
        const other = fragile.open('package other\n');
        assert.equal(one.tree.count + other.tree.count, 8);
        failing = call;
        one.edit(12, 12, 'var x = 1\n');
        assert.deepEqual(one.tree, parser.parse('package one\nvar x = 1\n'));
        assert.equal(failing, undefined, `${call} was never called`);
        other.edit(0, 14, 'package changed\n');
        assert.deepEqual(other.tree, parser.parse('package changed\n'));
        one.dispose();
        other.dispose();
      });
    }
  });
});
