/** What a call is told, wherever in its chain: `log.Fatal().Err(err).Msg("…")`. */
import { Kind } from '../../../go/kinds.ts';
import { type FlatTree, kindOf, NO_NODE, parentOf, type SyntaxNode, sizeOf } from '../../../go/tree.ts';

/** The statement's whole call: `log.Fatal().Err(err).Msg("…")` for its `log.Fatal()`. */
export function outermostCall(tree: FlatTree, call: SyntaxNode): SyntaxNode {
  let outer = call;
  for (let up = parentOf(tree, call); up !== NO_NODE; up = parentOf(tree, up)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.call_expression) outer = up;
    else if (kind !== Kind.selector_expression) break;
  }
  return outer;
}

/** Variables and fields that a call is given, function literals aside. */
export function operandsIn(call: SyntaxNode, tree: FlatTree): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const end = call + sizeOf(tree, call);
  for (let node = call; node < end; node++) {
    const kind = kindOf(tree, node);
    if (kind === Kind.func_literal) node += sizeOf(tree, node) - 1;
    else if (kind === Kind.identifier || kind === Kind.selector_expression) found.push(node);
  }
  return found;
}
