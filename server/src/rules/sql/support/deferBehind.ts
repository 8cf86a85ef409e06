/**
 * Where `defer x.Close()` belongs: behind the check of the error that came with x, or behind the statement itself when there is no
 * error to check. Nowhere in a loop, where deferred calls pile up, and nowhere when the check is not the usual one.
 */
import { Field, Kind } from '../../../go/kinds.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import {
  ancestors,
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  parentOf,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../../go/tree.ts';
import type { Acquisition } from '../../../go/valueFlow.ts';
import { indentationAt, nilComparison, statementsOf } from '../../support/errorFlow.ts';

export interface Insertion {
  readonly at: number;
  readonly text: string;
}

const LEAVING: readonly Kind[] = [
  Kind.return_statement,
  Kind.continue_statement,
  Kind.break_statement,
  Kind.goto_statement,
];

/** @param call what to defer, `rows.Close()` */
export function deferBehind(view: SourceView, acquired: Acquisition, call: string): Insertion | undefined {
  return insertBehind(view, acquired, [`defer ${call}`]);
}

/** The same for any statements. */
export function insertBehind(
  view: SourceView,
  acquired: Acquisition,
  statements: readonly string[],
): Insertion | undefined {
  const { tree } = view;
  const { statement, targets } = acquired;
  for (const up of ancestors(tree, statement)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration) break;
    if (kind === Kind.for_statement) return undefined;
  }
  const list = parentOf(tree, statement);
  if (kindOf(tree, list) !== Kind.statement_list) return undefined;
  const error = targets[1];
  let after = statement;
  if (error !== undefined && textOf(tree, error) !== '_') {
    const check = errorCheck(view, statement, list, textOf(tree, error));
    if (check === NO_NODE) return undefined;
    after = check;
  }
  const at = behindComment(tree.text, endOf(tree, after));
  const line = `\n${indentationAt(tree.text, startOf(tree, statement))}`;
  return { at, text: statements.map((each) => line + each).join('') };
}

/** `if err != nil { …; return err }`, the statement right behind. */
function errorCheck({ tree }: SourceView, statement: SyntaxNode, list: SyntaxNode, error: string): SyntaxNode {
  const around = parentOf(tree, list);
  const siblings = statementsOf(tree, around);
  for (const next of siblings.slice(siblings.indexOf(statement) + 1)) {
    if (kindOf(tree, next) !== Kind.if_statement || childByField(tree, next, Field.alternative) !== NO_NODE) break;
    const condition = childByField(tree, next, Field.condition);
    if (!leaves(tree, childByField(tree, next, Field.consequence))) break;
    const compared = nilComparison(tree, condition);
    if (compared?.operator === '!=' && textOf(tree, compared.identifier) === error) return next;
    // `if errors.Is(err, sql.ErrNoRows) { return nil }` may come first.
    if (!new RegExp(`\\b${error}\\b`).test(textOf(tree, condition))) break;
  }
  return NO_NODE;
}

function leaves(tree: SourceView['tree'], block: SyntaxNode): boolean {
  const last = block === NO_NODE ? undefined : statementsOf(tree, block).at(-1);
  if (last === undefined) return false;
  if (LEAVING.includes(kindOf(tree, last))) return true;
  return /^(?:panic|log\.Fatal\w*|os\.Exit|t\.Fatal\w*|b\.Fatal\w*)\(/.test(textOf(tree, last));
}

/** A comment at the end of the line stays with its statement. */
export function behindComment(text: string, end: number): number {
  const rest = /^[ \t]*\/\/[^\n]*/.exec(text.slice(end));
  return rest ? end + rest[0].length : end;
}
