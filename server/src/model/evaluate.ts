/**
 * Works out symbolic expressions: what an expression of a file is once the other files are known.
 *
 * One instance serves one module until the surface of the project changes. Answers are kept with the expressions they belong
 * to. Where something is not known the answer is unknown, never a guess.
 */
import type { Symbolic, SymbolicNode } from '../go/symbols.ts';
import { builtinResult, unsafeResult } from './builtins.ts';
import { defaultType, isUntyped } from './constants.ts';
import type { Entity } from './declared.ts';
import { NO_NAMES } from './environment.ts';
import type { FileContext } from './fileContext.ts';
import { type FunctionType, type GoType, substituteSignature, UNKNOWN } from './goType.ts';
import { instantiate } from './instantiate.ts';
import type { Members } from './members.ts';
import { instantiated, predeclaredType, replacements } from './namedType.ts';
import { combined, type Operand, valueType } from './operand.ts';

/** What a call calls and what it gives. */
export interface CallOutcome {
  readonly callee: Operand;
  /** As instantiated for this call. */
  readonly signature: FunctionType | undefined;
  /** Undefined when not even their number is known. */
  readonly results: readonly GoType[] | undefined;
}

type WrittenType = Extract<SymbolicNode, readonly ['type' | 'typeName' | 'literal', ...unknown[]]>;
type CallNode = Extract<SymbolicNode, readonly ['call', ...unknown[]]>;

const NOTHING: Operand = { mode: 'unknown' };
const NO_OUTCOME: CallOutcome = { callee: NOTHING, signature: undefined, results: undefined };
const MAXIMUM_DEPTH = 400;

const BUILTINS = new Set(
  'append cap clear close complex copy delete imag len make max min new panic print println real recover'.split(' '),
);

export class Evaluator {
  readonly members: Members;
  readonly #operands = new WeakMap<SymbolicNode, Operand>();
  readonly #calls = new WeakMap<SymbolicNode, CallOutcome>();
  #depth = 0;

  constructor(members: Members) {
    this.members = members;
  }

  /** The type of a value; unknown for everything else. Of a call with several results or none, a tuple. */
  typeOf(symbolic: Symbolic, file: FileContext): GoType {
    return valueType(this.evaluate(symbolic, file));
  }

  evaluate(symbolic: Symbolic, file: FileContext): Operand {
    if (symbolic === 0) return NOTHING;
    if (typeof symbolic === 'string') return this.#name(symbolic, file);
    // Written types are kept by the file, and constants are made faster than found.
    if (symbolic[0] === 'type' || symbolic[0] === 'constant') return this.#node(symbolic, file);
    const known = this.#operands.get(symbolic);
    if (known) return known;
    if (this.#depth >= MAXIMUM_DEPTH) return NOTHING;
    this.#depth++;
    try {
      const operand = this.#node(symbolic, file);
      this.#operands.set(symbolic, operand);
      return operand;
    } finally {
      this.#depth--;
    }
  }

  call(symbolic: Symbolic, file: FileContext): CallOutcome {
    if (typeof symbolic !== 'object' || symbolic[0] !== 'call') return NO_OUTCOME;
    let outcome = this.#calls.get(symbolic);
    if (!outcome) {
      outcome = this.#call(symbolic, file);
      this.#calls.set(symbolic, outcome);
    }
    return outcome;
  }

  #name(name: string, file: FileContext): Operand {
    const found = file.lookup(name);
    if (found) return entityOperand(found.entity, found.path, name);
    const path = file.importNamed(name);
    if (path !== undefined) return { mode: 'package', path };
    if (BUILTINS.has(name)) return { mode: 'builtin', name, unsafe: false };
    const type = predeclaredType(name);
    return type.kind === 'unknown' ? NOTHING : { mode: 'type', type };
  }

  #node(symbolic: SymbolicNode, file: FileContext): Operand {
    switch (symbolic[0]) {
      case 'type':
        return value(this.#written(symbolic, file));
      case 'typeName':
        return typeOperand(this.#written(symbolic, file));
      case 'literal': {
        const type = this.#written(symbolic, file);
        return type.kind === 'func' ? { mode: 'value', type, literal: true } : NOTHING;
      }
      case 'constant': {
        const type: GoType = { kind: 'basic', name: `untyped ${symbolic[1]}` };
        const digits = symbolic[2];
        return { mode: 'value', type, constant: true, ...(digits === undefined ? {} : { digits }) };
      }
      case 'value':
        return this.#value(this.evaluate(symbolic[1], file));
      case '.':
        return this.#select(this.evaluate(symbolic[1], file), symbolic[2], file);
      case 'call': {
        const { callee, results } = this.call(symbolic, file);
        if (callee.mode === 'type') return value(results?.[0] ?? UNKNOWN);
        if (!results) return NOTHING;
        const [only] = results;
        if (results.length === 1 && only) return value(only);
        return value({ kind: 'tuple', members: results.map((type) => ({ name: '', type })) });
      }
      case '[]':
        return this.#index(this.evaluate(symbolic[1], file), symbolic[2], file);
      case 'instance':
        return this.#instance(
          this.evaluate(symbolic[1], file),
          symbolic[2].map((each) => this.#typeArgument(each, file)),
        );
      case '[:]':
        return value(this.#slice(this.typeOf(symbolic[1], file)));
      case '*': {
        const operand = this.evaluate(symbolic[1], file);
        if (operand.mode === 'type') return typeOperand({ kind: 'pointer', element: operand.type });
        const type = this.members.core(valueType(operand));
        return value(type.kind === 'pointer' ? type.element : UNKNOWN);
      }
      case '&': {
        const type = this.typeOf(symbolic[1], file);
        return value(type.kind === 'unknown' ? UNKNOWN : { kind: 'pointer', element: type });
      }
      case '<-': {
        const type = this.members.core(this.typeOf(symbolic[1], file));
        return value(type.kind === 'chan' ? type.element : UNKNOWN);
      }
      case 'unary': {
        const operand = this.evaluate(symbolic[1], file);
        if (operand.mode !== 'value') return NOTHING;
        return operand.constant ? { mode: 'value', type: operand.type, constant: true } : value(operand.type);
      }
      case 'binary':
        return this.#binary(symbolic[1], this.evaluate(symbolic[2], file), this.evaluate(symbolic[3], file));
      case 'result': {
        const type = this.typeOf(symbolic[1], file);
        if (type.kind === 'tuple') return value(type.members[symbolic[2]]?.type ?? UNKNOWN);
        return value(symbolic[2] === 0 ? type : UNKNOWN);
      }
      case 'key':
        return value(this.#ranged(this.evaluate(symbolic[1], file), 0));
      case 'element':
        return value(this.#ranged(this.evaluate(symbolic[1], file), 1));
    }
  }

  #written(symbolic: WrittenType, file: FileContext): GoType {
    const [, text, locals] = symbolic;
    return file.type(text, locals ? file.environment(locals) : NO_NAMES);
  }

  /** What a variable gets. */
  #value(operand: Operand): Operand {
    if (operand.mode === 'function') return operand.signature ? value(operand.signature) : NOTHING;
    return operand.mode === 'value' ? value(defaultType(operand.type)) : NOTHING;
  }

  #select(operand: Operand, name: string, file: FileContext): Operand {
    switch (operand.mode) {
      case 'package': {
        const { path } = operand;
        if (path === 'unsafe') {
          return name === 'Pointer'
            ? typeOperand({ kind: 'basic', name: 'unsafe.Pointer' })
            : { mode: 'builtin', name, unsafe: true };
        }
        if (path === 'C') return NOTHING;
        const scope = file.scope.universe.scope(path, file.scope.module);
        const entity = scope?.lookup(name);
        return entity ? entityOperand(entity, scope?.path ?? path, name) : NOTHING;
      }
      case 'type': {
        const member = this.members.lookup(operand.type, name);
        if (member.kind !== 'method') return NOTHING;
        const { signature } = member;
        return {
          mode: 'function',
          kind: member.ofInterface ? 'interfaceMethod' : 'method',
          fullName: member.fullName,
          signature: { ...signature, parameters: [{ name: '', type: operand.type }, ...signature.parameters] },
          receiver: operand.type,
        };
      }
      case 'value': {
        const member = this.members.lookup(operand.type, name);
        if (member.kind === 'field') return value(member.type);
        if (member.kind !== 'method') return NOTHING;
        return {
          mode: 'function',
          kind: member.ofInterface ? 'interfaceMethod' : 'method',
          fullName: member.fullName,
          signature: member.signature,
          receiver: operand.type,
        };
      }
      default:
        return NOTHING;
    }
  }

  #call([, called, given, spread]: CallNode, file: FileContext): CallOutcome {
    const callee = this.evaluate(called, file);
    switch (callee.mode) {
      case 'type': {
        const generic = this.#isGeneric(callee.type);
        return { callee, signature: undefined, results: generic ? undefined : [callee.type] };
      }
      case 'builtin': {
        const operands = (given === 0 ? [] : given).map((each) => this.evaluate(each, file));
        const results = callee.unsafe
          ? unsafeResult(callee.name, operands, this.members)
          : builtinResult(callee.name, operands, this.members);
        return { callee, signature: undefined, results };
      }
      case 'function': {
        const signature =
          callee.signature && this.#bound(callee.signature, given === 0 ? [] : given, spread === 1, file);
        return { callee, signature, results: signature?.results.map((each) => each.type) };
      }
      case 'value': {
        const type = this.members.core(callee.type);
        if (type.kind !== 'func') return { callee: NOTHING, signature: undefined, results: undefined };
        return { callee, signature: type, results: type.results.map((each) => each.type) };
      }
      default:
        return NO_OUTCOME;
    }
  }

  /** A function's signature with its type parameters replaced by what the arguments say they are. */
  #bound(signature: FunctionType, given: readonly Symbolic[], spread: boolean, file: FileContext): FunctionType {
    if (signature.typeParameters.length === 0) return signature;
    let operands = given.map((each) => this.evaluate(each, file));
    const [only] = operands;
    if (operands.length === 1 && only?.mode === 'value' && only.type.kind === 'tuple') {
      operands = only.type.members.map((member) => value(member.type));
    }
    return instantiate(signature, operands, spread, this.members);
  }

  #isGeneric(type: GoType): boolean {
    if (type.kind !== 'named' || type.typeArguments.length > 0) return false;
    return (this.members.declaration(type)?.typeParameters.length ?? 0) > 0;
  }

  #typeArgument(symbolic: Symbolic, file: FileContext): GoType {
    const operand = this.evaluate(symbolic, file);
    return operand.mode === 'type' ? operand.type : UNKNOWN;
  }

  #index(operand: Operand, index: Symbolic, file: FileContext): Operand {
    if (operand.mode === 'type' || (operand.mode === 'function' && operand.signature?.typeParameters.length)) {
      return this.#instance(operand, [this.#typeArgument(index, file)]);
    }
    const type = this.members.core(valueType(operand));
    switch (type.kind) {
      case 'slice':
      case 'array':
        return value(type.element);
      case 'map':
        return value(type.value);
      case 'pointer': {
        const behind = this.members.core(type.element);
        return value(behind.kind === 'array' ? behind.element : UNKNOWN);
      }
      case 'basic':
        return value(
          type.name === 'string' || type.name === 'untyped string' ? { kind: 'basic', name: 'byte' } : UNKNOWN,
        );
      default:
        return NOTHING;
    }
  }

  #instance(operand: Operand, given: readonly GoType[]): Operand {
    if (operand.mode === 'type') {
      const { type } = operand;
      if (type.kind !== 'named' || type.typeArguments.length > 0) return NOTHING;
      const declaration = this.members.declaration(type);
      if (!declaration || declaration.typeParameters.length !== given.length) return NOTHING;
      return typeOperand(instantiated({ kind: 'type', declaration }, given));
    }
    if (operand.mode !== 'function' || !operand.signature) return NOTHING;
    const { signature } = operand;
    const { typeParameters } = signature;
    if (given.length > typeParameters.length) return NOTHING;
    const rest = typeParameters.slice(given.length);
    const bound = replacements(typeParameters, given);
    const open: FunctionType = { ...signature, typeParameters: [] };
    const replaced = substituteSignature(open, bound);
    const remaining = substituteSignature({ ...open, parameters: rest, results: [] }, bound).parameters;
    return { ...operand, signature: { ...replaced, typeParameters: remaining } };
  }

  #slice(type: GoType): GoType {
    const behind = this.members.core(type);
    switch (behind.kind) {
      case 'slice':
        return type;
      case 'basic':
        return behind.name === 'untyped string' ? { kind: 'basic', name: 'string' } : type;
      case 'array':
        return { kind: 'slice', element: behind.element };
      case 'pointer': {
        const array = this.members.core(behind.element);
        return array.kind === 'array' ? { kind: 'slice', element: array.element } : UNKNOWN;
      }
      default:
        return UNKNOWN;
    }
  }

  #ranged(operand: Operand, part: 0 | 1): GoType {
    const type = valueType(operand);
    const behind = this.members.core(type);
    const int: GoType = { kind: 'basic', name: 'int' };
    switch (behind.kind) {
      case 'slice':
      case 'array':
        return part === 0 ? int : behind.element;
      case 'pointer': {
        const array = this.members.core(behind.element);
        return array.kind !== 'array' ? UNKNOWN : part === 0 ? int : array.element;
      }
      case 'map':
        return part === 0 ? behind.key : behind.value;
      case 'chan':
        return part === 0 ? behind.element : UNKNOWN;
      case 'func': {
        const yields = behind.parameters[0] && this.members.core(behind.parameters[0].type);
        return (yields?.kind === 'func' ? yields.parameters[part]?.type : undefined) ?? UNKNOWN;
      }
      case 'basic':
        if (/string$/.test(behind.name)) return part === 0 ? int : { kind: 'basic', name: 'rune' };
        return part === 0 ? defaultType(type) : UNKNOWN;
      default:
        return UNKNOWN;
    }
  }

  #binary(operator: string, left: Operand, right: Operand): Operand {
    const isShift = operator === '<<' || operator === '>>';
    const a = valueType(left);
    const b = valueType(right);
    const bothConstant = left.mode === 'value' && left.constant && right.mode === 'value' && right.constant;
    if (isShift) {
      if (isUntyped(a) && !bothConstant) return NOTHING;
      const digits =
        bothConstant && left.mode === 'value' && right.mode === 'value'
          ? arithmetic(operator, left.digits, right.digits)
          : undefined;
      return {
        mode: 'value',
        type: a,
        ...(bothConstant ? { constant: true } : {}),
        ...(digits === undefined ? {} : { digits }),
      };
    }
    const digits =
      bothConstant && left.mode === 'value' && right.mode === 'value'
        ? arithmetic(operator, left.digits, right.digits)
        : undefined;
    const type = combined(a, b);
    return {
      mode: 'value',
      type,
      ...(bothConstant ? { constant: true } : {}),
      ...(digits === undefined ? {} : { digits }),
    };
  }
}

function arithmetic(operator: string, left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined) return undefined;
  const a = BigInt(left);
  const b = BigInt(right);
  switch (operator) {
    case '+':
      return String(a + b);
    case '-':
      return String(a - b);
    case '*':
      return String(a * b);
    case '/':
      return b === 0n ? undefined : String(a / b);
    case '<<':
      return b <= 62n && b >= 0n ? String(a << b) : undefined;
    default:
      return undefined;
  }
}

function value(type: GoType): Operand {
  return type.kind === 'unknown' ? NOTHING : { mode: 'value', type };
}

function typeOperand(type: GoType): Operand {
  return type.kind === 'unknown' ? NOTHING : { mode: 'type', type };
}

function entityOperand(entity: Entity, path: string, name: string): Operand {
  switch (entity.kind) {
    case 'function':
      return {
        mode: 'function',
        kind: 'function',
        fullName: `${path}.${name}`,
        signature: entity.signature,
        receiver: undefined,
      };
    case 'type':
      return typeOperand(instantiated(entity, []));
    case 'value':
      return {
        mode: 'value',
        type: entity.type,
        ...(entity.constant ? { constant: true } : {}),
        ...(entity.digits === undefined ? {} : { digits: entity.digits }),
      };
    case 'unknown':
      return NOTHING;
  }
}
