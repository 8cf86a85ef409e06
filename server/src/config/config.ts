/**
 * A configuration with everything it builds on put together: what the rest of the engine asks. Plain data, each part with
 * the place it was written at, so that a finding can point at the line that decides.
 */

import type { PathPattern } from './pattern.ts';

/** Where something was written. */
export interface Origin {
  /** A configuration file's path as it was given to the loader; `''` for a preset and for a detected layout. */
  readonly file: string;
  /** UTF-16 offsets into the file; both 0 without a file. */
  readonly start: number;
  readonly end: number;
  /** For people: `.go-architect.yaml`, `shared/arch.yaml` as it reads from there, `preset clean`, `detected layout`. */
  readonly label: string;
}

/** Why a team decided so, and where it is written down: one of the two, or both. */
export interface Rationale {
  readonly reason?: string;
  /** An address, or a file relative to the one that names it. */
  readonly link?: string;
  readonly origin: Origin;
}

/** What may be imported of one kind. `undefined` in its place means that nothing was said: no restriction. */
export interface Selection {
  /** `'*'` is everything, `'pure'` is the standard packages without side effects. */
  readonly allow: '*' | 'pure' | readonly string[];
  readonly deny: readonly string[];
  readonly origin: Origin;
  /** Where each name stands; absent for layers, whose names are checked when the file is read. */
  readonly entries?: readonly SelectionEntry[];
  /** The names, of layers too, that come with a reason; absent where none does. */
  readonly explained?: readonly ExplainedEntry[];
  /** Said of the whole selection. */
  readonly why?: Rationale;
}

export interface SelectionEntry {
  readonly path: string;
  readonly list: 'allow' | 'deny';
  readonly origin: Origin;
}

export interface ExplainedEntry extends SelectionEntry {
  readonly why: Rationale;
}

export interface ImportRules {
  readonly layers: Selection | undefined;
  readonly std: Selection | undefined;
  readonly external: Selection | undefined;
  /** Said of all three. */
  readonly why?: Rationale;
}

export type ImportKind = 'layers' | 'std' | 'external';

export interface LayerPattern {
  readonly pattern: PathPattern;
  readonly layer: Layer;
  readonly origin: Origin;
}

export interface Layer {
  readonly name: string;
  readonly description: string;
  readonly patterns: readonly LayerPattern[];
  readonly imports: ImportRules;
  /** What test files may import on top; absent parts add nothing. */
  readonly testImports: ImportRules;
  readonly blackBoxTestImports: ImportRules;
  readonly visibleTo: { readonly layers: '*' | readonly string[]; readonly origin: Origin } | undefined;
  readonly origin: Origin;
}

export interface Siblings {
  readonly layers: readonly string[];
  readonly origin: Origin;
}

export interface SliceRule {
  readonly pattern: PathPattern;
  /** The capture of `pattern` that tells slices apart. */
  readonly isolate: string;
  /** Relative to the directory of the slice. */
  readonly publicPatterns: readonly { readonly pattern: PathPattern; readonly origin: Origin }[];
  readonly allow: readonly {
    readonly from: string;
    readonly to: string;
    readonly reason: string;
    readonly origin: Origin;
  }[];
  readonly origin: Origin;
}

export interface DeprecatedEdge {
  /** A layer's name or `'*'`. */
  readonly from: string;
  readonly to: { readonly layer: string } | { readonly pattern: PathPattern };
  readonly use: string | undefined;
  readonly why: Rationale | undefined;
  readonly origin: Origin;
}

export interface ImportReplacement {
  readonly path: string;
  readonly use: string | undefined;
  /** Undefined means in every layer, and outside of layers. */
  readonly layers: readonly string[] | undefined;
  readonly why: Rationale | undefined;
  /** Of the path alone. */
  readonly pathOrigin: Origin;
  readonly origin: Origin;
}

export type RuleLevel = 'error' | 'warning' | 'information' | 'hint' | 'off';

/** One line under `rules`. */
export interface RuleEntry {
  /** A rule id, `family/*` or `*`. */
  readonly pattern: string;
  readonly level: RuleLevel | undefined;
  readonly options: Readonly<Record<string, unknown>> | undefined;
  readonly origin: Origin;
}

export interface Config {
  /** The file this was read from; undefined for a detected layout or for no configuration. */
  readonly file: string | undefined;
  /** Every file that took part, this one first: when one of them changes, read again. */
  readonly files: readonly string[];
  /** Names under `extends` that are layouts, in order. */
  readonly layouts: readonly string[];
  readonly ruleSet: 'recommended' | 'strict';
  readonly layers: ReadonlyMap<string, Layer>;
  /** Somebody wrote `layers`, be it empty, or named a layout. Until then the recognised layout holds, with all else that is written. */
  readonly namesLayers: boolean;
  readonly siblings: readonly Siblings[];
  readonly slices: readonly SliceRule[];
  readonly deprecated: readonly DeprecatedEdge[];
  readonly replacements: readonly ImportReplacement[];
  readonly unmatched: {
    readonly level: 'error' | 'warning' | 'off';
    /** The layer that packages without one are judged as; undefined leaves them unjudged. */
    readonly as: string | undefined;
    readonly origin: Origin | undefined;
  };
  readonly exclude: readonly { readonly pattern: PathPattern; readonly origin: Origin }[];
  /** In the order in which they are to be applied, the last one that fits winning. */
  readonly rules: readonly RuleEntry[];
  /** As written, relative to the file. */
  readonly baseline: { readonly path: string; readonly origin: Origin } | undefined;
}

/** Something wrong with a configuration file, in words for its author. */
export interface ConfigIssue {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** What would repair it: this text in place of that range. */
  readonly replacement?: { readonly text: string; readonly start: number; readonly end: number };
}
