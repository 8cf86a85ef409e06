/**
 * What the functions that change a configuration read: its text as YAML nodes, with their places. The last text stays read, because a
 * report asks it for the fix of every finding, one after the other. The nodes are for reading only.
 */
import { type Node, parseDocument } from 'yaml';

let last: { readonly text: string; readonly contents: Node | null | undefined } | undefined;

/** Undefined for broken YAML, null for a text without content. */
export function contentsOf(text: string): Node | null | undefined {
  if (last?.text !== text) {
    const document = parseDocument(text, { stringKeys: true });
    last = { text, contents: document.errors.length > 0 ? undefined : document.contents };
  }
  return last.contents;
}
