/**
 * The words the generators share: what a generated file is and how a generator says no. Generators are pure: they take
 * options and template texts and return files; nobody here reads or writes a disk. Problems are values with the name of
 * the option they belong to, so that the command line can name a flag and the editor can point at an input box.
 */

export interface GeneratedFile {
  /** Relative to the root of the generated tree, always with `/`. */
  readonly path: string;
  readonly content: string;
  readonly mode: FileMode;
}

export type FileMode = 0o644 | 0o755;

export interface Problem {
  /** The option at fault, spelled as the command line spells it without dashes, e.g. `module`. */
  readonly option: string;
  readonly message: string;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(...problems: readonly Problem[]): Result<never> {
  return { ok: false, problems };
}
