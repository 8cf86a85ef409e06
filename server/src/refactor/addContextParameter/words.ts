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

const BITS = 8192;

/** Which words a text may have: no answer is wrong that says it has none of a name. */
export class WordFilter {
  readonly #bits = new Uint32Array(BITS / 32);

  constructor(text: string) {
    let hash = SEED;
    let inside = false;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (isNameCharacter(code)) {
        hash = mixed(hash, code);
        inside = true;
      } else if (inside) {
        this.#add(hash);
        hash = SEED;
        inside = false;
      }
    }
    if (inside) this.#add(hash);
  }

  mayHave(word: string): boolean {
    let hash = SEED;
    for (let at = 0; at < word.length; at++) hash = mixed(hash, word.charCodeAt(at));
    const bit = hash & (BITS - 1);
    return ((this.#bits[bit >> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }

  #add(hash: number): void {
    const bit = hash & (BITS - 1);
    this.#bits[bit >> 5] = (this.#bits[bit >> 5] ?? 0) | (1 << (bit & 31));
  }
}

const SEED = 0x811c9dc5;

/** FNV-1a, whose lower bits depend on every character once the upper ones are folded in. */
function mixed(hash: number, code: number): number {
  const next = Math.imul(hash ^ code, 0x01000193);
  return next ^ (next >>> 15);
}

export function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

/** Letters beyond ASCII are part of names; so are, here, the other characters there, which only strings and comments hold. */
function isNameCharacter(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122) || code > 127
  );
}
