/** Mermaid, which GitHub and GitLab draw in Markdown. */
import { byGroup, colours, type GraphFormat, kindOfEdge, labelOfEdge, labelOfNode, shortIds } from './format.ts';

export const graphMermaid: GraphFormat = ({ graph, title }) => {
  const ids = shortIds(graph);
  const lines = ['---', `title: ${JSON.stringify(title)}`, '---', 'flowchart LR'];
  let group = 0;
  for (const [name, nodes] of byGroup(graph)) {
    const indent = name === undefined ? '  ' : '    ';
    if (name !== undefined) lines.push(`  subgraph g${group++}["${quoted(name)}"]`);
    for (const node of nodes) lines.push(`${indent}${ids.get(node.id)}["${quoted(labelOfNode(node))}"]`);
    if (name !== undefined) lines.push('  end');
  }
  const styles: string[] = [];
  for (const [index, edge] of graph.edges.entries()) {
    const kind = kindOfEdge(edge);
    const label = labelOfEdge(edge);
    const arrow = kind === 'unused' ? '-.->' : '-->';
    lines.push(`  ${ids.get(edge.from)} ${arrow}${label === '' ? '' : `|"${label}"|`} ${ids.get(edge.to)}`);
    if (kind === 'forbidden')
      styles.push(`  linkStyle ${index} stroke:${colours.forbidden},color:${colours.forbidden},stroke-width:2px`);
    if (kind === 'unused') styles.push(`  linkStyle ${index} stroke:${colours.unused}`);
  }
  return `${[...lines, ...styles].join('\n')}\n`;
};

/** Mermaid's own escapes; a quotation mark would end the label. */
function quoted(text: string): string {
  return text.replace(/[#"<>]/g, (char) => `#${char.charCodeAt(0)};`);
}
