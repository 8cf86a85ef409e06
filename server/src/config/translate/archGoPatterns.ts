/**
 * The package patterns of arch-go, which speak of whole import paths and part segments by dots, as path patterns relative to a
 * module. The module's own path is taken off the front in every way in which a pattern can match it.
 */
import { parsePattern } from '../pattern.ts';
import { patternContains } from './groups.ts';

export type PathsOfPattern =
  | { readonly ok: true; readonly paths: readonly string[] }
  | { readonly ok: false; readonly message: string };

type Token =
  | { readonly kind: 'segment'; readonly text: string }
  /** Any number of segments, none included. */
  | { readonly kind: 'any' };

export function archGoPaths(pattern: string, modulePath: string): PathsOfPattern {
  if (pattern.trim() === '') return { ok: false, message: 'an empty pattern is left out.' };
  const paths = new Set<string>();
  for (const tokens of readings(pattern.trim(), modulePath)) {
    for (const rest of afterModule(tokens, modulePath.split('/'))) {
      const text = rest.map((token) => (token.kind === 'any' ? '**' : token.text)).join('/');
      paths.add(text.replace(/(?:\*\*\/)+\*\*/g, '**') || '.');
    }
  }
  if (paths.size === 0) {
    return { ok: false, message: `no package of ${modulePath} can match it, so it checked nothing and is left out.` };
  }
  // What another one covers need not be said.
  const parsed = [...paths].flatMap((path) => {
    const result = parsePattern(path);
    return result.ok ? [result.pattern] : [];
  });
  if (parsed.length < paths.size) return { ok: false, message: 'it cannot be said as a path pattern and is left out.' };
  const widest = parsed.filter((path) => !parsed.some((other) => other !== path && patternContains(other, path)));
  return { ok: true, paths: widest.map(({ text }) => text) };
}

/** A pattern as segments; several where one `*` stands for a segment that may be missing. */
function readings(pattern: string, modulePath: string): Token[][] {
  const inModule =
    pattern === modulePath || pattern.startsWith(`${modulePath}/`) || pattern.startsWith(`${modulePath}.`);
  if (!pattern.includes('*')) {
    // A name alone stood for every package it occurs in, with what lies below.
    const segments = inModule ? [...modulePath.split('/'), ...split(pattern.slice(modulePath.length))] : split(pattern);
    const tokens: Token[] = [...segments.map(segment), { kind: 'any' }];
    return [inModule ? tokens : [{ kind: 'any' }, ...tokens]];
  }
  const words = inModule ? [...modulePath.split('/'), ...split(pattern.slice(modulePath.length))] : split(pattern);
  let found: Token[][] = [[]];
  words.forEach((word, index) => {
    const first = index === 0;
    if (word === '**') found = found.map((tokens) => [...tokens, { kind: 'any' }]);
    // `foo.*.bar` and `foo.*` stand for `foo/bar` and `foo` as well.
    else if (word === '*' && !first) found = found.flatMap((tokens) => [tokens, [...tokens, segment('*')]]);
    else found = found.map((tokens) => [...tokens, segment(word)]);
  });
  return found;
}

/** Dots part segments, unless they stand in the name of a host. */
function split(pattern: string): string[] {
  const words: string[] = [];
  const parts = pattern.split('/').filter((part) => part !== '');
  parts.forEach((part, index) => {
    const host = index === 0 && parts.length > 1 && /^[\w-]+(?:\.[\w-]+)+$/.test(part) && !part.includes('*');
    words.push(...(host ? [part] : part.split('.').filter((word) => word !== '')));
  });
  return words;
}

function segment(text: string): Token {
  return { kind: 'segment', text };
}

/** What is left of a pattern for the path within the module, for every way in which its beginning can match the module's path. */
function afterModule(tokens: readonly Token[], module: readonly string[]): Token[][] {
  let states: (readonly Token[])[] = skipping([tokens]);
  for (const name of module) {
    const next: (readonly Token[])[] = [];
    for (const state of states) {
      const [head, ...rest] = state;
      if (head === undefined) continue;
      if (head.kind === 'any') next.push(state);
      else if (fits(head.text, name)) next.push(rest);
    }
    states = skipping(next);
  }
  return states.map((state) => [...state]);
}

/** A leading "any number" may be none. */
function skipping(states: readonly (readonly Token[])[]): (readonly Token[])[] {
  const all = [...states];
  for (const state of all) if (state[0]?.kind === 'any') all.push(state.slice(1));
  return all;
}

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === name;
  const [first = '', ...others] = parts;
  const last = others.pop() ?? '';
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
