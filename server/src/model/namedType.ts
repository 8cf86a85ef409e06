import type { Entity, TypeDeclaration } from './declared.ts';
import { type GoType, substitute, UNKNOWN } from './goType.ts';
import { parseType } from './typeString.ts';

/** A type that Go declares for everybody; unknown for other names. */
export function predeclaredType(name: string): GoType {
  const type = parseType(name);
  return type.kind === 'typeParam' ? UNKNOWN : type;
}

/** A declared type with its arguments, aliases replaced by what they stand for. */
export function instantiated(entity: Entity, typeArguments: readonly GoType[]): GoType {
  if (entity.kind !== 'type') return UNKNOWN;
  const { declaration } = entity;
  const { aliasOf, typeParameters } = declaration;
  if (aliasOf) {
    if (typeArguments.length === 0 && typeParameters.length === 0) return aliasOf;
    if (typeArguments.length !== typeParameters.length) return UNKNOWN;
    return substitute(aliasOf, replacements(typeParameters, typeArguments));
  }
  if (typeArguments.length > 0)
    return { kind: 'named', package: declaration.package, name: declaration.name, typeArguments };
  let plain = plainTypes.get(declaration);
  if (!plain) {
    plain = { kind: 'named', package: declaration.package, name: declaration.name, typeArguments: [] };
    plainTypes.set(declaration, plain);
  }
  return plain;
}

/** One object for each declared type, so that what is known of it is worked out once. */
const plainTypes = new WeakMap<TypeDeclaration, GoType>();

export function replacements(
  parameters: readonly { readonly name: string }[],
  given: readonly GoType[],
): Map<string, GoType> {
  const map = new Map<string, GoType>();
  for (const [index, { name }] of parameters.entries()) {
    const type = given[index];
    if (type) map.set(name, type);
  }
  return map;
}
