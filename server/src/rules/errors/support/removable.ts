/** Whether a statement can go, and what goes with it. */
import { Field, Kind } from '../../../go/kinds.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import { fieldOf, kindOf, parentOf, type SyntaxNode, sizeOf, textOf } from '../../../go/tree.ts';

/**
 * Whether the code builds without the statement: no variable is used by it alone, but for what moves, and nothing else is called in it.
 *
 * @param stays a variable that is used in its place as well
 */
export function isDispensable(
  statement: SyntaxNode,
  moved: readonly SyntaxNode[],
  { tree, scopes }: SourceView,
  stays?: string,
): boolean {
  const end = statement + sizeOf(tree, statement);
  const moves = (node: SyntaxNode) => moved.some((value) => node >= value && node < value + sizeOf(tree, value));
  for (let node = statement; node < end; node++) {
    if (kindOf(tree, node) === Kind.func_literal) return false;
    if (kindOf(tree, node) !== Kind.identifier || moves(node) || textOf(tree, node) === stays) continue;
    const binding = scopes.local(textOf(tree, node), node);
    if (binding?.kind !== 'variable') continue;
    const read = scopes.uses(binding).some((use) => {
      const outside = use < statement || use >= end;
      return moves(use) || (outside && fieldOf(tree, parentOf(tree, use)) !== Field.left);
    });
    if (!read) return false;
  }
  return true;
}

/** The packages that a statement mentions, by path. */
export function importsUsedBy(statement: SyntaxNode, { tree, scopes }: SourceView): string[] {
  const paths: string[] = [];
  const end = statement + sizeOf(tree, statement);
  for (let node = statement; node < end; node++) {
    if (kindOf(tree, node) !== Kind.identifier) continue;
    const meaning = scopes.resolve(node);
    if (meaning.kind === 'import') paths.push(meaning.import.path);
  }
  return paths;
}
