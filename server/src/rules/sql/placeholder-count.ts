/**
 * sql/placeholder-count: a query with more or fewer placeholders than values, which the driver refuses each time.
 *
 * Only queries that are constant in this file, with one style of placeholders by number or position. Names (`:id`, `@id`), values that
 * are spread, named or that rewrite the query, and wrappers that may add values of their own are left alone.
 */
import { Kind } from '../../go/kinds.ts';
import type { Symbolic } from '../../go/symbols.ts';
import { endOf, startOf, textOf } from '../../go/tree.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { CHANGES, constantStatement, databaseOf, FILLS, queryCallOf, READS, ROW_READS } from './support/queryCalls.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly function: string;
  readonly call: Symbolic;
  readonly placeholders: number;
  readonly highest: string;
  readonly values: number;
  readonly first: Symbolic;
}

export const placeholderCount = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'sql/placeholder-count',
    title: 'A query is given a value for each placeholder',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
  },
  sites: [{ kind: Kind.call_expression, callee: [...READS, ...ROW_READS, ...CHANGES, ...FILLS] }],
  observe(call, view) {
    const { tree } = view;
    const query = queryCallOf(view, call);
    const statement = query && !query.isSpread ? constantStatement(query) : undefined;
    if (!query || !statement) return undefined;
    const { placeholders } = statement;
    if (placeholders.style === 'named' || placeholders.style === 'mixed') return undefined;
    const count = 'count' in placeholders ? placeholders.count : 0;
    const { values } = query;
    if (count === values.length || values.some((value) => /\bsql\.(?:Named|Out)\b|\bpgx\./.test(textOf(tree, value)))) {
      return undefined;
    }
    const [first] = values;
    return {
      start: startOf(tree, query.query),
      end: endOf(tree, query.query),
      function: functionNameAt(view, call),
      call: view.callee(call),
      placeholders: count,
      highest: placeholders.style === 'dollar' ? ` up to $${count}` : '',
      values: values.length,
      first: first === undefined ? 0 : view.typeOf(first),
    };
  },
  judge({ start, end, function: functionName, call, placeholders, highest, values, first }, context) {
    const { project, file } = context;
    const database = databaseOf(call, context);
    if (!database?.isOwn) return undefined;
    if (values > 0) {
      // What comes first may be an option of pgx or something that rewrites the query, and one value may stand for several.
      const { kind } = project.types.underlying(project.types.typeOf(first, file), file);
      if (kind !== 'basic' && !(database.library === 'database/sql' && values > 1)) return undefined;
    }
    return {
      message: `The query has ${counted(placeholders, 'placeholder')}${highest} and is given ${counted(values, 'value')}: the database refuses it.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
    };
  },
});

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
