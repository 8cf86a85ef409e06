/**
 * What a translation of another tool's rules is given and gives: text in, text of a configuration out, and a note for
 * everything that could not be carried over. Translations read no file and know no tool but the one each is named after.
 */

/** What is known of the module the rules are about. */
export interface ModuleContext {
  readonly modulePath: string;
  /** Of packages, relative to the module, `''` for its root. */
  readonly directories: readonly string[];
  /** Every path that some file of the module imports; undefined where that is not known. */
  readonly imported?: readonly string[];
}

/** Something that means less, more or nothing in the new configuration; it stands there as a comment as well. */
export interface TranslationNote {
  /** Of the text that was translated, from 1; undefined where no line says it. */
  readonly line: number | undefined;
  readonly message: string;
}

/** Something wrong with the text that was to be translated. Lines and columns from 1. */
export interface TranslationProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type Translation =
  | { readonly ok: true; readonly config: string; readonly notes: readonly TranslationNote[] }
  | { readonly ok: false; readonly problems: readonly TranslationProblem[] };
