/** Errors that an earlier check has shown to be nil. */

import type { Binding } from '../../../go/bindings.ts';
import { Field, Kind } from '../../../go/kinds.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import {
  ancestors,
  childByField,
  childOfKind,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  textOf,
} from '../../../go/tree.ts';
import { nilComparison, statementsOf } from '../../support/errorFlow.ts';

/**
 * Whether an error variable is nil where a statement stands: `if err != nil { return … }` stands before it in one of the blocks around it, and
 * nothing assigns to it in between, nor anywhere in a loop that stands in between. Of what a closure took along nothing is known.
 */
export function isKnownNil(binding: Binding, statement: SyntaxNode, view: SourceView): boolean {
  const { tree } = view;
  if (binding.kind !== 'variable' && binding.kind !== 'result') return false;
  let inner = statement;
  for (const up of ancestors(tree, statement)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration)
      return false;
    if (kind === Kind.for_statement && isUsedForWriting(binding, up, view)) return false;
    const initializer = childByField(tree, up, Field.initializer);
    if (initializer !== NO_NODE && isUsedForWriting(binding, initializer, view)) return false;
    if (kind === Kind.statement_list) {
      const before = namedChildren(tree, up).filter((each) => each < inner);
      for (const each of before.reverse()) {
        if (endsWhenSet(binding, each, view)) return !isTakenByAddress(binding, view);
        if (isUsedForWriting(binding, each, view)) return false;
      }
    }
    inner = up;
  }
  return false;
}

/** Whether a named result still is what it began as where a statement stands: nobody has mentioned it. */
export function isStillZero(binding: Binding, statement: SyntaxNode, view: SourceView): boolean {
  if (isTakenByAddress(binding, view)) return false;
  const { tree } = view;
  const around = view.enclosingFunction(statement);
  const loops = [...ancestors(tree, statement)].filter((up) => up > around && kindOf(tree, up) === Kind.for_statement);
  const outermost = loops.at(-1);
  const end = outermost === undefined ? statement : outermost + sizeOf(tree, outermost);
  return view.scopes.uses(binding).every((use) => use > end || use === binding.node);
}

/** `if err != nil { …; return }` without an else branch that goes on differently, and without writing to err. */
function endsWhenSet(binding: Binding, statement: SyntaxNode, view: SourceView): boolean {
  const { tree } = view;
  if (kindOf(tree, statement) !== Kind.if_statement) return false;
  if (childByField(tree, statement, Field.alternative) !== NO_NODE) return false;
  const compared = nilComparison(tree, childByField(tree, statement, Field.condition));
  const block = childByField(tree, statement, Field.consequence);
  if (compared?.operator !== '!=' || block === NO_NODE) return false;
  if (textOf(tree, compared.identifier) !== binding.name) return false;
  if (view.scopes.local(binding.name, compared.identifier) !== binding) return false;
  const last = statementsOf(tree, block).at(-1);
  return last !== undefined && kindOf(tree, last) === Kind.return_statement;
}

function isUsedForWriting(binding: Binding, within: SyntaxNode, { tree, scopes }: SourceView): boolean {
  const end = within + sizeOf(tree, within);
  for (let node = within; node < end; node++) {
    if (kindOf(tree, node) !== Kind.identifier || textOf(tree, node) !== binding.name) continue;
    const list = parentOf(tree, node);
    if (fieldOf(tree, list) === Field.left && (scopes.local(binding.name, node) ?? binding) === binding) return true;
  }
  return false;
}

/** `&err` or a closure may write at any time. */
function isTakenByAddress(binding: Binding, { tree, scopes }: SourceView): boolean {
  return scopes.uses(binding).some((use) => {
    const parent = parentOf(tree, use);
    if (kindOf(tree, parent) === Kind.unary_expression && childOfKind(tree, parent, Kind['&']) !== NO_NODE) return true;
    for (const up of ancestors(tree, use)) {
      if (up < binding.node) return false;
      if (kindOf(tree, up) === Kind.func_literal && up > binding.node) return true;
    }
    return false;
  });
}
