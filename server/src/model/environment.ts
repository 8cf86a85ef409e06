/** Names that are local: what type parameters and types within a function mean, and how those types are told from others. */
import type { GoType } from './goType.ts';

/** Type parameters and local types by name. */
export type Environment = ReadonlyMap<string, GoType>;

export const NO_NAMES: Environment = new Map();

/** Separates the parts of the name that a type declared in a function gets: its name, file and offset. */
export const LOCAL_MARK = '·';
