/**
 * Text edits as the engine speaks of them: offsets, not lines.
 *
 * Everything that changes source (fixes, refactorings, scaffolding) produces these; the edges turn them into LSP edits,
 * into files on disk or into a diff. This module only knows text. It never reads or writes a file.
 */

/** Replaces `[start, end)` (UTF-16 offsets into the unedited text) by `newText`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** One file's part of a change. Paths are absolute with forward slashes. */
export type FileChange =
  | { readonly kind: 'edit'; readonly path: string; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'create'; readonly path: string; readonly content: string }
  | { readonly kind: 'rename'; readonly path: string; readonly newPath: string };

/**
 * Applies edits to a text. Edits may come in any order but must not overlap; two insertions at one offset keep
 * the order in which they were given.
 *
 * @throws RangeError when edits overlap or lie outside the text: a fix that does that is a bug, and applying half of it
 * would damage a file.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = sortEdits(edits);
  let result = '';
  let offset = 0;
  for (const edit of ordered) {
    if (edit.start < offset || edit.end < edit.start || edit.end > text.length) {
      throw new RangeError(`text edit [${edit.start}, ${edit.end}) overlaps another edit or leaves the text`);
    }
    result += text.slice(offset, edit.start) + edit.newText;
    offset = edit.end;
  }
  return result + text.slice(offset);
}

/** Edits in document order; stable, so that insertions at one place keep their order. */
export function sortEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Whether two sets of edits can be applied to the same text together. */
export function editsConflict(a: readonly TextEdit[], b: readonly TextEdit[]): boolean {
  return a.some((left) => b.some((right) => overlaps(left, right)));
}

function overlaps(a: TextEdit, b: TextEdit): boolean {
  if (a.start === a.end && b.start === b.end) return a.start === b.start && a.newText !== b.newText;
  return a.start < b.end && b.start < a.end;
}
