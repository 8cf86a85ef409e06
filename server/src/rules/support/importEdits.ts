/**
 * Imports for the fixes of rules. `go/importEdits.ts` does the work on one file; here the project says what the file itself
 * cannot: which module it belongs to, and which names its package has taken.
 */
import * as go from '../../go/importEdits.ts';
import type { FlatTree, SyntaxNode } from '../../go/tree.ts';
import { importSurroundings } from '../../model/importSurroundings.ts';
import type { Project, ProjectFile } from '../../model/project.ts';

export { removeImportIfUnused } from '../../go/importEdits.ts';

/** The place a fix works in; a `FixContext` is one. */
interface Place {
  readonly project: Project;
  readonly file: ProjectFile;
}

/**
 * Edits that make a package usable in the file of `place`, and what it is called there.
 *
 * @param preferredName what to call it when it is not imported yet; by default what its path says
 * @param at where it will be used: a name that means something else there is avoided
 */
export function addImport(
  tree: FlatTree,
  path: string,
  preferredName?: string,
  at?: SyntaxNode,
  place?: Place,
): go.ImportAddition {
  return go.addImport(tree, path, preferredName, at, place && importSurroundings(place.project, place.file));
}
