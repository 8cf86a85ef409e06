/**
 * errors/log-and-return: an error is written to the log and returned as well, so that whoever handles it writes it again. One
 * failure, five lines, and nobody can tell whether it happened once or five times.
 *
 * Speaks of a log call at the level of a warning or worse that is given the error, followed in the same block by a return of
 * that error, bare or wrapped. What is turned into another error at a boundary (a gRPC status, an HTTP error) is logged for good
 * reason: there the caller is somebody else.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
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
  namedChildren,
  nodesOfKind,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { defineRule, type FixContext } from '../rule.ts';
import { functionName, isUsedWithin, returnedValues, wholeLines } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { addImport } from '../support/importEdits.ts';
import { withImports } from '../support/importExchange.ts';
import { formatNames, isReport, reportingNames } from '../support/loggers.ts';

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
    const edits = withoutLogging(finding.start, context);
    if (!edits) return [];
    return [
      {
        id: 'return',
        title: 'Return the error with what the log line says',
        preferred: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
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
    if (kindOf(tree, node) !== Kind.identifier || !/err$/i.test(textOf(tree, node))) continue;
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

function withoutLogging(start: number, context: FixContext<unknown>): readonly TextEdit[] | undefined {
  const view = viewOf(context);
  if (!view) return undefined;
  const { tree } = view;
  const statement = [...nodesOfKind(tree, Kind.expression_statement)].find((each) => startOf(tree, each) === start);
  if (statement === undefined) return undefined;
  const range = removalOf(tree, statement);
  if (!range || !isDispensable(statement, view)) return undefined;
  const returning = namedChildren(tree, parentOf(tree, statement)).find(
    (each) => each > statement && kindOf(tree, each) === Kind.return_statement,
  );
  const last = returning === undefined ? undefined : returnedValues(tree, returning).at(-1);
  if (last === undefined) return undefined;
  const edits: TextEdit[] = [{ ...range, newText: '' }];
  const goes = importsUsedBy(statement, view);
  if (kindOf(tree, last) !== Kind.identifier) return withImports(tree, edits, { goes });
  const wrapped = wordsOf(firstChild(tree, statement), textOf(tree, last), view);
  if (wrapped === undefined) return withImports(tree, edits, { goes });
  const addition = addImport(tree, 'fmt', undefined, last, context);
  const newText = `${addition.localName}.Errorf(${wrapped})`;
  edits.push({ start: startOf(tree, last), end: endOf(tree, last), newText });
  return withImports(tree, edits, { comes: { path: 'fmt', addition }, goes });
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

/** Whether the code builds without the statement: no variable is used by it alone, and nothing else is called in it. */
function isDispensable(statement: SyntaxNode, { tree, scopes }: SourceView): boolean {
  const end = statement + sizeOf(tree, statement);
  for (let node = statement; node < end; node++) {
    if (kindOf(tree, node) === Kind.func_literal) return false;
    if (kindOf(tree, node) !== Kind.identifier) continue;
    const binding = scopes.local(textOf(tree, node), node);
    if (binding?.kind !== 'variable') continue;
    const read = scopes.uses(binding).some((use) => {
      const outside = use < statement || use >= end;
      return outside && fieldOf(tree, parentOf(tree, use)) !== Field.left;
    });
    if (!read) return false;
  }
  return true;
}

function importsUsedBy(statement: SyntaxNode, { tree, scopes }: SourceView): string[] {
  const paths: string[] = [];
  const end = statement + sizeOf(tree, statement);
  for (let node = statement; node < end; node++) {
    if (kindOf(tree, node) !== Kind.identifier) continue;
    const meaning = scopes.resolve(node);
    if (meaning.kind === 'import') paths.push(meaning.import.path);
  }
  return paths;
}

/** The arguments of `fmt.Errorf` that say what the log line says; undefined when it says nothing of its own. */
function wordsOf(call: SyntaxNode, error: string, view: SourceView): string | undefined {
  const { tree } = view;
  const given = namedChildren(tree, childByField(tree, call, Field.arguments));
  const position = given.findIndex((each) => kindOf(tree, each) === Kind.interpreted_string_literal);
  const literal = given[position];
  if (literal === undefined) return undefined;
  const text = textOf(tree, literal).slice(1, -1);
  if (formatNames.has(view.calleeName(call) ?? '')) return formatted(text, given.slice(position + 1), error, tree);
  const words = sentence(text).replaceAll('%', '%%');
  return /\p{L}/u.test(words) ? `"${words}: %w", ${error}` : undefined;
}

function formatted(format: string, given: readonly SyntaxNode[], error: string, tree: FlatTree): string | undefined {
  const verbs = format.match(/%(?!%)[-+# 0-9.]*[a-zA-Z]/g) ?? [];
  const rest = given.map((each) => textOf(tree, each));
  if (verbs.length !== rest.length || given.some((each) => kindOf(tree, each) === Kind.variadic_argument))
    return undefined;
  if (rest.length === 0) return /\p{L}/u.test(format) ? `"${sentence(format)}: %w", ${error}` : undefined;
  const body = format.replace(/(?:\\n|[.!\s])+$/, '');
  if (rest.at(-1) !== error || !/%\+?[vsw]$/.test(body)) return undefined;
  const words = decapitalised(body.replace(/%\+?[vsw]$/, '%w'));
  return /\p{L}.*%w$/u.test(words) ? `"${words}", ${rest.join(', ')}` : undefined;
}

/** Without what ends a sentence or introduces the error. */
function sentence(text: string): string {
  return decapitalised(text.replace(/(?:\\n|[.!:,\s])+$/, ''));
}

/** Errors begin in lower case, except for names and abbreviations. */
function decapitalised(text: string): string {
  return /^\p{Lu}\p{Ll}*(?:\s|:|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
