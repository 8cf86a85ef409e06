/**
 * The part of the architecture that findings are about: which layer or package reaches for which, and how often, with the allowed
 * imports between the same parts beside them. Data for a picture; the markdown report draws it.
 */
import { innerTarget, layerOfTarget, ownLayer } from '../rules/architecture/edges.ts';
import type { Finding } from '../rules/rule.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface AffectedEdge {
  /** A layer, or the folder of a package without one. */
  readonly from: string;
  /** The same, or the path of a package from outside. */
  readonly to: string;
  readonly forbidden: number;
  readonly allowed: number;
}

/** Edges with a forbidden import first, each group by name. */
export function affectedEdges(findings: readonly Finding[], workspace: Workspace): AffectedEdge[] {
  const { project } = workspace;
  const counts = new Map<string, { from: string; to: string; forbidden: number; allowed: number }>();
  const at = (from: string, to: string) => {
    const key = `${from}\n${to}`;
    let edge = counts.get(key);
    if (!edge) {
      edge = { from, to, forbidden: 0, allowed: 0 };
      counts.set(key, edge);
    }
    return edge;
  };
  const forbidden = new Set<string>();
  for (const { path, start, rule, severity } of findings) {
    if (!rule.startsWith('architecture/') || (severity !== 'error' && severity !== 'warning')) continue;
    const file = project.files.get(path);
    const imported = file?.facts.header.imports.find((candidate) => candidate.start === start);
    if (!file || !imported || forbidden.has(`${path}\n${start}`)) continue;
    forbidden.add(`${path}\n${start}`);
    at(sourceOf(file), targetOf(file, imported.path)).forbidden++;
  }
  const parts = new Set([...counts.values()].flatMap(({ from, to }) => [from, to]));
  for (const { file, import: imported } of project.imports()) {
    if (forbidden.has(`${file.path}\n${imported.start}`) || file.isTest) continue;
    if (project.resolveImport(imported.path, file.module).origin !== 'project') continue;
    const from = sourceOf(file);
    const to = targetOf(file, imported.path);
    if (from !== to && parts.has(from) && parts.has(to)) at(from, to).allowed++;
  }
  return [...counts.values()].sort(
    (a, b) => Number(b.forbidden > 0) - Number(a.forbidden > 0) || compare(a.from, b.from) || compare(a.to, b.to),
  );

  function sourceOf(file: Parameters<typeof ownLayer>[0]): string {
    return ownLayer(file)?.layer.name ?? (file.dir === '' ? '.' : file.dir);
  }

  function targetOf(file: Parameters<typeof ownLayer>[0], path: string): string {
    const inner = innerTarget(project, file, path);
    if (!inner) return path;
    return layerOfTarget(inner)?.layer.name ?? (inner.dir === '' ? '.' : inner.dir);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
