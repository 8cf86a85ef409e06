/**
 * Turns a returned error into one that says what failed: `return nil, err` into
 * `return nil, fmt.Errorf("find user %s: %w", id, err)`.
 *
 * An error that may be nil where it is returned is checked first, because wrapping nil makes an error of it. The edits are for one
 * file, imports included; where the result would not be clearly right there are none.
 */

import type { ErrorMessage } from './errorMessage.ts';
import { addImport, type ImportSurroundings } from './importEdits.ts';
import { jumpsOver } from './jumps.ts';
import { Field, Kind } from './kinds.ts';
import { oneLineBodiesAround, settleLayout } from './layout.ts';
import type { ReturnedError } from './returnedError.ts';
import type { SourceView } from './sourceView.ts';
import type { TextEdit } from './textEdit.ts';
import {
  childByField,
  endOf,
  type FlatTree,
  kindOf,
  NO_NODE,
  nodesOfKind,
  type SyntaxNode,
  startOf,
  textOf,
} from './tree.ts';

export interface WrappedError {
  readonly edits: readonly TextEdit[];
  /** Where the message stands, for whoever wants to type over it. */
  readonly message: { readonly edit: TextEdit; readonly start: number; readonly end: number };
  /** fmt is imported already and means something else here, so that the edits import it a second time. */
  readonly importsTwice: boolean;
}

/** Names for what a call returns beside the error. */
const RESULT_NAMES = ['result', 'value', 'out'];

/**
 * @param results how many results the function around declares
 */
export function wrapError(
  view: SourceView,
  returned: ReturnedError,
  message: ErrorMessage,
  results: number,
  surroundings: ImportSurroundings = {},
): WrappedError | undefined {
  const { tree } = view;
  const { statement, error, values, assignment, certain, bare } = returned;
  const fmt = addImport(tree, 'fmt', undefined, bare ? statement : error, surroundings);
  const errorf = (name: string) => {
    const given = [...message.arguments, name].map((each) => `, ${each}`).join('');
    return `${fmt.localName}.Errorf("${message.format}: %w"${given})`;
  };
  const onOneLine = oneLineBodiesAround(tree, statement);
  // Of a function on one line inside of another, both would have to be broken up.
  const edit = onOneLine > 1 ? undefined : replacement();
  if (!edit) return undefined;
  const start = edit.newText.indexOf(`"${message.format}`) + 1;
  return {
    edits: [...fmt.edits, edit, ...(onOneLine > 0 ? settleLayout(tree, [edit]) : [])],
    message: { edit, start, end: start + message.format.length },
    importsTwice: fmt.isSecond === true,
  };

  function replacement(): TextEdit | undefined {
    if (bare) {
      const name = textOf(tree, error);
      const wrapped = `return ${[...values.map((each) => textOf(tree, each)), errorf(name)].join(', ')}`;
      return statements(certain ? [wrapped] : [`if ${name} != nil {`, `\t${wrapped}`, '}', 'return']);
    }
    if (certain && (assignment !== NO_NODE || error === returned.call)) {
      return { start: startOf(tree, error), end: endOf(tree, error), newText: errorf(textOf(tree, error)) };
    }
    if (kindOf(tree, error) === Kind.identifier) {
      const name = textOf(tree, error);
      const kept = values.map((each) => textOf(tree, each));
      const inside = values.map((each) => oneDeeper(tree, each));
      return statements([
        `if ${name} != nil {`,
        `\treturn ${[...inside, errorf(name)].join(', ')}`,
        '}',
        `return ${[...kept, 'nil'].join(', ')}`,
      ]);
    }
    const call = textOf(tree, error);
    if (values.length + 1 === results) {
      if (!values.every((each) => isPlain(kindOf(tree, each)))) return undefined;
      const kept = values.map((each) => textOf(tree, each));
      // `if err := T{}.Do(); …` does not parse: the brace would open the block.
      if (hasLiteralReceiver(view, error)) {
        if (view.scopes.local('err', statement) || jumpsOver(view, statement)) return undefined;
        return statements([
          `err := ${call}`,
          'if err != nil {',
          `\treturn ${[...kept, errorf('err')].join(', ')}`,
          '}',
          `return ${[...kept, 'nil'].join(', ')}`,
        ]);
      }
      return statements([
        `if err := ${call}; err != nil {`,
        `\treturn ${[...kept, errorf('err')].join(', ')}`,
        '}',
        `return ${[...kept, 'nil'].join(', ')}`,
      ]);
    }
    // The call returns the other values as well; they are handed on as they come.
    if (values.length > 0 || results > RESULT_NAMES.length) return undefined;
    const names = RESULT_NAMES.slice(0, results - 1);
    const taken = [...names, 'err'].some((name) => name !== 'err' && view.scopes.local(name, statement));
    if (taken || jumpsOver(view, statement)) return undefined;
    return statements([
      `${[...names, 'err'].join(', ')} := ${call}`,
      'if err != nil {',
      `\treturn ${[...names, errorf('err')].join(', ')}`,
      '}',
      `return ${[...names, 'nil'].join(', ')}`,
    ]);
  }

  /** Statements instead of the return statement, on lines of their own. */
  function statements(lines: readonly string[]): TextEdit {
    const { text } = tree;
    const newline = text.includes('\r\n') ? '\r\n' : '\n';
    const start = startOf(tree, statement);
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const indentation = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
    const inner = text.slice(lineStart, start).trim() === '' ? indentation : `${indentation}\t`;
    return { start, end: endOf(tree, statement), newText: lines.join(`${newline}${inner}`) };
  }
}

/** An expression as it is written in a block inside; raw strings stay what they are. */
function oneDeeper(tree: FlatTree, expression: SyntaxNode): string {
  const from = startOf(tree, expression);
  const text = textOf(tree, expression);
  const raw = [...nodesOfKind(tree, Kind.raw_string_literal, expression)];
  return text.replace(/\n(?![\r\n])/g, (newline, at: number) =>
    raw.some((each) => startOf(tree, each) <= from + at && from + at < endOf(tree, each)) ? newline : `${newline}\t`,
  );
}

function hasLiteralReceiver({ tree }: SourceView, call: SyntaxNode): boolean {
  const callee = childByField(tree, call, Field.function);
  return callee !== NO_NODE && !nodesOfKind(tree, Kind.composite_literal, callee).next().done;
}

/** Expressions that may be written twice: reading them does nothing. */
function isPlain(kind: Kind): boolean {
  switch (kind) {
    case Kind.identifier:
    case Kind.nil:
    case Kind.true:
    case Kind.false:
    case Kind.int_literal:
    case Kind.float_literal:
    case Kind.interpreted_string_literal:
    case Kind.raw_string_literal:
    case Kind.selector_expression:
      return true;
    default:
      return false;
  }
}
