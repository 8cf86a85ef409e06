/**
 * `go-architect check`: the same findings as in the editor, for people and for CI.
 *
 * Exit status 0 without errors and with no more warnings than allowed, 1 otherwise, 2 when the check could not be made.
 */
import type { Depth } from '../go/extract.ts';
import { countBySeverity } from '../model/counts.ts';
import type { ModuleInfo } from '../model/project.ts';
import { baselineRenames } from '../rules/baselineRenames.ts';
import type { Engine } from '../rules/engine.ts';
import type { Finding, Rule } from '../rules/rule.ts';
import { type FactsCache, openFactsCache } from '../workspace/factsCache.ts';
import { fixInRounds } from '../workspace/fixRounds.ts';
import { prefixInRepository } from '../workspace/outputFile.ts';
import { rulePage } from '../workspace/pages.ts';
import { joinPath, toSlashes } from '../workspace/paths.ts';
import { productHomepage, productVersion } from '../workspace/product.ts';
import { loadTarget, type Target } from '../workspace/target.ts';
import { Workspace } from '../workspace/workspace.ts';
import { affectedEdges } from './affected.ts';
import { type BaselineOptions, baselineStats, tellMissing, updateBaselines } from './baseline.ts';
import { brokenConfigurations } from './brokenConfigurations.ts';
import { printFixes, writeFixes } from './fix.ts';
import { type CommandIo, type ExitStatus, UsageError } from './io.ts';
import { deliver, type Output, outputsOf } from './outputs.ts';
import { relativePath, reportFindings } from './report.ts';
import { MOST_WITH_FIXES } from './reporters/text.ts';
import { plural } from './reporters/words.ts';
import type { CheckResult, CheckStats, ReportContext } from './result.ts';
import { unknownRule } from './ruleNames.ts';
import { findingsSince, type Since } from './since.ts';
import { statsOf } from './stats.ts';

export interface CheckOptions {
  /** As `--format` takes them: a name, or a name and a file. */
  readonly formats: readonly string[];
  readonly maxWarnings: number | undefined;
  /** Only these rules, whatever the configuration says of the others; empty means as configured. */
  readonly rules: readonly string[];
  /** Applies safe fixes; `dry` prints what they would change as a diff and writes nothing. */
  readonly fix?: 'write' | 'dry' | undefined;
  /** Packages unknown otherwise are read from `vendor` or the module cache. */
  readonly dependencies?: boolean | undefined;
  /** Lists hints as well. */
  readonly hints?: boolean | undefined;
  /** False reads everything anew and remembers nothing. */
  readonly cache?: boolean;
  /** The configuration to judge by, in place of the project's own. */
  readonly configuration?: string | undefined;
  /** Fails when a file could not be read, or not be parsed as a whole. */
  readonly failOnSkipped?: boolean | undefined;
  readonly baseline: BaselineOptions;
  /** Only what the changes since this revision answer for. */
  readonly since: string | undefined;
}

export type CreateEngine = (rules: readonly Rule[]) => Engine;

export async function check(
  paths: readonly string[],
  options: CheckOptions,
  io: CommandIo,
  allRules: readonly Rule[],
  createEngine: CreateEngine,
): Promise<ExitStatus> {
  const started = performance.now();
  const rules = chosenRules(options.rules, allRules);
  const target = loadTarget(paths, io.cwd, 'stand for their module');
  // Whether a rule is on without a word in the configuration decides what was found.
  const names = rules.map(({ meta }) => (meta.recommended ? meta.id : `${meta.id}?`));
  const cache = options.cache === false ? undefined : openFactsCache(target.roots, names);
  try {
    return await checkTarget({ target, rules, cache, started }, options, io, allRules, createEngine);
  } finally {
    cache?.close();
  }
}

interface Run {
  readonly target: Target;
  readonly rules: readonly Rule[];
  readonly cache: FactsCache | undefined;
  /** As `performance.now` tells. */
  readonly started: number;
}

async function checkTarget(
  { target, rules, cache, started }: Run,
  options: CheckOptions,
  io: CommandIo,
  allRules: readonly Rule[],
  createEngine: CreateEngine,
): Promise<ExitStatus> {
  const outputs = outputsOf(options.formats);
  const where = target.roots.join(', ');
  io.progress?.(`Looking for Go files under ${where} …`);
  const workspace = await Workspace.open(
    {
      roots: target.roots,
      within: io.cwd,
      engine: createEngine(rules),
      // Whether a file parses shows in the whole of it.
      depth: options.failOnSkipped ? 'syntax' : depthFor(rules),
      readDependencies: options.dependencies,
      onlyRulesInForce: true,
      knownRules: allRules.map(({ meta }) => meta),
      cache,
      configuration: options.configuration && joinPath(io.cwd, toSlashes(options.configuration)),
      baseline: options.baseline.file === undefined ? undefined : joinPath(io.cwd, toSlashes(options.baseline.file)),
      someRulesOnly: options.rules.length > 0,
      renames: baselineRenames,
      log: (message) => io.err(`${message}\n`),
    },
    { onProgress: (done, total) => io.progress?.(`Read ${done} of ${total} Go files under ${where} …`) },
  );
  io.progress?.('');
  const broken = brokenConfigurations(workspace, io.cwd);
  if (broken.length > 0) {
    io.err(`${broken.join('\n')}\n`);
    return 2;
  }
  tellMissing(workspace, options.baseline, io);
  tellOff(workspace, options.rules, io);
  const since = options.since === undefined ? undefined : await findingsSince(options.since, workspace, target.roots);
  const found = () => {
    const all = collect(workspace, target, options.hints === true || options.rules.length > 0);
    const select = (findings: readonly Finding[]) => since?.select(findings) ?? findings;
    const { length: before } = all.findings;
    return { ...all, findings: select(all.findings), hintsNotShown: select(all.hintsNotShown).length, before };
  };
  if (options.fix !== undefined) {
    const fixes = fixInRounds(workspace, { findings: () => found().findings, mayChange: target.includes });
    if (options.fix === 'dry') {
      printFixes(fixes, io);
      return 0;
    }
    if (!(await writeFixes(fixes, workspace, io))) return 2;
  }
  if (options.baseline.update !== undefined) {
    if (!(await updateBaselines(workspace, found().findings, options.baseline.update, io))) return 2;
  }
  const { findings, suppressed, hintsNotShown, before } = found();
  const stats = statsOf(workspace, target, findings, suppressed, io.cwd);
  const baselines = baselineStats(workspace, io.cwd);
  const counts = countBySeverity(findings);
  const stale = options.baseline.strict && baselines.some(({ stale: gone, renamed }) => gone.length > 0 || renamed);
  const unseen = options.failOnSkipped ? unseenFiles(workspace, target, stats, io.cwd) : [];
  const failed = unseen.length > 0 || counts.error > 0 || counts.warning > (options.maxWarnings ?? Infinity) || stale;
  const nothing = stats.files === 0;
  const exitStatus = nothing ? 2 : failed ? 1 : 0;
  if (wantsMoreForFixes(findings, workspace, outputs)) await workspace.readDeeper('syntax');
  const result: CheckResult = {
    findings: reportFindings(findings, workspace, io.cwd),
    stats: {
      ...stats,
      hintsNotShown,
      durationMs: Math.round(performance.now() - started),
      ...(baselines.length > 0 ? { baselines } : {}),
      ...(since ? { since: sinceStats(since, before - findings.length) } : {}),
    },
    affected: () => affectedEdges(findings, workspace),
  };
  deliver(result, outputs, reportContext(allRules, io.cwd, exitStatus), io);
  workspace.remember();
  if (unseen.length > 0) io.err(unseenText(unseen));
  if (nothing) {
    io.err(
      `No Go files under ${target.asked.map((path) => relativePath(io.cwd, path)).join(', ')}; nothing was checked.\n`,
    );
  }
  return exitStatus;
}

interface UnseenFile {
  readonly file: string;
  readonly why: string;
}

/** What was not judged although nobody meant it to be left out. */
function unseenFiles(
  { skipped }: Workspace,
  target: Target,
  { unparsed = [], moduleProblems = [] }: Pick<CheckStats, 'unparsed' | 'moduleProblems'>,
  cwd: string,
): readonly UnseenFile[] {
  return [
    ...moduleProblems.map(({ file, line, message }) => ({ file, why: `line ${line}: ${message}` })),
    ...unparsed.map((file) => ({ file, why: 'it cannot be parsed' })),
    ...skipped
      .filter(({ path, isUnreadable }) => isUnreadable && target.includes(path))
      .map(({ path, reason }) => ({ file: relativePath(cwd, path), why: reason })),
  ];
}

function unseenText(unseen: readonly UnseenFile[]): string {
  const shown = unseen.slice(0, 20).map(({ file, why }) => `  ${file}: ${why}`);
  const more =
    unseen.length > shown.length ? [`  and ${unseen.length - shown.length} more; --format json lists them`] : [];
  const what = `${plural(unseen.length, 'path was', 'paths were')} not judged as a whole, and --fail-on-skipped was asked for:`;
  return `${[what, ...shown, ...more].join('\n')}\n`;
}

/** Whether a fix is going to be listed that goes by more than the headers of files. */
function wantsMoreForFixes(findings: readonly Finding[], { engine }: Workspace, outputs: readonly Output[]): boolean {
  const isListed = outputs.some(
    ({ name }) => name === 'json' || name === 'sarif' || (name === 'text' && findings.length <= MOST_WITH_FIXES),
  );
  return isListed && findings.some(({ rule }) => engine.rules.get(rule)?.meta.fixesNeed === 'syntax');
}

function sinceStats({ revision, base, changedFiles, everythingCounts }: Since, hidden: number) {
  return { revision, base, changedFiles, hidden, ...(everythingCounts ? { everythingCounts } : {}) };
}

function reportContext(rules: readonly Rule[], cwd: string, exitStatus: number): Omit<ReportContext, 'useColour'> {
  const byId = new Map(rules.map(({ meta }) => [meta.id as string, meta]));
  return {
    version: productVersion(),
    homepage: productHomepage(),
    cwd,
    prefix: prefixInRepository(cwd),
    exitStatus,
    rule: (id) => {
      const meta = byId.get(id);
      return meta && { id, title: meta.title, severity: meta.severity, page: rulePage(id) };
    },
  };
}

/**
 * The rules `--rule` names; suppressions are always settled. A rule that is named by itself is on where the configuration does not say
 * otherwise, also one that nobody gets by default: who names it asks for it.
 */
function chosenRules(names: readonly string[], allRules: readonly Rule[]): readonly Rule[] {
  if (names.length === 0) return allRules;
  const chosen = new Set<Rule>();
  for (const name of names) {
    const found = allRules.filter(
      ({ meta }) => meta.id === name || (name.endsWith('/*') && meta.id.startsWith(name.slice(0, -1))),
    );
    if (found.length === 0) throw new UsageError(unknownRule(name, allRules));
    for (const rule of found) chosen.add(rule);
  }
  const asked = new Set(names);
  return [...chosen].map((rule) =>
    asked.has(rule.meta.id) && !rule.meta.recommended ? { ...rule, meta: { ...rule.meta, recommended: true } } : rule,
  );
}

/** A rule that is asked for and off by configuration: its silence would be mistaken for praise. */
function tellOff({ engine, project }: Workspace, names: readonly string[], io: CommandIo): void {
  for (const name of names) {
    const rule = engine.rules.get(name as Rule['meta']['id']);
    const isOff = rule && project.modules.every((module) => engine.setting(rule, module).level === 'off');
    if (isOff) io.err(`${name} is off in the configuration; it checked nothing.\n`);
  }
}

/** No deeper than what is on needs; with a configuration in play that is decided by `--rule`. */
export function depthFor(rules: readonly Rule[]): Depth {
  const depths: readonly Depth[] = ['syntax', 'declarations', 'imports'];
  return depths.find((depth) => rules.some(({ meta }) => meta.needs === depth)) ?? 'imports';
}

/** Findings within the paths that were asked for. Hints stay in the editor unless asked for by configuration, `--hints` or `--rule`. */
function collect(workspace: Workspace, target: Target, hintsAskedFor: boolean) {
  const findings: Finding[] = [];
  const hintsNotShown: Finding[] = [];
  const asksForHints = ({ scope: { config } }: ModuleInfo) => config.ruleSet === 'strict';
  let suppressed = 0;
  for (const file of workspace.project.files.values()) {
    if (!target.includes(file.path)) continue;
    const verdict = workspace.verdict(file.path);
    if (!verdict) continue;
    suppressed += verdict.suppressed;
    const hints = hintsAskedFor || asksForHints(file.module);
    for (const finding of verdict.findings) {
      if (!finding.known) (hints || finding.severity !== 'hint' ? findings : hintsNotShown).push(finding);
    }
  }
  for (const [path, others] of workspace.findingsOutsideGo()) {
    if (!target.includes(path)) continue;
    const governed = workspace.project.modules.filter(({ scope }) => scope.config.files.includes(path));
    const hints = hintsAskedFor || governed.some(asksForHints);
    for (const finding of others) {
      if (!finding.known) (hints || finding.severity !== 'hint' ? findings : hintsNotShown).push(finding);
    }
  }
  findings.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start));
  return { findings, hintsNotShown, suppressed };
}
