/** Words that reports have in common. */
export function plural(count: number, word: string, several = `${word}s`): string {
  if (word === 'information') return `${count} information`;
  return `${count} ${count === 1 ? word : several}`;
}

/** What to do about entries of a baseline whose package is only called otherwise. */
export function renameText({
  from,
  to,
  entries,
}: {
  readonly from: string;
  readonly to: string;
  readonly entries: number;
}) {
  return `looks like ${from} was renamed to ${to}: --update-baseline carries its ${plural(entries, 'entry', 'entries')} over`;
}
