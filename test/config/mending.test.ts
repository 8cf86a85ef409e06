/** Edits that take an entry out of a configuration or write another one there. */
import assert from 'node:assert/strict';
import { removeEntry, replaceScalar } from '../../server/src/config/removeEntry.ts';
import { applyEdits } from '../../server/src/go/textEdit.ts';

/** The mark ‸ stands before the entry; undefined where nothing can be taken out. */
const removals: readonly (readonly [string, string, string | undefined])[] = [
  ['the first of a list on one line', 'a: [‸x, y] # why\n', 'a: [y] # why\n'],
  ['the last of a list on one line', 'a: [x, ‸"y" ]\n', 'a: [x ]\n'],
  [
    'one in a list of lines with its remark',
    'a:\n  - x\n  # about y\n  - ‸y # gone\n  - z\n',
    'a:\n  - x\n  # about y\n  - z\n',
  ],
  ['an entry of several lines', 'a:\n  - ‸b: 1\n    c: 2\n  - d\n', 'a:\n  - d\n'],
  ['the last entry of a text without a last line break', 'a:\n  - x\n  - ‸y', 'a:\n  - x\n'],
  ['a list that would be empty with its key', 'a: 1\nb:\n  - ‸x\nc: 2\n', 'a: 1\nc: 2\n'],
  ['a key with its value', 'a:\n  b: 1\n  ‸c:\n    d: 2\n  e: 3\n', 'a:\n  b: 1\n  e: 3\n'],
  ['a key of a map on one line', 'a: { b: 1, ‸c: [2] }\n', 'a: { b: 1 }\n'],
  ['an entry on one line by its name', 'a: [{ import: ‸x, reason: y }, z]\n', 'a: [z]\n'],
  ['an entry of several lines by its name', 'a:\n  - z\n  - reason: y\n    import: ‸x\n', 'a:\n  - z\n'],
  ['a list with its last entry by its name', 'a: 1\nb: [{ import: ‸x, reason: y }]\n', 'a: 1\n'],
  ['nothing where it is the only key', 'a:\n  ‸b: 1\nc: 2\n', undefined],
  ['nothing from a broken text', 'a: [‸x, y\n', undefined],
  ['nothing where no entry begins', 'a: [xx‸x, y]\n', undefined],
];

describe('taking an entry out of a configuration', () => {
  for (const [what, marked, expected] of removals) {
    it(`removes ${what}`, () => {
      const text = marked.replace('‸', '');
      const edit = removeEntry(text, marked.indexOf('‸'));
      assert.equal(edit && applyEdits(text, [edit]), expected);
    });
  }

  it('leaves a list alone that would go with its entry where it is to stay', () => {
    assert.equal(removeEntry('a: 1\nb: [x]\n', 9, true), undefined);
    assert.notEqual(removeEntry('a: 1\nb: [x, y]\n', 9, true), undefined);
  });

  it('writes another text in its place, quoted as it was or as it has to be', () => {
    const replaced = (text: string, at: number, by: string) => {
      const edit = replaceScalar(text, at, by);
      return edit && applyEdits(text, [edit]);
    };
    assert.equal(replaced('a: ["x/**", y]\n', 4, 'z/**'), 'a: ["z/**", y]\n');
    assert.equal(replaced('a: [x, y]\n', 4, 'z/w'), 'a: [z/w, y]\n');
    assert.equal(replaced('a: [x, y]\n', 4, '*/w'), 'a: ["*/w", y]\n');
    assert.equal(replaced('a: x\n', 3, 'y'), undefined);
    assert.equal(
      replaced('a: [{ import: x, reason: "r" }]\n', 14, 'z/w'),
      'a: [{ import: z/w, reason: "r" }]\n',
      'the name of an entry that says more',
    );
  });
});
