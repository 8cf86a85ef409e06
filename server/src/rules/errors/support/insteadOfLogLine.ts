/**
 * What comes in place of a log line whose error is returned as well, for errors/log-and-return: the error with the words and values of
 * the line, or nothing where it says them already. Comments inside of the line stay where it stood.
 */
import { textAmongArguments } from '../../../go/argumentSpacing.ts';
import type { ImportAddition } from '../../../go/importEdits.ts';
import { Field, Kind } from '../../../go/kinds.ts';
import { returnedError as originOf, returnedVariable } from '../../../go/returnedError.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import type { TextEdit } from '../../../go/textEdit.ts';
import {
  childByField,
  endOf,
  type FlatTree,
  firstChild,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../../go/tree.ts';
import { messageTypes } from '../../../model/wrapStyle.ts';
import type { FixContext } from '../../rule.ts';
import { indentationAt, nilComparison, returnedValues, wholeLines } from '../../support/errorFlow.ts';
import { viewOf } from '../../support/fixView.ts';
import { addImport } from '../../support/importEdits.ts';
import { withImports } from '../../support/importExchange.ts';
import { errorfArguments, inParentheses, type LogLine, readLogLine } from './logLine.ts';
import { importsUsedBy, isDispensable } from './removable.ts';
import { isWrittenBetween, returnedError } from './returnedVariable.ts';

interface Instead {
  readonly edits: readonly TextEdit[];
  /** What the program says then, beside what it said: the error more, everything the same, or less. */
  readonly says: 'more' | 'same' | 'less';
}

/** Functions that never return nil. */
const MAKERS = /^(?:fmt\.Errorf|errors\.(?:New|Newf|Errorf)|status\.(?:Error|Errorf))$/;

/** @param start where the log line begins */
export function insteadOfLogLine(start: number, context: FixContext<unknown>): Instead | undefined {
  const place = logStatement(start, context);
  if (!place) return undefined;
  const kept = keepingWhatItSays(place, context);
  if (kept) return kept;
  return isDispensable(place.statement, [], place.view) ? instead(withoutLine(place, []), 'less') : undefined;
}

interface Place {
  readonly view: SourceView;
  /** The log line. */
  readonly statement: SyntaxNode;
  /** The statement that returns the error. */
  readonly returning: SyntaxNode;
  /** What it returns as the error. */
  readonly returned: SyntaxNode;
}

function logStatement(start: number, context: FixContext<unknown>): Place | undefined {
  const view = viewOf(context);
  if (!view) return undefined;
  const { tree } = view;
  const statement = [...nodesOfKind(tree, Kind.expression_statement)].find((each) => startOf(tree, each) === start);
  if (statement === undefined) return undefined;
  const returning = namedChildren(tree, parentOf(tree, statement)).find(
    (each) => each > statement && kindOf(tree, each) === Kind.return_statement,
  );
  const returned = returning === undefined ? undefined : returnedValues(tree, returning).at(-1);
  return returning === undefined || returned === undefined ? undefined : { view, statement, returning, returned };
}

/** Edits after which the error says what the log line said, or goes on saying it in its own words; undefined where something would be lost. */
function keepingWhatItSays(place: Place, context: FixContext<unknown>): Instead | undefined {
  const { view, statement, returned } = place;
  const { tree } = view;
  const { project, file } = context;
  const isWrapped = kindOf(tree, returned) !== Kind.identifier;
  const error = returnedError(returned, view)?.binding.name ?? '';
  const types = messageTypes(project, file, view);
  const logger = project.types.callee(view.callee(firstChild(tree, statement)), file)?.fullName ?? '';
  const line = readLogLine(firstChild(tree, statement), error, view, (value) => types.verbOf(value), logger);
  if (!line?.moved.every((value) => isSameAtReturn(value, place))) return undefined;
  if (isWrapped && saysWordsOf(line, returned, tree)) {
    const moved = line.moved.filter((value) => !saysAlready(returned, value, view));
    if (!isDispensable(statement, moved, view)) return undefined;
    if (moved.length === 0) return instead(withoutLine(place, []), 'same');
    const edits = withMore(returned, line, moved, view);
    return edits && instead(withoutLine(place, edits), 'more');
  }
  if (!isDispensable(statement, line.moved, view)) return undefined;
  const callee = isWrapped ? textOf(tree, childByField(tree, returned, Field.function)) : '';
  if (isWrapped && callee !== 'errors.Join') {
    const edits = callee === 'fmt.Errorf' ? withWords(returned, line, error, view) : undefined;
    return edits && instead(withoutLine(place, edits), 'more');
  }
  const wrapped = errorfArguments(line, error);
  if (wrapped === undefined) return instead(withoutLine(place, []), 'same');
  // Of nil it would make an error.
  if (!isSurelyError(place) || (isWrapped && !wrapped.endsWith(`: %w", ${error}`) && !wrapped.endsWith(`, ${error}`)))
    return undefined;
  const addition = addImport(tree, 'fmt', undefined, returned, context);
  if (addition.isSecond) return undefined;
  const given = wrapped.slice(0, wrapped.length - error.length) + textOf(tree, returned);
  const newText = `${addition.localName}.Errorf(${isWrapped ? given : wrapped})`;
  const edit = { start: startOf(tree, returned), end: endOf(tree, returned), newText };
  return instead(withoutLine(place, [edit], addition), 'more');
}

function instead(edits: readonly TextEdit[] | undefined, says: Instead['says']): Instead | undefined {
  return edits && { edits, says };
}

/** What `if err != nil || found == nil` lets through may be nil. */
function isSurelyError({ view, returning, returned }: Place): boolean {
  const { tree } = view;
  const check = parentOf(tree, parentOf(tree, parentOf(tree, returning)));
  // Of several errors that are joined, the one that was checked is none.
  if (kindOf(tree, returned) === Kind.call_expression && kindOf(tree, check) === Kind.if_statement) {
    const checked = nilComparison(tree, childByField(tree, check, Field.condition));
    const block = childByField(tree, check, Field.consequence);
    return (
      checked?.operator === '!=' &&
      returning > block &&
      returning < block + sizeOf(tree, block) &&
      isOneOf(checked.identifier, returned, view)
    );
  }
  if (returnedVariable(view, returning)?.certain) return true;
  const call = originOf(view, returning)?.call ?? NO_NODE;
  return call !== NO_NODE && MAKERS.test(textOf(view.tree, childByField(view.tree, call, Field.function)));
}

function isOneOf(variable: SyntaxNode, call: SyntaxNode, { tree, scopes }: SourceView): boolean {
  const name = textOf(tree, variable);
  return namedChildren(tree, childByField(tree, call, Field.arguments)).some(
    (each) => textOf(tree, each) === name && scopes.local(name, each) === scopes.local(name, variable),
  );
}

/** The log line goes, and with it the imports that it alone used. */
function withoutLine(
  { view, statement }: Place,
  others: readonly TextEdit[],
  fmt?: ImportAddition,
): readonly TextEdit[] | undefined {
  const removed = removalOf(view.tree, statement);
  const comes = fmt && { path: 'fmt', addition: fmt };
  const edits = removed && [removed, ...others];
  return edits && withImports(view.tree, edits, { comes, goes: importsUsedBy(statement, view) });
}

/** Whether a value means the same behind the log line, where the error is returned. */
function isSameAtReturn(value: SyntaxNode, { view, statement, returning }: Place): boolean {
  return [...nodesOfKind(view.tree, Kind.identifier, value)].every((each) => {
    const binding = view.scopes.local(textOf(view.tree, each), each);
    return !binding || !isWrittenBetween(binding, statement, returning, view);
  });
}

/** Whether the error that is returned is given the value as well. */
function saysAlready(returned: SyntaxNode, value: SyntaxNode, { tree }: SourceView): boolean {
  const text = textOf(tree, value);
  return namedChildren(tree, childByField(tree, returned, Field.arguments)).some((each) => textOf(tree, each) === text);
}

/** `fmt.Errorf("find: %w", err)` becomes `fmt.Errorf("find (id %s): %w", id, err)`. */
function withMore(
  returned: SyntaxNode,
  line: LogLine,
  moved: readonly SyntaxNode[],
  { tree }: SourceView,
): TextEdit[] | undefined {
  const given = namedChildren(tree, childByField(tree, returned, Field.arguments));
  const [format] = given;
  const last = given.at(-1);
  if (format === undefined || last === undefined || kindOf(tree, format) !== Kind.interpreted_string_literal)
    return undefined;
  const isErrorf = /^fmt\.Errorf\(/.test(textOf(tree, returned));
  if (!isErrorf || !/: %w"$/.test(textOf(tree, format)) || textOf(tree, format).includes('%[')) return undefined;
  const texts = moved.map((value) => textAmongArguments(tree, value));
  const more = line.details.filter(({ value }) => texts.includes(value));
  const unnamed = texts.filter((text) => !more.some(({ value }) => value === text));
  const told = [...unnamed.map((value) => ({ label: '', verb: '%v', value })), ...more];
  const at = endOf(tree, format) - ': %w"'.length;
  return [
    { start: at, end: at, newText: inParentheses(told) },
    { start: startOf(tree, last), end: startOf(tree, last), newText: told.map(({ value }) => `${value}, `).join('') },
  ];
}

/** Words that say no more than that something failed. */
const OF_EVERY_FAILURE =
  /^(?:an?|and|at|attempting|be|by|can|cannot|cant|could|couldn|due|during|encountered|err|error|errors|fail|failed|fails|failure|failing|for|from|got|has|have|in|is|it|not|occurred|of|on|the|to|trying|tried|try|unable|unexpected|was|when|while|with|went|wrong)$/;

/** Whether the error that is returned says in its own words what the log line says. */
function saysWordsOf({ format, details }: LogLine, returned: SyntaxNode, tree: FlatTree): boolean {
  const told = [format, ...details.flatMap(({ label, value }) => (value === '' ? [label] : []))].join(' ');
  const own = [...nodesOfKind(tree, Kind.interpreted_string_literal, returned)].flatMap((each) =>
    wordsIn(textOf(tree, each)),
  );
  return wordsIn(told)
    .filter((word) => !OF_EVERY_FAILURE.test(word))
    .every((word) => own.some((each) => each.slice(0, 4) === word.slice(0, 4)));
}

function wordsIn(format: string): string[] {
  return (
    format
      .replace(/%[-+# 0-9.]*[a-zA-Z]|\\[nrt]/g, ' ')
      .toLowerCase()
      .match(/[\p{L}\p{Nd}]+/gu) ?? []
  );
}

/** `fmt.Errorf("find: %w", err)` becomes `fmt.Errorf("place order (id %s): find: %w", id, err)`. */
function withWords(returned: SyntaxNode, line: LogLine, error: string, { tree }: SourceView): TextEdit[] | undefined {
  const [format, first] = namedChildren(tree, childByField(tree, returned, Field.arguments));
  if (format === undefined || first === undefined || kindOf(tree, format) !== Kind.interpreted_string_literal)
    return undefined;
  if (textOf(tree, format).includes('%[')) return undefined;
  const [words = '', ...values] = (errorfArguments(line, error) ?? '').split(/(?<=: %w"), /);
  const ends = /^"(.*): %w"$/s.exec(words)?.[1];
  const given = values.join('');
  if (ends === undefined || !(given === error || given.endsWith(`, ${error}`)) || ends.includes('%w')) return undefined;
  const at = startOf(tree, format) + 1;
  const before = given.slice(0, given.length - error.length);
  return [
    { start: at, end: at, newText: `${ends}: ` },
    ...(before === '' ? [] : [{ start: startOf(tree, first), end: startOf(tree, first), newText: before }]),
  ];
}

/** The statement with its line, and with one of two empty lines around it; without its line when a comment follows. Comments stay. */
function removalOf(tree: FlatTree, statement: SyntaxNode): TextEdit | undefined {
  const comments = [...nodesOfKind(tree, Kind.comment, statement)].map((each) => textOf(tree, each));
  const lines = wholeLines(tree, statement);
  const indentation = indentationAt(tree.text, startOf(tree, statement));
  if (lines) {
    const newText = comments.map((each) => `${indentation}${each}\n`).join('');
    const blank = /^[ \t]*\n/.exec(tree.text.slice(lines.end))?.[0].length ?? 0;
    const joins = newText === '' && blank > 0 && /\n[ \t]*\n$/.test(tree.text.slice(0, lines.start));
    return { ...lines, ...(joins ? { end: lines.end + blank } : {}), newText };
  }
  const gap = /^[ \t]*(?=\/\/)/.exec(tree.text.slice(endOf(tree, statement)))?.[0];
  const newText = comments.map((each) => `${each}\n${indentation}`).join('');
  return gap === undefined
    ? undefined
    : { start: startOf(tree, statement), end: endOf(tree, statement) + gap.length, newText };
}
