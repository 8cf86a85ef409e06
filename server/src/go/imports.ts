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

import { HeaderScan } from './headerScan.ts';

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

const charactersTriedFirst = 16_384;
/** One for all files: it is done with a file before the next one begins. */
const scan = new HeaderScan();

function headerOfString(text: string): GoHeader {
  if (text.length > charactersTriedFirst) {
    const header = scan.read(codeUnits(text.slice(0, charactersTriedFirst)), text);
    if (scan.foundDeclaration) return header;
  }
  return scan.read(codeUnits(text), text);
}

function headerOfBytes(bytes: Uint8Array): HeaderPrefix {
  const header = scan.read(bytes, undefined);
  const complete = scan.foundDeclaration;
  if (!scan.sawNonAscii) return { header, complete };
  // A byte is not a UTF-16 unit here. Decode what the header spans and read that instead.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, header.end));
  return { header: scan.read(codeUnits(text), text), complete };
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function codeUnits(text: string): Uint16Array {
  // The same bytes, copied by the engine.
  if (isLittleEndian) return new Uint16Array(new Uint8Array(Buffer.from(text, 'utf16le')).buffer);
  const units = new Uint16Array(text.length);
  for (let i = 0; i < units.length; i++) units[i] = text.charCodeAt(i);
  return units;
}
