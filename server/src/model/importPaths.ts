/** What import paths look like, and which directory has which. */
import type { ModuleInfo } from './project.ts';

/** Import path of a directory of a module. */
export function packagePath(module: ModuleInfo, dir: string): string {
  if (dir === '') return module.path;
  // The standard library's own module is called `std`, but its packages are imported without that name.
  if (module.path === 'std') return dir;
  let paths = pathsOf.get(module);
  if (!paths) {
    paths = new Map();
    pathsOf.set(module, paths);
  }
  let path = paths.get(dir);
  if (path === undefined) {
    path = `${module.path}/${dir}`;
    paths.set(dir, path);
  }
  return path;
}

/** Asked for every file by every rule, and a string that was looked up before is found faster than one that is new. */
const pathsOf = new WeakMap<ModuleInfo, Map<string, string>>();

/** The toolchain's own rule: a path whose first element has no dot belongs to the standard library. */
export function isStandardImport(path: string): boolean {
  const slash = path.indexOf('/');
  return !(slash < 0 ? path : path.slice(0, slash)).includes('.');
}
