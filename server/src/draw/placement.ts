/** Where everything of a picture stands. A small one is laid out by dagre, a large one in columns, which takes no time. */
import { Graph, layout } from '@dagrejs/dagre';
import type { GraphEdge, GraphNode, ImportGraph } from '../model/graph.ts';
import { type Arrow, type Corner, inColumns, type Size } from './columns.ts';
import { byGroup, labelOfEdge, labelOfNode } from './format.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Around its middle. */
export interface Box extends Point, Size {}

export interface EdgePlace {
  readonly points: readonly Point[];
  /** Of the label, where there is to be one. */
  readonly label: Box | undefined;
}

export interface Placement extends Size {
  readonly nodes: ReadonlyMap<GraphNode, Box>;
  readonly groups: ReadonlyMap<string, Box>;
  readonly edges: ReadonlyMap<GraphEdge, EdgePlace>;
}

export const FONT = 13;
export const SMALL = 11;
export const MARGIN = 24;
const NODE_HEIGHT = 34;
const LABEL_HEIGHT = 16;

/** About what a sans-serif letter takes; a picture made without a browser has no better measure. */
export const widthOf = (text: string, size: number) => Math.ceil(text.length * size * 0.6);

/** Beyond these dagre takes seconds, and minutes for some hundreds of packages. */
const MOST_NODES = 40;
const MOST_EDGES = 80;

export function placed(graph: ImportGraph): Placement {
  return graph.nodes.length <= MOST_NODES && graph.edges.length <= MOST_EDGES ? byDagre(graph) : byColumns(graph);
}

function sizeOf(node: GraphNode): Size {
  return { width: widthOf(labelOfNode(node), FONT) + 28, height: NODE_HEIGHT };
}

function labelSize(edge: GraphEdge): Size | undefined {
  const label = labelOfEdge(edge);
  return label === '' ? undefined : { width: widthOf(label, SMALL) + 6, height: LABEL_HEIGHT };
}

function byDagre(graph: ImportGraph): Placement {
  const drawing = new Graph({ compound: true, multigraph: true });
  drawing.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 70, edgesep: 14, marginx: MARGIN, marginy: MARGIN });
  drawing.setDefaultEdgeLabel(() => ({}));
  const groups = namedGroups(graph);
  for (const node of graph.nodes) drawing.setNode(node.id, { ...sizeOf(node) });
  for (const [index, [, nodes]] of groups.entries()) {
    drawing.setNode(groupId(index), {});
    for (const { id } of nodes) drawing.setParent(id, groupId(index));
  }
  for (const edge of graph.edges) {
    drawing.setEdge(edge.from, edge.to, { ...(labelSize(edge) ?? { width: 0, height: 0 }), labelpos: 'c' });
  }
  layout(drawing);
  const { width = 0, height = 0 } = drawing.graph() as { width?: number; height?: number };
  const at = (id: string) => drawing.node(id) as unknown as Box;
  return {
    width,
    height,
    nodes: new Map(graph.nodes.map((node) => [node, at(node.id)])),
    groups: new Map(groups.map(([name], index) => [name, at(groupId(index))])),
    edges: new Map(
      graph.edges.map((edge) => {
        const { points, x, y } = drawing.edge(edge.from, edge.to) as { points: Point[]; x?: number; y?: number };
        const size = labelSize(edge);
        const label = size === undefined || x === undefined || y === undefined ? undefined : { x, y, ...size };
        return [edge, { points, label }];
      }),
    ),
  };
}

function groupId(index: number): string {
  return `group ${index}`;
}

function namedGroups(graph: ImportGraph): (readonly [string, readonly GraphNode[]])[] {
  return [...byGroup(graph)].flatMap(([name, nodes]) => (name === undefined ? [] : [[name, nodes] as const]));
}

const NODE_GAPS = { between: 60, below: 14 };
const GROUP_GAPS = { between: 110, below: 40 };
const GROUP_HEAD = 26;
const GROUP_EDGE = 14;

/** Each group is a box with columns of its own, and the boxes stand in columns. */
function byColumns(graph: ImportGraph): Placement {
  const areas = [...byGroup(graph)].map(([name, nodes]) => {
    const sizes = new Map(nodes.map((node) => [node.id, sizeOf(node)]));
    const inside = graph.edges.filter(({ from, to }) => sizes.has(from) && sizes.has(to));
    const columns = inColumns(sizes, inside, NODE_GAPS);
    const [head, edge] = name === undefined ? [0, 0] : [GROUP_HEAD, GROUP_EDGE];
    const size = { width: columns.width + 2 * edge, height: columns.height + head + edge };
    return { key: name ?? '', name, nodes, columns, size, head, edge };
  });
  const areaOf = new Map(areas.flatMap(({ key, nodes }) => nodes.map(({ id }) => [id, key] as const)));
  const between = mostlyOneWay(graph.edges, areaOf);
  const outer = inColumns(new Map(areas.map(({ key, size }) => [key, size])), between, GROUP_GAPS);
  const nodes = new Map<GraphNode, Box>();
  const groups = new Map<string, Box>();
  for (const area of areas) {
    const { left, top } = shifted(outer.corners.get(area.key), MARGIN, MARGIN);
    if (area.name !== undefined) groups.set(area.name, boxAt({ left, top }, area.size));
    for (const node of area.nodes) {
      const corner = shifted(area.columns.corners.get(node.id), left + area.edge, top + area.head);
      nodes.set(node, boxAt(corner, sizeOf(node)));
    }
  }
  const boxes = new Map([...nodes].map(([{ id }, box]) => [id, box]));
  const edges = new Map(
    graph.edges.flatMap((edge): [GraphEdge, EdgePlace][] => {
      const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
      return from && to ? [[edge, acrossTo(edge, from, to)]] : [];
    }),
  );
  return { width: outer.width + 2 * MARGIN, height: outer.height + 2 * MARGIN, nodes, groups, edges };
}

/** Arrows between areas, without those that most imports between the two are against: these say what stands left. */
function mostlyOneWay(edges: readonly GraphEdge[], areaOf: ReadonlyMap<string, string>): readonly Arrow[] {
  const counts = new Map<string, Arrow & { count: number }>();
  const keyOf = (from: string, to: string) => JSON.stringify([from, to]);
  for (const edge of edges) {
    const [from, to] = [areaOf.get(edge.from) ?? '', areaOf.get(edge.to) ?? ''];
    if (from === to) continue;
    const known = counts.get(keyOf(from, to));
    if (known) known.count++;
    else counts.set(keyOf(from, to), { from, to, count: 1 });
  }
  return [...counts.values()].filter(({ from, to, count }) => count >= (counts.get(keyOf(to, from))?.count ?? 0));
}

function shifted(corner: Corner | undefined, left: number, top: number): Corner {
  return { left: left + (corner?.left ?? 0), top: top + (corner?.top ?? 0) };
}

function boxAt({ left, top }: Corner, { width, height }: Size): Box {
  return { x: left + width / 2, y: top + height / 2, width, height };
}

/** From side to side; only what is forbidden has a label, because thousands of numbers are read by nobody. */
function acrossTo(edge: GraphEdge, from: Box, to: Box): EdgePlace {
  const direction = to.x >= from.x ? 1 : -1;
  const start = { x: from.x + (direction * from.width) / 2, y: from.y };
  // Into the side that looks at the start; two boxes of one column meet at their right sides.
  const side = Math.abs(to.x - from.x) < (to.width + from.width) / 2 ? direction : -direction;
  const end = { x: to.x + (side * to.width) / 2, y: to.y };
  const reach = Math.max(24, Math.abs(end.x - start.x) / 3);
  const points = [start, { x: start.x + direction * reach, y: start.y }, { x: end.x + side * reach, y: end.y }, end];
  const size = edge.forbidden > 0 ? labelSize(edge) : undefined;
  const label = size && { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2, ...size };
  return { points, label };
}
