/**
 * Texts of identifiers replaced, wherever they stand: a qualifier changes, comes or goes. Inside types of fields whole lines are
 * written, so that columns stay columns.
 */
import { Field, Kind } from '../go/kinds.ts';
import type { TextEdit } from '../go/textEdit.ts';
import {
  ancestors,
  childByField,
  endOf,
  type FlatTree,
  kindOf,
  parentOf,
  type SyntaxNode,
  startOf,
  textOf,
} from '../go/tree.ts';
import { fieldTypeEdits } from './fieldColumns.ts';

/** @param replacements edits within one file, by a node of theirs; they do not overlap */
export function qualifierEdits(tree: FlatTree, replacements: ReadonlyMap<SyntaxNode, TextEdit>): TextEdit[] {
  const edits: TextEdit[] = [];
  const lists = new Map<SyntaxNode, Map<SyntaxNode, TextEdit[]>>();
  for (const [node, edit] of replacements) {
    const field = [...ancestors(tree, node)].find((up) => kindOf(tree, up) === Kind.field_declaration);
    const type = field === undefined ? undefined : childByField(tree, field, Field.type);
    if (field === undefined || type === undefined || textOf(tree, field).includes('\n')) {
      edits.push(edit);
      continue;
    }
    const list = parentOf(tree, field);
    const types = lists.get(list) ?? new Map<SyntaxNode, TextEdit[]>();
    types.set(type, [...(types.get(type) ?? []), edit]);
    lists.set(list, types);
  }
  for (const [list, types] of lists) {
    const texts = new Map([...types].map(([type, inside]) => [type, edited(tree, type, inside)]));
    edits.push(...fieldTypeEdits(tree, list, texts));
  }
  return edits;
}

function edited(tree: FlatTree, node: SyntaxNode, edits: readonly TextEdit[]): string {
  let text = '';
  let offset = startOf(tree, node);
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    text += tree.text.slice(offset, edit.start) + edit.newText;
    offset = edit.end;
  }
  return text + tree.text.slice(offset, endOf(tree, node));
}
