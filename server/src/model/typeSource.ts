/**
 * Reads types as facts hold them, in the words of a source file (`map[string]*sql.DB`), into structures. What a name means is
 * asked of the caller.
 */
import type { FieldType, FunctionType, GoType, MethodType, ParameterType, TermType } from './goType.ts';
import { UNKNOWN } from './goType.ts';

export interface NameMeaning {
  /** A type by its name, `qualifier` being what stands before the dot. */
  named(qualifier: string, name: string, typeArguments: readonly GoType[]): GoType;
  /** Decimal digits of a constant expression; undefined when it cannot be told. */
  length(expression: string): string | undefined;
}

/** Deeper nesting is not a type that anyone wrote; the bound keeps the stack safe. */
const MAXIMUM_DEPTH = 100;

export function readType(text: string, names: NameMeaning): GoType {
  return new Reader(names).type(text, 0);
}

/** A union of types, as constraints and interfaces have it. */
export function readConstraint(text: string, names: NameMeaning): GoType {
  return new Reader(names).union(text, 0);
}

const IDENTIFIER = /^[\p{L}_][\p{L}\p{Nd}_]*/u;
const NAME = /^(?:([\p{L}_][\p{L}\p{Nd}_]*)\.)?([\p{L}_][\p{L}\p{Nd}_]*)$/u;
const STRINGS = /"(?:[^"\\\n]|\\.)*"|`[^`]*`/g;
const KEYWORDS = new Set(['chan', 'func', 'interface', 'map', 'struct']);

class Reader {
  readonly #names: NameMeaning;

  constructor(names: NameMeaning) {
    this.#names = names;
  }

  type(written: string, depth: number): GoType {
    const text = written.trim();
    if (depth > MAXIMUM_DEPTH || text === '') return UNKNOWN;
    const inner = depth + 1;
    switch (text[0]) {
      case '*':
        return { kind: 'pointer', element: this.type(text.slice(1), inner) };
      case '(':
        return closing(text, 0) === text.length - 1 ? this.type(text.slice(1, -1), inner) : UNKNOWN;
      case '[': {
        const end = closing(text, 0);
        if (end < 0) return UNKNOWN;
        const element = this.type(text.slice(end + 1), inner);
        if (end === 1) return { kind: 'slice', element };
        return { kind: 'array', length: this.#names.length(text.slice(1, end)) ?? '?', element };
      }
      case '<':
        return text.startsWith('<-chan') ? this.#channel('receive', text.slice(6), inner) : UNKNOWN;
      case '~':
        return { kind: 'union', terms: [{ tilde: true, type: this.type(text.slice(1), inner) }] };
    }
    const word = IDENTIFIER.exec(text)?.[0] ?? '';
    const rest = text.slice(word.length);
    if (KEYWORDS.has(word)) {
      switch (word) {
        case 'chan':
          return rest.startsWith('<-')
            ? this.#channel('send', rest.slice(2), inner)
            : this.#channel('both', rest, inner);
        case 'func':
          return this.signature(rest.trim(), inner) ?? UNKNOWN;
        case 'map': {
          const end = closing(rest, 0);
          if (end < 0) return UNKNOWN;
          return {
            kind: 'map',
            key: this.type(rest.slice(1, end), inner),
            value: this.type(rest.slice(end + 1), inner),
          };
        }
        case 'struct':
          return this.#struct(body(rest), inner);
        default:
          return this.#interface(body(rest), inner);
      }
    }
    return this.#named(text, inner);
  }

  #channel(direction: 'both' | 'send' | 'receive', element: string, depth: number): GoType {
    return { kind: 'chan', direction, element: this.type(element, depth) };
  }

  #named(text: string, depth: number): GoType {
    const bracket = text.indexOf('[');
    const name = NAME.exec(bracket < 0 ? text : text.slice(0, bracket).trim());
    if (!name) return UNKNOWN;
    const given = bracket < 0 ? [] : split(text.slice(bracket + 1, text.lastIndexOf(']')), ',');
    return this.#names.named(
      name[1] ?? '',
      name[2] ?? '',
      given.map((each) => this.type(each, depth)),
    );
  }

  /** From the opening parenthesis of the parameters. */
  signature(text: string, depth: number): FunctionType | undefined {
    const end = closing(text, 0);
    if (end < 0 || text[0] !== '(') return undefined;
    const { members: parameters, variadic } = this.#parameters(text.slice(1, end), depth);
    const rest = text.slice(end + 1).trim();
    let results: readonly ParameterType[] = [];
    if (rest.startsWith('(') && closing(rest, 0) === rest.length - 1) {
      results = this.#parameters(rest.slice(1, -1), depth).members;
    } else if (rest !== '') results = [{ name: '', type: this.type(rest, depth) }];
    return { kind: 'func', typeParameters: [], parameters, variadic, results };
  }

  #parameters(text: string, depth: number): { members: ParameterType[]; variadic: boolean } {
    const entries = split(text, ',').map(parameter);
    const named = entries.some((entry) => entry.name !== '' && entry.type !== '');
    let variadic = false;
    const members: ParameterType[] = [];
    let type: GoType = UNKNOWN;
    for (const entry of entries.reverse()) {
      const isName = named && entry.type === '';
      if (!isName) {
        let written = named ? entry.type : entry.name + entry.type;
        if (written.startsWith('...')) {
          variadic = true;
          written = written.slice(3);
        }
        type = this.type(written, depth);
      }
      members.unshift({ name: named ? entry.name : '', type });
    }
    return { members, variadic };
  }

  #struct(text: string, depth: number): GoType {
    const fields: FieldType[] = [];
    for (const member of split(text.replace(STRINGS, ''), ';')) {
      const parts = split(member, ',');
      const last = parameter(parts.at(-1) ?? '');
      if (parts.length === 1 && (last.name === '' || last.type === '')) {
        const type = this.type(member, depth);
        const base = member.trim().replace(/^\*/, '').replace(/\[.*$/s, '');
        fields.push({ name: base.slice(base.lastIndexOf('.') + 1), type, embedded: true });
        continue;
      }
      const type = this.type(last.type, depth);
      for (const name of [...parts.slice(0, -1), last.name]) fields.push({ name: name.trim(), type, embedded: false });
    }
    return { kind: 'struct', fields };
  }

  #interface(text: string, depth: number): GoType {
    const methods: MethodType[] = [];
    const embedded: GoType[] = [];
    for (const member of split(text, ';')) {
      const name = IDENTIFIER.exec(member)?.[0] ?? '';
      const rest = member.slice(name.length).trim();
      const signature =
        name !== '' && name !== 'func' && rest.startsWith('(') ? this.signature(rest, depth) : undefined;
      if (signature) methods.push({ name, signature });
      else embedded.push(this.union(member, depth));
    }
    return { kind: 'interface', methods, embedded };
  }

  union(text: string, depth: number): GoType {
    const terms = split(text, '|').map((term): TermType => {
      const tilde = term.startsWith('~');
      return { tilde, type: this.type(tilde ? term.slice(1) : term, depth) };
    });
    const [only] = terms;
    return terms.length === 1 && only && !only.tilde ? only.type : { kind: 'union', terms };
  }
}

/** Splits `ctx context.Context` into name and type. Of a lone word it cannot say which it is: the type is empty then. */
function parameter(written: string): { name: string; type: string } {
  const text = written.trim();
  const name = IDENTIFIER.exec(text)?.[0] ?? '';
  const rest = text.slice(name.length);
  if (name === '' || KEYWORDS.has(name)) return { name: '', type: text };
  if (rest === '') return { name, type: '' };
  if (rest.startsWith('...')) return { name, type: rest };
  if (rest[0] === '.') return { name: '', type: text };
  if (rest[0] === '[') {
    const end = closing(rest, 0);
    return end === rest.length - 1 && end > 1 ? { name: '', type: text } : { name, type: rest };
  }
  return { name, type: rest.trim() };
}

/** Between the braces. */
function body(text: string): string {
  return text.slice(text.indexOf('{') + 1, text.lastIndexOf('}'));
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const character = text[at];
    if (character === '(' || character === '[' || character === '{') depth++;
    else if ((character === ')' || character === ']' || character === '}') && --depth === 0) return at;
  }
  return -1;
}

/** The parts between separators outside of all brackets, without empty ones. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '(' || character === '[' || character === '{') depth++;
    else if (character === ')' || character === ']' || character === '}') depth--;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
