/**
 * What a package declares, with types resolved: the same answers whether a package is part of the project, in the catalogue or
 * read from a dependency's sources.
 *
 * Everything is worked out when it is asked for and kept. Where build-tagged variants of one declaration disagree, the
 * answer is that it exists and that nothing is known of it.
 */
import type { FunctionType, GoType, ParameterType } from './goType.ts';

export type Entity =
  | { readonly kind: 'function'; readonly signature: FunctionType }
  | { readonly kind: 'type'; readonly declaration: TypeDeclaration }
  | { readonly kind: 'value'; readonly constant: boolean; readonly type: GoType; readonly digits?: string }
  /** It exists, and that is all. */
  | { readonly kind: 'unknown' };

/** A package's top-level names. */
export interface PackageScope {
  readonly path: string;
  readonly name: string;
  /** Undefined when there is no such declaration, as far as is known. */
  lookup(name: string): Entity | undefined;
}

export interface TypeDeclaration {
  readonly package: string;
  readonly name: string;
  /** With their constraints as types. */
  readonly typeParameters: readonly ParameterType[];
  /** What an alias stands for. */
  readonly aliasOf: GoType | undefined;
  /** The right-hand side, which may be a named type again. */
  readonly definition: GoType;
  /** The definitions of build-tagged variants where they differ; otherwise none. */
  readonly variants: readonly GoType[];
  /** A method declared for the type; undefined when there is none, `unknown` when variants disagree. */
  method(name: string): DeclaredMethod | 'unknown' | undefined;
  /** Of the exported methods that are declared for the type. */
  methodNames(): readonly string[];
  /** There are unexported fields or methods that are not shown. */
  readonly incomplete: boolean;
}

export interface DeclaredMethod {
  readonly pointer: boolean;
  readonly signature: FunctionType;
  /** What the receiver calls the type's parameters, in order. */
  readonly receiverTypeParameters: readonly string[];
}

/** Types of constraints, by the type parameter object they belong to: a parameter's type holds its name only. */
const constraints = new WeakMap<GoType, () => GoType>();

/** A type parameter whose constraint can be asked for. */
export function typeParameter(name: string, constraint: () => GoType): GoType {
  const type: GoType = { kind: 'typeParam', name };
  constraints.set(type, constraint);
  return type;
}

export function constraintOf(type: GoType): GoType | undefined {
  return constraints.get(type)?.();
}
