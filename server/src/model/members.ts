/**
 * What can be selected from a type: fields and methods, promoted ones included, and which interfaces it implements.
 *
 * Go searches embedded types level by level; so does this. As soon as a level holds a type that nothing is known of, a name
 * that was not found above it is unknown.
 */
import { constraintOf, type TypeDeclaration } from './declared.ts';
import { LOCAL_MARK } from './environment.ts';
import { type FunctionType, type GoType, type MethodType, substitute, substituteSignature, UNKNOWN } from './goType.ts';
import { replacements } from './namedType.ts';
import type { ModuleInfo } from './project.ts';
import { sameType } from './typeString.ts';
import type { Universe } from './universe.ts';

export type Member =
  | { readonly kind: 'field'; readonly type: GoType }
  | MethodMember
  /** There is none. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

export interface MethodMember {
  readonly kind: 'method';
  /** `(*database/sql.DB).QueryContext` */
  readonly fullName: string;
  readonly signature: FunctionType;
  /** Declared by an interface. */
  readonly ofInterface: boolean;
  /** Declared with a pointer receiver. */
  readonly pointer: boolean;
  /** The way to it leads through a pointer, so that a value without one has it too. */
  readonly indirect: boolean;
}

interface Place {
  readonly type: GoType;
  readonly indirect: boolean;
}

const NONE: Member = { kind: 'none' };
const UNKNOWN_MEMBER: Member = { kind: 'unknown' };
const MAXIMUM_LEVELS = 20;
const MAXIMUM_CHAIN = 50;

const ERROR_METHOD: FunctionType = {
  kind: 'func',
  typeParameters: [],
  parameters: [],
  variadic: false,
  results: [{ name: '', type: { kind: 'basic', name: 'string' } }],
};

const ERROR_INTERFACE: GoType = {
  kind: 'interface',
  methods: [{ name: 'Error', signature: ERROR_METHOD }],
  embedded: [],
};

export class Members {
  readonly #universe: Universe;
  readonly #module: ModuleInfo;
  readonly #known = new WeakMap<GoType, Map<string, Member>>();
  /** By what the pointer points to. */
  readonly #knownOfPointers = new WeakMap<GoType, Map<string, Member>>();
  readonly #underlying = new WeakMap<GoType, GoType>();

  constructor(universe: Universe, module: ModuleInfo) {
    this.#universe = universe;
    this.#module = module;
  }

  declaration(type: GoType): TypeDeclaration | undefined {
    if (type.kind !== 'named' || type.package === '') return undefined;
    const entity = this.#universe.scopeOfType(type.package, this.#module)?.lookup(type.name);
    return entity?.kind === 'type' ? entity.declaration : undefined;
  }

  /** The type behind the name. Of a type parameter, its constraint. */
  underlying(type: GoType): GoType {
    if (type.kind === 'typeParam') {
      const constraint = constraintOf(type);
      return constraint ? this.underlying(constraint) : UNKNOWN;
    }
    if (type.kind !== 'named') return type;
    const known = this.#underlying.get(type);
    if (known) return known;
    let current: GoType = type;
    for (let step = 0; current.kind === 'named' && step < MAXIMUM_CHAIN; step++) current = this.#definition(current);
    const underlying = current.kind === 'named' ? UNKNOWN : current;
    this.#underlying.set(type, underlying);
    return underlying;
  }

  /** The one type of which all types behind a type parameter are; other types are their own. */
  core(type: GoType): GoType {
    const underlying = this.underlying(type);
    if (type.kind !== 'typeParam') return underlying;
    if (underlying.kind !== 'interface') return underlying;
    let found: GoType | undefined;
    for (const embedded of underlying.embedded) {
      const terms = embedded.kind === 'union' ? embedded.terms.map((term) => term.type) : [embedded];
      for (const term of terms) {
        const behind = this.core(term);
        if (behind.kind === 'interface' && terms.length === 1) continue;
        if (found && !sameType(found, behind)) return UNKNOWN;
        found = behind;
      }
    }
    return found ?? UNKNOWN;
  }

  #definition(type: GoType & { kind: 'named' }): GoType {
    if (type.package === '') return type.name === 'error' ? ERROR_INTERFACE : UNKNOWN;
    const declaration = this.declaration(type);
    if (!declaration) return UNKNOWN;
    return substitute(declaration.definition, replacements(declaration.typeParameters, type.typeArguments));
  }

  /** What `x.name` selects when x has this type. */
  lookup(type: GoType, name: string): Member {
    // A pointer is made anew wherever one is written; what it points to is the same object for the same type.
    const known = type.kind === 'pointer' ? this.#knownOfPointers : this.#known;
    const owner = type.kind === 'pointer' ? type.element : type;
    let members = known.get(owner);
    if (!members) {
      members = new Map();
      known.set(owner, members);
    }
    let member = members.get(name);
    if (!member) {
      member = this.#search(type, name);
      members.set(name, member);
    }
    return member;
  }

  #search(type: GoType, name: string): Member {
    let start = type;
    let indirect = false;
    if (type.kind === 'pointer') {
      start = type.element;
      indirect = true;
      const behind = this.underlying(start);
      // A pointer to an interface, to a type parameter or to a pointer has no members.
      if (start.kind === 'typeParam' || behind.kind === 'interface' || behind.kind === 'pointer') return NONE;
    } else if (type.kind === 'named') {
      const behind = this.underlying(type);
      if (behind.kind === 'pointer') {
        start = behind.element;
        indirect = true;
      }
    }
    const seen = new Set<string>();
    let level: Place[] = [{ type: start, indirect }];
    for (let depth = 0; level.length > 0 && depth < MAXIMUM_LEVELS; depth++) {
      const next: Place[] = [];
      const found: Member[] = [];
      let uncertain = false;
      for (const place of level) {
        if (place.type.kind === 'named') {
          const key = `${place.type.package}.${place.type.name}`;
          if (seen.has(key)) continue;
          seen.add(key);
        }
        const member = this.#direct(place, name, next);
        if (member.kind === 'unknown') uncertain = true;
        else if (member.kind !== 'none') found.push(member);
      }
      const [only] = found;
      if (only) return found.length === 1 && !uncertain ? only : UNKNOWN_MEMBER;
      if (uncertain) return UNKNOWN_MEMBER;
      level = next;
    }
    return level.length > 0 ? UNKNOWN_MEMBER : NONE;
  }

  /** A member declared by the type itself; what it embeds goes to `embedded`. */
  #direct({ type, indirect }: Place, name: string, embedded: Place[]): Member {
    if (type.kind === 'unknown') return UNKNOWN_MEMBER;
    if (type.kind === 'named' && type.package !== '') {
      const declaration = this.declaration(type);
      if (!declaration) return UNKNOWN_MEMBER;
      const method = declaration.method(name);
      if (method === 'unknown') return UNKNOWN_MEMBER;
      if (method) {
        const given = replacements(
          method.receiverTypeParameters.map((each) => ({ name: each })),
          type.typeArguments,
        );
        return {
          kind: 'method',
          fullName: `(${method.pointer ? '*' : ''}${shownName(type)}).${name}`,
          signature: substituteSignature(method.signature, given),
          ofInterface: false,
          pointer: method.pointer,
          indirect,
        };
      }
      if (declaration.incomplete && !isExported(name)) return UNKNOWN_MEMBER;
      const { variants } = declaration;
      if (variants.length > 0) return variants.every((variant) => surelyLacks(variant, name)) ? NONE : UNKNOWN_MEMBER;
    }
    const behind = this.underlying(type);
    switch (behind.kind) {
      case 'struct':
        for (const field of behind.fields) {
          if (field.name === name) return { kind: 'field', type: field.type };
          if (!field.embedded) continue;
          const pointer = field.type.kind === 'pointer' ? field.type : undefined;
          embedded.push({ type: pointer?.element ?? field.type, indirect: indirect || pointer !== undefined });
        }
        return NONE;
      case 'interface':
        return this.#interfaceMethod(behind, this.#owner(type), name, new Set());
      case 'unknown':
        return UNKNOWN_MEMBER;
      default:
        return NONE;
    }
  }

  #interfaceMethod(type: GoType & { kind: 'interface' }, owner: string, name: string, seen: Set<GoType>): Member {
    if (seen.has(type)) return NONE;
    if (seen.size > MAXIMUM_CHAIN) return UNKNOWN_MEMBER;
    seen.add(type);
    const own = type.methods.find((method) => method.name === name);
    if (own) {
      return {
        kind: 'method',
        fullName: `(${owner}).${name}`,
        signature: own.signature,
        ofInterface: true,
        pointer: false,
        indirect: false,
      };
    }
    let uncertain = false;
    for (const embedded of type.embedded) {
      if (embedded.kind === 'union') {
        // A union has the methods that all its terms have; that is asked for too rarely to be worked out.
        uncertain ||= embedded.terms.some((term) => term.type.kind === 'named');
        continue;
      }
      const behind = this.underlying(embedded);
      if (behind.kind === 'unknown') uncertain ||= !(embedded.kind === 'named' && embedded.name === 'comparable');
      if (behind.kind !== 'interface') {
        if (embedded.kind === 'pointer' || embedded.kind === 'named') {
          const member = behind.kind === 'unknown' ? UNKNOWN_MEMBER : this.lookup(embedded, name);
          if (member.kind === 'method') return member;
        }
        continue;
      }
      const member = this.#interfaceMethod(behind, this.#owner(embedded), name, seen);
      if (member.kind === 'method') return member;
      if (member.kind === 'unknown') uncertain = true;
    }
    return uncertain ? UNKNOWN_MEMBER : NONE;
  }

  /** The interface that is written out with its methods: `type A B` leaves the methods of B with B. */
  #owner(type: GoType): string {
    let owner = type.kind === 'typeParam' ? (constraintOf(type) ?? type) : type;
    for (let step = 0; owner.kind === 'named' && step < MAXIMUM_CHAIN; step++) {
      const definition = this.#definition(owner);
      if (definition.kind !== 'named') return shownName(owner);
      owner = definition;
    }
    return 'interface';
  }

  /** All methods of an interface; undefined when one of the interfaces it embeds is unknown. */
  interfaceMethods(type: GoType): readonly MethodType[] | undefined {
    const behind = this.underlying(type);
    if (behind.kind !== 'interface') return undefined;
    const methods = new Map<string, MethodType>();
    const seen = new Set<GoType>();
    const pending: GoType[] = [behind];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (seen.has(next)) continue;
      if (seen.size > MAXIMUM_CHAIN) return undefined;
      seen.add(next);
      if (next.kind !== 'interface') return undefined;
      for (const method of next.methods) methods.set(method.name, method);
      for (const embedded of next.embedded) pending.push(this.underlying(embedded));
    }
    return [...methods.values()];
  }

  /** Whether a value of the type can be assigned to a variable of the interface type; undefined when that cannot be told. */
  implements(type: GoType, interfaceType: GoType): boolean | undefined {
    if (type.kind === 'unknown') return undefined;
    const wanted = this.interfaceMethods(interfaceType);
    if (!wanted) return undefined;
    const declaration = this.declaration(interfaceType);
    if (declaration?.incomplete) return undefined;
    let uncertain = false;
    for (const { name, signature } of wanted) {
      const member = this.lookup(type, name);
      if (member.kind === 'unknown') uncertain = true;
      else if (member.kind !== 'method') return false;
      else if (member.pointer && !member.indirect) return false;
      else if (hasUnknown(member.signature) || hasUnknown(signature)) uncertain = true;
      else if (!sameType(member.signature, signature)) return false;
    }
    return uncertain ? undefined : true;
  }

  implementsError(type: GoType): boolean | undefined {
    if (type.kind === 'named' && type.package === '' && type.name === 'error') return true;
    return this.implements(type, ERROR_INTERFACE);
  }
}

/** Whether a part of the type is not known. */
export function hasUnknown(type: GoType): boolean {
  switch (type.kind) {
    case 'unknown':
      return true;
    case 'named':
      return type.typeArguments.some(hasUnknown);
    case 'pointer':
    case 'slice':
    case 'chan':
      return hasUnknown(type.element);
    case 'array':
      return type.length === '?' || hasUnknown(type.element);
    case 'map':
      return hasUnknown(type.key) || hasUnknown(type.value);
    case 'func':
      return (
        type.parameters.some((each) => hasUnknown(each.type)) || type.results.some((each) => hasUnknown(each.type))
      );
    case 'struct':
      return type.fields.some((field) => hasUnknown(field.type));
    case 'interface':
      return type.methods.some((method) => hasUnknown(method.signature)) || type.embedded.some(hasUnknown);
    case 'union':
      return type.terms.some((term) => hasUnknown(term.type));
    case 'tuple':
      return type.members.some((member) => hasUnknown(member.type));
    default:
      return false;
  }
}

/** Whether nothing of this name can be selected from a type of this structure, methods declared for its name apart. */
function surelyLacks(type: GoType, name: string): boolean {
  switch (type.kind) {
    case 'struct':
      return type.fields.every((field) => !field.embedded && field.name !== name);
    case 'named':
    case 'interface':
    case 'pointer':
    case 'typeParam':
    case 'unknown':
      return false;
    default:
      return true;
  }
}

function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}

/** Package and name of a named type; of a type declared in a function, without what tells it from others. */
export function shownName(type: GoType & { kind: 'named' }): string {
  const mark = type.name.indexOf(LOCAL_MARK);
  const name = mark < 0 ? type.name : type.name.slice(0, mark);
  return type.package === '' ? name : `${type.package}.${name}`;
}
