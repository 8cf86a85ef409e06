/**
 * sql/tx-rollback: a transaction that a path leaves neither committed nor rolled back. Its connection and its locks stay taken
 * until somebody ends the process or the server gives up.
 *
 * A function that commits is taken to own its transaction, so handing it to helpers meanwhile is no escape unless their names speak
 * of ending it. Silent when the transaction is returned, stored, handed to deferred calls, or not committed here at all but passed on;
 * when it is begun in a loop for a variable outside of it, where a count decides about the end of a batch; and when database/sql ends it
 * because the context it was begun with is cancelled in this function.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  ancestors,
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { acquisitionOf, followValue, targetOf, type ValuePath } from '../../go/valueFlow.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { deferBehind, type Insertion } from './support/deferBehind.ts';
import { BEGINNINGS, type Library, resultOf, transactionOf } from './support/handles.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly function: string;
  readonly call: Symbolic;
  readonly exit: { readonly start: number; readonly end: number };
  /** The context it is begun with is one that this function made, and can cancel. */
  readonly isCancelled: boolean;
  readonly offers: Partial<Record<'plain' | 'withContext', Insertion>>;
}

const ENDS =
  /commit|rollback|roll_back|abort|end|finish|clos|done|cleanup|defer|complete|handle|recover|transact|run|exec(?:ute)?(?:in|with)/i;

export const txRollback = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'sql/tx-rollback',
    title: 'Transactions are committed or rolled back on every path',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    defaults: {},
  },
  sites: [{ kind: Kind.call_expression, callee: BEGINNINGS }],
  observe(call, view) {
    const { tree } = view;
    const acquired = acquisitionOf(view, call);
    const value = acquired ? targetOf(view, acquired, 0) : undefined;
    const target = acquired?.targets[0];
    if (!acquired || !value || target === undefined || isKeptAcrossRounds(view, acquired.statement, value)) {
      return undefined;
    }
    let isPassed = false;
    let commits = false;
    const flow = followValue(view, acquired.statement, value, (use) => {
      const { how, name, runs, partial } = use;
      if (how === 'method' && !partial && (name === 'Commit' || name === 'Rollback')) {
        if (name === 'Commit' && runs === 'now') commits = true;
        return 'release';
      }
      if (how !== 'argument' || runs !== 'now') return undefined;
      isPassed = true;
      return ENDS.test(view.calleeName(use.call) ?? 'end') ? 'escape' : 'harmless';
    });
    const exit = flow.unreleasedExits[0];
    if (flow.escapes || !exit || (isPassed && !commits)) return undefined;
    const isBlock = exit.how === 'end' || exit.how === 'scope';
    return {
      start: startOf(tree, target),
      end: endOf(tree, target),
      name: textOf(tree, target),
      function: functionNameAt(view, call),
      call: view.callee(call),
      exit: { start: isBlock ? endOf(tree, exit.node) - 1 : startOf(tree, exit.node), end: endOf(tree, exit.node) },
      isCancelled: isCancelledHere(view, call),
      offers: offersFor(view, call, value.root),
    };

    function offersFor(of: SourceView, from: SyntaxNode, name: string): Observation['offers'] {
      if (!acquired) return {};
      const plain = deferBehind(of, acquired, `${name}.Rollback()`);
      const context = contextGiven(of, from);
      const withContext = context === undefined ? undefined : deferBehind(of, acquired, `${name}.Rollback(${context})`);
      return { ...(plain ? { plain } : {}), ...(withContext ? { withContext } : {}) };
    }
  },
  judge({ start, end, name, function: functionName, call, exit, isCancelled, offers }, context) {
    const { project, file } = context;
    const library = transactionOf(resultOf(call, 0, context));
    if (!library || (isCancelled && library !== 'pgx')) return undefined;
    const offer = offerOf(library, offers);
    return {
      message: `${name} is left open on a path that neither commits nor rolls back: its connection and locks stay taken.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
      related: [{ path: file.path, ...exit, message: `${name} is still open here.` }],
      ...(offer ? { data: offer } : {}),
    };
  },
  fixes(finding) {
    const offer = finding.data as Insertion | undefined;
    if (!offer) return [];
    const { at, text } = offer;
    return [
      {
        id: 'defer',
        title: `Insert ${text.trim()}`,
        preferred: true,
        safe: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits: [{ start: at, end: at, newText: text }] }],
      },
    ];
  },
});

function offerOf(library: Library, { plain, withContext }: Observation['offers']): Insertion | undefined {
  return library === 'pgx' ? withContext : plain;
}

/** `tx, err = db.Begin()` in a loop, with a variable that was there before. */
function isKeptAcrossRounds({ tree }: SourceView, statement: SyntaxNode, { binding }: ValuePath): boolean {
  for (const up of ancestors(tree, statement)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration) break;
    if (kind === Kind.for_statement && binding !== undefined && binding.node < up) return true;
  }
  return false;
}

/** `ctx, cancel := context.WithTimeout(…)` above: database/sql rolls back what was begun with `ctx` when that ends. */
function isCancelledHere(view: SourceView, call: SyntaxNode): boolean {
  const { tree } = view;
  const name = contextGiven(view, call);
  if (name === undefined) return false;
  // Not by the variable's origin: with a parameter of that name, `:=` assigns to the parameter.
  for (let node = view.enclosingFunction(call); node < call; node++) {
    if (kindOf(tree, node) !== Kind.call_expression) continue;
    if (!/^With(?:Cancel|Timeout|Deadline)(?:Cause)?$/.test(view.calleeName(node) ?? '')) continue;
    const first = acquisitionOf(view, node)?.targets[0];
    if (first !== undefined && textOf(tree, first) === name) return true;
  }
  return false;
}

/** The first argument, when it is a name that can be repeated. */
function contextGiven({ tree }: SourceView, call: SyntaxNode): string | undefined {
  const list = childByField(tree, call, Field.arguments);
  const first = list === NO_NODE ? undefined : namedChildren(tree, list)[0];
  if (first === undefined) return undefined;
  const text = textOf(tree, first);
  return kindOf(tree, first) === Kind.identifier || /^context\.(?:Background|TODO)\(\)$/.test(text) ? text : undefined;
}
