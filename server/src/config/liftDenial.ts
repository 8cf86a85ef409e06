/**
 * The edit that takes a layer or a package out of what a layer must not import: `{ deny: [a, b] }` becomes `{ deny: [b] }`, and the last name
 * takes the list with it.
 */
import { isMap, isSeq } from 'yaml';
import type { TextEdit } from '../go/textEdit.ts';
import { nameIn, pairOf, placeOfImports, rangeOf } from './allowEdge.ts';
import type { ImportKind, Selection } from './config.ts';
import { removeEntry } from './removeEntry.ts';
import { writtenSelection } from './writtenSelection.ts';

/** @returns undefined where the text gives no place to write it, or where what is denied is not among what is allowed either */
export function liftDenial(
  text: string,
  from: string,
  to: string,
  selection: Selection,
  kind: ImportKind = 'layers',
): TextEdit | undefined {
  const { allow } = selection;
  if (typeof allow === 'string' ? allow !== '*' : !allow.includes(to)) return undefined;
  const key = kind === 'layers' ? 'layer' : 'import';
  const place = placeOfImports(text, from, kind, writtenSelection(selection, key, { lift: to }));
  if (!place || 'newText' in place) return place;
  const said = place.value;
  const denied = isMap(said) ? pairOf(said, 'deny')?.value : undefined;
  if (!isMap(said) || !isSeq(denied)) return undefined;
  const item = denied.items.find((each) => nameIn(each) === to);
  const at = rangeOf(item)?.[0];
  if (at === undefined) return undefined;
  if (denied.items.length > 1 || pairOf(said, 'allow')) return removeEntry(text, at);
  const range = rangeOf(said);
  if (!range) return undefined;
  const [start, end] = range;
  return { start, end: text.slice(0, end).trimEnd().length, newText: '"*"' };
}
