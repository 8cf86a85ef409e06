/**
 * errors/log-and-return: an error is written to the log and returned as well, so that whoever handles it writes it again. One
 * failure, five lines, and nobody can tell whether it happened once or five times.
 *
 * Speaks of a log call at the level of a warning or worse that is given the error, followed in the same block by a return of
 * that error, bare or wrapped. What is turned into another error at a boundary (a gRPC status, an HTTP error) is logged for good
 * reason: there the caller is somebody else.
 */

import { textAmongArguments } from '../../go/argumentSpacing.ts';
import type { Binding } from '../../go/bindings.ts';
import type { ImportAddition } from '../../go/importEdits.ts';
import { Field, Kind } from '../../go/kinds.ts';
import { returnedError as originOf, returnedVariable } from '../../go/returnedError.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  childByField,
  endOf,
  type FlatTree,
  fieldOf,
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
} from '../../go/tree.ts';
import { messageTypes } from '../../model/wrapStyle.ts';
import { defineRule, type FixContext, type FixOffer } from '../rule.ts';
import { functionName, isUsedWithin, returnedValues, wholeLines } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { addImport } from '../support/importEdits.ts';
import { withImports } from '../support/importExchange.ts';
import { isReport, reportingNames } from '../support/loggers.ts';
import { errorfArguments, inParentheses, type LogLine, readLogLine } from './support/logLine.ts';
import { importsUsedBy, isDispensable } from './support/removable.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly log: Symbolic;
  readonly error: Symbolic;
  /** The call that wraps the error on its way out; left out when it is returned bare. */
  readonly wrapper?: Symbolic;
  readonly name: string;
  readonly function: string;
}

/** Functions that hand the same error on with more words. */
const WRAPPERS =
  /^(?:fmt\.Errorf|errors\.Join|(?:github\.com\/(?:pkg|cockroachdb)\/errors|golang\.org\/x\/xerrors)\.(?:Errorf|Wrapf?|WithMessagef?|WithStack))$/;

/** Those of them that add no words. */
const WITHOUT_WORDS = /\b(?:Join|WithStack)$/;

/** Functions that never return nil. */
const MAKERS = /^(?:fmt\.Errorf|errors\.(?:New|Newf|Errorf)|status\.(?:Error|Errorf))$/;

/** Levels in a chain (`log.Debug().Err(err).Msg("")`) that report nothing. */
const QUIET_CHAIN = /\.(?:Debug|Trace|Info)\(\)/;

export const logAndReturn = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'errors/log-and-return',
    title: 'An error is either logged or returned',
    severity: 'information',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
  },
  sites: [{ kind: Kind.return_statement }],
  observe(statement, view) {
    const { tree } = view;
    const last = returnedValues(tree, statement).at(-1);
    const list = parentOf(tree, statement);
    if (last === undefined || kindOf(tree, list) !== Kind.statement_list) return undefined;
    // Few returns have a log line before them; what is returned is looked up only for those.
    const logged = namedChildren(tree, list).filter((each) => each < statement && mayReport(each, view));
    const returned = logged.length === 0 ? undefined : returnedError(last, view);
    // Who is handed an error, such as a hook of a framework, may be there to log it.
    if (!returned || returned.binding.kind === 'parameter') return undefined;
    const { binding, wrapper } = returned;
    for (const each of logged) {
      const call = firstChild(tree, each);
      if (!isUsedWithin(tree, view.scopes, binding, each) || QUIET_CHAIN.test(textOf(tree, call))) continue;
      if (isWrittenBetween(binding, each, statement, view) || tellsMore(each, binding, view)) continue;
      return {
        start: startOf(tree, call),
        end: endOf(tree, call),
        log: view.callee(call),
        error: view.inference.ofBinding(binding),
        ...(wrapper === undefined ? {} : { wrapper: view.callee(wrapper) }),
        name: binding.name,
        function: functionName(tree, statement),
      };
    }
    return undefined;
  },
  judge({ start, end, log, error, wrapper, name, function: function_ }, { project, file }) {
    const { types } = project;
    const callee = types.callee(log, file);
    if (!callee || !isReport(callee)) return undefined;
    if (wrapper !== undefined && !WRAPPERS.test(types.callee(wrapper, file)?.fullName ?? '')) return undefined;
    if (types.implementsError(types.typeOf(error, file), file) !== true) return undefined;
    return {
      start,
      end,
      message: `${name} is logged here and returned below, so whoever handles it logs it again: return it and let the caller decide.`,
      key: `${project.packageOf(file)?.path ?? file.dir}.${function_} ${callee.fullName}`,
    };
  },
  fixes(finding, context) {
    const place = logStatement(finding.start, context);
    if (!place) return [];
    const kept = keepingWhatItSays(place, context);
    const change = (edits: readonly TextEdit[]): FixOffer['changes'] => {
      return () => [{ kind: 'edit', path: finding.path, edits }];
    };
    if (kept) {
      const title = kept.adds
        ? 'Return the error with what the log line says'
        : 'Remove the log line: the error that is returned says what failed';
      return [{ id: 'return', title, preferred: true, changes: change(kept.edits) }];
    }
    const dropped = isDispensable(place.statement, [], place.view) ? withoutLine(place, []) : undefined;
    if (!dropped) return [];
    return [{ id: 'drop', title: 'Remove the log line, and with it what it says', changes: change(dropped) }];
  },
});

/** A statement that calls something with the name of a logging function. */
function mayReport(statement: SyntaxNode, view: SourceView): boolean {
  if (kindOf(view.tree, statement) !== Kind.expression_statement) return false;
  const call = firstChild(view.tree, statement);
  if (kindOf(view.tree, call) !== Kind.call_expression) return false;
  const name = view.calleeName(call);
  return name !== undefined && (reportingNames as readonly string[]).includes(name);
}

/** The error variable that a returned expression is or wraps. */
function returnedError(
  value: SyntaxNode,
  view: SourceView,
): { readonly binding: Binding; readonly wrapper?: SyntaxNode } | undefined {
  const { tree, scopes } = view;
  if (kindOf(tree, value) === Kind.identifier) {
    const binding = scopes.local(textOf(tree, value), value);
    return binding && { binding };
  }
  if (kindOf(tree, value) !== Kind.call_expression) return undefined;
  const name = view.calleeName(value);
  if (name === undefined || !/^(?:Errorf|Join|Wrapf?|With(?:Messagef?|Stack))$/.test(name)) return undefined;
  for (const argument of namedChildren(tree, childByField(tree, value, Field.arguments))) {
    if (kindOf(tree, argument) !== Kind.identifier || !/err/i.test(textOf(tree, argument))) continue;
    const binding = scopes.local(textOf(tree, argument), argument);
    if (binding) return { binding, wrapper: value };
  }
  return undefined;
}

/** The log is given another error as well, one that the caller is not to see. */
function tellsMore(statement: SyntaxNode, returned: Binding, { tree, scopes }: SourceView): boolean {
  const end = statement + sizeOf(tree, statement);
  for (let node = statement; node < end; node++) {
    if (kindOf(tree, node) !== Kind.identifier || !/[eE]rr$|^err(?:or)?[A-Z0-9]/.test(textOf(tree, node))) continue;
    const binding = scopes.local(textOf(tree, node), node);
    if (binding && binding !== returned) return true;
  }
  return false;
}

function isWrittenBetween(binding: Binding, from: SyntaxNode, to: SyntaxNode, { tree, scopes }: SourceView): boolean {
  for (let node = from + sizeOf(tree, from); node < to; node++) {
    if (kindOf(tree, node) !== Kind.identifier || textOf(tree, node) !== binding.name) continue;
    if (fieldOf(tree, parentOf(tree, node)) === Field.left && scopes.local(binding.name, node) === binding) return true;
  }
  return false;
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

interface Kept {
  readonly edits: readonly TextEdit[];
  /** The error says more than before. */
  readonly adds: boolean;
}

/** Edits after which the error says what the log line said, or goes on saying it in its own words; undefined where something would be lost. */
function keepingWhatItSays(place: Place, context: FixContext<unknown>): Kept | undefined {
  const { view, statement, returned } = place;
  const { tree } = view;
  const { project, file } = context;
  const isWrapped = kindOf(tree, returned) !== Kind.identifier;
  const error = returnedError(returned, view)?.binding.name ?? '';
  const types = messageTypes(project, file, view);
  const logger = project.types.callee(view.callee(firstChild(tree, statement)), file)?.fullName ?? '';
  const line = readLogLine(firstChild(tree, statement), error, view, (value) => types.verbOf(value), logger);
  if (!line?.moved.every((value) => isSameAtReturn(value, place))) return undefined;
  const moved = isWrapped ? line.moved.filter((value) => !saysAlready(returned, value, view)) : line.moved;
  if (!isDispensable(statement, moved, view)) return undefined;
  if (!nodesOfKind(tree, Kind.comment, statement).next().done) return undefined;
  if (isWrapped && moved.length === 0) {
    const isSilent = WITHOUT_WORDS.test(textOf(tree, childByField(tree, returned, Field.function)));
    return isSilent && line.format !== '' ? undefined : kept(withoutLine(place, []), false);
  }
  if (isWrapped) {
    const edits = withMore(returned, line, moved, view);
    return edits && kept(withoutLine(place, edits), true);
  }
  const wrapped = errorfArguments(line, error);
  if (wrapped === undefined) return kept(withoutLine(place, []), false);
  // Of nil it would make an error.
  if (!isSurelyError(place)) return undefined;
  const addition = addImport(tree, 'fmt', undefined, returned, context);
  if (addition.isSecond) return undefined;
  const newText = `${addition.localName}.Errorf(${wrapped})`;
  const edit = { start: startOf(tree, returned), end: endOf(tree, returned), newText };
  return kept(withoutLine(place, [edit], addition), true);
}

function kept(edits: readonly TextEdit[] | undefined, adds: boolean): Kept | undefined {
  return edits && { edits, adds };
}

/** What `if err != nil || found == nil` lets through may be nil. */
function isSurelyError({ view, returning }: Place): boolean {
  if (returnedVariable(view, returning)?.certain) return true;
  const call = originOf(view, returning)?.call ?? NO_NODE;
  return call !== NO_NODE && MAKERS.test(textOf(view.tree, childByField(view.tree, call, Field.function)));
}

/** The log line goes, and with it the imports that it alone used. */
function withoutLine(
  { view, statement }: Place,
  others: readonly TextEdit[],
  fmt?: ImportAddition,
): readonly TextEdit[] | undefined {
  const range = removalOf(view.tree, statement);
  const comes = fmt && { path: 'fmt', addition: fmt };
  const edits = range && [{ ...range, newText: '' }, ...others];
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

/** The statement with its line, and with one of two empty lines around it; without its line when a comment follows, which stays. */
function removalOf(tree: FlatTree, statement: SyntaxNode): { start: number; end: number } | undefined {
  const lines = wholeLines(tree, statement);
  if (lines) {
    const blank = /^[ \t]*\n/.exec(tree.text.slice(lines.end))?.[0].length ?? 0;
    const joins = blank > 0 && /\n[ \t]*\n$/.test(tree.text.slice(0, lines.start));
    return joins ? { start: lines.start, end: lines.end + blank } : lines;
  }
  const gap = /^[ \t]*(?=\/\/)/.exec(tree.text.slice(endOf(tree, statement)))?.[0];
  return gap === undefined ? undefined : { start: startOf(tree, statement), end: endOf(tree, statement) + gap.length };
}
