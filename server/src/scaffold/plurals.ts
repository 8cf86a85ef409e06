/**
 * What several of a thing are called. English has too many exceptions for a few rules of our own; those that its table lacks,
 * or has in a form that nobody gives a table, are added here. Apart from the other forms of a name, so that only generators
 * carry it.
 */
import pluralize from 'pluralize';

for (const word of ['furniture', 'knowledge', 'weather']) {
  pluralize.addUncountableRule(word);
}
for (const [one, several] of [
  ['schema', 'schemas'],
  ['virus', 'viruses'],
  ['canvas', 'canvases'],
  ['lens', 'lenses'],
] as const) {
  pluralize.addIrregularRule(one, several);
}

/** `category` for `categories`, and the word itself where it is one already. */
export function singularOf(word: string): string {
  return word === '' ? '' : pluralize.singular(word);
}

/** `categories` for `category`, and `news` for `news`, of which there is no other form. Takes lower-case words. */
export function pluralOf(word: string): string {
  return word === '' ? '' : pluralize.plural(word);
}
