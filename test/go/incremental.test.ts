import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GoParser } from '../../server/src/go/parser.ts';
import { hasError, ROOT } from '../../server/src/go/tree.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { goRoot } from '../support/goroot.ts';
import { Reference } from './reference.ts';

/** A small generator of repeatable random numbers (mulberry32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const PIECES = [
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ';',
    ',',
    '"',
    '`',
    "'",
    '.',
    ':=',
    '<-',
    '//',
    '/*',
    '*/',
    '\n',
    '\r\n',
    ' ',
    '\t',
  ],
  ...[
    'func',
    'if err != nil {\n\treturn err\n}\n',
    'x',
    'return',
    'struct {',
    'type T ',
    'go func() {',
    '}()',
    '1',
    '0x',
  ],
  ...[
    'größe',
    'ф',
    '🙂',
    '\uD83D',
    '\uDE42',
    '\0',
    '\uFEFF',
    '"é"',
    'case',
    'switch v := x.(type) {',
    'import "fmt"\n',
  ],
  ...['new(', 'new(1)', 'var p = new(x)\n', 'var q = new(len(x) + 1)\n', ' + 1'],
];

describe('ParsedDocument', () => {
  let parserModule: WebAssembly.Module;
  let parser: GoParser;
  let reference: Reference;

  before(async () => {
    parserModule = await loadParserModule();
    parser = GoParser.create(parserModule);
    reference = await Reference.create();
  });

  const startingPoints: Record<string, () => string> = {
    'a file of the standard library': () => readFileSync(join(goRoot(), 'src/strings/builder.go'), 'utf8'),
    'a file with Windows line ends': () =>
      readFileSync(join(goRoot(), 'src/errors/wrap.go'), 'utf8').replaceAll('\n', '\r\n'),
    'a file in several scripts': () =>
      'package магазин\n\n// Größe in 📏.\ntype Größe struct {\n\tширина int // 🙂\n}\n\nfunc (г Größe) Ширина() int { return г.ширина }\n'.repeat(
        8,
      ),
    'an empty file': () => '',
  };

  for (const [index, [name, startingPoint]] of Object.entries(startingPoints).entries()) {
    it(`has the tree of a fresh parse after each of 500 random edits of ${name}`, function () {
      this.timeout(120_000);
      const random = randomNumbers(0xc0de + index);
      const document = parser.open(startingPoint());
      let text = document.text;
      let broken = 0;
      for (let step = 0; step < 500; step++) {
        // One to three changes before the tree is asked for, as an editor sends them.
        for (let change = random(3); change >= 0; change--) {
          const start = random(text.length + 1);
          const oldEnd = Math.min(text.length, start + (random(4) === 0 ? random(40) : 0));
          const newText = random(4) === 0 ? '' : PIECES[random(PIECES.length)]!;
          document.edit(start, oldEnd, newText);
          text = text.slice(0, start) + newText + text.slice(oldEnd);
        }
        assert.equal(document.text, text);
        const difference = reference.firstDifference(document.tree);
        if (difference !== undefined) assert.fail(`after step ${step}: ${difference}\n${JSON.stringify(text)}`);
        if (hasError(document.tree, ROOT)) broken += 1;
      }
      document.dispose();
      assert.ok(broken > 50, `only ${broken} steps had broken code`);
    });
  }

  it('has the tree of a fresh parse after every keystroke of a program being typed', function () {
    this.timeout(120_000);
    const program = readFileSync(join(goRoot(), 'src/errors/join.go'), 'utf8');
    const document = parser.open('');
    for (const character of program) {
      document.edit(document.text.length, document.text.length, character);
      assert.deepEqual(document.tree, parser.parse(document.text));
    }
    for (let length = program.length; length > 0; length--) {
      document.edit(0, 1, '');
      assert.deepEqual(document.tree, parser.parse(document.text));
    }
    document.dispose();
  });

  it('follows an operand of new from a type to a value and back, also when the word itself is edited', () => {
    const document = parser.open('package p\n\nvar v = new(x)\n');
    const end = document.text.indexOf(')');
    const start = document.text.indexOf('new');
    const steps: readonly (readonly [number, number, string])[] = [
      [end, end, ' + 1'],
      [start, start, 're'],
      [start, start + 2, ''],
      [start, start + 1, ''],
      [start, start, 'n'],
      [start + 2, start + 3, 'w'],
      [end, end + 4, ''],
      [0, 0, '// é\n'],
      [end + 5, end + 5, '()'],
      [start + 5, start + 8, 'new'],
      [end + 6, end + 6, '1'],
    ];
    for (const [from, to, text] of steps) {
      document.edit(from, to, text);
      assert.deepEqual(document.tree, parser.parse(document.text), document.text);
    }
    assert.equal(document.text, '// é\npackage p\n\nvar v = new(x(1))\n');
    assert.equal(hasError(document.tree, ROOT), false);
    document.dispose();
  });

  it('applies several changes one by one, each to the text the previous one left', () => {
    const document = parser.open('package p\n\nvar a = 1\nvar b = 2\n');
    document.edit(15, 16, 'first');
    document.edit(29, 30, 'second');
    assert.equal(document.text, 'package p\n\nvar first = 1\nvar second = 2\n');
    assert.deepEqual(document.tree, parser.parse(document.text));
    document.dispose();
  });

  it('keeps documents apart, however their edits alternate', () => {
    const documents = Array.from({ length: 20 }, (_, index) => parser.open(`package p${index}\n`));
    for (let step = 0; step < 10; step++) {
      for (const [index, document] of documents.entries()) {
        document.edit(document.text.length, document.text.length, `var v${step} = ${index}\n`);
        if ((step + index) % 3 === 0) assert.equal(hasError(document.tree, ROOT), false);
      }
    }
    for (const document of documents) {
      assert.deepEqual(document.tree, parser.parse(document.text));
      document.dispose();
    }
  });

  it('returns the same tree until the next edit', () => {
    const document = parser.open('package p\n');
    const before = document.tree;
    assert.equal(document.tree, before);
    document.edit(10, 10, '// x\n');
    assert.notEqual(document.tree, before);
    assert.equal(before.text, 'package p\n', 'an old tree stays as it was');
    document.dispose();
  });

  it('refuses an edit outside the text and stays usable', () => {
    const document = parser.open('package p\n');
    for (const [start, end] of [
      [-1, 0],
      [0, 11],
      [5, 4],
      [0.5, 1],
      [Number.NaN, 1],
    ] as const) {
      assert.throws(() => document.edit(start, end, 'x'), /^RangeError: An edit of .* is outside the document/);
    }
    assert.deepEqual(document.tree, parser.parse('package p\n'));
    document.dispose();
  });

  it('says what is wrong when used after it was disposed of', () => {
    const document = parser.open('package p\n');
    document.dispose();
    document.dispose();
    assert.throws(() => document.tree, /was disposed of/);
    assert.throws(() => document.edit(0, 0, 'x'), /was disposed of/);
  });

  it('has the tree of a fresh parse after each of 2,000 random edits that are often undone', function () {
    this.timeout(120_000);
    const random = randomNumbers(0xfeed);
    const document = parser.open(readFileSync(join(goRoot(), 'src/sync/once.go'), 'utf8'));
    const undo: (readonly [start: number, end: number, text: string])[] = [];
    let intact = 0;
    for (let step = 0; step < 2_000; step++) {
      const last = random(2) === 0 ? undo.pop() : undefined;
      if (last !== undefined) document.edit(...last);
      else {
        const start = random(document.text.length + 1);
        const oldEnd = Math.min(document.text.length, start + random(2) * random(12));
        const newText = PIECES[random(PIECES.length)]!;
        undo.push([start, start + newText.length, document.text.slice(start, oldEnd)]);
        document.edit(start, oldEnd, newText);
      }
      assert.deepEqual(document.tree, parser.parse(document.text), `after step ${step}`);
      if (!hasError(document.tree, ROOT)) intact += 1;
    }
    document.dispose();
    assert.ok(intact > 100, `only ${intact} steps without syntax errors`);
  });

  it('has the tree of a fresh parse while one place of a long file is broken, typed at and repaired', function () {
    this.timeout(120_000);
    const original = readFileSync(join(goRoot(), 'src/encoding/json/decode.go'), 'utf8');
    const random = randomNumbers(0x5eed);
    const document = parser.open(original);
    let broken = 0;
    for (let step = 0; step < 150; step++) {
      const start = random(original.length);
      const piece = PIECES[random(PIECES.length)]!;
      document.edit(start, start, piece);
      assert.deepEqual(document.tree, parser.parse(document.text));
      if (hasError(document.tree, ROOT)) broken += 1;
      document.edit(start + piece.length, start + piece.length, 'x');
      assert.deepEqual(document.tree, parser.parse(document.text));
      document.edit(start, start + piece.length + 1, '');
    }
    assert.deepEqual(document.tree, parser.parse(original));
    assert.ok(broken > 50, `only ${broken} steps had broken code`);
    document.dispose();
  });

  for (const [size, functions, untilRepaired] of [
    ['large', 10_000, false],
    ['giant', 60_000, true],
  ] as const) {
    const when = untilRepaired
      ? 'once its syntax errors are gone'
      : 'while it has syntax errors and when they are gone';
    it(`has the tree of a fresh parse in a ${size} document ${when}`, function () {
      this.timeout(120_000);
      const document = parser.open(`package p\n${'func f() { g(1) }\n'.repeat(functions)}`);
      assert.equal(document.text.length > 1024 * 1024, untilRepaired);
      for (const piece of ['{', '"', '/*', 'func (']) {
        const middle = document.text.length >> 1;
        document.edit(middle, middle, piece);
        assert.equal(hasError(document.tree, ROOT), true);
        assert.equal(document.tree.nodes[2], document.text.length);
        if (!untilRepaired) assert.deepEqual(document.tree, parser.parse(document.text));
        document.edit(middle, middle + piece.length, '');
        assert.deepEqual(document.tree, parser.parse(document.text));
      }
      document.dispose();
    });
  }

  it('needs no more memory after 10,000 edits than after the first thousand', function () {
    this.timeout(120_000);
    const own = GoParser.create(parserModule);
    const text = readFileSync(join(goRoot(), 'src/errors/join.go'), 'utf8');
    const document = own.open(text);
    let afterAThousand = 0;
    for (let step = 0; step < 5_000; step++) {
      // A breaking edit and its repair, all over the file.
      const start = (step * 7) % text.length;
      const piece = PIECES[step % 20]!;
      document.edit(start, start, piece);
      assert.ok(document.tree.count > 0);
      document.edit(start, start + piece.length, '');
      assert.equal(hasError(document.tree, ROOT), false);
      if (step === 500) afterAThousand = own.memoryBytes;
    }
    assert.ok(own.memoryBytes <= afterAThousand + 256 * 1024, `${afterAThousand} bytes grew to ${own.memoryBytes}`);
    document.dispose();
  });

  it('needs no more memory after opening and closing 2,000 documents than after the first hundred', function () {
    this.timeout(120_000);
    const own = GoParser.create(parserModule);
    const text = readFileSync(join(goRoot(), 'src/errors/wrap.go'), 'utf8');
    let afterAHundred = 0;
    for (let round = 0; round < 2_000; round++) {
      const document = own.open(text);
      document.edit(0, 0, '// x\n');
      assert.ok(document.tree.count > 0);
      document.dispose();
      if (round === 100) afterAHundred = own.memoryBytes;
    }
    assert.equal(own.memoryBytes, afterAHundred);
  });

  it('gives memory back when the last of the documents is closed that made it grow', function () {
    this.timeout(120_000);
    const own = GoParser.create(parserModule);
    const small = own.open('package p\n');
    assert.equal(hasError(small.tree, ROOT), false);
    const before = own.memoryBytes;
    const giant = own.open(`package p\nvar x = []int{${'1, '.repeat(500_000)}}\n`);
    assert.ok(giant.tree.count > 1_000_000);
    assert.ok(own.memoryBytes > 64 * 2 ** 20);
    giant.dispose();
    small.dispose();
    assert.ok(own.memoryBytes <= before, `${before} bytes before, ${own.memoryBytes} after`);
  });
});
