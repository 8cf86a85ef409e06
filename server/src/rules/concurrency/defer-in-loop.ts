/**
 * concurrency/defer-in-loop: something acquired in a loop is released by `defer`, which runs when the function ends and not when the
 * round does. Files, rows and connections pile up until then.
 *
 * Only what the round itself acquires counts, and only while it stays in the round: what is appended, assigned to something outside,
 * sent, kept or captured is meant to live longer, and so is what is locked or handed on. A round that always leaves the loop is the last.
 */
import { signatureOf } from '../../go/declarations.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { Binding } from '../../go/scopes.ts';
import type { SourceView } from '../../go/sourceView.ts';
import {
  ancestors,
  childByField,
  childOfKind,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { acquisitionOf, type Use } from '../../go/valueFlow.ts';
import { usesOf } from '../../go/valueUses.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { viewOf } from '../support/fixView.ts';
import { loopBodyAsFunction } from './loopBody.ts';

const MAXIMUM_VALUES = 12;

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly function: string;
  readonly what: string;
}

export const deferInLoop = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'concurrency/defer-in-loop',
    title: 'What a round of a loop acquires is released in that round',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    defaults: {},
    honours: ['gocritic', 'deferInLoop', 'revive', 'staticcheck', 'SA9001'],
  },
  sites: [{ kind: Kind.defer_statement }],
  observe(statement, view) {
    const { tree, header } = view;
    if (header.imports.some(({ path }) => path === 'testing')) return undefined;
    const loop = loopAround(view, statement);
    if (loop === NO_NODE || isLastRound(view, statement, loop) || isOverFew(view, loop)) return undefined;
    const call = namedChildren(tree, statement)[0];
    if (
      call === undefined ||
      kindOf(tree, call) !== Kind.call_expression ||
      /lock|\.Done$|release/i.test(textOf(tree, childByField(tree, call, Field.function)))
    )
      return undefined;
    const released = valuesWithin(view, statement, loop).filter((value) => value.node < statement);
    if (released.length === 0 || !released.some((value) => isAcquired(view, value))) return undefined;
    if (!stayInRound(view, released, loop, statement)) return undefined;
    return {
      start: startOf(tree, statement),
      end: startOf(tree, statement) + 'defer'.length,
      function: functionNameAt(view, statement),
      what: released[0]?.name ?? '',
    };
  },
  judge({ start, end, function: functionName, what }, { project, file }) {
    if (file.isTest) return undefined;
    return {
      message: `Runs when the function ends, not the round: every ${what} stays until then.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}: ${what}`,
    };
  },
  fixes(finding, context) {
    const view = viewOf(context);
    if (!view) return [];
    const statement = deferAt(view, finding.start);
    const loop = statement === undefined ? NO_NODE : loopAround(view, statement);
    const edits =
      loop === NO_NODE
        ? undefined
        : loopBodyAsFunction(view, loop, signatureOf(view.tree, view.enclosingFunction(loop)));
    if (!edits) return [];
    return [
      {
        id: 'function',
        title: 'Make each round a function',
        preferred: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

function deferAt({ tree }: SourceView, start: number): SyntaxNode | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (kindOf(tree, node) === Kind.defer_statement && startOf(tree, node) === start) return node;
  }
  return undefined;
}

/** The innermost loop around a statement within its function. */
function loopAround({ tree }: SourceView, statement: SyntaxNode): SyntaxNode {
  for (const up of ancestors(tree, statement)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.for_statement) return up;
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration) break;
  }
  return NO_NODE;
}

/** Some list of statements between the defer and the loop ends by leaving it. */
function isLastRound({ tree }: SourceView, statement: SyntaxNode, loop: SyntaxNode): boolean {
  for (const up of ancestors(tree, statement)) {
    if (up === loop) return false;
    if (kindOf(tree, up) !== Kind.statement_list) continue;
    const last = namedChildren(tree, up).at(-1);
    if (last === undefined) continue;
    const kind = kindOf(tree, last);
    if (kind === Kind.return_statement || kind === Kind.goto_statement) return true;
    if (kind === Kind.break_statement) return true;
    if (kind === Kind.expression_statement && /^(?:panic|log\.Fatal\w*|os\.Exit)\(/.test(textOf(tree, last)))
      return true;
  }
  return false;
}

/** `for _, name := range []string{"a", "b"}` goes round as often as it says. */
function isOverFew({ tree }: SourceView, loop: SyntaxNode): boolean {
  const clause = childOfKind(tree, loop, Kind.range_clause);
  const operand = clause === NO_NODE ? NO_NODE : childByField(tree, clause, Field.right);
  return (
    operand !== NO_NODE &&
    (kindOf(tree, operand) === Kind.composite_literal || kindOf(tree, operand) === Kind.int_literal)
  );
}

/** Variables that the loop's body declares and the statement releases. */
function valuesWithin(view: SourceView, statement: SyntaxNode, loop: SyntaxNode): Binding[] {
  const { tree, scopes } = view;
  const body = childByField(tree, loop, Field.body);
  const found = new Set<Binding>();
  for (let node = statement; node < statement + sizeOf(tree, statement); node++) {
    if (kindOf(tree, node) !== Kind.identifier || !isReleased(view, node)) continue;
    const binding = scopes.local(textOf(tree, node), node);
    if (binding?.kind === 'variable' && binding.node > body && binding.node < body + sizeOf(tree, body))
      found.add(binding);
  }
  return [...found];
}

/** What is called, or whose method is; an argument only where the function's name says that it takes something back. */
function isReleased(view: SourceView, node: SyntaxNode): boolean {
  const { tree } = view;
  const list = parentOf(tree, node);
  if (kindOf(tree, list) !== Kind.argument_list) return true;
  const name = view.calleeName(parentOf(tree, list));
  return name === undefined || /close|put|free|stop|cancel|remove|delete|return/i.test(name);
}

/** Made by a call, not read from somewhere that has it anyway. Listeners are held on purpose, to keep their ports. */
function isAcquired(view: SourceView, { origin }: Binding): boolean {
  const { tree } = view;
  return (
    (origin.by === 'value' || origin.by === 'result') &&
    kindOf(tree, origin.value) === Kind.call_expression &&
    !/^Listen/.test(view.calleeName(origin.value) ?? '')
  );
}

function stayInRound(view: SourceView, values: readonly Binding[], loop: SyntaxNode, deferred: SyntaxNode): boolean {
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
