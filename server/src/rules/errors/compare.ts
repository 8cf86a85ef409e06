/**
 * errors/compare: an error is compared with a sentinel by `==`, `!=` or `switch`, which stops working the day somebody wraps it.
 *
 * Silent where identity is what the documentation promises (io.EOF from a Read, http.ErrServerClosed from Serve, errno from a system
 * call), in methods `Is`, in tests, where the error was unwrapped before, and where one side is not known to be an error.
 */

import { packageBehind } from '../../go/importEdits.ts';
import { Field, Kind } from '../../go/kinds.ts';
import { callBehindUse } from '../../go/returnedError.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  ancestors,
  childByField,
  children,
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
import type { Project, ProjectFile } from '../../model/project.ts';
import { isError } from '../../model/types.ts';
import { defineRule, type FixContext } from '../rule.ts';
import { viewOf } from '../support/fixView.ts';
import { forAllWhoAsk } from '../support/forAllWhoAsk.ts';
import { addImport } from '../support/importEdits.ts';
import { isErrorMethod } from './support/errorMethods.ts';
import { isPromised } from './support/promisedSentinels.ts';
import { isUnwrapped, walksItself } from './support/unwrapped.ts';

export interface ComparedError {
  readonly start: number;
  readonly end: number;
  readonly error: Symbolic;
  /** What the error is compared with: as written, where it comes from, and what it is worth. */
  readonly sentinels: readonly { readonly text: string; readonly path: string; readonly value: Symbolic }[];
  /** The call that gave the error, when that is clear. */
  readonly call?: Symbolic;
  readonly operator: string;
}

export const compare = defineRule<ComparedError, Record<never, never>>({
  meta: {
    id: 'errors/compare',
    title: 'Errors are compared with errors.Is, which sees through wrapping',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    minimumGo: '1.13',
    honours: ['errorlint', 'err113', 'goerr113'],
  },
  sites: [{ kind: Kind.binary_expression }, { kind: Kind.expression_switch_statement }],
  observe: (node, view) => comparedError(node, view),
  judge(comparison, { project, file }) {
    const fragile = fragileSentinel(comparison, project, file);
    if (fragile === undefined) return undefined;
    const { start, end, operator } = comparison;
    return {
      start,
      end,
      message: `${operator} misses ${fragile} once somebody wraps it: use errors.Is.`,
      key: `${project.packageOf(file)?.path ?? file.dir} ${operator} ${fragile}`,
    };
  },
  fixes(finding, context) {
    const edits = editsFor(finding.start, finding.end, context);
    if (!edits) return [];
    return [
      {
        id: 'is',
        title: 'Compare with errors.Is',
        preferred: true,
        safe: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

/** A comparison of an error with variables of packages, as far as the syntax shows it. */
export const comparedError = forAllWhoAsk(comparedErrorAt);

function comparedErrorAt(node: SyntaxNode, view: SourceView): ComparedError | undefined {
  const comparison = comparisonAt(node, view);
  if (!comparison || isErrorMethod(view, node)) return undefined;
  const { tree } = view;
  const { error, sentinels, underlined, operator } = comparison;
  if (isUnwrapped(view, error) || walksItself(view, node, error)) return undefined;
  const kind = kindOf(tree, error);
  const from =
    kind === Kind.identifier ? callBehindUse(view, error) : kind === Kind.call_expression ? error : undefined;
  const call = from === undefined ? 0 : view.callee(from);
  return {
    start: startOf(tree, underlined),
    end: endOf(tree, underlined),
    error: view.typeOf(error),
    sentinels: sentinels.map((each) => ({
      text: textOf(tree, each),
      path: importedFrom(view, each),
      value: view.typeOf(each),
    })),
    operator,
    ...(call === 0 ? {} : { call }),
  };
}

/** The sentinel that a comparison misses once it is wrapped; undefined when there is none or when that is not known. */
function fragileSentinel(
  { error, sentinels, call }: ComparedError,
  project: Project,
  file: ProjectFile,
): string | undefined {
  const { types } = project;
  if (!isError(types.typeOf(error, file))) return undefined;
  const callee = call === undefined ? undefined : types.callee(call, file);
  const own = project.packageOf(file)?.path;
  return sentinels.find(
    ({ text, path, value }) =>
      types.implementsError(types.typeOf(value, file), file) === true &&
      !isPromised(path, text.slice(text.lastIndexOf('.') + 1), callee, project, own),
  )?.text;
}

/** Whether errors are compared at all, also where identity is what the documentation promises. */
export function comparesErrors({ error, sentinels }: ComparedError, { types }: Project, file: ProjectFile): boolean {
  if (!isError(types.typeOf(error, file))) return false;
  return sentinels.some(({ value }) => types.implementsError(types.typeOf(value, file), file) === true);
}

interface Comparison {
  readonly error: SyntaxNode;
  readonly sentinels: readonly SyntaxNode[];
  readonly operator: '==' | '!=' | 'switch';
  readonly underlined: SyntaxNode;
}

/** `err == io.EOF`, `ErrGone != err`, `switch err { case ErrGone: }`. */
function comparisonAt(node: SyntaxNode, view: SourceView): Comparison | undefined {
  const { tree } = view;
  if (kindOf(tree, node) === Kind.expression_switch_statement) {
    const value = childByField(tree, node, Field.value);
    const error = value === NO_NODE ? NO_NODE : withoutParentheses(tree, value);
    if (error === NO_NODE || isSentinel(view, error) || !isReadable(tree, error)) return undefined;
    const sentinels = casesOf(tree, node)
      .flatMap((each) => namedChildren(tree, each))
      .map((each) => withoutParentheses(tree, each))
      .filter((each) => isSentinel(view, each));
    return sentinels.length === 0 ? undefined : { error, sentinels, operator: 'switch', underlined: value };
  }
  const operator = childByField(tree, node, Field.operator);
  const first = childByField(tree, node, Field.left);
  const second = childByField(tree, node, Field.right);
  if (operator === NO_NODE || first === NO_NODE || second === NO_NODE) return undefined;
  const text = textOf(tree, operator);
  if (text !== '==' && text !== '!=') return undefined;
  const left = withoutParentheses(tree, first);
  const right = withoutParentheses(tree, second);
  // Most comparisons of a file are with nil.
  if (kindOf(tree, left) === Kind.nil || kindOf(tree, right) === Kind.nil) return undefined;
  const [error, sentinel] = isSentinel(view, right) ? [left, right] : [right, left];
  if (!isSentinel(view, sentinel) || isSentinel(view, error) || !isReadable(tree, error)) return undefined;
  if (isCheckedBeside(tree, node, textOf(tree, sentinel))) return undefined;
  return { error, sentinels: [sentinel], operator: text, underlined: node };
}

/** A variable of a package that is named like an error or like the few that are not: `io.EOF`, `redis.Nil`. */
function isSentinel(view: SourceView, node: SyntaxNode): boolean {
  const { tree } = view;
  const kind = kindOf(tree, node);
  if (kind === Kind.identifier) {
    if (!/^[eE]rr(?:or)?[\p{Lu}_]|^Err$/u.test(textOf(tree, node))) return false;
    const meaning = view.scopes.resolve(node);
    return meaning.kind === 'package' || meaning.kind === 'elsewhere';
  }
  return kind === Kind.selector_expression && /^\p{Lu}/u.test(nameOf(tree, node)) && importedFrom(view, node) !== '';
}

/** The import path a selector's package has; empty for anything else. */
function importedFrom(view: SourceView, node: SyntaxNode): string {
  if (kindOf(view.tree, node) !== Kind.selector_expression) return '';
  const operand = childByField(view.tree, node, Field.operand);
  if (operand === NO_NODE || kindOf(view.tree, operand) !== Kind.identifier) return '';
  return packageBehind(view, operand) ?? '';
}

function nameOf(tree: FlatTree, selector: SyntaxNode): string {
  const field = childByField(tree, selector, Field.field);
  return field === NO_NODE ? '' : textOf(tree, field);
}

/** A variable, a field, what a call gave, an element, what came through a channel, what a pointer points at, an asserted value. */
function isReadable(tree: FlatTree, node: SyntaxNode): boolean {
  switch (kindOf(tree, node)) {
    case Kind.identifier:
    case Kind.selector_expression:
    case Kind.call_expression:
    case Kind.index_expression:
    case Kind.type_assertion_expression:
      return true;
    case Kind.unary_expression:
      return /^(?:\*|<-)/.test(textOf(tree, node));
    default:
      return false;
  }
}

function withoutParentheses(tree: FlatTree, node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (kindOf(tree, inner) === Kind.parenthesized_expression) {
    const [only] = namedChildren(tree, inner);
    if (only === undefined) return inner;
    inner = only;
  }
  return inner;
}

/** Whether reading an expression a second time may do or give something else. */
function doesSomething(tree: FlatTree, node: SyntaxNode): boolean {
  const end = node + sizeOf(tree, node);
  for (let inside = node; inside < end; inside++) {
    if (kindOf(tree, inside) === Kind.call_expression) return true;
    if (kindOf(tree, inside) === Kind.unary_expression && textOf(tree, inside).startsWith('<-')) return true;
  }
  return false;
}

/** `err == ErrGone || errors.Is(err, ErrGone)` knows what it does. */
function isCheckedBeside(tree: FlatTree, node: SyntaxNode, sentinel: string): boolean {
  for (const up of ancestors(tree, node)) {
    const kind = kindOf(tree, up);
    if (kind !== Kind.binary_expression && kind !== Kind.parenthesized_expression) return false;
    if (/\bIs\(/.test(textOf(tree, up)) && textOf(tree, up).includes(`, ${sentinel})`)) return true;
  }
  return false;
}

/** What the cases of a switch list. */
function casesOf(tree: FlatTree, statement: SyntaxNode): SyntaxNode[] {
  return namedChildren(tree, statement)
    .filter((each) => kindOf(tree, each) === Kind.expression_case)
    .map((each) => childByField(tree, each, Field.value))
    .filter((value) => value !== NO_NODE);
}

function editsFor(start: number, end: number, context: FixContext<unknown>): readonly TextEdit[] | undefined {
  const view = viewOf(context);
  if (!view) return undefined;
  const { tree } = view;
  for (let node = 0; node < tree.count; node++) {
    const kind = kindOf(tree, node);
    if (kind !== Kind.binary_expression && kind !== Kind.expression_switch_statement) continue;
    const comparison = comparisonAt(node, view);
    if (!comparison) continue;
    const { underlined, error, sentinels, operator } = comparison;
    if (startOf(tree, underlined) !== start || endOf(tree, underlined) !== end) continue;
    const errors = addImport(tree, 'errors', undefined, error, context);
    if (errors.isSecond) return undefined;
    const is = (sentinel: SyntaxNode) => `${errors.localName}.Is(${textOf(tree, error)}, ${textOf(tree, sentinel)})`;
    if (operator === 'switch') {
      const cases = switchEdits(tree, node, underlined, error, is);
      return cases && [...errors.edits, ...cases];
    }
    const [sentinel] = sentinels;
    if (sentinel === undefined) return undefined;
    const from = operator === '==' ? startOfCheck(tree, node, error) : start;
    return [...errors.edits, { start: from, end, newText: `${operator === '!=' ? '!' : ''}${is(sentinel)}` }];
  }
  return undefined;
}

/** Where `err != nil && err == ErrGone` begins: no error is one of those that errors.Is is asked for. */
function startOfCheck(tree: FlatTree, comparison: SyntaxNode, error: SyntaxNode): number {
  const start = startOf(tree, comparison);
  const both = parentOf(tree, comparison);
  if (both === NO_NODE || kindOf(tree, both) !== Kind.binary_expression) return start;
  const check = childByField(tree, both, Field.left);
  const isBoth = textOf(tree, childByField(tree, both, Field.operator)) === '&&' && check < comparison;
  if (!isBoth || kindOf(tree, check) !== Kind.binary_expression || doesSomething(tree, error)) return start;
  const between = tree.text.slice(endOf(tree, check), start);
  return textOf(tree, check) === `${textOf(tree, error)} != nil` && /^ && $/.test(between)
    ? startOf(tree, check)
    : start;
}

/** `switch err { case ErrGone: }` becomes `switch { case errors.Is(err, ErrGone): }`. */
function switchEdits(
  tree: FlatTree,
  statement: SyntaxNode,
  value: SyntaxNode,
  error: SyntaxNode,
  is: (sentinel: SyntaxNode) => string,
): TextEdit[] | undefined {
  // It would be done once for each case.
  if (doesSomething(tree, error)) return undefined;
  const body = children(tree, statement).find((each) => kindOf(tree, each) === Kind['{']);
  if (body === undefined) return undefined;
  const edits: TextEdit[] = [{ start: startOf(tree, value), end: startOf(tree, body), newText: '' }];
  for (const each of casesOf(tree, statement).flatMap((list) => namedChildren(tree, list))) {
    const inner = withoutParentheses(tree, each);
    const newText = kindOf(tree, inner) === Kind.nil ? `${textOf(tree, error)} == nil` : is(inner);
    edits.push({ start: startOf(tree, each), end: endOf(tree, each), newText });
  }
  return edits;
}
