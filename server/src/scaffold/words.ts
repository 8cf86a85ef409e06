/** The forms of one name: as a Go type, a variable, a column, a path and in a sentence. */
import { goWord } from '../go/goWord.ts';

export interface NameForms {
  /** `OrderItem` */
  readonly pascal: string;
  /** `orderItem` */
  readonly camel: string;
  /** `order_item` */
  readonly snake: string;
  /** `order item` */
  readonly word: string;
}

/** Takes `OrderItem`, `orderItem`, `order_item` or `order-item`. */
export function nameForms(name: string): NameForms {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  const pascal = words.map(goWord).join('');
  return {
    pascal,
    camel: [words[0] ?? '', ...words.slice(1).map(goWord)].join(''),
    snake: words.join('_'),
    word: words.join(' '),
  };
}

export function articleOf(word: string): string {
  return /^[aeiou]/i.test(word) ? 'an' : 'a';
}
