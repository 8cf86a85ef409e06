/**
 * sql/query-for-exec: a query whose rows are thrown away where it is made. Nobody can close them, so their connection is gone;
 * Exec runs the same statement and keeps nothing.
 *
 * Tests are left alone: most of them query for the error, and then there are no rows.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { Symbolic } from '../../go/symbols.ts';
import { childByField, endOf, kindOf, NO_NODE, startOf, textOf } from '../../go/tree.ts';
import { acquisitionOf } from '../../go/valueFlow.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { databaseOf, READS, ROW_READS } from './support/queryCalls.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly function: string;
  readonly call: Symbolic;
}

export const queryForExec = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'sql/query-for-exec',
    title: 'Statements whose rows nobody reads are run with Exec',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['gocritic', 'sqlQuery', 'execinquery'],
  },
  sites: [{ kind: Kind.call_expression, callee: [...READS, ...ROW_READS] }],
  observe(call, view) {
    const { tree } = view;
    const acquired = acquisitionOf(view, call);
    if (!acquired) return undefined;
    const [rows] = acquired.targets;
    const callee = childByField(tree, call, Field.function);
    if (callee === NO_NODE || kindOf(tree, callee) !== Kind.selector_expression) return undefined;
    if (rows !== undefined && textOf(tree, rows) !== '_') return undefined;
    // `_ = db.QueryRow(…)` cannot become Exec, which returns two values.
    if (acquired.targets.length === 1) return undefined;
    const field = childByField(tree, callee, Field.field);
    return {
      start: startOf(tree, field),
      end: endOf(tree, field),
      name: textOf(tree, field),
      function: functionNameAt(view, call),
      call: view.callee(call),
    };
  },
  judge({ start, end, name, function: functionName, call }, context) {
    const { project, file } = context;
    const database = databaseOf(call, context);
    if (!database || database.library === 'gorm') return undefined;
    const instead = name.endsWith('Context') ? 'ExecContext' : 'Exec';
    const receiver = project.types.callee(call, file)?.receiver;
    const has = receiver !== undefined && project.types.member(receiver, instead, file).kind === 'method';
    return {
      message: `Nobody can close what ${name} returns here, and its connection is lost: use ${instead}.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
      ...(has ? { data: instead } : {}),
    };
  },
  fixes({ data, path, start, end }) {
    if (typeof data !== 'string') return [];
    return [
      {
        id: 'exec',
        title: `Use ${data}`,
        preferred: true,
        safe: true,
        changes: () => [{ kind: 'edit', path, edits: [{ start, end, newText: data }] }],
      },
    ];
  },
});
