/**
 * Which function does the same as another one but takes a context: `QueryContext` for `Query`, `CommandContext` for `Command`.
 *
 * Libraries follow a habit: the same name with `Context`, `WithContext` or `Ctx` behind it, the same parameters behind a first
 * one of type `context.Context`, the same results. Whatever keeps to it is found by asking the types, the project's own
 * functions included. What does not keep to it is listed. Unknown types give no variant, so that switching always compiles.
 *
 * It does not say whether switching is wanted, nor which context to pass.
 */
import type { Symbolic } from '../go/symbols.ts';
import type { FunctionType } from './goType.ts';
import type { ProjectFile } from './project.ts';
import { sameType } from './typeString.ts';
import { type Callee, hasUnknown, type TypeResolver, takesContext } from './types.ts';

export interface ContextVariant {
  /** What the call's function is called instead; its operand stays. */
  readonly name: string;
  /** Arguments to put behind those that are there; the context goes before them. */
  readonly trailing: readonly string[];
  readonly callee: Callee;
}

/** Variants that take more than a context, or are called otherwise. */
const IRREGULAR: ReadonlyMap<string, Omit<ContextVariant, 'callee'>> = new Map([
  ['(*database/sql.DB).Begin', { name: 'BeginTx', trailing: ['nil'] }],
  ['(*github.com/jmoiron/sqlx.DB).Begin', { name: 'BeginTx', trailing: ['nil'] }],
  ['(*github.com/jmoiron/sqlx.DB).Beginx', { name: 'BeginTxx', trailing: ['nil'] }],
  ['(*github.com/jmoiron/sqlx.DB).MustBegin', { name: 'MustBeginTx', trailing: ['nil'] }],
]);

const SUFFIXES = ['Context', 'WithContext', 'Ctx'] as const;

/** The variant of a call (`view.callee`) in a file; undefined when there is none, or none that surely fits. */
export function contextVariantOf(call: Symbolic, file: ProjectFile, types: TypeResolver): ContextVariant | undefined {
  const callee = types.callee(call, file);
  if (
    !callee?.signature ||
    (callee.kind !== 'function' && callee.kind !== 'method' && callee.kind !== 'interfaceMethod')
  ) {
    return undefined;
  }
  if (takesContext(callee.signature) !== false) return undefined;
  const irregular = IRREGULAR.get(callee.fullName);
  const name = callee.fullName.slice(callee.fullName.lastIndexOf('.') + 1);
  const candidates = irregular ? [irregular] : SUFFIXES.map((suffix) => ({ name: name + suffix, trailing: [] }));
  for (const candidate of candidates) {
    const sibling = renamed(call, candidate.name);
    const found = sibling === 0 ? undefined : types.callee(sibling, file);
    if (!found?.signature) continue;
    if (fits(callee.signature, found.signature, candidate.trailing.length)) return { ...candidate, callee: found };
  }
  return undefined;
}

/** The same call of a function with another name beside it. */
function renamed(call: Symbolic, name: string): Symbolic {
  if (typeof call !== 'object' || call[0] !== 'call') return 0;
  const [, called, given, spread] = call;
  const other: Symbolic =
    typeof called === 'string' ? name : called !== 0 && called[0] === '.' ? ['.', called[1], name] : 0;
  if (other === 0) return 0;
  return spread === undefined ? ['call', other, given] : ['call', other, given, spread];
}

function fits(without: FunctionType, variant: FunctionType, trailing: number): boolean {
  if (takesContext(variant) !== true || variant.variadic !== without.variadic) return false;
  if (without.typeParameters.length + variant.typeParameters.length > 0) return false;
  const rest = variant.parameters.slice(1, variant.parameters.length - trailing);
  return sameList(without.parameters, rest) && sameList(without.results, variant.results);
}

function sameList(a: FunctionType['parameters'], b: FunctionType['parameters']): boolean {
  if (a.length !== b.length) return false;
  return a.every(({ type }, index) => {
    const other = b[index]?.type;
    return other !== undefined && !hasUnknown(type) && sameType(type, other);
  });
}
