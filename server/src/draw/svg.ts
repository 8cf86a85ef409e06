/** A picture that stands on its own. */
import type { GraphNode } from '../model/graph.ts';
import { colours, type GraphFormat, type GraphPicture, kindOfEdge, labelOfEdge, labelOfNode } from './format.ts';
import { type Box, type EdgePlace, FONT, MARGIN, type Point, placed, SMALL, widthOf } from './placement.ts';

export const graphSvg: GraphFormat = (picture) => drawSvg(picture);

export function drawSvg({ graph, title }: GraphPicture): string {
  const { width, height, nodes, groups, edges } = placed(graph);
  const full = Math.max(width, widthOf(title, FONT) + 2 * MARGIN);
  const parts: string[] = [];
  for (const [name, box] of groups) parts.push(drawGroup(name, box));
  for (const [edge, edgePlace] of edges) parts.push(drawEdge(edge, edgePlace));
  // On top of all lines, so that none crosses a label out.
  for (const [edge, edgePlace] of edges) parts.push(drawLabel(edge, edgePlace));
  for (const [node, box] of nodes) parts.push(drawNode(node, box));
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

function drawNode(node: GraphNode, { x, y, width, height }: Box): string {
  const { id, packages } = node;
  const about = packages === 1 ? id : `${id}: ${packages === 0 ? 'no' : packages} packages`;
  const style = packages === 0 ? ' stroke-dasharray="5 4"' : '';
  return (
    `<g class="node" data-id="${escaped(id)}"><title>${escaped(about)}</title>` +
    `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="7" fill="#ffffff" stroke="#78909c"${style}/>` +
    `<text x="${round(x)}" y="${round(y)}" text-anchor="middle" dominant-baseline="central" fill="#263238">${escaped(labelOfNode(node))}</text></g>`
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

function drawLabel(edge: Edge, { label: box }: EdgePlace): string {
  if (box === undefined) return '';
  const { x, y, width, height } = box;
  const label = labelOfEdge(edge);
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
