/** What a check looked at, in words, so that nobody mistakes silence for innocence. */
import type { CheckStats } from '../result.ts';
import { plural } from './words.ts';

/** `imports judged by rule: layer-import 12, std-import 4`; undefined where no rule about imports is on. */
export function judgedEdges({ rules }: CheckStats): string | undefined {
  const counts = Object.entries(rules).flatMap(([id, { edges }]) =>
    edges === undefined ? [] : [`${id.slice(id.indexOf('/') + 1)} ${edges}`],
  );
  return counts.length === 0 ? undefined : `imports judged by rule: ${counts.join(', ')}`;
}

/** `3 hints not shown; --hints lists them`; undefined where none was left out. */
export function hiddenHints({ hintsNotShown }: CheckStats): string | undefined {
  return hintsNotShown === 0 ? undefined : `${plural(hintsNotShown, 'hint')} not shown; --hints lists them`;
}

/** `go.mod:3:1: go.mod knows no "modul"; this line was passed over`, one text a line that could not be read. */
export function moduleProblemLines({ moduleProblems = [] }: Pick<CheckStats, 'moduleProblems'>): readonly string[] {
  return moduleProblems.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}; what it says was passed over`,
  );
}

/** For formats that have no room for it, to stand beside their report. */
export function counterLines(stats: CheckStats): readonly string[] {
  const { edges, unparsed = [] } = stats;
  const looked = `looked at ${plural(stats.files, 'file')}, ${plural(stats.packages, 'package')}, ${plural(stats.modules, 'module')}: ${plural(edges.project, 'import')} within the project, ${edges.standard} standard, ${edges.external} external`;
  const lines = [looked, judgedEdges(stats) ?? [], hiddenHints(stats) ?? [], moduleProblemLines(stats)].flat();
  if (unparsed.length > 0) lines.push(`cannot be parsed, only what is left was judged: ${unparsed.join(', ')}`);
  if (stats.skipped.length > 0) lines.push(skippedPaths(stats.skipped));
  return lines;
}

/** Reasons for skipping that a summary tells. */
const MOST_REASONS = 5;

/** `3 paths skipped: it holds copies of other modules (1); the go command ignores directories named testdata (2)` */
export function skippedPaths(skipped: CheckStats['skipped']): string {
  const counts = [...skippedByReason(skipped)];
  const reasons = counts.slice(0, MOST_REASONS).map(([reason, count]) => `${reason} (${count})`);
  const more = counts.length > MOST_REASONS ? '; …' : '';
  return `${plural(skipped.length, 'path')} skipped: ${reasons.join('; ')}${more}`;
}

export function skippedByReason(skipped: CheckStats['skipped']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}
