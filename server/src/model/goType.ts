/**
 * Go types as structures.
 *
 * Nothing here knows declarations: whether a named type is a struct or has methods is for the model to answer. Reading and
 * writing the canonical spelling is typeString.ts's part.
 */

export type GoType =
  /** A predeclared type without methods, an untyped constant's type, or `unsafe.Pointer`. */
  | { readonly kind: 'basic'; readonly name: string }
  /** `package` is an import path; empty for `error` and `comparable`. */
  | {
      readonly kind: 'named';
      readonly package: string;
      readonly name: string;
      readonly typeArguments: readonly GoType[];
    }
  | { readonly kind: 'pointer'; readonly element: GoType }
  | { readonly kind: 'slice'; readonly element: GoType }
  /** The length is its decimal digits. */
  | { readonly kind: 'array'; readonly length: string; readonly element: GoType }
  | { readonly kind: 'map'; readonly key: GoType; readonly value: GoType }
  | { readonly kind: 'chan'; readonly direction: 'both' | 'send' | 'receive'; readonly element: GoType }
  | FunctionType
  | { readonly kind: 'struct'; readonly fields: readonly FieldType[] }
  /** Without methods and embedded types it is `any`. */
  | { readonly kind: 'interface'; readonly methods: readonly MethodType[]; readonly embedded: readonly GoType[] }
  | { readonly kind: 'union'; readonly terms: readonly TermType[] }
  | { readonly kind: 'typeParam'; readonly name: string }
  | { readonly kind: 'tuple'; readonly members: readonly ParameterType[] }
  | { readonly kind: 'unknown' };

export interface FunctionType {
  readonly kind: 'func';
  readonly typeParameters: readonly ParameterType[];
  /** The last one's type is the element's when `variadic`. */
  readonly parameters: readonly ParameterType[];
  readonly variadic: boolean;
  readonly results: readonly ParameterType[];
}

/** The name is empty when there is none. For a type parameter, the type is its constraint. */
export interface ParameterType {
  readonly name: string;
  readonly type: GoType;
}

/** An embedded field is named after its type. */
export interface FieldType extends ParameterType {
  readonly embedded: boolean;
}

export interface MethodType {
  readonly name: string;
  readonly signature: FunctionType;
}

export interface TermType {
  readonly tilde: boolean;
  readonly type: GoType;
}

export const UNKNOWN: GoType = { kind: 'unknown' };
export const ANY: GoType = { kind: 'interface', methods: [], embedded: [] };

/** Replaces type parameters by name. Those without a replacement stay. */
export function substitute(type: GoType, replacements: ReadonlyMap<string, GoType>): GoType {
  if (replacements.size === 0) return type;
  const inside = (inner: GoType): GoType => substitute(inner, replacements);
  switch (type.kind) {
    case 'typeParam':
      return replacements.get(type.name) ?? type;
    case 'basic':
    case 'unknown':
      return type;
    case 'named':
      return type.typeArguments.length === 0 ? type : { ...type, typeArguments: type.typeArguments.map(inside) };
    case 'pointer':
    case 'slice':
    case 'array':
    case 'chan':
      return { ...type, element: inside(type.element) };
    case 'map':
      return { ...type, key: inside(type.key), value: inside(type.value) };
    case 'func':
      return substituteSignature(type, replacements);
    case 'struct':
      return { ...type, fields: type.fields.map((field) => ({ ...field, type: inside(field.type) })) };
    case 'interface':
      return {
        ...type,
        methods: type.methods.map(({ name, signature }) => ({
          name,
          signature: substituteSignature(signature, replacements),
        })),
        embedded: type.embedded.map(inside),
      };
    case 'union':
      return { ...type, terms: type.terms.map((term) => ({ ...term, type: inside(term.type) })) };
    case 'tuple':
      return { ...type, members: type.members.map((member) => ({ ...member, type: inside(member.type) })) };
  }
}

/** The same for a function type, whose own type parameters hide replacements of the same name. */
export function substituteSignature(signature: FunctionType, replacements: ReadonlyMap<string, GoType>): FunctionType {
  const visible = new Map(replacements);
  for (const parameter of signature.typeParameters) visible.delete(parameter.name);
  if (visible.size === 0) return signature;
  const all = (list: readonly ParameterType[]): ParameterType[] =>
    list.map(({ name, type }) => ({ name, type: substitute(type, visible) }));
  return {
    ...signature,
    typeParameters: all(signature.typeParameters),
    parameters: all(signature.parameters),
    results: all(signature.results),
  };
}
