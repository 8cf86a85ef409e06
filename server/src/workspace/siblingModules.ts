/**
 * The modules beside those that were opened. Where a configuration stands above a module, it speaks of the modules around it as well,
 * and whoever opens one of them alone must be told the same as whoever opens the repository: which imports lead into another
 * service. No Go file is looked at, and what cannot be read is passed over, because nothing is said of these modules themselves.
 */
import { readFileSync } from 'node:fs';
import { parseGoMod } from '../go/goMod.ts';
import { configurationFileName } from '../protocol.ts';
import type { DiscoveredModule } from './discovery.ts';
import { joinPath } from './paths.ts';
import { directoryReason, type Entry, listing } from './walking.ts';

export interface ModuleFolders {
  /** Absolute directories that hold a go.mod. */
  readonly modules: readonly string[];
  /** Absolute paths of configurations: what they govern belongs to them. */
  readonly configurations: readonly string[];
}

/** @param isLeftOut directories that are not to be entered: read already, or excluded */
export function moduleFoldersBelow(directory: string, isLeftOut: (path: string) => boolean): ModuleFolders {
  const modules: string[] = [];
  const configurations: string[] = [];
  const stack = [directory];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    for (const entry of entriesOf(next)) {
      const { name } = entry;
      if (entry.isDirectory()) {
        const path = joinPath(next, name);
        if (directoryReason(name) === undefined && !isLeftOut(path)) stack.push(path);
      } else if (name === 'go.mod') modules.push(next);
      else if (name === configurationFileName) configurations.push(joinPath(next, name));
    }
  }
  return { modules, configurations };
}

/**
 * Modules by the folders of their go.mod, without those whose path another one has as well, as copies and examples do: which of them an
 * import means cannot be known.
 */
export function siblingModules(folders: readonly string[], known: readonly DiscoveredModule[]): DiscoveredModule[] {
  const knownFolders = new Set(known.map(({ dir }) => dir));
  const found = folders.flatMap((dir): DiscoveredModule[] => {
    const goModPath = joinPath(dir, 'go.mod');
    const text = knownFolders.has(dir) ? undefined : textOf(goModPath);
    const goMod = text === undefined ? undefined : parseGoMod(text);
    return goMod === undefined || goMod.modulePath === '' ? [] : [{ dir, goModPath, goMod, inside: false }];
  });
  const timesOf = new Map<string, number>();
  for (const { goMod } of [...known, ...found]) timesOf.set(goMod.modulePath, (timesOf.get(goMod.modulePath) ?? 0) + 1);
  return found.filter(({ goMod }) => timesOf.get(goMod.modulePath) === 1);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function entriesOf(directory: string): readonly Entry[] {
  try {
    return listing(directory);
  } catch {
    return [];
  }
}
