/**
 * What a check found, in the form every reporter prints from: paths relative to the working directory, lines and columns
 * from 1, columns in UTF-16 units. One conversion, so that all formats agree.
 */
import type { Severity } from '../rules/rule.ts';

export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Relative to the working directory, forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly fixes: readonly { readonly title: string }[];
  /** Stays the same when the finding moves within its package. */
  readonly fingerprint: string;
  readonly related: readonly ReportedPlace[];
  /** The line the finding begins on, for people. */
  readonly source: string;
}

export interface ReportedPlace {
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

export interface CheckStats {
  readonly modules: number;
  readonly packages: number;
  readonly files: number;
  readonly skipped: readonly SkippedFile[];
  readonly durationMs: number;
  /** What each rule looked at, so that a rule that checked nothing shows. */
  readonly rules: Readonly<Record<string, { readonly files: number; readonly findings: number }>>;
  readonly suppressed: number;
  /** Layers by module, with where they come from. */
  readonly layouts: readonly {
    readonly module: string;
    readonly source: string;
    readonly name: string;
    readonly layers: number;
  }[];
}

export interface CheckResult {
  readonly findings: readonly ReportedFinding[];
  readonly stats: CheckStats;
}

export type Reporter = (result: CheckResult, options: { readonly useColour: boolean }) => string;
