/**
 * Who imports whom, as a graph to look at: layers, modules or packages as nodes, the imports between them as edges, and what the
 * configuration declares beside what the code does.
 *
 * Test files are left out: what they reach for is no part of the architecture that is built. The graph is data; formats draw it.
 */
import type { Package, Project, ProjectFile } from './project.ts';

export type GraphLevel = 'layer' | 'module' | 'package';

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** The layer of a package, the module of a layer when there are several; undefined without one. */
  readonly group: string | undefined;
  /** Packages it stands for. */
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
  for (const file of project.files.values()) if (!file.isTest && options.includes(file.path)) builder.addFile(file);
  if (options.level === 'layer') builder.addDeclared();
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
  return { level: graph.level, edges, nodes: graph.nodes.filter(({ id }) => ids.has(id)) };
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

  constructor(project: Project, options: GraphOptions) {
    this.#project = project;
    this.#options = options;
    this.#severalModules = project.modules.filter(({ path }) => path !== '').length > 1;
  }

  addFile(file: ProjectFile): void {
    const own = this.#project.packageOf(file);
    if (!own) return;
    const from = this.#node(own);
    for (const imported of file.facts.header.imports) {
      const target = this.#project.resolveImport(imported.path, file.module);
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

  /** Edges between layers that the configuration allows by name, used or not: to draw all that `*` allows would show nothing. */
  addDeclared(): void {
    for (const module of this.#project.modules) {
      const layers = [...module.scope.config.layers.values()];
      for (const from of layers) {
        for (const to of layers) {
          const source = this.#layerId(module.path, from.name);
          const target = this.#layerId(module.path, to.name);
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
    };
  }

  #node(of: Package): string {
    const { module } = of;
    const answer = module.scope.layerOf(of.dir);
    const layer = answer.kind === 'layer' ? answer.layer.name : undefined;
    switch (this.#options.level) {
      case 'module':
        return this.#add(module.path, module.path, undefined, of);
      case 'package': {
        const label = of.dir === '' ? module.path.slice(module.path.lastIndexOf('/') + 1) : of.dir;
        return this.#add(of.path, label, layer ?? (this.#severalModules ? module.path : undefined), of);
      }
      case 'layer': {
        const name = layer ?? (of.dir === '' ? '(module root)' : `(${of.dir.split('/')[0]})`);
        return this.#add(this.#layerId(module.path, name), name, this.#severalModules ? module.path : undefined, of);
      }
    }
  }

  #layerId(module: string, layer: string): string {
    return this.#severalModules ? `${module}:${layer}` : layer;
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
