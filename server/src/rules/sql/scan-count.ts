/**
 * sql/scan-count: Scan is given more or fewer places than the query has columns, which fails whenever there is a row.
 *
 * Only queries that are constant in this file and name their columns; `*` and anything put together is left alone, and so is code that
 * asks the rows how many columns they have.
 */
import { Field, Kind } from '../../go/kinds.ts';
import { isStar } from '../../go/sql.ts';
import type { Symbolic } from '../../go/symbols.ts';
import { childByField, endOf, kindOf, NO_NODE, namedChildren, startOf, textOf } from '../../go/tree.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { constantStatement, databaseOf, queryBehind, queryCallOf, READS, ROW_READS } from './support/queryCalls.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly function: string;
  readonly call: Symbolic;
  readonly columns: number;
  readonly places: number;
}

export const scanCount = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'sql/scan-count',
    title: 'Scan is given a place for each column of the query',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
  },
  sites: [{ kind: Kind.call_expression, callee: ['Scan'] }],
  observe(scan, view) {
    const { tree } = view;
    const callee = childByField(tree, scan, Field.function);
    if (callee === NO_NODE || kindOf(tree, callee) !== Kind.selector_expression) return undefined;
    const call = queryBehind(view, childByField(tree, callee, Field.operand));
    if (call === NO_NODE || ![...READS, ...ROW_READS].includes(view.calleeName(call) ?? '')) return undefined;
    const list = childByField(tree, scan, Field.arguments);
    const places = namedChildren(tree, list);
    if (places.some((place) => kindOf(tree, place) === Kind.variadic_argument)) return undefined;
    const rows = textOf(tree, childByField(tree, callee, Field.operand));
    const around = textOf(tree, view.enclosingFunction(scan));
    if (around.includes(`${rows}.Columns()`) || around.includes(`${rows}.ColumnTypes()`)) return undefined;
    const query = queryCallOf(view, call);
    const columns = query && constantStatement(query)?.columns;
    if (!columns || columns.some(isStar) || columns.length === places.length) return undefined;
    return {
      start: startOf(tree, list),
      end: endOf(tree, list),
      function: functionNameAt(view, scan),
      call: view.callee(call),
      columns: columns.length,
      places: places.length,
    };
  },
  judge({ start, end, function: functionName, call, columns, places }, context) {
    const { project, file } = context;
    const database = databaseOf(call, context);
    if (!database) return undefined;
    // pgx asks a single place whether it wants to read the row itself.
    if (database.library === 'pgx' && places === 1) return undefined;
    return {
      message: `The query returns ${counted(columns, 'column')}, and Scan is given ${counted(places, 'place')}: it fails on the first row.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
    };
  },
});

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
