/**
 * What can move at all: directories that a package may stand in, files that depend on nothing that lies beside them, and what may
 * be imported from where. What moves, and what that changes, is said by movePackage.ts and moveFile.ts.
 */
import type { ModuleInfo, Project, ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';

/** Why no package may stand in a directory of the module. */
export function directoryFault(project: Project, module: ModuleInfo, destination: string): string | undefined {
  const elements = destination.split('/');
  if (destination === '' || elements.some((each) => !/^[A-Za-z0-9][\w.~-]*$/.test(each))) {
    return `${destination === '' ? 'The root of the module' : destination} is no directory for a package; use names of letters, digits, - and _.`;
  }
  if (elements.some((each) => each === 'testdata' || each === 'vendor')) {
    return `${destination} lies in a directory that Go does not look into.`;
  }
  const other = project.modules.find(
    (each) =>
      each !== module &&
      `${module.dir}/${destination}/`.startsWith(`${each.dir}/`) &&
      each.dir.length > module.dir.length,
  );
  return other && `${destination} belongs to another module, ${other.path}.`;
}

/** Why files depend on where they lie. */
export function contentFault(files: Iterable<ProjectFile>, sources: SourceProvider): string | undefined {
  for (const { path, facts, isTest } of files) {
    const text = sources.text(path);
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (text === undefined) return `${name} cannot be read.`;
    if (facts.hasSyntaxErrors) return `${name} does not parse; complete it first.`;
    if (/^\/\/go:embed\b/m.test(text))
      return `${name} embeds files by go:embed, which lie beside it; move them by hand.`;
    if (/^\/\/go:linkname\b/m.test(text)) return `${name} links symbols by name (go:linkname).`;
    if (facts.header.imports.some((each) => each.path === 'C')) return `${name} uses cgo, whose files lie beside it.`;
    if (facts.declarations?.functions.some(({ hasBody }) => !hasBody)) {
      return `${name} declares functions that are written in assembly, whose files lie beside it.`;
    }
    if (isTest && /["`/]testdata\b/.test(text)) return `${name} reads testdata, which lies beside it; move it by hand.`;
    if (facts.header.packageName === 'main' && !isTest) return 'A command is built by its path; move it by hand.';
  }
  return undefined;
}

/** The language's rule of `internal`. */
export function mayImport(from: string, path: string): boolean {
  const inside = /^(?:(.*)\/)?internal(?:\/|$)/.exec(path);
  if (!inside) return true;
  const root = inside[1] ?? '';
  return root === '' || from === root || from.startsWith(`${root}/`);
}
