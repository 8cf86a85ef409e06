/** Instead of a call that ends the program: the error that it was told, returned with the words that it had. */
import { signatureOf } from '../../../go/declarations.ts';
import { Field, Kind } from '../../../go/kinds.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import type { TextEdit } from '../../../go/textEdit.ts';
import {
  ancestors,
  childByField,
  endOf,
  type FlatTree,
  firstChild,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../../go/tree.ts';
import { messageTypes } from '../../../model/wrapStyle.ts';
import type { FixContext } from '../../rule.ts';
import { endsWithError, nilComparison, statementAround } from '../../support/errorFlow.ts';
import { viewOf } from '../../support/fixView.ts';
import { addImport } from '../../support/importEdits.ts';
import { type Exchange, withImports } from '../../support/importExchange.ts';
import { isReport } from '../../support/loggers.ts';
import { returnStatement } from '../../support/zeroValues.ts';
import { errorfArguments, inParentheses, readLogLine } from './logLine.ts';
import { importsUsedBy, isDispensable } from './removable.ts';
import { operandsIn, outermostCall } from './whatIsTold.ts';

/**
 * Edits that return what the call was told, when the function can and the call is the last thing its block does.
 *
 * @param exits the call is given a status and no words
 */
export function returnInstead(
  start: number,
  exits: boolean,
  context: FixContext<unknown>,
): readonly TextEdit[] | undefined {
  const view = viewOf(context);
  const call = view && callAt(view.tree, start);
  if (!view || call === undefined) return undefined;
  const { tree } = view;
  const { statement, list } = statementAround(tree, call);
  if (statement === NO_NODE || kindOf(tree, statement) !== Kind.expression_statement) return undefined;
  if (firstChild(tree, statement) !== outermostCall(tree, call)) return undefined;
  if (namedChildren(tree, list).at(-1) !== statement) return undefined;
  const around = view.enclosingFunction(call);
  const signature = around === NO_NODE ? undefined : signatureOf(tree, around);
  if (!signature || !endsWithError(signature.results)) return undefined;
  const told = whatItIsTold(call, exits, statement, view, context);
  if (!told || (told.comes === undefined && isOneOfSeveralReasons(statement, tree))) return undefined;
  const typeParameters = new Set(signature.typeParameters.map(({ name }) => name));
  const isResult = (name: string) => view.scopes.local(name, statement)?.kind === 'result';
  const replacement = returnStatement(signature.results, told.error, context, typeParameters, isResult);
  if (replacement === undefined) return undefined;
  const edits = [{ start: startOf(tree, told.from ?? statement), end: endOf(tree, statement), newText: replacement }];
  const goes = [told.from, statement].flatMap((each) => (each === undefined ? [] : importsUsedBy(each, view)));
  return withImports(tree, edits, { comes: told.comes, goes });
}

/** Inside of `if err != nil || found == nil { … }` the error may be nil, and returning that says that all is well. */
function isOneOfSeveralReasons(statement: SyntaxNode, tree: FlatTree): boolean {
  const check = parentOf(tree, parentOf(tree, parentOf(tree, statement)));
  if (check === NO_NODE || kindOf(tree, check) !== Kind.if_statement) return false;
  const condition = childByField(tree, check, Field.condition);
  const operator = condition === NO_NODE ? NO_NODE : childByField(tree, condition, Field.operator);
  return operator !== NO_NODE && textOf(tree, operator) === '||';
}

interface Told {
  /** The error as a Go expression. */
  readonly error: string;
  readonly comes?: Exchange['comes'];
  /** The statement before, whose words the error has. */
  readonly from?: SyntaxNode;
}

function whatItIsTold(
  call: SyntaxNode,
  exits: boolean,
  statement: SyntaxNode,
  view: SourceView,
  context: FixContext<unknown>,
): Told | undefined {
  const { tree } = view;
  const outer = firstChild(tree, statement);
  const given = namedChildren(tree, childByField(tree, call, Field.arguments));
  const [first] = given;
  const name = view.calleeName(call) ?? '';
  if (kindOf(tree, childByField(tree, call, Field.function)) === Kind.identifier && name === 'panic') {
    return first === undefined ? undefined : { error: textOf(tree, first) };
  }
  if (exits) return toldBefore(call, statement, view, context);
  if (outer === call && given.length === 1 && first !== undefined && isErrorValue(first, view, context)) {
    return isDispensable(statement, [first], view) ? { error: textOf(tree, first) } : undefined;
  }
  return wordsAsError(statement, errorIn(outer, view, context), call, view, context);
}

/** The error that a statement which logs would have been: with its words, and wrapping the error it is given. */
function wordsAsError(
  statement: SyntaxNode,
  error: string | undefined,
  at: SyntaxNode,
  view: SourceView,
  context: FixContext<unknown>,
): Told | undefined {
  const { tree } = view;
  const types = messageTypes(context.project, context.file, view);
  const call = firstChild(tree, statement);
  const logger = context.project.types.callee(view.callee(call), context.file)?.fullName ?? '';
  const line = readLogLine(call, error ?? '', view, (value) => types.verbOf(value), logger);
  if (!line) return undefined;
  if (!isDispensable(statement, line.moved, view, error)) return undefined;
  const values = [...line.values, ...line.details.flatMap(({ value }) => (value === '' ? [] : [value]))];
  if (error === undefined && values.length === 0) {
    const text = `${line.format}${inParentheses(line.details)}`.replaceAll('%%', '%');
    if (!/\p{L}/u.test(text)) return undefined;
    const errors = addImport(tree, 'errors', undefined, at, context);
    if (errors.isSecond) return undefined;
    return { error: `${errors.localName}.New("${text}")`, comes: { path: 'errors', addition: errors } };
  }
  const given =
    error === undefined
      ? [`"${line.format}${inParentheses(line.details)}"`, ...values].join(', ')
      : errorfArguments(line, error);
  if (given === undefined) return error === undefined ? undefined : { error };
  const fmt = addImport(tree, 'fmt', undefined, at, context);
  if (fmt.isSecond) return undefined;
  return { error: `${fmt.localName}.Errorf(${given})`, comes: { path: 'fmt', addition: fmt } };
}

/** Before `os.Exit(1)`: what the line above prints, or the error that the `if` around has found. */
function toldBefore(
  exit: SyntaxNode,
  statement: SyntaxNode,
  view: SourceView,
  context: FixContext<unknown>,
): Told | undefined {
  const { tree } = view;
  const [status] = namedChildren(tree, childByField(tree, exit, Field.arguments));
  // Ending well is no error.
  if (status === undefined || textOf(tree, status) === '0') return undefined;
  const checked = checkedError(exit, view);
  const from = printedAbove(statement, view, context);
  if (from === undefined) return checked === undefined ? undefined : { error: checked };
  const told = wordsAsError(from, errorIn(firstChild(tree, from), view, context) ?? checked, exit, view, context);
  return told && { ...told, from };
}

/** The statement right above, with no comment between, that writes to a log or to the terminal. */
function printedAbove(
  statement: SyntaxNode,
  view: SourceView,
  { project, file }: FixContext<unknown>,
): SyntaxNode | undefined {
  const { tree } = view;
  const above = namedChildren(tree, parentOf(tree, statement))
    .filter((each) => each < statement)
    .at(-1);
  if (above === undefined || kindOf(tree, above) !== Kind.expression_statement) return undefined;
  if (tree.text.slice(endOf(tree, above), startOf(tree, statement)).trim() !== '') return undefined;
  const call = firstChild(tree, above);
  const callee =
    kindOf(tree, call) === Kind.call_expression ? project.types.callee(view.callee(call), file) : undefined;
  if (!callee || !(isReport(callee) || /^fmt\.F?[pP]rint(?:f|ln)?$/.test(callee.fullName))) return undefined;
  return above;
}

/** `err` inside of `if err != nil { … }`. */
function checkedError(node: SyntaxNode, view: SourceView): string | undefined {
  const { tree } = view;
  for (const up of ancestors(tree, node)) {
    if (kindOf(tree, up) === Kind.func_literal) return undefined;
    if (kindOf(tree, up) !== Kind.if_statement) continue;
    const compared = nilComparison(tree, childByField(tree, up, Field.condition));
    const block = childByField(tree, up, Field.consequence);
    if (compared?.operator !== '!=' || node < block || node >= block + sizeOf(tree, block)) return undefined;
    const name = textOf(tree, compared.identifier);
    const isSame = view.scopes.local(name, node) === view.scopes.local(name, compared.identifier);
    return isSame && /err/i.test(name) ? name : undefined;
  }
  return undefined;
}

/** The first error that a call is given, as it is written. */
function errorIn(call: SyntaxNode, view: SourceView, context: FixContext<unknown>): string | undefined {
  const found = operandsIn(call, view.tree).find((node) => isErrorValue(node, view, context));
  return found === undefined ? undefined : textOf(view.tree, found);
}

function isErrorValue(node: SyntaxNode, view: SourceView, { project, file }: FixContext<unknown>): boolean {
  return project.types.implementsError(project.types.typeOf(view.typeOf(node), file), file) === true;
}

function callAt(tree: FlatTree, start: number): SyntaxNode | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (startOf(tree, node) !== start || kindOf(tree, node) !== Kind.call_expression) continue;
    if (sizeOf(tree, node) > 1 && kindOf(tree, parentOf(tree, node)) !== Kind.selector_expression) return node;
  }
  return undefined;
}
