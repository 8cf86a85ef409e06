/** The graph as data: `{"version":1,"level","nodes":[{"id","label","group","packages"}],"edges":[{"from","to","imports","forbidden","declared"}]}`. */
import type { GraphFormat } from './format.ts';

export const graphJson: GraphFormat = ({ graph: { level, nodes, edges } }) => {
  const data = {
    version: 1,
    level,
    nodes: nodes.map((node) => ({ ...node, group: node.group ?? null })),
    edges: edges.map(({ places: _places, ...edge }) => edge),
  };
  return `${JSON.stringify(data, undefined, 2)}\n`;
};
