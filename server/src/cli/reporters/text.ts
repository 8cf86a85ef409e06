/**
 * The report people read on a terminal: findings under their file, the source line beneath each with the place underlined,
 * then what was looked at. Colour is an addition, never the only sign.
 */
import { countBySeverity } from '../../model/counts.ts';
import type { Severity } from '../../rules/rule.ts';
import type { BaselineStats, CheckResult, ReportedFinding, Reporter } from '../result.ts';
import { hiddenHints, judgedEdges, moduleProblemLines, skippedPaths } from './counters.ts';
import { plural, renameText } from './words.ts';

export const reportText: Reporter = (result, { useColour }) => {
  const paint = painter(useColour);
  const lines = [...findingLines(result.findings, paint), ...summary(result, paint)];
  return `${lines.join('\n')}\n`;
};

/** A longer report is not read line by line, and what can be done about a finding takes its file's syntax to find out. */
export const MOST_WITH_FIXES = 100;

type ShownFinding = Omit<ReportedFinding, 'fixes' | 'bestFix' | 'fingerprint' | 'related'> &
  Partial<Pick<ReportedFinding, 'bestFix'>>;

/** Findings under their files. */
export function findingLines(findings: readonly ShownFinding[], paint: Paint): string[] {
  const lines: string[] = [];
  const withFix = findings.length <= MOST_WITH_FIXES;
  for (const [file, found] of byFile(findings)) {
    lines.push(paint('underline', file));
    for (const finding of found) lines.push(...describe(finding, withFix, paint), '');
  }
  return lines;
}

type Style = 'error' | 'warning' | 'quiet' | 'underline' | 'good';
type Paint = (style: Style, text: string) => string;

const CODES: Record<Style, string> = { error: '31', warning: '33', quiet: '2', underline: '4', good: '32' };

export function painter(useColour: boolean): Paint {
  return (style, text) => (useColour ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
}

function byFile(findings: readonly ShownFinding[]): Map<string, ShownFinding[]> {
  const files = new Map<string, ShownFinding[]>();
  for (const finding of findings) {
    const list = files.get(finding.file);
    if (list) list.push(finding);
    else files.set(finding.file, [finding]);
  }
  return files;
}

function describe(finding: ShownFinding, withFix: boolean, paint: Paint): string[] {
  const place = `${finding.line}:${finding.column}`;
  const head = `  ${paint('quiet', place.padEnd(8))} ${paint(styleOf(finding.severity), finding.severity)}  ${finding.message}  ${paint('quiet', finding.rule)}`;
  const lines = [head];
  const source = finding.source.replace(/\t/g, ' ');
  if (source.trim() !== '') {
    const indent = source.length - source.trimStart().length;
    const end = finding.endLine === finding.line ? finding.endColumn : source.length + 1;
    const marks = '~'.repeat(Math.max(1, Math.min(end, source.length + 1) - finding.column));
    lines.push(`           ${source.slice(indent)}`);
    lines.push(
      `           ${' '.repeat(Math.max(0, finding.column - 1 - indent))}${paint(styleOf(finding.severity), marks)}`,
    );
  }
  const fix = withFix ? finding.bestFix?.() : undefined;
  if (fix !== undefined) lines.push(`           ${paint('quiet', `fix: ${fix}`)}`);
  return lines;
}

function styleOf(severity: Severity): Style {
  return severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'quiet';
}

function summary({ findings, stats }: CheckResult, paint: Paint): string[] {
  const counts = countBySeverity(findings);
  const parts = (['error', 'warning', 'information', 'hint'] as const)
    .filter((severity) => counts[severity] > 0 || severity === 'error' || severity === 'warning')
    .map((severity) => plural(counts[severity], severity));
  const verdict = parts.join(', ');
  const style = counts.error > 0 ? 'error' : counts.warning > 0 ? 'warning' : 'good';
  const seconds = (stats.durationMs / 1000).toFixed(2);
  const lines = [
    `${paint(style, verdict)} in ${plural(stats.files, 'file')}, ${plural(stats.packages, 'package')}, ${plural(stats.modules, 'module')} (${seconds} s)`,
  ];
  const { edges } = stats;
  lines.push(
    paint(
      'quiet',
      `${plural(edges.project, 'import')} within the project, ${edges.standard} standard, ${edges.external} external`,
    ),
  );
  const judged = judgedEdges(stats);
  if (judged !== undefined) lines.push(paint('quiet', judged));
  if (findings.length > MOST_WITH_FIXES) {
    const where = `fixes are listed for up to ${MOST_WITH_FIXES} findings; --format json lists all of them, --fix --dry-run shows the safe ones`;
    lines.push(paint('quiet', where));
  }
  if (stats.since) lines.push(paint('quiet', describeSince(stats.since)));
  for (const baseline of stats.baselines ?? []) lines.push(...describeBaseline(baseline, paint));
  if (stats.suppressed > 0) lines.push(paint('quiet', `${plural(stats.suppressed, 'finding')} silenced by comments`));
  const hidden = hiddenHints(stats);
  if (hidden !== undefined) lines.push(paint('quiet', hidden));
  const unparsed = stats.unparsed ?? [];
  if (unparsed.length > 0) {
    const [first = '', ...others] = unparsed;
    const which = others.length === 0 ? first : `${first} and ${plural(others.length, 'more file')}`;
    lines.push(paint('warning', `${which} cannot be parsed; only what is left was judged`));
  }
  for (const problem of moduleProblemLines(stats)) lines.push(paint('warning', problem));
  if (stats.skipped.length > 0) {
    lines.push(paint('quiet', `${skippedPaths(stats.skipped)}; --format json lists them`));
  }
  for (const layout of stats.layouts) {
    lines.push(paint('quiet', describeLayout(layout)));
    if (layout.remarks) lines.push(paint('quiet', `  left open: ${layout.remarks.join(' ')}`));
  }
  return lines;
}

/** Entries of a baseline that are listed one by one. */
const MOST_ENTRIES = 20;

function describeSince(since: NonNullable<CheckResult['stats']['since']>): string {
  const { revision, base, changedFiles, hidden, everythingCounts } = since;
  const rest = everythingCounts
    ? 'a configuration came or went since then, so everything counts'
    : `${plural(hidden, 'older finding')} elsewhere not shown`;
  return `since ${revision} (${base}): ${plural(changedFiles, 'changed file')}; ${rest}`;
}

function describeBaseline(baseline: BaselineStats, paint: Paint): string[] {
  const { file, recorded, present, stale, exceeded, renamed = [] } = baseline;
  const lines = [`baseline ${recorded} → ${present} (${file})`];
  for (const each of renamed) lines.push(paint('warning', `  ${renameText(each)}`));
  for (const { found, ...entry } of exceeded.slice(0, MOST_ENTRIES)) {
    lines.push(paint('warning', `  more than the baseline knows: ${entryText(entry)}: ${entry.count} → ${found}`));
  }
  for (const { found, ...entry } of stale.slice(0, MOST_ENTRIES)) {
    lines.push(paint('warning', `  gone: ${entryText(entry)}${entry.count > 1 ? `: ${entry.count} → ${found}` : ''}`));
  }
  const more = Math.max(stale.length - MOST_ENTRIES, 0) + Math.max(exceeded.length - MOST_ENTRIES, 0);
  if (more > 0) lines.push(paint('quiet', `  and ${more} more; --format json lists them`));
  if (stale.length > 0) lines.push(paint('quiet', '  --update-baseline takes what is gone out of the baseline'));
  return lines;
}

function entryText({
  rule,
  package: packagePath,
  key,
}: {
  rule: string;
  package?: string | undefined;
  key?: string | undefined;
}) {
  return [rule, packagePath, key].filter((part) => part !== undefined).join(' ');
}

function describeLayout(layout: CheckResult['stats']['layouts'][number]): string {
  if (layout.source === 'none') {
    return `${layout.module}: no layout recognised, so no layer boundary was checked; \`go-architect init\` writes a configuration`;
  }
  if (layout.layers === 0) {
    return `${layout.module}: configured without layers, so no layer boundary was checked; name them under "layers"`;
  }
  const origin = layout.source === 'file' ? 'configured' : 'detected';
  return `${layout.module}: ${layout.name} layout (${origin}), ${plural(layout.layers, 'layer')}`;
}
