/** Matching calls against tables of functions, the way most rules about libraries begin. */
import type { Symbolic } from '../../go/symbols.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import type { Callee } from '../../model/types.ts';

/** Values by full name: `{ 'fmt.Errorf': …, '(*database/sql.DB).Query': … }`. */
export type CalleeTable<Value> = ReadonlyMap<string, Value>;

export function calleeTable<Value>(entries: Readonly<Record<string, Value>>): CalleeTable<Value> {
  return new Map(Object.entries(entries));
}

/** The last identifiers of the functions in a table, for the `callee` filter of a site. */
export function namesIn(table: CalleeTable<unknown>): string[] {
  return [...new Set([...table.keys()].map((name) => name.slice(name.lastIndexOf('.') + 1)))];
}

/** What the table says of the function a call calls; undefined when it is none of them or not known. */
export function matchCallee<Value>(
  call: Symbolic,
  table: CalleeTable<Value>,
  { project, file }: { readonly project: Project; readonly file: ProjectFile },
): { readonly callee: Callee; readonly value: Value } | undefined {
  const callee = project.types.callee(call, file);
  if (!callee || callee.kind === 'value' || callee.kind === 'conversion') return undefined;
  const value = table.get(callee.fullName);
  return value === undefined ? undefined : { callee, value };
}
