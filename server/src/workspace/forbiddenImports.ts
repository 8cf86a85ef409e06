/**
 * Imports that a rule about architecture calls wrong, for pictures: these have no severities, so only errors and warnings count, and what
 * a baseline knows, which is forbidden all the same. A dependency on its way out is still allowed.
 */
import type { Workspace } from './workspace.ts';

/** Tells of a file and the offset at which an import begins whether that import is forbidden. Judges every file. */
export function forbiddenImports(workspace: Workspace): (path: string, start: number) => boolean {
  const forbidden = new Set<string>();
  for (const path of workspace.project.files.keys()) {
    for (const { rule, severity, start, known } of workspace.verdict(path)?.findings ?? []) {
      if (!rule.startsWith('architecture/') || rule === 'architecture/deprecated') continue;
      if (severity !== 'error' && severity !== 'warning' && known !== true) continue;
      forbidden.add(`${path}\0${start}`);
    }
  }
  return (path, start) => forbidden.has(`${path}\0${start}`);
}
