/**
 * Which version of which module a build takes, told from the texts of go.mod, go.sum and go.work, and where the go command
 * keeps that version. Pure: it names directories, it does not look whether they exist.
 *
 * Not a version resolver. Since Go 1.17 go.mod names every module that a build needs, so reading is enough; for older
 * modules go.sum tells the rest. What neither tells is left unknown.
 */
import { type GoMod, isDirectoryTarget, type ModuleReplacement } from '../go/goMod.ts';
import { joinPath, toSlashes } from './paths.ts';

/** A module of the build and the directory that holds its sources. */
export interface ModuleLocation {
  readonly path: string;
  /** Empty for a module that is replaced by a directory. */
  readonly version: string;
  /** Absolute, with `/`. */
  readonly dir: string;
}

/** A main module: the one being built, or one of a workspace's. */
export interface MainModule {
  /** Absolute, with `/`. */
  readonly dir: string;
  readonly goMod: GoMod;
  /** Contents of go.sum; empty when there is none. */
  readonly goSum: string;
}

/** The parts of go.work that decide about dependencies. */
export interface WorkspaceModules {
  readonly dir: string;
  readonly replacements: readonly ModuleReplacement[];
  /** Contents of go.work.sum; empty when there is none. */
  readonly goSum: string;
}

/** Every dependency of a build, longest module path first, so that the first that fits an import may own it. */
export function locateModules(
  mains: readonly MainModule[],
  workspace: WorkspaceModules | undefined,
  moduleCache: string,
): ModuleLocation[] {
  const versions = selectVersions(mains, workspace);
  const replacements = [
    ...(workspace?.replacements ?? []).map((replacement) => ({ replacement, dir: workspace?.dir ?? '' })),
    ...mains.flatMap(({ dir, goMod }) => goMod.replacements.map((replacement) => ({ replacement, dir }))),
  ];
  // A replacement alone may bring a module into a workspace that no go.mod requires by version.
  for (const { replacement } of replacements) {
    if (!versions.has(replacement.path)) versions.set(replacement.path, replacement.version);
  }
  const own = new Set(mains.map(({ goMod }) => goMod.modulePath));
  const locations: ModuleLocation[] = [];
  for (const [path, version] of versions) {
    if (own.has(path)) continue;
    const found =
      replacements.find(({ replacement }) => replacement.path === path && replacement.version === version) ??
      replacements.find(({ replacement }) => replacement.path === path && replacement.version === '');
    if (!found) {
      if (version !== '') locations.push({ path, version, dir: cachedModule(moduleCache, path, version) });
      continue;
    }
    const { target, targetVersion } = found.replacement;
    if (isDirectoryTarget(target)) {
      locations.push({ path, version: '', dir: joinPath(found.dir, toSlashes(target)) });
    } else {
      locations.push({ path, version: targetVersion, dir: cachedModule(moduleCache, target, targetVersion) });
    }
  }
  return locations.sort((a, b) => b.path.length - a.path.length || (a.path < b.path ? -1 : 1));
}

/** Directory of a module version in the module cache. */
export function cachedModule(moduleCache: string, path: string, version: string): string {
  return `${moduleCache}/${escapeModulePath(path)}@${escapeModulePath(version)}`;
}

/** Upper case letters become `!` and the lower case letter, because some file systems cannot tell them apart. */
export function escapeModulePath(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

/** A directory in which a package may lie. */
export interface PackageDirectory {
  readonly dir: string;
  /** Directories on the way into a replaced module; a go.mod in one of them makes it another module. */
  readonly nested: readonly string[];
}

/** The directories in which a package may lie, the likeliest first. */
export function packageDirectories(modules: readonly ModuleLocation[], importPath: string): PackageDirectory[] {
  const directories: PackageDirectory[] = [];
  for (const { path, version, dir } of modules) {
    if (importPath === path) directories.push({ dir, nested: [] });
    if (!importPath.startsWith(`${path}/`)) continue;
    const steps: string[] = [];
    for (const segment of importPath.slice(path.length + 1).split('/')) {
      steps.push(`${steps.at(-1) ?? dir}/${segment}`);
    }
    // What the module cache holds has no nested modules in it.
    directories.push({ dir: steps.at(-1) ?? dir, nested: version === '' ? steps : [] });
  }
  return directories;
}

function selectVersions(mains: readonly MainModule[], workspace: WorkspaceModules | undefined): Map<string, string> {
  const selected = new Map<string, string>();
  const raise = (path: string, version: string): void => {
    const known = selected.get(path);
    if (known === undefined || compareVersions(known, version) < 0) selected.set(path, version);
  };
  for (const { goMod, goSum } of mains) {
    for (const { path, version } of goMod.requirements) raise(path, version);
    // Before 1.17 go.mod left out what direct dependencies bring along, and may name an older version than the build takes.
    if (!namesEverything(goMod.goVersion)) for (const [path, version] of checkedModules(goSum)) raise(path, version);
  }
  for (const [path, version] of checkedModules(workspace?.goSum ?? '')) {
    if (!selected.has(path)) raise(path, version);
  }
  return selected;
}

function namesEverything(goVersion: string): boolean {
  const [major = '0', minor = '0'] = goVersion.split('.');
  return Number(major) > 1 || (Number(major) === 1 && Number.parseInt(minor, 10) >= 17);
}

/** Module versions whose sources go.sum vouches for; those with a go.mod only were looked at and not taken. */
function* checkedModules(goSum: string): Iterable<readonly [path: string, version: string]> {
  for (const line of goSum.split('\n')) {
    const [path, version] = line.split(' ');
    if (path && version && !version.endsWith('/go.mod')) yield [path, version];
  }
}

/** Orders module versions as Go does: semantic versions, where build metadata such as `+incompatible` says nothing. */
export function compareVersions(a: string, b: string): number {
  const left = VERSION.exec(a);
  const right = VERSION.exec(b);
  if (!left || !right) return Number(left !== null) - Number(right !== null);
  for (const part of [1, 2, 3]) {
    const difference = Number(left[part]) - Number(right[part]);
    if (difference !== 0) return Math.sign(difference);
  }
  return comparePrereleases(left[4], right[4]);
}

const VERSION = /^v(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

function comparePrereleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = compareIdentifiers(left[i] ?? '', right[i] ?? '');
    if (difference !== 0) return difference;
  }
  return Math.sign(left.length - right.length);
}

/** Numbers come before words and are compared as numbers. */
function compareIdentifiers(a: string, b: string): number {
  const aIsNumber = /^\d+$/.test(a);
  const bIsNumber = /^\d+$/.test(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  if (aIsNumber && a.length !== b.length) return Math.sign(a.length - b.length);
  return a === b ? 0 : a < b ? -1 : 1;
}
