/**
 * Whether a type may implement an interface, in doubt yes.
 *
 * `TypeResolver.implements` says what is known; here what counts is what cannot be ruled out. Type parameters and unknown types
 * match anything, and value receivers are as good as pointers.
 */
import type { FunctionType, GoType, MethodType } from '../../model/goType.ts';
import type { ProjectFile } from '../../model/project.ts';
import { sameType } from '../../model/typeString.ts';
import { hasUnknown, type TypeResolver } from '../../model/types.ts';

export function mayImplement(type: GoType, wanted: GoType, types: TypeResolver, file: ProjectFile): boolean {
  for (const { name, signature } of methodsOf(wanted, types, file)) {
    const member = types.member(type, name, file);
    if (member.kind === 'unknown') continue;
    if (member.kind !== 'method' || !looselySame(member.signature, signature)) return false;
  }
  return true;
}

const MAXIMUM_EMBEDDED = 100;

/** The methods of an interface, as far as they are known. */
function methodsOf(type: GoType, types: TypeResolver, file: ProjectFile): readonly MethodType[] {
  const methods = new Map<string, MethodType>();
  const seen = new Set<GoType>();
  const pending: GoType[] = [type];
  for (let next = pending.pop(); next && seen.size < MAXIMUM_EMBEDDED; next = pending.pop()) {
    const behind = types.underlying(next, file);
    if (behind.kind !== 'interface' || seen.has(behind)) continue;
    seen.add(behind);
    for (const method of behind.methods) methods.set(method.name, method);
    pending.push(...behind.embedded);
  }
  return [...methods.values()];
}

/** Whether two signatures may be the same once type parameters and unknown types are settled. */
export function looselySame(a: FunctionType, b: FunctionType): boolean {
  return (
    a.variadic === b.variadic && looselySameList(a.parameters, b.parameters) && looselySameList(a.results, b.results)
  );
}

function looselySameList(a: FunctionType['parameters'], b: FunctionType['parameters']): boolean {
  if (a.length !== b.length) return false;
  return a.every(({ type }, index) => {
    const other = b[index]?.type;
    return other !== undefined && (isOpen(type) || isOpen(other) || sameType(type, other));
  });
}

/** Whether a type has a part that may turn out to be another one. */
function isOpen(type: GoType): boolean {
  if (hasUnknown(type)) return true;
  const pending: GoType[] = [type];
  for (let next = pending.pop(); next; next = pending.pop()) {
    switch (next.kind) {
      case 'typeParam':
        return true;
      case 'named':
        pending.push(...next.typeArguments);
        break;
      case 'pointer':
      case 'slice':
      case 'array':
      case 'chan':
        pending.push(next.element);
        break;
      case 'map':
        pending.push(next.key, next.value);
        break;
      case 'func':
        pending.push(...next.parameters.map((each) => each.type), ...next.results.map((each) => each.type));
        break;
    }
  }
  return false;
}
