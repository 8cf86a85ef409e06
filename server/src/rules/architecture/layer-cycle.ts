/**
 * architecture/layer-cycle: layers that import each other in a circle, every step of which the configuration allows.
 *
 * An import that is forbidden is reported as such and not a second time here. A recognised layout leaves directions open on
 * purpose, so only layers that somebody wrote down are judged. Tests and generated files do not count.
 */
import type { Layer } from '../../config/config.ts';
import type { LayerMap } from '../../config/layers.ts';
import type { GoImport } from '../../go/imports.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { defineRule, type RelatedPlace, type Report } from '../rule.ts';
import { innerTarget, layerOfTarget, ownLayer } from './edges.ts';

export const layerCycle = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/layer-cycle',
    title: 'Layers do not import each other in a circle',
    severity: 'warning',
    recommended: true,
    needs: 'imports',
    defaults: {},
  },
  *judgeProject({ project }) {
    for (const graph of layerGraphs(project).values()) {
      for (const cycle of cyclesOf(graph)) yield reportOf(cycle);
    }
  },
});

/** All imports of one layer by another. */
interface LayerEdge {
  readonly from: Layer;
  readonly to: Layer;
  imports: number;
  /** The first by path. */
  place: { readonly file: ProjectFile; readonly import: GoImport };
}

type LayerGraph = Map<Layer, Map<Layer, LayerEdge>>;

function layerGraphs(project: Project): Map<LayerMap, LayerGraph> {
  const graphs = new Map<LayerMap, LayerGraph>();
  for (const { file, import: imported } of project.imports()) {
    const { scope } = file.module;
    if (scope.source !== 'file' || file.isTest || file.facts.header.generated) continue;
    const own = ownLayer(file);
    const target = innerTarget(project, file, imported.path);
    const other = target && layerOfTarget(target);
    // Packages that nobody has put anywhere have no direction in common.
    if (own?.unclaimed || other?.unclaimed) continue;
    const [from, to] = [own?.layer, other?.layer];
    if (!from || !to || from === to || !scope.layers.mayImport(from, to).allowed) continue;
    const graph = graphs.get(scope.layers) ?? new Map<Layer, Map<Layer, LayerEdge>>();
    graphs.set(scope.layers, graph);
    const edges = graph.get(from) ?? new Map<Layer, LayerEdge>();
    graph.set(from, edges);
    const edge = edges.get(to);
    const place = { file, import: imported };
    if (!edge) edges.set(to, { from, to, imports: 1, place });
    else {
      edge.imports++;
      if (file.path < edge.place.file.path) edge.place = place;
    }
  }
  return graphs;
}

/** The shortest circle of every group of layers that reach each other; groups have no layer in common. */
function cyclesOf(graph: LayerGraph): LayerEdge[][] {
  const cycles: LayerEdge[][] = [];
  const layers = [...onCircles(graph)].sort(byName);
  const settled = new Set<Layer>();
  for (const layer of layers) {
    if (settled.has(layer)) continue;
    const group = layers.filter(
      (other) => other === layer || (pathBetween(graph, layer, other) && pathBetween(graph, other, layer)),
    );
    for (const member of group) settled.add(member);
    if (group.length < 2) continue;
    const circles = group.flatMap((start) => {
      const circle = pathBetween(graph, start, start);
      return circle ? [circle] : [];
    });
    const shortest = circles.sort((a, b) => a.length - b.length)[0];
    if (shortest) cycles.push(shortest);
  }
  return cycles;
}

/**
 * The layers that may lie on a circle: what nobody imports, or what imports nobody, is taken away until nothing changes. In a
 * healthy project all are.
 */
function onCircles(graph: LayerGraph): Set<Layer> {
  const importers = new Map<Layer, number>();
  const left = new Set(graph.keys());
  for (const edges of graph.values()) for (const to of edges.keys()) importers.set(to, (importers.get(to) ?? 0) + 1);
  const unasked = [...left].filter((layer) => !importers.has(layer));
  for (const layer of unasked) {
    left.delete(layer);
    for (const to of graph.get(layer)?.keys() ?? []) {
      const others = (importers.get(to) ?? 0) - 1;
      importers.set(to, others);
      if (others === 0) unasked.push(to);
    }
  }
  return left;
}

/** The shortest way along at least one edge, broadest first; neighbours are tried by name. */
function pathBetween(graph: LayerGraph, from: Layer, to: Layer): LayerEdge[] | undefined {
  const cameBy = new Map<Layer, LayerEdge>();
  let border = [from];
  while (border.length > 0) {
    const next: Layer[] = [];
    for (const layer of border) {
      const edges = [...(graph.get(layer)?.values() ?? [])].sort((a, b) => byName(a.to, b.to));
      for (const edge of edges) {
        if (cameBy.has(edge.to)) continue;
        cameBy.set(edge.to, edge);
        if (edge.to === to) return wayBack(cameBy, from, edge);
        next.push(edge.to);
      }
    }
    border = next;
  }
  return undefined;
}

function wayBack(cameBy: ReadonlyMap<Layer, LayerEdge>, from: Layer, last: LayerEdge): LayerEdge[] {
  const way = [last];
  for (let edge = last; edge.from !== from; ) {
    const before = cameBy.get(edge.from);
    if (!before) break;
    way.unshift(before);
    edge = before;
  }
  return way;
}

function reportOf(cycle: readonly LayerEdge[]): Report & { readonly path: string } {
  // Where the fewest imports stand in the way, the circle is opened most easily.
  const weakest = cycle.reduce((a, b) => (b.imports < a.imports ? b : a));
  const at = cycle.indexOf(weakest);
  const ordered = [...cycle.slice(at), ...cycle.slice(0, at)];
  const chain = [...ordered.map(({ from }) => from.name), weakest.from.name].join(' → ');
  const { file, import: imported } = weakest.place;
  const rests = `${weakest.from.name} → ${weakest.to.name} rests on ${counted(weakest.imports)}`;
  return {
    message: `These layers import each other in a circle: ${chain}; none can be understood, tested or replaced without the others. The step ${rests}, the fewest of all.`,
    path: file.path,
    start: imported.start,
    end: imported.end,
    key: [...cycle]
      .map(({ from }) => from.name)
      .sort()
      .join(' '),
    related: ordered.slice(1).map(stepPlace),
  };
}

function stepPlace({ from, to, imports, place }: LayerEdge): RelatedPlace {
  const { start, end } = place.import;
  return {
    path: place.file.path,
    start,
    end,
    message: `${from.name} → ${to.name}: ${counted(imports)}, this the first.`,
  };
}

function counted(imports: number): string {
  return imports === 1 ? '1 import' : `${imports} imports`;
}

function byName(a: Layer, b: Layer): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
