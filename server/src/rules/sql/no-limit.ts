/**
 * sql/no-limit: a query that reads a whole table into a list while somebody waits: neither WHERE nor LIMIT. A hint, because some
 * tables stay small.
 *
 * Whether a handler gets there is not followed through calls: a function counts that is given a context or a request, outside of
 * main packages, migrations and tools.
 */
import { Kind } from '../../go/kinds.ts';
import type { SqlStatement } from '../../go/sql.ts';
import type { Symbolic } from '../../go/symbols.ts';
import { endOf, startOf } from '../../go/tree.ts';
import { defineRule } from '../rule.ts';
import { type ContextCandidate, contextCandidates, contextOf, functionNameAt } from '../support/contextInScope.ts';
import { constantStatement, databaseOf, queryCallOf, READS } from './support/queryCalls.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly function: string;
  readonly call: Symbolic;
  readonly candidates: readonly ContextCandidate[];
}

const LISTS = [...READS, 'Select', 'SelectContext'];
const ELSEWHERE = /(?:^|\/)(?:\w*migrat\w*|seeds?|fixtures?|test\w*|cmd|tools?|scripts?|export\w*|backup\w*)(?:\/|$)/i;
/** What these make of a table is short, or what comes back is not a table's rows. */
const BOUNDED = ['where', 'group', 'having', 'with', 'join', 'using'];

export const noLimit = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'sql/no-limit',
    title: 'Lists that somebody waits for are limited',
    severity: 'hint',
    recommended: false,
    needs: 'syntax',
    tests: false,
    defaults: {},
  },
  sites: [{ kind: Kind.call_expression, callee: LISTS }],
  observe(call, view) {
    if (view.header.packageName === 'main') return undefined;
    const query = queryCallOf(view, call);
    const statement = query && constantStatement(query);
    if (!query || !statement || !readsWholeTable(statement)) return undefined;
    const candidates = contextCandidates(view, call);
    if (candidates.length === 0) return undefined;
    return {
      start: startOf(view.tree, query.query),
      end: endOf(view.tree, query.query),
      function: functionNameAt(view, call),
      call: view.callee(call),
      candidates,
    };
  },
  judge({ start, end, function: functionName, call, candidates }, context) {
    const { project, file } = context;
    if (ELSEWHERE.test(file.dir)) return undefined;
    if (!databaseOf(call, context) || !contextOf(candidates, context)) return undefined;
    return {
      message: 'This reads the whole table, however large it gets: give it a LIMIT and read on from the last key.',
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
    };
  },
});

function readsWholeTable({ verb, isLimited, words, columns = [], tokens }: SqlStatement): boolean {
  if (verb !== 'select' || isLimited || BOUNDED.some((word) => words.has(word))) return false;
  if (columns.length > 0 && columns.every((column) => /^(?:count|sum|min|max|avg|exists|coalesce)\b/i.test(column)))
    return false;
  const from = tokens.findIndex(({ text, kind, depth }) => kind === 'word' && depth === 0 && /^from$/i.test(text));
  const [table, behind] = tokens.slice(from + 1);
  if (from < 0 || table === undefined || behind?.text === '(') return false;
  // The catalogues of databases are small.
  return (
    (table.kind === 'word' || table.kind === 'name') && !/^(?:pg_|information_schema|sqlite_|sys$)/i.test(table.text)
  );
}
