/** Words of Go source, found in its text without parsing it. */

/** Where a word stands in a text, in code or not. */
export function* wordsIn(text: string, word: string): Generator<number> {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isNameCharacter(text.charCodeAt(at - 1)) && !isNameCharacter(text.charCodeAt(at + word.length))) yield at;
  }
}

export function hasWord(text: string, word: string): boolean {
  return !wordsIn(text, word).next().done;
}

/** Where one of several words stands in a text, in order. */
export function* wordsAmong(text: string, words: ReadonlySet<string>): Generator<number> {
  const { length } = text;
  // By their first characters, for which lengths there are: of most words of a text that is all one has to ask.
  const lengths = new Uint32Array(128);
  for (const word of words) {
    const first = word.charCodeAt(0) & 127;
    lengths[first] = (lengths[first] ?? 0) | (1 << (word.length & 31));
  }
  for (let at = 0; at < length; at++) {
    const first = text.charCodeAt(at);
    if (!isNameCharacter(first)) continue;
    const start = at;
    do at++;
    while (isNameCharacter(text.charCodeAt(at)));
    const isLikely = ((lengths[first & 127] ?? 0) & (1 << ((at - start) & 31))) !== 0;
    if (isLikely && words.has(text.slice(start, at))) yield start;
  }
}

/** Where the word ends that begins here. */
export function wordEnd(text: string, start: number): number {
  let end = start;
  while (isNameCharacter(text.charCodeAt(end))) end++;
  return end;
}

/** The number that stands for a word; that of another one may be the same. */
export function hashOf(word: string): number {
  let hash = SEED;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), PRIME);
  return hash >>> 0;
}

/** Takes down the words of one text after the other, each once a text; numbers are none. */
export class WordReader {
  /** Slots of an open table: what was seen, and in which text. */
  readonly #seen = new Uint32Array(SLOTS);
  readonly #seenIn = new Uint32Array(SLOTS);
  #text = 0;

  /** Says by their numbers which words a text has; some perhaps twice where there are very many. */
  read(text: string, take: (hash: number) => void): void {
    this.#text++;
    let taken = 0;
    const { length } = text;
    for (let at = 0; at < length; at++) {
      const first = text.charCodeAt(at);
      if (!isNameCharacter(first)) continue;
      let hash = SEED;
      let code = first;
      do {
        hash = Math.imul(hash ^ code, PRIME);
        code = text.charCodeAt(++at);
      } while (isNameCharacter(code));
      if (first >= 48 && first <= 57) continue;
      hash >>>= 0;
      if (taken < SLOTS / 2) {
        if (!this.#isNew(hash)) continue;
        taken++;
      }
      take(hash);
    }
  }

  #isNew(hash: number): boolean {
    let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    for (; this.#seenIn[slot] === this.#text; slot = (slot + 1) & (SLOTS - 1)) {
      if (this.#seen[slot] === hash) return false;
    }
    this.#seen[slot] = hash;
    this.#seenIn[slot] = this.#text;
    return true;
  }
}

const SLOTS = 1 << 14;

/** FNV-1a over UTF-16 units. */
const SEED = 0x811c9dc5;
const PRIME = 0x01000193;

export function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

/** Letters beyond ASCII are part of names; so are, here, the other characters there, which only strings and comments hold. */
export function isNameCharacter(code: number): boolean {
  return code > 127 || NAME_CHARACTERS[code] === 1;
}

const NAME_CHARACTERS = new Uint8Array(128);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_') {
  NAME_CHARACTERS[character.charCodeAt(0)] = 1;
}
