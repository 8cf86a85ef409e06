/** Rows of lists that gofmt aligns: the fields of a struct, and the values it is filled with. */
import type { TextEdit } from '../../go/textEdit.ts';
import { endOf, type FlatTree, type SyntaxNode, textOf } from '../../go/tree.ts';
import { indentOf, type Spot } from './insertion.ts';

/** A row after the last of a list, as the rows before it. */
export function rowEdit(
  { tree, last }: Pick<Spot, 'tree' | 'last'>,
  row: readonly [string, string],
  comma: string,
): TextEdit {
  const indent = indentOf(tree, last);
  const text = rowAfter(last, tree, row);
  const end = endOf(tree, last);
  const [gap, own] = text.startsWith('\n') ? ['\n', text.slice(1)] : ['', text];
  return { start: end, end, newText: `${comma}\n${gap}${indent}${own}` };
}

export function isLastRow({ tree, last }: Pick<Spot, 'tree' | 'last'>): boolean {
  return /^,?\s*\}/.test(tree.text.slice(endOf(tree, last)));
}

/** Whether nothing but a comma stands behind it: a comment there would be somebody else's. */
export function endsLine({ tree, last }: Pick<Spot, 'tree' | 'last'>): boolean {
  return /^,?[ \t]*\n/.test(tree.text.slice(endOf(tree, last)));
}

/**
 * A row after the last of a list that gofmt aligns: padded as the rows before it, or apart from them where it would push them over.
 *
 * @param row the name with what follows it directly, such as a colon, and the rest
 */
function rowAfter(last: SyntaxNode, tree: FlatTree, [name, rest]: readonly [name: string, rest: string]): string {
  const before = textOf(tree, last);
  const [, key = '', gap = ''] = /^(\w+:?)([ \t]+)\S.*$/.exec(before) ?? [];
  const width = key.length + gap.length;
  const isAligned = width > name.length || /^[\w.*]+$/.test(before);
  return isAligned ? `${name.padEnd(Math.max(width - 1, 0))} ${rest}` : `\n${name} ${rest}`;
}
