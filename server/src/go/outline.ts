/**
 * What a Go file declares, without what its functions do: the file with the inside of function bodies and composite literals
 * replaced by spaces, so that every offset stays what it was and the parser has a third of the work.
 *
 * Braces are told apart by the word before them: behind `struct` and `interface` stands what a type is made of, everything else
 * between braces at the top level of a file is code or values. Values whose number is the length of an array (`[...]`) are kept. That holds for Go that parses; for a file in which brackets do
 * not pair up there is no outline, and whoever asks reads the whole of it.
 */
const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const ASTERISK = 42;
const DOT = 46;
const SLASH = 47;
const LEFT_BRACKET = 91;
const BACKSLASH = 92;
const RIGHT_BRACKET = 93;
const BACKQUOTE = 96;
const OPENING = 123;
const CLOSING = 125;

/** The outline of a file, in an array of its own; undefined where quotes, comments or braces do not end. */
export function outlineOf(bytes: Uint8Array): Uint8Array | undefined {
  const outline = new Uint8Array(bytes.length);
  let written = 0;
  let kept = 0;
  let at = 0;
  /** The next block says by its elements how long an array is. */
  let isCounted = false;
  /** What stands in square brackets belongs to a type. */
  let brackets = 0;
  /** Behind the last token that is no comment. */
  let said = 0;
  const keepUntil = (end: number) => {
    outline.set(bytes.subarray(kept, end), written);
    written += end - kept;
    kept = end;
  };
  while (at < bytes.length) {
    const isBlock = bytes[at] === OPENING && !isTypeWord(bytes, said);
    const end = isBlock ? endOfBlock(bytes, at) : endOfToken(bytes, at);
    if (end === undefined) return undefined;
    if (!isBlank(bytes[at]) && !isComment(bytes, at)) said = end;
    isCounted ||= isCountedLength(bytes, at);
    if (bytes[at] === LEFT_BRACKET) brackets++;
    if (bytes[at] === RIGHT_BRACKET) brackets--;
    if (!isBlock || isCounted || brackets > 0) {
      if (isBlock) isCounted = false;
      at = end;
      continue;
    }
    keepUntil(at + 1);
    const units = unitsIn(bytes.subarray(at + 1, end - 1));
    outline.fill(SPACE, written, written + units);
    written += units;
    kept = end - 1;
    at = end;
  }
  keepUntil(bytes.length);
  return outline.subarray(0, written);
}

const decoder = new TextDecoder();

/** How many characters of a JavaScript string the bytes make, never more than there are bytes. */
function unitsIn(bytes: Uint8Array): number {
  for (const byte of bytes) if (byte >= 128) return decoder.decode(bytes).length;
  return bytes.length;
}

/** Just behind the brace that closes the one at `start`. */
function endOfBlock(bytes: Uint8Array, start: number): number | undefined {
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === OPENING) {
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

const typeWords = ['struct', 'interface'].map((word) => new TextEncoder().encode(word));

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
