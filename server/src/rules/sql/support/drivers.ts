/** Which placeholders the databases of a module want, by the drivers that its files import. */
import type { Project, ProjectFile } from '../../../model/project.ts';

export type Style = 'dollar' | 'question';

const DRIVERS: readonly (readonly [RegExp, Style])[] = [
  [/^github\.com\/(?:lib\/pq|jackc\/pgx)(?:\/|$)|^gorm\.io\/driver\/postgres$/, 'dollar'],
  [
    /^github\.com\/(?:go-sql-driver\/mysql|mattn\/go-sqlite3|ncruces\/go-sqlite3|glebarez\/go-sqlite)(?:\/|$)|^modernc\.org\/sqlite$/,
    'question',
  ],
];

/** Undefined when no driver is imported, or several that differ. */
export function styleOf(project: Project, { module }: ProjectFile): Style | undefined {
  const found = new Set<Style>();
  for (const file of project.files.values()) {
    if (file.module !== module) continue;
    for (const { path } of file.facts.header.imports) {
      for (const [pattern, style] of DRIVERS) if (pattern.test(path)) found.add(style);
    }
  }
  const [style] = found;
  return found.size === 1 ? style : undefined;
}
