/**
 * sql/rows-err: a loop over rows ends when there are no more or when the connection broke, and only `rows.Err()` tells which.
 *
 * gopls and vet (sqlrowserr) report this for database/sql, so by default the rule speaks of sqlx and pgx only, which they do not
 * know. Silent when the rows are returned, stored, or passed to anything that could ask for the error, and in tests: one that misses
 * rows fails by what it expects of them.
 */
import * as z from 'zod/mini';
import { signatureOf } from '../../go/declarations.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import { childByField, endOf, kindOf, NO_NODE, type SyntaxNode, startOf, textOf } from '../../go/tree.ts';
import { acquisitionOf, followValue, targetOf } from '../../go/valueFlow.ts';
import { defineRule, type FixContext } from '../rule.ts';
import { callAt, functionNameAt } from '../support/contextInScope.ts';
import { endsWithError, indentationAt, resultsOf, statementAround } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { addImport } from '../support/importEdits.ts';
import { returnStatement } from '../support/zeroValues.ts';
import { behindComment } from './support/deferBehind.ts';
import { cannotCall, type Passed, passedTo, QUERIES, resultOf, rowsOf } from './support/handles.ts';
import { loopOver } from './support/rowLoops.ts';

const options = z.strictObject({
  standard: z
    .optional(z.boolean())
    .check(z.describe('Also report rows of database/sql, which gopls and go vet report themselves.')),
});
type Options = z.infer<typeof options>;

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly function: string;
  readonly call: Symbolic;
  readonly passed: readonly Passed[];
}

export const rowsErr = defineRule<Observation, Options>({
  meta: {
    id: 'sql/rows-err',
    title: 'Loops over rows are followed by a look at rows.Err',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    options,
    defaults: { standard: false },
    honours: ['rowserrcheck', 'govet', 'sqlrowserr'],
  },
  sites: [{ kind: Kind.call_expression, callee: QUERIES }],
  observe(call, view) {
    const { tree } = view;
    const acquired = acquisitionOf(view, call);
    const value = acquired?.targets.length === 2 ? targetOf(view, acquired, 0) : undefined;
    if (!acquired || !value) return undefined;
    const passed: Passed[] = [];
    let next: SyntaxNode = NO_NODE;
    const flow = followValue(view, acquired.statement, value, (use) => {
      if (next === NO_NODE && use.node > acquired.statement && loopOver(view, use) !== NO_NODE) next = use.call;
      if (use.how === 'method' && !use.partial && use.name === 'Err') return 'release';
      // A method value such as `defer rows.Close` is no way to the error, but a rare one.
      // `defer closeQuietly(rows)` as well: its parameter says whether it could ask.
      if (use.how !== 'argument' || use.runs === 'later') return undefined;
      passed.push(passedTo(view, use));
      return 'harmless';
    });
    if (flow.escapes || next === NO_NODE) return undefined;
    const others = flow.unreleasedExits.filter(({ how }) => how === 'overwritten').map(({ node }) => node);
    // Whose rows a loop behind them goes over depends on the way there.
    if (others.some((other) => other < next)) return undefined;
    // Whoever asks the other rows has not asked these.
    const isAsked = (use: SyntaxNode) => use > acquired.statement && others.every((other) => use < other);
    if (flow.releases.some(isAsked)) return undefined;
    return {
      start: startOf(tree, next),
      end: endOf(tree, next),
      name: value.root,
      function: functionNameAt(view, call),
      call: view.callee(call),
      passed,
    };
  },
  judge({ start, end, name, function: functionName, call, passed }, context) {
    const { project, file, options: chosen } = context;
    const library = rowsOf(resultOf(call, 0, context));
    if (!library || (library === 'database/sql' && !chosen.standard)) return undefined;
    if (!cannotCall(passed, ['Err'], context)) return undefined;
    return {
      message: `The loop also ends when reading fails, and then rows are missing: check ${name}.Err() behind it.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
      data: name,
    };
  },
  fixes(finding, context) {
    const edits = editsFor(finding.start, finding.end, String(finding.data), context);
    if (!edits) return [];
    return [
      {
        id: 'check',
        title: `Check ${String(finding.data)}.Err() behind the loop`,
        preferred: true,
        safe: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

function editsFor(start: number, end: number, name: string, context: FixContext<Options>) {
  const view = viewOf(context);
  const next = view && callAt(view, start, end);
  if (!view || next === undefined) return undefined;
  const { tree } = view;
  // The condition itself stands in no list of statements; the loop does.
  const { statement: loop } = statementAround(tree, next);
  const around = view.enclosingFunction(next);
  const results = resultsOf(tree, around);
  if (loop === NO_NODE || !endsWithError(results) || view.scopes.local(name, next) === undefined) return undefined;
  const fmt = addImport(tree, 'fmt', undefined, next, context);
  const error = `${fmt.localName}.Errorf("iterate ${name}: %w", err)`;
  const leave = returnStatement(results, error, context, typeParametersAround(view, around));
  if (leave === undefined) return undefined;
  const at = behindComment(tree.text, endOf(tree, loop));
  const line = `\n${indentationAt(tree.text, startOf(tree, loop))}`;
  const text = `${line}if err := ${name}.Err(); err != nil {${line}\t${leave}${line}}`;
  return [...fmt.edits, { start: at, end: at, newText: text }];
}

function typeParametersAround({ tree }: SourceView, functionNode: SyntaxNode): ReadonlySet<string> {
  const names = kindOf(tree, functionNode) === Kind.func_literal ? [] : signatureOf(tree, functionNode).typeParameters;
  const receiver = childByField(tree, functionNode, Field.receiver);
  const ofReceiver =
    receiver === NO_NODE ? [] : [...textOf(tree, receiver).matchAll(/[[,]\s*(\w+)/g)].map(([, name]) => name ?? '');
  return new Set([...(names ?? []).map(({ name }) => name), ...ofReceiver]);
}
