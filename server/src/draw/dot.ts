/** DOT, for Graphviz and everything that reads it. */
import { byGroup, colours, type GraphFormat, kindOfEdge, labelOfEdge, labelOfNode } from './format.ts';

export const graphDot: GraphFormat = ({ graph, title }) => {
  const lines = [
    'digraph architecture {',
    `  label=${quoted(title)}; labelloc=t; rankdir=LR; fontname="sans-serif";`,
    '  node [shape=box, style="rounded,filled", fillcolor="#eceff1", fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
  ];
  let group = 0;
  for (const [name, nodes] of byGroup(graph)) {
    const indent = name === undefined ? '  ' : '    ';
    if (name !== undefined) lines.push(`  subgraph cluster_${group++} {`, `    label=${quoted(name)};`);
    for (const node of nodes) lines.push(`${indent}${quoted(node.id)} [label=${quoted(labelOfNode(node))}];`);
    if (name !== undefined) lines.push('  }');
  }
  for (const edge of graph.edges) {
    const kind = kindOfEdge(edge);
    const label = labelOfEdge(edge);
    const attributes = [
      `color="${colours[kind]}"`,
      ...(label === '' ? [] : [`label=${quoted(label)}`]),
      ...(kind === 'forbidden' ? [`fontcolor="${colours.forbidden}"`, 'penwidth=2'] : []),
      ...(kind === 'unused' ? ['style=dashed'] : []),
    ];
    lines.push(`  ${quoted(edge.from)} -> ${quoted(edge.to)} [${attributes.join(', ')}];`);
  }
  return `${lines.join('\n')}\n}\n`;
};

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
