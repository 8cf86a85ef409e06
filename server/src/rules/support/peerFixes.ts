/**
 * Fixes for what gopls and golangci-lint report about errors and leave to the user. Nothing is reported here: each function is given the
 * place somebody else reported, looks whether the code there is what the message says, and offers the change, or nothing.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  ancestors,
  childByField,
  descendantAt,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { indentationAt, nilComparison, statementAround, wholeLines } from './errorFlow.ts';

/** What somebody else reported. Offsets into the file. */
export interface PeerDiagnostic {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface PeerFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** `fmt.Sprintf("%w", err)`: only Errorf wraps, and only errors can be wrapped. */
export function plainVerb(view: SourceView, { start, message }: PeerDiagnostic): PeerFix | undefined {
  const { tree } = view;
  const call = callAround(view, start);
  if (call === undefined || !message.includes('%w')) return undefined;
  const given = namedChildren(tree, childByField(tree, call, Field.arguments));
  const position = given.findIndex((each) => kindOf(tree, each) === Kind.interpreted_string_literal);
  const literal = given[position];
  if (literal === undefined) return undefined;
  const values = given.slice(position + 1).map((each) => textOf(tree, each));
  const wrong = /has arg (.+) of wrong type/.exec(message)?.[1];
  const edits: TextEdit[] = [];
  let index = 0;
  for (const verb of textOf(tree, literal).matchAll(/%%|%[-+# 0.\d]*([a-zA-Z])/g)) {
    if (verb[0] === '%%') continue;
    const value = values[index++];
    if (verb[1] !== 'w' || (wrong !== undefined && wrong !== value)) continue;
    const at = startOf(tree, literal) + verb.index + verb[0].length - 1;
    edits.push({ start: at, end: at + 1, newText: 'v' });
  }
  return edits.length === 0 ? undefined : { title: 'Print with %v instead of %w', edits };
}

/** `errors.As(err, target)`: As fills the target, so it needs to know where it lies. */
export function targetAddress(view: SourceView, { start, message }: PeerDiagnostic): PeerFix | undefined {
  const { tree } = view;
  const call = callAround(view, start);
  if (call === undefined || !message.startsWith('second argument to errors.As must be')) return undefined;
  const target = namedChildren(tree, childByField(tree, call, Field.arguments))[1];
  if (target === undefined) return undefined;
  const kind = kindOf(tree, target);
  const isVariable =
    (kind === Kind.identifier && view.scopes.resolve(target).kind !== 'predeclared') ||
    kind === Kind.selector_expression;
  if (!isVariable) return undefined;
  const at = startOf(tree, target);
  return { title: `Pass &${textOf(tree, target)}`, edits: [{ start: at, end: at, newText: '&' }] };
}

/** `defer response.Body.Close()` in front of the check of the error: it belongs behind. */
export function deferAfterCheck({ tree }: SourceView, { start }: PeerDiagnostic): PeerFix | undefined {
  let deferred = descendantAt(tree, start, start);
  if (kindOf(tree, deferred) !== Kind.defer_statement) {
    deferred = [...ancestors(tree, deferred)].find((up) => kindOf(tree, up) === Kind.defer_statement) ?? NO_NODE;
  }
  if (deferred === NO_NODE) return undefined;
  const { list } = statementAround(tree, deferred);
  const statements = list === NO_NODE ? [] : namedChildren(tree, list);
  const check = statements[statements.indexOf(deferred) + 1];
  const lines = wholeLines(tree, deferred);
  if (check === undefined || !lines || kindOf(tree, check) !== Kind.if_statement) return undefined;
  const compared = nilComparison(tree, childByField(tree, check, Field.condition));
  if (compared?.operator !== '!=') return undefined;
  const indentation = indentationAt(tree.text, startOf(tree, deferred));
  const at = endOf(tree, check);
  return {
    title: 'Check the error first',
    edits: [
      { ...lines, newText: '' },
      { start: at, end: at, newText: `\n${indentation}${textOf(tree, deferred)}` },
    ],
  };
}

/** The innermost call around a place. */
export function callAround({ tree }: SourceView, at: number): SyntaxNode | undefined {
  const node = descendantAt(tree, at, at);
  if (kindOf(tree, node) === Kind.call_expression) return node;
  return [...ancestors(tree, node)].find((up) => kindOf(tree, up) === Kind.call_expression);
}
