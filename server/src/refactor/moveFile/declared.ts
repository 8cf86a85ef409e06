/** The names at the top level of some files: what they declare, and what they call their imports. */
import { likelyPackageNames } from '../../go/packageNames.ts';
import type { ProjectFile } from '../../model/project.ts';

/** Names with the file that declares each. */
export type Declared = ReadonlyMap<string, ProjectFile>;

export function declaredBy(files: readonly ProjectFile[]): Declared {
  const names = new Map<string, ProjectFile>();
  for (const file of files) {
    const { functions, types, values } = file.facts.declarations ?? { functions: [], types: [], values: [] };
    for (const each of [...functions.filter(({ receiver }) => !receiver), ...types, ...values]) {
      // A test may be the second to declare a name only where build constraints tell them apart; what is no test counts.
      if (each.name !== '_' && each.name !== 'init' && names.get(each.name)?.isTest !== false) {
        names.set(each.name, file);
      }
    }
  }
  return names;
}

/** Also what an import without a name may be called. */
export function importNames({ facts }: ProjectFile): string[] {
  return facts.header.imports.flatMap(({ alias, path }) => (alias === '' ? likelyPackageNames(path) : [alias]));
}
