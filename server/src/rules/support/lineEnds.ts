/** Fixes write lines that end as those of the file do, however they were put together. */
import type { FileChange } from '../../go/textEdit.ts';
import type { SourceProvider } from '../../model/sources.ts';
import type { FixOffer } from '../rule.ts';

export function inLineEndsOfFiles(offer: FixOffer, sources: SourceProvider): FixOffer {
  const changes: FixOffer['changes'] = () => offer.changes().map((change) => converted(change, sources));
  // Whether an offer is safe may have to be looked up, which is for who asks.
  const own = { ...Object.getOwnPropertyDescriptors(offer), changes: { value: changes, enumerable: true } };
  return Object.defineProperties({}, own) as FixOffer;
}

function converted(change: FileChange, sources: SourceProvider): FileChange {
  if (change.kind !== 'edit' || !change.edits.some(({ newText }) => newText.includes('\n'))) return change;
  if (!sources.text(change.path)?.includes('\r\n')) return change;
  const edits = change.edits.map((edit) => ({ ...edit, newText: edit.newText.replace(/\r?\n/g, '\r\n') }));
  return { ...change, edits };
}
