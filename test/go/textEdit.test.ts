/** Edits that follow one another, made one. */
import assert from 'node:assert/strict';
import { applyEdits, composeEdits, type TextEdit } from '../../server/src/go/textEdit.ts';

const edit = (start: number, end: number, newText: string): TextEdit => ({ start, end, newText });

describe('composing edits', () => {
  const text = '0123456789';
  const cases: readonly (readonly [string, readonly TextEdit[], readonly TextEdit[], number])[] = [
    ['apart', [edit(1, 2, 'abc')], [edit(8, 9, '')], 2],
    ['within what was brought', [edit(2, 4, 'abcd')], [edit(3, 5, 'X')], 1],
    ['over both ends of what was brought', [edit(2, 4, 'abcd')], [edit(1, 7, 'X')], 1],
    ['beside what was brought', [edit(2, 2, 'ab')], [edit(4, 6, '')], 1],
    ['at both ends', [edit(0, 1, ''), edit(9, 10, '')], [edit(0, 0, 'a'), edit(8, 8, 'z')], 2],
    ['back again', [edit(2, 3, 'x')], [edit(2, 3, '2')], 0],
    ['everything', [edit(0, 10, 'abc')], [edit(0, 3, '')], 1],
    ['several insertions at one place', [edit(5, 5, 'a'), edit(5, 5, 'b')], [edit(6, 6, '-')], 1],
  ];
  for (const [name, first, second, count] of cases) {
    it(`${name} does what they do one after the other`, () => {
      const composed = composeEdits(text, first, second);
      assert.equal(applyEdits(text, composed), applyEdits(applyEdits(text, first), second));
      assert.equal(composed.length, count);
    });
  }
});
