/** Errors that were unwrapped before they are looked at: `errors.Cause(err)`, `err = unwrapAll(err)`. */
import { Kind } from '../../../go/kinds.ts';
import { callBehindUse } from '../../../go/returnedError.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import { kindOf, type SyntaxNode } from '../../../go/tree.ts';

const UNWRAPS = /^(?:unwrap|cause|rootCause)|Cause$/i;

/** Whether an expression is what a call that unwraps gave, so that nothing is wrapped around it any more. */
export function isUnwrapped(view: SourceView, error: SyntaxNode): boolean {
  const call = kindOf(view.tree, error) === Kind.identifier ? callBehindUse(view, error) : error;
  return call !== undefined && UNWRAPS.test(view.calleeName(call) ?? '');
}
