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

  #take(file: ProjectFile): void {
    const { declarations } = file.facts;
    for (const fact of declarations?.functions ?? []) {
      if (fact.receiver) {
        const declaration = functionDeclaration(file, fact);
        if (declaration.kind === 'method') push(this.#methods, fact.name, declaration);
        continue;
      }
      const words = new Set(fact.results.flatMap(({ type }) => type.split(/[^\p{L}\p{Nd}_]+/u)));
      for (const word of words) push(this.#returning, word, { name: fact.name, file });
    }
    for (const fact of declarations?.types ?? []) {
      const { name, methods = [], fields, embeds } = fact;
      for (const each of methods)
        push(this.#methods, each.name, { kind: 'interfaceMethod', file, fact: each, type: name });
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

/** `*pkg.Client[T]` → `Client`. */
function baseName(type: string): string {
  const base = type.replace(/^[*~]+/, '').replace(/\[.*$/s, '');
  return base.slice(base.lastIndexOf('.') + 1);
}
