/**
 * The scanner behind `imports.ts`: reads one header token by token, from bytes or from UTF-16 units.
 *
 * It is written for thousands of files a second, which is why it looks at numbers rather than strings and is used again for
 * file after file. Most of a header is comments, and most runs are over before loops over characters are compiled, so the
 * ends of comments are searched for by the engine's own `indexOf`. What a header is and where it ends is explained in `imports.ts`.
 */

import { isAscii } from 'node:buffer';
import { isGeneratedMarker } from './fileKind.ts';
import { unquoteGoString } from './goString.ts';
import type { BuildConstraint, GoHeader, GoImport, HeaderComment } from './imports.ts';

/** A comment that `suppressions.ts` may have something to say about, `architect:` nearly spelled right included. */
export function isSteeringComment(text: string): boolean {
  return /^\/[/*]\s*a[a-z]{6,11}:[a-z]|^\/\/\s*nolint\b|#nosec\b/.test(text);
}

/** What a `//go:build` comment demands, or undefined when it is another comment. */
export function buildExpression(comment: string): string | undefined {
  return /^\/\/go:build[ \t]+(\S.*?)\s*$/.exec(comment)?.[1];
}

const enum Character {
  Tab = 9,
  Newline = 10,
  Return = 13,
  Space = 32,
  Quote = 34,
  Hash = 35,
  Apostrophe = 39,
  Open = 40,
  Close = 41,
  Star = 42,
  Dot = 46,
  Slash = 47,
  Semicolon = 59,
  Backslash = 92,
  Backtick = 96,
}

const enum Token {
  End,
  Name,
  String,
  Open,
  Close,
  Dot,
  Semicolon,
  Other,
}

/** For each ASCII character whether it belongs to an identifier; everything beyond ASCII is taken for a letter. */
const isNameCharacter = new Uint8Array(65_536).fill(1, 128);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_') {
  isNameCharacter[character.charCodeAt(0)] = 1;
}

const isBlank = new Uint8Array(65_536);
for (const character of [Character.Tab, Character.Newline, Character.Return, Character.Space]) isBlank[character] = 1;

/** One walk over one header. A class because the scanner's position is shared by all of its steps. */
export class HeaderScan {
  #units: Uint8Array | Uint16Array = new Uint8Array(0);
  #text: string | undefined;
  #position = 0;

  /** Of the latest text: reached the first declaration, so nothing that follows can change the answer. */
  foundDeclaration = false;
  /** Of the latest text: has characters beyond ASCII, so that bytes are not UTF-16 units. */
  sawNonAscii = false;

  #tokenStart = 0;
  #tokenEnd = 0;
  /** A line ended between the token before and this one. */
  #newline = true;

  #packageName = '';
  #packageStart = -1;
  #packageEnd = -1;
  #sawPackage = false;
  #generated = false;
  #buildConstraint: BuildConstraint | undefined;
  /** The first `#` at or after the place asked for last; beyond the end when there is none. */
  #nextHash = -1;
  #imports: GoImport[] = [];
  #comments: HeaderComment[] = [];

  /** @param text the text the units are of, or of which they are the beginning; undefined for bytes */
  read(units: Uint8Array | Uint16Array, text: string | undefined): GoHeader {
    this.#units = units;
    this.#text = text;
    const mark = text === undefined && units[0] === 0xef && units[1] === 0xbb && units[2] === 0xbf;
    this.#position = mark ? 3 : units[0] === 0xfeff ? 1 : 0;
    this.#nextHash = -1;
    this.foundDeclaration = false;
    this.#packageName = '';
    this.#packageStart = -1;
    this.#packageEnd = -1;
    this.#sawPackage = false;
    this.#generated = false;
    this.#buildConstraint = undefined;
    this.#imports = [];
    this.#comments = [];
    this.#run();
    this.sawNonAscii = mark || (text === undefined && !isAscii(units.subarray(0, this.#position)));
    return {
      packageName: this.#packageName,
      packageStart: this.#packageStart,
      packageEnd: this.#packageEnd,
      imports: this.#imports,
      generated: this.#generated,
      buildConstraint: this.#buildConstraint,
      comments: this.#comments,
      end: this.#position,
    };
  }

  #run(): void {
    let token = this.#next();
    let statementStart = true;
    while (token !== Token.End) {
      if (statementStart && token === Token.Name) {
        if (this.#isDeclarationKeyword()) {
          this.#stopHere();
          return;
        }
        if (this.#isWord('import')) {
          token = this.#importDeclaration(this.#tokenStart);
          statementStart = this.#newline;
          continue;
        }
        if (!this.#sawPackage && this.#isWord('package')) {
          token = this.#packageClause();
          statementStart = this.#newline;
          continue;
        }
      }
      const semicolon = token === Token.Semicolon;
      token = this.#next();
      statementStart = semicolon || this.#newline;
    }
  }

  #stopHere(): void {
    this.#position = this.#tokenStart;
    // A keyword that touches the end of the text may be the beginning of a longer word.
    this.foundDeclaration = this.#tokenEnd < this.#units.length;
  }

  /** Returns the token after the clause. */
  #packageClause(): Token {
    this.#sawPackage = true;
    const token = this.#next();
    if (token !== Token.Name) return token;
    this.#packageName = this.#slice(this.#tokenStart, this.#tokenEnd);
    this.#packageStart = this.#tokenStart;
    this.#packageEnd = this.#tokenEnd;
    return this.#next();
  }

  /** Returns the token after the declaration. */
  #importDeclaration(declStart: number): Token {
    let token = this.#next();
    if (token !== Token.Open) return this.#importSpec(token, declStart, false);
    token = this.#next();
    while (token !== Token.End && token !== Token.Close) {
      // An unclosed group ends where something begins that no group can hold.
      if (token === Token.Name && this.#newline && this.#endsOpenGroup()) return token;
      const before = this.#tokenStart;
      token = this.#importSpec(token, declStart, true);
      if (this.#tokenStart === before && token !== Token.End) token = this.#next();
    }
    return token === Token.Close ? this.#next() : token;
  }

  #endsOpenGroup(): boolean {
    return this.#isDeclarationKeyword() || this.#isWord('import');
  }

  /** Reads one import if there is one at this token. Returns the first token that does not belong to it. */
  #importSpec(first: Token, declStart: number, grouped: boolean): Token {
    let token = first;
    let alias = '';
    const specStart = this.#tokenStart;
    if (token === Token.Name || token === Token.Dot) {
      if (token === Token.Name && !grouped && this.#endsOpenGroup()) return token;
      alias = this.#slice(this.#tokenStart, this.#tokenEnd);
      token = this.#next();
      if (token !== Token.String || this.#newline) return token;
    }
    if (token !== Token.String) return token;
    const start = this.#tokenStart;
    const end = this.#tokenEnd;
    this.#imports.push({
      path: this.#stringValue(start, end),
      alias,
      start,
      end,
      specStart,
      specEnd: end,
      declStart,
      grouped,
    });
    return this.#next();
  }

  #stringValue(start: number, end: number): string {
    const units = this.#units;
    for (let i = start; i < end; i++) {
      if (units[i] === Character.Backslash || units[i] === Character.Return) {
        return unquoteGoString(this.#slice(start, end));
      }
    }
    return this.#slice(start + 1, end - 1);
  }

  #isDeclarationKeyword(): boolean {
    switch (this.#tokenEnd - this.#tokenStart) {
      case 3:
        return this.#isWord('var');
      case 4:
        return this.#isWord('func') || this.#isWord('type');
      case 5:
        return this.#isWord('const');
      default:
        return false;
    }
  }

  #isWord(word: string): boolean {
    if (this.#tokenEnd - this.#tokenStart !== word.length) return false;
    for (let i = 0; i < word.length; i++) {
      if (this.#units[this.#tokenStart + i] !== word.charCodeAt(i)) return false;
    }
    return true;
  }

  #next(): Token {
    const units = this.#units;
    const length = units.length;
    let at = this.#position;
    this.#newline = at === 0;
    while (at < length) {
      const unit = units[at] ?? 0;
      if (unit === Character.Newline) {
        this.#newline = true;
        at++;
      } else if (unit === Character.Space || unit === Character.Tab || unit === Character.Return) {
        at++;
      } else if (unit === Character.Slash && (units[at + 1] === Character.Slash || units[at + 1] === Character.Star)) {
        at = units[at + 1] === Character.Slash ? this.#lineComment(at) : this.#blockComment(at);
      } else {
        break;
      }
    }
    this.#tokenStart = at;
    if (at >= length) {
      this.#tokenEnd = at;
      this.#position = at;
      return Token.End;
    }
    const token = this.#tokenAt(at);
    this.#position = this.#tokenEnd;
    return token;
  }

  #tokenAt(at: number): Token {
    const units = this.#units;
    const unit = units[at] ?? 0;
    if (isNameCharacter[unit] === 1) {
      let end = at;
      while (end < units.length && isNameCharacter[units[end] ?? 0] === 1) {
        end++;
      }
      this.#tokenEnd = end;
      return Token.Name;
    }
    if (unit === Character.Quote || unit === Character.Backtick || unit === Character.Apostrophe) {
      return this.#quoted(at, unit);
    }
    this.#tokenEnd = at + 1;
    if (unit === Character.Open) return Token.Open;
    if (unit === Character.Close) return Token.Close;
    if (unit === Character.Dot) return Token.Dot;
    return unit === Character.Semicolon ? Token.Semicolon : Token.Other;
  }

  /** A literal that its line or the text leaves open is not a string: somebody is still typing it. */
  #quoted(start: number, quote: number): Token {
    const units = this.#units;
    const raw = quote === Character.Backtick;
    let at = start + 1;
    for (; at < units.length; at++) {
      const unit = units[at] ?? 0;
      if (unit === quote) {
        this.#tokenEnd = at + 1;
        return quote === Character.Apostrophe ? Token.Other : Token.String;
      }
      if (raw) continue;
      if (unit === Character.Newline) break;
      if (unit === Character.Backslash && units[at + 1] !== Character.Newline) at++;
    }
    this.#tokenEnd = Math.min(at, units.length);
    return Token.Other;
  }

  #lineComment(start: number): number {
    const units = this.#units;
    const at = this.#firstFrom(Character.Newline, start + 2);
    const sawHash = this.#hashFrom(start) < at;
    const end = at > start && units[at - 1] === Character.Return ? at - 1 : at;
    if (sawHash || this.#maySteer(start)) this.#considerComment(start, end);
    if (!this.#sawPackage) this.#considerPreamble(start, end);
    return at;
  }

  #hashFrom(start: number): number {
    if (this.#nextHash < start) this.#nextHash = this.#firstFrom(Character.Hash, start);
    return this.#nextHash;
  }

  /** A cheap first look: `//architect:`, `/*architect:`, `//nolint`, `// nolint`. */
  #maySteer(start: number): boolean {
    const units = this.#units;
    let at = start + 2;
    while (isBlank[units[at] ?? 0] === 1 || units[at] === Character.Slash) at++;
    // `no`, or a word that begins with `a` and ends with a colon.
    if (units[at] === 110) return units[at + 1] === 111;
    if (units[at] !== 97) return false;
    while (isNameCharacter[units[at] ?? 0] === 1) at++;
    return units[at] === 58;
  }

  #considerComment(start: number, end: number): void {
    const text = this.#slice(start, end);
    if (isSteeringComment(text)) this.#comments.push({ text, start, end });
  }

  #considerPreamble(start: number, end: number): void {
    const third = this.#units[start + 2];
    if (third === 103 && this.#buildConstraint === undefined) {
      const text = this.#slice(start, end);
      const expression = buildExpression(text);
      if (expression !== undefined) this.#buildConstraint = { expression, start, end };
    } else if (!this.#generated && third === Character.Space && this.#beginsWithCode(start + 3)) {
      this.#generated = isGeneratedMarker(this.#slice(start, end));
    }
  }

  /** `Code`, which tells the marker of generated files from the `Copyright` of nearly all others. */
  #beginsWithCode(at: number): boolean {
    const units = this.#units;
    return units[at] === 67 && units[at + 1] === 111 && units[at + 2] === 100 && units[at + 3] === 101;
  }

  #blockComment(start: number): number {
    const end = this.#endOfBlock(start + 2);
    if (this.#firstFrom(Character.Newline, start) < end) this.#newline = true;
    if (this.#hashFrom(start) < end || this.#maySteer(start)) this.#considerComment(start, end);
    if (!this.#sawPackage && !this.#generated && this.#hasCode(start, end)) {
      this.#generated = isGeneratedMarker(this.#slice(start, end));
    }
    return end;
  }

  /** Beyond the star and slash that close a comment, or the end of the text. */
  #endOfBlock(from: number): number {
    const units = this.#units;
    let slash = units.indexOf(Character.Slash, from + 1);
    while (slash >= 0 && units[slash - 1] !== Character.Star) slash = units.indexOf(Character.Slash, slash + 1);
    return slash < 0 ? units.length : slash + 1;
  }

  #hasCode(start: number, end: number): boolean {
    let at = this.#firstFrom(67, start);
    while (at < end && !this.#beginsWithCode(at)) at = this.#firstFrom(67, at + 1);
    return at < end;
  }

  /** Beyond the end when there is none. */
  #firstFrom(unit: number, from: number): number {
    const found = this.#units.indexOf(unit, from);
    return found < 0 ? this.#units.length : found;
  }

  #slice(start: number, end: number): string {
    return this.#text !== undefined ? this.#text.slice(start, end) : shared(this.#units, start, end);
  }
}

/**
 * The same names and paths come up in file after file. Looking a string up by its characters costs less than making it
 * anew, and thousands of files then share one.
 */
function shared(units: Uint8Array | Uint16Array, start: number, end: number): string {
  if (end - start > longestShared) return made(units, start, end);
  let hash = 0;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (units[i] ?? 0)) | 0;
  const known = sharedStrings.get(hash);
  if (known !== undefined && isSame(known, units, start, end)) return known;
  const text = made(units, start, end);
  if (sharedStrings.size >= mostShared) sharedStrings.clear();
  sharedStrings.set(hash, text);
  return text;
}

const longestShared = 100;
const mostShared = 20_000;
const sharedStrings = new Map<number, string>();

function isSame(text: string, units: Uint8Array | Uint16Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== units[start + i]) return false;
  return true;
}

function made(units: Uint8Array | Uint16Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(units[i] ?? 0);
  return text;
}
