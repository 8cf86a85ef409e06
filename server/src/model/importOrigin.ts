/**
 * Where an import leads for the rules of the importing module.
 *
 * What a configuration does not govern it can speak of as third-party code and in no other way: a module that another configuration governs,
 * one that `replace` takes from beyond the folder of the configuration, one of go.work that lies elsewhere. That its sources are at hand
 * changes nothing of that. Without a configuration every module that is known belongs to the project.
 */
import type { ImportTarget, ModuleInfo, Project, ProjectFile } from './project.ts';

export function importOrigin(
  project: Project,
  { module: own }: Pick<ProjectFile, 'module'>,
  path: string,
): ImportTarget['origin'] {
  // Relative imports do not build in a module; whatever this one means, it is nobody else's package.
  if (path.startsWith('./') || path.startsWith('../')) return 'missing';
  const { scope } = own;
  const target = project.resolveImport(path, own);
  const module = moduleOf(target);
  return module && scope.source === 'file' && module.scope.layers !== scope.layers ? 'external' : target.origin;
}

function moduleOf(target: ImportTarget): ModuleInfo | undefined {
  if (target.origin === 'project') return target.package.module;
  return target.origin === 'missing' ? target.module : undefined;
}
