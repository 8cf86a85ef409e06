/**
 * What the project declares, by the names one asks for: methods by theirs, types by those they are built on, functions by the types they
 * return. Kept for the next refactoring; of files that have changed since, what they declared is taken out and what they declare taken in.
 */
import type { Project, ProjectFile } from '../../model/project.ts';
import { type Declaration, functionDeclaration } from './declarations.ts';

const FILES_BETWEEN_PAUSES = 50;
/** When more files than these have changed, all are taken down anew. */
const MOST_CHANGED = 256;

type OfType = Declaration & { readonly type: string };

export interface Named {
  readonly name: string;
  readonly file: ProjectFile;
}

/** What mentions a type. */
export interface Mentioning extends Named {
  readonly kind: 'function' | 'member' | 'embedded' | 'type';
  /** Where it mentions the type it is that, or a pointer to it, and nothing that has it inside. */
  readonly isPlain: boolean;
}

export class DeclarationIndex {
  readonly #methods = new Map<string, OfType[]>();
  readonly #builtOn = new Map<string, Named[]>();
  readonly #returning = new Map<string, Mentioning[]>();
  readonly #holding = new Map<string, Mentioning[]>();
  readonly #written = new Map<string, Names>();
  readonly #project: Project;
  readonly #files = new Map<string, ProjectFile>();
  #generation = -1;

  private constructor(project: Project) {
    this.#project = project;
  }

  /** What a project declares now; can be interrupted wherever it yields. */
  static *of(project: Project): Generator<void, DeclarationIndex> {
    let index = indexes.get(project);
    if (!index || index.#isFarBehind()) {
      index = new DeclarationIndex(project);
      let taken = 0;
      for (const file of [...project.files.values()]) {
        index.#take(file);
        if (++taken % FILES_BETWEEN_PAUSES === 0) yield;
      }
      indexes.set(project, index);
    }
    index.#update();
    return index;
  }

  #isFarBehind(): boolean {
    const { files, generation } = this.#project;
    if (this.#generation === generation) return false;
    let changed = 0;
    for (const [path, file] of files) if (this.#files.get(path) !== file) changed++;
    return changed > MOST_CHANGED;
  }

  #take(file: ProjectFile): readonly Entry[][] {
    const lists: Entry[][] = [];
    this.#files.set(file.path, file);
    this.#each(file, (byKey, key, entry) => lists.push(push(byKey, key, entry)));
    return lists;
  }

  /** Follows the changes that were made since. */
  #update(): void {
    const { files, generation } = this.#project;
    if (this.#generation === generation) return;
    const touched = new Set<Entry[]>();
    for (const [path, known] of this.#files) {
      if (files.get(path) === known) continue;
      this.#files.delete(path);
      this.#each(known, (lists, key) => {
        const list = lists.get(key);
        if (list) touched.add(list);
      });
    }
    for (const list of touched) keepOnly(list, ({ file }) => files.get(file.path) === file);
    for (const [path, file] of files) {
      if (!this.#files.has(path)) for (const list of this.#take(file)) touched.add(list);
    }
    if (touched.size > 0) this.#sort(touched);
    this.#generation = generation;
  }

  /** In the order of the files, as if all had been taken in at once. */
  #sort(lists: Iterable<Entry[]>): void {
    const ranks = new Map([...this.#project.files.keys()].map((path, rank) => [path, rank]));
    const rank = ({ file }: Entry) => ranks.get(file.path) ?? 0;
    for (const list of lists) list.sort((a, b) => rank(a) - rank(b));
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
  returning(type: string): readonly Mentioning[] {
    return this.#returning.get(type) ?? [];
  }

  /** Fields, methods and types that mention a type of this name in theirs, in their results and in what they are made of. */
  holding(type: string): readonly Mentioning[] {
    return this.#holding.get(type) ?? [];
  }

  /** The names in some types: `map`, `string` and `Client` of `map[string]*pkg.Client`, without the packages; and which stand alone. */
  #namesIn(types: readonly { readonly type: string }[]): Names {
    const [first] = types;
    if (first === undefined) return NONE;
    if (types.length === 1) return this.#namesOf(first.type);
    const names = new Map<string, boolean>();
    for (const { type } of types) {
      for (const [name, isPlain] of this.#namesOf(type)) names.set(name, isPlain && names.get(name) !== false);
    }
    return names;
  }

  /** Few types are written thousands of times. */
  #namesOf(type: string): Names {
    const known = this.#written.get(type);
    if (known) return known;
    const isPlain = PLAIN.test(type);
    const names = new Map(Array.from(type.matchAll(NAME), ([, name = '']) => [name, isPlain]));
    this.#written.set(type, names);
    return names;
  }

  /** What a file adds to the lists. */
  #each(file: ProjectFile, add: Add): void {
    const { declarations } = file.facts;
    for (const fact of declarations?.functions ?? []) {
      if (fact.receiver) {
        const declaration = functionDeclaration(file, fact);
        if (declaration.kind === 'method') add(this.#methods, fact.name, declaration);
      }
      const { name, receiver } = fact;
      for (const [word, isPlain] of this.#namesIn(fact.results)) {
        if (receiver) add(this.#holding, word, { name, file, kind: 'member', isPlain });
        else add(this.#returning, word, { name, file, kind: 'function', isPlain });
      }
    }
    for (const fact of declarations?.types ?? []) {
      const { name, methods = [], fields, embeds } = fact;
      for (const each of methods) {
        add(this.#methods, each.name, { kind: 'interfaceMethod', file, fact: each, type: name });
        for (const [word, isPlain] of this.#namesIn(each.results)) {
          add(this.#holding, word, { name: each.name, file, kind: 'member', isPlain });
        }
      }
      for (const field of fields ?? []) {
        const kind = field.embedded ? 'embedded' : 'member';
        for (const [word, isPlain] of this.#namesOf(field.type)) {
          add(this.#holding, word, { name: field.name, file, kind, isPlain });
        }
      }
      if (!fields && !fact.methods) {
        for (const [word, isPlain] of this.#namesOf(fact.type))
          add(this.#holding, word, { name, file, kind: 'type', isPlain });
      }
      const builtOn = new Set([
        ...(fields ?? []).flatMap((field) => (field.embedded ? [field.name] : [])),
        ...(embeds ?? []).map(baseName),
        ...(fields || fact.methods ? [] : [baseName(fact.type)]),
      ]);
      for (const each of builtOn) add(this.#builtOn, each, { name, file });
    }
  }
}

interface Entry {
  readonly file: ProjectFile;
}

type Add = <Each extends Entry>(lists: Map<string, Each[]>, key: string, entry: Each) => void;

const indexes = new WeakMap<Project, DeclarationIndex>();

function push<Value>(lists: Map<string, Value[]>, key: string, value: Value): Value[] {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
  return known ?? lists.get(key) ?? [];
}

/** Takes the others out of a list. */
function keepOnly<Value>(list: Value[], stays: (value: Value) => boolean): void {
  let kept = 0;
  for (const value of list) if (stays(value)) list[kept++] = value;
  list.length = kept;
}

/** The names in a type, and whether the type is nothing but the name and perhaps a pointer to it. */
type Names = ReadonlyMap<string, boolean>;

const NONE: Names = new Map();
const NAME = /([\p{L}_][\p{L}\p{Nd}_]*)(?![\p{L}\p{Nd}_.])/gu;
const PLAIN = /^\*?(?:[\p{L}_][\p{L}\p{Nd}_]*\.)?[\p{L}_][\p{L}\p{Nd}_]*$/u;

/** `*pkg.Client[T]` → `Client`. */
function baseName(type: string): string {
  const base = type.replace(/^[*~]+/, '').replace(/\[.*$/s, '');
  return base.slice(base.lastIndexOf('.') + 1);
}
