/**
 * Finds what there is to judge: the Go modules under some folders, their packages and files, and the configuration files.
 *
 * It walks as the go command does for `./...`: not into `vendor`, `testdata`, directories and files that begin with `_` or
 * `.`, nor into symbolic links to directories (so a circle of links ends at its first step). Unlike the go command it
 * takes files of every build tag and operating system, because architecture does not depend on where one compiles.
 * Nothing is dropped in silence: whatever is left out is listed with its reason.
 *
 * Only names are read, and the contents of go.mod, go.work; never a Go file. A folder that cannot be read is skipped and
 * listed. Deliberately synchronous: a walk over the standard library takes some hundredths of a second, and nothing
 * useful could happen before it is done.
 */

import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isGoFileName, isTestFile } from '../go/fileKind.ts';
import { type GoMod, isDirectoryTarget, parseGoMod } from '../go/goMod.ts';
import { type GoWork, parseGoWork } from '../go/goWork.ts';
import { configurationFileName, misnamedConfiguration } from '../protocol.ts';
import { ancestorsOf, joinPath, parentOf, relativeTo, toSlashes } from './paths.ts';
import { moduleFoldersBelow, siblingModules } from './siblingModules.ts';
import { directoryDetails, directoryReason, type Entry, listing } from './walking.ts';

export type SkipReason =
  | 'vendor'
  | 'testdata'
  | 'hidden'
  | 'underscore'
  | 'nodeModules'
  /** The `ignore` directive of go.mod. */
  | 'ignored'
  | 'excluded'
  | 'symbolicLink'
  | 'unreadable'
  /** go.work names a directory without a go.mod. */
  | 'noModule'
  /** A socket, a pipe, a device. */
  | 'notAFile';

export interface SkippedPath {
  /** Absolute, with `/`. */
  readonly path: string;
  readonly reason: SkipReason;
  /** One sentence without a final period. */
  readonly detail: string;
}

export interface DiscoveredFile {
  /** Absolute, with `/`. */
  readonly path: string;
  readonly name: string;
  readonly isTest: boolean;
}

/** A directory with Go files. It may hold a package and its external test package. */
export interface DiscoveredPackage {
  /** Absolute, with `/`. */
  readonly path: string;
  /** Relative to the module, `''` for its root. */
  readonly dir: string;
  readonly module: DiscoveredModule;
  /** By name. */
  readonly files: readonly DiscoveredFile[];
}

export interface DiscoveredModule {
  /** Absolute directory, with `/`. */
  readonly dir: string;
  /** The go.mod; undefined for loose files, which belong to a module of the folder that was opened. */
  readonly goModPath: string | undefined;
  readonly goMod: GoMod;
  /**
   * False for a module that is only known by `use` or `replace`, or because it lies beside one that is inside, below the same
   * configuration: none of its files are in the folders.
   */
  readonly inside: boolean;
}

export interface DiscoveredGoWork {
  readonly path: string;
  readonly goWork: GoWork;
  /** Absolute directories of its modules. */
  readonly uses: readonly string[];
}

export interface DiscoveryProblem {
  readonly path: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface Discovery {
  /** Absolute, with `/`, in the order given. */
  readonly roots: readonly string[];
  /** Sorted by directory. */
  readonly modules: readonly DiscoveredModule[];
  /** By absolute directory, sorted. */
  readonly packages: ReadonlyMap<string, DiscoveredPackage>;
  /** Configuration files in force or not, absolute; `governingConfiguration` says which one governs what. */
  readonly configurations: readonly string[];
  /** Files that look like configurations and are none, because of their name. */
  readonly misnamed: readonly string[];
  readonly goWorks: readonly DiscoveredGoWork[];
  readonly skipped: readonly SkippedPath[];
  /** What cannot be read in go.mod and go.work. */
  readonly problems: readonly DiscoveryProblem[];
}

/** Whether a path is to be left out; `relative` is relative to the directory of the configuration that says so. */
export type Exclusion = (relative: string, isDirectory: boolean) => boolean;

export interface DiscoveryOptions {
  /** What the configuration file at this path excludes below its own directory. */
  readonly exclusionsOf?: (configurationPath: string) => Exclusion | undefined;
  /** What is left out below a folder that was given and has no configuration above it. */
  readonly exclusionsWithout?: () => Exclusion | undefined;
  /** The folder one works in: its configurations hold for the folders below it that were given, as in an editor that has it open. */
  readonly within?: string | undefined;
}

export function discover(roots: readonly string[], options: DiscoveryOptions = {}): Discovery {
  return new Walk(options).run(roots);
}

/** Rules a directory is walked by; they hold for everything below until a nested module or configuration adds its own. */
interface Surroundings {
  readonly module: DiscoveredModule;
  readonly exclusions: readonly { readonly base: string; readonly excludes: Exclusion }[];
}

interface Visit {
  readonly directory: string;
  /** The same directory without symbolic links. */
  readonly real: string;
  readonly surroundings: Surroundings;
}

class Walk {
  readonly #options: DiscoveryOptions;
  readonly #modules = new Map<string, DiscoveredModule>();
  readonly #packages = new Map<string, DiscoveredPackage>();
  readonly #configurations = new Set<string>();
  readonly #misnamed: string[] = [];
  readonly #goWorks = new Map<string, DiscoveredGoWork>();
  readonly #skipped: SkippedPath[] = [];
  readonly #problems: DiscoveryProblem[] = [];
  readonly #walked = new Set<string>();
  /** Directories that were given. */
  readonly #roots: string[] = [];

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  run(given: readonly string[]): Discovery {
    const roots = given.map((root) => withoutTrailingSlash(toSlashes(root)));
    this.#roots.push(...roots);
    for (const root of roots) this.#root(root);
    this.#knowNeighbours();
    this.#knowSiblings();
    return {
      roots,
      modules: [...this.#modules.values()].sort((a, b) => compare(a.dir, b.dir)),
      packages: new Map([...this.#packages].sort(([a], [b]) => compare(a, b))),
      configurations: [...this.#configurations].sort(compare),
      misnamed: this.#misnamed,
      goWorks: [...this.#goWorks.values()],
      skipped: this.#skipped,
      problems: this.#problems,
    };
  }

  #root(root: string): void {
    const real = realPath(root);
    if (real === undefined) {
      this.#skip(root, 'unreadable', 'the folder does not exist or cannot be read');
      return;
    }
    if (this.#walked.has(real)) return;
    const { module, configurations } = this.#above(root);
    const exclusions: Surroundings['exclusions'][number][] = [];
    for (const configuration of configurations) this.#addExclusions(configuration, exclusions);
    const excludes = configurations.length === 0 ? this.#options.exclusionsWithout?.() : undefined;
    if (excludes !== undefined) exclusions.push({ base: root, excludes });
    this.#directories(root, real, { module: module ?? this.#looseModule(root), exclusions });
  }

  /**
   * What governs a folder from above: opened on its own or as a part of its repository, it must be judged alike. Modules
   * and workspaces are looked for up to the top, as the go command does, configurations up to the root of the repository
   * or, where there is none, of the workspace or the folder one works in.
   */
  #above(root: string): { module: DiscoveredModule | undefined; configurations: readonly string[] } {
    let module: DiscoveredModule | undefined;
    let goWork: DiscoveredGoWork | undefined;
    let configurations: string[] = [];
    const seen: string[] = [];
    for (const directory of ancestorsOf(root)) {
      if (existsSync(joinPath(directory, configurationFileName))) {
        const path = joinPath(directory, configurationFileName);
        if (directory !== root) seen.push(path);
      }
      if (module === undefined && existsSync(joinPath(directory, 'go.mod'))) {
        module = this.#module(directory, true);
        configurations = [...seen];
      }
      if (goWork === undefined) {
        goWork = this.#goWork(directory);
        if (goWork !== undefined) configurations = [...seen];
      }
      if (directory === this.#options.within) configurations = [...seen];
      if (existsSync(joinPath(directory, '.git'))) {
        configurations = [...seen];
        // Beyond the repository only modules and workspaces count.
        seen.length = 0;
        for (const outer of ancestorsOf(parentOf(directory))) {
          if (module === undefined && existsSync(joinPath(outer, 'go.mod'))) module = this.#module(outer, true);
          goWork ??= this.#goWork(outer);
        }
        break;
      }
    }
    for (const path of configurations) this.#configurations.add(path);
    return { module, configurations };
  }

  /** A loop with its own stack, for trees may be deeper than the call stack. */
  #directories(root: string, real: string, surroundings: Surroundings): void {
    const stack: Visit[] = [{ directory: root, real, surroundings }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) this.#directory(next, stack);
  }

  #directory({ directory, real, surroundings: outer }: Visit, stack: Visit[]): void {
    // Folders that were opened may lie in one another.
    if (this.#walked.has(real)) return;
    this.#walked.add(real);
    let entries: ReturnType<typeof listing>;
    try {
      entries = listing(directory);
    } catch (error) {
      this.#skip(directory, 'unreadable', `the folder cannot be read: ${reasonOf(error)}`);
      return;
    }
    const surroundings = this.#enter(directory, entries, outer);
    const files: DiscoveredFile[] = [];
    for (const entry of entries) {
      const path = joinPath(directory, entry.name);
      if (entry.isDirectory()) {
        if (!this.#skipsDirectory(path, entry.name, surroundings)) {
          stack.push({ directory: path, real: joinPath(real, entry.name), surroundings });
        }
      } else if (entry.name.endsWith('.go')) {
        if (this.#takesFile(path, entry, surroundings)) {
          files.push({ path, name: entry.name, isTest: isTestFile(entry.name) });
        }
      } else if (entry.isSymbolicLink() && isDirectory(path)) {
        this.#skip(path, 'symbolicLink', 'symbolic links to directories are not followed');
      }
    }
    if (files.length === 0) return;
    files.sort((a, b) => compare(a.name, b.name));
    const { module } = surroundings;
    if (module.goModPath === undefined) this.#modules.set(module.dir, module);
    this.#packages.set(directory, { path: directory, dir: relativeTo(module.dir, directory) ?? '', module, files });
  }

  /** What changes at this directory: a module begins, a configuration begins. */
  #enter(directory: string, entries: readonly Entry[], outer: Surroundings): Surroundings {
    let { module, exclusions } = outer;
    for (const { name } of entries) {
      if (name === 'go.work') this.#goWork(directory);
      else if (name === 'go.mod') module = this.#module(directory, true) ?? module;
      else if (name === misnamedConfiguration) this.#misnamed.push(joinPath(directory, name));
      else if (name === configurationFileName) {
        const path = joinPath(directory, name);
        this.#configurations.add(path);
        const added = [...exclusions];
        this.#addExclusions(path, added);
        exclusions = added;
      }
    }
    return { module, exclusions };
  }

  #addExclusions(configuration: string, exclusions: Surroundings['exclusions'][number][]): void {
    const excludes = this.#options.exclusionsOf?.(configuration);
    if (excludes !== undefined) exclusions.push({ base: parentOf(configuration), excludes });
  }

  #skipsDirectory(path: string, name: string, { module, exclusions }: Surroundings): boolean {
    const reason = directoryReason(name);
    if (reason !== undefined) {
      this.#skip(path, reason, directoryDetails[reason]);
      return true;
    }
    const relative = relativeTo(module.dir, path);
    if (relative !== undefined && module.goMod.ignored.some((ignored) => isIgnored(ignored, relative))) {
      this.#skip(path, 'ignored', 'go.mod ignores it');
      return true;
    }
    return this.#excluded(path, true, exclusions);
  }

  #takesFile(path: string, entry: Entry, { exclusions }: Surroundings): boolean {
    if (!isGoFileName(entry.name)) {
      const hidden = entry.name.startsWith('.');
      this.#skip(
        path,
        hidden ? 'hidden' : 'underscore',
        `the go command ignores files that begin with "${entry.name[0]}"`,
      );
      return false;
    }
    if (entry.isSymbolicLink()) {
      // The go command takes a link to a file, and so do we; one that leads nowhere or to a directory it does not.
      if (isDirectory(path)) {
        this.#skip(path, 'symbolicLink', 'symbolic links to directories are not followed');
        return false;
      }
      if (!isFile(path)) {
        this.#skip(path, 'unreadable', 'the symbolic link leads nowhere');
        return false;
      }
    } else if (!entry.isFile()) {
      this.#skip(path, 'notAFile', 'it is not a regular file');
      return false;
    }
    return !this.#excluded(path, false, exclusions);
  }

  #excluded(path: string, directory: boolean, exclusions: Surroundings['exclusions']): boolean {
    for (const { base, excludes } of exclusions) {
      const relative = relativeTo(base, path);
      if (relative !== undefined && excludes(relative, directory)) {
        this.#skip(path, 'excluded', `${joinPath(base, configurationFileName)} excludes it`);
        return true;
      }
    }
    return false;
  }

  /** Modules below a configuration that stands above the folders, which it governs as well. Nothing is said of them. */
  #knowSiblings(): void {
    const bases = [...this.#configurations].map(parentOf).filter((base) => !this.#isRead(base));
    for (const base of bases) {
      // What the outermost finds holds what the others would.
      if (bases.some((other) => other !== base && relativeTo(other, base) !== undefined)) continue;
      const exclusions: Surroundings['exclusions'][number][] = [];
      this.#addExclusions(joinPath(base, configurationFileName), exclusions);
      const isLeftOut = (path: string) =>
        this.#isRead(path) || exclusions.some(({ excludes }) => excludes(relativeTo(base, path) ?? '', true));
      const found = moduleFoldersBelow(base, isLeftOut);
      for (const module of siblingModules(found.modules, [...this.#modules.values()]))
        this.#modules.set(module.dir, module);
      for (const configuration of found.configurations) this.#configurations.add(configuration);
    }
  }

  #isRead(directory: string): boolean {
    return this.#roots.some((root) => relativeTo(root, directory) !== undefined);
  }

  #module(directory: string, inside: boolean): DiscoveredModule | undefined {
    const known = this.#modules.get(directory);
    if (known !== undefined && (known.inside || !inside)) return known;
    const goModPath = joinPath(directory, 'go.mod');
    const text = this.#read(goModPath);
    if (text === undefined) return undefined;
    const goMod = parseGoMod(text);
    // One that was known from outside of the folders before is read a second time.
    if (known === undefined) {
      for (const problem of goMod.problems) this.#problems.push({ path: goModPath, ...problem });
    }
    const module: DiscoveredModule = { dir: directory, goModPath, goMod, inside };
    this.#modules.set(directory, module);
    return module;
  }

  #looseModule(root: string): DiscoveredModule {
    return { dir: root, goModPath: undefined, goMod: parseGoMod(''), inside: true };
  }

  #goWork(directory: string): DiscoveredGoWork | undefined {
    const path = joinPath(directory, 'go.work');
    const known = this.#goWorks.get(path);
    if (known !== undefined) return known;
    if (!existsSync(path)) return undefined;
    const text = this.#read(path);
    if (text === undefined) return undefined;
    const goWork = parseGoWork(text);
    for (const problem of goWork.problems) this.#problems.push({ path, ...problem });
    const uses = goWork.uses.map((use) => joinPath(directory, toSlashes(use.directory)));
    const found: DiscoveredGoWork = { path, goWork, uses };
    this.#goWorks.set(path, found);
    return found;
  }

  /** Modules outside of the folders that go.work or a replacement names: their paths tell imports apart. */
  #knowNeighbours(): void {
    for (const { path, goWork, uses } of this.#goWorks.values()) {
      for (const [index, use] of uses.entries()) {
        if (this.#module(use, false)?.goModPath === undefined)
          this.#skip(path, 'noModule', `it uses ${goWork.uses[index]?.directory}, where no go.mod is`);
      }
    }
    for (const module of [...this.#modules.values()]) {
      for (const { target } of module.goMod.replacements) {
        if (isDirectoryTarget(target)) this.#module(joinPath(module.dir, toSlashes(target)), false);
      }
    }
  }

  #read(path: string): string | undefined {
    try {
      if (isFile(path)) return readFileSync(path, 'utf8');
      return undefined;
    } catch (error) {
      this.#problems.push({ path, message: `cannot be read: ${reasonOf(error)}`, start: 0, end: 0 });
      return undefined;
    }
  }

  #skip(path: string, reason: SkipReason, detail: string): void {
    this.#skipped.push({ path, reason, detail });
  }
}

/** `./x` is relative to the module and `x` may be anywhere; both mean the directory with all below it. */
function isIgnored(ignored: string, relative: string): boolean {
  const wanted = withoutTrailingSlash(ignored);
  if (wanted.startsWith('./')) return relative === wanted.slice(2);
  return relative === wanted || relative.endsWith(`/${wanted}`);
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function realPath(path: string): string | undefined {
  try {
    return toSlashes(realpathSync.native(path === '' ? '/' : path));
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function withoutTrailingSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
