/**
 * Finds the Go files of packages that are not in the workspace: in `vendor`, in a directory that replaces a module, or in
 * the module cache. It runs no Go and downloads nothing; what is not on disk is simply not found.
 *
 * The version is the one that the build takes, or none: sources of another version would say wrong things. Which version
 * that is and where it lies is moduleVersions.ts's part, this one looks at the disk, only when asked and once per package.
 * The standard library is not looked for, because the catalogue knows it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isGoFileName, isTestFile } from '../go/fileKind.ts';
import { parseGoMod } from '../go/goMod.ts';
import { parseGoWork } from '../go/goWork.ts';
import { environmentFile, type GoEnvironment, goEnvironment, type Variables } from './goEnvironment.ts';
import { locateModules, type MainModule, type ModuleLocation, packageDirectories } from './moduleVersions.ts';
import { joinPath } from './paths.ts';

/** A package outside of the workspace. */
export interface DependencyPackage {
  readonly path: string;
  /** Absolute directory, with `/`. */
  readonly dir: string;
  /** Names of its Go files without tests, in order; of every operating system and build tag. */
  readonly files: readonly string[];
}

/** Where to look from: one module, or all modules of a go.work file. */
export interface DependencyRoot {
  /** Directories of the main modules, absolute, with `/`. */
  readonly modules: readonly string[];
  /** Directory of the go.work file that joins them. */
  readonly workspace?: string;
}

export interface DependencySources {
  /** The package that an import of the main modules, or of one of their dependencies, leads to. */
  find(importPath: string): DependencyPackage | undefined;
}

/** Reads what the go command is told by the process's environment and its own file. */
export function readGoEnvironment(variables: Variables = process.env, platform = process.platform): GoEnvironment {
  const file = environmentFile(variables, platform);
  return goEnvironment(variables, file === undefined ? '' : textOf(file), platform);
}

/** Opens the dependencies of a build. Open anew when a go.mod, go.sum or go.work changes. */
export function openDependencySources(root: DependencyRoot, environment: GoEnvironment): DependencySources {
  const vendor = environment.ignoresVendor ? undefined : vendorDirectory(root);
  let modules: readonly ModuleLocation[] | undefined;
  const found = new Map<string, DependencyPackage | undefined>();

  const look = (importPath: string): DependencyPackage | undefined => {
    if (!importPath.split('/', 1)[0]?.includes('.')) return undefined;
    if (vendor !== undefined) {
      const vendored = packageIn(`${vendor}/${importPath}`, importPath);
      if (vendored) return vendored;
    }
    modules ??= readModules(root, environment);
    for (const { dir, nested } of packageDirectories(modules, importPath)) {
      if (nested.some((inner) => existsSync(`${inner}/go.mod`))) continue;
      const candidate = packageIn(dir, importPath);
      if (candidate) return candidate;
    }
    return undefined;
  };
  return {
    find(importPath) {
      if (!found.has(importPath)) found.set(importPath, look(importPath));
      return found.get(importPath);
    },
  };
}

/** The go command takes `vendor` when it has a list of its modules; beside go.work, if there is one. */
function vendorDirectory(root: DependencyRoot): string | undefined {
  const [only] = root.modules;
  const owner = root.workspace ?? only;
  if (owner === undefined) return undefined;
  return textOf(`${owner}/vendor/modules.txt`) === '' ? undefined : `${owner}/vendor`;
}

function readModules(root: DependencyRoot, { moduleCache }: GoEnvironment): ModuleLocation[] {
  const mains = root.modules.map(
    (dir): MainModule => ({ dir, goMod: parseGoMod(textOf(`${dir}/go.mod`)), goSum: textOf(`${dir}/go.sum`) }),
  );
  const workspace =
    root.workspace === undefined
      ? undefined
      : {
          dir: root.workspace,
          replacements: parseGoWork(textOf(joinPath(root.workspace, 'go.work'))).replacements,
          goSum: textOf(joinPath(root.workspace, 'go.work.sum')),
        };
  // Without a cache, replaced modules can still be found.
  return locateModules(mains, workspace, moduleCache ?? '').filter(
    ({ version }) => version === '' || moduleCache !== undefined,
  );
}

function packageIn(dir: string, path: string): DependencyPackage | undefined {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  const files = names.filter((name) => isGoFileName(name) && !isTestFile(name)).sort();
  return files.length === 0 ? undefined : { path, dir, files };
}

/** Text of a file; empty when it cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return '';
    throw error;
  }
}

/** Missing, not permitted, or not what it was taken for: all the same to who looks for sources. */
function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}
