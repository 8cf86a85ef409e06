/** Some looks at syntax are asked for by several rules, which come to a node one after the other. */
import type { SourceView } from '../../go/sourceView.ts';
import type { SyntaxNode } from '../../go/tree.ts';

/** Looks once at a node, and gives everybody who asks for the same node next the same answer. */
export function forAllWhoAsk<Answer>(
  look: (node: SyntaxNode, view: SourceView) => Answer,
): (node: SyntaxNode, view: SourceView) => Answer {
  const latest = new WeakMap<SourceView, { readonly node: SyntaxNode; readonly answer: Answer }>();
  return (node, view) => {
    const known = latest.get(view);
    if (known?.node === node) return known.answer;
    const answer = look(node, view);
    latest.set(view, { node, answer });
    return answer;
  };
}
