/**
 * concurrency/errgroup-wait: an errgroup is given work and nobody waits for it. The function returns while its goroutines run, and
 * what fails in them is never heard of.
 *
 * Services that run until the program ends need no waiting when it fails to start, so a path that leaves early is not reported for them.
 * Only groups that are local variables are looked at. Silent as soon as the group is returned, stored, passed on or used by a literal
 * that runs later, because somebody else may wait there.
 */

import type { Binding } from '../../go/bindings.ts';
import { signatureOf } from '../../go/declarations.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import { childByField, endOf, kindOf, NO_NODE, parentOf, type SyntaxNode, startOf, textOf } from '../../go/tree.ts';
import { followValue, pathOf } from '../../go/valueFlow.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { groupBehind } from '../support/errgroups.ts';
import { endsWithError, indentationAt, wholeLines } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { returnStatement } from '../support/zeroValues.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly group: string;
  readonly function: string;
  readonly problem: 'never' | 'sometimes';
  /** The return statements at which nobody has waited; none when the function just ends. */
  readonly returns: readonly { readonly start: number; readonly end: number }[];
  readonly fixable: boolean;
}

export const errgroupWait = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'concurrency/errgroup-wait',
    title: 'Somebody waits for an errgroup',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['errgroupcheck'],
  },
  sites: [{ kind: Kind.call_expression, callee: ['Go', 'TryGo'] }],
  observe(call, view) {
    const { tree } = view;
    const statement = parentOf(tree, call);
    const callee = childByField(tree, call, Field.function);
    if (kindOf(tree, statement) !== Kind.expression_statement || kindOf(tree, callee) !== Kind.selector_expression)
      return undefined;
    const path = pathOf(view, childByField(tree, callee, Field.operand));
    if (!path?.binding || path.fields.length > 0 || groupBehind(view, path.binding) === undefined) return undefined;
    if (firstUseThatStarts(view, path.binding) !== call) return undefined;
    const flow = followValue(view, statement, path, ({ how, name }) =>
      how !== 'method' ? undefined : name === 'Wait' ? 'release' : 'harmless',
    );
    const exits = flow.unreleasedExits.filter(({ how }) => how !== 'again');
    if (flow.escapes || exits.length === 0) return undefined;
    const returns = exits.filter(({ how }) => how === 'return').map(({ node }) => node);
    const problem = flow.released === 'never' ? 'never' : 'sometimes';
    if (problem === 'sometimes' && startsServices(view, path.binding)) return undefined;
    return {
      start: startOf(tree, call),
      end: endOf(tree, callee),
      group: path.root,
      function: functionNameAt(view, call),
      problem,
      returns: returns.map((node) => ({ start: startOf(tree, node), end: endOf(tree, node) })),
      fixable:
        problem === 'never' &&
        returns.length === exits.length &&
        returns.length === 1 &&
        returns.every((node) => wholeLines(tree, node) !== undefined) &&
        endsWithError(signatureOf(tree, view.enclosingFunction(call)).results),
    };
  },
  judge({ start, end, group, function: functionName, problem, returns, fixable }, { project, file }) {
    return {
      message:
        problem === 'never'
          ? `Nobody waits for ${group}: its goroutines outlive the function, and their errors are lost.`
          : `Not every path waits for ${group}: its goroutines outlive the function, and their errors are lost.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}: ${group}`,
      related: returns.map((place) => ({ path: file.path, ...place, message: `Nobody has waited for ${group} here` })),
      ...(fixable ? { data: { group, at: returns[0]?.start } } : {}),
    };
  },
  fixes(finding, context) {
    const data = finding.data as { readonly group: string; readonly at: number } | undefined;
    if (!data) return [];
    const view = viewOf(context);
    const call = view && callAround(view, finding.start);
    if (!view || call === undefined) return [];
    const { tree } = view;
    const { results, typeParameters } = signatureOf(tree, view.enclosingFunction(call));
    const leave = returnStatement(results, 'err', context, new Set(typeParameters.map(({ name }) => name)));
    if (leave === undefined || results.some(({ name }) => name === 'err')) return [];
    return [
      {
        id: 'wait',
        title: `Wait for ${data.group}`,
        preferred: true,
        changes: () => {
          const indentation = indentationAt(tree.text, data.at);
          const lines = [`if err := ${data.group}.Wait(); err != nil {`, `\t${leave}`, '}', ''];
          return [
            {
              kind: 'edit',
              path: finding.path,
              edits: [{ start: data.at, end: data.at, newText: lines.join(`\n${indentation}`) }],
            },
          ];
        },
      },
    ];
  },
});

/** Work that goes on until somebody stops it. */
const SERVICE = /<-|\b(?:Listen|Serve|Run|Start|Watch)|\bfor \{/;

function startsServices({ tree, scopes }: SourceView, group: Binding): boolean {
  return scopes.uses(group).some((use) => {
    const call = parentOf(tree, parentOf(tree, use));
    return kindOf(tree, call) === Kind.call_expression && SERVICE.test(textOf(tree, call));
  });
}

/** The first call of Go or TryGo of the group, so that a group is reported once. */
function firstUseThatStarts({ tree, scopes }: SourceView, binding: Binding): SyntaxNode {
  for (const use of scopes.uses(binding)) {
    const selector = parentOf(tree, use);
    const call = parentOf(tree, selector);
    if (kindOf(tree, selector) !== Kind.selector_expression || kindOf(tree, call) !== Kind.call_expression) continue;
    const name = childByField(tree, selector, Field.field);
    if (name !== NO_NODE && /^(?:Try)?Go$/.test(textOf(tree, name))) return call;
  }
  return NO_NODE;
}

function callAround({ tree }: SourceView, start: number): SyntaxNode | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (kindOf(tree, node) === Kind.call_expression && startOf(tree, node) === start) return node;
  }
  return undefined;
}
