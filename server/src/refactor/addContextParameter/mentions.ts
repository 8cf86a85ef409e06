/** What a mention of a method in a text may be, as far as the characters around it show. */
import { isSpace, wordsIn } from './words.ts';

/**
 * Where a text may select something of this name: `x.Find`, also over a line break. A call with arguments cannot be one of a method that
 * takes none, nor one without of a method that needs some.
 */
export function* selectorsIn(text: string, name: string, takes: 'none' | 'some' | 'any'): Generator<number> {
  for (const at of wordsIn(text, name)) {
    let before = at - 1;
    while (isSpace(text.charCodeAt(before))) before--;
    // A comment may stand between.
    if (text[before] !== '.' && text[before] !== '/') continue;
    if (takes === 'any' || text[at + name.length] !== '(') yield at;
    else {
      let first = at + name.length + 1;
      while (isSpace(text.charCodeAt(first))) first++;
      if ((text[first] === ')') === (takes === 'none') || text[first] === '/') yield at;
    }
  }
}

/** Where a text may have an interface with a method of this name: at the beginning of a line, or in braces. */
export function* interfaceMethodsIn(text: string, name: string): Generator<number> {
  if (!text.includes('interface')) return;
  for (const at of wordsIn(text, name)) {
    if (text[at + name.length] !== '(') continue;
    let before = at - 1;
    while (text[before] === ' ' || text[before] === '\t') before--;
    if (before < 0 || '\n{;/'.includes(text[before] ?? '')) yield at;
  }
}

/** Where a method is found by its name: `MethodByName("Find")`, and `{{ .User.Find }}` in a template. */
export function* namedIn(text: string, name: string): Generator<number> {
  for (const at of wordsIn(text, name)) {
    const isAsked = text.startsWith('")', at + name.length) && text.endsWith('MethodByName("', at);
    if (isAsked || (text[at - 1] === '.' && isInTemplate(text, at - 1))) yield at;
  }
}

/** Whether a placeholder of a template has begun on the line, and has not ended. */
function isInTemplate(text: string, at: number): boolean {
  for (let before = at - 1; before > 0; before--) {
    if (text[before] === '}' || text[before] === '\n') return false;
    if (text[before] === '{' && text[before - 1] === '{') return true;
  }
  return false;
}
