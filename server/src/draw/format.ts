/** What the formats of a graph have in common. */
import type { GraphEdge, GraphNode, ImportGraph } from '../model/graph.ts';
import type { Project } from '../model/project.ts';

export interface GraphPicture {
  readonly graph: ImportGraph;
  /** One line that says what is shown. */
  readonly title: string;
}

export type GraphFormat = (picture: GraphPicture) => string | Promise<string>;

/** The formats of `go-architect graph`, the default first. */
export const graphFormatNames = ['mermaid', 'dot', 'svg', 'json', 'html'] as const;

export type GraphFormatName = (typeof graphFormatNames)[number];

/** What a picture is about, in its title. */
export function subjectOf({ modules }: Project): string {
  const paths = modules.map(({ path }) => path).filter((path) => path !== '');
  return paths.length === 1 ? (paths[0] ?? '') : `${paths.length} modules`;
}

/** Forbidden; declared but not used; used. What a format paints red, grey and plain. */
export type EdgeKind = 'forbidden' | 'unused' | 'used';

export function kindOfEdge({ imports, forbidden }: GraphEdge): EdgeKind {
  if (forbidden > 0) return 'forbidden';
  return imports === 0 ? 'unused' : 'used';
}

/** How many imports; of a forbidden edge how many of them are. Nothing for an edge that is only declared. */
export function labelOfEdge({ imports, forbidden }: GraphEdge): string {
  if (imports === 0) return '';
  if (forbidden === 0) return String(imports);
  return forbidden === imports ? `${forbidden} forbidden` : `${forbidden} of ${imports} forbidden`;
}

/** What a node is called in a picture. */
export function labelOfNode({ label, packages }: GraphNode): string {
  return packages === 0 ? `${label} (no packages)` : label;
}

/** What a picture leaves out, for whoever looks at it. */
export function remarksOn({ forbiddenInTests }: ImportGraph): readonly string[] {
  if (forbiddenInTests === 0) return [];
  return [
    forbiddenInTests === 1
      ? 'One forbidden import of a test file is not drawn; a check reports it.'
      : `${forbiddenInTests} forbidden imports of test files are not drawn; a check reports them.`,
  ];
}

/** Nodes by group, those without one under undefined, in the order of their first node. */
export function byGroup({ nodes }: ImportGraph): ReadonlyMap<string | undefined, readonly GraphNode[]> {
  const groups = new Map<string | undefined, GraphNode[]>();
  for (const node of nodes) groups.set(node.group, [...(groups.get(node.group) ?? []), node]);
  return groups;
}

/** Short names for formats whose identifiers are not free. */
export function shortIds({ nodes }: ImportGraph): ReadonlyMap<string, string> {
  return new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
}

export const colours = { forbidden: '#c62828', unused: '#9e9e9e', used: '#37474f' } as const;
