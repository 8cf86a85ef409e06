/**
 * What databases hand out and want back: rows and transactions of database/sql, sqlx and pgx, told by their types, so that wrappers
 * and interfaces of the project's own count as well.
 *
 * Where a value is passed on, `cannotCall` says whether the function that gets it could give it back instead.
 */
import type { SourceView } from '../../../go/sourceView.ts';
import type { Symbolic } from '../../../go/symbols.ts';
import type { Use } from '../../../go/valueFlow.ts';
import type { GoType } from '../../../model/goType.ts';
import type { Project, ProjectFile } from '../../../model/project.ts';

/** Methods that return rows and an error. */
export const QUERIES = ['Query', 'QueryContext', 'Queryx', 'QueryxContext', 'NamedQuery', 'NamedQueryContext'];
/** Methods that return a transaction. */
export const BEGINNINGS = ['Begin', 'BeginTx', 'Beginx', 'BeginTxx', 'MustBegin', 'MustBeginTx'];

export type Library = 'database/sql' | 'sqlx' | 'pgx';

/** A call that a value is an argument of. */
export interface Passed {
  readonly call: Symbolic;
  readonly index: number;
}

interface Place {
  readonly project: Project;
  readonly file: ProjectFile;
}

export function rowsOf(type: GoType | undefined): Library | undefined {
  return handleOf(type, 'Rows');
}

export function transactionOf(type: GoType | undefined): Library | undefined {
  return handleOf(type, 'Tx');
}

/** The type of one result of a call; undefined when it is not known. */
export function resultOf(call: Symbolic, index: number, { project, file }: Place): GoType | undefined {
  return project.types.callee(call, file)?.results?.[index];
}

function handleOf(type: GoType | undefined, name: string): Library | undefined {
  const named = type?.kind === 'pointer' ? type.element : type;
  if (named?.kind !== 'named' || named.name !== name) return undefined;
  if (type?.kind === 'pointer') {
    if (named.package === 'database/sql') return 'database/sql';
    return named.package === 'github.com/jmoiron/sqlx' ? 'sqlx' : undefined;
  }
  return isPgx(named.package) ? 'pgx' : undefined;
}

export function isPgx(path: string): boolean {
  return path === 'github.com/jackc/pgx/v5' || path === 'github.com/jackc/pgx/v4';
}

export function passedTo(view: SourceView, { call, index }: Use): Passed {
  return { call: view.callee(call), index };
}

/**
 * Whether whoever gets the value sees it as an interface with methods of its own, none of them among these: `scanUser(row pgx.Row)`
 * can read a row and nothing else.
 */
export function cannotCall(passed: readonly Passed[], methods: readonly string[], { project, file }: Place): boolean {
  const { types } = project;
  return passed.every(({ call, index }) => {
    const callee = types.callee(call, file);
    const parameters = callee?.signature?.parameters;
    const type = parameters?.[Math.min(index, parameters.length - 1)]?.type;
    if (!type || index < 0) return false;
    const behind = types.underlying(type, file);
    if (behind.kind !== 'interface' || (behind.methods.length === 0 && behind.embedded.length === 0)) return false;
    return methods.every((name) => types.member(type, name, file).kind === 'none');
  });
}
