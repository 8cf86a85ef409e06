/**
 * Path patterns: the one language in which the configuration speaks of directories and files.
 *
 * A pattern is relative, uses `/`, and is compared segment by segment, each as a whole: `bar` is neither `barista` nor
 * `bar-utils`. `*` is one segment and, inside a segment, any run of its characters; `**` is any number of segments,
 * none included; `{name}` is one segment that is remembered under that name.
 *
 * Which of several matching patterns wins is decided here too, and by the patterns alone: never by what is on disk, by
 * names of layers or by the order in which they are written. Nothing here knows what a pattern stands for.
 */

export type PatternSegment =
  | { readonly kind: 'literal'; readonly text: string }
  /** A segment with `*` among other characters, such as `*_gen`. */
  | { readonly kind: 'partial'; readonly text: string }
  | { readonly kind: 'one'; readonly capture: string | undefined }
  | { readonly kind: 'deep' };

export interface PathPattern {
  /** As written. */
  readonly text: string;
  readonly segments: readonly PatternSegment[];
  readonly captures: readonly string[];
  readonly specificity: Specificity;
}

/** What makes a pattern specific, most telling first. */
export interface Specificity {
  readonly literals: number;
  readonly partials: number;
  readonly singles: number;
  readonly deeps: number;
  readonly partialCharacters: number;
}

export type ParsedPattern =
  | { readonly ok: true; readonly pattern: PathPattern }
  | { readonly ok: false; readonly message: string };

/** Reads a pattern; the message of a refusal says what to write instead. */
export function parsePattern(text: string): ParsedPattern {
  const fault = whyRefused(text);
  if (fault !== undefined) return { ok: false, message: fault };
  const segments: PatternSegment[] = [];
  for (const segment of text.split('/')) {
    if (segment === '' || segment === '.') continue;
    const parsed = parseSegment(segment);
    if (typeof parsed === 'string') return { ok: false, message: parsed };
    segments.push(parsed);
  }
  const captures = segments.flatMap((segment) =>
    segment.kind === 'one' && segment.capture !== undefined ? [segment.capture] : [],
  );
  const twice = captures.find((name, index) => captures.indexOf(name) !== index);
  if (twice !== undefined) return { ok: false, message: `"${text}" captures {${twice}} twice; use two names.` };
  const normal = normalised(segments);
  return { ok: true, pattern: { text, segments: normal, captures, specificity: specificityOf(normal) } };
}

/** What the pattern captures from a path, or undefined when it does not match. `''` is the root itself. */
export function matchPattern(pattern: PathPattern, path: string): ReadonlyMap<string, string> | undefined {
  const names = path === '' ? [] : path.split('/');
  const places = capturePlaces(pattern, names);
  return places && new Map([...places].map(([capture, place]) => [capture, names[place] ?? '']));
}

/** Which segment of a path, counted from 0, a capture stands for; undefined when the pattern does not match. */
export function capturePlace(pattern: PathPattern, path: string, capture: string): number | undefined {
  return capturePlaces(pattern, path === '' ? [] : path.split('/'))?.get(capture);
}

function capturePlaces(pattern: PathPattern, names: readonly string[]): Map<string, number> | undefined {
  const segments = pattern.segments;
  // Rows: pattern segments used up; columns: path segments used up. Filled from the ends, so that reading from the
  // start knows which way leads through. `**` takes as little as it can, which makes captures well defined.
  const width = names.length + 1;
  const reachable = new Uint8Array((segments.length + 1) * width);
  reachable[segments.length * width + names.length] = 1;
  for (let row = segments.length - 1; row >= 0; row--) {
    const segment = segments[row];
    for (let column = names.length; column >= 0; column--) {
      const below = reachable[(row + 1) * width + column + 1] === 1 && column < names.length;
      const yes =
        segment?.kind === 'deep'
          ? reachable[(row + 1) * width + column] === 1 ||
            (column < names.length && reachable[row * width + column + 1] === 1)
          : below && segment !== undefined && segmentMatches(segment, names[column] ?? '');
      if (yes) reachable[row * width + column] = 1;
    }
  }
  if (reachable[0] !== 1) return undefined;
  const captured = new Map<string, number>();
  let column = 0;
  for (let row = 0; row < segments.length; row++) {
    const segment = segments[row];
    if (segment?.kind === 'deep') {
      while (reachable[(row + 1) * width + column] !== 1) column++;
    } else {
      if (segment?.kind === 'one' && segment.capture !== undefined) captured.set(segment.capture, column);
      column++;
    }
  }
  return captured;
}

/** Below zero when `a` is the more specific one, above when `b` is, zero when neither is. */
export function compareSpecificity(a: PathPattern, b: PathPattern): number {
  const x = a.specificity;
  const y = b.specificity;
  return (
    y.literals - x.literals ||
    y.partials - x.partials ||
    y.singles - x.singles ||
    x.deeps - y.deeps ||
    y.partialCharacters - x.partialCharacters
  );
}

/** Why one matching pattern loses against another, in words. */
export function whyLess(loser: PathPattern, winner: PathPattern): string {
  const x = loser.specificity;
  const y = winner.specificity;
  if (x.literals !== y.literals) return `it names ${count(x.literals, 'segment')} literally, not ${y.literals}`;
  if (x.partials !== y.partials) return `it names ${count(x.partials, 'segment')} in part, not ${y.partials}`;
  if (x.singles !== y.singles) return `it fixes ${count(x.singles, 'further segment')}, not ${y.singles}`;
  if (x.deeps !== y.deeps) return `it has ${x.deeps} "**", not ${y.deeps}`;
  if (x.partialCharacters !== y.partialCharacters) return 'it spells out fewer characters';
  return 'it is exactly as specific';
}

/** Whether two patterns match the same paths because they say the same in the same words. */
export function samePattern(a: PathPattern, b: PathPattern): boolean {
  const key = (pattern: PathPattern) =>
    pattern.segments.map((s) => (s.kind === 'deep' ? '**' : s.kind === 'one' ? '*' : s.text)).join('/');
  return key(a) === key(b);
}

/** Whether one segment of a path fits one segment of a pattern; `**` is not a segment in this sense. */
export function segmentMatches(segment: PatternSegment, name: string): boolean {
  switch (segment.kind) {
    case 'literal':
      return segment.text === name;
    case 'partial':
      return partialMatches(segment.text, name);
    case 'one':
      return true;
    case 'deep':
      return false;
  }
}

/** Goes back to the latest `*` only, so the time is bounded by the product of the lengths. */
function partialMatches(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let p = 0;
  while (at < name.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = at;
    } else if (p < pattern.length && pattern[p] === name[at]) {
      p++;
      at++;
    } else if (star >= 0) {
      p = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

function whyRefused(text: string): string | undefined {
  if (text.trim() === '') return 'A pattern must not be empty; "." is the root itself, "**" is everything.';
  if (text !== text.trim()) return `"${text}" begins or ends with a space.`;
  if (text.includes('\\')) return `"${text}" uses "\\"; separate segments with "/" on every system.`;
  if (text.startsWith('/') || /^[A-Za-z]:/.test(text)) {
    return `"${text}" is absolute; patterns are relative to the root of the module.`;
  }
  if (text.startsWith('!')) return `"${text}" is negated; write a more specific pattern for the exception instead.`;
  if (text.split('/').includes('..')) return `"${text}" leaves the module; ".." is not possible.`;
  if (/[?[\]]/.test(text)) return `"${text}" uses "?", "[" or "]", which mean nothing here; only *, ** and {name} do.`;
  return undefined;
}

function parseSegment(segment: string): PatternSegment | string {
  if (segment === '**') return { kind: 'deep' };
  if (segment === '*') return { kind: 'one', capture: undefined };
  const capture = /^\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(segment);
  if (capture?.[1] !== undefined) return { kind: 'one', capture: capture[1] };
  if (/[{}]/.test(segment)) {
    const choice = /^(.*)\{([^{}]*,[^{}]*)\}(.*)$/.exec(segment);
    if (choice === null) return `"${segment}": a capture is a whole segment with a plain name, such as {module}.`;
    const [, before = '', list = '', after = ''] = choice;
    const spelled = list.split(',').map((part) => `${before}${part.trim()}${after}`);
    return `"${segment}": alternatives are separate patterns here; write one for each of ${spelled.join(', ')}.`;
  }
  if (segment.includes('**')) return `"${segment}": "**" stands alone between slashes.`;
  return segment.includes('*') ? { kind: 'partial', text: segment } : { kind: 'literal', text: segment };
}

/** `**` twice in a row is `**`, and `**` goes after a single it stands beside: both say the same. */
function normalised(segments: readonly PatternSegment[]): PatternSegment[] {
  const result: PatternSegment[] = [];
  let deep = false;
  for (const segment of segments) {
    if (segment.kind === 'deep') {
      deep = true;
      continue;
    }
    const plainSingle = segment.kind === 'one' && segment.capture === undefined;
    if (deep && !plainSingle) {
      result.push({ kind: 'deep' });
      deep = false;
    }
    result.push(segment);
  }
  if (deep) result.push({ kind: 'deep' });
  return result;
}

function specificityOf(segments: readonly PatternSegment[]): Specificity {
  let partialCharacters = 0;
  const counts = { literal: 0, partial: 0, one: 0, deep: 0 };
  for (const segment of segments) {
    counts[segment.kind]++;
    if (segment.kind === 'partial') partialCharacters += segment.text.replaceAll('*', '').length;
  }
  const { literal: literals, partial: partials, one: singles, deep: deeps } = counts;
  return { literals, partials, singles, deeps, partialCharacters };
}

function count(amount: number, noun: string): string {
  return amount === 1 ? `1 ${noun}` : `${amount} ${noun}s`;
}
