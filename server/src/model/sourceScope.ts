/**
 * A package known by the facts of its files, of the project or of a dependency: its declarations with their types resolved,
 * and what names mean in each of its files.
 */
import type {
  FileFacts,
  FunctionFact,
  LocalTypeFact,
  MethodFact,
  SignatureFact,
  TypeFact,
  ValueFact,
} from '../go/facts.ts';
import { likelyPackageNames } from '../go/packageNames.ts';
import type { LocalMeaning, Locals, Symbolic } from '../go/symbols.ts';
import type { DeclaredMethod, Entity, PackageScope, TypeDeclaration } from './declared.ts';
import { typeParameter } from './declared.ts';
import { type FunctionType, type GoType, type ParameterType, substitute, UNKNOWN } from './goType.ts';
import type { ModuleInfo } from './project.ts';
import { type NameMeaning, readConstraint, readType } from './typeSource.ts';
import { parseType, typeKey } from './typeString.ts';
import type { SourceFile, Universe } from './universe.ts';

/** Type parameters and local types by name. */
export type Environment = ReadonlyMap<string, GoType>;

export const NO_NAMES: Environment = new Map();

/** Separates the parts of the name that a type declared in a function gets: its name, file and offset. */
export const LOCAL_MARK = '·';

interface Declared<Fact> {
  readonly fact: Fact;
  readonly file: FileContext;
}

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

/** The one type that all variants have; undefined when they disagree. */
function agreed<Type extends GoType>(variants: readonly Type[]): Type | undefined {
  const [first, ...others] = variants;
  if (!first || others.length === 0) return first;
  const key = typeKey(first);
  return others.every((other) => typeKey(other) === key) ? first : undefined;
}

/** What names mean in one file. */
export class FileContext implements NameMeaning {
  readonly scope: SourceScope;
  readonly facts: FileFacts;
  readonly fileName: string;
  readonly #types = new Map<string, GoType>();
  readonly #environments = new WeakMap<Locals, Environment>();
  readonly #imports = new Map<string, string | undefined>();
  #packageNames: Map<string, string> | undefined;
  #environment: Environment = NO_NAMES;

  constructor(scope: SourceScope, facts: FileFacts, fileName: string) {
    this.scope = scope;
    this.facts = facts;
    this.fileName = fileName;
  }

  /** A type as written in this file. */
  type(text: string, environment: Environment = NO_NAMES): GoType {
    if (environment.size > 0) return this.#within(environment, () => readType(text, this));
    const known = this.#types.get(text);
    if (known) return known;
    const type = this.#within(NO_NAMES, () => readType(text, this));
    this.#types.set(text, type);
    return type;
  }

  constraint(text: string, environment: Environment): GoType {
    const type = this.#within(environment, () => readConstraint(text, this));
    return type.kind === 'union' ? { kind: 'interface', methods: [], embedded: [type] } : type;
  }

  /** What the local names in a type mean. */
  environment(locals: Locals): Environment {
    const known = this.#environments.get(locals);
    if (known) return known;
    const environment = new Map<string, GoType>();
    this.#environments.set(locals, environment);
    for (const [name, meaning] of Object.entries(locals))
      environment.set(name, this.#local(name, meaning, environment));
    return environment;
  }

  /** Type parameters as declared, for use inside their own declaration. */
  declaredParameters(parameters: SignatureFact['typeParameters'], outer: Environment = NO_NAMES): Environment {
    if (parameters.length === 0) return outer;
    const environment = new Map(outer);
    for (const { name, type } of parameters) {
      environment.set(
        name,
        typeParameter(name, () => this.constraint(type, environment)),
      );
    }
    return environment;
  }

  signature(
    fact: SignatureFact & { readonly receiver?: FunctionFact['receiver'] },
    outer: Environment = NO_NAMES,
  ): FunctionType {
    const environment = this.declaredParameters(fact.typeParameters, this.#receiverParameters(fact.receiver, outer));
    const read = (each: { readonly name: string; readonly type: string }): ParameterType => ({
      name: each.name,
      type: this.type(each.type, environment),
    });
    return {
      kind: 'func',
      typeParameters: fact.typeParameters.map((each) => ({
        name: each.name,
        type: this.constraint(each.type, environment),
      })),
      parameters: fact.parameters.map(read),
      variadic: fact.parameters.at(-1)?.variadic === true,
      results: fact.results.map(read),
    };
  }

  #receiverParameters(receiver: FunctionFact['receiver'], outer: Environment): Environment {
    const names = receiver?.typeParameters;
    if (!receiver || !names) return outer;
    const environment = new Map(outer);
    for (const [index, name] of names.entries())
      environment.set(name, this.#local(name, [receiver.type, index], environment));
    return environment;
  }

  #local(name: string, meaning: LocalMeaning, environment: Environment): GoType {
    if (typeof meaning === 'string') return typeParameter(name, () => this.constraint(meaning, environment));
    if (typeof meaning !== 'number') return typeParameter(name, () => this.#receiverConstraint(meaning[0], meaning[1]));
    const fact = this.facts.declarations?.localTypes?.find((each) => each.nameStart === meaning);
    if (!fact) return UNKNOWN;
    if (fact.alias) return this.type(fact.type, fact.locals ? this.environment(fact.locals) : NO_NAMES);
    const local = [fact.name, this.fileName, String(fact.nameStart)].join(LOCAL_MARK);
    return { kind: 'named', package: this.scope.path, name: local, typeArguments: [] };
  }

  #receiverConstraint(type: string, index: number): GoType {
    const entity = this.scope.lookup(type);
    return (entity?.kind === 'type' ? entity.declaration.typeParameters[index]?.type : undefined) ?? UNKNOWN;
  }

  /** The import path a name stands for in this file. */
  importNamed(name: string): string | undefined {
    if (this.#imports.has(name)) return this.#imports.get(name);
    const path = this.#findImport(name);
    this.#imports.set(name, path);
    return path;
  }

  #findImport(name: string): string | undefined {
    const { imports } = this.facts.header;
    const aliased = imports.find((each) => each.alias === name);
    if (aliased) return aliased.path;
    const plain = imports.filter((each) => each.alias === '').map((each) => each.path);
    if (plain.includes(name) && (name === 'C' || name === 'unsafe')) return name;
    // Asking a package for its name may mean reading it, so those that probably have this one come first.
    const likely = plain.filter((path) => likelyPackageNames(path).includes(name));
    const named = likely.find((path) => this.#nameOf(path) === name) ?? this.#namesOf(plain).get(name);
    if (named !== undefined) return named;
    const candidates = likely.filter((path) => this.#nameOf(path) === undefined);
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  /** The imports without alias by the names that their packages have. */
  #namesOf(plain: readonly string[]): ReadonlyMap<string, string> {
    if (!this.#packageNames) {
      this.#packageNames = new Map();
      for (const path of plain) {
        const name = this.#nameOf(path);
        if (name !== undefined && !this.#packageNames.has(name)) this.#packageNames.set(name, path);
      }
    }
    return this.#packageNames;
  }

  #nameOf(path: string): string | undefined {
    return this.scope.universe.scope(path, this.scope.module)?.name || undefined;
  }

  /** What a name of the package or of a dot import means, with the package that declares it. */
  lookup(name: string): { readonly entity: Entity; readonly path: string } | undefined {
    const own = this.scope.lookup(name);
    if (own) return { entity: own, path: this.scope.path };
    for (const { path, alias } of this.facts.header.imports) {
      if (alias !== '.') continue;
      const scope = this.scope.universe.scope(path, this.scope.module);
      const entity = scope?.lookup(name);
      if (scope && entity) return { entity, path: scope.path };
    }
    return undefined;
  }

  named(qualifier: string, name: string, typeArguments: readonly GoType[]): GoType {
    if (qualifier === '') {
      const local = this.#environment.get(name);
      if (local) return local;
      // The receiver `(s *Stack[_])` has a type parameter it does not use.
      if (name === '_') return { kind: 'typeParam', name };
      const found = this.lookup(name);
      if (!found) return typeArguments.length === 0 ? predeclaredType(name) : UNKNOWN;
      return instantiated(found.entity, typeArguments);
    }
    const path = this.importNamed(qualifier);
    if (path === undefined) return UNKNOWN;
    if (path === 'unsafe') return name === 'Pointer' ? UNSAFE_POINTER : UNKNOWN;
    const entity = this.scope.universe.scope(path, this.scope.module)?.lookup(name);
    return entity ? instantiated(entity, typeArguments) : UNKNOWN;
  }

  length(expression: string): string | undefined {
    const text = expression.trim();
    if (/^\d+$/.test(text)) return text.length > 1 && text.startsWith('0') ? undefined : text;
    if (/^0[xX][\da-fA-F]+$/.test(text)) return String(Number(text));
    const [, qualifier, name = ''] = /^(?:(\w+)\.)?(\w+)$/.exec(text) ?? [];
    if (name === '') return undefined;
    const path = qualifier === undefined ? undefined : this.importNamed(qualifier);
    if (qualifier !== undefined && path === undefined) return undefined;
    const entity =
      path === undefined ? this.lookup(name)?.entity : this.scope.universe.scope(path, this.scope.module)?.lookup(name);
    return entity?.kind === 'value' ? entity.digits : undefined;
  }

  #within<T>(environment: Environment, read: () => T): T {
    const outer = this.#environment;
    this.#environment = environment;
    try {
      return read();
    } finally {
      this.#environment = outer;
    }
  }
}

const UNSAFE_POINTER: GoType = { kind: 'basic', name: 'unsafe.Pointer' };

/** A type that Go declares for everybody; unknown for other names. */
export function predeclaredType(name: string): GoType {
  const type = parseType(name);
  return type.kind === 'typeParam' ? UNKNOWN : type;
}

/** A declared type with its arguments, aliases replaced by what they stand for. */
export function instantiated(entity: Entity, typeArguments: readonly GoType[]): GoType {
  if (entity.kind !== 'type') return UNKNOWN;
  const { declaration } = entity;
  const { aliasOf, typeParameters } = declaration;
  if (aliasOf) {
    if (typeArguments.length === 0 && typeParameters.length === 0) return aliasOf;
    if (typeArguments.length !== typeParameters.length) return UNKNOWN;
    return substitute(aliasOf, replacements(typeParameters, typeArguments));
  }
  if (typeArguments.length > 0)
    return { kind: 'named', package: declaration.package, name: declaration.name, typeArguments };
  let plain = plainTypes.get(declaration);
  if (!plain) {
    plain = { kind: 'named', package: declaration.package, name: declaration.name, typeArguments: [] };
    plainTypes.set(declaration, plain);
  }
  return plain;
}

/** One object for each declared type, so that what is known of it is worked out once. */
const plainTypes = new WeakMap<TypeDeclaration, GoType>();

export function replacements(
  parameters: readonly { readonly name: string }[],
  given: readonly GoType[],
): Map<string, GoType> {
  const map = new Map<string, GoType>();
  for (const [index, { name }] of parameters.entries()) {
    const type = given[index];
    if (type) map.set(name, type);
  }
  return map;
}

class SourceTypeDeclaration implements TypeDeclaration {
  readonly package: string;
  readonly name: string;
  readonly incomplete = false;
  readonly #scope: SourceScope;
  readonly #variants: readonly Declared<TypeFact>[];
  readonly #methods = new Map<string, DeclaredMethod | 'unknown' | undefined>();
  #typeParameters: readonly ParameterType[] | undefined;
  #definition: GoType | undefined;
  #aliasOf: GoType | undefined;
  #resolvingAlias = false;

  constructor(scope: SourceScope, name: string, variants: readonly Declared<TypeFact>[]) {
    this.package = scope.path;
    this.name = name;
    this.#scope = scope;
    this.#variants = variants;
  }

  get typeParameters(): readonly ParameterType[] {
    if (this.#typeParameters) return this.#typeParameters;
    const [first] = this.#variants;
    if (!first) return [];
    const environment = this.#environment(first);
    this.#typeParameters = first.fact.typeParameters.map(({ name, type }) => ({
      name,
      type: first.file.constraint(type, environment),
    }));
    return this.#typeParameters;
  }

  get aliasOf(): GoType | undefined {
    const aliases = this.#variants.filter(({ fact }) => fact.alias);
    if (aliases.length === 0) return undefined;
    if (this.#aliasOf) return this.#aliasOf;
    if (this.#resolvingAlias || aliases.length < this.#variants.length) return UNKNOWN;
    this.#resolvingAlias = true;
    this.#aliasOf = agreed(aliases.map((variant) => this.#define(variant))) ?? UNKNOWN;
    this.#resolvingAlias = false;
    return this.#aliasOf;
  }

  get definition(): GoType {
    this.#definition ??= merged(this.#variants.map((variant) => this.#define(variant)));
    return this.#definition;
  }

  get variants(): readonly GoType[] {
    return this.definition.kind === 'unknown' ? this.#variants.map((variant) => this.#define(variant)) : [];
  }

  method(name: string): DeclaredMethod | 'unknown' | undefined {
    if (this.#methods.has(name)) return this.#methods.get(name);
    const variants = this.name.includes(LOCAL_MARK) ? [] : this.#scope.methods(this.name, name);
    const methods = variants.map(({ fact, file }): DeclaredMethod => {
      return {
        pointer: fact.receiver?.pointer === true,
        signature: file.signature(fact),
        receiverTypeParameters: fact.receiver?.typeParameters ?? [],
      };
    });
    const [first] = methods;
    const same =
      first && agreed(methods.map((each) => each.signature)) && methods.every((each) => each.pointer === first.pointer);
    const method = first && (same ? first : 'unknown');
    this.#methods.set(name, method);
    return method;
  }

  #environment({ fact, file }: Declared<TypeFact>): Environment {
    const { locals } = fact as LocalTypeFact;
    return file.declaredParameters(fact.typeParameters, locals ? file.environment(locals) : NO_NAMES);
  }

  #define(variant: Declared<TypeFact>): GoType {
    const { fact, file } = variant;
    const environment = this.#environment(variant);
    if (fact.fields) {
      return {
        kind: 'struct',
        fields: fact.fields.map((field) => ({
          name: field.name,
          type: file.type(field.type, environment),
          embedded: field.embedded === true,
        })),
      };
    }
    if (fact.methods) {
      return {
        kind: 'interface',
        methods: fact.methods.map((method: MethodFact) => ({
          name: method.name,
          signature: file.signature(method, environment),
        })),
        embedded: (fact.embeds ?? []).map((each) => file.constraint(each, environment)),
      };
    }
    return file.type(fact.type, environment);
  }
}

/** Of variants of a struct, what they agree on; the rest of them is unknown. */
function merged(variants: readonly GoType[]): GoType {
  const [first, ...others] = variants;
  if (!first) return UNKNOWN;
  if (others.length === 0) return first;
  const same = agreed(variants);
  if (same) return same;
  if (first.kind !== 'struct' || others.some((other) => other.kind !== 'struct')) return UNKNOWN;
  const structs = variants.flatMap((variant) => (variant.kind === 'struct' ? [variant] : []));
  const names = new Set(structs.flatMap((struct) => struct.fields.map((field) => field.name)));
  return {
    kind: 'struct',
    fields: [...names].map((name) => {
      const found = structs.map((struct) => struct.fields.find((field) => field.name === name));
      const type = agreed(found.map((field) => field?.type ?? UNKNOWN));
      return { name, type: type ?? UNKNOWN, embedded: found.some((field) => field?.embedded === true) };
    }),
  };
}

export type Evaluate = (
  symbolic: Symbolic,
  file: FileContext,
  constant: boolean,
) => {
  readonly type: GoType;
  readonly digits: string | undefined;
};
