/** The names that one top-level declaration binds: parameters, variables, constants and types inside a function, and where they are seen. */
import { Field, Kind } from './kinds.ts';
import {
  childByField,
  childrenByField,
  type FlatTree,
  fieldOf,
  isNamed,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  textOf,
} from './tree.ts';

export type BindingKind = 'parameter' | 'result' | 'receiver' | 'variable' | 'constant' | 'type' | 'typeParameter';

/** A name declared inside a function. */
export interface Binding {
  readonly kind: BindingKind;
  readonly name: string;
  /** The declaring identifier. In a type switch, the symbol in the header, the same for every clause. */
  readonly node: SyntaxNode;
  /** Rows in which the name is visible, as far as nothing hides it. */
  readonly from: SyntaxNode;
  readonly until: SyntaxNode;
  readonly origin: Origin;
}

/** Where a binding's type comes from. */
export type Origin =
  | { readonly by: 'type'; readonly type: SyntaxNode; readonly variadic: boolean }
  | { readonly by: 'value'; readonly value: SyntaxNode }
  /** One of several results; `value` may also be a receive, an index or an assertion with `ok`. */
  | { readonly by: 'result'; readonly value: SyntaxNode; readonly index: number }
  | { readonly by: 'range'; readonly operand: SyntaxNode; readonly part: 'key' | 'element' }
  /** The clause of a type switch with its types; without any it is the default clause. */
  | { readonly by: 'case'; readonly operand: SyntaxNode; readonly types: readonly SyntaxNode[] }
  | { readonly by: 'typeParameter'; readonly constraint: SyntaxNode }
  | { readonly by: 'receiverTypeParameter'; readonly type: SyntaxNode; readonly index: number }
  | { readonly by: 'typeSpec'; readonly spec: SyntaxNode }
  | { readonly by: 'nothing' };

/** The bindings of one top-level declaration. */
export class FunctionBindings {
  readonly all: Binding[] = [];
  readonly #tree: FlatTree;
  readonly #byName = new Map<string, Binding[]>();
  readonly #scopes: Scope[] = [];

  constructor(tree: FlatTree, top: SyntaxNode) {
    this.#tree = tree;
    const end = top + sizeOf(tree, top);
    for (let node = top; node < end; node++) {
      while ((this.#scopes.at(-1)?.end ?? end) <= node) this.#scopes.pop();
      this.#visit(node);
    }
    this.#scopes.length = 0;
  }

  named(name: string): readonly Binding[] {
    return this.#byName.get(name) ?? [];
  }

  /** Scopes nest, so of all that are visible the one that begins last is the innermost. */
  find(name: string, at: SyntaxNode): Binding | undefined {
    const candidates = this.#byName.get(name);
    if (!candidates) return undefined;
    let found: Binding | undefined;
    for (const candidate of candidates) {
      // A name means what it declares although it is visible only after its declaration.
      if (candidate.node === at) return candidate;
      if (candidate.from <= at && at < candidate.until && (!found || candidate.from >= found.from)) found = candidate;
    }
    return found;
  }

  #visit(node: SyntaxNode): void {
    const tree = this.#tree;
    switch (kindOf(tree, node)) {
      case Kind.function_declaration:
      case Kind.method_declaration:
      case Kind.func_literal:
        this.#enterFunction(node);
        break;
      case Kind.block:
        if (this.#scopes.at(-1)?.body !== node) this.#enter(node);
        break;
      case Kind.if_statement:
      case Kind.for_statement:
      case Kind.expression_switch_statement:
      case Kind.select_statement:
      case Kind.expression_case:
      case Kind.communication_case:
        this.#enter(node);
        break;
      case Kind.type_switch_statement:
        this.#enterTypeSwitch(node);
        break;
      case Kind.type_case:
      case Kind.default_case:
        this.#enterCase(node);
        break;
      case Kind.short_var_declaration:
      case Kind.receive_statement:
        this.#shortVariables(node);
        break;
      case Kind.range_clause:
        this.#rangeVariables(node);
        break;
      case Kind.var_spec:
        this.#variables(node);
        break;
      case Kind.const_spec:
        this.#constants(node);
        break;
      case Kind.type_spec:
      case Kind.type_alias:
        this.#typeSpec(node);
        break;
    }
  }

  #enter(node: SyntaxNode, body: SyntaxNode = NO_NODE, alias?: Scope['alias']): void {
    this.#scopes.push({ end: node + sizeOf(this.#tree, node), body, names: new Map(), alias });
  }

  #enterFunction(node: SyntaxNode): void {
    const tree = this.#tree;
    const body = childByField(tree, node, Field.body);
    this.#enter(node, body);
    const visible = body === NO_NODE ? node + sizeOf(tree, node) : body;
    const receiver = childByField(tree, node, Field.receiver);
    if (receiver !== NO_NODE) {
      this.#receiverTypeParameters(receiver, node);
      this.#parameters(receiver, 'receiver', visible);
    }
    const typeParameters = childByField(tree, node, Field.type_parameters);
    if (typeParameters !== NO_NODE) {
      for (const declaration of namedChildren(tree, typeParameters)) {
        const constraint = childByField(tree, declaration, Field.type);
        for (const name of this.#names(declaration)) {
          this.#declare('typeParameter', name, node, { by: 'typeParameter', constraint });
        }
      }
    }
    const parameters = childByField(tree, node, Field.parameters);
    if (parameters !== NO_NODE) this.#parameters(parameters, 'parameter', visible);
    const result = childByField(tree, node, Field.result);
    if (result !== NO_NODE && kindOf(tree, result) === Kind.parameter_list) this.#parameters(result, 'result', visible);
  }

  #parameters(list: SyntaxNode, kind: BindingKind, visible: SyntaxNode): void {
    for (const declaration of namedChildren(this.#tree, list)) {
      const type = childByField(this.#tree, declaration, Field.type);
      const variadic = kindOf(this.#tree, declaration) === Kind.variadic_parameter_declaration;
      for (const name of this.#names(declaration)) {
        this.#declare(kind, name, visible, type === NO_NODE ? { by: 'nothing' } : { by: 'type', type, variadic });
      }
    }
  }

  /** `func (s *Stack[T])` declares T. */
  #receiverTypeParameters(receiver: SyntaxNode, node: SyntaxNode): void {
    const tree = this.#tree;
    const end = receiver + sizeOf(tree, receiver);
    for (let inner = receiver; inner < end; inner++) {
      if (kindOf(tree, inner) !== Kind.generic_type) continue;
      const type = childByField(tree, inner, Field.type);
      const given = childByField(tree, inner, Field.type_arguments);
      if (type === NO_NODE || given === NO_NODE) return;
      for (const [index, element] of namedChildren(tree, given).entries()) {
        const name = namedChildren(tree, element)[0];
        if (name === undefined || kindOf(tree, name) !== Kind.type_identifier) continue;
        this.#declare('typeParameter', name, node, { by: 'receiverTypeParameter', type, index });
      }
      return;
    }
  }

  #enterTypeSwitch(node: SyntaxNode): void {
    const alias = childByField(this.#tree, node, Field.alias);
    const name = alias === NO_NODE ? undefined : namedChildren(this.#tree, alias)[0];
    const operand = childByField(this.#tree, node, Field.value);
    this.#enter(node, NO_NODE, name === undefined || operand === NO_NODE ? undefined : { name, operand });
  }

  #enterCase(node: SyntaxNode): void {
    const alias = this.#scopes.at(-1)?.alias;
    this.#enter(node);
    if (!alias) return;
    const types = childrenByField(this.#tree, node, Field.type).filter((each) => isNamed(this.#tree, each));
    this.#declare('variable', alias.name, node, { by: 'case', operand: alias.operand, types });
  }

  #shortVariables(node: SyntaxNode): void {
    const tree = this.#tree;
    if (!this.#declares(node)) return;
    const left = childByField(tree, node, Field.left);
    const right = childByField(tree, node, Field.right);
    if (left === NO_NODE || right === NO_NODE) return;
    const values = kindOf(tree, right) === Kind.expression_list ? namedChildren(tree, right) : [right];
    const targets = namedChildren(tree, left);
    const visible = node + sizeOf(tree, node);
    for (const [index, target] of targets.entries()) {
      if (kindOf(tree, target) !== Kind.identifier) continue;
      // Declared in this very scope already: an assignment.
      if (this.#scopes.at(-1)?.names.has(textOf(tree, target))) continue;
      this.#declare('variable', target, visible, originAmong(values, targets.length, index));
    }
  }

  #rangeVariables(node: SyntaxNode): void {
    const tree = this.#tree;
    if (!this.#declares(node)) return;
    const left = childByField(tree, node, Field.left);
    const operand = childByField(tree, node, Field.right);
    if (left === NO_NODE || operand === NO_NODE) return;
    const visible = node + sizeOf(tree, node);
    for (const [index, target] of namedChildren(tree, left).entries()) {
      if (kindOf(tree, target) !== Kind.identifier) continue;
      this.#declare('variable', target, visible, { by: 'range', operand, part: index === 0 ? 'key' : 'element' });
    }
  }

  /** Whether the statement has `:=` among its tokens. */
  #declares(node: SyntaxNode): boolean {
    if (kindOf(this.#tree, node) === Kind.short_var_declaration) return true;
    const end = node + sizeOf(this.#tree, node);
    for (let child = node + 1; child < end; child += sizeOf(this.#tree, child)) {
      if (kindOf(this.#tree, child) === Kind[':=']) return true;
    }
    return false;
  }

  #variables(spec: SyntaxNode): void {
    if (this.#scopes.length === 0) return;
    const tree = this.#tree;
    const type = childByField(tree, spec, Field.type);
    const values = valuesOf(tree, spec);
    const names = this.#names(spec);
    const visible = spec + sizeOf(tree, spec);
    for (const [index, name] of names.entries()) {
      this.#declare(
        'variable',
        name,
        visible,
        type === NO_NODE ? originAmong(values, names.length, index) : { by: 'type', type, variadic: false },
      );
    }
  }

  #constants(spec: SyntaxNode): void {
    if (this.#scopes.length === 0) return;
    const tree = this.#tree;
    const { type, values } = constantSource(tree, spec);
    const visible = spec + sizeOf(tree, spec);
    for (const [index, name] of this.#names(spec).entries()) {
      const value = values[index];
      const origin: Origin =
        type !== NO_NODE
          ? { by: 'type', type, variadic: false }
          : value === undefined
            ? { by: 'nothing' }
            : { by: 'value', value };
      this.#declare('constant', name, visible, origin);
    }
  }

  #typeSpec(spec: SyntaxNode): void {
    if (this.#scopes.length === 0) return;
    const name = childByField(this.#tree, spec, Field.name);
    if (name !== NO_NODE) this.#declare('type', name, name, { by: 'typeSpec', spec });
  }

  #names(declaration: SyntaxNode): SyntaxNode[] {
    return childrenByField(this.#tree, declaration, Field.name).filter(
      (name) => isNamed(this.#tree, name) && fieldOf(this.#tree, name) === Field.name,
    );
  }

  #declare(kind: BindingKind, node: SyntaxNode, from: SyntaxNode, origin: Origin): void {
    const name = textOf(this.#tree, node);
    const scope = this.#scopes.at(-1);
    if (name === '_' || !scope) return;
    const binding: Binding = { kind, name, node, from, until: scope.end, origin };
    scope.names.set(name, binding);
    this.all.push(binding);
    const list = this.#byName.get(name);
    if (list) list.push(binding);
    else this.#byName.set(name, [binding]);
  }
}

interface Scope {
  readonly end: SyntaxNode;
  /** The block that shares the scope: a function's body shares that of its parameters. */
  readonly body: SyntaxNode;
  readonly names: Map<string, Binding>;
  /** Of a type switch, what its clauses declare. */
  readonly alias: { readonly name: SyntaxNode; readonly operand: SyntaxNode } | undefined;
}

/** Specs of a declaration of types, constants or variables, grouped or not. */
export function specsOf(tree: FlatTree, declaration: SyntaxNode): SyntaxNode[] {
  const specs: SyntaxNode[] = [];
  for (const child of namedChildren(tree, declaration)) {
    if (kindOf(tree, child) === Kind.var_spec_list) specs.push(...namedChildren(tree, child));
    else specs.push(child);
  }
  return specs;
}

/** Type and values of a constant's spec, those of an earlier one when it repeats them implicitly. */
export function constantSource(tree: FlatTree, spec: SyntaxNode): { type: SyntaxNode; values: readonly SyntaxNode[] } {
  const declaration = parentOf(tree, spec);
  let source = { type: NO_NODE, values: [] as readonly SyntaxNode[] };
  for (const each of specsOf(tree, declaration)) {
    const values = valuesOf(tree, each);
    if (values.length > 0) source = { type: childByField(tree, each, Field.type), values };
    if (each === spec) break;
  }
  return source;
}

/** The expressions after `=` of a spec. */
export function valuesOf(tree: FlatTree, spec: SyntaxNode): SyntaxNode[] {
  const values = childByField(tree, spec, Field.value);
  return values === NO_NODE ? [] : namedChildren(tree, values);
}

function originAmong(values: readonly SyntaxNode[], count: number, index: number): Origin {
  const only = values[0];
  if (only !== undefined && values.length === 1 && count > 1) return { by: 'result', value: only, index };
  const value = values[index];
  return value === undefined || values.length !== count ? { by: 'nothing' } : { by: 'value', value };
}
