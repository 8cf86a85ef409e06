/**
 * Comments that silence a finding: ours, `//architect:ignore rule[, rule] -- reason [until 2026-12-31]`, and those of
 * peer linters that we honour, `//nolint:name[,name] // reason` and `#nosec [G101] -- reason`.
 *
 * A comment of ours that is nearly spelled right, or a block comment, does not count and says so, for its author believes that it does.
 *
 * This reads what one comment says. Which code it speaks for is found with the text around it. Whether a rule honours a peer's name, whether a
 * suppression is used, expired or silenced something at all is for those who know the rules and the date.
 */

/** Stands where the reason belongs until it is typed over; it gives none. */
export const reasonPrompt = 'say why this is right here';

export interface SuppressedName {
  /** A rule id, a rule glob such as `sql/*`, or a peer linter's name. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface Suppression {
  readonly kind: 'architect' | 'nolint' | 'nosec';
  /** Empty means everything for `nolint` and `nosec`; an `architect` comment without a rule does not count. */
  readonly names: readonly SuppressedName[];
  /** Trimmed, without the expiry date; `''` without one. */
  readonly reason: string;
  /** `YYYY-MM-DD`, the last day on which it counts. */
  readonly until: string | undefined;
  /** Why an `architect` comment does not count, in words for the user; undefined when it does. */
  readonly invalid: string | undefined;
  readonly start: number;
  readonly end: number;
}

/**
 * What a comment suppresses, if anything. `text` is the whole comment with its slashes; `start` is its offset, so that
 * all ranges of the answer are ranges in the file.
 */
export function parseSuppression(text: string, start: number): Suppression | undefined {
  const end = start + text.length;
  const ours = /^\/\/\s*architect:ignore(?![\w-])/.exec(text);
  if (ours !== null) return architectIgnore(text, start, ours[0].length);
  const misspelt = misspeltDirective(text);
  if (misspelt !== undefined) return uncounted(`There is no //${misspelt}; ${howToWrite}.`, start, end);
  if (isBlockDirective(text)) return uncounted(inBlock(text), start, end);
  const nolint = /^\/\/[/ \t]*nolint(?=[\s:]|$)/.exec(text);
  if (nolint !== null) return nolintComment(text, start, nolint[0].length);
  const nosec = /(?:^|[\s/*])#nosec\b/.exec(text);
  if (nosec === null) return undefined;
  const after = nosec.index + nosec[0].length;
  const body = text.slice(after).replace(/\*\/$/, '');
  const dashes = body.indexOf('--');
  const names = namesIn(body.slice(0, dashes < 0 ? body.length : dashes), start + after, /\bG\d{3}\b/g);
  const reason = dashes < 0 ? '' : body.slice(dashes).replace(/^-+/, '').trim();
  return { kind: 'nosec', names, reason, until: undefined, invalid: undefined, start, end };
}

/** `//architect:ignroe`, `//architcet:ignore`, and any other word behind `architect:`, which is ours alone. */
function misspeltDirective(text: string): string | undefined {
  const [, directive = '', name = '', word = ''] = /^\/\/\s*((a[a-z]+):([a-z][\w-]*))/.exec(text) ?? [];
  const isNearlyOurs = name === 'architect' || (isNearly(name, 'architect') && isNearly(word, 'ignore'));
  return isNearlyOurs ? directive : undefined;
}

/** The same letters in another order, or one letter more, less or other. */
function isNearly(written: string, meant: string): boolean {
  if (Math.abs(written.length - meant.length) > 1) return false;
  if ([...written].sort().join('') === [...meant].sort().join('')) return true;
  let from = 0;
  while (from < meant.length && written[from] === meant[from]) from++;
  const rest = [written.slice(from), meant.slice(from)] as const;
  return rest[0].slice(1) === rest[1].slice(1) || rest[0] === rest[1].slice(1) || rest[0].slice(1) === rest[1];
}

const howToWrite = 'write //architect:ignore <rule> -- <reason>';

/** Directives of Go are line comments, and so is ours; one in block form looks as if it counted. */
function isBlockDirective(text: string): boolean {
  const asLine = text.replace(/^\/\*/, '//');
  return (
    asLine !== text && (/^\/\/\s*architect:ignore(?![\w-])/.test(asLine) || misspeltDirective(asLine) !== undefined)
  );
}

function inBlock(text: string): string {
  const said = /^\/\*\s*(architect:ignore[ \t]+\S.*?)\s*\*\/$/.exec(text)?.[1];
  return `A block comment silences nothing; ${said === undefined ? howToWrite : `write //${said}`}.`;
}

function uncounted(invalid: string, start: number, end: number): Suppression {
  return { kind: 'architect', names: [], reason: '', until: undefined, invalid, start, end };
}

function architectIgnore(text: string, start: number, after: number): Suppression {
  const body = text.slice(after).replace(/\s+$/, '');
  const separator = /(?:^|\s)--(?:\s|$)/.exec(body);
  const list = separator === null ? body : body.slice(0, separator.index);
  const names = namesIn(list, start + after, /[^\s,]+/g);
  const said = separator === null ? '' : body.slice(separator.index + separator[0].length).trim();
  const expiry = /\s*\(?\buntil\s+(\d{4}-\d{2}-\d{2})\)?\s*$/.exec(said);
  const until = expiry?.[1];
  const reason = expiry === null ? said : said.slice(0, expiry.index).trim();
  return {
    kind: 'architect',
    names,
    reason,
    until,
    invalid: whyInvalid(names, reason, until),
    start,
    end: start + text.length,
  };
}

function whyInvalid(names: readonly SuppressedName[], reason: string, until: string | undefined): string | undefined {
  if (names.length === 0) return 'It names no rule; write //architect:ignore <rule> -- <reason>.';
  const first = names[0]?.name ?? '';
  if (reason === '' || reason === reasonPrompt)
    return `It gives no reason; write //architect:ignore ${first} -- <reason>.`;
  if (until !== undefined && !isRealDate(until)) return `${until} is no date; write until YYYY-MM-DD.`;
  return undefined;
}

function isRealDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function nolintComment(text: string, start: number, after: number): Suppression {
  const end = start + text.length;
  const body = text.slice(after);
  const explanation = body.indexOf('//');
  const reason = explanation < 0 ? '' : body.slice(explanation + 2).trim();
  const directive = explanation < 0 ? body : body.slice(0, explanation);
  // `nolint: all` and prose after a space both occur; only a list that follows the colon names linters.
  const list = /^:\s*([\w-]+(?:\s*,\s*[\w-]+)*)/.exec(directive)?.[0] ?? '';
  const names = namesIn(list, start + after, /[\w-]+/g);
  return { kind: 'nolint', names, reason, until: undefined, invalid: undefined, start, end };
}

function namesIn(text: string, offset: number, name: RegExp): SuppressedName[] {
  return [...text.matchAll(name)].map((match) => ({
    name: match[0],
    start: offset + match.index,
    end: offset + match.index + match[0].length,
  }));
}
