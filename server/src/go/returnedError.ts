/**
 * Where an error that a return statement returns came from, as far as the syntax of one function shows it without doubt.
 *
 * `return nil, err` is followed back to the one call that assigned `err` on the way there; `return f()` is its own origin. Whatever could
 * come from several places, was told apart before (`if errors.Is(err, X) { return err }`), or is known to be nil has no origin here.
 * Types are not looked at.
 */

import type { Binding } from './bindings.ts';
import { Field, Kind } from './kinds.ts';
import type { SourceView } from './sourceView.ts';
import {
  childByField,
  childOfKind,
  childrenByField,
  type FlatTree,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from './tree.ts';

export interface ReturnedError {
  readonly statement: SyntaxNode;
  /** What is returned before the error. */
  readonly values: readonly SyntaxNode[];
  /** What stands for the error: the variable, or the call itself, which may then return the other values as well. */
  readonly error: SyntaxNode;
  /** The call that gave the error; NO_NODE when that is not clear, which only `returnedVariable` answers. */
  readonly call: SyntaxNode;
  /** What assigned the variable; NO_NODE when the call is returned directly. */
  readonly assignment: SyntaxNode;
  /** The error is known not to be nil where it is returned. */
  readonly certain: boolean;
  /** A bare `return`: what is returned are the results by their names, so `values` and `error` are their declarations. */
  readonly bare?: true;
}

export function returnedError(view: SourceView, statement: SyntaxNode): ReturnedError | undefined {
  const { tree } = view;
  const list = childOfKind(tree, statement, Kind.expression_list);
  const returned = list === NO_NODE ? [] : namedChildren(tree, list);
  const error = returned.at(-1);
  if (error === undefined) return undefined;
  const values = returned.slice(0, -1);
  if (kindOf(tree, error) === Kind.call_expression) {
    const certain = isCheckedAround(view, error, statement);
    return { statement, values, error, call: error, assignment: NO_NODE, certain };
  }
  if (kindOf(tree, error) !== Kind.identifier) return undefined;
  const binding = view.scopes.local(textOf(tree, error), error);
  const origin = binding && new Search(view, binding).from(statement);
  return origin && { statement, values, error, ...origin };
}

/** A variable that is returned as the error, wherever it came from. */
export function returnedVariable(view: SourceView, statement: SyntaxNode): ReturnedError | undefined {
  const { tree } = view;
  const list = childOfKind(tree, statement, Kind.expression_list);
  const returned = list === NO_NODE ? [] : namedChildren(tree, list);
  const error = returned.at(-1);
  if (error === undefined || kindOf(tree, error) !== Kind.identifier) return undefined;
  const binding = view.scopes.local(textOf(tree, error), error);
  if (!binding) return undefined;
  const search = new Search(view, binding);
  search.from(statement);
  const { certain } = search;
  return { statement, values: returned.slice(0, -1), error, call: NO_NODE, assignment: binding.node, certain };
}

/** `ctx.Err()` inside of `if ctx.Err() != nil { … }`: what has ended stays so, and asking again gives the same. */
function isCheckedAround({ tree }: SourceView, call: SyntaxNode, statement: SyntaxNode): boolean {
  const text = textOf(tree, call);
  if (!/^[\w.]+\.Err\(\)$/.test(text)) return false;
  const check = parentOf(tree, parentOf(tree, parentOf(tree, statement)));
  if (check === NO_NODE || kindOf(tree, check) !== Kind.if_statement) return false;
  const block = childByField(tree, check, Field.consequence);
  const condition = childByField(tree, check, Field.condition);
  if (condition === NO_NODE || statement < block || statement >= block + sizeOf(tree, block)) return false;
  return [`${text} != nil`, `nil != ${text}`].includes(textOf(tree, condition));
}

/**
 * What a bare `return` gives back as the error, with the names of all results in order.
 *
 * @param evenIfUnclear also where several calls may have given it; never where it is known to be nil
 */
export function returnedByName(
  view: SourceView,
  statement: SyntaxNode,
  results: readonly SyntaxNode[],
  evenIfUnclear = false,
): ReturnedError | undefined {
  const error = results.at(-1);
  if (error === undefined || childOfKind(view.tree, statement, Kind.expression_list) !== NO_NODE) return undefined;
  const binding = view.scopes.local(textOf(view.tree, error), statement);
  // Another variable of the name does not compile there.
  if (binding?.node !== error) return undefined;
  const search = new Search(view, binding);
  const origin = search.from(statement);
  const { certain } = search;
  // Most functions that are left like this have succeeded.
  const isLeftOpen = evenIfUnclear && !search.knownNil && search.assignedIn(view.enclosingFunction(statement));
  if (!origin && !certain && !isLeftOpen) return undefined;
  const values = results.slice(0, -1);
  return { statement, values, error, bare: true, ...(origin ?? { call: NO_NODE, assignment: binding.node, certain }) };
}

/** The names that the results of a function are declared with; none where one of them has none to be returned by. */
export function resultNames({ tree }: SourceView, around: SyntaxNode): readonly SyntaxNode[] {
  const list = childByField(tree, around, Field.result);
  if (list === NO_NODE || kindOf(tree, list) !== Kind.parameter_list) return [];
  const names = namedChildren(tree, list).flatMap((each) => childrenByField(tree, each, Field.name));
  return names.some((each) => textOf(tree, each) === '_') ? [] : names;
}

/** The one call that gave a variable the value it has where it is used; undefined when that is not clear. */
export function callBehindUse(view: SourceView, identifier: SyntaxNode): SyntaxNode | undefined {
  const binding = view.scopes.local(textOf(view.tree, identifier), identifier);
  return binding && new Search(view, binding).from(identifier)?.call;
}

interface Origin {
  readonly call: SyntaxNode;
  readonly assignment: SyntaxNode;
  readonly certain: boolean;
}

/** What the way to a statement says of a variable. */
class Search {
  readonly #view: SourceView;
  readonly #tree: FlatTree;
  readonly #binding: Binding;
  #certain = false;
  #knownNil = false;

  constructor(view: SourceView, binding: Binding) {
    this.#view = view;
    this.#tree = view.tree;
    this.#binding = binding;
  }

  /** Whether it is known by now not to be nil. */
  get certain(): boolean {
    return this.#certain;
  }

  /** Whether a check on the way leaves no error. */
  get knownNil(): boolean {
    return this.#knownNil;
  }

  assignedIn(functionNode: SyntaxNode): boolean {
    return functionNode !== NO_NODE && this.#assignedWithin(functionNode);
  }

  /** Goes backwards through the statements before, then to the statement around, and so on. */
  from(statement: SyntaxNode): Origin | undefined {
    const tree = this.#tree;
    for (let node = statement; ; ) {
      const parent = parentOf(tree, node);
      if (parent === NO_NODE) return undefined;
      let step: SyntaxNode | 'none' | 'go on';
      switch (kindOf(tree, parent)) {
        case Kind.statement_list:
          step = this.#before(node, parent);
          break;
        case Kind.if_statement:
          step = this.#through(node, parent);
          break;
        case Kind.expression_case:
          step = this.#case(parent);
          break;
        case Kind.expression_switch_statement:
        case Kind.type_switch_statement:
          step = this.#switch(node, parent);
          break;
        case Kind.for_statement:
        case Kind.communication_case:
          step = this.#assignedWithin(parent) ? 'none' : 'go on';
          break;
        case Kind.func_literal:
        case Kind.function_declaration:
        case Kind.method_declaration:
          return undefined;
        default:
          step = 'go on';
      }
      if (step === 'none') return undefined;
      if (step !== 'go on') return this.#origin(step);
      node = parent;
    }
  }

  #origin(assignment: SyntaxNode): Origin | undefined {
    const tree = this.#tree;
    const { left, right } = sides(tree, assignment);
    const index = left.findIndex((target) => this.#isVariable(target));
    const value = right.length === 1 ? right[0] : right.length === left.length ? right[index] : undefined;
    if (value === undefined || kindOf(tree, value) !== Kind.call_expression) return undefined;
    // Of a call's several results, the error is the last.
    if (right.length === 1 && index !== left.length - 1) return undefined;
    return { call: value, assignment, certain: this.#certain };
  }

  #before(node: SyntaxNode, list: SyntaxNode): SyntaxNode | 'none' | 'go on' {
    const tree = this.#tree;
    const earlier = namedChildren(tree, list).filter((each) => each < node);
    for (const statement of earlier.reverse()) {
      if (this.#assigns(statement)) return assignmentIn(tree, statement);
      if (kindOf(tree, statement) === Kind.if_statement) {
        const initializer = childByField(tree, statement, Field.initializer);
        const consequence = childByField(tree, statement, Field.consequence);
        const alone = childByField(tree, statement, Field.alternative) === NO_NODE;
        const leaves = alone && consequence !== NO_NODE && terminates(tree, consequence);
        const condition = childByField(tree, statement, Field.condition);
        // Whoever gets past `if err != nil { return }` has no error.
        if (leaves && this.#comparison(condition) === '!=') {
          this.#knownNil = true;
          return 'none';
        }
        // Whoever gets past `if err == nil { return }` has one.
        if (leaves && this.#comparison(condition) === '==') this.#certain = true;
        if (initializer !== NO_NODE && this.#assigns(initializer)) {
          return leaves ? initializer : 'none';
        }
        if (leaves) continue;
      }
      if (this.#assignedWithin(statement)) return 'none';
    }
    return 'go on';
  }

  #through(node: SyntaxNode, statement: SyntaxNode): SyntaxNode | 'none' | 'go on' {
    const tree = this.#tree;
    const role = fieldOf(tree, node);
    const condition = childByField(tree, statement, Field.condition);
    // Used in the initializer itself: only what stands before it matters.
    if (role === Field.initializer) return 'go on';
    if (condition === NO_NODE) return 'none';
    const compared = this.#comparison(condition);
    if (role === Field.condition) {
      // Used in the condition itself: only what stands before it matters.
    } else if (role === Field.consequence) {
      if (compared === '!=') this.#certain = true;
      else if (!this.#certain && this.#mentions(condition)) {
        this.#certain = /^errors\.(?:Is|As|AsType\[[^\]]+\])\([^()]*(?:\([^()]*\)[^()]*)*\)$/.test(
          textOf(tree, condition),
        );
        return 'none';
      } else if (compared === '==') {
        this.#knownNil = !this.#certain;
        return 'none';
      } else if (!this.#certain && this.#toldApart(condition)) {
        this.#certain = kindOf(tree, condition) === Kind.identifier;
        return 'none';
      }
    } else if (compared === '==') {
      this.#certain = true;
    } else if (compared === '!=' && !this.#certain) {
      this.#knownNil = true;
      return 'none';
    }
    const initializer = childByField(tree, statement, Field.initializer);
    if (initializer !== NO_NODE && this.#assigns(initializer)) return initializer;
    return 'go on';
  }

  #case(clause: SyntaxNode): 'none' | 'go on' {
    const value = childByField(this.#tree, clause, Field.value);
    if (value === NO_NODE) return 'go on';
    const alternatives = namedChildren(this.#tree, value);
    const [only] = alternatives;
    if (alternatives.length === 1 && only !== undefined && this.#comparison(only) === '!=') {
      this.#certain = true;
      return 'go on';
    }
    return !this.#certain && this.#mentions(value) ? 'none' : 'go on';
  }

  #switch(node: SyntaxNode, statement: SyntaxNode): SyntaxNode | 'none' | 'go on' {
    const value = childByField(this.#tree, statement, Field.value);
    // Used in the value itself: only what stands before it matters.
    if (value !== NO_NODE && value !== node && this.#mentions(value)) return 'none';
    const initializer = childByField(this.#tree, statement, Field.initializer);
    return initializer !== NO_NODE && this.#assigns(initializer) ? initializer : 'go on';
  }

  /** Whether a condition goes by what the variable's type or text was found to be: `missing, ok := err.(*NotFound)`, then `ok`. */
  #toldApart(condition: SyntaxNode): boolean {
    const tree = this.#tree;
    const end = condition + sizeOf(tree, condition);
    for (let node = condition; node < end; node++) {
      if (kindOf(tree, node) !== Kind.identifier) continue;
      const declared = this.#view.scopes.local(textOf(tree, node), node)?.node;
      const declaration = declared === undefined ? NO_NODE : parentOf(tree, parentOf(tree, declared));
      if (declaration === NO_NODE || kindOf(tree, declaration) !== Kind.short_var_declaration) continue;
      if (this.#assigns(declaration)) continue;
      if (sides(tree, declaration).right.some((value) => this.#mentions(value))) return true;
    }
    return false;
  }

  /** How a condition compares the variable with nil, on its own or as a part that must hold. */
  #comparison(condition: SyntaxNode): '==' | '!=' | undefined {
    const tree = this.#tree;
    const pending = [condition];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (kindOf(tree, node) === Kind.parenthesized_expression) {
        pending.push(...namedChildren(tree, node));
        continue;
      }
      if (kindOf(tree, node) !== Kind.binary_expression) continue;
      const left = childByField(tree, node, Field.left);
      const right = childByField(tree, node, Field.right);
      const operator = childByField(tree, node, Field.operator);
      if (left === NO_NODE || right === NO_NODE || operator === NO_NODE) continue;
      const text = textOf(tree, operator);
      if (text === '&&') pending.push(right, left);
      const isNil =
        (kindOf(tree, right) === Kind.nil && this.#isVariable(left)) ||
        (kindOf(tree, left) === Kind.nil && this.#isVariable(right));
      if (isNil && (text === '!=' || (text === '==' && node === condition))) return text;
    }
    return undefined;
  }

  #isVariable(node: SyntaxNode): boolean {
    const { name } = this.#binding;
    return (
      kindOf(this.#tree, node) === Kind.identifier &&
      textOf(this.#tree, node) === name &&
      this.#view.scopes.local(name, node) === this.#binding
    );
  }

  #assigns(statement: SyntaxNode): boolean {
    const assignment = assignmentIn(this.#tree, statement);
    return assignment !== NO_NODE && sides(this.#tree, assignment).left.some((target) => this.#isVariable(target));
  }

  /** Whether anything in a subtree gives the variable another value, its address included. */
  #assignedWithin(within: SyntaxNode): boolean {
    const tree = this.#tree;
    const end = within + sizeOf(tree, within);
    for (let node = within; node < end; node++) {
      const kind = kindOf(tree, node);
      const assigns = kind === Kind.assignment_statement || kind === Kind.short_var_declaration;
      if ((assigns || kind === Kind.var_spec || kind === Kind.range_clause) && this.#assigns(node)) return true;
      if (kind === Kind.unary_expression) {
        const operand = childByField(tree, node, Field.operand);
        if (tree.text.startsWith('&', startOf(tree, node)) && operand !== NO_NODE && this.#isVariable(operand))
          return true;
      }
    }
    return false;
  }

  #mentions(within: SyntaxNode): boolean {
    const end = within + sizeOf(this.#tree, within);
    for (let node = within; node < end; node++) if (this.#isVariable(node)) return true;
    return false;
  }
}

/** The last statement of a block leaves it for good. */
export function terminates(tree: FlatTree, block: SyntaxNode): boolean {
  const list = childOfKind(tree, block, Kind.statement_list);
  const last = list === NO_NODE ? undefined : namedChildren(tree, list).at(-1);
  if (last === undefined) return false;
  switch (kindOf(tree, last)) {
    case Kind.return_statement:
    case Kind.continue_statement:
    case Kind.break_statement:
    case Kind.goto_statement:
      return true;
    default:
      return /^(?:panic|log\.Fatal\w*|os\.Exit|(?:t|b|tb)\.(?:Fatal|Fatalf|FailNow|Skip\w*))\(/.test(
        textOf(tree, last),
      );
  }
}

/** The assignment that a statement is, `var x = f()` included; NO_NODE for any other. */
function assignmentIn(tree: FlatTree, statement: SyntaxNode): SyntaxNode {
  switch (kindOf(tree, statement)) {
    case Kind.assignment_statement:
    case Kind.short_var_declaration:
    case Kind.range_clause:
    case Kind.var_spec:
      return statement;
    case Kind.var_declaration: {
      const [spec, ...more] = namedChildren(tree, statement);
      return spec !== undefined && more.length === 0 ? spec : NO_NODE;
    }
    default:
      return NO_NODE;
  }
}

function sides(tree: FlatTree, assignment: SyntaxNode): { left: SyntaxNode[]; right: SyntaxNode[] } {
  if (kindOf(tree, assignment) === Kind.var_spec) {
    const value = childByField(tree, assignment, Field.value);
    return {
      left: namedChildren(tree, assignment).filter((child) => fieldOf(tree, child) === Field.name),
      right: value === NO_NODE ? [] : namedChildren(tree, value),
    };
  }
  const left = childByField(tree, assignment, Field.left);
  const right = childByField(tree, assignment, Field.right);
  return {
    left: left === NO_NODE ? [] : namedChildren(tree, left),
    right: right === NO_NODE || kindOf(tree, right) !== Kind.expression_list ? [] : namedChildren(tree, right),
  };
}
