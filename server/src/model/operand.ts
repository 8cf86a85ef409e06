/** What an expression turns out to be: a value, a function, a type, a package or a built-in function. */
import { isUntyped, untypedRank } from './constants.ts';
import { type FunctionType, type GoType, UNKNOWN } from './goType.ts';

/** What an expression turned out to be. */
export type Operand =
  | { readonly mode: 'unknown' }
  | {
      readonly mode: 'value';
      readonly type: GoType;
      readonly constant?: true;
      /** Of a whole constant number. */
      readonly digits?: string;
      readonly literal?: true;
    }
  | FunctionOperand
  /** A generic type has no type arguments yet. */
  | { readonly mode: 'type'; readonly type: GoType }
  | { readonly mode: 'package'; readonly path: string }
  | { readonly mode: 'builtin'; readonly name: string; readonly unsafe: boolean };

export interface FunctionOperand {
  readonly mode: 'function';
  readonly kind: 'function' | 'method' | 'interfaceMethod';
  readonly fullName: string;
  /** Undefined when only the name is known. */
  readonly signature: FunctionType | undefined;
  /** Type of what a method is called on. */
  readonly receiver: GoType | undefined;
}

export function valueType(operand: Operand): GoType {
  if (operand.mode === 'value') return operand.type;
  return operand.mode === 'function' ? (operand.signature ?? UNKNOWN) : UNKNOWN;
}

/** Operands of arithmetic have one type; an untyped one takes the other's. */
export function combined(a: GoType, b: GoType): GoType {
  if (isUntyped(a) && isUntyped(b)) return untypedRank(a) >= untypedRank(b) ? a : b;
  if (a.kind === 'unknown' || isUntyped(a)) return isUntyped(b) ? UNKNOWN : b;
  return a;
}
