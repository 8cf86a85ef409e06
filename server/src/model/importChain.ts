/** How one package comes to depend on another: the shortest chain of imports, test files left out. */
import type { GoImport } from '../go/imports.ts';
import type { Package, Project, ProjectFile } from './project.ts';

/** One import of a chain, and what it leads to. */
export interface ChainLink {
  readonly file: ProjectFile;
  readonly import: GoImport;
  readonly to: string;
  /** Undefined for what lies outside of the project. */
  readonly package: Package | undefined;
}

/**
 * @param to an import path: of a package of the project, of a standard or of a third-party package (which covers what lies below it)
 * @returns the imports in order; undefined when `from` does not reach `to`
 */
export function importChain(project: Project, from: Package, to: string): readonly ChainLink[] | undefined {
  const isGoal = (path: string) =>
    path === to || (path.startsWith(`${to}/`) && project.resolveImport(path, from.module).origin !== 'project');
  const cameBy = new Map<string, { readonly link: ChainLink; readonly before: string }>();
  const queue: Package[] = [from];
  const seen = new Set([from.path]);
  for (let current = queue.shift(); current; current = queue.shift()) {
    for (const file of current.files.values()) {
      if (file.isTest) continue;
      for (const imported of file.facts.header.imports) {
        if (imported.path === '' || seen.has(imported.path)) continue;
        seen.add(imported.path);
        const next = project.packageAt(imported.path, file.module);
        const link = { file, import: imported, to: imported.path, package: next };
        cameBy.set(imported.path, { link, before: current.path });
        if (isGoal(imported.path)) return back(cameBy, imported.path);
        if (next) queue.push(next);
      }
    }
  }
  return undefined;
}

function back(
  cameBy: ReadonlyMap<string, { readonly link: ChainLink; readonly before: string }>,
  goal: string,
): ChainLink[] {
  const links: ChainLink[] = [];
  for (let step = cameBy.get(goal); step; step = cameBy.get(step.before)) links.unshift(step.link);
  return links;
}
