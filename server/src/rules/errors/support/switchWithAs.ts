/**
 * `switch e := err.(type) { case *NotFound: … }` as `switch { case errors.As(err, &notFound): … }`: each clause asks for its types in the same order, and
 * finds them in what is wrapped too.
 *
 * The symbol becomes a variable for each clause that needs its type, declared before the switch, and the error itself elsewhere. Where a name
 * would be taken, or the symbol is written to, there is nothing to offer.
 */
import type { Binding } from '../../../go/bindings.ts';
import { jumpsOver } from '../../../go/jumps.ts';
import { Field, Kind } from '../../../go/kinds.ts';
import { isPredeclared } from '../../../go/scopes.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import type { TextEdit } from '../../../go/textEdit.ts';
import {
  childByField,
  children,
  childrenByField,
  endOf,
  fieldOf,
  isNamed,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../../go/tree.ts';
import { indentationAt } from '../../support/errorFlow.ts';

const KEYWORDS = new Set(
  `break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select
   struct switch type var`.split(/\s+/),
);

/** Where the symbol is the error itself. `case error` takes every error that is not nil, and errors.As refuses a pointer to one. */
const IS_THE_ERROR = /^(?:nil|error)$/;

/** @param errors what the package errors is called in the file */
export function switchWithAs(statement: SyntaxNode, errors: string, view: SourceView): TextEdit[] | undefined {
  const { tree } = view;
  const operand = childByField(tree, statement, Field.value);
  const body = children(tree, statement).find((each) => kindOf(tree, each) === Kind['{']);
  if (operand === NO_NODE || body === undefined || !isPlain(operand, view)) return undefined;
  const error = textOf(tree, operand);
  const alias = childByField(tree, statement, Field.alias);
  const symbol = alias === NO_NODE ? undefined : namedChildren(tree, alias)[0];
  const clauses = namedChildren(tree, statement).filter((each) =>
    [Kind.type_case, Kind.default_case].includes(kindOf(tree, each)),
  );
  const edits: TextEdit[] = [{ start: startOf(tree, symbol ?? operand), end: startOf(tree, body), newText: '' }];
  const declared: string[] = [];
  for (const clause of clauses) {
    const types = childrenByField(tree, clause, Field.type).filter((each) => isNamed(tree, each));
    const uses = symbol === undefined ? [] : usesIn(clause, symbol, view);
    if (uses.some((use) => !isRead(use, view))) return undefined;
    const [only] = types;
    const isTyped = types.length === 1 && only !== undefined && !IS_THE_ERROR.test(textOf(tree, only));
    const variable = isTyped && uses.length > 0 ? variableFor(textOf(tree, only)) : undefined;
    if (isTyped && uses.length > 0) {
      if (
        variable === undefined ||
        // Of a type called Errors the variable would hide the package.
        variable === errors ||
        isTaken(variable, statement, view) ||
        declared.some((each) => each.startsWith(`var ${variable} `))
      )
        return undefined;
      declared.push(`var ${variable} ${textOf(tree, only)}`);
    } else if (uses.length > 0 && isHidden(operand, uses, view, symbol)) return undefined;
    for (const use of uses) {
      edits.push({ start: startOf(tree, use), end: endOf(tree, use), newText: variable ?? error });
    }
    for (const type of types) {
      const text = textOf(tree, type);
      const target = variable === undefined ? `new(${text})` : `&${variable}`;
      const newText = IS_THE_ERROR.test(text)
        ? `${error} ${text === 'nil' ? '==' : '!='} nil`
        : `${errors}.As(${error}, ${target})`;
      edits.push({ start: startOf(tree, type), end: endOf(tree, type), newText });
    }
  }
  if (declared.length === 0) return edits;
  // A label stands before the switch, and belongs to it.
  if (kindOf(tree, parentOf(tree, statement)) !== Kind.statement_list || jumpsOver(view, statement)) return undefined;
  const start = startOf(tree, statement);
  const newline = `\n${indentationAt(tree.text, start)}`;
  return [{ start, end: start, newText: declared.map((each) => `${each}${newline}`).join('') }, ...edits];
}

/** A variable or a field: what may be read once for each clause. It must not change meanwhile. */
function isPlain(operand: SyntaxNode, { tree, scopes }: SourceView): boolean {
  if (kindOf(tree, operand) !== Kind.identifier) return false;
  return scopes.resolve(operand).kind === 'local';
}

function usesIn(clause: SyntaxNode, symbol: SyntaxNode, { tree, scopes }: SourceView): SyntaxNode[] {
  const end = clause + sizeOf(tree, clause);
  const isOfClause = (each: Binding) => each.node === symbol && each.from >= clause && each.from < end;
  const binding = scopes.bindingsAround(clause).find(isOfClause);
  return binding ? scopes.uses(binding) : [];
}

/** Neither assigned to nor pointed at, nor the key of a literal, which may be a field. */
function isRead(use: SyntaxNode, { tree }: SourceView): boolean {
  const parent = parentOf(tree, use);
  if (kindOf(tree, parent) === Kind.unary_expression && textOf(tree, parent).startsWith('&')) return false;
  if (kindOf(tree, parent) === Kind.expression_list && fieldOf(tree, parent) === Field.left) return false;
  return !/^\s*:/.test(tree.text.slice(endOf(tree, use), endOf(tree, use) + 40));
}

/** `notFound` for `*order.NotFound`; undefined for types without a name that makes one. */
function variableFor(type: string): string | undefined {
  const name = /^\*?(?:\w+\.)?(\p{L}[\p{L}\p{Nd}_]*)$/u.exec(type)?.[1];
  if (name === undefined) return undefined;
  const first = /^\p{Lu}+(?=\p{Lu}\p{Ll})|^\p{Lu}+/u.exec(name)?.[0] ?? '';
  const variable = first.toLowerCase() + name.slice(first.length);
  return variable === name || KEYWORDS.has(variable) || isPredeclared(variable) ? undefined : variable;
}

/** Whether a name means something already, here or in other files of the package, or is declared again near by. */
function isTaken(name: string, statement: SyntaxNode, { tree, scopes }: SourceView): boolean {
  if (scopes.lookup(name, statement).kind !== 'elsewhere') return true;
  const around = parentOf(tree, statement);
  return scopes
    .bindingsAround(statement)
    .some((each) => each.name === name && each.node >= around && each.node < around + sizeOf(tree, around));
}

/** Whether the error's name means something else where the symbol is used, or the error changes in the clause. */
function isHidden(
  operand: SyntaxNode,
  uses: readonly SyntaxNode[],
  { tree, scopes }: SourceView,
  symbol: SyntaxNode | undefined,
): boolean {
  const name = textOf(tree, operand);
  if (symbol !== undefined && textOf(tree, symbol) === name) return false;
  const binding = scopes.local(name, operand);
  if (uses.some((use) => scopes.local(name, use) !== binding)) return true;
  return (
    binding !== undefined &&
    scopes.uses(binding).some((use) => use > operand && fieldOf(tree, parentOf(tree, use)) === Field.left)
  );
}
