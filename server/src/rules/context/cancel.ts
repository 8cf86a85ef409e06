/**
 * context/cancel: the cancel function of a derived context is not called on every path, or thrown away. Until its parent ends, the
 * context then keeps its timer and its place among the parent's children.
 *
 * gopls reports most of this by default (lostcancel), so the rule is off until asked for; what it adds is the missing
 * `defer cancel()`, and paths on which a mere mention satisfies gopls. Silent when the function is returned, stored, passed on,
 * called by a literal that runs later or by another round of a loop.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import {
  ancestors,
  childByField,
  enclosing,
  endOf,
  kindOf,
  NO_NODE,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { type Acquisition, acquisitionOf, followValue, targetOf } from '../../go/valueFlow.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt, isCallOf } from '../support/contextInScope.ts';
import { indentationAt } from '../support/errorFlow.ts';

const CONTEXT_FUNCTIONS = [
  'WithCancel',
  'WithTimeout',
  'WithDeadline',
  'WithCancelCause',
  'WithTimeoutCause',
  'WithDeadlineCause',
];

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly function: string;
  readonly problem: 'discarded' | 'lost';
  readonly offer?: Insertion;
}

/** Where `defer cancel()` belongs, and which identifier gets a name first. */
interface Insertion {
  readonly at: number;
  readonly text: string;
  readonly rename?: { readonly start: number; readonly end: number; readonly name: string };
}

export const contextCancel = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'context/cancel',
    title: 'The cancel function of a context is called on every path',
    severity: 'warning',
    recommended: false,
    needs: 'syntax',
    defaults: {},
    honours: ['govet', 'lostcancel', 'gosec', 'G118'],
    gopls: 'lostcancel',
  },
  sites: [{ kind: Kind.call_expression, callee: [...CONTEXT_FUNCTIONS, 'NotifyContext'] }],
  observe(call, view) {
    const { tree } = view;
    const isContext =
      isCallOf(view, call, 'context', CONTEXT_FUNCTIONS) || isCallOf(view, call, 'os/signal', ['NotifyContext']);
    const acquired = isContext ? acquisitionOf(view, call) : undefined;
    const target = acquired?.targets[1];
    if (!acquired || target === undefined) return undefined;
    const place = {
      start: startOf(tree, target),
      end: endOf(tree, target),
      name: textOf(tree, target),
      function: functionNameAt(view, call),
    };
    if (textOf(tree, target) === '_') {
      return { ...place, problem: 'discarded', ...offerFor(view, call, acquired, target) };
    }
    const value = targetOf(view, acquired, 1);
    if (!value) return undefined;
    const flow = followValue(view, acquired.statement, value, (use) => (use.how === 'call' ? 'release' : undefined));
    if (flow.escapes || flow.unreleasedExits.length === 0) return undefined;
    if (value.binding && isOfLaterRounds(view, acquired.statement, value.binding)) return undefined;
    return { ...place, problem: 'lost', ...offerFor(view, call, acquired, target) };
  },
  judge({ start, end, name, function: functionName, problem, offer }, { project, file }) {
    return {
      message:
        problem === 'discarded'
          ? 'The cancel function is thrown away: until its parent ends, nothing frees what the context holds.'
          : `${name} is not called on every path: until its parent ends, nothing frees what the context holds.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
      ...(offer ? { data: offer } : {}),
    };
  },
  fixes(finding) {
    const offer = finding.data as Insertion | undefined;
    if (!offer) return [];
    const { at, text, rename } = offer;
    const edits = [
      ...(rename ? [{ start: rename.start, end: rename.end, newText: rename.name }] : []),
      { start: at, end: at, newText: text },
    ];
    return [
      {
        id: 'defer',
        title: `Insert ${text.trim()}`,
        preferred: true,
        safe: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

/**
 * Nothing where `defer` would be wrong: in a loop, where it piles up; in a header; where the context itself outlives the function, so
 * that cancelling it at the end would break whoever holds it.
 */
function offerFor(
  view: SourceView,
  call: SyntaxNode,
  acquired: Acquisition,
  target: SyntaxNode,
): { readonly offer?: Insertion } {
  const { tree } = view;
  const { statement } = acquired;
  for (const up of ancestors(tree, statement)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration) break;
    if (kind === Kind.for_statement) return {};
    if (kind === Kind.if_statement && childByField(tree, up, Field.initializer) === statement) return {};
  }
  const context = targetOf(view, acquired, 0);
  if (!context || kindOf(tree, statement) !== Kind.short_var_declaration) return {};
  const flow = followValue(view, statement, context, ({ how, runs }) =>
    how === 'argument' && runs === 'now' ? 'harmless' : runs === 'now' ? undefined : 'escape',
  );
  if (flow.escapes || flow.unreleasedExits.some(({ how }) => how === 'overwritten')) return {};
  const isDiscarded = textOf(tree, target) === '_';
  const name = isDiscarded ? freeName(view, view.enclosingFunction(call)) : textOf(tree, target);
  if (name === undefined) return {};
  const cause = (view.calleeName(call) ?? '').endsWith('CancelCause') ? 'nil' : '';
  const at = behindComment(tree.text, endOf(tree, statement));
  const text = `\n${indentationAt(tree.text, startOf(tree, statement))}defer ${name}(${cause})`;
  const rename = { start: startOf(tree, target), end: endOf(tree, target), name };
  return { offer: isDiscarded ? { at, text, rename } : { at, text } };
}

/** A variable from outside the loop: another round may call what this one assigns. */
function isOfLaterRounds({ tree, scopes }: SourceView, statement: SyntaxNode, binding: Binding): boolean {
  const loop = enclosing(tree, statement, Kind.for_statement);
  if (loop === NO_NODE || binding.node >= loop) return false;
  const end = loop + sizeOf(tree, loop);
  return scopes
    .uses(binding)
    .some((use) => use >= loop && use < end && (use < statement || use >= statement + sizeOf(tree, statement)));
}

/** A comment at the end of the line stays with its statement. */
function behindComment(text: string, end: number): number {
  const rest = /^[ \t]*\/\/[^\n]*/.exec(text.slice(end));
  return rest ? end + rest[0].length : end;
}

/** A name that the function does not use for anything yet. */
function freeName({ tree }: SourceView, functionNode: SyntaxNode): string | undefined {
  const used = new Set<string>();
  const end = functionNode + sizeOf(tree, functionNode);
  for (let node = functionNode; node < end; node++) {
    if (kindOf(tree, node) === Kind.identifier) used.add(textOf(tree, node));
  }
  return ['cancel', 'cancelContext', 'stop'].find((name) => !used.has(name));
}
