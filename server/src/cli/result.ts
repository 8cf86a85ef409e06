/**
 * What a check found, in the form every reporter prints from: paths relative to the working directory, lines and columns
 * from 1, columns in UTF-16 units. One conversion, so that all formats agree.
 */
import type { BaselineState } from '../rules/baseline.ts';
import type { Severity } from '../rules/rule.ts';
import type { AffectedEdge } from './affected.ts';

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
  readonly fixes: readonly ReportedFix[];
  /** What the best of the fixes is called, found without looking further than needed. */
  readonly bestFix: () => string | undefined;
  /** Stays the same when the finding moves within its file. */
  readonly fingerprint: string;
  readonly related: readonly ReportedPlace[];
  /** What the configuration says of the decision behind it, as it is written. */
  readonly decision?: { readonly reason?: string; readonly link?: string };
  /** The line the finding begins on, for people. */
  readonly source: string;
}

export interface ReportedFix {
  readonly title: string;
  /** Its edits of files that are there; undefined where it does more than that. Computed when called. */
  readonly replacements: () => readonly ReportedReplacement[] | undefined;
}

export interface ReportedRange {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface ReportedReplacement extends ReportedRange {
  readonly text: string;
}

export interface ReportedPlace extends ReportedRange {
  readonly message: string;
}

export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

export interface ModuleProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface RuleStats {
  readonly files: number;
  readonly findings: number;
  /** For rules about imports: how many they had something to say of. */
  readonly edges?: number;
}

export interface BaselineStats extends BaselineState {
  /** Packages that are only called otherwise: an update carries their entries over. Absent where there is none. */
  readonly renamed?: readonly { readonly from: string; readonly to: string; readonly entries: number }[];
  /** Relative to the working directory. */
  readonly file: string;
}

export interface CheckStats {
  readonly modules: number;
  readonly packages: number;
  readonly files: number;
  /** Imports by where they lead. */
  readonly edges: { readonly project: number; readonly standard: number; readonly external: number };
  readonly skipped: readonly SkippedFile[];
  /** Files that do not parse, of which only what is left was judged; absent where none was seen. Relative to the working directory. */
  readonly unparsed?: readonly string[];
  /** Lines of go.mod and go.work files that say nothing that could be read; absent where there is none. */
  readonly moduleProblems?: readonly ModuleProblem[];
  readonly durationMs: number;
  /** What each rule looked at, so that a rule that checked nothing shows. */
  readonly rules: Readonly<Record<string, RuleStats>>;
  readonly suppressed: number;
  /** Hints that were found and are not listed, because nobody asked for them. */
  readonly hintsNotShown: number;
  /** Layers by module, with where they come from. */
  readonly layouts: readonly {
    readonly module: string;
    readonly source: string;
    readonly name: string;
    readonly layers: number;
    /** What a detected layout leaves open, and why; absent where it leaves nothing open. */
    readonly remarks?: readonly string[];
  }[];
  /** Absent where there is none. */
  readonly baselines?: readonly BaselineStats[];
  /** Absent without `--since`. */
  readonly since?: {
    readonly revision: string;
    readonly base: string;
    readonly changedFiles: number;
    /** Findings that were there before and lie in files that did not change. */
    readonly hidden: number;
    /** A configuration came or went, so that nothing was hidden. */
    readonly everythingCounts?: boolean;
  };
}

export interface CheckResult {
  readonly findings: readonly ReportedFinding[];
  readonly stats: CheckStats;
  /** Which parts of the architecture the findings are about, for a picture. Computed when called. */
  readonly affected: () => readonly AffectedEdge[];
}

/** What a report says of a rule besides its findings. */
export interface RuleDescription {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** CommonMark; undefined when pages are not installed. */
  readonly page: string | undefined;
}

/** What reporters know of the run besides its result. */
export interface ReportContext {
  readonly useColour: boolean;
  readonly version: string;
  /** Where the product is at home on the web; undefined when it says nowhere. */
  readonly homepage: string | undefined;
  /** By id. */
  readonly rule: (id: string) => RuleDescription | undefined;
  /** Absolute, forward slashes. */
  readonly cwd: string;
  /** From the root of the repository to the working directory, `''` or ending with `/`; services want paths from there. */
  readonly prefix: string;
  readonly exitStatus: number;
}

export type Reporter = (result: CheckResult, context: ReportContext) => string;
