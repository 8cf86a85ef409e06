/**
 * What a Go file declares, without what its functions do: the file without the inside of function bodies, composite literals and
 * comments, which leaves the parser a third of the work, and the tree of that put back into the places of the whole file.
 *
 * Braces are told apart by the word before them: behind `struct` and `interface` stands what a type is made of, everything else
 * between braces at the top level of a file is code or values. Values whose number is the length of an array (`[...]`) are kept. That
 * holds for Go that parses; for a file in which brackets do not pair up there is no outline, and whoever asks reads the whole of it.
 */
import { isAscii } from 'node:buffer';
import type { FlatTree } from './tree.ts';

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const LEFT_PARENTHESIS = 40;
const RIGHT_PARENTHESIS = 41;
const ASTERISK = 42;
const DOT = 46;
const SLASH = 47;
const LEFT_BRACKET = 91;
const BACKSLASH = 92;
const RIGHT_BRACKET = 93;
const BACKQUOTE = 96;
const OPENING = 123;
const CLOSING = 125;

/** What is left of a file, and what was cut out of it, in the order of the text. */
export interface Outline {
  readonly bytes: Uint8Array;
  /** Where something is missing: UTF-16 units from the beginning of what is left. */
  readonly cuts: readonly number[];
  /** For each cut how many units are missing up to there, its own included. */
  readonly missing: readonly number[];
}

export interface OutlineWanted {
  /** No comment behind the first declaration says anything to us: there nothing is left of those that end with their line. */
  readonly isSilent?: boolean;
  /** Nor is anything left of variables and constants: the tables of generated files. */
  readonly withoutValues?: boolean;
  /** Whether a block stays as it is, comments included: bytes of the whole file, the braces with it. */
  readonly keeps?: (start: number, end: number) => boolean;
}

/** Undefined where quotes, comments or braces do not end. */
export function outlineOf(bytes: Uint8Array, wanted: OutlineWanted = {}): Outline | undefined {
  const { isSilent = false, withoutValues = false, keeps = () => false } = wanted;
  const outline = new Cutting(bytes);
  let at = 0;
  /** The next block says by its elements how long an array is. */
  let isCounted = false;
  /** What stands in square brackets belongs to a type. */
  let brackets = 0;
  /** Behind the last token that is no comment. */
  let said = 0;
  let isHeader = true;
  while (at < bytes.length) {
    const isLineStart = at > 0 && bytes[at - 1] === NEWLINE;
    if (isLineStart && withoutValues && isWordAt(bytes, at, valueWords)) {
      const end = endOfDeclaration(bytes, at);
      if (end === undefined) return undefined;
      outline.cut(at, end);
      isHeader = false;
      at = end;
      continue;
    }
    const isBlock = bytes[at] === OPENING && !isTypeWord(bytes, said);
    const end = isBlock ? endOfBlock(bytes, at) : endOfToken(bytes, at);
    if (end === undefined) return undefined;
    if (isHeader && isLineStart) isHeader = !isWordAt(bytes, at, declarationWords);
    if (isComment(bytes, at)) {
      if (bytes[at + 1] === ASTERISK) outline.cut(at + 2, end - 2);
      else outline.cut(isSilent && !isHeader ? at : at + 2, isSilent && !isHeader ? end : lastCharacter(bytes, end));
    } else if (!isBlank(bytes[at])) said = end;
    isCounted ||= isCountedLength(bytes, at);
    if (bytes[at] === LEFT_BRACKET) brackets++;
    if (bytes[at] === RIGHT_BRACKET) brackets--;
    if (isBlock && (isCounted || brackets > 0)) isCounted = false;
    else if (isBlock && !keeps(at, end)) outline.cut(at + 1, end - 1);
    at = end;
  }
  return outline.finish();
}

/** The tree of an outline as the tree of the whole text, in which nothing stands where something was cut out. */
export function restored(
  { nodes, count }: FlatTree,
  { cuts, missing }: Pick<Outline, 'cuts' | 'missing'>,
  text: string,
): FlatTree {
  let passed = 0;
  for (let row = 0; row < nodes.length; row += 4) {
    const start = nodes[row + 1] ?? 0;
    const end = nodes[row + 2] ?? 0;
    // Rows are in the order of where they begin. What begins at a cut begins behind it, what ends there ends before it.
    while (passed < cuts.length && (cuts[passed] ?? 0) <= start) passed++;
    let before = passed;
    while (before < cuts.length && (cuts[before] ?? 0) < end) before++;
    nodes[row + 1] = start + (missing[passed - 1] ?? 0);
    nodes[row + 2] = end + (missing[before - 1] ?? 0);
  }
  return { nodes, count, text };
}

/** Copies what is kept between the cuts. */
class Cutting {
  readonly #bytes: Uint8Array;
  readonly #isAscii: boolean;
  readonly #left: Uint8Array;
  readonly #cuts: number[] = [];
  readonly #missing: number[] = [];
  #written = 0;
  /** Up to where the bytes are settled. */
  #settled = 0;
  #unitsLeft = 0;
  #unitsMissing = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#isAscii = isAscii(bytes);
    this.#left = new Uint8Array(bytes.length);
  }

  cut(start: number, end: number): void {
    if (end <= start) return;
    this.#keepUntil(start);
    this.#unitsMissing += this.#units(start, end);
    this.#settled = end;
    this.#cuts.push(this.#unitsLeft);
    this.#missing.push(this.#unitsMissing);
  }

  finish(): Outline {
    this.#keepUntil(this.#bytes.length);
    return { bytes: this.#left.subarray(0, this.#written), cuts: this.#cuts, missing: this.#missing };
  }

  #keepUntil(end: number): void {
    this.#left.set(this.#bytes.subarray(this.#settled, end), this.#written);
    this.#written += end - this.#settled;
    this.#unitsLeft += this.#units(this.#settled, end);
    this.#settled = end;
  }

  /** How many units of a JavaScript string a stretch makes. */
  #units(start: number, end: number): number {
    return this.#isAscii ? end - start : decoder.decode(this.#bytes.subarray(start, end)).length;
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Where the character begins that ends there. */
function lastCharacter(bytes: Uint8Array, end: number): number {
  let at = end - 1;
  while (((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}

/** For each byte whether it may begin a literal or a comment, or is a brace: nearly all are not and do not. */
const saysSomething = new Uint8Array(256);
for (const byte of [DOUBLE_QUOTE, SINGLE_QUOTE, BACKQUOTE, SLASH, OPENING, CLOSING]) saysSomething[byte] = 1;

/** Just behind the brace that closes the one at `start`. */
function endOfBlock(bytes: Uint8Array, start: number): number | undefined {
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (saysSomething[byte] === 0) {
      at++;
    } else if (byte === OPENING) {
      depth++;
      at++;
    } else if (byte === CLOSING) {
      depth--;
      at++;
      if (depth === 0) return at;
    } else {
      const end = endOfToken(bytes, at);
      if (end === undefined) return undefined;
      at = end;
    }
  }
  return undefined;
}

/** At the line break behind a declaration: where no bracket is open and no operator wants an operand. */
function endOfDeclaration(bytes: Uint8Array, start: number): number | undefined {
  let depth = 0;
  let said: number | undefined;
  for (let at = start; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    if (byte === NEWLINE && depth === 0 && !wantsMore(said)) return at;
    if (byte === LEFT_PARENTHESIS || byte === LEFT_BRACKET || byte === OPENING) depth++;
    if (byte === RIGHT_PARENTHESIS || byte === RIGHT_BRACKET || byte === CLOSING) depth--;
    const end = endOfToken(bytes, at);
    if (end === undefined) return undefined;
    if (!isBlank(byte) && !isComment(bytes, at)) said = byte;
    at = end;
  }
  return bytes.length;
}

const operators = new Set([...'+-*/%&|^<>=!,.:'].map((operator) => operator.charCodeAt(0)));

function wantsMore(last: number | undefined): boolean {
  return last !== undefined && operators.has(last);
}

/** Behind a literal or a comment, in which braces mean nothing, or behind the one byte; undefined when it does not end. */
function endOfToken(bytes: Uint8Array, at: number): number | undefined {
  switch (bytes[at]) {
    case DOUBLE_QUOTE:
    case SINGLE_QUOTE:
      return endOfQuoted(bytes, at);
    case BACKQUOTE:
      return behind(bytes.indexOf(BACKQUOTE, at + 1), 1);
    case SLASH:
      if (bytes[at + 1] === SLASH) return endOfLine(bytes, at);
      if (bytes[at + 1] === ASTERISK) return endOfComment(bytes, at);
      return at + 1;
    default:
      return at + 1;
  }
}

function endOfQuoted(bytes: Uint8Array, start: number): number | undefined {
  const quote = bytes[start];
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) return at + 1;
    if (byte === NEWLINE) return undefined;
    if (byte === BACKSLASH) at++;
  }
  return undefined;
}

function endOfLine(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(NEWLINE, start);
  return end === -1 ? bytes.length : end;
}

function endOfComment(bytes: Uint8Array, start: number): number | undefined {
  for (let star = bytes.indexOf(ASTERISK, start + 2); star !== -1; star = bytes.indexOf(ASTERISK, star + 1)) {
    if (bytes[star + 1] === SLASH) return star + 2;
  }
  return undefined;
}

function behind(index: number, length: number): number | undefined {
  return index === -1 ? undefined : index + length;
}

const encoder = new TextEncoder();
const typeWords = ['struct', 'interface'].map((word) => encoder.encode(word));
const valueWords = ['var', 'const'].map((word) => encoder.encode(word));
const declarationWords = [...valueWords, ...['func', 'type'].map((word) => encoder.encode(word))];

function isWordAt(bytes: Uint8Array, start: number, words: readonly Uint8Array[]): boolean {
  return words.some(
    (word) => word.every((byte, index) => bytes[start + index] === byte) && !isLetter(bytes[start + word.length]),
  );
}

/** Whether the word that ends there is `struct` or `interface`. */
function isTypeWord(bytes: Uint8Array, end: number): boolean {
  return typeWords.some((word) => {
    const start = end - word.length;
    return start >= 0 && word.every((byte, index) => bytes[start + index] === byte) && !isLetter(bytes[start - 1]);
  });
}

/** `[...]` */
function isCountedLength(bytes: Uint8Array, at: number): boolean {
  let dots = 0;
  if (bytes[at] !== LEFT_BRACKET) return false;
  for (let next = at + 1; isBlank(bytes[next]) || bytes[next] === DOT; next++) if (bytes[next] === DOT) dots++;
  return dots === 3;
}

function isComment(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === SLASH && (bytes[at + 1] === SLASH || bytes[at + 1] === ASTERISK);
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === NEWLINE || byte === RETURN;
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte >= 128 || /\w/.test(String.fromCharCode(byte)));
}
