/** One file for a browser, nothing loaded from anywhere: the picture with zoom, drag, search, and what a node is connected to. */
import type { GraphEdge, GraphLevel } from '../model/graph.ts';
import { type GraphFormat, type GraphPicture, labelOfEdge, remarksOn } from './format.ts';
import { drawSvg, escaped } from './svg.ts';

export const graphHtml: GraphFormat = (picture) =>
  page(picture, {
    policy: "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
    nonce: '',
    levels: '',
    placesOf: () => '',
    script: '',
  });

/** Where an import stands, for people and for an editor. */
export interface PanelPlace {
  /** Relative to the workspace, with the line from 1. */
  readonly label: string;
  readonly uri: string;
  /** From 0, as in LSP. */
  readonly line: number;
  readonly character: number;
}

/**
 * The same page inside an editor: the forbidden imports open their lines, and the level can be changed. It tells the editor by messages,
 * `{ open: { uri, line, character } }` and `{ level }`.
 *
 * @param nonce of letters and digits, new for each page: nothing else may run in it
 */
export function graphPanel(
  picture: GraphPicture,
  nonce: string,
  placesOf: (edge: GraphEdge) => readonly PanelPlace[],
): string {
  const { level } = picture.graph;
  const choices = panelLevels.map((each) => `<option${each === level ? ' selected' : ''}>${each}</option>`).join('');
  return page(picture, {
    policy: `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'`,
    nonce: ` nonce="${nonce}"`,
    levels: `<label>by <select id="level" aria-label="Level">${choices}</select></label>`,
    placesOf: (edge) => {
      const places = placesOf(edge).map(
        ({ label, uri, line, character }) =>
          `<li><a href="#" data-uri="${escaped(uri)}" data-line="${line}" data-character="${character}">${escaped(label)}</a></li>`,
      );
      return places.length === 0 ? '' : `<ul>${places.join('')}</ul>`;
    },
    script: PANEL_SCRIPT,
  });
}

const panelLevels: readonly GraphLevel[] = ['layer', 'module', 'package'];

interface Page {
  readonly policy: string;
  /** The attribute of scripts, with a blank before it, or nothing. */
  readonly nonce: string;
  readonly levels: string;
  readonly placesOf: (edge: GraphEdge) => string;
  readonly script: string;
}

function page(picture: GraphPicture, { policy, nonce, levels, placesOf, script }: Page): string {
  const forbidden = picture.graph.edges.filter((edge) => edge.forbidden > 0);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escaped(picture.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(picture.title)}</h1>
${levels}
<input id="search" type="search" placeholder="Find a name" aria-label="Find a name">
<label><input id="violations" type="checkbox"> only forbidden (${forbidden.length})</label>
<button id="reset" type="button">Whole picture</button>
</header>
<main>
<div id="picture">${drawSvg({ ...picture, title: '' })}</div>
<aside>${list(picture, placesOf)}</aside>
</main>
<script${nonce}>${SCRIPT}${script}</script>
</body>
</html>
`;
}

function list({ graph }: GraphPicture, placesOf: Page['placesOf']): string {
  const forbidden = graph.edges.filter((edge) => edge.forbidden > 0);
  const remarks = remarksOn(graph).map((remark) => `<p>${escaped(remark)}</p>`);
  if (forbidden.length === 0) return `<p>No import is forbidden.</p>${remarks.join('')}`;
  const labels = new Map(graph.nodes.map(({ id, label }) => [id, label]));
  const label = (id: string) => labels.get(id) ?? id;
  const items = forbidden.map(
    (edge) =>
      `<li><a href="#" data-node="${escaped(edge.from)}">${escaped(label(edge.from))}</a> → ` +
      `<a href="#" data-node="${escaped(edge.to)}">${escaped(label(edge.to))}</a> <small>${labelOfEdge(edge)}</small>${placesOf(edge)}</li>`,
  );
  return `<h2>Forbidden</h2><ul>${items.join('')}</ul>${remarks.join('')}`;
}

const STYLE = `
:root {
  color-scheme: light dark; font: 14px system-ui, sans-serif;
  --paper: light-dark(#ffffff, #1f1f1f); --ink: light-dark(#263238, #d7dde0); --rule: light-dark(#cfd8dc, #43494d);
  --box: light-dark(#78909c, #8fa3ad); --group: light-dark(#f5f7f8, #272b2d); --faint: light-dark(#607d8b, #9aaab2);
  --link: light-dark(#1565c0, #75b6ff); --used: light-dark(#37474f, #a9bac3); --unused: light-dark(#9e9e9e, #7d8488); --forbidden: light-dark(#c62828, #ff8078);
}
/* Inside VS Code its theme decides, not the system's. */
body.vscode-light, body.vscode-high-contrast-light { color-scheme: light; }
body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light) { color-scheme: dark; }
body { margin: 0; padding: 0; background: var(--paper); color: var(--ink); display: flex; flex-direction: column; height: 100vh; }
header { display: flex; gap: 1rem; align-items: center; padding: .5rem 1rem; border-bottom: 1px solid var(--rule); flex-wrap: wrap; }
h1 { font-size: 1rem; margin: 0; flex: 1; }
h2 { font-size: .9rem; }
main { flex: 1; display: flex; min-height: 0; }
#picture { flex: 1; overflow: hidden; cursor: grab; touch-action: none; }
#picture svg { transform-origin: 0 0; }
aside { width: 19rem; overflow: auto; padding: 0 1rem; border-left: 1px solid var(--rule); }
aside ul { padding-left: 1rem; overflow-wrap: anywhere; } a { color: var(--link); } aside small { color: var(--forbidden); }
.faded { opacity: .12; }
.node { cursor: pointer; } .node rect { fill: var(--paper); stroke: var(--box); } .node text { fill: var(--ink); }
.node.chosen rect { stroke: var(--link); stroke-width: 2; }
.paper { fill: var(--paper); }
.group rect { fill: var(--group); stroke: var(--rule); } .group text { fill: var(--faint); }
.edge.used path { stroke: var(--used); } .edge.used text, #used path { fill: var(--used); }
.edge.unused path { stroke: var(--unused); } .edge.unused text, #unused path { fill: var(--unused); }
.edge.forbidden path { stroke: var(--forbidden); } .edge.forbidden text, #forbidden path { fill: var(--forbidden); }
`;

const SCRIPT = `
'use strict';
const holder = document.getElementById('picture');
const svg = holder.querySelector('svg');
const nodes = [...svg.querySelectorAll('.node')];
const edges = [...svg.querySelectorAll('.edge')];
const search = document.getElementById('search');
const violations = document.getElementById('violations');
let chosen, scale = 1, x = 0, y = 0;
const move = () => { svg.style.transform = 'translate(' + x + 'px,' + y + 'px) scale(' + scale + ')'; };
const fit = () => { scale = Math.min(1, holder.clientWidth / svg.width.baseVal.value, holder.clientHeight / svg.height.baseVal.value); x = y = 0; move(); };
const show = () => {
  const text = search.value.trim().toLowerCase();
  const visible = edges.filter((edge) => (!violations.checked || edge.classList.contains('forbidden'))
    && (chosen === undefined || edge.dataset.from === chosen || edge.dataset.to === chosen));
  const connected = new Set(visible.flatMap((edge) => [edge.dataset.from, edge.dataset.to]));
  const shown = new Set(visible);
  for (const edge of edges) edge.classList.toggle('faded', !shown.has(edge));
  for (const node of nodes) {
    const fits = text === '' ? (chosen === undefined && !violations.checked) || connected.has(node.dataset.id) || node.dataset.id === chosen
      : node.dataset.id.toLowerCase().includes(text);
    node.classList.toggle('faded', !fits);
    node.classList.toggle('chosen', node.dataset.id === chosen);
  }
};
const choose = (id) => { chosen = chosen === id ? undefined : id; show(); };
for (const node of nodes) node.addEventListener('click', () => choose(node.dataset.id));
document.querySelector('aside').addEventListener('click', (event) => {
  const id = event.target.dataset.node;
  if (id !== undefined) { event.preventDefault(); chosen = undefined; choose(id); }
});
search.addEventListener('input', show);
violations.addEventListener('change', show);
document.getElementById('reset').addEventListener('click', () => { chosen = undefined; search.value = ''; violations.checked = false; show(); fit(); });
holder.addEventListener('wheel', (event) => {
  event.preventDefault();
  const box = holder.getBoundingClientRect(), px = event.clientX - box.left, py = event.clientY - box.top;
  const factor = Math.exp(-event.deltaY / 500), next = Math.min(8, Math.max(.05, scale * factor));
  x = px - (px - x) * next / scale; y = py - (py - y) * next / scale; scale = next; move();
}, { passive: false });
let from;
holder.addEventListener('pointerdown', (event) => { from = { x: event.clientX - x, y: event.clientY - y }; });
addEventListener('pointermove', (event) => { if (from) { x = event.clientX - from.x; y = event.clientY - from.y; move(); } });
addEventListener('pointerup', () => { from = undefined; });
fit();
`;

const PANEL_SCRIPT = `
const editor = acquireVsCodeApi();
document.querySelector('aside').addEventListener('click', (event) => {
  const { uri, line, character } = event.target.dataset;
  if (uri !== undefined) { event.preventDefault(); editor.postMessage({ open: { uri, line: Number(line), character: Number(character) } }); }
});
document.getElementById('level').addEventListener('change', (event) => editor.postMessage({ level: event.target.value }));
`;
