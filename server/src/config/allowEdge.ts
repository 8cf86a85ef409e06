/**
 * The edit that lets one layer import another: the smallest change of the configuration text, with everything else in the
 * file, comments and style included, left as it is.
 */
import { isMap, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { TextEdit } from '../go/textEdit.ts';
import type { ImportKind, Selection } from './config.ts';
import { contentsOf } from './contents.ts';
import { quoted } from './quoted.ts';
import { writtenEntry, writtenSelection } from './writtenSelection.ts';

/**
 * @param allowed what `from` may import now, for a layer that the file itself does not spell out
 * @param reason why it may, written into the entry
 * @returns undefined where the text gives no place to write it: it is broken, or says `"*"` already
 */
export function allowEdge(
  text: string,
  from: string,
  to: string,
  allowed: Selection,
  reason?: string,
): TextEdit | undefined {
  const item = writtenEntry(to, 'layers', reason === undefined ? undefined : { reason });
  const place = placeOfImports(text, from, 'layers', `layers: ${writtenSelection(allowed, 'layers', item)}`);
  if (!place || 'newText' in place) return place;
  const said = isMap(place.value) ? pairOf(place.value, 'allow')?.value : place.value;
  return isSeq(said) ? addItem(text, said, item) : undefined;
}

/** What a layer may import of one origin: where the file says it, or the edit that writes all of it where it does not. */
export function placeOfImports(
  text: string,
  from: string,
  kind: ImportKind,
  whole: string,
): Pair | TextEdit | undefined {
  const root = contentsOf(text);
  if (root !== null && !isMap(root)) return undefined;
  const layers = root === null ? undefined : pairOf(root, 'layers');
  if (!layers || !isMap(layers.value) || layers.value.items.length === 0) {
    return newLayers(text, layers, `${quoted(from)}: { imports: { ${whole} } }`);
  }
  const layer = pairOf(layers.value, from);
  if (!layer) return addEntry(text, layers.value, `${quoted(from)}: { imports: { ${whole} } }`);
  if (!isMap(layer.value)) return undefined;
  const imports = pairOf(layer.value, 'imports');
  if (!imports) return addEntry(text, layer.value, `imports: { ${whole} }`);
  if (!isMap(imports.value)) return undefined;
  return pairOf(imports.value, kind) ?? addEntry(text, imports.value, whole);
}

export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** The name of an entry, which may be a mapping that says more of it. */
export function nameIn(item: unknown): unknown {
  const named = isMap(item) ? (pairOf(item, 'layer') ?? pairOf(item, 'import'))?.value : item;
  return isScalar(named) ? named.value : undefined;
}

/** The file has no layers, or an empty or absent value for them. */
export function newLayers(text: string, layers: Pair | undefined, entry: string): TextEdit | undefined {
  if (!layers) {
    const separator = text === '' || text.endsWith('\n') ? '' : '\n';
    return { start: text.length, end: text.length, newText: `${separator}layers:\n  ${entry}\n` };
  }
  const [start, end] = rangeOf(layers.value) ?? rangeOf(layers.key)?.slice(1, 2).concat(-1) ?? [];
  if (start === undefined) return undefined;
  return { start, end: end === undefined || end < start ? start : end, newText: `{ ${entry} }` };
}

export function addEntry(text: string, map: YAMLMap, entry: string): TextEdit | undefined {
  const last = map.items.at(-1);
  const range = rangeOf(map);
  if (!range) return undefined;
  if (map.flow) return intoFlow(text, range, map.items.length === 0, entry);
  const first = map.items[0];
  const firstStart = first ? rangeOf(first.key)?.[0] : undefined;
  const end = (last && (rangeOf(last.value) ?? rangeOf(last.key)))?.[1];
  if (firstStart === undefined || end === undefined) return undefined;
  return onNewLine(text, end, firstStart, entry);
}

export function addItem(text: string, list: YAMLSeq, item: string): TextEdit | undefined {
  const range = rangeOf(list);
  if (!range) return undefined;
  if (list.flow || list.items.length === 0) return intoFlow(text, range, list.items.length === 0, item);
  const dash = text.lastIndexOf('-', rangeOf(list.items[0])?.[0]);
  const end = rangeOf(list.items.at(-1))?.[1];
  return end === undefined || dash < 0 ? undefined : onNewLine(text, end, dash, `- ${item}`);
}

/** Before the closing bracket; behind the last item, so that the space before the bracket stays. */
function intoFlow(text: string, [start, end]: readonly [number, number], isEmpty: boolean, entry: string): TextEdit {
  const inner = text.slice(start + 1, end - 1);
  if (isEmpty) return { start: start + 1, end: end - 1, newText: text[start] === '{' ? ` ${entry} ` : entry };
  const at = start + 1 + inner.trimEnd().replace(/,$/, '').length;
  return { start: at, end: at, newText: `, ${entry}` };
}

/** On a line of its own below the line of `after`, in the column of `alignedWith`. */
function onNewLine(text: string, after: number, alignedWith: number, entry: string): TextEdit {
  const indent = ' '.repeat(alignedWith - (text.lastIndexOf('\n', alignedWith - 1) + 1));
  // The range of a block ends behind its line break.
  const lineEnd = text.indexOf('\n', text.slice(0, after).trimEnd().length);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (lineEnd < 0) return { start: text.length, end: text.length, newText: `${newline}${indent}${entry}` };
  return { start: lineEnd + 1, end: lineEnd + 1, newText: `${indent}${entry}${newline}` };
}

export function rangeOf(node: unknown): [number, number] | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const [start, end] = node.range as unknown[];
  return typeof start === 'number' && typeof end === 'number' ? [start, end] : undefined;
}
