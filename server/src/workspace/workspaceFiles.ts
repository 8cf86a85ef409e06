/** From what discovery found to the modules and files of a project. */
import { isDirectoryTarget } from '../go/goMod.ts';
import type { ModuleInfo, ProjectFile } from '../model/project.ts';
import type { Governance } from './configurations.ts';
import type { DiscoveredModule, DiscoveredPackage, Discovery } from './discovery.ts';
import { joinPath, toSlashes } from './paths.ts';

/** A file that belongs to the project, before its facts are known. */
export type WantedFile = Omit<ProjectFile, 'facts'>;

export function moduleInfo({ module, scope, detected }: Governance, discovery: Discovery): ModuleInfo {
  const replaces = replacedBy(discovery, module);
  return {
    ...(replaces.length > 0 ? { replaces } : {}),
    dir: module.dir,
    path: module.goMod.modulePath,
    goVersion: module.goMod.goVersion === '' ? undefined : module.goMod.goVersion,
    scope,
    detected,
    ...(module.inside ? {} : { isNeighbour: true }),
  };
}

/** Paths that other modules replace by this one's directory, where they are not its own path. */
function replacedBy({ modules }: Discovery, { dir, goMod }: DiscoveredModule): string[] {
  return modules.flatMap((other) =>
    other.goMod.replacements
      .filter(({ path, target }) => isDirectoryTarget(target) && path !== goMod.modulePath)
      .filter(({ target }) => joinPath(other.dir, toSlashes(target)) === dir)
      .map(({ path }) => path),
  );
}

export function filesOf(discovery: Discovery, modules: ReadonlyMap<string, ModuleInfo>): Map<string, WantedFile> {
  const files = new Map<string, WantedFile>();
  for (const found of discovery.packages.values()) {
    const module = modules.get(found.module.dir);
    if (module) addFiles(files, found, module);
  }
  return files;
}

function addFiles(files: Map<string, WantedFile>, found: DiscoveredPackage, module: ModuleInfo): void {
  for (const { path, isTest } of found.files) files.set(path, { path, module, dir: found.dir, isTest });
}
