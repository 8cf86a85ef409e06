/** The graph as data: `{"version":1,"level","nodes":[{"id","label","group","packages"}],"edges":[{"from","to","imports","forbidden","declared"}],"forbiddenInTests"}`. */
import type { GraphFormat } from './format.ts';

export const graphJson: GraphFormat = ({ graph: { level, nodes, edges, forbiddenInTests } }) => {
  const data = {
    version: 1,
    level,
    nodes: nodes.map((node) => ({ ...node, group: node.group ?? null })),
    edges: edges.map(({ places: _places, ...edge }) => edge),
    forbiddenInTests,
  };
  return `${JSON.stringify(data, undefined, 2)}\n`;
};
