/**
 * The canonical spelling of Go types: read into structures and written back.
 *
 * The catalogue and the oracle spell types as go/types does, with full package paths, aliases resolved and `any` for the
 * empty interface: `*database/sql.DB`, `func(ctx context.Context, dest ...any) error`. Strings are what is stored; whoever
 * has to look inside one asks here. The spelling is produced by scripts/oracle/canonical: change both together.
 *
 * Source text (`*sql.DB`, with an import's local name) is not in this spelling and must be resolved first.
 */
import {
  type FieldType,
  type FunctionType,
  type GoType,
  type ParameterType,
  type TermType,
  UNKNOWN,
} from './goType.ts';

const MEMORY_LIMIT = 50_000;

const parsed = new Map<string, GoType>();
const printed = new WeakMap<GoType, string>();

/** The structure of a canonical type string; `unknown` for anything else. The same text mostly gives the same object. */
export function parseType(text: string): GoType {
  const known = parsed.get(text);
  if (known) return known;
  const type = whole(text, (parser) => parser.type()) ?? UNKNOWN;
  if (parsed.size >= MEMORY_LIMIT) parsed.clear();
  parsed.set(text, type);
  return type;
}

/** Parses what follows the word `func` in a declaration: `[T any](list []T) (T, error)`. */
export function parseSignature(text: string): FunctionType | undefined {
  return whole(text, (parser) => parser.signature());
}

/** Parses a list of type parameters with its brackets: `[K comparable, V any]`. */
export function parseTypeParameters(text: string): readonly ParameterType[] | undefined {
  return whole(text, (parser) => parser.typeParameters());
}

/** The canonical spelling. */
export function printType(type: GoType): string {
  let text = printed.get(type);
  if (text === undefined) {
    text = write(type, false);
    printed.set(type, text);
  }
  return text;
}

/** A string that is equal for identical types: names of parameters do not matter, nor does `byte` for `uint8`. */
export function typeKey(type: GoType): string {
  return write(type, true);
}

/** Whether both are the same type. An unknown type is the same as nothing, not even as another unknown one. */
export function sameType(a: GoType, b: GoType): boolean {
  if (a.kind === 'unknown' || b.kind === 'unknown') return false;
  return a === b || typeKey(a) === typeKey(b);
}

function whole<T>(text: string, read: (parser: Parser) => T): T | undefined {
  const parser = new Parser(text);
  try {
    const result = read(parser);
    return parser.atEnd() ? result : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

class Malformed extends Error {}

/** Deeper nesting is not a type that anyone wrote; the bound keeps the stack safe. */
const MAXIMUM_DEPTH = 200;

const BASIC = new Set(
  `bool string int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr byte rune float32 float64
   complex64 complex128`.split(/\s+/),
);
const UNTYPED = ['bool', 'int', 'rune', 'float', 'complex', 'string', 'nil'].map((name) => `untyped ${name}`);
const KEYWORDS = new Set(['chan', 'func', 'interface', 'map', 'struct', 'untyped']);
const WORD_END = /[\s,;()[\]{}|]|$/g;
const IDENTIFIER = /^[\p{L}_][\p{L}\p{Nd}_]*$/u;

class Parser {
  #position = 0;
  #depth = 0;

  constructor(readonly text: string) {}

  atEnd(): boolean {
    return this.#position === this.text.length;
  }

  type(): GoType {
    if (++this.#depth > MAXIMUM_DEPTH) throw new Malformed();
    const type = this.#type();
    this.#depth--;
    return type;
  }

  #type(): GoType {
    if (this.#take('*')) return { kind: 'pointer', element: this.type() };
    if (this.#take('[')) return this.#list();
    if (this.#take('map[')) {
      const key = this.type();
      this.#expect(']');
      return { kind: 'map', key, value: this.type() };
    }
    if (this.#take('<-chan ')) return { kind: 'chan', direction: 'receive', element: this.type() };
    if (this.#take('chan<- ')) return { kind: 'chan', direction: 'send', element: this.type() };
    if (this.#take('chan ')) return { kind: 'chan', direction: 'both', element: this.#chanElement() };
    if (this.#take('func(', 1) || this.#take('func[', 1)) return this.signature();
    if (this.#take('struct{')) return { kind: 'struct', fields: this.#fields() };
    if (this.#take('interface{')) return this.#interface();
    if (this.#at('(')) return { kind: 'tuple', members: this.#parameters().members };
    if (this.#take('invalid type')) return UNKNOWN;
    const untyped = UNTYPED.find((name) => this.#take(name));
    return untyped === undefined ? this.#name() : { kind: 'basic', name: untyped };
  }

  signature(): FunctionType {
    const typeParameters = this.#at('[') ? this.typeParameters() : [];
    const { members: parameters, variadic } = this.#parameters();
    let results: readonly ParameterType[] = [];
    if (this.#at(' (')) {
      this.#expect(' ');
      results = this.#parameters().members;
    } else if (this.#at(' ') && !this.#at(' |')) {
      this.#expect(' ');
      results = [{ name: '', type: this.type() }];
    }
    return { kind: 'func', typeParameters, parameters, variadic, results };
  }

  typeParameters(): ParameterType[] {
    this.#expect('[');
    const parameters: ParameterType[] = [];
    do {
      const name = this.#identifier();
      this.#expect(' ');
      parameters.push({ name, type: this.#union() });
    } while (this.#take(', '));
    this.#expect(']');
    return parameters;
  }

  /** After the opening bracket of a slice or an array. */
  #list(): GoType {
    if (this.#take(']')) return { kind: 'slice', element: this.type() };
    const length = this.#word();
    if (!/^\d+$/.test(length)) throw new Malformed();
    this.#expect(']');
    return { kind: 'array', length, element: this.type() };
  }

  #chanElement(): GoType {
    if (!this.#take('(')) return this.type();
    const element = this.type();
    this.#expect(')');
    return element;
  }

  #parameters(): { members: ParameterType[]; variadic: boolean } {
    this.#expect('(');
    const members: ParameterType[] = [];
    let variadic = false;
    if (this.#take(')')) return { members, variadic };
    do {
      if (variadic) throw new Malformed();
      const name = this.#optionalName();
      if ((name === '') !== ((members[0]?.name ?? name) === '')) throw new Malformed();
      variadic = this.#take('...');
      members.push({ name, type: this.type() });
    } while (this.#take(', '));
    this.#expect(')');
    return { members, variadic };
  }

  /** A parameter's or field's name with the space after it, when there is one. */
  #optionalName(): string {
    const space = this.text.indexOf(' ', this.#position);
    const word = this.#peekWord();
    if (space !== this.#position + word.length || !IDENTIFIER.test(word)) return '';
    if (KEYWORDS.has(word) || this.#at('invalid type')) return '';
    this.#position = space + 1;
    return word;
  }

  #fields(): FieldType[] {
    const fields: FieldType[] = [];
    if (this.#take('}')) return fields;
    do {
      const name = this.#optionalName();
      const type = this.type();
      fields.push({ name: name || embeddedName(type), type, embedded: name === '' });
    } while (this.#take('; '));
    this.#expect('}');
    return fields;
  }

  #interface(): GoType {
    const methods: { name: string; signature: FunctionType }[] = [];
    const embedded: GoType[] = [];
    if (!this.#take('}')) {
      do {
        const word = this.#peekWord();
        if (IDENTIFIER.test(word) && this.text[this.#position + word.length] === '(' && word !== 'func') {
          this.#expect(word);
          methods.push({ name: word, signature: this.signature() });
        } else {
          embedded.push(this.#union());
        }
      } while (this.#take('; '));
      this.#expect('}');
    }
    return { kind: 'interface', methods, embedded };
  }

  /** A constraint: one type, or several to choose from. */
  #union(): GoType {
    const terms: TermType[] = [];
    do {
      const tilde = this.#take('~');
      terms.push({ tilde, type: this.type() });
    } while (this.#take(' | '));
    const [only] = terms;
    return terms.length === 1 && only && !only.tilde ? only.type : { kind: 'union', terms };
  }

  #name(): GoType {
    const word = this.#word();
    const dot = word.lastIndexOf('.');
    if (dot < 0) {
      if (word === 'any') return { kind: 'interface', methods: [], embedded: [] };
      if (BASIC.has(word)) return { kind: 'basic', name: word };
      if (word === 'error' || word === 'comparable')
        return { kind: 'named', package: '', name: word, typeArguments: [] };
      if (!IDENTIFIER.test(word) || KEYWORDS.has(word)) throw new Malformed();
      return { kind: 'typeParam', name: word };
    }
    const name = word.slice(dot + 1);
    if (word === 'unsafe.Pointer') return { kind: 'basic', name: word };
    if (dot === 0 || !IDENTIFIER.test(name)) throw new Malformed();
    const typeArguments: GoType[] = [];
    if (this.#take('[')) {
      do typeArguments.push(this.type());
      while (this.#take(', '));
      this.#expect(']');
    }
    return { kind: 'named', package: word.slice(0, dot), name, typeArguments };
  }

  #identifier(): string {
    const word = this.#word();
    if (!IDENTIFIER.test(word)) throw new Malformed();
    return word;
  }

  #word(): string {
    const word = this.#peekWord();
    if (word === '') throw new Malformed();
    this.#position += word.length;
    return word;
  }

  #peekWord(): string {
    WORD_END.lastIndex = this.#position;
    return this.text.slice(this.#position, WORD_END.exec(this.text)?.index);
  }

  #at(text: string): boolean {
    return this.text.startsWith(text, this.#position);
  }

  /** Steps over the text when it stands here, except its last `keep` characters. */
  #take(text: string, keep = 0): boolean {
    if (!this.#at(text)) return false;
    this.#position += text.length - keep;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw new Malformed();
  }
}

function embeddedName(type: GoType): string {
  if (type.kind === 'pointer') return embeddedName(type.element);
  return type.kind === 'named' || type.kind === 'basic' || type.kind === 'typeParam' ? type.name : '';
}

/** Writes a type: as it is spelled, or as the key under which identical types meet. */
function write(type: GoType, key: boolean): string {
  const inner = (part: GoType): string => write(part, key);
  switch (type.kind) {
    case 'basic':
      return key ? (BASIC_KEYS[type.name] ?? type.name) : type.name;
    case 'named': {
      const name = type.package === '' ? type.name : `${type.package}.${type.name}`;
      return type.typeArguments.length === 0 ? name : `${name}[${type.typeArguments.map(inner).join(', ')}]`;
    }
    case 'pointer':
      return `*${inner(type.element)}`;
    case 'slice':
      return `[]${inner(type.element)}`;
    case 'array':
      return `[${type.length}]${inner(type.element)}`;
    case 'map':
      return `map[${inner(type.key)}]${inner(type.value)}`;
    case 'chan': {
      if (type.direction !== 'both') return `${type.direction === 'send' ? 'chan<-' : '<-chan'} ${inner(type.element)}`;
      const receives = type.element.kind === 'chan' && type.element.direction === 'receive';
      return receives ? `chan (${inner(type.element)})` : `chan ${inner(type.element)}`;
    }
    case 'func':
      return `func${writeSignature(type, key)}`;
    case 'struct':
      return `struct{${type.fields.map((field) => (field.embedded ? '' : `${field.name} `) + inner(field.type)).join('; ')}}`;
    case 'interface': {
      const methods = type.methods.map((method) => method.name + writeSignature(method.signature, key));
      const members = [...methods, ...type.embedded.map(inner)];
      if (members.length === 0) return 'any';
      return `interface{${(key ? members.sort() : members).join('; ')}}`;
    }
    case 'union':
      return type.terms.map((term) => (term.tilde ? '~' : '') + inner(term.type)).join(' | ');
    case 'typeParam':
      return type.name;
    case 'tuple':
      return writeParameters(type.members, false, key);
    case 'unknown':
      return 'invalid type';
  }
}

const BASIC_KEYS: Readonly<Record<string, string>> = { byte: 'uint8', rune: 'int32' };

function writeSignature(type: FunctionType, key: boolean): string {
  let text = '';
  if (type.typeParameters.length > 0) {
    text += `[${type.typeParameters.map((parameter) => `${parameter.name} ${write(parameter.type, key)}`).join(', ')}]`;
  }
  text += writeParameters(type.parameters, type.variadic, key);
  const [only] = type.results;
  if (!only) return text;
  const bare = type.results.length === 1 && (key || only.name === '');
  return `${text} ${bare ? write(only.type, key) : writeParameters(type.results, false, key)}`;
}

function writeParameters(parameters: readonly ParameterType[], variadic: boolean, key: boolean): string {
  const texts = parameters.map(({ name, type }, index) => {
    const dots = variadic && index === parameters.length - 1 ? '...' : '';
    return (key || name === '' ? '' : `${name} `) + dots + write(type, key);
  });
  return `(${texts.join(', ')})`;
}
