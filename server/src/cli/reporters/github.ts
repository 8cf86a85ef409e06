/**
 * Workflow commands of GitHub Actions: each finding becomes an annotation on its line. Information and hints are notices. GitHub shows
 * ten of a kind for a step; the log has them all.
 */
import { countBySeverity } from '../../model/counts.ts';
import type { Severity } from '../../rules/rule.ts';
import type { ModuleProblem, ReportedFinding, Reporter } from '../result.ts';
import { hiddenHints, judgedEdges } from './counters.ts';
import { fromRepository } from './places.ts';
import { plural } from './words.ts';

const COMMANDS: Record<Severity, string> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

export const reportGithub: Reporter = ({ findings, stats }, { prefix }) => {
  const counts = countBySeverity(findings);
  const lines = findings.map((finding) => annotation(finding, prefix));
  lines.push(...(stats.moduleProblems ?? []).map((problem) => moduleAnnotation(problem, prefix)));
  const found = [
    plural(counts.error, 'error'),
    plural(counts.warning, 'warning'),
    plural(counts.information + counts.hint, 'notice'),
  ];
  const more = [judgedEdges(stats), hiddenHints(stats)].flatMap((counter) =>
    counter === undefined ? [] : `; ${counter}`,
  );
  lines.push(
    `go-architect: ${found.join(', ')} in ${plural(stats.files, 'file')}, ${plural(stats.packages, 'package')}; ${plural(stats.skipped.length, 'path')} skipped${more.join('')}`,
  );
  return `${lines.join('\n')}\n`;
};

function annotation(finding: ReportedFinding, prefix: string): string {
  const { line, endLine, column, endColumn } = finding;
  const properties = {
    file: fromRepository(prefix, finding.file),
    line,
    endLine,
    // Columns mean something within one line only.
    ...(line === endLine ? { col: column, endColumn } : {}),
    title: finding.rule,
  };
  const list = Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${COMMANDS[finding.severity]} ${list}::${escapeData(finding.message)}`;
}

function moduleAnnotation({ file, line, column, message }: ModuleProblem, prefix: string): string {
  const place = `file=${escapeProperty(fromRepository(prefix, file))},line=${line},col=${column}`;
  return `::warning ${place}::${escapeData(`${message}; what it says was passed over`)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
