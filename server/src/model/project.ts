/**
 * The linked project: modules, their packages and the facts of their files, with the questions rules ask of them.
 *
 * A project is updated file by file and answers from facts alone; it never sees a tree, a disk or an editor. Answers that
 * need more than one file are computed on demand and kept until a file they depend on changes.
 */
import type { DetectedLayout } from '../config/layout.ts';
import type { ScopeConfiguration } from '../config/scope.ts';
import type { FileFacts } from '../go/facts.ts';
import type { GoImport } from '../go/imports.ts';
import type { Catalogue } from './catalogue.ts';
import { isStandardImport, packagePath } from './importPaths.ts';
import { SharedPaths } from './sharedPaths.ts';
import { headerChanged, surfaceChanged } from './surface.ts';
import { type DependencySources, TypeResolver } from './types.ts';

export { packagePath } from './importPaths.ts';

/** A Go module of the workspace. */
export interface ModuleInfo {
  /** Absolute directory of its go.mod, forward slashes, no trailing slash. */
  readonly dir: string;
  /** Module path, such as `example.com/shop`. */
  readonly path: string;
  /** Other paths its packages are imported by: what go.mod files replace by its directory. */
  readonly replaces?: readonly string[];
  /** Language version of the go directive (`1.22`); undefined when go.mod has none. */
  readonly goVersion: string | undefined;
  /** The configuration that governs the module, and where its patterns are anchored. */
  readonly scope: ScopeConfiguration;
  /** What the folders look like; undefined where a configuration is in force. */
  readonly detected: DetectedLayout | undefined;
  /** None of its files are part of the project: it is known so that imports of it are not taken for those of third parties. */
  readonly isNeighbour?: boolean;
}

/** A Go file as the project knows it. */
export interface ProjectFile {
  /** Absolute path, forward slashes. */
  readonly path: string;
  readonly module: ModuleInfo;
  /** Directory relative to the module, `''` for its root. */
  readonly dir: string;
  readonly isTest: boolean;
  readonly facts: FileFacts;
}

/** A directory of Go files: the package, its in-package tests and its external test package. */
export interface Package {
  /** Import path. */
  readonly path: string;
  readonly module: ModuleInfo;
  readonly dir: string;
  /** Files by absolute path, in a stable order. */
  readonly files: ReadonlyMap<string, ProjectFile>;
}

/** Where an import leads. */
export type ImportTarget =
  | { readonly origin: 'project'; readonly package: Package }
  /** Inside a module of the workspace, but no such directory holds Go files. */
  | { readonly origin: 'missing'; readonly module: ModuleInfo; readonly dir: string }
  | { readonly origin: 'standard' }
  | { readonly origin: 'external' };

interface MutablePackage extends Package {
  readonly files: Map<string, ProjectFile>;
}

export class Project {
  #modules: readonly ModuleInfo[] = [];
  /** Neighbours as well, the longest path first. */
  #known: readonly ModuleInfo[] = [];
  /** By import path; those of a module whose path an earlier one has too by its directory as well. */
  readonly #packages = new Map<string, MutablePackage>();
  #shared = new SharedPaths([]);
  readonly #files = new Map<string, ProjectFile>();
  /** Where imports lead, until a package comes or goes. */
  readonly #targets = new Map<string, ImportTarget>();
  /** Who imports what, until the headers of files change. */
  #importers: { readonly headers: number; readonly byPath: ReadonlyMap<string, readonly ProjectFile[]> } | undefined;
  #generation = 0;
  #surface = 0;
  #headers = 0;
  #types: TypeResolver | undefined;
  #openCatalogue: () => Catalogue | undefined = () => undefined;
  #dependencies: DependencySources | undefined;

  /** Grows with every change. */
  get generation(): number {
    return this.#generation;
  }

  /** Grows when a file comes, goes, or changes its package or imports; what is said of the project as a whole rests on these. */
  get headers(): number {
    return this.#headers;
  }

  /** Grows with every change that files other than the changed one can notice; caches of derived answers compare it. */
  get surface(): number {
    return this.#surface;
  }

  /** What expressions are worth; see types.ts. */
  get types(): TypeResolver {
    this.#types ??= new TypeResolver(this, this.#openCatalogue(), this.#dependencies);
    return this.#types;
  }

  /** Import paths of the standard library, as far as they are known; none without a catalogue. */
  get standardPackages(): readonly string[] {
    return this.#openCatalogue()?.modules.find(({ path }) => path === 'std')?.packages ?? [];
  }

  /** Says who knows packages outside the project; without, only the project itself is known. Opened when types are asked for. */
  useOutside(openCatalogue: () => Catalogue | undefined, dependencies?: DependencySources): void {
    this.#openCatalogue = openCatalogue;
    this.#dependencies = dependencies;
    this.#types = undefined;
  }

  get modules(): readonly ModuleInfo[] {
    return this.#modules;
  }

  /** Modules that are not part of the project and whose packages are not third parties' either. */
  get neighbours(): readonly ModuleInfo[] {
    return this.#known.filter(({ isNeighbour }) => isNeighbour);
  }

  /** All of them; what an import path means is a question for `packageAt`, because two checkouts have one path for two. */
  get packages(): ReadonlyMap<string, Package> {
    return this.#packages;
  }

  get files(): ReadonlyMap<string, ProjectFile> {
    return this.#files;
  }

  /** Begins anew with these modules and files. */
  reset(modules: readonly ModuleInfo[], files: readonly ProjectFile[]): void {
    // Longest path first, so that a nested module claims its imports before the module around it.
    this.#known = [...modules].sort((a, b) => b.path.length - a.path.length);
    this.#modules = this.#known.filter(({ isNeighbour }) => !isNeighbour);
    this.#shared = new SharedPaths(this.#modules);
    this.#packages.clear();
    this.#targets.clear();
    this.#files.clear();
    for (const file of files) this.setFile(file);
    this.#generation++;
    this.#surface++;
    this.#headers++;
  }

  setFile(file: ProjectFile): void {
    const key = this.#keyOf(file);
    let target = this.#packages.get(key);
    if (!target) {
      const { module, dir } = file;
      target = { path: packagePath(module, dir), module, dir, files: new Map() };
      this.#packages.set(key, target);
      this.#targets.clear();
    }
    const before = this.#files.get(file.path);
    const moved = !before || before.module !== file.module;
    if (moved || surfaceChanged(before.facts, file.facts)) this.#surface++;
    if (moved || headerChanged(before.facts, file.facts)) this.#headers++;
    target.files.set(file.path, file);
    this.#files.set(file.path, file);
    this.#generation++;
  }

  removeFile(path: string): void {
    const file = this.#files.get(path);
    if (!file) return;
    this.#files.delete(path);
    const owner = this.#keyOf(file);
    const target = this.#packages.get(owner);
    target?.files.delete(path);
    if (target?.files.size === 0) {
      this.#packages.delete(owner);
      this.#targets.clear();
    }
    this.#generation++;
    this.#surface++;
    this.#headers++;
  }

  packageOf(file: ProjectFile): Package | undefined {
    return this.#packages.get(this.#keyOf(file));
  }

  #keyOf({ module, dir }: Pick<ProjectFile, 'module' | 'dir'>): string {
    const path = packagePath(module, dir);
    // No import path holds the character between.
    return this.#shared.isLater(module) ? `${path}\0${module.dir}` : path;
  }

  /** Whether a path may mean different packages in different modules. */
  get sharesPaths(): boolean {
    return !this.#shared.none;
  }

  /** Where an import that stands in a module leads. `C` and `unsafe` count as standard. */
  resolveImport(path: string, from: ModuleInfo): ImportTarget;
  /** Only what is the same wherever the import stands: the package depends on that, because two modules may have one path. */
  resolveImport(path: string): { readonly origin: 'project' | 'standard' | 'external' };
  resolveImport(
    path: string,
    from?: ModuleInfo,
  ): ImportTarget | { readonly origin: 'project' | 'standard' | 'external' } {
    let target = this.#targets.get(path);
    if (!target) {
      const replaced = this.#packages.has(path) ? undefined : this.#replacedPath(path);
      target = this.#resolved(replaced ?? path);
      this.#targets.set(path, target);
    }
    if (from) return this.#shared.none ? target : this.#within(from, target);
    return { origin: target.origin === 'missing' ? 'project' : target.origin };
  }

  /** The package of the project that a path means in a module. */
  packageAt(path: string, from: ModuleInfo): Package | undefined {
    const target = this.resolveImport(path, from);
    return target.origin === 'project' ? target.package : undefined;
  }

  /**
   * The files that share their import paths with a module: all of them, but for other checkouts of what the module or they can import.
   * Whoever goes by paths looks among these.
   */
  filesAround(module: ModuleInfo): Iterable<ProjectFile> {
    if (this.#shared.none) return this.#files.values();
    const others = new Set(this.#modules.filter((other) => !this.#shared.areTogether(other, module)));
    return [...this.#files.values()].filter((file) => !others.has(file.module));
  }

  /** What an import that leads to a module of this path means to this one. */
  #within(from: ModuleInfo, target: ImportTarget): ImportTarget {
    if (target.origin !== 'project' && target.origin !== 'missing') return target;
    const { module, dir } = target.origin === 'project' ? target.package : target;
    const meant = this.#shared.meant(module, from);
    if (meant === module) return target;
    const own = this.#packages.get(this.#keyOf({ module: meant, dir }));
    return own ? { origin: 'project', package: own } : { origin: 'missing', module: meant, dir };
  }

  #resolved(path: string): ImportTarget {
    const found = this.#packages.get(path);
    return found ? { origin: 'project', package: found } : this.#outsidePackages(path);
  }

  /** What an import of a path means that a go.mod replaces by the directory of a module with another path. */
  #replacedPath(path: string): string | undefined {
    for (const { replaces, path: own } of this.#known) {
      const replaced = replaces?.find((each) => path === each || path.startsWith(`${each}/`));
      if (replaced !== undefined) return own + path.slice(replaced.length);
    }
    return undefined;
  }

  #outsidePackages(path: string): ImportTarget {
    const module = this.#known.find((candidate) => path === candidate.path || path.startsWith(`${candidate.path}/`));
    if (module) return { origin: 'missing', module, dir: path.slice(module.path.length + 1) };
    return isStandardImport(path) ? { origin: 'standard' } : { origin: 'external' };
  }

  /**
   * The files around a module that import a path as they write it, files of the package itself included: of a package, those around its
   * own module.
   */
  importersOf(path: string, around: ModuleInfo): readonly ProjectFile[] {
    // A file whose imports stayed the same is another object after every edit.
    const files = (this.#importersByPath().get(path) ?? []).flatMap((file) => this.#files.get(file.path) ?? []);
    return this.#shared.none ? files : files.filter((file) => this.#shared.areTogether(file.module, around));
  }

  /** Every path that some file imports, each once; only of the files around a module, if one is given. */
  importedPaths(around?: ModuleInfo): Iterable<string> {
    const byPath = this.#importersByPath();
    if (!around || this.#shared.none) return byPath.keys();
    return [...byPath.keys()].filter((path) => this.importersOf(path, around).length > 0);
  }

  #importersByPath(): ReadonlyMap<string, readonly ProjectFile[]> {
    if (this.#importers?.headers !== this.#headers) {
      const byPath = new Map<string, ProjectFile[]>();
      for (const { file, import: imported } of this.imports()) {
        const known = byPath.get(imported.path);
        if (!known) byPath.set(imported.path, [file]);
        else if (known.at(-1) !== file) known.push(file);
      }
      this.#importers = { headers: this.#headers, byPath };
    }
    return this.#importers.byPath;
  }

  /** Every import of the project with its file, for whole-project questions. */
  *imports(): Iterable<{ readonly file: ProjectFile; readonly import: GoImport }> {
    for (const file of this.#files.values()) {
      for (const imported of file.facts.header.imports) yield { file, import: imported };
    }
  }
}
