/**
 * Whether imports would go round in a circle after some files have been moved or changed.
 *
 * Files of external test packages cannot close a circle; a package's own tests close one where what they import leads back to it.
 */
import type { ModuleInfo, Project } from '../../model/project.ts';

export interface FileAfter {
  /** Import path of the package the file belongs to. */
  readonly package: string;
  readonly role: 'production' | 'test' | 'externalTest';
  readonly imports: ReadonlySet<string>;
}

/** A package that would import itself in the end; only circles through `through` are looked for. */
export function importCycle(
  project: Project,
  module: ModuleInfo,
  changed: ReadonlyMap<string, FileAfter>,
  through: string,
): string | undefined {
  const imports = new Map<string, Set<string>>();
  const reversed = new Map<string, Set<string>>();
  const ofTests = new Map<string, Set<string>>();
  for (const file of project.filesAround(module)) {
    const { packageName } = file.facts.header;
    const after: FileAfter = changed.get(file.path) ?? {
      package: project.packageOf(file)?.path ?? '',
      role: !file.isTest ? 'production' : packageName.endsWith('_test') ? 'externalTest' : 'test',
      imports: new Set(file.facts.header.imports.map(({ path }) => path)),
    };
    if (after.role === 'externalTest') continue;
    for (const path of after.imports) {
      if (after.role === 'test') add(ofTests, after.package, path);
      else {
        add(imports, after.package, path);
        add(reversed, path, after.package);
      }
    }
  }
  const below = reachable(imports, imports.get(through) ?? []);
  if (below.has(through)) return through;
  below.add(through);
  const above = reachable(reversed, [through]);
  for (const [path, tested] of ofTests) {
    if (below.has(path) && [...tested].some((each) => above.has(each))) return path;
  }
  return undefined;
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}

/** What can be reached, the beginnings included. */
function reachable(edges: ReadonlyMap<string, ReadonlySet<string>>, from: Iterable<string>): Set<string> {
  const seen = new Set(from);
  for (const path of seen) for (const next of edges.get(path) ?? []) seen.add(next);
  return seen;
}
