/** What becomes of a call whose error nobody looked at: it is checked, or the function returns what closing says. */
import { signatureOf } from '../../../go/declarations.ts';
import { Field, Kind } from '../../../go/kinds.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import type { TextEdit } from '../../../go/textEdit.ts';
import {
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../../go/tree.ts';
import type { FixContext } from '../../rule.ts';
import { endsWithError, indentationAt, returnedValues, statementsOf } from '../../support/errorFlow.ts';
import { addImport } from '../../support/importEdits.ts';
import { returnStatement } from '../../support/zeroValues.ts';
import type { ErrorPlace } from './mattering.ts';

/** The call in an `if` that returns its error with words; undefined where the function returns none. */
export function checking(
  statement: SyntaxNode,
  call: SyntaxNode,
  place: ErrorPlace,
  results: number,
  view: SourceView,
  context: FixContext<unknown>,
): readonly TextEdit[] | undefined {
  const { tree } = view;
  const around = view.enclosingFunction(call);
  const signature = around === NO_NODE ? undefined : signatureOf(tree, around);
  if (!signature || !endsWithError(signature.results)) return undefined;
  const fmt = addImport(tree, 'fmt', undefined, call, context);
  if (fmt.isSecond) return undefined;
  const words = describe(call, view);
  const returned = returnStatement(
    signature.results,
    `${fmt.localName}.Errorf("${words}: %w", err)`,
    context,
    new Set(signature.typeParameters.map(({ name }) => name)),
  );
  if (returned === undefined) return undefined;
  const indentation = indentationAt(tree.text, startOf(tree, statement));
  const blanks = '_, '.repeat(place === 'result' ? Math.max(0, results - 1) : 0);
  const suffix = place === 'result' ? '' : `.${place}`;
  const start = startOf(tree, statement);
  const end = endOf(tree, call);
  return [
    ...fmt.edits,
    { start, end: start, newText: `if ${blanks}err := ` },
    { start: end, end, newText: `${suffix}; err != nil {\n${indentation}\t${returned}\n${indentation}}` },
  ];
}

/** `defer f.Close()` in a function with a named error gets a closure that hands the error of closing on. */
export function closing(statement: SyntaxNode, call: SyntaxNode, view: SourceView): readonly TextEdit[] | undefined {
  const { tree, scopes } = view;
  const around = view.enclosingFunction(call);
  const signature = around === NO_NODE ? undefined : signatureOf(tree, around);
  const name = signature?.results.at(-1)?.name ?? '';
  if (!signature || !endsWithError(signature.results) || name === '' || name === '_') return undefined;
  if (scopes.local(name, call)?.kind !== 'result' || scopes.local('closeErr', call)) return undefined;
  const indentation = indentationAt(tree.text, startOf(tree, statement));
  const newText = `defer func() {
	if closeErr := ${textOf(tree, call)}; closeErr != nil && ${name} == nil {
		${name} = closeErr
	}
}()`.replaceAll('\n', `\n${indentation}`);
  return [{ start: startOf(tree, statement), end: endOf(tree, statement), newText }];
}

/** Where the function's last word is `return nil`, it can be `return f.Close()`: closing again in the `defer` does no harm. */
export function closingAtTheEnd(call: SyntaxNode, view: SourceView): readonly TextEdit[] | undefined {
  const { tree, scopes } = view;
  const around = view.enclosingFunction(call);
  const body = around === NO_NODE ? NO_NODE : childByField(tree, around, Field.body);
  const last = body === NO_NODE ? undefined : statementsOf(tree, body).at(-1);
  if (last === undefined || kindOf(tree, last) !== Kind.return_statement) return undefined;
  if (!endsWithError(signatureOf(tree, around).results)) return undefined;
  const value = returnedValues(tree, last).at(-1);
  if (value === undefined || kindOf(tree, value) !== Kind.nil) return undefined;
  const file = childByField(tree, childByField(tree, call, Field.function), Field.operand);
  const name = textOf(tree, file);
  if (scopes.local(name, value) !== scopes.local(name, file)) return undefined;
  return [{ start: startOf(tree, value), end: endOf(tree, value), newText: textOf(tree, call) }];
}

/** `unmarshal user` for `json.Unmarshal(data, &user)`: the function's name in words and what it fills. */
function describe(call: SyntaxNode, view: SourceView): string {
  const { tree } = view;
  const words = (view.calleeName(call) ?? '')
    .replace(/(?<=.)Context$/, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase();
  const last = namedChildren(tree, childByField(tree, call, Field.arguments)).at(-1);
  const filled = last === undefined ? undefined : /^&(\w{3,})$/.exec(textOf(tree, last))?.[1];
  return filled === undefined ? words : `${words} ${filled.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase()}`;
}
