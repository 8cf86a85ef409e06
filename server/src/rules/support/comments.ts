/** What a comment beside a statement says. */
import { endOf, type FlatTree, type SyntaxNode, startOf } from '../../go/tree.ts';

/** The line above the one on which a node begins, when it is a comment or the end of one; else empty. */
export function commentAbove(tree: FlatTree, node: SyntaxNode): string {
  const { text } = tree;
  const lineStart = text.lastIndexOf('\n', startOf(tree, node) - 1) + 1;
  const above = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, lineStart).trim();
  return above.startsWith('//') || above.endsWith('*/') ? above : '';
}

/** The comment that ends the line on which a node ends; else empty. */
export function commentBehind(tree: FlatTree, node: SyntaxNode): string {
  const { text } = tree;
  const end = endOf(tree, node);
  const lineEnd = text.indexOf('\n', end);
  const behind = text.slice(end, lineEnd < 0 ? text.length : lineEnd).trim();
  return behind.startsWith('//') ? behind : '';
}
