/**
 * Edits that give a call the context it lacks: by its variant (`QueryContext`), by a dialer, or, for http.Get and its like, by a
 * request made with the context and sent by the same client.
 */
import { tightenArgument } from '../../go/argumentSpacing.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import { applyEdits, type TextEdit } from '../../go/textEdit.ts';
import {
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { acquisitionOf } from '../../go/valueFlow.ts';
import type { ContextVariant } from '../../model/contextVariants.ts';
import type { FixContext } from '../rule.ts';
import { indentationAt, statementAround, statementsOf } from '../support/errorFlow.ts';
import { addImport } from '../support/importEdits.ts';

/** `db.Query(q)` becomes `db.QueryContext(ctx, q)`. */
export function variantEdits(
  { tree }: SourceView,
  call: SyntaxNode,
  expression: string,
  variant: ContextVariant | undefined,
): TextEdit[] | undefined {
  const field = childByField(tree, childByField(tree, call, Field.function), Field.field);
  const list = childByField(tree, call, Field.arguments);
  if (!variant || field === NO_NODE || list === NO_NODE) return undefined;
  const given = namedChildren(tree, list);
  const first = given[0];
  const last = given.at(-1);
  const edits = [{ start: startOf(tree, field), end: endOf(tree, field), newText: variant.name }];
  const trailing = variant.trailing.map((each) => `, ${each}`).join('');
  if (first === undefined || last === undefined) {
    const at = startOf(tree, list) + 1;
    return [...edits, { start: at, end: at, newText: expression + trailing }];
  }
  edits.push({ start: startOf(tree, first), end: startOf(tree, first), newText: `${expression}, ` });
  if (first === last) edits.push(...tightenArgument(tree, first));
  if (trailing !== '') edits.push({ start: endOf(tree, last), end: endOf(tree, last), newText: trailing });
  return edits;
}

/** `net.Dial(n, a)` becomes `(&net.Dialer{}).DialContext(ctx, n, a)`. */
export function dialEdits({ tree }: SourceView, call: SyntaxNode, expression: string): TextEdit[] | undefined {
  const callee = childByField(tree, call, Field.function);
  const operand = childByField(tree, callee, Field.operand);
  const given = namedChildren(tree, childByField(tree, call, Field.arguments));
  const [network, address, timeout] = given;
  if (operand === NO_NODE || network === undefined || address === undefined) return undefined;
  // An only value gets blanks from gofmt: `5*time.Second` among arguments is `5 * time.Second` here.
  const duration = timeout === undefined ? '' : textOf(tree, timeout).replace(/^([\w.]+)\*([\w.]+)$/, '$1 * $2');
  const field = duration === '' ? '' : `Timeout: ${duration}`;
  const edits = [
    {
      start: startOf(tree, callee),
      end: endOf(tree, callee),
      newText: `(&${textOf(tree, operand)}.Dialer{${field}}).DialContext`,
    },
    { start: startOf(tree, network), end: startOf(tree, network), newText: `${expression}, ` },
  ];
  if (timeout !== undefined) edits.push({ start: endOf(tree, address), end: endOf(tree, timeout), newText: '' });
  return edits;
}

/** `net.LookupHost(h)` becomes `net.DefaultResolver.LookupHost(ctx, h)`, which it calls; LookupIP wants to hear which addresses. */
export function lookupEdits({ tree }: SourceView, call: SyntaxNode, expression: string): TextEdit[] | undefined {
  const callee = childByField(tree, call, Field.function);
  const operand = childByField(tree, callee, Field.operand);
  const [first, ...others] = namedChildren(tree, childByField(tree, call, Field.arguments));
  if (operand === NO_NODE || first === undefined) return undefined;
  const isOfAddresses = textOf(tree, childByField(tree, callee, Field.field)) === 'LookupIP';
  return [
    { start: endOf(tree, operand), end: endOf(tree, operand), newText: '.DefaultResolver' },
    {
      start: startOf(tree, first),
      end: startOf(tree, first),
      newText: `${expression}, ${isOfAddresses ? '"ip", ' : ''}`,
    },
    ...(others.length === 0 ? tightenArgument(tree, first) : []),
  ];
}

/**
 * `res, err := http.Get(url)` with its check becomes a request made with the context, checked the same way, and Do. Undefined where
 * the check does not simply give up, because it is written twice then.
 */
export function requestEdits(
  view: SourceView,
  call: SyntaxNode,
  expression: string,
  context: FixContext<unknown>,
): TextEdit[] | undefined {
  const { tree, scopes } = view;
  const acquired = acquisitionOf(view, call);
  const [response, error] = acquired?.targets ?? [];
  if (!acquired || response === undefined || error === undefined) return undefined;
  const { statement } = acquired;
  if (kindOf(tree, statement) !== Kind.short_var_declaration || kindOf(tree, error) !== Kind.identifier)
    return undefined;
  const errorName = textOf(tree, error);
  const responseName = textOf(tree, response);
  const check = checkBehind(view, statement, errorName, responseName);
  if (check === undefined || errorName === '_' || responseName === '_') return undefined;
  const name = ['req', 'request', 'httpRequest'].find(
    (each) => each !== responseName && scopes.lookup(each, call).kind === 'elsewhere' && !isMentioned(view, call, each),
  );
  const callee = childByField(tree, call, Field.function);
  const operand = childByField(tree, callee, Field.operand);
  const made = name === undefined ? undefined : requestFor(view, call, name, context);
  if (name === undefined || operand === NO_NODE || !made) return undefined;
  const http = addImport(tree, 'net/http', undefined, call, context);
  const indentation = indentationAt(tree.text, startOf(tree, statement));
  const begin = `${name}, ${errorName} := ${http.localName}.NewRequestWithContext(${expression}, ${http.localName}.Method${made.method}, ${made.url}, ${made.body})`;
  const lines = [begin, textOf(tree, check), ...made.header];
  const isPackage = scopes.resolve(operand).kind === 'import' && kindOf(tree, operand) === Kind.identifier;
  const client = isPackage ? `${textOf(tree, operand)}.DefaultClient` : textOf(tree, operand);
  return [
    ...http.edits,
    ...made.edits,
    {
      start: startOf(tree, statement),
      end: startOf(tree, statement),
      newText: lines.map((line) => `${line}\n${indentation}`).join(''),
    },
    { start: startOf(tree, call), end: endOf(tree, call), newText: `${client}.Do(${name})` },
  ];
}

interface MadeRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly header: readonly string[];
  readonly edits: readonly TextEdit[];
}

function requestFor(
  view: SourceView,
  call: SyntaxNode,
  name: string,
  context: FixContext<unknown>,
): MadeRequest | undefined {
  const { tree } = view;
  const given = namedChildren(tree, childByField(tree, call, Field.arguments));
  const [first, second, third] = given.map((each) => textOf(tree, each));
  if (given[0] === undefined || first === undefined) return undefined;
  const at = startOf(tree, given[0]);
  const tight = tightenArgument(tree, given[0]).map((edit) => ({
    ...edit,
    start: edit.start - at,
    end: edit.end - at,
  }));
  const url = applyEdits(first, tight);
  switch (view.calleeName(call)) {
    case 'Get':
    case 'Head':
      return { method: view.calleeName(call) ?? '', url, body: 'nil', header: [], edits: [] };
    case 'Post':
      if (second === undefined || third === undefined) return undefined;
      return {
        method: 'Post',
        url,
        body: third,
        header: [`${name}.Header.Set("Content-Type", ${second})`],
        edits: [],
      };
    case 'PostForm': {
      if (second === undefined) return undefined;
      const strings = addImport(tree, 'strings', undefined, call, context);
      return {
        method: 'Post',
        url,
        body: `${strings.localName}.NewReader(${second}.Encode())`,
        header: [`${name}.Header.Set("Content-Type", "application/x-www-form-urlencoded")`],
        edits: strings.edits,
      };
    }
    default:
      return undefined;
  }
}

/** `if err != nil { … return … }` right behind a statement, when it does not speak of the response. */
function checkBehind(view: SourceView, statement: SyntaxNode, error: string, response: string): SyntaxNode | undefined {
  const { tree } = view;
  const { list } = statementAround(tree, statement);
  if (list === NO_NODE) return undefined;
  const siblings = namedChildren(tree, list);
  const check = siblings[siblings.indexOf(statement) + 1];
  if (check === undefined || kindOf(tree, check) !== Kind.if_statement) return undefined;
  if (childByField(tree, check, Field.initializer) !== NO_NODE) return undefined;
  if (childByField(tree, check, Field.alternative) !== NO_NODE) return undefined;
  if (textOf(tree, childByField(tree, check, Field.condition)) !== `${error} != nil`) return undefined;
  const last = statementsOf(tree, childByField(tree, check, Field.consequence)).at(-1);
  if (last === undefined) return undefined;
  const kind = kindOf(tree, last);
  const givesUp = kind === Kind.return_statement || kind === Kind.continue_statement || kind === Kind.break_statement;
  return givesUp && !mentions(view, check, response) ? check : undefined;
}

function isMentioned(view: SourceView, call: SyntaxNode, name: string): boolean {
  return mentions(view, view.enclosingFunction(call), name);
}

function mentions({ tree }: SourceView, within: SyntaxNode, name: string): boolean {
  const end = within + sizeOf(tree, within);
  for (let node = within; node < end; node++) {
    if (kindOf(tree, node) === Kind.identifier && textOf(tree, node) === name) return true;
  }
  return false;
}
