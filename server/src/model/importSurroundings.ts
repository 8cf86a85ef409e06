/** What adding an import to a file has to know of the project around it: its module, and the names its package has taken. */
import type { ImportSurroundings } from '../go/importEdits.ts';
import type { Project, ProjectFile } from './project.ts';

export function importSurroundings(project: Project, file: ProjectFile): Required<ImportSurroundings> {
  const packageNames = new Set<string>();
  for (const other of project.packageOf(file)?.files.values() ?? []) {
    // An external test package has names of its own.
    if (other.facts.header.packageName !== file.facts.header.packageName) continue;
    const { declarations } = other.facts;
    for (const { name, receiver } of declarations?.functions ?? []) if (!receiver) packageNames.add(name);
    for (const { name } of declarations?.types ?? []) packageNames.add(name);
    for (const { name } of declarations?.values ?? []) packageNames.add(name);
  }
  return { module: file.module.path, packageNames };
}
