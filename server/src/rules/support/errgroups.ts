/** Recognising an errgroup by how its variable is declared: syntax and imports suffice, so no type has to be known. */

import type { Binding } from '../../go/bindings.ts';
import { packageBehind } from '../../go/importEdits.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import {
  ancestors,
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  parentOf,
  type SyntaxNode,
  textOf,
} from '../../go/tree.ts';

export const ERRGROUP = 'golang.org/x/sync/errgroup';

/** The call of `errgroup.WithContext`, or `plain` for a group without a context; undefined for anything else. */
export function groupBehind(view: SourceView, { origin }: Binding): SyntaxNode | 'plain' | undefined {
  const { tree } = view;
  switch (origin.by) {
    case 'type':
      return kindOf(tree, origin.type) !== Kind.pointer_type && isGroupType(view, origin.type) ? 'plain' : undefined;
    case 'result':
      return origin.index === 0 && isWithContext(view, origin.value) ? origin.value : undefined;
    case 'value': {
      let value = origin.value;
      if (kindOf(tree, value) === Kind.unary_expression) value = childByField(tree, value, Field.operand);
      if (kindOf(tree, value) === Kind.composite_literal)
        return isGroupType(view, childByField(tree, value, Field.type)) ? 'plain' : undefined;
      if (kindOf(tree, value) !== Kind.call_expression || view.calleeName(value) !== 'new') return undefined;
      const [type] = namedChildren(tree, childByField(tree, value, Field.arguments));
      return type !== undefined && isGroupType(view, type) ? 'plain' : undefined;
    }
    default:
      return undefined;
  }
}

export function isWithContext(view: SourceView, call: SyntaxNode): boolean {
  const { tree } = view;
  if (kindOf(tree, call) !== Kind.call_expression) return false;
  return isMemberOf(view, childByField(tree, call, Field.function), 'WithContext');
}

/**
 * Whether the context that a place sees has ended: after `group, ctx := errgroup.WithContext(ctx)` and `group.Wait()`, which cancels it,
 * nobody has the caller's context any more, so whoever makes a new one there has no other choice.
 */
export function isBehindWaitForContext(view: SourceView, at: SyntaxNode): boolean {
  const { tree, scopes, header } = view;
  if (!header.imports.some(({ path }) => path === ERRGROUP)) return false;
  let declaration = NO_NODE;
  for (const up of ancestors(tree, at)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.function_declaration || kind === Kind.method_declaration) declaration = up;
  }
  if (declaration === NO_NODE) return false;
  for (const call of nodesOfKind(tree, Kind.call_expression, declaration)) {
    if (call >= at) return false;
    if (!isWithContext(view, call)) continue;
    const statement = parentOf(tree, parentOf(tree, call));
    const left = childByField(tree, statement, Field.left);
    const [group, context] = left === NO_NODE ? [] : namedChildren(tree, left);
    const [parent] = namedChildren(tree, childByField(tree, call, Field.arguments));
    if (group === undefined || context === undefined || parent === undefined) continue;
    const name = textOf(tree, context);
    if (name !== textOf(tree, parent) || scopes.local(name, at) !== assignedBy(view, context)) continue;
    const waiting = assignedBy(view, group);
    const isWaitedFor = (use: SyntaxNode) => use > call && use < at && tree.text.startsWith('.Wait(', endOf(tree, use));
    if (waiting && scopes.uses(waiting).some(isWaitedFor)) return true;
  }
  return false;
}

/** What a name on the left of `:=` stands for from there on: a new variable, or one that the same block or signature has. */
function assignedBy({ tree, scopes }: SourceView, name: SyntaxNode): Binding | undefined {
  return scopes.declared(name) ?? scopes.local(textOf(tree, name), name);
}

function isGroupType(view: SourceView, type: SyntaxNode): boolean {
  return type !== NO_NODE && isMemberOf(view, type, 'Group');
}

/** `errgroup.name`, as an expression or as a type, whatever the package is called in this file. */
function isMemberOf(view: SourceView, node: SyntaxNode, name: string): boolean {
  const { tree } = view;
  if (node === NO_NODE) return false;
  const kind = kindOf(tree, node);
  const isType = kind === Kind.qualified_type;
  if (!isType && kind !== Kind.selector_expression) return false;
  const member = childByField(tree, node, isType ? Field.name : Field.field);
  const qualifier = childByField(tree, node, isType ? Field.package : Field.operand);
  if (member === NO_NODE || qualifier === NO_NODE || textOf(tree, member) !== name) return false;
  return packageBehind(view, qualifier) === ERRGROUP;
}
