/**
 * sql/query-in-loop: a query for each element of a list, where one query could do for all. A hint, because small lists are fine and
 * because some statements can only be run one by one.
 *
 * Only where a value of the query comes out of the loop: that leaves out attempts (`for range 3`), polling and batches that are spread.
 */
import { calleeText } from '../../go/calleeText.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  ancestors,
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { CHANGES, databaseOf, FILLS, queryCallOf, READS, ROW_READS } from './support/queryCalls.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly function: string;
  readonly call: Symbolic;
}

/** Where nobody waits, and where one by one is how it is done. By folder, and by name of the file. */
const SEEDS = /seed|migrat/i;
const ELSEWHERE = /(?:^|\/)(?:\w*migrat\w*|seeds?|seeders?|fixtures?|test\w*|cmd|tools?|scripts?)(?:\/|$)/i;

export const queryInLoop = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'sql/query-in-loop',
    title: 'One query for many elements instead of one for each',
    severity: 'hint',
    recommended: false,
    needs: 'syntax',
    tests: false,
    defaults: {},
  },
  sites: [{ kind: Kind.call_expression, callee: [...READS, ...ROW_READS, ...CHANGES, ...FILLS] }],
  observe(call, view) {
    const { tree } = view;
    const loop = loopAround(view, call);
    if (loop === NO_NODE) return undefined;
    const query = queryCallOf(view, call);
    if (!query || query.isSpread || !query.values.some((value) => comesFrom(view, value, loop))) return undefined;
    const callee = childByField(tree, call, Field.function);
    return {
      start: startOf(tree, callee),
      end: endOf(tree, callee),
      name: calleeText(tree, callee),
      function: functionNameAt(view, call),
      call: view.callee(call),
    };
  },
  judge({ start, end, name, function: functionName, call }, context) {
    const { project, file } = context;
    if (
      ELSEWHERE.test(file.dir) ||
      SEEDS.test(file.path.slice(file.path.lastIndexOf('/'))) ||
      !databaseOf(call, context)
    )
      return undefined;
    return {
      message: `${name} asks the database once for each round of the loop: one query for all takes one round trip.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
    };
  },
});

/** The innermost loop in the same function that goes over something. */
function loopAround({ tree }: SourceView, call: SyntaxNode): SyntaxNode {
  for (const up of ancestors(tree, call)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration) break;
    if (kind !== Kind.for_statement) continue;
    const body = childByField(tree, up, Field.body);
    // What is ranged over is worked out once.
    if (body !== NO_NODE && startOf(tree, call) < startOf(tree, body)) continue;
    const header = up + 2 < body ? textOf(tree, up + 2) : '';
    return header === '' ? NO_NODE : up;
  }
  return NO_NODE;
}

/** Whether a variable of the loop is in the value. */
function comesFrom({ tree, scopes }: SourceView, value: SyntaxNode, loop: SyntaxNode): boolean {
  const end = value + sizeOf(tree, value);
  for (let node = value; node < end; node++) {
    if (kindOf(tree, node) !== Kind.identifier) continue;
    const binding = scopes.local(textOf(tree, node), node);
    if (binding && binding.node > loop && binding.node < loop + sizeOf(tree, loop)) return true;
  }
  return false;
}
