/** What adding an import to a file has to know of the project around it: its module, and the names its package has taken. */
import type { ImportSurroundings } from '../go/importEdits.ts';
import type { Project, ProjectFile } from './project.ts';

export function importSurroundings(project: Project, file: ProjectFile): Omit<Required<ImportSurroundings>, 'alsoAt'> {
  const packageNames = new Set<string>();
  for (const other of project.packageOf(file)?.files.values() ?? []) {
    // An external test package has names of its own.
    if (other.facts.header.packageName !== file.facts.header.packageName) continue;
    const { declarations } = other.facts;
    for (const { name, receiver } of declarations?.functions ?? []) if (!receiver) packageNames.add(name);
    for (const { name } of declarations?.types ?? []) packageNames.add(name);
    for (const { name } of declarations?.values ?? []) packageNames.add(name);
  }
  return { module: file.module.path, packageNames, leadsBack: (path) => leadsTo(project, path, file) };
}

/** Whether a package of the project imports the package of a file, directly or through others. Tests of a package from outside may import anything. */
function leadsTo(project: Project, path: string, file: ProjectFile): boolean {
  const own = project.packageOf(file)?.path;
  if (own === undefined || /_test$/.test(file.facts.header.packageName)) return false;
  const seen = new Set<string>();
  const pending = [path];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next === own) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    for (const { isTest, facts } of project.packageAt(next, file.module)?.files.values() ?? []) {
      // Programs that lie beside a package and are run by hand are no part of it.
      if (isTest || facts.header.packageName === 'main') continue;
      pending.push(...facts.header.imports.map((each) => each.path));
    }
  }
  return false;
}
