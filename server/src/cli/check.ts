/**
 * `go-architect check`: the same findings as in the editor, for people and for CI.
 *
 * Exit status 0 without errors and with no more warnings than allowed, 1 otherwise, 2 when the check could not be made.
 */
import { countBySeverity } from '../model/counts.ts';
import type { Engine } from '../rules/engine.ts';
import type { Finding, Rule } from '../rules/rule.ts';
import type { Depth } from '../workspace/factsReader.ts';
import { loadTarget, type Target } from '../workspace/target.ts';
import { Workspace } from '../workspace/workspace.ts';
import { fixAll, printFixes, writeFixes } from './fix.ts';
import { type CommandIo, type ExitStatus, UsageError } from './io.ts';
import { relativePath, reportFindings } from './report.ts';
import { reporterNames, reporters } from './reporters/index.ts';
import type { CheckResult, CheckStats } from './result.ts';

export interface CheckOptions {
  readonly format: string;
  readonly maxWarnings: number | undefined;
  /** Only these rules, whatever the configuration says of the others; empty means as configured. */
  readonly rules: readonly string[];
  /** Applies safe fixes; `dry` prints what they would change as a diff and writes nothing. */
  readonly fix?: 'write' | 'dry' | undefined;
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
  const reporter = reporters[options.format];
  if (!reporter)
    throw new UsageError(`There is no format "${options.format}"; choose one of ${reporterNames.join(', ')}.`);
  const rules = chosenRules(options.rules, allRules);
  const target = loadTarget(paths, io.cwd);
  const workspace = await Workspace.open({
    roots: target.roots,
    engine: createEngine(rules),
    depth: depthFor(rules),
    log: (message) => io.err(`${message}\n`),
  });
  const broken = brokenConfigurations(workspace, io.cwd);
  if (broken.length > 0) {
    io.err(`${broken.join('\n')}\n`);
    return 2;
  }
  const found = () => collect(workspace, target, options.rules.length > 0);
  if (options.fix !== undefined) {
    const fixes = fixAll(workspace, () => found().findings, target.includes);
    if (options.fix === 'dry') {
      printFixes(fixes, io);
      return 0;
    }
    if (!(await writeFixes(fixes, workspace, io))) return 2;
  }
  const { findings, suppressed } = found();
  const result: CheckResult = {
    findings: reportFindings(findings, workspace, io.cwd),
    stats: statsOf(workspace, target, findings, suppressed, started, io.cwd),
  };
  io.out(reporter(result, { useColour: io.useColour }));
  if (result.stats.files === 0) {
    io.err(
      `No Go files under ${target.roots.map((root) => relativePath(io.cwd, root)).join(', ')}; nothing was checked.\n`,
    );
    return 2;
  }
  const counts = countBySeverity(findings);
  return counts.error > 0 || counts.warning > (options.maxWarnings ?? Infinity) ? 1 : 0;
}

/** The rules `--rule` names; suppressions are always settled. */
function chosenRules(names: readonly string[], allRules: readonly Rule[]): readonly Rule[] {
  if (names.length === 0) return allRules;
  const chosen = new Set<Rule>();
  for (const name of names) {
    const found = allRules.filter(
      ({ meta }) => meta.id === name || (name.endsWith('/*') && meta.id.startsWith(name.slice(0, -1))),
    );
    if (found.length === 0) throw new UsageError(`There is no rule "${name}"; \`go-architect rules\` lists them.`);
    for (const rule of found) chosen.add(rule);
  }
  return [...chosen];
}

/** Header-only reading when nothing that is on needs more; with a configuration in play that is decided by `--rule`. */
function depthFor(rules: readonly Rule[]): Depth {
  return rules.every((rule) => rule.meta.needs === 'imports') ? 'imports' : 'syntax';
}

function brokenConfigurations(workspace: Workspace, cwd: string): string[] {
  const lines: string[] = [];
  for (const [path, issues] of workspace.configurationIssues) {
    const text = workspace.text(path) ?? '';
    for (const issue of issues) {
      if (issue.severity !== 'error') continue;
      const before = text.slice(0, issue.start).split('\n');
      lines.push(`${relativePath(cwd, path)}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${issue.message}`);
    }
  }
  return lines;
}

/** Findings within the paths that were asked for. Hints stay in the editor unless asked for by configuration or `--rule`. */
function collect(workspace: Workspace, target: Target, hintsAskedFor: boolean) {
  const findings: Finding[] = [];
  let suppressed = 0;
  for (const file of workspace.project.files.values()) {
    if (!target.includes(file.path)) continue;
    const verdict = workspace.verdict(file.path);
    if (!verdict) continue;
    suppressed += verdict.suppressed;
    const hints = hintsAskedFor || file.module.scope.config.ruleSet === 'strict';
    for (const finding of verdict.findings) if (hints || finding.severity !== 'hint') findings.push(finding);
  }
  for (const [path, others] of workspace.findingsOutsideGo()) if (target.includes(path)) findings.push(...others);
  findings.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start));
  return { findings, suppressed };
}

function statsOf(
  workspace: Workspace,
  target: Target,
  findings: readonly Finding[],
  suppressed: number,
  started: number,
  cwd: string,
): CheckStats {
  const { project, engine } = workspace;
  const files = [...project.files.values()].filter((file) => target.includes(file.path));
  const rules: Record<string, { files: number; findings: number }> = {};
  for (const rule of engine.rules.values()) {
    const looked = files.filter(
      (file) => !file.facts.header.generated && engine.setting(rule, file.module).level !== 'off',
    ).length;
    const found = findings.filter((finding) => finding.rule === rule.meta.id).length;
    if (looked > 0 || found > 0) rules[rule.meta.id] = { files: looked, findings: found };
  }
  const modules = new Set(files.map((file) => file.module));
  return {
    modules: modules.size,
    packages: new Set(files.map((file) => `${file.module.dir}/${file.dir}`)).size,
    files: files.length,
    skipped: workspace.skipped
      .filter(({ path }) => target.includes(path))
      .map(({ path, reason }) => ({ file: relativePath(cwd, path), reason })),
    durationMs: Math.round(performance.now() - started),
    rules,
    suppressed,
    layouts: workspace.governance
      .filter(({ module }) => [...modules].some((used) => used.dir === module.dir))
      .map(({ module, scope, detected }) => ({
        module: module.goMod.modulePath,
        source: scope.source,
        name: scope.source === 'file' ? (scope.config.layouts[0] ?? 'custom') : (detected?.name ?? 'unknown'),
        layers: scope.config.layers.size,
      })),
  };
}
