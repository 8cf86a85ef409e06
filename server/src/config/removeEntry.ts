/**
 * The edit that takes one entry out of a configuration: an item of a list or a key with its value, named by where it stands. What
 * stands around it keeps its form; a list that would be left empty goes with its key. And the edit that writes another text there.
 */
import { isMap, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { TextEdit } from '../go/textEdit.ts';
import { rangeOf } from './allowEdge.ts';
import { contentsOf } from './contents.ts';
import { quoted } from './quoted.ts';

/** An entry with what it is listed in. */
interface Entry {
  readonly parent: YAMLMap | YAMLSeq;
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/**
 * @param start where the item or the key begins, or the name in an item that says more than its name
 * @param keepList takes nothing out where the list would go with it
 */
export function removeEntry(text: string, start: number, keepList = false): TextEdit | undefined {
  const root = contentsOf(text);
  if (root === undefined) return undefined;
  const path = entriesAt(root, start);
  if (isNameAt(path, start)) path.pop();
  for (let entry = path.pop(); entry; entry = path.pop()) {
    // What is left of a block without entries is no list and no map any more.
    if (entry.parent.items.length > 1) return removal(text, entry);
    if (keepList) return undefined;
    const around = path.at(-1);
    if (!around || (isMap(entry.parent) && entry.start === start)) return undefined;
  }
  return undefined;
}

/** The entry that begins there, or whose name does, after those around it. */
function entriesAt(root: unknown, start: number): Entry[] {
  const path: Entry[] = [];
  let node = root;
  while (isMap(node) || isSeq(node)) {
    const parent = node;
    const entries = parent.items.map((item, index) => entryOf(parent, item, index));
    const entry = entries.findLast((each) => each !== undefined && each.start <= start && start < each.end);
    if (!entry) return [];
    path.push(entry);
    if (entry.start === start) return path;
    const item: unknown = parent.items[entry.index];
    node = isMap(parent) ? (item as Pair).value : item;
  }
  return rangeOf(node)?.[0] === start && isNameAt(path, start) ? path : [];
}

/** Whether it ends at the value of a mapping that is an item of a list. */
function isNameAt(path: readonly Entry[], start: number): boolean {
  const [around, last] = path.slice(-2);
  return last !== undefined && isMap(last.parent) && last.start !== start && isSeq(around?.parent);
}

function entryOf(parent: YAMLMap | YAMLSeq, item: unknown, index: number): Entry | undefined {
  if (isSeq(parent)) {
    const range = rangeOf(item);
    return range && { parent, index, start: range[0], end: range[1] };
  }
  const { key, value } = item as Pair;
  const start = rangeOf(key)?.[0];
  const end = (rangeOf(value) ?? rangeOf(key))?.[1];
  return start === undefined || end === undefined ? undefined : { parent, index, start, end };
}

function removal(text: string, { parent, index, start, end }: Entry): TextEdit | undefined {
  return parent.flow ? outOfFlow(text, parent, index, start, end) : outOfBlock(text, start, end);
}

/** With the comma behind it; the last one with the comma before it. */
function outOfFlow(
  text: string,
  parent: YAMLMap | YAMLSeq,
  index: number,
  start: number,
  end: number,
): TextEdit | undefined {
  if (index + 1 < parent.items.length) {
    const next = entryOf(parent, parent.items[index + 1], index + 1);
    return next && { start, end: next.start, newText: '' };
  }
  const before = entryOf(parent, parent.items[index - 1], index - 1);
  return before && { start: before.end, end: text.slice(0, end).trimEnd().length, newText: '' };
}

/** Whole lines, with the remark behind. */
function outOfBlock(text: string, start: number, end: number): TextEdit | undefined {
  const first = text.lastIndexOf('\n', start - 1) + 1;
  // Something else begins on the line.
  if (!/^[ \t]*(?:-[ \t]+)?$/.test(text.slice(first, start))) return undefined;
  const last = text.indexOf('\n', text.slice(0, end).trimEnd().length);
  return { start: first, end: last < 0 ? text.length : last + 1, newText: '' };
}

/** Another text in place of the one that begins there, quoted as YAML needs it. */
export function replaceScalar(text: string, start: number, newText: string): TextEdit | undefined {
  const root = contentsOf(text);
  if (root === undefined) return undefined;
  const path = entriesAt(root, start);
  const entry = path.at(-1);
  const item = entry?.parent.items[entry.index];
  const value = isSeq(entry?.parent) ? item : isNameAt(path, start) ? (item as Pair).value : undefined;
  const range = isScalar(value) ? rangeOf(value) : undefined;
  if (!range) return undefined;
  const wasQuoted = /["']/.test(text[start] ?? '');
  return { start, end: range[1], newText: wasQuoted ? JSON.stringify(newText) : quoted(newText) };
}
