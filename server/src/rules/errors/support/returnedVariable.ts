/** The error that a log line is given and a return statement gives back, for errors/log-and-return and its fix. */
import type { Binding } from '../../../go/bindings.ts';
import { Field, Kind } from '../../../go/kinds.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import {
  childByField,
  fieldOf,
  kindOf,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  textOf,
} from '../../../go/tree.ts';

/** The error variable that a returned expression is or wraps. */
export function returnedError(
  value: SyntaxNode,
  view: SourceView,
): { readonly binding: Binding; readonly wrapper?: SyntaxNode } | undefined {
  const { tree, scopes } = view;
  if (kindOf(tree, value) === Kind.identifier) {
    const binding = scopes.local(textOf(tree, value), value);
    return binding && { binding };
  }
  if (kindOf(tree, value) !== Kind.call_expression) return undefined;
  const name = view.calleeName(value);
  if (name === undefined || !/^(?:Errorf|Join|Wrapf?|With(?:Messagef?|Stack))$/.test(name)) return undefined;
  for (const argument of namedChildren(tree, childByField(tree, value, Field.arguments))) {
    if (kindOf(tree, argument) !== Kind.identifier || !/err/i.test(textOf(tree, argument))) continue;
    const binding = scopes.local(textOf(tree, argument), argument);
    if (binding) return { binding, wrapper: value };
  }
  return undefined;
}

export function isWrittenBetween(
  binding: Binding,
  from: SyntaxNode,
  to: SyntaxNode,
  { tree, scopes }: SourceView,
): boolean {
  for (let node = from + sizeOf(tree, from); node < to; node++) {
    if (kindOf(tree, node) !== Kind.identifier || textOf(tree, node) !== binding.name) continue;
    if (fieldOf(tree, parentOf(tree, node)) === Field.left && scopes.local(binding.name, node) === binding) return true;
  }
  return false;
}
