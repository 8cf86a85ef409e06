/**
 * The edit that takes a layer out of what another must not import: `{ deny: [a, b] }` becomes `{ deny: [b] }`, and the last name
 * takes the list with it.
 */
import { isMap, isSeq } from 'yaml';
import type { TextEdit } from '../go/textEdit.ts';
import { nameIn, pairOf, placeOfImports, rangeOf } from './allowEdge.ts';
import type { Selection } from './config.ts';
import { removeEntry } from './removeEntry.ts';
import { writtenSelection } from './writtenSelection.ts';

/** @returns undefined where the text gives no place to write it, or where the layer is not among those that are allowed either */
export function liftDenial(text: string, from: string, to: string, selection: Selection): TextEdit | undefined {
  const { allow, deny } = selection;
  if (typeof allow === 'string' ? allow !== '*' : !allow.includes(to)) return undefined;
  const rest = { ...selection, deny: deny.filter((name) => name !== to) };
  const place = placeOfImports(text, from, 'layers', `layers: ${writtenSelection(rest, 'layers')}`);
  if (!place || 'newText' in place) return place;
  return withoutDenied(text, place.value, to);
}

/** Takes a name out of what a selection denies; the last one takes the selection with it. */
export function withoutDenied(text: string, said: unknown, name: string): TextEdit | undefined {
  const denied = isMap(said) ? pairOf(said, 'deny')?.value : undefined;
  if (!isMap(said) || !isSeq(denied)) return undefined;
  const item = denied.items.find((each) => nameIn(each) === name);
  const at = rangeOf(item)?.[0];
  if (at === undefined) return undefined;
  if (denied.items.length > 1 || pairOf(said, 'allow')) return removeEntry(text, at);
  const range = rangeOf(said);
  if (!range) return undefined;
  const [start, end] = range;
  return { start, end: text.slice(0, end).trimEnd().length, newText: '"*"' };
}
