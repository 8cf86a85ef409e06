/**
 * context/loop: a loop sleeps or waits for a timer between its rounds and never looks at the context in scope, so it goes on after
 * everybody has left.
 *
 * A loop that mentions the context in any way is left alone: the call it passes it to may fail and end the loop. So are
 * tests, and what runs apart from its caller.
 */
import { signatureOf } from '../../go/declarations.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  ancestors,
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { defineRule, type FixContext } from '../rule.ts';
import {
  type ContextCandidate,
  callAt,
  contextCandidates,
  contextOf,
  functionNameAt,
  isCallOf,
  runsApart,
} from '../support/contextInScope.ts';
import { endsWithError, indentationAt } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { returnStatement } from '../support/zeroValues.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly function: string;
  readonly candidates: readonly ContextCandidate[];
}

export const contextLoop = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'context/loop',
    title: 'A loop that sleeps ends when its context does',
    severity: 'hint',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['gosec', 'G118'],
  },
  sites: [{ kind: Kind.call_expression, callee: ['Sleep'] }],
  observe(call, view) {
    const { tree, header } = view;
    if (header.imports.some(({ path }) => path === 'testing') || !isCallOf(view, call, 'time', ['Sleep']))
      return undefined;
    if (kindOf(tree, parentOf(tree, call)) !== Kind.expression_statement) return undefined;
    if (runsApart(view, call)) return undefined;
    const loop = loopAround(view, call);
    const candidates = loop === NO_NODE ? [] : contextCandidates(view, call);
    if (candidates.length === 0 || candidates.some(({ name }) => isMentioned(view, loop, name))) return undefined;
    return {
      start: startOf(tree, call),
      end: endOf(tree, call),
      function: functionNameAt(view, call),
      candidates,
    };
  },
  judge({ start, end, function: name, candidates }, context) {
    const { project, file } = context;
    const found = contextOf(candidates, context, true);
    if (!found) return undefined;
    return {
      message: `This loop goes on when ${found.expression} has ended: wait for either.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${name}`,
      data: found.expression,
    };
  },
  fixes(finding, context) {
    const edits =
      typeof finding.data === 'string' ? selectEdits(finding.start, finding.end, finding.data, context) : undefined;
    if (!edits) return [];
    return [
      {
        id: 'select',
        title: `Wait for ${finding.data} as well`,
        preferred: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

/** The innermost loop around a node within its function; NO_NODE where a goroutine runs it. */
function loopAround({ tree }: SourceView, node: SyntaxNode): SyntaxNode {
  for (const up of ancestors(tree, node)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.for_statement) return up;
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration)
      return NO_NODE;
  }
  return NO_NODE;
}

function isMentioned({ tree }: SourceView, loop: SyntaxNode, name: string): boolean {
  const end = loop + sizeOf(tree, loop);
  for (let node = loop; node < end; node++) {
    if (kindOf(tree, node) === Kind.identifier && textOf(tree, node) === name) return true;
  }
  return false;
}

/** `time.Sleep(d)` becomes a select; undefined where it is not clear what to return. */
function selectEdits(
  start: number,
  end: number,
  expression: string,
  context: FixContext<unknown>,
): readonly TextEdit[] | undefined {
  const view = viewOf(context);
  const call = view && callAt(view, start, end);
  if (!view || call === undefined) return undefined;
  const { tree } = view;
  const [duration] = namedChildren(tree, childByField(tree, call, Field.arguments));
  const time = childByField(tree, childByField(tree, call, Field.function), Field.operand);
  const around = view.enclosingFunction(call);
  if (duration === undefined || time === NO_NODE || around === NO_NODE) return undefined;
  const { results, typeParameters } = signatureOf(tree, around);
  const names = new Set(typeParameters.map((parameter) => parameter.name));
  const leave =
    results.length === 0
      ? 'return'
      : endsWithError(results)
        ? returnStatement(results, `${expression}.Err()`, context, names)
        : undefined;
  if (leave === undefined) return undefined;
  const lines = [
    'select {',
    `case <-${expression}.Done():`,
    `\t${leave}`,
    `case <-${textOf(tree, time)}.After(${textOf(tree, duration)}):`,
    '}',
  ];
  return [{ start, end, newText: lines.join(`\n${indentationAt(tree.text, start)}`) }];
}
