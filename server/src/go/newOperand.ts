/**
 * Since Go 1.26 `new` takes a value as well as a type: `new(len(name) + 1)`. The grammar knows types there only, because `new` is a word
 * of its own to it; as a call of any other function it parses. So the parser is shown another name where the operand can only be a
 * value, in as many characters. What is a type, or may be one (`new(x)`, `new(m[key])`), is left to the grammar.
 *
 * See https://go.dev/ref/spec#Allocation.
 */

/** The letter that `new` has in its last place where the parser is to take it for any other function. */
export const otherLetter = 'u';

/** Operands beyond this are left as they are: whoever writes one that long has forgotten to close it. */
const LONGEST_OPERAND = 4096;

/** Offsets of the last letter of each `new` whose operand can only be a value, in order. */
export function newsOfValues(text: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf('new('); at >= 0; at = text.indexOf('new(', at + 4)) {
    if (at > 0 && /[\p{L}\p{N}_.]/u.test(text.charAt(at - 1))) continue;
    if (isValue(new Operand(text, at + 4))) found.push(at + 2);
  }
  return found;
}

/** Not a type up to the closing bracket, and there is one. */
function isValue(operand: Operand): boolean {
  const isType = operand.type() && operand.ends();
  return !isType && operand.closes();
}

const opening = '([{';
const closing = ')]}';
const identifier = /[\p{L}_][\p{L}\p{N}_]*/uy;
const literal = /`[^`]*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/uy;
const space = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/uy;
const constants = new Set(['true', 'false', 'nil', 'iota']);

/** What stands between the brackets of one `new`, read as a type. */
class Operand {
  readonly #text: string;
  readonly #start: number;
  #at: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#start = start;
    this.#at = start;
  }

  /** Moves behind the type that stands here; false where there is none. */
  type(): boolean {
    this.#space();
    if (this.#takes('*')) return this.type();
    if (this.#takes('<-')) return this.#word() === 'chan' && this.type();
    if (this.#text[this.#at] === '[') return this.#group() && this.type();
    if (this.#text[this.#at] === '(') {
      const end = this.#behindGroup();
      this.#at++;
      return this.type() && this.#takes(')') && this.#at === end;
    }
    return this.#named(this.#word());
  }

  /** Whether only the closing bracket, perhaps behind a comma, is left. */
  ends(): boolean {
    this.#takes(',');
    return this.#takes(')');
  }

  /** Whether there is a closing bracket at all. */
  closes(): boolean {
    this.#at = this.#start - 1;
    return this.#behindGroup() !== undefined;
  }

  #named(word: string | undefined): boolean {
    if (word === undefined || constants.has(word)) return false;
    switch (word) {
      case 'map':
        return this.#group() && this.type();
      case 'chan':
        this.#takes('<-');
        return this.type();
      case 'struct':
      case 'interface':
        return this.#group('{');
      case 'func': {
        if (!this.#group('(')) return false;
        if (this.#group('(')) return true;
        const behind = this.#at;
        if (!this.type()) this.#at = behind;
        return true;
      }
      default: {
        if (this.#takes('.') && this.#word() === undefined) return false;
        const behind = this.#at;
        if (!this.#typeArguments()) this.#at = behind;
        return true;
      }
    }
  }

  /** `[int, map[string]bool]`; an index that is no type makes a value of the whole. */
  #typeArguments(): boolean {
    if (!this.#takes('[')) return true;
    do {
      if (!this.type()) return false;
    } while (this.#takes(','));
    return this.#takes(']');
  }

  #word(): string | undefined {
    this.#space();
    identifier.lastIndex = this.#at;
    const [word] = identifier.exec(this.#text) ?? [];
    if (word !== undefined) this.#at += word.length;
    return word;
  }

  #takes(expected: string): boolean {
    this.#space();
    if (!this.#text.startsWith(expected, this.#at)) return false;
    this.#at += expected.length;
    return true;
  }

  #space(): void {
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
  }

  /** Moves behind what stands in brackets here. */
  #group(bracket?: string): boolean {
    this.#space();
    if (bracket !== undefined && this.#text[this.#at] !== bracket) return false;
    const end = this.#behindGroup();
    if (end === undefined) return false;
    this.#at = end;
    return true;
  }

  #behindGroup(): number | undefined {
    let depth = 0;
    for (let at = this.#at; at < this.#start + LONGEST_OPERAND && at < this.#text.length; at++) {
      const character = this.#text.charAt(at);
      if (opening.includes(character)) depth++;
      else if (closing.includes(character) && --depth <= 0) return depth === 0 ? at + 1 : undefined;
      else if ('`"\'/'.includes(character)) at += Math.max(0, this.#skipped(at) - 1);
      if (depth === 0) return undefined;
    }
    return undefined;
  }

  /** The length of the string or comment that begins here. */
  #skipped(at: number): number {
    const pattern = this.#text[at] === '/' ? space : literal;
    pattern.lastIndex = at;
    return pattern.exec(this.#text)?.[0].length ?? 0;
  }
}
