/**
 * sql/tx-rollback: a transaction that a path leaves neither committed nor rolled back. Its connection and its locks stay taken
 * until somebody ends the process or the server gives up.
 *
 * A function that commits is taken to own its transaction, so handing it to helpers meanwhile is no escape unless their names speak
 * of ending it. Silent when the transaction is returned, stored, handed to deferred calls, or not committed here at all but passed on.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { acquisitionOf, followValue, targetOf } from '../../go/valueFlow.ts';
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
    if (!acquired || !value || target === undefined) return undefined;
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
  judge({ start, end, name, function: functionName, call, exit, offers }, context) {
    const { project, file } = context;
    const library = transactionOf(resultOf(call, 0, context));
    if (!library) return undefined;
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

/** The first argument, when it is a name that can be repeated. */
function contextGiven({ tree }: SourceView, call: SyntaxNode): string | undefined {
  const list = childByField(tree, call, Field.arguments);
  const first = list === NO_NODE ? undefined : namedChildren(tree, list)[0];
  if (first === undefined) return undefined;
  const text = textOf(tree, first);
  return kindOf(tree, first) === Kind.identifier || /^context\.(?:Background|TODO)\(\)$/.test(text) ? text : undefined;
}
