/**
 * concurrency/waitgroup-add: a goroutine adds itself to the WaitGroup. Wait may run before it gets there, and then waits for nothing.
 *
 * A goroutine that is counted already may well add others: only one that adds before its own Done, and that nobody added before it was
 * started, is reported. gopls reports the plainest form by default (waitgroup), so the rule is off until asked for.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
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
import { pathOf, type Use } from '../../go/valueFlow.ts';
import { usesOf } from '../../go/valueUses.ts';
import { defineRule } from '../rule.ts';
import { calleeTable, matchCallee } from '../support/calls.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { indentationAt, statementsOf, wholeLines } from '../support/errorFlow.ts';

const ADD = calleeTable({ '(*sync.WaitGroup).Add': true });

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly call: Symbolic;
  readonly group: string;
  readonly function: string;
  readonly move?: Move;
}

/** The statement's own lines, and where it belongs. */
interface Move {
  readonly from: { readonly start: number; readonly end: number };
  readonly at: number;
  readonly text: string;
}

export const waitgroupAdd = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'concurrency/waitgroup-add',
    title: 'A WaitGroup counts a goroutine before it starts',
    severity: 'warning',
    recommended: false,
    needs: 'syntax',
    defaults: {},
    honours: ['govet', 'waitgroup', 'staticcheck', 'SA2000'],
    gopls: 'waitgroup',
  },
  sites: [{ kind: Kind.call_expression, callee: ['Add'] }],
  observe(call, view) {
    const { tree } = view;
    const statement = parentOf(tree, call);
    const literal = view.enclosingFunction(call);
    if (kindOf(tree, statement) !== Kind.expression_statement || kindOf(tree, literal) !== Kind.func_literal)
      return undefined;
    const goStatement = startedBy(view, literal);
    const body = childByField(tree, literal, Field.body);
    if (goStatement === NO_NODE || body === NO_NODE || !statementsOf(tree, body).includes(statement)) return undefined;
    const callee = childByField(tree, call, Field.function);
    const operand =
      kindOf(tree, callee) === Kind.selector_expression ? childByField(tree, callee, Field.operand) : NO_NODE;
    const path = operand === NO_NODE ? undefined : pathOf(view, operand);
    if (!path || (path.binding && isWithin(tree, path.binding.node, literal))) return undefined;
    const uses = usesOf(view, path, literal).filter(({ partial }) => !partial);
    const first = uses[0];
    const countsItself = uses.some((use) => isOwn(view, use, literal) && use.name === 'Done');
    if (first?.call !== call || !countsItself || uses.some(({ name }) => name === 'Wait')) return undefined;
    if (isCounted(view, goStatement, textOf(tree, operand))) return undefined;
    const move = moveOf(view, call, statement, goStatement, literal);
    return {
      start: startOf(tree, call),
      end: endOf(tree, call),
      call: view.callee(call),
      group: textOf(tree, operand),
      function: functionNameAt(view, call),
      ...(move ? { move } : {}),
    };
  },
  judge({ start, end, call, group, function: functionName, move }, { project, file }) {
    if (!matchCallee(call, ADD, { project, file })) return undefined;
    return {
      message: `The goroutine may run after ${group}.Wait has looked: add before it starts.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}: ${group}`,
      ...(move ? { data: move } : {}),
    };
  },
  fixes(finding) {
    const move = finding.data as Move | undefined;
    if (!move) return [];
    return [
      {
        id: 'move',
        title: 'Add before the goroutine starts',
        preferred: true,
        safe: true,
        changes: () => [
          {
            kind: 'edit',
            path: finding.path,
            edits: [
              { start: move.at, end: move.at, newText: move.text },
              { ...move.from, newText: '' },
            ],
          },
        ],
      },
    ];
  },
});

/** The `go` statement that runs a literal; NO_NODE when nothing of the kind does. */
function startedBy({ tree }: SourceView, literal: SyntaxNode): SyntaxNode {
  const call = parentOf(tree, literal);
  if (kindOf(tree, call) !== Kind.call_expression) return NO_NODE;
  const statement = parentOf(tree, call);
  return kindOf(tree, statement) === Kind.go_statement ? statement : NO_NODE;
}

function isWithin(tree: SourceView['tree'], node: SyntaxNode, around: SyntaxNode): boolean {
  return node >= around && node < around + sizeOf(tree, around);
}

/** A use by the literal itself, or by one that it defers. */
function isOwn({ tree }: SourceView, { node }: Use, literal: SyntaxNode): boolean {
  for (let at = parentOf(tree, node); at !== literal && at !== NO_NODE; at = parentOf(tree, at)) {
    if (kindOf(tree, at) === Kind.go_statement) return false;
  }
  return true;
}

/** Something before the goroutine, as far up as the function goes, adds to the same group. */
function isCounted({ tree }: SourceView, goStatement: SyntaxNode, group: string): boolean {
  let functionNode = goStatement;
  for (let up = parentOf(tree, goStatement); up !== NO_NODE; up = parentOf(tree, up))
    functionNode = up === 0 ? functionNode : up;
  for (let node = functionNode; node < goStatement; node++) {
    if (kindOf(tree, node) !== Kind.call_expression) continue;
    const callee = childByField(tree, node, Field.function);
    if (callee !== NO_NODE && textOf(tree, callee) === `${group}.Add`) return true;
  }
  return false;
}

function moveOf(
  view: SourceView,
  call: SyntaxNode,
  statement: SyntaxNode,
  goStatement: SyntaxNode,
  literal: SyntaxNode,
): Move | undefined {
  const { tree } = view;
  const [count] = namedChildren(tree, childByField(tree, call, Field.arguments));
  const from = wholeLines(tree, statement);
  if (!from || count === undefined || kindOf(tree, parentOf(tree, goStatement)) !== Kind.statement_list)
    return undefined;
  for (let node = count; node < count + sizeOf(tree, count); node++) {
    const binding: Binding | undefined =
      kindOf(tree, node) === Kind.identifier ? view.scopes.local(textOf(tree, node), node) : undefined;
    if (binding && isWithin(tree, binding.node, literal)) return undefined;
  }
  const at = startOf(tree, goStatement);
  return { from, at, text: `${textOf(tree, statement)}\n${indentationAt(tree.text, at)}` };
}
