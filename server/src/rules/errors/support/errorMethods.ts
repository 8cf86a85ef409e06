/** Methods by which errors themselves say what they are: they look at one error only, and rightly so. */
import { Field, Kind } from '../../../go/kinds.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import { ancestors, childByField, kindOf, NO_NODE, type SyntaxNode, textOf } from '../../../go/tree.ts';

export function isErrorMethod({ tree }: SourceView, node: SyntaxNode): boolean {
  for (const up of ancestors(tree, node)) {
    if (kindOf(tree, up) !== Kind.method_declaration) continue;
    const name = childByField(tree, up, Field.name);
    return name !== NO_NODE && /^(?:Is|As|Unwrap|Error|Cause|Temporary|Timeout)$/.test(textOf(tree, name));
  }
  return false;
}
