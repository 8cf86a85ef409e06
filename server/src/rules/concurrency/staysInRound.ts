/**
 * Whether what a round of a loop acquires stays in the round: followed through the variables of the round it is given to, until it is
 * appended, stored, sent, captured, set somewhere or assigned to something outside.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import {
  ancestors,
  childByField,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  textOf,
} from '../../go/tree.ts';
import { acquisitionOf, type Use } from '../../go/valueFlow.ts';
import { usesOf } from '../../go/valueUses.ts';

const MAXIMUM_VALUES = 12;

/** @param deferred the statement whose own uses do not count */
export function stayInRound(
  view: SourceView,
  values: readonly Binding[],
  loop: SyntaxNode,
  deferred: SyntaxNode,
): boolean {
  const { tree } = view;
  const pending = [...values];
  const seen = new Set<Binding>();
  for (let value = pending.pop(); value; value = pending.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (seen.size > MAXIMUM_VALUES) return false;
    pending.push(...siblingsOf(view, value));
    for (const use of usesOf(view, { root: value.name, binding: value, fields: [] }, loop)) {
      if (use.node >= deferred && use.node < deferred + sizeOf(tree, deferred)) continue;
      const next = leadsTo(view, use, loop);
      if (next === 'away') return false;
      pending.push(...next);
    }
  }
  return true;
}

/** Variables declared together with this one: `ctx` of `ctx, cancel := …`. Errors keep nothing alive. */
function siblingsOf(view: SourceView, { origin }: Binding): Binding[] {
  return origin.by === 'result' ? targetsOf(view, origin.value) : [];
}

function targetsOf(view: SourceView, call: SyntaxNode): Binding[] {
  const { tree, scopes } = view;
  const targets = kindOf(tree, call) === Kind.call_expression ? (acquisitionOf(view, call)?.targets ?? []) : [];
  return targets.flatMap((target) => {
    const name = textOf(tree, target);
    const binding =
      kindOf(tree, target) === Kind.identifier && name !== '_' && name !== 'err'
        ? scopes.local(name, target)
        : undefined;
    return binding ? [binding] : [];
  });
}

/** Which variables may hold on to the value after a use of it. */
function leadsTo(view: SourceView, use: Use, loop: SyntaxNode): readonly Binding[] | 'away' {
  const { tree } = view;
  if (use.runs === 'go' || use.runs === 'later') return 'away';
  switch (use.how) {
    case 'compared':
    case 'discarded':
    case 'assigned':
      return [];
    case 'method':
    case 'call':
      return [];
    case 'read':
    case 'field':
    case 'argument': {
      const whole = wholeExpression(view, use.node);
      const kind = kindOf(tree, whole);
      if (kind === Kind.call_expression && isSetSomewhere(view, use)) return 'away';
      if (kind === Kind.composite_literal || mentionsAppend(view, use.node, whole)) return 'away';
      if (kind !== Kind.call_expression && kind !== Kind.slice_expression && kind !== Kind.selector_expression)
        return [];
      if (kind === Kind.call_expression && readsAll(view, whole)) return [];
      return targetsOfExpression(view, whole, loop);
    }
    default:
      return 'away';
  }
}

/** The largest expression that may still hold the value: the calls it is passed to, what is sliced or selected from it. */
function wholeExpression({ tree }: SourceView, node: SyntaxNode): SyntaxNode {
  let whole = node;
  for (const up of ancestors(tree, node)) {
    switch (kindOf(tree, up)) {
      case Kind.call_expression:
      case Kind.slice_expression:
      case Kind.selector_expression:
      case Kind.composite_literal:
        whole = up;
        break;
      case Kind.argument_list:
      case Kind.variadic_argument:
      case Kind.parenthesized_expression:
      case Kind.unary_expression:
      case Kind.literal_value:
      case Kind.literal_element:
      case Kind.keyed_element:
      case Kind.index_expression:
        break;
      default:
        return whole;
    }
  }
  return whole;
}

function mentionsAppend(view: SourceView, node: SyntaxNode, whole: SyntaxNode): boolean {
  for (const up of ancestors(view.tree, node)) {
    if (kindOf(view.tree, up) === Kind.call_expression && view.calleeName(up) === 'append') return true;
    if (up === whole) return false;
  }
  return false;
}

/** `otel.SetTracerProvider(provider)`: whoever is told keeps it. */
function isSetSomewhere(view: SourceView, { how, call }: Use): boolean {
  return how === 'argument' && /^(?:Set|Register|Install)(?:[A-Z]|$)/.test(view.calleeName(call) ?? '');
}

/** What the expression's value is assigned to; away when that is not a variable of the round. */
function targetsOfExpression(view: SourceView, whole: SyntaxNode, loop: SyntaxNode): readonly Binding[] | 'away' {
  const { tree, scopes } = view;
  const list = parentOf(tree, whole);
  const statement = parentOf(tree, list);
  if (kindOf(tree, list) !== Kind.expression_list) return kindOf(tree, list) === Kind.return_statement ? 'away' : [];
  const left = childByField(tree, statement, Field.left);
  if (left === list) return [];
  const isVariable = kindOf(tree, statement) === Kind.var_spec;
  if (left === NO_NODE && !isVariable) return kindOf(tree, statement) === Kind.return_statement ? [] : 'away';
  const targets = namedChildren(tree, isVariable ? statement : left).filter(
    (each) => !/^(?:_|err)$/.test(textOf(tree, each)),
  );
  const bindings: Binding[] = [];
  for (const target of targets) {
    if (isVariable && kindOf(tree, target) !== Kind.identifier) continue;
    const binding = kindOf(tree, target) === Kind.identifier ? scopes.local(textOf(tree, target), target) : undefined;
    if (!binding || binding.node < loop) return 'away';
    bindings.push(binding);
  }
  return bindings;
}

/** Reads the value to its end and keeps nothing of it. */
function readsAll(view: SourceView, call: SyntaxNode): boolean {
  return /^(?:ReadAll|Copy\w*|Decode|ReadFull|Sum|len|Scan)$/.test(view.calleeName(call) ?? '');
}
