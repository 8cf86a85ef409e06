/**
 * Types as they have to be written in another file than the one they come from: with that file's names for packages, and with
 * the imports it needs for them.
 *
 * What cannot be written there is refused with the reason: types of packages that must not be imported, unexported ones, and
 * whatever is not known.
 */
import type { FunctionType, GoType, ParameterType } from '../model/goType.ts';

export class NotWritable extends Error {}

export interface TypeWriterOptions {
  /** The package that is written in: its types stand without a qualifier. */
  readonly packagePath: string;
  /** What a package is called there; throws {@link NotWritable} where it cannot be imported. */
  readonly qualifier: (path: string) => string;
  /** Whether `any` exists in the file's version of Go. */
  readonly any: boolean;
}

const MAXIMUM_DEPTH = 50;

export class TypeWriter {
  readonly #options: TypeWriterOptions;

  constructor(options: TypeWriterOptions) {
    this.#options = options;
  }

  /** What follows a method's name in an interface: `(ctx context.Context, id string) (*User, error)`. */
  signature({ parameters, variadic, results, typeParameters }: FunctionType, depth = 0): string {
    if (typeParameters.length > 0) throw new NotWritable('it has type parameters');
    const list = this.#parameters(parameters, variadic, depth);
    const [only] = results;
    if (!only) return `(${list})`;
    if (results.length === 1 && only.name === '') return `(${list}) ${this.type(only.type, depth + 1)}`;
    return `(${list}) (${this.#parameters(results, false, depth)})`;
  }

  #parameters(list: readonly ParameterType[], variadic: boolean, depth: number): string {
    const texts = list.map(({ type }, index) => {
      const text = this.type(type, depth + 1);
      return variadic && index === list.length - 1 ? `...${text}` : text;
    });
    const named = list.some(({ name }) => name !== '');
    if (!named) return texts.join(', ');
    // `a string, b string` reads as `a, b string`.
    return list
      .map(({ name }, index) => {
        const shown = name === '' ? '_' : name;
        return texts[index] === texts[index + 1] ? shown : `${shown} ${texts[index]}`;
      })
      .join(', ');
  }

  type(type: GoType, depth = 0): string {
    if (depth > MAXIMUM_DEPTH) throw new NotWritable('a type is nested too deeply');
    const inner = (of: GoType) => this.type(of, depth + 1);
    switch (type.kind) {
      case 'basic':
        if (type.name.startsWith('untyped ')) throw new NotWritable('a type is not known');
        return type.name === 'unsafe.Pointer' ? `${this.#options.qualifier('unsafe')}.Pointer` : type.name;
      case 'named':
        return this.#named(type, depth);
      case 'pointer':
        return `*${inner(type.element)}`;
      case 'slice':
        return `[]${inner(type.element)}`;
      case 'array':
        if (!/^\d+$/.test(type.length)) throw new NotWritable('the length of an array is not known');
        return `[${type.length}]${inner(type.element)}`;
      case 'map':
        return `map[${inner(type.key)}]${inner(type.value)}`;
      case 'chan': {
        const element = inner(type.element);
        if (type.direction === 'receive') return `<-chan ${element}`;
        if (type.direction === 'send') return `chan<- ${element}`;
        return element.startsWith('<-') ? `chan (${element})` : `chan ${element}`;
      }
      case 'func':
        return `func${this.signature(type, depth + 1)}`;
      case 'interface':
        if (type.methods.length > 0 || type.embedded.length > 0) {
          throw new NotWritable('it spells out an interface in its signature');
        }
        return this.#options.any ? 'any' : 'interface{}';
      case 'struct':
        if (type.fields.length > 0) throw new NotWritable('it spells out a struct in its signature');
        return 'struct{}';
      case 'typeParam':
        throw new NotWritable(`it depends on the type parameter ${type.name}`);
      default:
        throw new NotWritable('a type in its signature is not known');
    }
  }

  #named(type: GoType & { kind: 'named' }, depth: number): string {
    const given =
      type.typeArguments.length === 0
        ? ''
        : `[${type.typeArguments.map((each) => this.type(each, depth + 1)).join(', ')}]`;
    if (type.package === '' || type.package === this.#options.packagePath) return `${type.name}${given}`;
    if (!/^\p{Lu}[\p{L}\p{Nd}_]*$/u.test(type.name)) {
      throw new NotWritable(`${type.package}.${type.name} is not exported`);
    }
    return `${this.#options.qualifier(type.package)}.${type.name}${given}`;
  }
}
