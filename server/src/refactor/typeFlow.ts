/**
 * Follows what is declared of a concrete type through a package, to find out whether an interface could take the type's place:
 * which methods it would need, and what stands in the way.
 *
 * Whatever is not understood stands in the way: a refactoring that breaks the build is worse than none.
 */

import type { Binding } from '../go/bindings.ts';
import { Field, Kind } from '../go/kinds.ts';
import {
  childByField,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  startOf,
  textOf,
} from '../go/tree.ts';
import type { FunctionType, GoType } from '../model/goType.ts';
import type { Project } from '../model/project.ts';
import { sameType } from '../model/typeString.ts';
import type { OpenFile, Place } from './outerUses.ts';

/** Why an interface cannot take the place of a type, and where that is. */
export class Obstacle extends Error {
  readonly path: string;
  readonly offset: number;

  constructor(message: string, { file }: OpenFile, offset: number) {
    super(message);
    this.path = file.path;
    this.offset = offset;
  }
}

export interface FlowInput {
  readonly project: Project;
  readonly packagePath: string;
  /** How the type is called in messages: `repository.Users`. */
  readonly shown: string;
  /** As it is declared, with its pointer. */
  readonly type: GoType;
  readonly places: readonly Place[];
  /** The package has other files, whose places are not among these: what may be one of them does not stand in the way. */
  readonly isPart?: boolean;
}

interface Use {
  readonly open: OpenFile;
  readonly node: SyntaxNode;
}

export class TypeFlow {
  /** What the interface has to have, by name. */
  readonly methods = new Map<string, FunctionType>();
  readonly #input: FlowInput;
  readonly #fields = new Set<string>();
  readonly #parameters = new Set<string>();
  readonly #packageVariables = new Set<string>();
  readonly #bindings = new Set<Binding>();
  readonly #pending: Use[] = [];

  constructor(input: FlowInput) {
    this.#input = input;
    for (const place of input.places) {
      if (place.kind === 'field') for (const name of place.names) this.#fields.add(`${place.struct}.${name}`);
      else if (place.kind === 'packageVariable') for (const name of place.names) this.#packageVariables.add(name);
      else {
        for (const binding of place.bindings) this.#bindings.add(binding);
        if (place.kind !== 'parameter') continue;
        for (const index of place.indices) this.#parameters.add(`${place.receiver ?? ''}.${place.function}.${index}`);
      }
    }
  }

  /** Every use of a local name. */
  followBinding(open: OpenFile, binding: Binding): void {
    for (const node of open.view.scopes.uses(binding)) this.#pending.push({ open, node });
    this.#drain();
  }

  /** An expression that has the type. */
  follow(open: OpenFile, node: SyntaxNode): void {
    this.#pending.push({ open, node });
    this.#drain();
  }

  #drain(): void {
    for (let use = this.#pending.pop(); use; use = this.#pending.pop()) this.#use(use);
  }

  #fail(open: OpenFile, node: SyntaxNode, why: string): never {
    throw new Obstacle(why, open, startOf(open.tree, node));
  }

  #use({ open, node }: Use): void {
    const { tree } = open;
    let value = node;
    let parent = parentOf(tree, value);
    while (kindOf(tree, parent) === Kind.parenthesized_expression) {
      value = parent;
      parent = parentOf(tree, value);
    }
    const { shown } = this.#input;
    switch (kindOf(tree, parent)) {
      case Kind.selector_expression:
        this.#selected(open, parent);
        return;
      case Kind.argument_list:
        this.#passed(open, parent, value);
        return;
      case Kind.expression_list:
        this.#listed(open, parent, value);
        return;
      case Kind.literal_element:
        this.#element(open, parent);
        return;
      case Kind.binary_expression: {
        const operator = childByField(tree, parent, Field.operator);
        if (operator !== NO_NODE && /^[=!]=$/.test(textOf(tree, operator))) return;
        break;
      }
      case Kind.type_assertion_expression:
      case Kind.type_switch_statement:
        if (this.#isInterface(open)) return;
        break;
      case Kind.unary_expression:
        this.#fail(open, parent, `the value behind ${shown} or its address is used`);
    }
    this.#fail(open, value, `${shown} is used in a way that only the concrete type allows`);
  }

  #isInterface({ file }: OpenFile): boolean {
    return this.#input.project.types.underlying(this.#input.type, file).kind === 'interface';
  }

  /** `x.name` */
  #selected(open: OpenFile, selector: SyntaxNode): void {
    const field = childByField(open.tree, selector, Field.field);
    if (field === NO_NODE) this.#fail(open, selector, 'a selector is not complete');
    this.#need(open, textOf(open.tree, field), field);
  }

  #need(open: OpenFile, name: string, at: SyntaxNode): void {
    const { project, type, shown } = this.#input;
    const member = project.types.member(type, name, open.file);
    if (member.kind === 'field')
      this.#fail(open, at, `the field ${name} of ${shown} is used, which an interface cannot give`);
    if (member.kind !== 'method') this.#fail(open, at, `it is not known what ${name} of ${shown} is`);
    if (member.pointer && !member.indirect) {
      this.#fail(open, at, `${name} needs a pointer, and ${shown} is held as a value`);
    }
    if (!/^\p{Lu}/u.test(name)) this.#fail(open, at, `${name} is not exported`);
    this.methods.set(name, member.signature);
  }

  /** A value of an interface type takes it: that interface's methods are needed. */
  #accepted(open: OpenFile, target: GoType, at: SyntaxNode): void {
    const { project, shown } = this.#input;
    const pending: GoType[] = [target];
    for (let steps = 0; steps < 50; steps++) {
      const next = pending.pop();
      if (!next) return;
      const behind = project.types.underlying(next, open.file);
      if (behind.kind !== 'interface') this.#fail(open, at, `it is not known what takes ${shown} here`);
      for (const method of behind.methods) this.#need(open, method.name, at);
      pending.push(...behind.embedded);
    }
    this.#fail(open, at, `it is not known what takes ${shown} here`);
  }

  /** Where a value of the type is stored into something of type `target`; `isPlace` says whether that changes its type, too. */
  #stored(open: OpenFile, target: GoType, at: SyntaxNode, isPlace: boolean, where: string): void {
    const { type, shown, project } = this.#input;
    if (target.kind === 'unknown') this.#fail(open, at, `it is not known what takes ${shown} here`);
    if (sameType(target, type)) {
      if (isPlace) return;
      this.#fail(open, at, `${shown} is ${where} as the concrete type`);
    }
    if (target.kind === 'typeParam') this.#fail(open, at, `${shown} decides what a type parameter is`);
    if (project.types.underlying(target, open.file).kind === 'interface') {
      this.#accepted(open, target, at);
      return;
    }
    this.#fail(open, at, `${shown} is ${where} as another type`);
  }

  #passed(open: OpenFile, list: SyntaxNode, argument: SyntaxNode): void {
    const { tree, file, view } = open;
    const { project, shown } = this.#input;
    const call = parentOf(tree, list);
    if (kindOf(tree, call) !== Kind.call_expression)
      this.#fail(open, argument, `it is not known what ${shown} is passed to`);
    const callee = project.types.callee(view.callee(call), file);
    if (!callee) this.#fail(open, argument, `it is not known what ${shown} is passed to`);
    const index = namedChildren(tree, list).indexOf(argument);
    if (callee.kind === 'conversion') {
      this.#stored(open, callee.results?.[0] ?? { kind: 'unknown' }, argument, false, 'converted');
      return;
    }
    const { signature } = callee;
    if (!signature || callee.kind === 'builtin') {
      this.#fail(
        open,
        argument,
        `${shown} is passed to ${callee.fullName || 'a function'}, which wants the concrete type`,
      );
    }
    const last = signature.parameters.length - 1;
    const parameter = signature.parameters[signature.variadic ? Math.min(index, last) : index];
    if (!parameter) this.#fail(open, argument, `it is not known what ${shown} is passed to`);
    const declared = /^\(\*?(.*)\.([^.]+)\)\.([^.]+)$/.exec(callee.fullName);
    const plain = /^(.*)\.([^.]+)$/.exec(callee.fullName);
    const inPackage = (declared ?? plain)?.[1] === this.#input.packagePath;
    const key = declared ? `${declared[2]}.${declared[3]}.${index}` : `.${plain?.[2] ?? ''}.${index}`;
    const isPlace =
      inPackage && (callee.kind === 'function' || callee.kind === 'method') && this.#known(this.#parameters, key);
    this.#stored(open, parameter.type, argument, isPlace, `passed to ${callee.fullName}`);
  }

  /** One of the expressions of an assignment, a declaration or a return. */
  #listed(open: OpenFile, list: SyntaxNode, value: SyntaxNode): void {
    const { tree } = open;
    const statement = parentOf(tree, list);
    const values = namedChildren(tree, list);
    const index = values.indexOf(value);
    switch (kindOf(tree, statement)) {
      case Kind.short_var_declaration:
      case Kind.assignment_statement: {
        // What is assigned to it may be anything that could be before.
        if (fieldOf(tree, list) === Field.left) return;
        const left = childByField(tree, statement, Field.left);
        const targets = left === NO_NODE ? [] : namedChildren(tree, left);
        const target = targets[index];
        if (target === undefined || targets.length !== values.length) break;
        this.#assigned(open, target);
        return;
      }
      case Kind.var_spec: {
        const type = childByField(tree, statement, Field.type);
        const names = namedChildren(tree, statement).filter((each) => fieldOf(tree, each) === Field.name);
        const name = names[index];
        if (name === undefined || names.length !== values.length) break;
        const binding = open.view.scopes.declared(name);
        if (type !== NO_NODE) {
          const isPlace = binding !== undefined && this.#bindings.has(binding);
          this.#stored(open, this.#written(open, type), value, isPlace, 'stored');
          return;
        }
        if (textOf(tree, name) === '_') return;
        if (!binding) break;
        this.#track(open, binding);
        return;
      }
      case Kind.return_statement:
        this.#returned(open, statement, value, index, values.length);
        return;
    }
    this.#fail(open, value, `${this.#input.shown} is used in a way that only the concrete type allows`);
  }

  #track(open: OpenFile, binding: Binding): void {
    if (this.#bindings.has(binding)) return;
    this.#bindings.add(binding);
    for (const node of open.view.scopes.uses(binding)) this.#pending.push({ open, node });
  }

  #assigned(open: OpenFile, target: SyntaxNode): void {
    const { tree, view, file } = open;
    const text = textOf(tree, target);
    if (text === '_') return;
    if (kindOf(tree, target) === Kind.identifier) {
      const declared = view.scopes.declared(target);
      if (declared) {
        this.#track(open, declared);
        return;
      }
      const meaning = view.scopes.resolve(target);
      if (meaning.kind === 'local') {
        if (this.#bindings.has(meaning.binding)) return;
      } else if (this.#known(this.#packageVariables, text)) return;
    }
    const isField = kindOf(tree, target) === Kind.selector_expression && this.#isFieldPlace(open, target);
    const type = this.#input.project.types.typeOf(view.typeOf(target), file);
    this.#stored(open, type, target, isField, 'stored');
  }

  /** Whether `x.f` is one of the fields that get the interface; unless that is sure, the answer is no. */
  #isFieldPlace({ tree, view, file }: OpenFile, selector: SyntaxNode): boolean {
    const operand = childByField(tree, selector, Field.operand);
    const field = childByField(tree, selector, Field.field);
    if (operand === NO_NODE || field === NO_NODE) return false;
    const type = this.#input.project.types.typeOf(view.typeOf(operand), file);
    const owner = this.#ownName(type);
    return owner !== undefined && this.#known(this.#fields, `${owner}.${textOf(tree, field)}`);
  }

  #known(places: ReadonlySet<string>, place: string): boolean {
    return this.#input.isPart === true || places.has(place);
  }

  #ownName(type: GoType): string | undefined {
    const named = type.kind === 'pointer' ? type.element : type;
    return named.kind === 'named' && named.package === this.#input.packagePath ? named.name : undefined;
  }

  #returned(open: OpenFile, statement: SyntaxNode, value: SyntaxNode, index: number, count: number): void {
    const { tree, view } = open;
    const owner = view.enclosingFunction(statement);
    const result = owner === NO_NODE ? NO_NODE : childByField(tree, owner, Field.result);
    if (result === NO_NODE) this.#fail(open, value, 'it is not known what is returned here');
    if (kindOf(tree, result) !== Kind.parameter_list) {
      this.#stored(open, this.#written(open, result), value, false, 'returned');
      return;
    }
    const types = namedChildren(tree, result).flatMap((declaration) => {
      const type = childByField(tree, declaration, Field.type);
      const names = namedChildren(tree, declaration).filter((each) => fieldOf(tree, each) === Field.name);
      return Array.from({ length: Math.max(1, names.length) }, () => type);
    });
    const type = types[index];
    if (type === undefined || type === NO_NODE || types.length !== count) {
      this.#fail(open, value, 'it is not known what is returned here');
    }
    this.#stored(open, this.#written(open, type), value, false, 'returned');
  }

  #written({ view, file }: OpenFile, type: SyntaxNode): GoType {
    return this.#input.project.types.typeOf(view.inference.valueOfType(type), file);
  }

  /** An element of a composite literal: its value, or a key. */
  #element(open: OpenFile, element: SyntaxNode): void {
    const { tree, view, file } = open;
    const { project, shown } = this.#input;
    const parent = parentOf(tree, element);
    const keyed = kindOf(tree, parent) === Kind.keyed_element;
    const body = keyed ? parentOf(tree, parent) : parent;
    const literal = parentOf(tree, body);
    const isLiteral = kindOf(tree, body) === Kind.literal_value && kindOf(tree, literal) === Kind.composite_literal;
    const type = isLiteral ? project.types.typeOf(view.typeOf(literal), file) : ({ kind: 'unknown' } as const);
    const behind = project.types.underlying(type, file);
    const isKey = keyed && namedChildren(tree, parent)[0] === element;
    if (isKey) {
      // The name of a field, which only happens to be the same.
      if (behind.kind === 'struct' || behind.kind === 'unknown') return;
      this.#fail(open, element, `${shown} is a key of a composite literal`);
    }
    if (behind.kind === 'map' || behind.kind === 'slice' || behind.kind === 'array') {
      const taker = behind.kind === 'map' ? behind.value : behind.element;
      this.#stored(open, taker, element, false, 'an element of a composite literal');
      return;
    }
    if (behind.kind !== 'struct') this.#fail(open, element, `it is not known what takes ${shown} here`);
    const index = keyed ? -1 : namedChildren(tree, body).indexOf(element);
    const key = keyed ? namedChildren(tree, parent)[0] : undefined;
    const name = keyed ? (key === undefined ? '' : textOf(tree, key)) : behind.fields[index]?.name;
    const field = behind.fields.find((each) => each.name === name);
    if (!field) this.#fail(open, element, `it is not known what takes ${shown} here`);
    const owner = this.#ownName(type);
    const isPlace = owner !== undefined && this.#known(this.#fields, `${owner}.${field.name}`);
    this.#stored(open, field.type, element, isPlace, `stored in ${field.name}`);
  }
}
