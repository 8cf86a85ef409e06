/**
 * Finds packages by import path and files by what they belong to, for resolving names.
 *
 * A package may come from the project, from the sources of a dependency, or from the catalogue, in this order. Answers are
 * kept until `Project.surface` says that a file changed in a way others can notice.
 */
import { evaluateBuildConstraint, evidentTag } from '../go/buildConstraint.ts';
import type { FileFacts } from '../go/facts.ts';
import type { Catalogue } from './catalogue.ts';
import { CatalogueScope } from './catalogueScope.ts';
import type { PackageScope } from './declared.ts';
import type { Evaluate } from './fileContext.ts';
import { packagePath } from './importPaths.ts';
import type { ModuleInfo, Package, Project, ProjectFile } from './project.ts';
import { SourceScope } from './sourceScope.ts';

/** A package outside the project, read from the vendor folder or the module cache. */
export interface DependencyPackage {
  readonly name: string;
  /** Reads the files that belong to the package, without tests. */
  files(): readonly { readonly name: string; readonly facts: FileFacts }[];
}

export interface DependencySources {
  /** The package as the module that asks would get it; undefined when its sources are not at hand. */
  package(path: string, fromModule: ModuleInfo): DependencyPackage | undefined;
}

export class Universe {
  readonly project: Project;
  /** Works out what a package-level variable or constant is worth. */
  readonly evaluate: Evaluate;
  readonly #catalogue: Catalogue | undefined;
  readonly #dependencies: DependencySources | undefined;
  readonly #catalogueScopes = new Map<string, CatalogueScope | undefined>();
  readonly #dependencyScopes = new Map<string, SourceScope | undefined>();
  #projectScopes = new Map<string, SourceScope | undefined>();
  #outside = new WeakMap<readonly ProjectFile[], readonly (SourceScope | CatalogueScope)[]>();

  constructor(
    project: Project,
    catalogue: Catalogue | undefined,
    dependencies: DependencySources | undefined,
    evaluate: Evaluate,
  ) {
    this.project = project;
    this.evaluate = evaluate;
    this.#catalogue = catalogue;
    this.#dependencies = dependencies;
  }

  /** Forgets what was said about packages of the project, and about others what may depend on them. */
  reset(): void {
    this.#projectScopes = new Map();
    this.#outside = new WeakMap();
  }

  /** The package an import path leads to from a module; undefined when nothing is known about it. */
  scope(path: string, fromModule: ModuleInfo): PackageScope | undefined {
    if (path === 'C' || path === 'unsafe') return undefined;
    const target = this.project.resolveImport(path, fromModule);
    if (target.origin === 'project') return this.#importable(target.package);
    if (target.origin === 'missing') return undefined;
    if (target.origin === 'standard' && !path.startsWith(VENDOR)) return this.#catalogueScope(path);
    const scope = this.#dependencyScope(path, fromModule);
    // The standard library has its own copies of external packages, which are not those the catalogue knows.
    return scope ?? (fromModule.path === 'std' ? undefined : this.#catalogueScope(path));
  }

  /**
   * What is known of the standard library and of the modules that some files import packages of: a package leads to others of its
   * module without their being imported. Kept for the list that was given, which is not to change.
   */
  outside(files: readonly ProjectFile[]): readonly (SourceScope | CatalogueScope)[] {
    let scopes = this.#outside.get(files);
    if (!scopes) {
      scopes = this.#outsideOf(files);
      this.#outside.set(files, scopes);
    }
    return scopes;
  }

  #outsideOf(files: readonly ProjectFile[]): readonly (SourceScope | CatalogueScope)[] {
    const scopes = new Map<string, SourceScope | CatalogueScope | undefined>();
    const modules = this.#catalogue?.modules ?? [];
    const add = (paths: readonly string[]) => {
      for (const path of paths) if (!scopes.has(path)) scopes.set(path, this.#catalogueScope(path));
    };
    add(modules.find((module) => module.path === 'std')?.packages ?? []);
    for (const file of files) {
      for (const { path } of file.facts.header.imports) {
        if (scopes.has(path)) continue;
        const scope =
          this.project.resolveImport(path, file.module).origin === 'external'
            ? this.scope(path, file.module)
            : undefined;
        scopes.set(path, scope instanceof SourceScope || scope instanceof CatalogueScope ? scope : undefined);
        if (scope) add(modules.find((module) => module.packages.includes(path))?.packages ?? []);
      }
    }
    return [...scopes.values()].filter((scope) => scope !== undefined);
  }

  /** The package a file belongs to, with what else of the directory it sees. */
  scopeOfFile(file: ProjectFile): SourceScope {
    const name = file.facts.header.packageName;
    const path = packagePath(file.module, file.dir);
    const alone = isIgnored(file.facts);
    const isExternalTest = file.isTest && name.endsWith('_test');
    const key = `${file.module.dir}\0${path}\0${name}\0${alone ? file.path : ''}`;
    let scope = this.#projectScopes.get(key);
    if (!scope) {
      const all = [...(this.project.packageOf(file)?.files.values() ?? [file])];
      const files = alone
        ? [file]
        : all.filter((each) => each.facts.header.packageName === name && !isIgnored(each.facts));
      scope = new SourceScope(this, isExternalTest ? `${path}_test` : path, name, file.module, () =>
        files.map(sourceFile),
      );
      this.#projectScopes.set(key, scope);
    }
    return scope;
  }

  /** The scope that declares a named type of this package path. */
  scopeOfType(path: string, fromModule: ModuleInfo): PackageScope | undefined {
    if (path.endsWith('_test')) {
      const scope = this.#externalTest(path.slice(0, -'_test'.length), fromModule);
      if (scope) return scope;
    }
    const target = this.project.resolveImport(path, fromModule);
    if (target.origin === 'project') return this.#importable(target.package);
    return this.scope(path, fromModule);
  }

  #externalTest(path: string, fromModule: ModuleInfo): SourceScope | undefined {
    const found = this.project.packageAt(path, fromModule);
    const file = [...(found?.files.values() ?? [])].find(
      (each) => each.isTest && each.facts.header.packageName.endsWith('_test'),
    );
    return file && this.scopeOfFile(file);
  }

  /** What others get when they import the directory, which may hold programs of their own besides. */
  #importable(found: Package): SourceScope | undefined {
    const key = `${found.module.dir}\0${found.path}\0`;
    if (this.#projectScopes.has(key)) return this.#projectScopes.get(key);
    const files = [...found.files.values()].filter((file) => !isIgnored(file.facts));
    const regular = files.filter((file) => !file.isTest);
    const names = new Set(regular.map((file) => file.facts.header.packageName).filter((name) => name !== ''));
    if (names.size > 1) for (const odd of ['main', 'documentation']) names.delete(odd);
    const tests = files.filter((file) => file.isTest && !file.facts.header.packageName.endsWith('_test'));
    const representative =
      regular.find((file) => names.has(file.facts.header.packageName)) ?? (regular.length === 0 ? tests[0] : undefined);
    const scope = names.size <= 1 && representative ? this.scopeOfFile(representative) : undefined;
    this.#projectScopes.set(key, scope);
    return scope;
  }

  #dependencyScope(path: string, fromModule: ModuleInfo): SourceScope | undefined {
    if (!this.#dependencies) return undefined;
    const key = `${fromModule.dir}\0${path}`;
    if (this.#dependencyScopes.has(key)) return this.#dependencyScopes.get(key);
    const inStandard = fromModule.path === 'std';
    const imported = inStandard && path.startsWith(VENDOR) ? path.slice(VENDOR.length) : path;
    const found = this.#dependencies.package(imported, fromModule);
    const scope =
      found &&
      new SourceScope(this, inStandard ? VENDOR + imported : imported, found.name, fromModule, () =>
        found
          .files()
          .filter(({ facts }) => facts.header.packageName === found.name && !isIgnored(facts))
          .map((file) => ({ ...file, isTest: false })),
      );
    this.#dependencyScopes.set(key, scope);
    return scope;
  }

  #catalogueScope(path: string): CatalogueScope | undefined {
    if (this.#catalogueScopes.has(path)) return this.#catalogueScopes.get(path);
    const found = this.#catalogue?.package(path);
    const scope = found && new CatalogueScope(found);
    this.#catalogueScopes.set(path, scope);
    return scope;
  }
}

/** What go/types puts before the paths of packages in the standard library's own vendor folder. */
const VENDOR = 'vendor/';

export interface SourceFile {
  /** Base name. */
  readonly name: string;
  readonly isTest: boolean;
  readonly facts: FileFacts;
}

function sourceFile(file: ProjectFile): SourceFile {
  return { name: file.path.slice(file.path.lastIndexOf('/') + 1), isTest: file.isTest, facts: file.facts };
}

/** A file that no build includes: a program of its own, or a variant for a Go of long ago. */
function isIgnored(facts: FileFacts): boolean {
  const expression = facts.header.buildConstraint?.expression;
  return expression !== undefined && evaluateBuildConstraint(expression, evidentTag) === false;
}
