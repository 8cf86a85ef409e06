/** A type that a source file declares, with the variants that other build constraints give it. */
import type { LocalTypeFact, MethodFact, TypeFact } from '../go/facts.ts';
import type { DeclaredMethod, TypeDeclaration } from './declared.ts';
import { type Environment, LOCAL_MARK, NO_NAMES } from './environment.ts';
import type { FileContext } from './fileContext.ts';
import { type GoType, type ParameterType, UNKNOWN } from './goType.ts';
import type { SourceScope } from './sourceScope.ts';
import { typeKey } from './typeString.ts';

/** Where it is declared matters for what its names mean. */
export interface Declared<Fact> {
  readonly fact: Fact;
  readonly file: FileContext;
}

export class SourceTypeDeclaration implements TypeDeclaration {
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

  methodNames(): readonly string[] {
    return this.#scope.methodNames(this.name).filter((name) => /^\p{Lu}/u.test(name));
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

/** The one type that all variants have; undefined when they disagree. */
export function agreed<Type extends GoType>(variants: readonly Type[]): Type | undefined {
  const [first, ...others] = variants;
  if (!first || others.length === 0) return first;
  const key = typeKey(first);
  return others.every((other) => typeKey(other) === key) ? first : undefined;
}
