/**
 * The value of a Go string literal. Kept apart because both the header reader and the facts taken from the syntax
 * tree need the same answer. Deliberately tolerant: a malformed escape stays as it is written, for a file that is
 * being typed has them all the time.
 */
export function unquoteGoString(literal: string): string {
  const quote = literal[0];
  const body = literal.slice(1, literal.length > 1 && literal.endsWith(quote ?? '') ? -1 : undefined);
  if (quote === '`') return body.replaceAll('\r', '');
  return body.includes('\\') ? decodeEscapes(body) : body;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** Byte escapes (`\xNN`, `\NNN`) make bytes, the other escapes make characters; bytes are then read as UTF-8. */
function decodeEscapes(body: string): string {
  const pattern = /\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|([0-3][0-7]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g;
  let bytes: number[] = [];
  let result = '';
  let last = 0;
  const flush = () => {
    if (bytes.length > 0) result += new TextDecoder().decode(Uint8Array.from(bytes));
    bytes = [];
  };
  for (const match of body.matchAll(pattern)) {
    if (match.index > last) {
      flush();
      result += body.slice(last, match.index);
    }
    last = match.index + match[0].length;
    const [, simple, hex, octal, short, long] = match;
    const byte = hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : -1;
    if (byte >= 0) {
      bytes.push(byte);
      continue;
    }
    flush();
    const point = Number.parseInt(short ?? long ?? '0', 16);
    if (simple !== undefined) result += simpleEscapes[simple] ?? match[0];
    else result += point <= 0x10ffff ? String.fromCodePoint(point) : match[0];
  }
  flush();
  return result + body.slice(last);
}
