/**
 * Wrap error: the words for an error that is returned, written on request, whether or not a rule asks for them.
 *
 * Offered on a return statement, a bare one with named results included, and on the `if err != nil` around it. The text comes from the call that gave the error; where that is not
 * clear it comes from the function's own name. Errors that are made on the spot need no words, and where a function returns
 * something that cannot be checked first there is nothing to offer.
 */
import { signatureOf } from '../go/declarations.ts';
import { errorMessage, messageOfParameters } from '../go/errorMessage.ts';
import { Field, Kind } from '../go/kinds.ts';
import {
  type ReturnedError,
  resultNames,
  returnedByName,
  returnedError,
  returnedVariable,
} from '../go/returnedError.ts';
import type { SourceView } from '../go/sourceView.ts';
import type { TextEdit } from '../go/textEdit.ts';
import {
  ancestors,
  childByField,
  childOfKind,
  descendantAt,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  parentOf,
  type SyntaxNode,
  textOf,
} from '../go/tree.ts';
import { type WrappedError, wrapError as wrapReturned } from '../go/wrapError.ts';
import { FIRST_WITH_WRAPPING, isOlderThan } from '../model/goVersion.ts';
import { importSurroundings } from '../model/importSurroundings.ts';
import { messageTypes, settledPrefix } from '../model/wrapStyle.ts';
import type { Proposal, Refactoring, RefactoringPlace } from './refactoring.ts';

export const wrapError: Refactoring = {
  id: 'wrap-error',
  kind: 'refactor.rewrite.wrapError',
  proposals(place) {
    const { view, file } = place;
    if (isOlderThan(file.module.goVersion, FIRST_WITH_WRAPPING)) return [];
    const statement = statementAt(view, place.start, place.end);
    if (statement === NO_NODE) return [];
    const around = view.enclosingFunction(statement);
    const here = wrapped(place, statement, true);
    const proposals: Proposal[] = [];
    if (here) {
      const { edits, message } = here;
      proposals.push({
        id: 'wrap',
        title: 'Wrap error',
        run: () => ({
          changes: [{ kind: 'edit', path: file.path, edits }],
          select: { edit: message.edit, start: message.start, end: message.end },
        }),
      });
    }
    const all = around === NO_NODE ? [] : wrappedTogether(place, [...returnsOf(view, around)]);
    if (all.length > 1) {
      proposals.push({
        id: 'wrap-all',
        title: 'Wrap every returned error in this function',
        run: () => ({ changes: [{ kind: 'edit', path: file.path, edits: inOneStep(all) }] }),
      });
    }
    return proposals;
  },
};

/** The return statement at a place: the one around it, or the last one of the `if err != nil` around it. */
function statementAt({ tree }: SourceView, start: number, end: number): SyntaxNode {
  const at = descendantAt(tree, start, end);
  for (let node of [at, ...ancestors(tree, at)]) {
    const kind = kindOf(tree, node);
    if (kind === Kind.return_statement) return node;
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration) break;
    if (kind !== Kind.if_statement) continue;
    const condition = childByField(tree, node, Field.condition);
    if (condition === NO_NODE || !/[\w)]\s*!=\s*nil\b|\bnil\s*!=\s*\w/.test(textOf(tree, condition))) continue;
    const block = childByField(tree, node, Field.consequence);
    const list = block === NO_NODE ? NO_NODE : childOfKind(tree, block, Kind.statement_list);
    node = list === NO_NODE ? NO_NODE : (namedChildren(tree, list).at(-1) ?? NO_NODE);
    return node !== NO_NODE && kindOf(tree, node) === Kind.return_statement ? node : NO_NODE;
  }
  return NO_NODE;
}

/** The return statements of a function itself, not those of function literals inside it. */
function* returnsOf(view: SourceView, around: SyntaxNode): Generator<SyntaxNode> {
  for (const statement of nodesOfKind(view.tree, Kind.return_statement, around)) {
    if (view.enclosingFunction(statement) === around) yield statement;
  }
}

/** A first look says which are wrapped, so that the name of an import that is missing suits all of them, and so does the prefix. */
function wrappedTogether(place: RefactoringPlace, statements: readonly SyntaxNode[]): readonly WrappedError[] {
  const { project, sources, file, view } = place;
  const alsoAt = statements.filter((each) => wrapped(place, each));
  const [first] = alsoAt;
  if (first === undefined) return [];
  const areHandedIn = alsoAt.every((each) => {
    const returned = returnedAt(view, each, false);
    return returned !== undefined && isParameter(view, returned);
  });
  const around = textOf(view.tree, view.enclosingFunction(first));
  const prefix = areHandedIn ? '' : settledPrefix(project, sources, file, around);
  return alsoAt.flatMap((each) => wrapped(place, each, false, { alsoAt, prefix }) ?? []);
}

function returnedAt(view: SourceView, statement: SyntaxNode, isAsked: boolean): ReturnedError | undefined {
  return (
    returnedError(view, statement) ??
    returnedVariable(view, statement) ??
    returnedByName(view, statement, resultNames(view, view.enclosingFunction(statement)), isAsked)
  );
}

/**
 * @param isAsked the user points at the statement: then a bare `return` is taken for one that may return an error
 * @param together of several that are wrapped in the same step, all of them and how they begin
 */
function wrapped(
  { project, file, view, sources }: RefactoringPlace,
  statement: SyntaxNode,
  isAsked = false,
  together?: { readonly alsoAt: readonly SyntaxNode[]; readonly prefix: string },
): WrappedError | undefined {
  const { tree } = view;
  const around = view.enclosingFunction(statement);
  const results = around === NO_NODE ? [] : signatureOf(tree, around).results;
  if (results.at(-1)?.type !== 'error') return undefined;
  const returned = returnedAt(view, statement, isAsked);
  if (!returned || makesError(view, returned)) return undefined;
  const types = messageTypes(project, file, view);
  const isHandedIn = isParameter(view, returned);
  const message = isHandedIn
    ? messageOfParameters(view, around, statement, nameOfCallback(view, around) || nameOfFunction(view, around), types)
    : returned.call === NO_NODE || isContextError(view, returned.call)
      ? { format: nameOfFunction(view, around), arguments: [] }
      : errorMessage(view, returned, types);
  if (message.format === '') return undefined;
  // Whoever is handed an error did not fail.
  const prefix = together?.prefix ?? (isHandedIn ? '' : settledPrefix(project, sources, file, textOf(tree, around)));
  const format = prefix + message.format;
  return wrapReturned(view, returned, { ...message, format }, results.length, {
    ...importSurroundings(project, file),
    alsoAt: together?.alsoAt ?? [],
  });
}

/** `return fmt.Errorf(…)` has its words already, and so has whatever takes an error to make another. */
function makesError(view: SourceView, { call, error, bare }: ReturnedError): boolean {
  if (call === NO_NODE || (call !== error && !bare)) return false;
  const callee = textOf(view.tree, childByField(view.tree, call, Field.function));
  if (/^(?:fmt\.Errorf|errors\.\w+|status\.\w+|multierr\.\w+)$|(?:Err|Error|Errorf|Wrap|Wrapf)$/.test(callee)) {
    return !callee.endsWith('.Err');
  }
  const list = childByField(view.tree, call, Field.arguments);
  return list !== NO_NODE && namedChildren(view.tree, list).some((each) => /^err$|Err$/.test(textOf(view.tree, each)));
}

/** The error is one of the function's own parameters, and still what it was. */
function isParameter(view: SourceView, { call, error }: ReturnedError): boolean {
  if (call !== NO_NODE || kindOf(view.tree, error) !== Kind.identifier) return false;
  return view.scopes.local(textOf(view.tree, error), error)?.kind === 'parameter';
}

/** What a context says of its end: the work that it ended is the function's. */
function isContextError({ tree }: SourceView, call: SyntaxNode): boolean {
  return /(?:^|\.|\w)(?:[cC]tx|[cC]ontext(?:\(\))?)\.Err\(\)$/.test(textOf(tree, call));
}

/** `walk dir` for a function literal that is handed to `filepath.WalkDir`; empty for any other function. */
function nameOfCallback(view: SourceView, around: SyntaxNode): string {
  if (kindOf(view.tree, around) !== Kind.func_literal) return '';
  const call = parentOf(view.tree, parentOf(view.tree, around));
  if (call === NO_NODE || kindOf(view.tree, call) !== Kind.call_expression) return '';
  return inWords(view.calleeName(call) ?? '');
}

function nameOfFunction(view: SourceView, around: SyntaxNode): string {
  for (const node of [around, ...ancestors(view.tree, around)]) {
    const name = childByField(view.tree, node, Field.name);
    if (name === NO_NODE || kindOf(view.tree, node) === Kind.func_literal) continue;
    return inWords(textOf(view.tree, name));
  }
  return '';
}

function inWords(name: string): string {
  return name.replace(/(?<=[\p{Ll}\p{Nd}])(?=\p{Lu})/gu, ' ').toLowerCase();
}

/** Each brings the import it needs; the file needs it once. */
function inOneStep(all: readonly WrappedError[]): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const edit of all.flatMap((each) => each.edits)) {
    const known = edits.some(
      (other) => other.start === edit.start && other.end === edit.end && other.newText === edit.newText,
    );
    if (!known) edits.push(edit);
  }
  return edits;
}
