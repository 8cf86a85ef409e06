/**
 * What a call calls, short enough for a message: `psql.Select(…).RunWith(…).QueryRow` of a chain that fills a dozen lines.
 *
 * Arguments and the insides of literals are left out, because the reader has them before their eyes and a query in the middle of a sentence
 * hides the sentence.
 */
import { Kind } from './kinds.ts';
import { endOf, type FlatTree, kindOf, NO_NODE, type SyntaxNode, sizeOf, startOf, textOf } from './tree.ts';

const LONGEST = 60;

export function calleeText(tree: FlatTree, callee: SyntaxNode): string {
  if (callee === NO_NODE) return '';
  let text = '';
  let from = startOf(tree, callee);
  for (let node = callee; node < callee + sizeOf(tree, callee); node++) {
    const kind = kindOf(tree, node);
    if (kind !== Kind.argument_list && kind !== Kind.literal_value && kind !== Kind.block) continue;
    if (startOf(tree, node) < from) continue;
    const inside = textOf(tree, node);
    const short = inside.slice(1, -1).trim() === '' ? '' : '…';
    text += `${tree.text.slice(from, startOf(tree, node))}${inside.slice(0, 1)}${short}${inside.slice(-1)}`;
    from = endOf(tree, node);
  }
  const line = (text + tree.text.slice(from, endOf(tree, callee))).replace(/\s+/g, ' ').replace(/ ?\. ?/g, '.');
  return line.length > LONGEST ? `…${line.slice(2 - LONGEST)}` : line;
}
