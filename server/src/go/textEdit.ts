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

/**
 * Edits of `text` that do what `first` does and then, to what that made of it, `second`: several rounds as one step for whoever applies
 * or undoes them.
 */
export function composeEdits(
  text: string,
  first: readonly TextEdit[],
  second: readonly TextEdit[],
): readonly TextEdit[] {
  const composed: TextEdit[] = [];
  let at = 0;
  let brought = '';
  const settle = (until: number) => {
    if (text.slice(at, until) !== brought) composed.push({ start: at, end: until, newText: brought });
    brought = '';
  };
  const whole: Piece = { kind: 'kept', start: 0, end: text.length };
  for (const piece of edited(edited([whole], first), second)) {
    if (piece.kind === 'brought') {
      brought += piece.text;
      continue;
    }
    settle(piece.start);
    at = piece.end;
  }
  settle(text.length);
  return composed;
}

/** A text as what is kept of another one, and what was brought into it. */
type Piece =
  | { readonly kind: 'kept'; readonly start: number; readonly end: number }
  | { readonly kind: 'brought'; readonly text: string };

/** The pieces of a text after edits whose offsets are those of the text that the pieces make up. */
function edited(pieces: readonly Piece[], edits: readonly TextEdit[]): Piece[] {
  const result: Piece[] = [];
  const ahead = [...pieces].reverse();
  let offset = 0;
  const advance = (until: number, keeps: boolean) => {
    while (offset < until) {
      const piece = ahead.pop();
      if (!piece) return;
      const length = lengthOf(piece);
      const count = Math.min(length, until - offset);
      if (keeps) result.push(partOf(piece, 0, count));
      if (count < length) ahead.push(partOf(piece, count, length));
      offset += count;
    }
  };
  for (const { start, end, newText } of sortEdits(edits)) {
    advance(start, true);
    result.push({ kind: 'brought', text: newText });
    advance(end, false);
  }
  advance(Number.POSITIVE_INFINITY, true);
  return result;
}

function lengthOf(piece: Piece): number {
  return piece.kind === 'kept' ? piece.end - piece.start : piece.text.length;
}

function partOf(piece: Piece, from: number, to: number): Piece {
  return piece.kind === 'kept'
    ? { kind: 'kept', start: piece.start + from, end: piece.start + to }
    : { kind: 'brought', text: piece.text.slice(from, to) };
}
