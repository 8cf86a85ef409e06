/** Errors that are unwrapped before they are looked at: `errors.Cause(err)`, `err = unwrapAll(err)`, a loop from error to cause. */
import { Kind } from '../../../go/kinds.ts';
import { callBehindUse } from '../../../go/returnedError.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import { kindOf, NO_NODE, parentOf, type SyntaxNode, textOf } from '../../../go/tree.ts';

const UNWRAPS = /^(?:unwrap|cause|rootCause)|Cause$/i;

/** Whether an expression is what a call that unwraps gave, so that nothing is wrapped around it any more. */
export function isUnwrapped(view: SourceView, error: SyntaxNode): boolean {
  const call = kindOf(view.tree, error) === Kind.identifier ? callBehindUse(view, error) : error;
  return call !== undefined && UNWRAPS.test(view.calleeName(call) ?? '');
}

/** A loop that goes from error to cause by itself looks at each of them: by a method, or by `err = cause.Inner`. */
export function walksItself({ tree }: SourceView, look: SyntaxNode, operand: SyntaxNode): boolean {
  for (let node = parentOf(tree, look); node !== NO_NODE; node = parentOf(tree, node)) {
    if (kindOf(tree, node) !== Kind.for_statement) continue;
    const loop = textOf(tree, node);
    return (
      /\.Cause\(\)|\bUnwrap\(/.test(loop) ||
      (kindOf(tree, operand) === Kind.identifier && new RegExp(`\\b${textOf(tree, operand)} = \\w+\\.`).test(loop))
    );
  }
  return false;
}
