/**
 * `check --since REV`: the findings that the changes since a revision answer for.
 *
 * Those are all findings in files that were added or edited, and findings in other files that were not there before. To know the latter
 * the project is judged once more with the texts of that time; only files that differ are parsed again. A file that was only renamed
 * counts as unchanged, under its old name. Where a configuration came or went there is nothing to compare with, so that everything
 * counts.
 */
import { packagePath } from '../model/project.ts';
import { configurationFileName } from '../protocol.ts';
import { identityOf, idOf } from '../rules/baseline.ts';
import type { Finding } from '../rules/rule.ts';
import { changesSince, type GitChanges } from '../workspace/git.ts';
import { withTexts } from '../workspace/withTexts.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface Since {
  readonly revision: string;
  /** The commit that was compared with. */
  readonly base: string;
  /** Files of the workspace that were added or edited. */
  readonly changedFiles: number;
  /** Set when a configuration came or went, so that nothing was left out. */
  readonly everythingCounts: boolean;
  /** The findings that count, of all that there are now. */
  select(findings: readonly Finding[]): readonly Finding[];
}

export async function findingsSince(revision: string, workspace: Workspace, roots: readonly string[]): Promise<Since> {
  const changes = await changesOf(roots, revision);
  const configurations = new Set(workspace.configurationIssues.keys());
  const isConfiguration = (path: string) => configurations.has(path) || path.endsWith(`/${configurationFileName}`);
  const matters = (path: string) => path.endsWith('.go') || isConfiguration(path);
  const present = new Map(changes.flatMap((each) => [...each.present]).filter(([path]) => matters(path)));
  const gone = changes.flatMap((each) => each.gone).filter(matters);
  const edited = new Set([...present].filter(([, { edited }]) => edited).map(([path]) => path));
  const everythingCounts =
    gone.some(isConfiguration) || [...present].some(([path, { before }]) => isConfiguration(path) && before !== path);
  const counted = {
    revision,
    base: [...new Set(changes.map(({ base }) => base))].join(', '),
    changedFiles: [...edited].filter((path) => workspace.project.files.has(path) || isConfiguration(path)).length,
    everythingCounts,
  };
  if (everythingCounts) return { ...counted, select: (findings) => findings };
  const before = await countsBefore(workspace, changes, present, gone);
  return {
    ...counted,
    select: (findings) => {
      const left = new Map(before);
      return findings.filter((finding) => {
        if (edited.has(finding.path)) return true;
        const id = idWithin(workspace, finding, present.get(finding.path)?.before ?? finding.path);
        const known = left.get(id) ?? 0;
        left.set(id, known - 1);
        return known <= 0;
      });
    },
  };
}

/** Several roots may lie in one repository or in several. */
async function changesOf(roots: readonly string[], revision: string): Promise<readonly GitChanges[]> {
  const changes: GitChanges[] = [];
  for (const root of roots) changes.push(await changesSince(root, revision));
  return changes;
}

/** How often each finding was there, judged with the texts of that time. */
async function countsBefore(
  workspace: Workspace,
  changes: readonly GitChanges[],
  present: GitChanges['present'],
  gone: readonly string[],
): Promise<Map<string, number>> {
  const texts = new Map<string, string | undefined>();
  for (const [path, { before }] of present) if (before !== path) texts.set(path, undefined);
  const old = [...gone, ...[...present.values()].flatMap(({ before }) => before ?? [])];
  for (const each of changes) for (const [path, text] of await each.textsBefore(old)) texts.set(path, text);
  return withTexts(workspace, texts, () => {
    const counts = new Map<string, number>();
    for (const finding of everyFinding(workspace)) {
      const id = idWithin(workspace, finding, finding.path);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  });
}

function* everyFinding(workspace: Workspace): Iterable<Finding> {
  for (const path of workspace.project.files.keys()) yield* workspace.verdict(path)?.findings ?? [];
  for (const findings of workspace.findingsOutsideGo().values()) yield* findings;
}

/** What stays of a finding when its file is renamed; findings about the project as a whole may turn up in any file. */
function idWithin(workspace: Workspace, finding: Finding, path: string): string {
  if (workspace.engine.rules.get(finding.rule)?.judgeProject) return idOf(identityOf(finding, undefined));
  const file = workspace.project.files.get(finding.path);
  return `${path}\n${idOf({ ...identityOf(finding, file && packagePath(file.module, file.dir)), package: undefined })}`;
}
