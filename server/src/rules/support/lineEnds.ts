/** Fixes write lines that end as those of the file do, however they were put together. */
import type { FileChange } from '../../go/textEdit.ts';
import type { SourceProvider } from '../../model/sources.ts';
import type { FixOffer } from '../rule.ts';

export function inLineEndsOfFiles(offer: FixOffer, sources: SourceProvider): FixOffer {
  return { ...offer, changes: () => offer.changes().map((change) => converted(change, sources)) };
}

function converted(change: FileChange, sources: SourceProvider): FileChange {
  if (change.kind !== 'edit' || !change.edits.some(({ newText }) => newText.includes('\n'))) return change;
  if (!sources.text(change.path)?.includes('\r\n')) return change;
  const edits = change.edits.map((edit) => ({ ...edit, newText: edit.newText.replace(/\r?\n/g, '\r\n') }));
  return { ...change, edits };
}
