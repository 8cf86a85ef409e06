/**
 * A package known by the facts of its files, of the project or of a dependency: its declarations with their types resolved,
 * and what names mean in each of its files.
 */
import type { FileFacts, FunctionFact, TypeFact, ValueFact } from '../go/facts.ts';
import type { Entity, PackageScope } from './declared.ts';
import { LOCAL_MARK } from './environment.ts';
import { FileContext } from './fileContext.ts';
import { UNKNOWN } from './goType.ts';
import type { ModuleInfo } from './project.ts';
import { agreed, type Declared, SourceTypeDeclaration } from './sourceType.ts';
import type { SourceFile, Universe } from './universe.ts';

interface Index {
  readonly functions: Map<string, Declared<FunctionFact>[]>;
  readonly types: Map<string, Declared<TypeFact>[]>;
  readonly values: Map<string, Declared<ValueFact>[]>;
  /** By receiver and name. */
  readonly methods: Map<string, Map<string, Declared<FunctionFact>[]>>;
}

export class SourceScope implements PackageScope {
  readonly universe: Universe;
  readonly path: string;
  readonly name: string;
  readonly module: ModuleInfo;
  readonly #readFiles: () => readonly SourceFile[];
  readonly #contexts = new WeakMap<FileFacts, FileContext>();
  readonly #entities = new Map<string, Entity | undefined>();
  readonly #underWay = new Set<string>();
  #index: Index | undefined;
  #files: readonly SourceFile[] | undefined;

  constructor(universe: Universe, path: string, name: string, module: ModuleInfo, files: () => readonly SourceFile[]) {
    this.universe = universe;
    this.path = path;
    this.name = name;
    this.module = module;
    this.#readFiles = files;
  }

  get files(): readonly SourceFile[] {
    this.#files ??= this.#readFiles();
    return this.#files;
  }

  context(facts: FileFacts, fileName: string): FileContext {
    let context = this.#contexts.get(facts);
    if (!context) {
      context = new FileContext(this, facts, fileName);
      this.#contexts.set(facts, context);
    }
    return context;
  }

  lookup(name: string): Entity | undefined {
    if (this.#entities.has(name)) return this.#entities.get(name);
    if (this.#underWay.has(name)) return { kind: 'unknown' };
    this.#underWay.add(name);
    try {
      const entity = name.includes(LOCAL_MARK) ? this.#localType(name) : this.#read(name);
      this.#entities.set(name, entity);
      return entity;
    } finally {
      this.#underWay.delete(name);
    }
  }

  /** The declarations of a method, one for each build-tagged variant. */
  methods(type: string, name: string): readonly Declared<FunctionFact>[] {
    return this.#indexed().methods.get(type)?.get(name) ?? [];
  }

  methodNames(type: string): readonly string[] {
    return [...(this.#indexed().methods.get(type)?.keys() ?? [])];
  }

  /** Names of exported types that declare a method or embed something, which may bring it. */
  typesThatMayHave(method: string): string[] {
    const { types, methods } = this.#indexed();
    const found: string[] = [];
    for (const [name, variants] of types) {
      if (!/^\p{Lu}/u.test(name)) continue;
      const may = variants.some(
        ({ fact }) =>
          (fact.embeds?.length ?? 0) > 0 ||
          fact.fields?.some((field) => field.embedded) === true ||
          fact.methods?.some((each) => each.name === method) === true,
      );
      if (may || methods.get(name)?.has(method)) found.push(name);
    }
    return found;
  }

  #read(name: string): Entity | undefined {
    const { functions, types, values } = this.#indexed();
    const asFunction = functions.get(name);
    const asType = types.get(name);
    const asValue = values.get(name);
    const kinds = [asFunction, asType, asValue].filter((each) => each !== undefined).length;
    if (kinds === 0) return undefined;
    if (kinds > 1) return { kind: 'unknown' };
    if (asFunction) {
      const signature = agreed(asFunction.map(({ fact, file }) => file.signature(fact)));
      return signature ? { kind: 'function', signature } : { kind: 'unknown' };
    }
    if (asType) return { kind: 'type', declaration: new SourceTypeDeclaration(this, name, asType) };
    return asValue ? this.#value(asValue) : undefined;
  }

  #value(variants: readonly Declared<ValueFact>[]): Entity {
    const found = variants.map(({ fact, file }) => {
      if (fact.type !== '') return { type: file.type(fact.type), digits: undefined };
      return fact.value === undefined
        ? { type: UNKNOWN, digits: undefined }
        : this.universe.evaluate(fact.value, file, fact.constant);
    });
    const constant = variants.every(({ fact }) => fact.constant);
    const type = agreed(found.map((each) => each.type));
    if (!type || constant !== variants.some(({ fact }) => fact.constant)) return { kind: 'unknown' };
    const digits = found[0]?.digits;
    const sameDigits = constant && digits !== undefined && found.every((each) => each.digits === digits);
    return { kind: 'value', constant, type, ...(sameDigits ? { digits } : {}) };
  }

  #localType(name: string): Entity | undefined {
    const [, fileName, offset] = name.split(LOCAL_MARK);
    const file = this.files.find((each) => each.name === fileName);
    const fact = file?.facts.declarations?.localTypes?.find((each) => each.nameStart === Number(offset));
    if (!file || !fact) return undefined;
    const context = this.context(file.facts, file.name);
    return { kind: 'type', declaration: new SourceTypeDeclaration(this, name, [{ fact, file: context }]) };
  }

  #indexed(): Index {
    if (this.#index) return this.#index;
    const index: Index = { functions: new Map(), types: new Map(), values: new Map(), methods: new Map() };
    for (const { facts, name: fileName } of this.files) {
      const { declarations } = facts;
      if (!declarations) continue;
      const file = this.context(facts, fileName);
      for (const fact of declarations.functions) {
        if (fact.receiver) {
          let methods = index.methods.get(fact.receiver.type);
          if (!methods) {
            methods = new Map();
            index.methods.set(fact.receiver.type, methods);
          }
          add(methods, fact.name, { fact, file });
        } else add(index.functions, fact.name, { fact, file });
      }
      for (const fact of declarations.types) add(index.types, fact.name, { fact, file });
      for (const fact of declarations.values) add(index.values, fact.name, { fact, file });
    }
    this.#index = index;
    return index;
  }
}

function add<Fact>(map: Map<string, Declared<Fact>[]>, name: string, declared: Declared<Fact>): void {
  const list = map.get(name);
  if (list) list.push(declared);
  else map.set(name, [declared]);
}
