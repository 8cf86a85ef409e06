/**
 * The header of a Go file: package clause, imports, build constraint and the comments that steer us, read without
 * parsing the file. This is what makes a cold start cheap, because Go keeps its imports at the top.
 *
 * Where the header ends: at the first `func`, `type`, `var` or `const` that begins a statement. Go refuses an import
 * after that point, and so it is not part of the answer here either. Anything else between the imports is taken for
 * something half-typed and skipped, so an import after a broken line is still seen.
 *
 * Offsets are UTF-16 units into the text, of which a byte order mark is the first character: those of the flat tree.
 *
 * It deliberately does not judge: a path may be empty or nonsense, an alias may repeat. It never throws.
 */

import { isGeneratedMarker } from './fileKind.ts';
import { unquoteGoString } from './goString.ts';

export interface GoImport {
  /** The import path, unquoted. */
  readonly path: string;
  /** `''` without one, otherwise the name, `_` or `.`. */
  readonly alias: string;
  /** The path literal with its quotes: what a finding underlines. */
  readonly start: number;
  readonly end: number;
  /** Alias and path together. */
  readonly specStart: number;
  readonly specEnd: number;
  /** The `import` keyword of the declaration this import stands in. */
  readonly declStart: number;
  /** Inside `import ( … )`. */
  readonly grouped: boolean;
}

/** A comment that may steer us; `suppressions.ts` says what it means. */
export interface HeaderComment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface BuildConstraint {
  /** What follows `//go:build`. */
  readonly expression: string;
  readonly start: number;
  readonly end: number;
}

export interface GoHeader {
  /** `''` when there is no readable package clause. */
  readonly packageName: string;
  /** The name in the package clause; both are -1 without one. */
  readonly packageStart: number;
  readonly packageEnd: number;
  readonly imports: readonly GoImport[];
  /** Carries the `Code generated … DO NOT EDIT.` marker before its package clause. */
  readonly generated: boolean;
  readonly buildConstraint: BuildConstraint | undefined;
  readonly comments: readonly HeaderComment[];
  /** Where the first declaration begins, or the end of the text. */
  readonly end: number;
}

export interface HeaderPrefix {
  readonly header: GoHeader;
  /** False when the bytes ended before the header did: read more of the file and ask again. */
  readonly complete: boolean;
}

/** The header of a whole file. */
export function readHeader(source: Uint8Array | string): GoHeader {
  return typeof source === 'string' ? headerOfString(source) : headerOfBytes(source).header;
}

/**
 * The header from the first bytes of a file, so that a cold start need not read files to their end. The bytes may
 * stop in the middle of a character; such an answer is never called complete.
 */
export function readHeaderPrefix(firstBytes: Uint8Array): HeaderPrefix {
  return headerOfBytes(firstBytes);
}

/** A comment that `suppressions.ts` may have something to say about. */
export function isSteeringComment(text: string): boolean {
  return /^\/\/\s*(?:architect:|nolint\b)|#nosec\b/.test(text);
}

/** What a `//go:build` comment demands, or undefined when it is another comment. */
export function buildExpression(comment: string): string | undefined {
  return /^\/\/go:build[ \t]+(\S.*?)\s*$/.exec(comment)?.[1];
}

const charactersTriedFirst = 16_384;
const byteOrderMark = 0xfeff;

function headerOfString(text: string): GoHeader {
  if (text.length > charactersTriedFirst) {
    const scan = new HeaderScan(codeUnits(text.slice(0, charactersTriedFirst)), text);
    scan.run();
    if (scan.foundDeclaration) return scan.header();
  }
  const scan = new HeaderScan(codeUnits(text), text);
  scan.run();
  return scan.header();
}

function headerOfBytes(bytes: Uint8Array): HeaderPrefix {
  const scan = new HeaderScan(bytes, undefined);
  scan.run();
  if (!scan.sawNonAscii) return { header: scan.header(), complete: scan.foundDeclaration };
  // A byte is not a UTF-16 unit here. Decode what the header spans and read that instead.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, scan.position));
  const decoded = new HeaderScan(codeUnits(text), text);
  decoded.run();
  return { header: decoded.header(), complete: scan.foundDeclaration };
}

function codeUnits(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < units.length; i++) units[i] = text.charCodeAt(i);
  return units;
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

/** One walk over one header. A class because the scanner's position is shared by all of its steps. */
class HeaderScan {
  readonly #units: Uint8Array | Uint16Array;
  readonly #text: string | undefined;

  position = 0;
  /** Reached the first declaration, so nothing that follows can change the answer. */
  foundDeclaration = false;
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
  readonly #imports: GoImport[] = [];
  readonly #comments: HeaderComment[] = [];

  constructor(units: Uint8Array | Uint16Array, text: string | undefined) {
    this.#units = units;
    this.#text = text;
    if (units[0] === byteOrderMark) this.position = 1;
    if (units[0] === 0xef && units[1] === 0xbb && units[2] === 0xbf && text === undefined) {
      this.position = 3;
      this.sawNonAscii = true;
    }
  }

  header(): GoHeader {
    return {
      packageName: this.#packageName,
      packageStart: this.#packageStart,
      packageEnd: this.#packageEnd,
      imports: this.#imports,
      generated: this.#generated,
      buildConstraint: this.#buildConstraint,
      comments: this.#comments,
      end: this.position,
    };
  }

  run(): void {
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
    this.position = this.#tokenStart;
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
    let at = this.position;
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
      this.position = at;
      return Token.End;
    }
    const token = this.#tokenAt(at);
    this.position = this.#tokenEnd;
    return token;
  }

  #tokenAt(at: number): Token {
    const units = this.#units;
    const unit = units[at] ?? 0;
    if (isNameCharacter[unit] === 1) {
      let end = at;
      while (end < units.length && isNameCharacter[units[end] ?? 0] === 1) {
        if ((units[end] ?? 0) >= 128) this.sawNonAscii = true;
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
      if (unit >= 128) this.sawNonAscii = true;
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
    const length = units.length;
    let at = start + 2;
    let sawHash = false;
    for (; at < length; at++) {
      const unit = units[at] ?? 0;
      if (unit === Character.Newline) break;
      if (unit === Character.Hash) sawHash = true;
      if (unit >= 128) this.sawNonAscii = true;
    }
    const end = at > start && units[at - 1] === Character.Return ? at - 1 : at;
    if (sawHash || this.#maySteer(start)) this.#considerComment(start, end);
    if (!this.#sawPackage) this.#considerPreamble(start, end);
    return at;
  }

  /** A cheap first look: `//architect:`, `//nolint`, `// nolint`. */
  #maySteer(start: number): boolean {
    let at = start + 2;
    while (this.#units[at] === Character.Space || this.#units[at] === Character.Slash) at++;
    const unit = this.#units[at];
    return unit === 97 || unit === 110;
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
    } else if (!this.#generated && third === Character.Space && this.#units[start + 3] === 67) {
      this.#generated = isGeneratedMarker(this.#slice(start, end));
    }
  }

  #blockComment(start: number): number {
    const units = this.#units;
    const length = units.length;
    let at = start + 2;
    let closed = false;
    let sawHash = false;
    for (; at < length; at++) {
      const unit = units[at] ?? 0;
      if (unit === Character.Star && units[at + 1] === Character.Slash) {
        at += 2;
        closed = true;
        break;
      }
      if (unit === Character.Newline) this.#newline = true;
      else if (unit === Character.Hash) sawHash = true;
      else if (unit >= 128) this.sawNonAscii = true;
    }
    const end = closed ? at : length;
    if (sawHash) this.#considerComment(start, end);
    if (!this.#sawPackage && !this.#generated) {
      this.#generated = isGeneratedMarker(this.#slice(start, end));
    }
    return end;
  }

  #slice(start: number, end: number): string {
    if (this.#text !== undefined) return this.#text.slice(start, end);
    let result = '';
    for (let i = start; i < end; i++) result += String.fromCharCode(this.#units[i] ?? 0);
    return result;
  }
}
