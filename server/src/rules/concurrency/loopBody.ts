/**
 * Turns the body of a loop into a function that is called each round, so that what the body defers runs when the round ends.
 *
 *     for … {                     for … {
 *         f, err := open()            if err := func() error {
 *         if err != nil {                 f, err := open()
 *             return nil, err             if err != nil {
 *         }                                   return err
 *         defer f.Close()                 }
 *     }                                   defer f.Close()
 *                                         return nil
 *                                     }(); err != nil {
 *                                         return nil, err
 *                                     }
 *                                 }
 *
 * Only where that keeps the meaning: `continue` becomes a return, but a `break`, a label, or a return of anything except zero values
 * and an error has no counterpart, and then there is no edit.
 */
import type { SignatureFact } from '../../go/facts.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  ancestors,
  childByField,
  childOfKind,
  endOf,
  type FlatTree,
  kindOf,
  NO_NODE,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { endsWithError, indentationAt, returnedValues, statementsOf } from '../support/errorFlow.ts';

const ZERO = /^(?:nil|""|0|false|[\w.]+\{\})$/;

export function loopBodyAsFunction(
  { tree }: SourceView,
  loop: SyntaxNode,
  signature: SignatureFact,
): readonly TextEdit[] | undefined {
  const body = childByField(tree, loop, Field.body);
  if (body === NO_NODE || statementsOf(tree, body).length === 0 || hasRawLines(tree, body)) return undefined;
  const jumps = jumpsOf(tree, body, loop);
  if (!jumps) return undefined;
  const open = startOf(tree, body) + 1;
  const close = endOf(tree, body) - 1;
  const outer = indentationAt(tree.text, startOf(tree, loop));
  if (tree.text.slice(open, tree.text.indexOf('\n', open)).trim() !== '') return undefined;
  if (tree.text.slice(tree.text.lastIndexOf('\n', close) + 1, close).trim() !== '') return undefined;
  const edits: TextEdit[] = indentedLines(tree, open, close);
  const needsError = jumps.returns.length > 0;
  for (const at of jumps.continues) {
    edits.push({ start: startOf(tree, at), end: endOf(tree, at), newText: needsError ? 'return nil' : 'return' });
  }
  let leave = '';
  if (needsError) {
    if (!endsWithError(signature.results) || signature.results.some(({ name }) => name !== '')) return undefined;
    for (const at of jumps.returns) {
      const values = returnedValues(tree, at);
      const error = values.at(-1);
      if (error === undefined || values.length !== signature.results.length) return undefined;
      const zeros = values.slice(0, -1).map((value) => textOf(tree, value));
      const text = [...zeros, 'err'].join(', ');
      // A nil error would end the loop, which the new function cannot say.
      if (
        kindOf(tree, error) === Kind.nil ||
        zeros.some((zero) => !ZERO.test(zero)) ||
        (leave !== '' && leave !== text)
      )
        return undefined;
      leave = text;
      const [first] = values;
      if (first !== undefined && first !== error)
        edits.push({ start: startOf(tree, first), end: startOf(tree, error), newText: '' });
    }
    if (jumps.returns.some((at) => !isGuarded(tree, at, loop))) return undefined;
  }
  const last = statementsOf(tree, body).at(-1);
  const endsByReturn = last !== undefined && kindOf(tree, last) === Kind.return_statement;
  const finish = needsError && !endsByReturn ? `${outer}\t\treturn nil\n` : '';
  const lineOfClose = tree.text.lastIndexOf('\n', close) + 1;
  const tail = needsError
    ? `${finish}${outer}\t}(); err != nil {\n${outer}\t\treturn ${leave}\n${outer}\t}\n`
    : `${outer}\t}()\n`;
  return [
    { start: open, end: open, newText: needsError ? `\n${outer}\tif err := func() error {` : `\n${outer}\tfunc() {` },
    ...edits,
    { start: lineOfClose, end: lineOfClose, newText: tail },
  ];
}

interface Jumps {
  readonly returns: readonly SyntaxNode[];
  readonly continues: readonly SyntaxNode[];
}

/** What leaves the round; undefined when some of it has no counterpart in a function. */
function jumpsOf(tree: FlatTree, body: SyntaxNode, loop: SyntaxNode): Jumps | undefined {
  const returns: SyntaxNode[] = [];
  const continues: SyntaxNode[] = [];
  const end = body + sizeOf(tree, body);
  for (let node = body; node < end; node++) {
    switch (kindOf(tree, node)) {
      case Kind.func_literal:
        node += sizeOf(tree, node) - 1;
        break;
      case Kind.goto_statement:
      case Kind.labeled_statement:
        return undefined;
      case Kind.return_statement:
        returns.push(node);
        break;
      case Kind.break_statement:
      case Kind.continue_statement:
        if (childOfKind(tree, node, Kind.label_name) !== NO_NODE) return undefined;
        if (targetOf(tree, node) !== loop) break;
        if (kindOf(tree, node) === Kind.break_statement) return undefined;
        continues.push(node);
        break;
    }
  }
  return { returns, continues };
}

function targetOf(tree: FlatTree, jump: SyntaxNode): SyntaxNode {
  const isBreak = kindOf(tree, jump) === Kind.break_statement;
  for (const up of ancestors(tree, jump)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.for_statement) return up;
    if (!isBreak) continue;
    if (
      kind === Kind.select_statement ||
      kind === Kind.expression_switch_statement ||
      kind === Kind.type_switch_statement
    )
      return up;
  }
  return NO_NODE;
}

/** Returns a variable only where it was compared with nil: a nil error would go on with the loop instead of leaving it. */
function isGuarded(tree: FlatTree, statement: SyntaxNode, loop: SyntaxNode): boolean {
  const error = returnedValues(tree, statement).at(-1);
  if (error === undefined) return false;
  if (kindOf(tree, error) === Kind.call_expression)
    return /^(?:fmt\.Errorf|errors\.(?:New|Wrap|Wrapf|Errorf|WithStack|WithMessage)|\w*\.?(?:Err|New)\w*)\(/.test(
      textOf(tree, error),
    );
  const name = textOf(tree, error);
  for (const up of ancestors(tree, statement)) {
    if (up === loop) break;
    if (kindOf(tree, up) !== Kind.if_statement) continue;
    const condition = childByField(tree, up, Field.condition);
    if (condition !== NO_NODE && textOf(tree, condition).includes(`${name} != nil`)) return true;
  }
  return /^(?:\w+\.)?Err[A-Z]\w*$/.test(name);
}

/** Raw strings over several lines would change if they were indented. */
function hasRawLines(tree: FlatTree, body: SyntaxNode): boolean {
  for (let node = body; node < body + sizeOf(tree, body); node++) {
    const kind = kindOf(tree, node);
    if ((kind === Kind.raw_string_literal || kind === Kind.comment) && textOf(tree, node).includes('\n')) return true;
  }
  return false;
}

function indentedLines(tree: FlatTree, open: number, close: number): TextEdit[] {
  const edits: TextEdit[] = [];
  for (let at = tree.text.indexOf('\n', open) + 1; at > 0 && at < close; at = tree.text.indexOf('\n', at) + 1) {
    const lineEnd = tree.text.indexOf('\n', at);
    const line = tree.text.slice(at, lineEnd);
    if (lineEnd < close && line.trim() !== '') edits.push({ start: at, end: at, newText: '\t' });
  }
  return edits;
}
