/**
 * What gofmt wants of an only argument that gets company: `Get(base + "/x")`, but `Get(ctx, base+"/x")`.
 *
 * Edits for arithmetic whose blanks go when another argument is put beside it. Knows the cases that code formatted by gofmt can
 * have there; it does not format what was not formatted.
 */
import { Field, Kind } from './kinds.ts';
import { applyEdits, type TextEdit } from './textEdit.ts';
import {
  childByField,
  endOf,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  startOf,
  textOf,
} from './tree.ts';

/** An expression as it is written among several arguments. */
export function textAmongArguments(tree: FlatTree, expression: SyntaxNode): string {
  const from = startOf(tree, expression);
  const edits = tightenArgument(tree, expression);
  const moved = edits.map(({ start, end, newText }) => ({ start: start - from, end: end - from, newText }));
  return applyEdits(textOf(tree, expression), moved);
}

/** In parentheses and literals gofmt begins anew, and calls with several arguments are tight already. */
export function tightenArgument(tree: FlatTree, argument: SyntaxNode): TextEdit[] {
  const edits: TextEdit[] = [];
  const open = [argument];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === NO_NODE) continue;
    switch (kindOf(tree, node)) {
      case Kind.binary_expression: {
        const left = childByField(tree, node, Field.left);
        const right = childByField(tree, node, Field.right);
        const between = tree.text.slice(endOf(tree, left), startOf(tree, right));
        const blanks = /^ (\+|-|\*|\/|%|<<|>>|&|\^|\||&\^) $/.exec(between);
        // `a - -b` and `a / *b` keep theirs.
        if (blanks?.[1] !== undefined && !/^[-+*&^]/.test(tree.text.slice(startOf(tree, right))))
          edits.push({ start: endOf(tree, left), end: startOf(tree, right), newText: blanks[1] });
        open.push(left, right);
        break;
      }
      case Kind.call_expression: {
        const given = namedChildren(tree, childByField(tree, node, Field.arguments));
        open.push(childByField(tree, node, Field.function));
        if (given.length === 1 && given[0] !== undefined) open.push(given[0]);
        break;
      }
      case Kind.selector_expression:
      case Kind.unary_expression:
        open.push(childByField(tree, node, Field.operand));
        break;
      default:
    }
  }
  return edits;
}
