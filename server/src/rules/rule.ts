/**
 * The contract every rule keeps.
 *
 * A rule works in two steps that never meet at run time. `observe` sees syntax, once per file content, possibly on a worker
 * thread, and writes down plain data. `judge` sees that data together with the linked project and decides. Because the
 * data is plain it can be cached by content and sent across threads; because `judge` needs no syntax, a change in one file
 * never re-parses another.
 *
 * Rules are pure: no I/O, no clock, no editor. A rule that cannot decide says nothing.
 */
import type { z } from 'zod/mini';
import type { Depth, Site, SourceView } from '../go/extract.ts';
import type { FileChange } from '../go/textEdit.ts';
import type { Project, ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';

/** `error` and `warning` reach the Problems list; `information` and `hint` are offered, never pushed. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What configuration may say of a rule. */
export type RuleLevel = Severity | 'off';

export type RuleId = `${string}/${string}`;

export interface RuleMeta<Options> {
  readonly id: RuleId;
  /** One line without a final period, shown in `go-architect rules`, in the docs index and in the editor. */
  readonly title: string;
  readonly severity: Severity;
  /** Part of `extends: recommended`, which is what users without configuration get. */
  readonly recommended: boolean;
  /**
   * What is looked at of a file, so that a check of some rules alone reads no more: `imports` its header, `declarations` also what it
   * declares if it is no test, `syntax` everything.
   */
  readonly needs: Depth;
  /** What its fixes look at in every file, where that is more. */
  readonly fixesNeed?: Depth;
  /** Files of tests are not judged, and nothing is observed there. */
  readonly tests?: false;
  readonly options?: z.ZodMiniType<Options>;
  readonly defaults: Options;
  /** Names in `//nolint:name` that mean the same finding elsewhere, and `#nosec` ids. */
  readonly honours?: readonly string[];
  /** Lowest Go version (of go.mod) the rule applies to, such as `1.21`. */
  readonly minimumGo?: string;
  /** Rules whose finding on the same range says this one's as well, and more usefully; then this one is not shown beside it. */
  readonly echoOf?: readonly RuleId[];
  /** The gopls analyzer that reports the same by default; then the rule reports nothing and only offers its fix. */
  readonly gopls?: string;
}

/** A place in a file or in the configuration that helps to understand a finding. */
export interface RelatedPlace {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** What a rule has to say. Ranges are UTF-16 offsets into the file the finding is about. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly message: string;
  /** Absolute path of the Go file or configuration file. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly related?: readonly RelatedPlace[];
  /** What the configuration says of the decision behind it, as it is written. */
  readonly decision?: { readonly reason?: string; readonly link?: string };
  /**
   * What identifies the finding apart from where it stands, without line numbers: an edge between packages, a function and
   * a callee. Fingerprints and baselines are made of it.
   */
  readonly key: string;
  /** `Unnecessary` fades the range out, `Deprecated` strikes it through. */
  readonly tag?: 'unnecessary' | 'deprecated';
  /** Plain data for the rule's own `fixes`. */
  readonly data?: unknown;
  /** The baseline knows it: a hint in the editor, and nothing a check reports. Set by whoever applies baselines, never by a rule. */
  readonly known?: true;
}

/** A finding as a rule returns it: the engine adds rule, severity and path. */
export type Report = Omit<Finding, 'rule' | 'severity' | 'path'> & { readonly path?: string };

/** A reason that is still to be written: in a file, right behind a text that tells it from others. */
export interface ReasonPlace {
  readonly path: string;
  readonly behind: string;
}

/** A change a user may choose. `changes` is called only when it is chosen or previewed. */
export interface FixOffer {
  /** Distinguishes the offers of one finding; stable across calls. */
  readonly id: string;
  readonly title: string;
  /** The first choice of the editor's auto-fix; at most one offer of a finding. */
  readonly preferred?: boolean;
  /** Safe offers keep behaviour (or only repair it) and take part in "fix all" and `check --fix`. */
  readonly safe?: boolean;
  /** Changes what is allowed instead of what is done: right where the rule is wrong, and never the first thing to say. */
  readonly decides?: true;
  /** Mends the finding and leaves a layer without packages, which is as likely a wrong configuration: not the first thing to say either. */
  readonly empties?: true;
  /** Changes several files, so the editor shows a preview first. */
  readonly preview?: boolean;
  /** A name that the offer declares in its package: two offers that declare the same one are not applied together. */
  readonly declares?: string;
  /** Where the changes leave a reason to be typed over. */
  readonly reasonIn?: ReasonPlace;
  readonly changes: () => readonly FileChange[];
}

export interface JudgeContext<Options> {
  readonly project: Project;
  readonly file: ProjectFile;
  readonly options: Options;
}

export interface ProjectContext<Options> {
  readonly project: Project;
  readonly options: Options;
}

/** For a finding in a configuration file, `file` is one of those that the configuration governs. */
export interface FixContext<Options> extends JudgeContext<Options> {
  /** Text and syntax of any file of the project, parsed on demand. */
  readonly sources: SourceProvider;
}

export interface Rule<Observation = unknown, Options = unknown> {
  readonly meta: RuleMeta<Options>;
  /** Node kinds `observe` is called for. */
  readonly sites?: readonly Site[];
  /**
   * What the text of a declaration has to hold for `observe` to return anything there, found from a little before its body on. Tests are
   * parsed only where one of the rules says so. A rule whose sites all name callees needs none; one with other sites and without this
   * has every file parsed whole. Its flags
   * do not count. Too wide costs time, too narrow loses findings: test/go/whereObserved.test.ts compares.
   */
  readonly inText?: RegExp;
  observe?(node: number, view: SourceView): Observation | undefined;
  judge?(observation: Observation, context: JudgeContext<Options>): Report | undefined;
  /** For rules about a file as a whole or its imports: needs no observation. */
  judgeFile?(context: JudgeContext<Options>): Iterable<Report>;
  /**
   * For rules about the project as a whole. Reports name their path. It may look at packages, imports and configuration only: it
   * runs anew when one of those changes, not when the inside of a file does.
   */
  judgeProject?(context: ProjectContext<Options>): Iterable<Report & { readonly path: string }>;
  /** In the order in which they are shown. A generator finds them one by one, for whoever needs only the first. */
  fixes?(finding: Finding, context: FixContext<Options>): Iterable<FixOffer>;
}

/** Keeps the type parameters of a rule checked where it is written and erased where rules are listed. */
export function defineRule<Observation, Options>(rule: Rule<Observation, Options>): Rule {
  return rule as unknown as Rule;
}
