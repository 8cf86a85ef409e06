/** Words that reports have in common. */
export function plural(count: number, word: string): string {
  if (word === 'information') return `${count} information`;
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
