/**
 * One import comes, another may go: what a fix does that replaces the call of one package by that of another. Where both would
 * touch the same text (`import "log"` alone), the one takes the other's place.
 */
import type { ImportAddition } from '../../go/importEdits.ts';
import { headerOfTree } from '../../go/importsOfTree.ts';
import { editsConflict, type TextEdit } from '../../go/textEdit.ts';
import type { FlatTree } from '../../go/tree.ts';
import { removeImportIfUnused } from './importEdits.ts';

export interface Exchange {
  /** What the new code needs; undefined when it needs nothing. */
  readonly comes?: { readonly path: string; readonly addition: ImportAddition } | undefined;
  /** The packages the old code used. */
  readonly goes: readonly string[];
}

/** `edits` with those of the imports; undefined when the imports cannot be changed together. */
export function withImports(
  tree: FlatTree,
  edits: readonly TextEdit[],
  { comes, goes }: Exchange,
): readonly TextEdit[] | undefined {
  const added = comes?.addition.edits ?? [];
  const removed = [...new Set(goes)]
    .filter((path) => path !== comes?.path)
    .flatMap((path) => removeImportIfUnused(tree, path, edits));
  if (added.length === 0 || !editsConflict(added, removed)) return [...added, ...removed, ...edits];
  const { imports } = headerOfTree(tree);
  const [only] = imports;
  if (!comes || !only || imports.length > 1) return undefined;
  const { path, addition } = comes;
  const alias = path.endsWith(addition.localName) ? '' : `${addition.localName} `;
  return [{ start: only.start, end: only.end, newText: `${alias}"${path}"` }, ...edits];
}
