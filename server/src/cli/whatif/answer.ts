/** An answer of `go-architect whatif`, and how people read it. */

import { findingLines, painter } from '../reporters/text.ts';
import { plural } from '../reporters/words.ts';
import type { ReportedFinding } from '../result.ts';

export type AnsweredFinding = Omit<ReportedFinding, 'fixes' | 'bestFix' | 'fingerprint' | 'related'>;

export interface Answer {
  /** What was asked, in the words of the command line. */
  readonly questions: readonly string[];
  /** Findings that would come, where they would be. */
  readonly new: readonly AnsweredFinding[];
  /** Findings that would go, where they are. */
  readonly gone: readonly AnsweredFinding[];
  /** How many findings stay as they are. */
  readonly stay: number;
  /** What else one should know before doing it. */
  readonly notes: readonly string[];
  /** What was looked at. */
  readonly stats: {
    readonly modules: number;
    readonly packages: number;
    readonly files: number;
    readonly edges: { readonly project: number; readonly standard: number; readonly external: number };
  };
}

export function answerText(answer: Answer, useColour: boolean): string {
  const paint = painter(useColour);
  const { questions, new: appeared, gone, stay, notes, stats } = answer;
  const lines = [...findingLines(appeared, paint)];
  if (gone.length > 0) {
    lines.push(paint('good', 'Gone:'));
    for (const { file, line, column, message, rule } of gone) {
      lines.push(`  ${file}:${line}:${column}  ${message}  ${paint('quiet', rule)}`);
    }
    lines.push('');
  }
  const errors = appeared.filter(({ severity }) => severity === 'error').length;
  const others = appeared.length - errors;
  const parts = [plural(errors, 'new error'), ...(others > 0 ? [plural(others, 'other new finding')] : [])];
  const files = new Set(appeared.map(({ file }) => file)).size;
  const where = appeared.length > 0 ? ` in ${plural(files, 'file')}` : '';
  lines.push(
    `${paint(errors > 0 ? 'error' : 'good', parts.join(', '))}${where}; ${gone.length} gone, ${stay} as before: what if ${questions.join(', ')}`,
  );
  for (const note of notes) lines.push(note);
  const { edges } = stats;
  lines.push(
    paint(
      'quiet',
      `looked at ${plural(stats.files, 'file')}, ${plural(stats.packages, 'package')}, ${plural(stats.modules, 'module')}: ${plural(edges.project, 'import')} within the project, ${edges.standard} standard, ${edges.external} external`,
    ),
  );
  return `${lines.join('\n')}\n`;
}
