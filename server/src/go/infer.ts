/**
 * Writes symbolic expressions (symbols.ts) for the expressions of one file.
 *
 * Only what this file shows is used: declarations of local variables are followed, names of the package and of imports are left
 * standing. Nothing is computed before it is asked for, and everything is kept while the tree lives. Expressions that nest
 * deeper or grow larger than anybody writes are unknown.
 */

import type { Binding } from './bindings.ts';
import { Field, Kind } from './kinds.ts';
import type { FileScopes } from './scopes.ts';
import type { LocalMeaning, Locals, Symbolic } from './symbols.ts';
import {
  childByField,
  children,
  type FlatTree,
  isMissing,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from './tree.ts';
import { typeText, typeTextBetween } from './typeText.ts';

const MAXIMUM_DEPTH = 200;
/** Nodes of one expression, and of an argument that may say what a type parameter is. */
const MAXIMUM_SIZE = 500;
const MAXIMUM_ARGUMENT_SIZE = 80;

/** Often imported packages of the standard library without generic functions: what they are given never matters. */
const PLAIN_PACKAGES = new Set(
  `bufio bytes context database/sql encoding/base64 encoding/binary encoding/hex encoding/json fmt io log log/slog math net
   net/http net/http/httptest net/url os os/exec path path/filepath regexp sort strconv strings sync/atomic testing time
   unicode unicode/utf8`.split(/\s+/),
);

const TYPE_KINDS: ReadonlySet<Kind> = new Set([
  Kind.type_identifier,
  Kind.qualified_type,
  Kind.generic_type,
  Kind.pointer_type,
  Kind.array_type,
  Kind.implicit_length_array_type,
  Kind.slice_type,
  Kind.struct_type,
  Kind.interface_type,
  Kind.map_type,
  Kind.channel_type,
  Kind.function_type,
  Kind.parenthesized_type,
  Kind.negated_type,
  Kind.type_elem,
  Kind.type_constraint,
]);

export class Inference {
  readonly #tree: FlatTree;
  readonly #scopes: FileScopes;
  readonly #moved: number;
  readonly #known = new Map<SyntaxNode, Symbolic>();
  readonly #ofBindings = new Map<Binding, Symbolic>();
  readonly #sizes = new WeakMap<object, number>();
  #depth = 0;

  constructor(tree: FlatTree, scopes: FileScopes, moved: number) {
    this.#tree = tree;
    this.#scopes = scopes;
    this.#moved = moved;
  }

  /** What an expression is worth. */
  typeOf(expression: SyntaxNode): Symbolic {
    const known = this.#known.get(expression);
    if (known !== undefined) return known;
    if (this.#depth >= MAXIMUM_DEPTH) return 0;
    this.#depth++;
    const symbolic = this.#bounded(this.#expression(expression));
    this.#depth--;
    this.#known.set(expression, symbolic);
    return symbolic;
  }

  /** A value of a type that is written down. */
  valueOfType(type: SyntaxNode): Symbolic {
    const locals = this.localsOf(type);
    const text = typeText(this.#tree, type);
    return locals ? ['type', text, locals] : ['type', text];
  }

  /** What a local name is worth. */
  ofBinding(binding: Binding): Symbolic {
    const known = this.#ofBindings.get(binding);
    if (known !== undefined) return known;
    if (this.#depth >= MAXIMUM_DEPTH) return 0;
    this.#depth++;
    const symbolic = this.#bounded(this.#binding(binding));
    this.#depth--;
    this.#ofBindings.set(binding, symbolic);
    return symbolic;
  }

  /** One of the values that an expression with several gives, as in `v, ok := m[k]`. */
  resultOf(expression: SyntaxNode, index: number): Symbolic {
    let node = expression;
    while (kindOf(this.#tree, node) === Kind.parenthesized_expression)
      node = namedChildren(this.#tree, node)[0] ?? NO_NODE;
    if (node === NO_NODE) return 0;
    const isCall =
      kindOf(this.#tree, node) === Kind.call_expression || kindOf(this.#tree, node) === Kind.type_conversion_expression;
    if (isCall) return this.#bounded(['result', this.typeOf(node), index]);
    return index === 0 ? this.typeOf(node) : index === 1 ? ['constant', 'bool'] : 0;
  }

  /** The names inside a type that are local to the function around it. */
  localsOf(type: SyntaxNode): Locals | undefined {
    if (this.#scopes.bindingsAround(type).length === 0) return undefined;
    const locals: Record<string, LocalMeaning> = {};
    const pending = [type];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      const end = node + sizeOf(this.#tree, node);
      for (let inner = node; inner < end; inner++) {
        if (kindOf(this.#tree, inner) !== Kind.type_identifier) continue;
        const name = textOf(this.#tree, inner);
        if (Object.hasOwn(locals, name)) continue;
        const binding = this.#scopes.local(name, inner);
        if (!binding) continue;
        locals[name] = this.#localMeaning(binding);
        if (binding.origin.by === 'typeParameter') pending.push(binding.origin.constraint);
      }
    }
    return Object.keys(locals).length === 0 ? undefined : locals;
  }

  #localMeaning({ node, origin }: Binding): LocalMeaning {
    switch (origin.by) {
      case 'typeSpec':
        return startOf(this.#tree, node) + this.#moved;
      case 'typeParameter':
        return typeText(this.#tree, origin.constraint);
      case 'receiverTypeParameter':
        return [textOf(this.#tree, origin.type), origin.index];
      default:
        // A variable hides the type: whatever the text means, it is no type.
        return -1;
    }
  }

  #binding(binding: Binding): Symbolic {
    const { origin, kind } = binding;
    switch (origin.by) {
      case 'type': {
        if (!origin.variadic) return this.valueOfType(origin.type);
        const locals = this.localsOf(origin.type);
        const text = `[]${typeText(this.#tree, origin.type)}`;
        return locals ? ['type', text, locals] : ['type', text];
      }
      case 'value': {
        const value = this.typeOf(origin.value);
        return kind === 'constant' ? value : asValue(value);
      }
      case 'result':
        return asValue(this.resultOf(origin.value, origin.index));
      case 'range':
        return asValue(
          origin.part === 'key' ? ['key', this.typeOf(origin.operand)] : ['element', this.typeOf(origin.operand)],
        );
      case 'case': {
        const [only] = origin.types;
        const isNil = only !== undefined && textOf(this.#tree, only) === 'nil';
        if (only === undefined || origin.types.length > 1 || isNil) return asValue(this.typeOf(origin.operand));
        return this.valueOfType(only);
      }
      case 'typeSpec':
      case 'typeParameter':
      case 'receiverTypeParameter':
        return ['typeName', binding.name, { [binding.name]: this.#localMeaning(binding) }];
      case 'nothing':
        return 0;
    }
  }

  #expression(node: SyntaxNode): Symbolic {
    const tree = this.#tree;
    const kind = kindOf(tree, node);
    switch (kind) {
      case Kind.identifier:
        return this.#identifier(node);
      case Kind.parenthesized_expression:
      case Kind.literal_element:
      case Kind.expression_statement:
        return this.#only(node);
      case Kind.selector_expression: {
        const operand = childByField(tree, node, Field.operand);
        const field = childByField(tree, node, Field.field);
        return operand === NO_NODE || field === NO_NODE ? 0 : this.#selector(this.typeOf(operand), textOf(tree, field));
      }
      case Kind.call_expression:
        return this.#call(node);
      case Kind.type_conversion_expression:
        return this.#conversion(node);
      case Kind.type_instantiation_expression: {
        const [type, ...given] = namedChildren(tree, node);
        return type === undefined
          ? 0
          : ['instance', this.#typeOrValue(type), given.map((each) => this.#typeName(each))];
      }
      case Kind.index_expression: {
        const operand = this.#field(node, Field.operand);
        const index = childByField(tree, node, Field.index);
        if (operand === 0 || index === NO_NODE) return 0;
        return ['[]', operand, mayBeGeneric(operand) ? this.#small(this.typeOf(index)) : 0];
      }
      case Kind.slice_expression:
        return wrap('[:]', this.#field(node, Field.operand));
      case Kind.type_assertion_expression: {
        const type = childByField(tree, node, Field.type);
        return type === NO_NODE ? 0 : this.valueOfType(type);
      }
      case Kind.composite_literal:
        return this.#compositeLiteral(node);
      case Kind.func_literal:
        return this.#functionLiteral(node);
      case Kind.unary_expression:
        return this.#unary(node);
      case Kind.binary_expression:
        return this.#binary(node);
      case Kind.int_literal:
        return wholeNumber(textOf(tree, node));
      case Kind.iota:
        return ['constant', 'int'];
      case Kind.float_literal:
        return ['constant', 'float'];
      case Kind.imaginary_literal:
        return ['constant', 'complex'];
      case Kind.rune_literal:
        return ['constant', 'rune'];
      case Kind.interpreted_string_literal:
      case Kind.raw_string_literal:
        return ['constant', 'string'];
      case Kind.true:
      case Kind.false:
        return ['constant', 'bool'];
      case Kind.nil:
        return ['constant', 'nil'];
      default:
        return TYPE_KINDS.has(kind) ? this.#typeName(node) : 0;
    }
  }

  #only(node: SyntaxNode): Symbolic {
    const inner = namedChildren(this.#tree, node)[0];
    return inner === undefined ? 0 : this.typeOf(inner);
  }

  #field(node: SyntaxNode, field: Field): Symbolic {
    const child = childByField(this.#tree, node, field);
    return child === NO_NODE ? 0 : this.typeOf(child);
  }

  #identifier(node: SyntaxNode): Symbolic {
    const name = textOf(this.#tree, node);
    const binding = this.#scopes.local(name, node);
    return binding ? this.ofBinding(binding) : name;
  }

  #selector(operand: Symbolic, field: string): Symbolic {
    return operand === 0 ? 0 : ['.', operand, field];
  }

  #typeName(node: SyntaxNode): Symbolic {
    const locals = this.localsOf(node);
    const text = typeText(this.#tree, node);
    return locals ? ['typeName', text, locals] : ['typeName', text];
  }

  /** A name that the grammar took for a type but that may be a variable or a function. */
  #typeOrValue(node: SyntaxNode): Symbolic {
    const tree = this.#tree;
    switch (kindOf(tree, node)) {
      case Kind.type_identifier:
        return this.#identifier(node);
      case Kind.qualified_type: {
        const operand = childByField(tree, node, Field.package);
        const name = childByField(tree, node, Field.name);
        return operand === NO_NODE || name === NO_NODE
          ? 0
          : this.#selector(this.#identifier(operand), textOf(tree, name));
      }
      case Kind.type_elem: {
        const parts = namedChildren(tree, node);
        return parts.length === 1 && parts[0] !== undefined ? this.#typeOrValue(parts[0]) : this.#typeName(node);
      }
      case Kind.generic_type: {
        const type = childByField(tree, node, Field.type);
        const given = childByField(tree, node, Field.type_arguments);
        if (type === NO_NODE || given === NO_NODE) return 0;
        return this.#instance(this.#typeOrValue(type), given);
      }
      default:
        return this.#typeName(node);
    }
  }

  #instance(generic: Symbolic, typeArguments: SyntaxNode): Symbolic {
    if (generic === 0) return 0;
    const given = namedChildren(this.#tree, typeArguments).map((each) => this.#typeOrValue(each));
    const [only] = given;
    return given.length === 1 && only !== undefined ? ['[]', generic, this.#small(only)] : ['instance', generic, given];
  }

  #call(node: SyntaxNode): Symbolic {
    const tree = this.#tree;
    const functionNode = childByField(tree, node, Field.function);
    if (functionNode === NO_NODE) return 0;
    let callee = this.typeOf(functionNode);
    if (callee === 0) return 0;
    const typeArguments = childByField(tree, node, Field.type_arguments);
    if (typeArguments !== NO_NODE) callee = this.#instance(callee, typeArguments);
    const list = childByField(tree, node, Field.arguments);
    if (list === NO_NODE) return 0;
    const broken = children(tree, list).some((each) => kindOf(tree, each) === Kind.ERROR || isMissing(tree, each));
    return broken ? 0 : this.#callWith(callee, namedChildren(tree, list), functionNode);
  }

  /** `[]byte(x)`, but also `f[int](x)` and `handlers[i](x)`: the grammar cannot tell them apart. */
  #conversion(node: SyntaxNode): Symbolic {
    const type = childByField(this.#tree, node, Field.type);
    const operand = childByField(this.#tree, node, Field.operand);
    if (type === NO_NODE) return 0;
    if (kindOf(this.#tree, type) !== Kind.generic_type) return this.valueOfType(type);
    const callee = this.#typeOrValue(type);
    return callee === 0 ? 0 : this.#callWith(callee, operand === NO_NODE ? [] : [operand], type);
  }

  #callWith(callee: Symbolic, argumentNodes: readonly SyntaxNode[], functionNode: SyntaxNode): Symbolic {
    if (!this.#argumentsMatter(callee, functionNode)) return ['call', callee, 0];
    let spread = false;
    const given = argumentNodes.map((each) => {
      let argument = each;
      if (kindOf(this.#tree, argument) === Kind.variadic_argument) {
        spread = true;
        argument = namedChildren(this.#tree, argument)[0] ?? argument;
      }
      if (callee === 'new') return this.#small(this.#operandOfNew(argument));
      const kind = kindOf(this.#tree, argument);
      if (kind === Kind.type_identifier || kind === Kind.qualified_type) return this.#typeOrValue(argument);
      return this.#small(this.typeOf(argument));
    });
    const call: Symbolic = spread ? ['call', callee, given, 1] : ['call', callee, given];
    return this.#sizeOf(call) > MAXIMUM_SIZE ? ['call', callee, 0] : call;
  }

  /** Of `new(x)`, `new(*x)` and `new(x[y])` the grammar believes that there is a type; since Go 1.26 it may be a value. */
  #operandOfNew(node: SyntaxNode): Symbolic {
    switch (kindOf(this.#tree, node)) {
      case Kind.type_identifier:
      case Kind.qualified_type:
      case Kind.generic_type:
        return this.#typeOrValue(node);
      case Kind.pointer_type: {
        const [element] = namedChildren(this.#tree, node);
        return element === undefined ? 0 : wrap('*', this.#operandOfNew(element));
      }
      default:
        return this.typeOf(node);
    }
  }

  /** Only what an argument is can say what a type parameter is; methods have none, most functions neither. */
  #argumentsMatter(callee: Symbolic, functionNode: SyntaxNode): boolean {
    if (typeof callee === 'string') {
      const meaning = this.#scopes.lookup(callee, functionNode);
      if (meaning.kind !== 'package') return true;
      return this.#isGenericFunction(meaning.node);
    }
    if (callee === 0) return false;
    if (callee[0] === '[]' || callee[0] === 'instance') return true;
    if (callee[0] !== '.' || typeof callee[1] !== 'string') return false;
    const meaning = this.#scopes.lookup(callee[1], functionNode);
    if (meaning.kind === 'package') return false;
    if (meaning.kind !== 'import') return true;
    return !PLAIN_PACKAGES.has(meaning.import.path);
  }

  #isGenericFunction(name: SyntaxNode): boolean {
    const declaration = parentOf(this.#tree, name);
    if (kindOf(this.#tree, declaration) !== Kind.function_declaration) return false;
    return childByField(this.#tree, declaration, Field.type_parameters) !== NO_NODE;
  }

  #compositeLiteral(node: SyntaxNode): Symbolic {
    const tree = this.#tree;
    const type = childByField(tree, node, Field.type);
    if (type === NO_NODE) return 0;
    if (kindOf(tree, type) !== Kind.implicit_length_array_type) return this.valueOfType(type);
    const element = childByField(tree, type, Field.element);
    const body = childByField(tree, node, Field.body);
    if (element === NO_NODE || body === NO_NODE) return 0;
    const elements = namedChildren(tree, body);
    const keyed = elements.some((each) => kindOf(tree, each) === Kind.keyed_element);
    const locals = this.localsOf(element);
    const text = `[${keyed ? '?' : elements.length}]${typeText(tree, element)}`;
    return locals ? ['type', text, locals] : ['type', text];
  }

  #functionLiteral(node: SyntaxNode): Symbolic {
    const parameters = childByField(this.#tree, node, Field.parameters);
    const result = childByField(this.#tree, node, Field.result);
    if (parameters === NO_NODE) return 0;
    const text = `func${typeTextBetween(this.#tree, parameters, result === NO_NODE ? parameters : result)}`;
    const locals = { ...this.localsOf(parameters), ...(result === NO_NODE ? {} : this.localsOf(result)) };
    return Object.keys(locals).length > 0 ? ['literal', text, locals] : ['literal', text];
  }

  #unary(node: SyntaxNode): Symbolic {
    const operand = this.#field(node, Field.operand);
    if (operand === 0) return 0;
    const operator = childByField(this.#tree, node, Field.operator);
    switch (operator === NO_NODE ? '' : textOf(this.#tree, operator)) {
      case '&':
        return ['&', operand];
      case '*':
        return ['*', operand];
      case '<-':
        return ['<-', operand];
      default:
        return ['unary', operand];
    }
  }

  #binary(node: SyntaxNode): Symbolic {
    const operator = childByField(this.#tree, node, Field.operator);
    if (operator === NO_NODE) return 0;
    const text = textOf(this.#tree, operator);
    switch (text) {
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
        return ['unary', ['constant', 'bool']];
      default:
        return ['binary', text, this.#field(node, Field.left), this.#field(node, Field.right)];
    }
  }

  #small(symbolic: Symbolic): Symbolic {
    return this.#sizeOf(symbolic) > MAXIMUM_ARGUMENT_SIZE ? 0 : symbolic;
  }

  #bounded(symbolic: Symbolic): Symbolic {
    return this.#sizeOf(symbolic) > MAXIMUM_SIZE ? 0 : symbolic;
  }

  /** Parts are measured when they are made, so this looks at the top only. */
  #sizeOf(symbolic: unknown): number {
    if (!Array.isArray(symbolic)) return 1;
    const known = this.#sizes.get(symbolic);
    if (known !== undefined) return known;
    let size = 1;
    for (const part of symbolic) size += this.#sizeOf(part);
    this.#sizes.set(symbolic, size);
    return size;
  }
}

function wrap<Tag extends '[:]' | '*'>(tag: Tag, operand: Symbolic): readonly [Tag, Symbolic] | 0 {
  return operand === 0 ? 0 : [tag, operand];
}

function asValue(symbolic: Symbolic): Symbolic {
  if (symbolic === 0) return 0;
  if (typeof symbolic !== 'string' && (symbolic[0] === 'value' || symbolic[0] === 'type')) return symbolic;
  return ['value', symbolic];
}

/** An index may be a type argument only where the operand may be a generic function or type. */
function mayBeGeneric(operand: Symbolic): boolean {
  if (typeof operand === 'string') return true;
  return operand !== 0 && operand[0] === '.' && typeof operand[1] === 'string';
}

function wholeNumber(text: string): Symbolic {
  const digits = text.replace(/_/g, '').replace(/^0+(?=[0-7])/, '0o');
  const value = Number(digits);
  return Number.isSafeInteger(value) && value < 2 ** 32 ? ['constant', 'int', String(value)] : ['constant', 'int'];
}
