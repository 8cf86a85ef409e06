/** Untyped constants: what they become where a type is needed. */
import { type GoType, UNKNOWN } from './goType.ts';

const RANKS = ['untyped bool', 'untyped string', 'untyped int', 'untyped rune', 'untyped float', 'untyped complex'];
const DEFAULTS: Readonly<Record<string, string>> = {
  'untyped bool': 'bool',
  'untyped string': 'string',
  'untyped int': 'int',
  'untyped rune': 'rune',
  'untyped float': 'float64',
  'untyped complex': 'complex128',
};

export function isUntyped(type: GoType): boolean {
  return type.kind === 'basic' && type.name.startsWith('untyped ');
}

/** Of two untyped numbers, the one that ranks higher says what both become. */
export function untypedRank(type: GoType): number {
  return type.kind === 'basic' ? RANKS.indexOf(type.name) : -1;
}

/** What a variable gets from a value; `nil` alone says nothing. */
export function defaultType(type: GoType): GoType {
  if (type.kind !== 'basic' || !isUntyped(type)) return type;
  const name = DEFAULTS[type.name];
  return name === undefined ? UNKNOWN : { kind: 'basic', name };
}
