/** The folders of a module with what they import within it: what a first configuration can say of a module without a layout. */
import type { ProposedFolder } from '../config/proposeFolders.ts';
import type { ModuleInfo, Project } from './project.ts';

export function folderImports(project: Project, module: ModuleInfo): ProposedFolder[] {
  const folders: ProposedFolder[] = [];
  for (const { module: owner, dir, files } of project.packages.values()) {
    if (owner !== module) continue;
    const imports = new Set<string>();
    const testImports = new Set<string>();
    let isMain = false;
    for (const { isTest, facts } of files.values()) {
      isMain ||= !isTest && facts.header.packageName === 'main';
      for (const { path } of facts.header.imports) {
        const target = project.packageAt(path, module);
        if (target?.module === module && target.dir !== dir) (isTest ? testImports : imports).add(target.dir);
      }
    }
    folders.push({ dir, imports, testImports, isMain });
  }
  return folders;
}
