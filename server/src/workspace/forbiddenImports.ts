/**
 * Imports that a rule about architecture calls wrong, for pictures: these have no severities, so only errors and warnings count, and what
 * a baseline knows, which is forbidden all the same. A dependency on its way out is still allowed.
 */
import type { Finding } from '../rules/rule.ts';
import type { Workspace } from './workspace.ts';

/** What these say of an import goes by the way from one package to another, not by what lies behind it or leads back. */
const edgeRules: ReadonlySet<string> = new Set([
  'architecture/layer-import',
  'architecture/external-import',
  'architecture/std-import',
  'architecture/visibility',
  'architecture/slice-isolation',
  'architecture/replace',
  'architecture/entry-point',
]);

/** Whether a finding says that the import it is at is forbidden. */
export function forbidsImport({ rule, severity, known }: Finding): boolean {
  return edgeRules.has(rule) && (severity === 'error' || severity === 'warning' || known === true);
}

/** Tells of a file and the offset at which an import begins whether that import is forbidden. Judges every file. */
export function forbiddenImports(workspace: Workspace): (path: string, start: number) => boolean {
  const forbidden = new Set<string>();
  for (const path of workspace.project.files.keys()) {
    for (const finding of workspace.verdict(path)?.findings ?? []) {
      if (forbidsImport(finding)) forbidden.add(`${path}\0${finding.start}`);
    }
  }
  return (path, start) => forbidden.has(`${path}\0${start}`);
}
