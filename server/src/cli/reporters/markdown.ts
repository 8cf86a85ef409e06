/**
 * A report for pull requests and job summaries: the verdict, a picture of the part of the architecture that is affected, the findings
 * by file. GitHub cuts off summaries above a megabyte, so that a long list ends with how much is left.
 */
import { countBySeverity } from '../../model/counts.ts';
import type { AffectedEdge } from '../affected.ts';
import type { BaselineStats, CheckResult, ReportedFinding, Reporter } from '../result.ts';
import { hiddenHints, judgedEdges, moduleProblemLines } from './counters.ts';
import { plural, renameText } from './words.ts';

/** Findings that are listed. */
const MOST_FINDINGS = 200;
/** Edges above which the picture is folded, and above which it is left out: nobody reads it then. */
const FOLDED_ABOVE = 12;
const MOST_EDGES = 80;

export const reportMarkdown: Reporter = (result) => {
  const { findings, stats } = result;
  const lines = ['## Go Architect', '', verdict(result), ''];
  if (stats.since) {
    const { revision, base, changedFiles, hidden, everythingCounts } = stats.since;
    const rest = everythingCounts
      ? 'a configuration came or went since then, so everything counts'
      : `${plural(hidden, 'older finding')} elsewhere not shown`;
    lines.push(`Since ${code(revision)} (${code(base)}): ${plural(changedFiles, 'changed file')}; ${rest}.`, '');
  }
  for (const baseline of stats.baselines ?? []) lines.push(...baselineLines(baseline));
  lines.push(...picture(result.affected()), ...list(findings));
  return `${lines.join('\n').trimEnd()}\n`;
};

function verdict({ findings, stats }: CheckResult): string {
  const counts = countBySeverity(findings);
  const parts = [plural(counts.error, 'error'), plural(counts.warning, 'warning')];
  if (counts.information > 0) parts.push(`${counts.information} information`);
  if (counts.hint > 0) parts.push(plural(counts.hint, 'hint'));
  const looked = [
    plural(stats.files, 'file'),
    plural(stats.packages, 'package'),
    plural(stats.modules, 'module'),
    `${plural(stats.edges.project, 'import')} within the project`,
  ];
  const skipped = stats.skipped.length > 0 ? `; ${plural(stats.skipped.length, 'path')} skipped` : '';
  const counters = [judgedEdges(stats), hiddenHints(stats)].filter((counter) => counter !== undefined);
  const small = counters.length === 0 ? '' : `\n\n<sub>${counters.join('; ')}</sub>`;
  const unread = moduleProblemLines(stats).map((problem) => `\n\n${escaped(problem)}.`);
  return `**${parts.join(', ')}** in ${looked.join(', ')}${skipped}.${small}${unread.join('')}`;
}

function baselineLines({ file, recorded, present, stale, exceeded, renamed = [] }: BaselineStats): string[] {
  const lines = [`Baseline ${code(file)}: ${recorded} → ${present}.`];
  for (const each of renamed) lines.push(`- ${renameText(each)}`);
  if (stale.length > 0)
    lines.push(`${plural(stale.length, 'entry', 'entries')} of it can go: \`check --update-baseline\`.`);
  for (const { rule, package: owner = '', key = '', count, found } of exceeded.slice(0, 10)) {
    lines.push(
      `- more than it knows: ${code([rule, owner, key].filter((part) => part !== '').join(' '))}: ${count} → ${found}`,
    );
  }
  return [...lines, ''];
}

/** Forbidden imports as thick red arrows with their number, allowed ones between the same parts as thin ones. */
function picture(edges: readonly AffectedEdge[]): string[] {
  const forbidden = edges.filter((edge) => edge.forbidden > 0);
  if (forbidden.length === 0) return [];
  const shown = edges.length > MOST_EDGES ? forbidden : edges;
  if (shown.length > MOST_EDGES) {
    return [`${forbidden.length} edges of the architecture are affected, too many for a picture.`, ''];
  }
  const names = [...new Set(shown.flatMap(({ from, to }) => [from, to]))].sort();
  const id = (name: string) => `n${names.indexOf(name)}`;
  const red: number[] = [];
  const arrows: string[] = [];
  for (const { from, to, forbidden: bad, allowed } of shown) {
    if (bad > 0) {
      red.push(arrows.length);
      arrows.push(`  ${id(from)} ==>|${bad}| ${id(to)}`);
    }
    if (allowed > 0) arrows.push(`  ${id(from)} -->|${allowed}| ${id(to)}`);
  }
  const lines = [
    '```mermaid',
    'flowchart TD',
    ...names.map((name) => `  ${id(name)}["${label(name)}"]`),
    ...arrows,
    `  linkStyle ${red.join(',')} stroke:#d1242f,color:#d1242f`,
    '```',
  ];
  if (shown.length <= FOLDED_ABOVE) return [...lines, ''];
  return ['<details><summary>The affected part of the architecture</summary>', '', ...lines, '', '</details>', ''];
}

/** Mermaid reads quotes and backquotes in a label, and entities written with #. */
function label(name: string): string {
  return name.replace(/[#"`<>&]/g, (character) => `#${character.charCodeAt(0)};`);
}

function list(findings: readonly ReportedFinding[]): string[] {
  const lines: string[] = [];
  let file: string | undefined;
  for (const finding of findings.slice(0, MOST_FINDINGS)) {
    if (finding.file !== file) {
      if (file !== undefined) lines.push('');
      file = finding.file;
      lines.push(`### ${code(file)}`, '');
    }
    lines.push(`- **${finding.severity}** line ${finding.line}: ${escaped(finding.message)} ${code(finding.rule)}`);
  }
  const left = findings.length - MOST_FINDINGS;
  if (left > 0) lines.push('', `And ${plural(left, 'finding')} more.`);
  return lines;
}

/** Nothing in a message is markup, a mention or a link. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>|~&#]/g, '\\$&')
    .replaceAll('@', '@\u200B');
}

/** A code span with a fence longer than any run of backquotes inside. */
function code(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${flat}${fence}` : `${fence} ${flat} ${fence}`;
}
