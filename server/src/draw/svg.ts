/** A picture that stands on its own: SVG, laid out by dagre. */
import { Graph, layout } from '@dagrejs/dagre';
import { byGroup, colours, type GraphFormat, type GraphPicture, kindOfEdge, labelOfEdge } from './format.ts';

export const graphSvg: GraphFormat = (picture) => drawSvg(picture);

const FONT = 13;
const SMALL = 11;
const MARGIN = 24;

/** About what a sans-serif letter takes; a picture made without a browser has no better measure. */
const widthOf = (text: string, size: number) => Math.ceil(text.length * size * 0.6);

interface Point {
  readonly x: number;
  readonly y: number;
}

export function drawSvg({ graph, title }: GraphPicture): string {
  const drawing = new Graph({ compound: true, multigraph: true });
  drawing.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 70, edgesep: 14, marginx: MARGIN, marginy: MARGIN });
  drawing.setDefaultEdgeLabel(() => ({}));
  const groups = [...byGroup(graph)].filter(([name]) => name !== undefined);
  for (const { id, label } of graph.nodes) drawing.setNode(id, { width: widthOf(label, FONT) + 28, height: 34 });
  for (const [index, [, nodes]] of groups.entries()) {
    drawing.setNode(groupId(index), {});
    for (const { id } of nodes) drawing.setParent(id, groupId(index));
  }
  for (const edge of graph.edges) {
    const label = labelOfEdge(edge);
    drawing.setEdge(edge.from, edge.to, {
      width: label === '' ? 0 : widthOf(label, SMALL) + 6,
      height: label === '' ? 0 : 16,
      labelpos: 'c',
    });
  }
  layout(drawing);
  const { width = 0, height = 0 } = drawing.graph() as { width?: number; height?: number };
  const full = Math.max(width, widthOf(title, FONT) + 2 * MARGIN);
  const parts: string[] = [];
  for (const [index, [name = '']] of groups.entries()) parts.push(drawGroup(name, place(drawing, groupId(index))));
  const edges = graph.edges.map((edge) => [edge, drawing.edge(edge.from, edge.to) as EdgePlace] as const);
  for (const [edge, edgePlace] of edges) parts.push(drawEdge(edge, edgePlace));
  // On top of all lines, so that none crosses a label out.
  for (const [edge, edgePlace] of edges) parts.push(drawLabel(edge, edgePlace));
  for (const { id, label, packages } of graph.nodes) parts.push(drawNode(id, label, packages, place(drawing, id)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(full)}" height="${round(height + 40)}" viewBox="0 -40 ${round(full)} ${round(height + 40)}" font-family="system-ui, sans-serif" font-size="${FONT}">`,
    `<title>${escaped(title)}</title>`,
    markers(),
    `<rect class="paper" x="0" y="-40" width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="${MARGIN}" y="-14" font-weight="600" fill="#263238">${escaped(title)}</text>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function groupId(index: number): string {
  return `group ${index}`;
}

interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

interface EdgePlace extends Partial<Box> {
  readonly points: readonly Point[];
}

function place(drawing: Graph, id: string): Box {
  return drawing.node(id) as unknown as Box;
}

function markers(): string {
  const marker = (kind: keyof typeof colours) =>
    `<marker id="${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="${colours[kind]}"/></marker>`;
  return `<defs>${marker('used')}${marker('unused')}${marker('forbidden')}</defs>`;
}

function drawGroup(name: string, { x, y, width, height }: Box): string {
  return (
    `<g class="group"><rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="10" fill="#f5f7f8" stroke="#cfd8dc"/>` +
    `<text x="${round(x - width / 2 + 10)}" y="${round(y - height / 2 + 16)}" font-size="${SMALL}" fill="#607d8b">${escaped(name)}</text></g>`
  );
}

function drawNode(id: string, label: string, packages: number, { x, y, width, height }: Box): string {
  const about = packages === 1 ? id : `${id}: ${packages} packages`;
  return (
    `<g class="node" data-id="${escaped(id)}"><title>${escaped(about)}</title>` +
    `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="7" fill="#ffffff" stroke="#78909c"/>` +
    `<text x="${round(x)}" y="${round(y)}" text-anchor="middle" dominant-baseline="central" fill="#263238">${escaped(label)}</text></g>`
  );
}

type Edge = Parameters<typeof kindOfEdge>[0];

function drawEdge(edge: Edge, { points }: EdgePlace): string {
  const kind = kindOfEdge(edge);
  const style = kind === 'unused' ? ' stroke-dasharray="5 4"' : '';
  const width = kind === 'forbidden' ? 2 : 1.2;
  return (
    `${openEdge(edge)}<title>${escaped(`${edge.from} → ${edge.to}`)}</title>` +
    `<path d="${curve(points)}" fill="none" stroke="${colours[kind]}" stroke-width="${width}"${style} marker-end="url(#${kind})"/></g>`
  );
}

function drawLabel(edge: Edge, { x, y, width = 0, height = 0 }: EdgePlace): string {
  const label = labelOfEdge(edge);
  if (label === '' || x === undefined || y === undefined) return '';
  return (
    `${openEdge(edge)}<rect class="paper" x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" fill="#ffffff"/>` +
    `<text x="${round(x)}" y="${round(y)}" font-size="${SMALL}" text-anchor="middle" dominant-baseline="central" fill="${colours[kindOfEdge(edge)]}">${label}</text></g>`
  );
}

function openEdge(edge: Edge): string {
  return `<g class="edge ${kindOfEdge(edge)}" data-from="${escaped(edge.from)}" data-to="${escaped(edge.to)}">`;
}

/** A smooth line through the points: straight to the first middle, then around each corner. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const last = rest.at(-1) ?? first;
  let path = `M${round(first.x)} ${round(first.y)}`;
  for (const [index, corner] of rest.slice(0, -1).entries()) {
    const next = rest[index + 1] ?? last;
    const end = index === rest.length - 2 ? last : { x: (corner.x + next.x) / 2, y: (corner.y + next.y) / 2 };
    path += `Q${round(corner.x)} ${round(corner.y)} ${round(end.x)} ${round(end.y)}`;
  }
  return rest.length <= 1 ? `${path}L${round(last.x)} ${round(last.y)}` : path;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
