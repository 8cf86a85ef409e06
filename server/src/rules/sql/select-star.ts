/**
 * sql/select-star: a query that asks for all columns of a table, whatever those will be. A hint.
 *
 * Only at the outermost level and only from tables: the columns of a subquery, a function or a common table expression are named
 * close by, and `count(*)` asks for none.
 */
import { Kind } from '../../go/kinds.ts';
import { isStar, type SqlStatement, type SqlToken } from '../../go/sql.ts';
import type { Symbolic } from '../../go/symbols.ts';
import { endOf, startOf } from '../../go/tree.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import {
  constantStatement,
  databaseOf,
  FILLS,
  queryCallOf,
  READS,
  ROW_READS,
  sourceOffset,
} from './support/queryCalls.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly function: string;
  readonly call: Symbolic;
}

export const selectStar = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'sql/select-star',
    title: 'Queries name the columns they want',
    severity: 'hint',
    recommended: false,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['unqueryvet'],
  },
  sites: [{ kind: Kind.call_expression, callee: [...READS, ...ROW_READS, ...FILLS] }],
  observe(call, view) {
    const query = queryCallOf(view, call);
    const statement = query && constantStatement(query);
    if (!query || !statement || !isFromTables(statement)) return undefined;
    const star = starOf(statement);
    if (!star) return undefined;
    const at = sourceOffset(query.parts, star.start);
    return {
      start: at ?? startOf(view.tree, query.query),
      end: at === undefined ? endOf(view.tree, query.query) : at + 1,
      function: functionNameAt(view, call),
      call: view.callee(call),
    };
  },
  judge({ start, end, function: functionName, call }, context) {
    const { project, file } = context;
    if (!databaseOf(call, context)) return undefined;
    return {
      message: 'A star brings whatever columns the table will have one day: name those that are read.',
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
    };
  },
});

function starOf({ verb, columns, tokens }: SqlStatement): SqlToken | undefined {
  if (verb !== 'select' || !columns?.some(isStar)) return undefined;
  return tokens.find(({ text, depth }, index) => {
    const before = tokens[index - 1]?.text ?? '';
    return text === '*' && depth === 0 && /^(?:select|distinct|all|,|\.)$/i.test(before);
  });
}

function isFromTables({ tokens, words }: SqlStatement): boolean {
  if (words.has('with')) return false;
  const from = tokens.findIndex(({ text, kind, depth }) => kind === 'word' && depth === 0 && /^from$/i.test(text));
  const [table, behind] = tokens.slice(from + 1);
  const isName = table?.kind === 'name' || (table?.kind === 'word' && !/^(?:lateral|unnest)$/i.test(table.text));
  return from >= 0 && isName && behind?.text !== '(';
}
