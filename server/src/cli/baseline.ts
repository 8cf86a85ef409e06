/** What `check` does with baselines: compare, shrink, grow, and say how it went. */
import type { Finding } from '../rules/rule.ts';
import { parentOf } from '../workspace/paths.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { writeChanges } from '../workspace/writeFiles.ts';
import { configurationIssues } from './brokenConfigurations.ts';
import { type CommandIo, UsageError } from './io.ts';
import { relativePath } from './report.ts';
import { plural } from './reporters/words.ts';
import type { BaselineStats } from './result.ts';

export interface BaselineOptions {
  /** Relative to the working directory; stands in place of every configured one. */
  readonly file: string | undefined;
  /** Removes what is gone; `grow` accepts what is new as well. */
  readonly update: 'shrink' | 'grow' | undefined;
  /** Entries for findings that are gone fail the run. */
  readonly strict: boolean;
}

export function baselineStats(workspace: Workspace, cwd: string): BaselineStats[] {
  return workspace.baselineReports().map(({ path, exists: _exists, named: _named, renamed, ...state }) => ({
    file: relativePath(cwd, path),
    ...state,
    ...(renamed.length > 0 ? { renamed: renamed.map(({ from, to, entries }) => ({ from, to, entries })) } : {}),
  }));
}

/**
 * A configured baseline that is not there is no fault, since all it would do is silence; but it is said. One that the command line names
 * must be there, unless it is about to be written.
 */
export function tellMissing(workspace: Workspace, { file, update }: BaselineOptions, io: CommandIo): void {
  if (update === 'grow') return;
  if (file !== undefined && workspace.baselineReports().some(({ exists }) => !exists)) {
    throw new UsageError(`There is no baseline "${file}"; --update-baseline --accept-new writes it.`);
  }
  for (const warning of configurationIssues(workspace, io.cwd, 'warning')) io.err(`${warning}\n`);
}

/** Writes the baselines that change, each as a whole or not at all; false when one changed on disk meanwhile. */
export async function updateBaselines(
  workspace: Workspace,
  findings: readonly Finding[],
  update: 'shrink' | 'grow',
  io: CommandIo,
): Promise<boolean> {
  const reports = workspace.baselineReports();
  const before = new Map(reports.map(({ path, recorded }) => [path, recorded]));
  const renamed = new Map(reports.map((report) => [report.path, report.renamed]));
  const accepted =
    update === 'grow' ? findings.filter(({ severity }) => severity === 'error' || severity === 'warning') : [];
  const conflicts: string[] = [];
  const written: string[] = [];
  for (const { path, before: text, after } of workspace.updatedBaselines(accepted)) {
    const directory = parentOf(path);
    const name = path.slice(directory.length + 1);
    const outcome =
      text === undefined
        ? await writeChanges(directory, [{ path: name, content: after, mode: 0o644 }], [])
        : await writeChanges(directory, [], [{ path: name, before: text, after }]);
    if (outcome.ok) written.push(path);
    else conflicts.push(path);
  }
  for (const path of conflicts) {
    io.err(
      `go-architect: ${relativePath(io.cwd, path)} changed meanwhile and is left as it is; run the check again.\n`,
    );
  }
  workspace.reloadBaselines();
  const now = new Map(workspace.baselineReports().map(({ path, recorded }) => [path, recorded]));
  for (const path of written) {
    const known = plural(now.get(path) ?? 0, 'known finding');
    io.err(`Wrote ${relativePath(io.cwd, path)}: ${before.get(path) ?? 0} → ${known}.\n`);
    for (const { from, to, entries } of renamed.get(path) ?? []) {
      io.err(
        `  ${plural(entries, 'entry', 'entries')} of ${from} carried over to ${to}, which is what it is called now.\n`,
      );
    }
  }
  return conflicts.length === 0;
}
