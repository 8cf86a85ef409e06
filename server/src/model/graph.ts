/**
 * Who imports whom, as a graph to look at: layers, modules or packages as nodes, the imports between them as edges, and what the
 * configuration declares beside what the code does. Of what lies outside only what is forbidden to import is drawn.
 *
 * Test files are left out: what they reach for is no part of the architecture that is built. Which of their imports are forbidden is
 * counted, so that nobody takes a picture without red for a check without findings. The graph is data; formats draw it.
 */
import type { GoImport } from '../go/imports.ts';
import type { ModuleInfo, Package, Project, ProjectFile } from './project.ts';

export type GraphLevel = 'layer' | 'module' | 'package';

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** The layer of a package, the module of a layer when there are several, what is outside; undefined without one. */
  readonly group: string | undefined;
  /** Packages it stands for; none for a layer that is declared and empty. */
  readonly packages: number;
}

/** An import declaration; `start` is a UTF-16 offset. */
export interface ImportPlace {
  readonly path: string;
  readonly start: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Import declarations, forbidden ones included. */
  readonly imports: number;
  readonly forbidden: number;
  /** Where the forbidden ones stand. */
  readonly places: readonly ImportPlace[];
  /** The configuration says that it is allowed, whether or not anything makes use of it. Only layers are declared. */
  readonly declared: boolean;
}

export interface ImportGraph {
  readonly level: GraphLevel;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Forbidden imports of test files, which are not among the edges. */
  readonly forbiddenInTests: number;
}

export interface GraphOptions {
  readonly level: GraphLevel;
  /** Files that take part. */
  includes(path: string): boolean;
  /** Whether the import that begins there breaks a rule. */
  isForbidden(path: string, start: number): boolean;
}

export function importGraph(project: Project, options: GraphOptions): ImportGraph {
  const builder = new Builder(project, options);
  for (const file of project.files.values()) if (options.includes(file.path)) builder.addFile(file);
  if (options.level === 'layer') {
    builder.addEmptyLayers();
    builder.addDeclared();
  }
  return builder.graph();
}

/** Only what is wrong: forbidden edges and what they connect. */
export function violationsOf(graph: ImportGraph): ImportGraph {
  return restricted(
    graph,
    graph.edges.filter(({ forbidden }) => forbidden > 0),
    [],
  );
}

/**
 * A node and its neighbours, with the edges among them that touch it. A package may be named by the end of its path.
 *
 * @returns undefined when there is no such node
 */
export function focusOn(graph: ImportGraph, name: string): ImportGraph | undefined {
  const found = graph.nodes.filter(({ id, label }) => id === name || label === name || id.endsWith(`/${name}`));
  if (found.length === 0) return undefined;
  const ids = new Set(found.map(({ id }) => id));
  return restricted(
    graph,
    graph.edges.filter(({ from, to }) => ids.has(from) || ids.has(to)),
    [...ids],
  );
}

function restricted(graph: ImportGraph, edges: readonly GraphEdge[], kept: readonly string[]): ImportGraph {
  const ids = new Set([...edges.flatMap(({ from, to }) => [from, to]), ...kept]);
  return { ...graph, edges, nodes: graph.nodes.filter(({ id }) => ids.has(id)) };
}

/** Whether the configuration speaks of what the layer of one package imports, and lets it import that of the other. */
function isDeclared(from: Package, to: Package): boolean {
  const { scope } = from.module;
  const [own, other] = [scope.layerOf(from.dir), to.module.scope.layerOf(to.dir)];
  if (own.kind !== 'layer' || other.kind !== 'layer' || to.module.scope.layers !== scope.layers) return false;
  return own.layer.imports.layers !== undefined && scope.layers.mayImport(own.layer, other.layer).allowed;
}

class Builder {
  readonly #project: Project;
  readonly #options: GraphOptions;
  readonly #nodes = new Map<string, { label: string; group: string | undefined; packages: Set<string> }>();
  readonly #edges = new Map<
    string,
    { from: string; to: string; imports: number; forbidden: number; places: ImportPlace[]; declared: boolean }
  >();
  readonly #severalModules: boolean;
  readonly #moduleNames: ReadonlyMap<ModuleInfo, string>;
  #forbiddenInTests = 0;

  constructor(project: Project, options: GraphOptions) {
    this.#project = project;
    this.#options = options;
    this.#severalModules = project.modules.filter(({ path }) => path !== '').length > 1;
    this.#moduleNames = moduleNames(project.modules);
  }

  addFile(file: ProjectFile): void {
    if (file.isTest) {
      const forbidden = file.facts.header.imports.filter(({ start }) => this.#options.isForbidden(file.path, start));
      this.#forbiddenInTests += forbidden.length;
      return;
    }
    const own = this.#project.packageOf(file);
    if (!own) return;
    const from = this.#node(own);
    for (const imported of file.facts.header.imports) {
      const target = this.#project.resolveImport(imported.path, file.module);
      if (target.origin === 'standard' || target.origin === 'external') {
        this.#addOutside(from, file, imported, target.origin === 'standard' ? 'standard library' : 'third party');
      }
      if (target.origin !== 'project') continue;
      const to = this.#node(target.package);
      if (to === from) continue;
      const edge = this.#edge(from, to);
      edge.imports++;
      edge.declared ||= this.#options.level === 'layer' && isDeclared(own, target.package);
      if (!this.#options.isForbidden(file.path, imported.start)) continue;
      edge.forbidden++;
      edge.places.push({ path: file.path, start: imported.start });
    }
  }

  /** An import of another module or of the standard library is drawn where it is forbidden: all of them would hide the rest. */
  #addOutside(from: string, file: ProjectFile, { path, start }: GoImport, group: string): void {
    if (!this.#options.isForbidden(file.path, start)) return;
    const node = this.#nodes.get(path) ?? { label: path, group, packages: new Set() };
    this.#nodes.set(path, node);
    node.packages.add(path);
    const edge = this.#edge(from, path);
    edge.imports++;
    edge.forbidden++;
    edge.places.push({ path: file.path, start });
  }

  /** Layers of the configuration file itself in which no package is yet; those a preset offers need not be used. */
  addEmptyLayers(): void {
    const used = new Set<unknown>();
    for (const file of this.#project.files.values()) {
      const answer = file.module.scope.layerOf(file.dir);
      if (answer.kind === 'layer') used.add(answer.layer);
    }
    for (const module of this.#project.modules) {
      for (const layer of module.scope.config.layers.values()) {
        const { name, patterns, origin } = layer;
        // One configuration may govern several modules; the first of them stands for all.
        if (used.has(layer) || patterns.length === 0 || origin.file === '') continue;
        used.add(layer);
        const group = this.#severalModules ? this.#nameOf(module) : undefined;
        const id = this.#layerId(module, name);
        if (!this.#nodes.has(id)) this.#nodes.set(id, { label: name, group, packages: new Set() });
      }
    }
  }

  /** Edges between layers that the configuration allows by name, used or not: to draw all that `*` allows would show nothing. */
  addDeclared(): void {
    for (const module of this.#project.modules) {
      const layers = [...module.scope.config.layers.values()];
      for (const from of layers) {
        for (const to of layers) {
          const source = this.#layerId(module, from.name);
          const target = this.#layerId(module, to.name);
          if (from === to || !this.#nodes.has(source) || !this.#nodes.has(target)) continue;
          if (from.imports.layers === undefined || from.imports.layers.allow === '*') continue;
          if (module.scope.layers.mayImport(from, to).allowed) this.#edge(source, target).declared = true;
        }
      }
    }
  }

  graph(): ImportGraph {
    const nodes = [...this.#nodes].map(([id, { label, group, packages }]) => ({
      id,
      label,
      group,
      packages: packages.size,
    }));
    const byId =
      <T>(key: (each: T) => string) =>
      (a: T, b: T) =>
        key(a) < key(b) ? -1 : 1;
    return {
      level: this.#options.level,
      nodes: nodes.sort(byId(({ id }) => id)),
      edges: [...this.#edges.values()].sort(byId(({ from, to }) => `${from}\0${to}`)),
      forbiddenInTests: this.#forbiddenInTests,
    };
  }

  #node(of: Package): string {
    const { module } = of;
    const answer = module.scope.layerOf(of.dir);
    const layer = answer.kind === 'layer' ? answer.layer.name : undefined;
    const name = this.#nameOf(module);
    switch (this.#options.level) {
      case 'module':
        return this.#add(name, name, undefined, of);
      case 'package': {
        const label = of.dir === '' ? module.path.slice(module.path.lastIndexOf('/') + 1) : of.dir;
        const id = name === module.path ? of.path : `${name}:${of.dir || '.'}`;
        return this.#add(id, label, layer ?? (this.#severalModules ? name : undefined), of);
      }
      case 'layer': {
        const label = layer ?? (of.dir === '' ? '(module root)' : `(${of.dir.split('/')[0]})`);
        return this.#add(this.#layerId(module, label), label, this.#severalModules ? name : undefined, of);
      }
    }
  }

  #nameOf(module: ModuleInfo): string {
    return this.#moduleNames.get(module) ?? module.path;
  }

  #layerId(module: ModuleInfo, layer: string): string {
    return this.#severalModules ? `${this.#nameOf(module)}:${layer}` : layer;
  }

  #add(id: string, label: string, group: string | undefined, of: Package): string {
    const node = this.#nodes.get(id) ?? { label, group, packages: new Set() };
    node.packages.add(of.path);
    this.#nodes.set(id, node);
    return id;
  }

  #edge(from: string, to: string) {
    const key = `${from}\0${to}`;
    const edge = this.#edges.get(key) ?? { from, to, imports: 0, forbidden: 0, places: [], declared: false };
    this.#edges.set(key, edge);
    return edge;
  }
}

/** The paths of modules; two checkouts of one are told apart by the folders in which they lie. */
function moduleNames(modules: readonly ModuleInfo[]): ReadonlyMap<ModuleInfo, string> {
  return new Map(
    modules.map((module) => {
      const others = modules.filter((other) => other !== module && other.path === module.path);
      const tails = (dir: string) =>
        dir.split('/').map((_, index, names) => names.slice(names.length - 1 - index).join('/'));
      const place = tails(module.dir).find((tail) => !others.some(({ dir }) => `/${dir}`.endsWith(`/${tail}`)));
      return [module, others.length === 0 ? module.path : `${module.path} in ${place ?? module.dir}`];
    }),
  );
}
