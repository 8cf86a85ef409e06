/**
 * Declarations of packages outside the workspace, read from their sources when types are asked for: where those lie is
 * dependencySources.ts's part, what they mean model/types.ts's.
 */
import { readFileSync } from 'node:fs';
import { extractFacts, ObserverTable } from '../go/extract.ts';
import type { GoParser } from '../go/parser.ts';
import type { ModuleInfo } from '../model/project.ts';
import type { DependencyPackage, DependencySources } from '../model/universe.ts';
import {
  openDependencySources,
  type DependencySources as PackageFinder,
  readGoEnvironment,
} from './dependencySources.ts';

const NO_OBSERVERS = new ObserverTable([]);

export function dependencyFacts(parser: GoParser): DependencySources {
  const environment = readGoEnvironment();
  const finders = new Map<string, PackageFinder>();
  const finderOf = ({ dir }: ModuleInfo): PackageFinder => {
    let finder = finders.get(dir);
    if (!finder) {
      finder = openDependencySources({ modules: [dir] }, environment);
      finders.set(dir, finder);
    }
    return finder;
  };
  return {
    package(path, fromModule): DependencyPackage | undefined {
      const found = finderOf(fromModule).find(path);
      if (!found) return undefined;
      return {
        path,
        files: found.files.map((name) => ({
          name,
          facts: extractFacts(parser.parse(readFileSync(`${found.dir}/${name}`)), NO_OBSERVERS),
        })),
      };
    },
  };
}
