/**
 * sql/rows-close: the rows of a query are not closed on every path, so that an early return keeps their connection.
 *
 * Rows that a `for rows.Next()` reads to the end close themselves, so a path behind such a loop is fine; rows of pgx also when Scan or
 * Values fails. Silent when the rows are returned, stored, or passed to anything that could close them, and in tests that step through
 * rows one by one and know how many there are.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import { ancestors, childByField, endOf, kindOf, NO_NODE, type SyntaxNode, startOf, textOf } from '../../go/tree.ts';
import { acquisitionOf, followValue, targetOf, type UnreleasedExit } from '../../go/valueFlow.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { deferBehind, type Insertion } from './support/deferBehind.ts';
import { cannotCall, type Passed, passedTo, QUERIES, resultOf, rowsOf } from './support/handles.ts';
import { isBehindFailedRead, isBehindOwnError, isDrained, loopOver } from './support/rowLoops.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly function: string;
  readonly call: Symbolic;
  readonly passed: readonly Passed[];
  /** Where the rows are left open; the second is the first that does not follow a failed read. */
  readonly exit: Range;
  readonly exitUnread?: Range;
  /** `Next` is called elsewhere than in the condition of a loop. */
  readonly isStepped: boolean;
  readonly offer?: Insertion;
}

export const rowsClose = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'sql/rows-close',
    title: 'Rows are closed on every path',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    defaults: {},
    honours: ['sqlclosecheck'],
  },
  sites: [{ kind: Kind.call_expression, callee: QUERIES }],
  observe(call, view) {
    const { tree } = view;
    const acquired = acquisitionOf(view, call);
    const value = acquired?.targets.length === 2 ? targetOf(view, acquired, 0) : undefined;
    const target = acquired?.targets[0];
    if (!acquired || !value || target === undefined) return undefined;
    const passed: Passed[] = [];
    const loops: number[] = [];
    let severalResults = false;
    let isStepped = false;
    const flow = followValue(view, acquired.statement, value, (use) => {
      const loop = loopOver(view, use);
      if (loop !== NO_NODE && loop > acquired.statement) loops.push(loop);
      if (loop === NO_NODE && use.how === 'method' && use.name === 'Next') isStepped = true;
      if (use.name === 'NextResultSet') severalResults = true;
      if (use.how === 'method' && !use.partial && use.name === 'Close') return 'release';
      if (use.how !== 'argument' || use.runs !== 'now') return undefined;
      passed.push(passedTo(view, use));
      return 'harmless';
    });
    if (flow.escapes) return undefined;
    const exits = flow.unreleasedExits.filter(
      (each) =>
        (severalResults || !isDrained(view, each, loops)) &&
        !isBehindError(view, each.node, value.root) &&
        !isBehindOwnError(view, each.node, value.root),
    );
    const [exit] = exits;
    if (!exit) return undefined;
    const exitUnread = exits.find(({ node }) => !isBehindFailedRead(view, node, value.root));
    const offer = deferBehind(view, acquired, `${value.root}.Close()`);
    return {
      start: startOf(tree, target),
      end: endOf(tree, target),
      name: textOf(tree, target),
      function: functionNameAt(view, call),
      call: view.callee(call),
      passed,
      exit: rangeOf(view, exit),
      ...(exitUnread ? { exitUnread: rangeOf(view, exitUnread) } : {}),
      isStepped,
      ...(offer ? { offer } : {}),
    };
  },
  judge({ start, end, name, function: functionName, call, passed, exit, exitUnread, isStepped, offer }, context) {
    const { project, file } = context;
    if (file.isTest && isStepped) return undefined;
    const library = rowsOf(resultOf(call, 0, context));
    if (!library || !cannotCall(passed, ['Close'], context)) return undefined;
    const open = library === 'pgx' ? exitUnread : exit;
    if (!open) return undefined;
    return {
      message: `${name} is not closed on every path: what is left open keeps its connection from everybody else.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
      related: [{ path: file.path, ...open, message: `${name} is still open here.` }],
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

/** A return as it stands; of a block that ends, its closing brace. */
function rangeOf({ tree }: SourceView, { node, how }: UnreleasedExit): Range {
  const end = endOf(tree, node);
  return { start: how === 'end' || how === 'scope' ? end - 1 : startOf(tree, node), end };
}

/** `if err != nil || rows.Err() != nil { return }`: rows that have failed are closed. */
function isBehindError({ tree }: SourceView, exit: SyntaxNode, rows: string): boolean {
  for (const up of ancestors(tree, exit)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration) break;
    if (kind !== Kind.if_statement) continue;
    const consequence = childByField(tree, up, Field.consequence);
    const isInside =
      consequence !== NO_NODE &&
      startOf(tree, exit) >= startOf(tree, consequence) &&
      endOf(tree, exit) <= endOf(tree, consequence);
    const condition = childByField(tree, up, Field.condition);
    if (isInside && condition !== NO_NODE && textOf(tree, condition).includes(`${rows}.Err() != nil`)) return true;
  }
  return false;
}
