/** What names mean in one file of a package: its imports, the package's own declarations, and what is local to a function. */
import type { FileFacts, FunctionFact, SignatureFact } from '../go/facts.ts';
import { likelyPackageNames } from '../go/packageNames.ts';
import type { LocalMeaning, Locals, Symbolic } from '../go/symbols.ts';
import type { Entity } from './declared.ts';
import { typeParameter } from './declared.ts';
import { type Environment, LOCAL_MARK, NO_NAMES } from './environment.ts';
import { type FunctionType, type GoType, type ParameterType, UNKNOWN } from './goType.ts';
import { instantiated, predeclaredType } from './namedType.ts';
import type { SourceScope } from './sourceScope.ts';
import { type NameMeaning, readConstraint, readType } from './typeSource.ts';

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

export type Evaluate = (
  symbolic: Symbolic,
  file: FileContext,
  constant: boolean,
) => {
  readonly type: GoType;
  readonly digits: string | undefined;
};
