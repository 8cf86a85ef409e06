import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { lineStarts, offsetAt, positionAt } from '../../server/src/go/lines.ts';

describe('lines', () => {
  it('end at \\n, \\r\\n and a lone \\r', () => {
    assert.deepEqual(lineStarts('a\nb\r\nc\rd'), [0, 2, 5, 7]);
    assert.deepEqual(lineStarts(''), [0]);
    assert.deepEqual(lineStarts('\n\n'), [0, 1, 2]);
    assert.deepEqual(lineStarts('\n\r'), [0, 1, 2]);
  });

  it('count columns in UTF-16 units', () => {
    const text = 'var s = "🙂" // é\nx';
    const starts = lineStarts(text);
    assert.deepEqual(positionAt(starts, text, text.indexOf('//')), { line: 0, character: 13 });
    assert.equal(offsetAt(starts, text, { line: 0, character: 13 }), text.indexOf('//'));
  });

  it('take what lies outside to the nearest place inside', () => {
    const text = 'ab\r\ncd';
    const starts = lineStarts(text);
    assert.equal(offsetAt(starts, text, { line: 0, character: 99 }), 2);
    assert.equal(offsetAt(starts, text, { line: 9, character: 0 }), 6);
    assert.equal(offsetAt(starts, text, { line: -1, character: 5 }), 0);
    assert.equal(offsetAt(starts, text, { line: 1, character: -3 }), 4);
    assert.deepEqual(positionAt(starts, text, -1), { line: 0, character: 0 });
    assert.deepEqual(positionAt(starts, text, 99), { line: 1, character: 2 });
  });

  it('have no position between \\r and \\n', () => {
    const text = 'ab\r\ncd';
    assert.deepEqual(positionAt(lineStarts(text), text, 3), { line: 0, character: 2 });
  });

  it('agree with the text document of the LSP library on any text', () => {
    const piece = fc.constantFrom('\r', '\n', '\r\n', 'a', 'é', '🙂', '\u2028', ' ');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.nat(70),
        fc.nat(12),
        fc.nat(8),
        (pieces, offset, line, character) => {
          const text = pieces.join('');
          const starts = lineStarts(text);
          const document = TextDocument.create('file:///a.go', 'go', 1, text);
          assert.deepEqual(positionAt(starts, text, offset), document.positionAt(offset));
          assert.equal(offsetAt(starts, text, { line, character }), document.offsetAt({ line, character }));
        },
      ),
      { seed: 5, numRuns: 2_000 },
    );
  });
});
