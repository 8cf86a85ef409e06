/**
 * Keeps a discovery true while files come, change and go.
 *
 * Watchers report too much, too little and out of order, so what they say happened is ignored: only that something
 * happened at a path counts, and the disk is asked. A file in a known package is settled at once; everything else, from a
 * new directory to a branch switch, is settled by walking anew, which costs less than being clever and wrong.
 */

import { statSync } from 'node:fs';
import { isGoFileName, isTestFile } from '../go/fileKind.ts';
import { configurationFileName } from '../protocol.ts';
import {
  type DiscoveredFile,
  type DiscoveredPackage,
  type Discovery,
  type DiscoveryOptions,
  directoryReason,
  discover,
} from './discovery.ts';
import { ancestorsOf, baseName, parentOf, relativeTo } from './paths.ts';

export interface Rediscovery {
  readonly discovery: Discovery;
  /** Absolute paths of Go files. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** go.mod, go.work, a configuration or the set of modules changed: what belongs to what has to be asked anew. */
  readonly structureChanged: boolean;
}

/** @param paths absolute, with `/`: whatever may have been created, changed or deleted, file or directory */
export function rediscover(previous: Discovery, paths: readonly string[], options: DiscoveryOptions = {}): Rediscovery {
  const packages = new Map(previous.packages);
  const added: string[] = [];
  const changed: string[] = [];
  const removed: string[] = [];
  for (const path of new Set(paths)) {
    const fate = fateOf(path, previous, packages, options);
    if (fate === 'unclear') return anew(previous, paths, options);
    if (fate === 'changed') changed.push(path);
    if (fate === 'added') {
      add(packages, path);
      added.push(path);
    }
    if (fate === 'removed') {
      remove(packages, path);
      removed.push(path);
    }
  }
  const discovery = added.length + removed.length === 0 ? previous : { ...previous, packages };
  return { discovery, added, changed, removed, structureChanged: false };
}

type Fate = 'added' | 'changed' | 'removed' | 'unconcerned' | 'unclear';

function fateOf(
  path: string,
  previous: Discovery,
  packages: ReadonlyMap<string, DiscoveredPackage>,
  options: DiscoveryOptions,
): Fate {
  if (!inside(path, previous)) return isStructural(path) ? 'unclear' : 'unconcerned';
  const aside = skippedDirectoryAbove(path, previous);
  if (aside !== undefined) return isListedRightly(aside, previous) ? 'unconcerned' : 'unclear';
  if (isStructural(path)) return 'unclear';
  const owner = packages.get(parentOf(path));
  const known = owner?.files.some((file) => file.path === path) ?? false;
  const kind = kindOnDisk(path);
  if (known && kind === 'file') return 'changed';
  // The last file of a package takes the package with it, and a skipped file may be listed: leave both to the walk.
  if (known) return kind === 'nothing' && owner !== undefined && owner.files.length > 1 ? 'removed' : 'unclear';
  if (kind === 'file' && !path.endsWith('.go')) return 'unconcerned';
  if (kind !== 'file' || owner === undefined || !isGoFileName(baseName(path))) return 'unclear';
  return mayBeExcluded(path, previous, options) ? 'unclear' : 'added';
}

function isStructural(path: string): boolean {
  const name = baseName(path);
  return name === 'go.mod' || name === 'go.work' || name === configurationFileName;
}

function inside(path: string, { roots }: Discovery): boolean {
  return roots.some((root) => relativeTo(root, path) !== undefined);
}

/** The outermost directory above the path that is never walked, such as `.git` or `node_modules`. */
function skippedDirectoryAbove(path: string, { roots }: Discovery): string | undefined {
  const root = roots.find((candidate) => relativeTo(candidate, path) !== undefined);
  const segments = root === undefined ? [] : (relativeTo(root, path) ?? '').split('/').slice(0, -1);
  const first = segments.findIndex((segment) => directoryReason(segment) !== undefined);
  return first < 0 ? undefined : [root, ...segments.slice(0, first + 1)].join('/');
}

/** The list of what was skipped names the directory if and only if it is there. */
function isListedRightly(directory: string, { skipped }: Discovery): boolean {
  return skipped.some(({ path }) => path === directory) === (kindOnDisk(directory) !== 'nothing');
}

function kindOnDisk(path: string): 'file' | 'nothing' | 'other' {
  try {
    return statSync(path).isFile() ? 'file' : 'other';
  } catch {
    return 'nothing';
  }
}

function mayBeExcluded(path: string, { configurations }: Discovery, options: DiscoveryOptions): boolean {
  if (options.exclusionsOf === undefined) return false;
  const above = new Set(ancestorsOf(parentOf(path)));
  return configurations.some((configuration) => {
    const base = parentOf(configuration);
    const relative = above.has(base) ? relativeTo(base, path) : undefined;
    return relative !== undefined && options.exclusionsOf?.(configuration)?.(relative, false) === true;
  });
}

function add(packages: Map<string, DiscoveredPackage>, path: string): void {
  const owner = packages.get(parentOf(path));
  if (owner === undefined) return;
  const name = baseName(path);
  const files: DiscoveredFile[] = [...owner.files, { path, name, isTest: isTestFile(name) }];
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  packages.set(owner.path, { ...owner, files });
}

function remove(packages: Map<string, DiscoveredPackage>, path: string): void {
  const owner = packages.get(parentOf(path));
  if (owner === undefined) return;
  packages.set(owner.path, { ...owner, files: owner.files.filter((file) => file.path !== path) });
}

function anew(previous: Discovery, paths: readonly string[], options: DiscoveryOptions): Rediscovery {
  const discovery = discover(previous.roots, options);
  const before = filesOf(previous);
  const after = filesOf(discovery);
  const dirs = ({ modules }: Discovery) => modules.map((module) => module.dir).join('\n');
  return {
    discovery,
    added: [...after].filter((path) => !before.has(path)),
    changed: [...new Set(paths)].filter((path) => before.has(path) && after.has(path)),
    removed: [...before].filter((path) => !after.has(path)),
    structureChanged: paths.some(isStructural) || dirs(previous) !== dirs(discovery),
  };
}

function filesOf({ packages }: Discovery): Set<string> {
  const paths = new Set<string>();
  for (const { files } of packages.values()) for (const file of files) paths.add(file.path);
  return paths;
}
