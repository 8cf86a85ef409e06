/** The edit that takes a name out of a suppression comment, or the whole comment when it was the last name. */
import type { SuppressionFact } from '../../go/facts.ts';
import type { TextEdit } from '../../go/textEdit.ts';

export function removeSuppression(
  text: string,
  suppression: SuppressionFact,
  name: { readonly start: number; readonly end: number },
): TextEdit {
  const index = suppression.names.findIndex((candidate) => candidate.start === name.start);
  if (suppression.names.length > 1 && index >= 0) {
    const next = suppression.names[index + 1];
    const previous = suppression.names[index - 1];
    if (next) return { start: name.start, end: next.start, newText: '' };
    if (previous) return { start: previous.end, end: name.end, newText: '' };
  }
  const lineStart = text.lastIndexOf('\n', suppression.start - 1) + 1;
  const before = text.slice(lineStart, suppression.start);
  const lineEnd = text.indexOf('\n', suppression.end);
  if (before.trim() === '' && lineEnd >= 0) return { start: lineStart, end: lineEnd + 1, newText: '' };
  return { start: suppression.start - (before.length - before.trimEnd().length), end: suppression.end, newText: '' };
}
