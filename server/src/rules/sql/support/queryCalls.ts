/**
 * Calls that send SQL to a database: which argument is the query, what of it this file says, which arguments are its values, and
 * which library the call belongs to. Told by types, so that interfaces over `*sql.DB` and `*sql.Tx` count as well.
 */
import { isGivenAnother, type TextPart, textParts } from '../../../go/constantText.ts';
import { Field, Kind } from '../../../go/kinds.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import { HOLE, readSql, type SqlStatement } from '../../../go/sql.ts';
import type { Symbolic } from '../../../go/symbols.ts';
import { childByField, kindOf, NO_NODE, namedChildren, type SyntaxNode, textOf } from '../../../go/tree.ts';
import type { GoType } from '../../../model/goType.ts';
import type { Project, ProjectFile } from '../../../model/project.ts';
import { isPgx, type Library } from './handles.ts';

export const READS = ['Query', 'QueryContext', 'Queryx', 'QueryxContext'];
export const ROW_READS = ['QueryRow', 'QueryRowContext', 'QueryRowx', 'QueryRowxContext'];
export const CHANGES = ['Exec', 'ExecContext', 'MustExec', 'MustExecContext'];
/** sqlx reads into what the first argument points to. */
export const FILLS = ['Get', 'GetContext', 'Select', 'SelectContext'];

export interface QueryCall {
  readonly query: SyntaxNode;
  readonly parts: readonly TextPart[];
  /** What follows the query. */
  readonly values: readonly SyntaxNode[];
  /** The last value is spread, so how many there are is not known. */
  readonly isSpread: boolean;
}

/** Where it stands among the arguments depends on context and destination, so it is the first that reads like SQL. */
export function queryCallOf(view: SourceView, call: SyntaxNode): QueryCall | undefined {
  const { tree } = view;
  const list = childByField(tree, call, Field.arguments);
  const given = list === NO_NODE ? [] : namedChildren(tree, list);
  for (const [index, query] of given.slice(0, 3).entries()) {
    const parts = textParts(view, query);
    if (
      !parts ||
      !/^[\s(]*(?:--[^\n]*\s+|\/\*.*?\*\/\s*)*(?:select|insert|update|delete|with|replace|merge|values)\b/is.test(
        textOfParts(parts),
      )
    ) {
      continue;
    }
    const values = given.slice(index + 1);
    const last = values.at(-1);
    return { query, parts, values, isSpread: last !== undefined && kindOf(tree, last) === Kind.variadic_argument };
  }
  return undefined;
}

/** The whole text, with a hole for each part that is not known. */
export function textOfParts(parts: readonly TextPart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : HOLE)).join('');
}

/** Where a character of the text stands in the file; undefined when it does not stand there as it is. */
export function sourceOffset(parts: readonly TextPart[], offset: number): number | undefined {
  let at = 0;
  for (const part of parts) {
    const length = part.kind === 'text' ? part.text.length : HOLE.length;
    if (offset < at + length) {
      return part.kind === 'text' && part.at >= 0 ? part.at + offset - at : undefined;
    }
    at += length;
  }
  return undefined;
}

/** The statement of a call whose query is constant. */
export function constantStatement(call: QueryCall): SqlStatement | undefined {
  return call.parts.every(({ kind }) => kind === 'text') ? readSql(textOfParts(call.parts)) : undefined;
}

/** The library behind a call of a table's name; undefined when it is no call of a database, or not known. */
export function databaseOf(
  call: Symbolic,
  { project, file }: { readonly project: Project; readonly file: ProjectFile },
):
  | {
      readonly library: Library | 'gorm' /** Not a wrapper that may change query and values. */;
      readonly isOwn: boolean;
    }
  | undefined {
  const callee = project.types.callee(call, file);
  if (!callee || callee.kind === 'value' || callee.kind === 'conversion') return undefined;
  const { fullName, results } = callee;
  const own =
    /^\(\*?(?:database\/sql|github\.com\/jmoiron\/sqlx|github\.com\/jackc\/pgx\/v[45](?:\/pgxpool)?|gorm\.io\/gorm)\.\w+\)\./;
  const isOwn = own.test(fullName) || callee.kind === 'interfaceMethod';
  const library = libraryOf(results?.[0]) ?? (fullName.startsWith('(*github.com/jmoiron/sqlx.') ? 'sqlx' : undefined);
  if (library) return { library, isOwn };
  return fullName.startsWith('(*gorm.io/gorm.DB).') ? { library: 'gorm', isOwn } : undefined;
}

function libraryOf(type: GoType | undefined): Library | undefined {
  const named = type?.kind === 'pointer' ? type.element : type;
  if (named?.kind !== 'named') return undefined;
  const { package: from, name } = named;
  if (from === 'database/sql') return ['Rows', 'Row', 'Result'].includes(name) ? 'database/sql' : undefined;
  if (from === 'github.com/jmoiron/sqlx') return ['Rows', 'Row'].includes(name) ? 'sqlx' : undefined;
  if (isPgx(from)) return ['Rows', 'Row'].includes(name) ? 'pgx' : undefined;
  return name === 'CommandTag' && /^github\.com\/jackc\/(?:pgx\/v5\/)?pgconn$/.test(from) ? 'pgx' : undefined;
}

/** The call that gives a row or rows, behind `db.QueryRow(…).Scan` and behind the variable in `rows.Scan`. */
export function queryBehind(view: SourceView, operand: SyntaxNode): SyntaxNode {
  const { tree } = view;
  if (kindOf(tree, operand) === Kind.call_expression) return operand;
  if (kindOf(tree, operand) !== Kind.identifier) return NO_NODE;
  const binding = view.scopes.local(textOf(tree, operand), operand);
  if (binding?.kind !== 'variable' || isGivenAnother(view, binding)) return NO_NODE;
  const { origin } = binding;
  const isFirst = origin.by === 'value' || (origin.by === 'result' && origin.index === 0);
  return isFirst && kindOf(tree, origin.value) === Kind.call_expression ? origin.value : NO_NODE;
}
