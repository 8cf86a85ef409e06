/**
 * How Go code hands errors on, as far as the syntax of one file shows it: checks against nil, what a return statement returns,
 * what a function promises to return. What anything's type is, is not decided here.
 */

import type { Binding } from '../../go/bindings.ts';
import { signatureOf } from '../../go/declarations.ts';
import type { ParameterFact } from '../../go/facts.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { FileScopes } from '../../go/scopes.ts';
import {
  ancestors,
  childByField,
  childOfKind,
  endOf,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';

export interface NilComparison {
  /** The variable that is compared. */
  readonly identifier: SyntaxNode;
  readonly operator: '==' | '!=';
}

/** What `err != nil`, `nil == err` and the like compare; undefined for anything else, also for compound conditions. */
export function nilComparison(tree: FlatTree, condition: SyntaxNode): NilComparison | undefined {
  if (condition === NO_NODE || kindOf(tree, condition) !== Kind.binary_expression) return undefined;
  const left = childByField(tree, condition, Field.left);
  const right = childByField(tree, condition, Field.right);
  const operator = childByField(tree, condition, Field.operator);
  if (left === NO_NODE || right === NO_NODE || operator === NO_NODE) return undefined;
  const identifier = kindOf(tree, right) === Kind.nil ? left : kindOf(tree, left) === Kind.nil ? right : NO_NODE;
  if (identifier === NO_NODE || kindOf(tree, identifier) !== Kind.identifier) return undefined;
  const text = textOf(tree, operator);
  return text === '==' || text === '!=' ? { identifier, operator: text } : undefined;
}

/** The statements of a block or of a case, without comments. */
export function statementsOf(tree: FlatTree, block: SyntaxNode): SyntaxNode[] {
  const list = childOfKind(tree, block, Kind.statement_list);
  return list === NO_NODE ? [] : namedChildren(tree, list);
}

export function returnedValues(tree: FlatTree, statement: SyntaxNode): SyntaxNode[] {
  const list = childOfKind(tree, statement, Kind.expression_list);
  return list === NO_NODE ? [] : namedChildren(tree, list);
}

/** What a function, method or function literal declares to return. */
export function resultsOf(tree: FlatTree, functionNode: SyntaxNode): readonly ParameterFact[] {
  return functionNode === NO_NODE ? [] : signatureOf(tree, functionNode).results;
}

/** Whether the last result is written `error`. */
export function endsWithError(results: readonly ParameterFact[]): boolean {
  return results.at(-1)?.type === 'error';
}

/** The local variable an identifier stands for, when it was declared with what a call returned. */
export function callBehind(tree: FlatTree, { origin }: Binding): SyntaxNode | undefined {
  if (origin.by !== 'value' && origin.by !== 'result') return undefined;
  return kindOf(tree, origin.value) === Kind.call_expression ? origin.value : undefined;
}

/** Whether a binding is used somewhere in a subtree. */
export function isUsedWithin(tree: FlatTree, scopes: FileScopes, binding: Binding, within: SyntaxNode): boolean {
  const end = within + sizeOf(tree, within);
  for (let node = within; node < end; node++) {
    if (kindOf(tree, node) !== Kind.identifier || textOf(tree, node) !== binding.name) continue;
    if (scopes.local(binding.name, node) === binding) return true;
  }
  return false;
}

/** Whether a comment stands inside a node. */
export function hasComment(tree: FlatTree, within: SyntaxNode): boolean {
  const end = within + sizeOf(tree, within);
  for (let node = within; node < end; node++) if (kindOf(tree, node) === Kind.comment) return true;
  return false;
}

/** The declaration at the top of the file that a node is in; NO_NODE for the file itself. */
export function topLevelAround(tree: FlatTree, node: SyntaxNode): SyntaxNode {
  let top = node;
  for (const up of ancestors(tree, node)) {
    if (parentOf(tree, up) !== NO_NODE) top = up;
  }
  return parentOf(tree, top) === NO_NODE ? NO_NODE : top;
}

/** The statement that a node belongs to and the list in which it stands. */
export function statementAround(tree: FlatTree, node: SyntaxNode): { statement: SyntaxNode; list: SyntaxNode } {
  let statement = node;
  for (const up of ancestors(tree, node)) {
    if (kindOf(tree, up) === Kind.statement_list) return { statement, list: up };
    statement = up;
  }
  return { statement: NO_NODE, list: NO_NODE };
}

/** The white space before the first token of the line on which an offset lies. */
export function indentationAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

/** The range of a statement's whole line or lines, so that removing it leaves no empty line; undefined when it shares them. */
export function wholeLines(tree: FlatTree, statement: SyntaxNode): { start: number; end: number } | undefined {
  const { text } = tree;
  const begin = startOf(tree, statement);
  const start = text.lastIndexOf('\n', begin - 1) + 1;
  const lineEnd = text.indexOf('\n', endOf(tree, statement));
  const end = lineEnd < 0 ? text.length : lineEnd + 1;
  if (text.slice(start, begin).trim() !== '' || text.slice(endOf(tree, statement), end).trim() !== '') return undefined;
  return { start, end };
}

/** The name of the function or method declaration around a node, for keys of findings; empty outside of one. */
export function functionName(tree: FlatTree, node: SyntaxNode): string {
  const top = topLevelAround(tree, node);
  const name = top === NO_NODE ? NO_NODE : childByField(tree, top, Field.name);
  return name === NO_NODE ? '' : textOf(tree, name);
}
