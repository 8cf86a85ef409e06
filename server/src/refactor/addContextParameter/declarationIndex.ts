/**
 * What the project declares, by the names one asks for: methods by theirs, types by those they are built on, functions by the types they
 * return. Taken down once a refactoring, because one that goes far up asks hundreds of times.
 */
import type { Project, ProjectFile } from '../../model/project.ts';
import { type Declaration, functionDeclaration } from './declarations.ts';

type OfType = Declaration & { readonly type: string };

export interface Named {
  readonly name: string;
  readonly file: ProjectFile;
}

export class DeclarationIndex {
  readonly #methods = new Map<string, OfType[]>();
  readonly #builtOn = new Map<string, Named[]>();
  readonly #returning = new Map<string, Named[]>();
  readonly #holding = new Map<string, Named[]>();
  readonly #written = new Map<string, ReadonlySet<string>>();

  constructor(project: Project) {
    for (const file of project.files.values()) this.#take(file);
  }

  /** Methods of types and of interfaces. */
  methods(name: string): readonly OfType[] {
    return this.#methods.get(name) ?? [];
  }

  /** Types that embed, rename or extend one of this name, whichever package that is of. */
  builtOn(type: string): readonly Named[] {
    return this.#builtOn.get(type) ?? [];
  }

  /** Functions, not methods, that mention a type of this name in their results. */
  returning(type: string): readonly Named[] {
    return this.#returning.get(type) ?? [];
  }

  /** Fields, methods and types that mention a type of this name in theirs, in their results and in what they are made of. */
  holding(type: string): readonly Named[] {
    return this.#holding.get(type) ?? [];
  }

  /** The names in some types: `map`, `string` and `Client` of `map[string]*pkg.Client`, without the packages. */
  #namesIn(types: readonly { readonly type: string }[]): ReadonlySet<string> {
    const [first] = types;
    if (first === undefined) return NONE;
    return types.length === 1
      ? this.#namesOf(first.type)
      : new Set(types.flatMap(({ type }) => [...this.#namesOf(type)]));
  }

  /** Few types are written thousands of times. */
  #namesOf(type: string): ReadonlySet<string> {
    const known = this.#written.get(type);
    if (known) return known;
    const names = new Set(Array.from(type.matchAll(NAME), ([, name = '']) => name));
    this.#written.set(type, names);
    return names;
  }

  #take(file: ProjectFile): void {
    const { declarations } = file.facts;
    for (const fact of declarations?.functions ?? []) {
      if (fact.receiver) {
        const declaration = functionDeclaration(file, fact);
        if (declaration.kind === 'method') push(this.#methods, fact.name, declaration);
      }
      const named = { name: fact.name, file };
      for (const word of this.#namesIn(fact.results))
        push(fact.receiver ? this.#holding : this.#returning, word, named);
    }
    for (const fact of declarations?.types ?? []) {
      const { name, methods = [], fields, embeds } = fact;
      for (const each of methods) {
        push(this.#methods, each.name, { kind: 'interfaceMethod', file, fact: each, type: name });
        for (const word of this.#namesIn(each.results)) push(this.#holding, word, { name: each.name, file });
      }
      for (const field of fields ?? []) {
        for (const word of this.#namesIn([field])) push(this.#holding, word, { name: field.name, file });
      }
      if (!fields && !fact.methods) for (const word of this.#namesIn([fact])) push(this.#holding, word, { name, file });
      const builtOn = new Set([
        ...(fields ?? []).flatMap((field) => (field.embedded ? [field.name] : [])),
        ...(embeds ?? []).map(baseName),
        ...(fields || fact.methods ? [] : [baseName(fact.type)]),
      ]);
      for (const each of builtOn) push(this.#builtOn, each, { name, file });
    }
  }
}

function push<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}

const NONE: ReadonlySet<string> = new Set();
const NAME = /([\p{L}_][\p{L}\p{Nd}_]*)(?![\p{L}\p{Nd}_.])/gu;

/** `*pkg.Client[T]` → `Client`. */
function baseName(type: string): string {
  const base = type.replace(/^[*~]+/, '').replace(/\[.*$/s, '');
  return base.slice(base.lastIndexOf('.') + 1);
}
