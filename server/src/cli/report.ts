/** Findings of the engine to what reporters print: positions, relative paths, titles of fixes, fingerprints. */
import { type LineStarts, lineStarts, positionAt } from '../go/lines.ts';
import type { FileChange } from '../go/textEdit.ts';
import { fingerprints } from '../rules/fingerprint.ts';
import type { Finding } from '../rules/rule.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { ReportedFinding, ReportedFix, ReportedReplacement } from './result.ts';

export function reportFindings(findings: readonly Finding[], workspace: Workspace, cwd: string): ReportedFinding[] {
  const texts = new Map<string, Text>();
  const textOf = (path: string): Text => {
    let known = texts.get(path);
    if (!known) {
      const text = workspace.text(path) ?? '';
      known = { text, starts: lineStarts(text) };
      texts.set(path, known);
    }
    return known;
  };
  const replacementsOf = (changes: readonly FileChange[]): ReportedReplacement[] | undefined => {
    const replacements: ReportedReplacement[] = [];
    for (const change of changes) {
      if (change.kind !== 'edit') return undefined;
      const { text, starts } = textOf(change.path);
      const file = relativePath(cwd, change.path);
      for (const { start, end, newText } of change.edits) {
        replacements.push({ file, ...lineRange(starts, text, start, end), text: newText });
      }
    }
    return replacements;
  };
  const prints = fingerprints(findings, (path) => placeInModule(path, workspace));
  return findings.map((finding, index) => {
    const { text, starts } = textOf(finding.path);
    const range = lineRange(starts, text, finding.start, finding.end);
    let fixes: readonly ReportedFix[] | undefined;
    return {
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      file: relativePath(cwd, finding.path),
      ...range,
      // Most formats do not print them, and finding out what can be offered takes the file's syntax.
      get fixes() {
        fixes ??= workspace.fixTitles(finding).map((title, index) => ({
          title,
          replacements: () => {
            const offer = workspace.fixes(finding)[index];
            // What needs a preview is for a person in an editor, and may take the whole project to work out.
            return offer && !offer.preview ? replacementsOf(offer.changes()) : undefined;
          },
        }));
        return fixes;
      },
      bestFix: () => workspace.bestFixTitle(finding),
      fingerprint: prints[index] ?? '',
      related: (finding.related ?? []).map((place) => {
        const other = textOf(place.path);
        return {
          message: place.message,
          file: relativePath(cwd, place.path),
          ...lineRange(other.starts, other.text, place.start, place.end),
        };
      }),
      ...(finding.decision ? { decision: finding.decision } : {}),
      source: text.slice(starts[range.line - 1] ?? 0, starts[range.line] ?? text.length).replace(/\r?\n$/, ''),
    };
  });
}

interface Text {
  readonly text: string;
  readonly starts: LineStarts;
}

function lineRange(starts: LineStarts, text: string, start: number, end: number) {
  const from = positionAt(starts, text, start);
  const to = positionAt(starts, text, end);
  return { line: from.line + 1, column: from.character + 1, endLine: to.line + 1, endColumn: to.character + 1 };
}

/** A path as people see it from the working directory, forward slashes; `../` where it lies outside. */
export function relativePath(cwd: string, path: string): string {
  const from = cwd.split('/').filter((part) => part !== '');
  const to = path.split('/').filter((part) => part !== '');
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/') || '.';
}

function placeInModule(path: string, workspace: Workspace): string {
  const file = workspace.project.files.get(path);
  return file ? `${file.module.path}/${path.slice(file.module.dir.length + 1)}` : path.slice(path.lastIndexOf('/') + 1);
}
