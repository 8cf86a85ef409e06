/** What was found in two states of a project, told apart without lines, so that only what the question is about makes a difference. */
import type { ModuleInfo } from '../../model/project.ts';
import { packagePath } from '../../model/project.ts';
import { EdgeCounter } from '../../rules/architecture/edgeCounts.ts';
import { identityOf, idOf } from '../../rules/baseline.ts';
import type { Finding } from '../../rules/rule.ts';
import { reportFindings } from '../report.ts';
import type { ReportedFinding } from '../result.ts';
import type { Answer, AnsweredFinding } from './answer.ts';
import type { Asked } from './whatif.ts';

export interface Snapshot {
  readonly found: readonly { readonly id: string; readonly shown: AnsweredFinding }[];
  /** How many of them a baseline knows. */
  readonly known: number;
  readonly stats: Answer['stats'];
}

/**
 * Everything that is found now but hints, with its place of now.
 *
 * @param rename what a finding is about, in the words of the state it is compared with
 */
export function snapshot(asked: Asked, rename: (id: string) => string = (id) => id): Snapshot {
  const { workspace, cwd } = asked;
  const findings: Finding[] = [];
  for (const path of workspace.project.files.keys()) findings.push(...(workspace.verdict(path)?.findings ?? []));
  for (const others of workspace.findingsOutsideGo().values()) findings.push(...others);
  // What a baseline knows is there all the same.
  const counted = findings
    .filter(({ severity, known }) => severity !== 'hint' || known)
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start));
  const shown = reportFindings(counted, workspace, cwd);
  const found = counted.flatMap((finding, index) => {
    const file = workspace.project.files.get(finding.path);
    const id = idOf(identityOf(finding, file && packagePath(file.module, file.dir)));
    const reported = shown[index];
    return reported ? [{ id: rename(id), shown: answered(reported) }] : [];
  });
  return { found, known: counted.filter(({ known }) => known).length, stats: statsNow(asked) };
}

export function difference(before: Snapshot, after: Snapshot): Pick<Answer, 'new' | 'gone' | 'stay' | 'stats'> {
  const appeared = without(after, before);
  return {
    new: appeared,
    gone: without(before, after),
    stay: after.found.length - appeared.length,
    stats: after.stats,
  };
}

function without({ found }: Snapshot, other: Snapshot): AnsweredFinding[] {
  const left = new Map<string, number>();
  for (const { id } of other.found) left.set(id, (left.get(id) ?? 0) + 1);
  return found.flatMap(({ id, shown }) => {
    const count = left.get(id) ?? 0;
    if (count > 0) left.set(id, count - 1);
    return count > 0 ? [] : [shown];
  });
}

export function answered(finding: ReportedFinding): AnsweredFinding {
  const { rule, severity, message, file, line, column, endLine, endColumn, source } = finding;
  return { rule, severity, message, file, line, column, endLine, endColumn, source };
}

/** What was looked at, so that nobody takes an answer about nothing for a good one. */
export function statsNow({ workspace: { project } }: Asked): Answer['stats'] {
  const edges = new EdgeCounter(project, () => undefined);
  const modules = new Set<ModuleInfo>();
  for (const file of project.files.values()) {
    edges.add(file);
    modules.add(file.module);
  }
  const { missing, ...origins } = edges.origins;
  return {
    modules: modules.size,
    packages: project.packages.size,
    files: project.files.size,
    edges: { ...origins, project: origins.project + missing },
  };
}
