/**
 * Which mentions of what holds a value may leave that value for somebody to take, as far as the characters around them show.
 *
 * Most mentions do not: `s.client.Find(id)` and `func (c *Client) Find(` only select from it, and what is selected is mentioned by a name of
 * its own. Telling them apart in the text costs a hundredth of parsing the functions they stand in. In doubt a mention counts.
 */
import type { FunctionFact, ParameterFact } from '../../go/facts.ts';
import type { ProjectFile } from '../../model/project.ts';
import { isInComment } from './excerpt.ts';
import { isNameCharacter, isSpace, wordEnd, wordsAmong, wordsIn } from './words.ts';

/** What a word may be the name of, everywhere it is looked for. */
export interface Holder {
  readonly isType: boolean;
  /** Always behind a dot: the name of fields and methods, never that of a type or a function. */
  readonly isMember: boolean;
  /** What it stands for, or what calling it returns, is the value itself or a pointer to it, nothing that it is in. */
  readonly isPlain: boolean;
}

/** In order; of a function the first one is enough. */
export function* liveMentions(
  file: ProjectFile,
  text: string,
  holders: ReadonlyMap<string, Holder>,
): Generator<number> {
  const { declarations, header } = file.facts;
  const functions = declarations?.functions ?? [];
  const code = header.imports.at(-1)?.end ?? 0;
  let next = 0;
  let settled = 0;
  for (const at of wordsAmong(text, new Set(holders.keys()))) {
    if (at < code || at < settled) continue;
    while (next < functions.length && (functions[next]?.declarationEnd ?? 0) <= at) next++;
    const fact = functions[next];
    const around = fact && fact.declarationStart <= at ? fact : undefined;
    const end = wordEnd(text, at);
    const holder = holders.get(text.slice(at, end));
    if (!holder) continue;
    if (around && at < around.end) {
      if (!holder.isType) continue;
      settled = around.end;
      if (!signatureGives(around, text, holders)) continue;
    } else if (!isLive(text, at, end, holder)) continue;
    yield at;
    if (around) settled = around.declarationEnd;
  }
}

function isLive(text: string, start: number, end: number, { isType, isMember, isPlain }: Holder): boolean {
  if (isInComment(text, start)) return false;
  if (isType) return true;
  const isSelected = isBehindDot(text, start);
  if (isMember && !isSelected) return false;
  return !isPlain || isLeft(text, end, isSelected);
}

/** Whether a name is selected; a comment may stand between. */
function isBehindDot(text: string, start: number): boolean {
  let before = start - 1;
  while (isSpace(text.charCodeAt(before))) before--;
  return text[before] === '.' || text[before] === '/';
}

/** Whether what ends here, called or not, is left as a value: neither selected from, nor compared, nor assigned to. */
function isLeft(text: string, end: number, isSelected: boolean): boolean {
  let at = afterBlanks(text, end);
  while (text[at] === '(') {
    const close = closingOf(text, at);
    if (close < 0) return true;
    at = afterBlanks(text, close + 1);
  }
  switch (text[at]) {
    case '.': {
      let selected = at + 1;
      while (isSpace(text.charCodeAt(selected))) selected++;
      return !isNameCharacter(text.charCodeAt(selected));
    }
    case '=':
      return false;
    case '!':
      return text[at + 1] !== '=';
    case ':':
      // The key of a literal, or a variable that is declared.
      return isSelected;
    default:
      return true;
  }
}

/** Whether the values that a function is given under a name are left somewhere in its body. */
function signatureGives(fact: FunctionFact, text: string, holders: ReadonlyMap<string, Holder>): boolean {
  const given: string[] = [];
  const { receiver, typeParameters, parameters, results } = fact;
  if (receiver && holders.get(receiver.type)?.isType) given.push(receiver.name);
  if (typeParameters.some(({ type }) => mentionsType(type, holders))) return true;
  for (const { name, type, variadic } of [...parameters, ...results]) {
    if (!mentionsType(type, holders)) continue;
    if (variadic || !PLAIN_TYPE.test(type)) return true;
    given.push(name);
  }
  const body = text.slice(fact.end, fact.declarationEnd);
  return given.some((name) => name !== '' && name !== '_' && isLeftSomewhere(body, name));
}

function isLeftSomewhere(body: string, name: string): boolean {
  for (const at of wordsIn(body, name)) {
    const isSelected = isBehindDot(body, at);
    // Behind a dot stands something else of this name.
    if (body[at - 1] !== '.' && isLeft(body, at + name.length, isSelected)) return true;
  }
  return false;
}

function mentionsType(type: ParameterFact['type'], holders: ReadonlyMap<string, Holder>): boolean {
  for (const [word] of type.matchAll(WORD)) if (holders.get(word)?.isType) return true;
  return false;
}

/** `Client`, `*user.Client`. */
const PLAIN_TYPE = /^\*?(?:[\p{L}_][\p{L}\p{Nd}_]*\.)?[\p{L}_][\p{L}\p{Nd}_]*$/u;
const WORD = /[\p{L}_][\p{L}\p{Nd}_]*/gu;

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** More than this is not read for the end of a call. */
const LONGEST_ARGUMENTS = 4000;

/** Where a parenthesis is closed; -1 when that is not found. */
function closingOf(text: string, open: number): number {
  let depth = 0;
  const limit = Math.min(text.length, open + LONGEST_ARGUMENTS);
  for (let at = open; at < limit; at++) {
    switch (text[at]) {
      case '(':
        depth++;
        break;
      case ')':
        if (--depth === 0) return at;
        break;
      case '"':
      case "'":
        at = endOfQuoted(text, at, limit);
        break;
      case '`': {
        const close = text.indexOf('`', at + 1);
        if (close < 0) return -1;
        at = close;
        break;
      }
      case '/':
        // Comments may have anything in them.
        if (text[at + 1] === '/' || text[at + 1] === '*') return -1;
        break;
    }
  }
  return -1;
}

function endOfQuoted(text: string, open: number, limit: number): number {
  for (let at = open + 1; at < limit; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[open]) return at;
  }
  return limit;
}
