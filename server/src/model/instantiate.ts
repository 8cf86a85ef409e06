/**
 * Finds the type arguments of a generic call from what it is given, the way the compiler does where the arguments make it
 * evident. What stays open is unknown.
 */
import { defaultType, isUntyped, untypedRank } from './constants.ts';
import { type FunctionType, type GoType, substitute, substituteSignature, UNKNOWN } from './goType.ts';
import type { Members } from './members.ts';
import { type Operand, valueType } from './operand.ts';
import { sameType } from './typeString.ts';

const MAXIMUM_DEPTH = 50;

export function instantiate(
  signature: FunctionType,
  given: readonly Operand[],
  spread: boolean,
  members: Members,
): FunctionType {
  const unifier = new Unifier(new Set(signature.typeParameters.map((each) => each.name)), members);
  const untyped = new Map<string, GoType>();
  for (const [index, operand] of given.entries()) {
    const parameter = parameterAt(signature, index, spread);
    const type = valueType(operand);
    if (!parameter || type.kind === 'unknown') continue;
    if (isUntyped(type)) {
      if (parameter.kind !== 'typeParam') continue;
      const before = untyped.get(parameter.name);
      if (!before || untypedRank(before) < untypedRank(type)) untyped.set(parameter.name, type);
    } else if (type.kind !== 'func' || type.typeParameters.length === 0) unifier.unify(parameter, type, 0);
  }
  for (const [name, type] of untyped) {
    const byDefault = defaultType(type);
    if (!unifier.bound.has(name) && byDefault.kind !== 'unknown') unifier.bound.set(name, byDefault);
  }
  constrain(signature, unifier, members);
  const bound = new Map<string, GoType>();
  for (const { name } of signature.typeParameters) {
    bound.set(name, unifier.failed ? UNKNOWN : (unifier.bound.get(name) ?? UNKNOWN));
  }
  return substituteSignature({ ...signature, typeParameters: [] }, bound);
}

/** `[S ~[]E, E any]`: S says what E is. */
function constrain(signature: FunctionType, unifier: Unifier, members: Members): void {
  for (let round = 0; round <= signature.typeParameters.length; round++) {
    for (const { name, type: constraint } of signature.typeParameters) {
      const core = coreTerm(constraint, members);
      if (!core) continue;
      const bound = unifier.bound.get(name);
      if (bound) unifier.unify(core, core.kind === 'named' ? bound : members.underlying(bound), 0);
      else {
        const replaced = substitute(core, unifier.bound);
        if (!mentions(replaced, unifier.names)) unifier.bound.set(name, replaced);
      }
    }
  }
}

function coreTerm(constraint: GoType, members: Members): GoType | undefined {
  if (constraint.kind === 'union') return constraint.terms.length === 1 ? constraint.terms[0]?.type : undefined;
  if (constraint.kind === 'interface') {
    const [only] = constraint.embedded;
    return only && constraint.embedded.length === 1 ? coreTerm(only, members) : undefined;
  }
  if (constraint.kind === 'named') {
    const behind = members.underlying(constraint);
    return behind.kind === 'interface' ? coreTerm(behind, members) : undefined;
  }
  return constraint.kind === 'unknown' || constraint.kind === 'typeParam' || constraint.kind === 'basic'
    ? undefined
    : constraint;
}

function parameterAt(signature: FunctionType, index: number, spread: boolean): GoType | undefined {
  const last = signature.parameters.length - 1;
  if (!signature.variadic || index < last) return signature.parameters[index]?.type;
  const element = signature.parameters[last]?.type;
  return element && spread ? { kind: 'slice', element } : element;
}

/** Whether a type parameter of the call occurs in a type. */
function mentions(type: GoType, names: ReadonlySet<string>): boolean {
  const marks = new Map([...names].map((name) => [name, UNKNOWN]));
  return substitute(type, marks) !== type && JSON.stringify(substitute(type, marks)) !== JSON.stringify(type);
}

class Unifier {
  readonly names: ReadonlySet<string>;
  readonly bound = new Map<string, GoType>();
  readonly #members: Members;
  failed = false;

  constructor(names: ReadonlySet<string>, members: Members) {
    this.names = names;
    this.#members = members;
  }

  /** Only the parameter's side has type parameters to be found; those of the other are types like any other. */
  unify(parameter: GoType, given: GoType, depth: number): void {
    if (depth > MAXIMUM_DEPTH || given.kind === 'unknown') return;
    if (parameter.kind === 'typeParam' && this.names.has(parameter.name)) {
      this.#bind(parameter.name, given);
      return;
    }
    if (parameter.kind === 'named') {
      this.#unifyNamed(parameter, given, depth);
      return;
    }
    const other = given.kind === 'named' ? this.#members.underlying(given) : given;
    const inner = depth + 1;
    switch (parameter.kind) {
      case 'pointer':
      case 'slice':
        if (other.kind === parameter.kind) this.unify(parameter.element, other.element, inner);
        break;
      case 'array':
        if (other.kind === 'array') this.unify(parameter.element, other.element, inner);
        break;
      case 'chan':
        if (other.kind === 'chan') this.unify(parameter.element, other.element, inner);
        break;
      case 'map':
        if (other.kind !== 'map') break;
        this.unify(parameter.key, other.key, inner);
        this.unify(parameter.value, other.value, inner);
        break;
      case 'func':
        if (other.kind === 'func') this.#unifySignatures(parameter, other, inner);
        break;
      case 'struct':
        if (other.kind !== 'struct') break;
        for (const [index, field] of parameter.fields.entries()) {
          const match = other.fields[index];
          if (match) this.unify(field.type, match.type, inner);
        }
        break;
      default:
        break;
    }
  }

  #bind(name: string, given: GoType): void {
    const before = this.bound.get(name);
    if (!before) this.bound.set(name, given);
    else if (!sameType(before, given)) this.failed = true;
  }

  #unifyNamed(parameter: GoType & { kind: 'named' }, given: GoType, depth: number): void {
    if (parameter.typeArguments.length === 0) return;
    if (given.kind === 'named' && given.package === parameter.package && given.name === parameter.name) {
      for (const [index, argument] of parameter.typeArguments.entries()) {
        const other = given.typeArguments[index];
        if (other) this.unify(argument, other, depth + 1);
      }
      return;
    }
    const behind = this.#members.underlying(parameter);
    if (behind.kind === 'interface') {
      for (const { name, signature } of this.#members.interfaceMethods(behind) ?? []) {
        const member = this.#members.lookup(given, name);
        if (member.kind === 'method') this.#unifySignatures(signature, member.signature, depth + 1);
      }
    } else if (given.kind !== 'named') this.unify(behind, given, depth + 1);
  }

  #unifySignatures(parameter: FunctionType, given: FunctionType, depth: number): void {
    for (const list of ['parameters', 'results'] as const) {
      for (const [index, each] of parameter[list].entries()) {
        const other = given[list][index];
        if (other) this.unify(each.type, other.type, depth);
      }
    }
  }
}
