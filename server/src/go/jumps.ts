/** Where nothing new may be declared: Go refuses a goto that jumps over a variable. Source: the Go spec, Goto statements. */
import { Kind } from './kinds.ts';
import type { SourceView } from './sourceView.ts';
import { childOfKind, endOf, NO_NODE, nodesOfKind, parentOf, type SyntaxNode, startOf, textOf } from './tree.ts';

/** Whether a goto before a statement has its label behind it in the same block, so that nothing may be declared there. */
export function jumpsOver(view: SourceView, statement: SyntaxNode): boolean {
  const { tree } = view;
  const around = view.enclosingFunction(statement);
  if (around === NO_NODE) return false;
  for (const jump of nodesOfKind(tree, Kind.goto_statement, around)) {
    if (startOf(tree, jump) > startOf(tree, statement)) continue;
    const label = textOf(tree, childOfKind(tree, jump, Kind.label_name));
    for (const labeled of nodesOfKind(tree, Kind.labeled_statement, around)) {
      if (parentOf(tree, labeled) !== parentOf(tree, statement) || startOf(tree, labeled) < endOf(tree, statement))
        continue;
      if (textOf(tree, childOfKind(tree, labeled, Kind.label_name)) === label) return true;
    }
  }
  return false;
}
