/** A package of the catalogue as the resolver sees it. */
import type { CataloguePackage, CatalogueSignature, CatalogueType } from './catalogue.ts';
import type { DeclaredMethod, Entity, PackageScope, TypeDeclaration } from './declared.ts';
import { type FunctionType, type GoType, type ParameterType, UNKNOWN } from './goType.ts';
import { parseType, parseTypeParameters } from './typeString.ts';

/**
 * What libraries have changed within a major version. The catalogue knows one version, so of these it says nothing.
 * `*` stands for a whole package.
 */
const CHANGED: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  // Experimental by its own documentation; its methods got and lost results.
  ['github.com/prometheus/client_golang/api/prometheus/v1', new Set(['*'])],
  // Got a pointer receiver.
  ['github.com/minio/minio-go/v7', new Set(['Client.PutObjectsSnowball'])],
  // Was promoted from an unexported type.
  ['github.com/redis/go-redis/v9', new Set(['Client.Close'])],
  // Got an error among their results.
  ['github.com/casbin/casbin/v2', ofCasbinEnforcers()],
]);

function ofCasbinEnforcers(): ReadonlySet<string> {
  const policies = ['Policy', 'NamedPolicy', 'GroupingPolicy', 'NamedGroupingPolicy'];
  const all = ['Actions', 'Objects', 'Roles', 'Subjects'].flatMap((kind) => [`GetAll${kind}`, `GetAllNamed${kind}`]);
  const methods = [
    ...policies.flatMap((policy) => [`Get${policy}`, `GetFiltered${policy}`, `Has${policy}`]),
    ...all,
    'GetAllRolesByDomain',
    'GetAllUsersByDomain',
    'GetNamedPermissionsForUser',
    'GetPermissionsForUser',
    'HasPermissionForUser',
  ];
  const receivers = ['Enforcer', 'SyncedEnforcer', 'IEnforcer'];
  return new Set(receivers.flatMap((receiver) => methods.map((method) => `${receiver}.${method}`)));
}

function hasChanged(path: string, name: string): boolean {
  const names = CHANGED.get(path);
  return names !== undefined && (names.has('*') || names.has(name));
}

/** A type from which something may be selected that is a method. */
interface Selectable {
  readonly name: string;
  readonly embeds: boolean;
  readonly methods: CatalogueType['methods'];
}

export class CatalogueScope implements PackageScope {
  readonly path: string;
  readonly name: string;
  readonly #package: CataloguePackage;
  readonly #known = new Map<string, Entity | undefined>();
  #selectable: readonly Selectable[] | undefined;

  constructor(source: CataloguePackage) {
    this.path = source.path;
    this.name = source.name;
    this.#package = source;
  }

  lookup(name: string): Entity | undefined {
    if (this.#known.has(name)) return this.#known.get(name);
    const entity = this.#read(name);
    this.#known.set(name, entity);
    return entity;
  }

  /** Names of types that declare a method or embed something, which may bring it. */
  typesThatMayHave(method: string): string[] {
    this.#selectable ??= [...this.#package.names()].flatMap((name) => {
      const type = this.#package.type(name);
      if (!type || type.kind === 'alias') return [];
      const embeds = type.embeds.length > 0 || type.fields.some((field) => field.embedded);
      return embeds || type.methods.length > 0 ? [{ name, embeds, methods: type.methods }] : [];
    });
    return this.#selectable.flatMap(({ name, embeds, methods }) =>
      embeds || methods.some((each) => each.name === method) ? [name] : [],
    );
  }

  #read(name: string): Entity | undefined {
    if (hasChanged(this.path, name)) return { kind: 'unknown' };
    const signature = this.#package.func(name);
    if (signature) {
      const type = functionType(signature);
      return type ? { kind: 'function', signature: type } : { kind: 'unknown' };
    }
    const type = this.#package.type(name);
    if (type) return { kind: 'type', declaration: new CatalogueTypeDeclaration(this.path, type) };
    const value = this.#package.value(name);
    return value ? { kind: 'value', constant: value.constant, type: parseType(value.type) } : undefined;
  }
}

class CatalogueTypeDeclaration implements TypeDeclaration {
  readonly package: string;
  readonly name: string;
  readonly typeParameters: readonly ParameterType[];
  readonly aliasOf: GoType | undefined;
  readonly incomplete: boolean;
  readonly variants: readonly GoType[] = [];
  readonly #type: CatalogueType;
  readonly #methods = new Map<string, DeclaredMethod | 'unknown'>();
  #definition: GoType | undefined;

  constructor(path: string, type: CatalogueType) {
    this.package = path;
    this.name = type.name;
    this.#type = type;
    this.incomplete = type.incomplete;
    this.typeParameters = type.typeParameters.map(({ name, type: constraint }) => ({
      name,
      type: parseTypeParameters(`[${name} ${constraint}]`)?.[0]?.type ?? UNKNOWN,
    }));
    this.aliasOf = type.kind === 'alias' ? parseType(type.type) : undefined;
  }

  get definition(): GoType {
    this.#definition ??= this.#define();
    return this.#definition;
  }

  method(name: string): DeclaredMethod | 'unknown' | undefined {
    if (this.#type.kind === 'interface') return undefined;
    const known = this.#methods.get(name);
    if (known) return known;
    if (hasChanged(this.package, `${this.name}.${name}`)) return 'unknown';
    const method = this.#type.methods.find((each) => each.name === name);
    if (!method) return undefined;
    const signature = functionType(method);
    const declared: DeclaredMethod | 'unknown' = signature
      ? { pointer: method.pointer, signature, receiverTypeParameters: this.typeParameters.map((each) => each.name) }
      : 'unknown';
    this.#methods.set(name, declared);
    return declared;
  }

  methodNames(): readonly string[] {
    return this.#type.kind === 'interface' ? [] : this.#type.methods.map(({ name }) => name);
  }

  #define(): GoType {
    const type = this.#type;
    switch (type.kind) {
      case 'struct':
        return {
          kind: 'struct',
          fields: type.fields.map(({ name, type: written, embedded }) => ({
            name,
            type: parseType(written),
            embedded,
          })),
        };
      case 'interface':
        return {
          kind: 'interface',
          methods: type.methods.flatMap((method) => {
            const signature = functionType(method);
            return signature ? [{ name: method.name, signature }] : [];
          }),
          embedded: type.embeds.map(constraintType),
        };
      default:
        return parseType(type.type);
    }
  }
}

/** Unions stand in embeddings as in constraints. */
function constraintType(text: string): GoType {
  return parseTypeParameters(`[T ${text}]`)?.[0]?.type ?? UNKNOWN;
}

function functionType(signature: CatalogueSignature): FunctionType | undefined {
  const type = parseType(signature.type);
  return type.kind === 'func' ? type : undefined;
}
