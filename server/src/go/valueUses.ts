/**
 * What a function does with one of its values, use by use: calls a method of it, passes it on, returns it, stores it, compares
 * it, and whether a function literal stands in between.
 *
 * A value is a local variable (`rows`) or a path of fields from a variable (`s.mu`). Types are not looked at, and whether a use
 * is good or bad is for the asker to say.
 */

import type { Binding } from './bindings.ts';
import { Field, Kind } from './kinds.ts';
import type { SourceView } from './sourceView.ts';
import {
  childByField,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  textOf,
} from './tree.ts';

/** A variable, or fields of one: `s.mu` has the root `s` and the fields `['mu']`. */
export interface ValuePath {
  readonly root: string;
  /** Undefined when the root is not local: a variable of the package. */
  readonly binding: Binding | undefined;
  readonly fields: readonly string[];
}

export interface Use {
  /** The identifier or selector that is the value, or its root when `partial`. */
  readonly node: SyntaxNode;
  /**
   * `method`: `x.name(…)` · `call`: `x(…)` · `argument`: `f(x)` · `field`: `x.name` not called, so a field or a method value ·
   * `returned` · `assigned`: `x = …` · `aliased`: `y = x`, `y := x` · `discarded`: `_ = x` · `stored`: in a composite literal ·
   * `sent` on a channel · `address`: `&x` · `compared`: `x == nil` · `read`: any other use that keeps no hold of the value
   * (`<-x`, `range x`, `x[i]`, `if x`) · `other`: anything else, such as `x.(T)` and `*x`.
   */
  readonly how:
    | 'method'
    | 'call'
    | 'argument'
    | 'field'
    | 'returned'
    | 'assigned'
    | 'aliased'
    | 'discarded'
    | 'stored'
    | 'sent'
    | 'address'
    | 'compared'
    | 'read'
    | 'other';
  /** Of `method` and `field`, what is selected. */
  readonly name: string;
  /** Of `method`, `call` and `argument`, the call; else NO_NODE. */
  readonly call: SyntaxNode;
  /** Of `argument`, which one. */
  readonly index: number;
  /** Only a part of the path is used: `s.flush()` when the value is `s.mu`. */
  readonly partial: boolean;
  /** How the use runs: at once, deferred, by `go`, or whenever a function literal that is kept or passed on is called. */
  readonly runs: 'now' | 'deferred' | 'go' | 'later';
  /** The outermost function literal between the function and the use; NO_NODE when there is none. */
  readonly literal: SyntaxNode;
}

/** What a use does; `acquire` marks uses that acquire the value anew, such as a second Lock. */
export type Judgement = 'release' | 'acquire' | 'harmless' | 'escape';
/** Undefined leaves it to what is usual; see valueFlow.ts. */
export type JudgeUse = (use: Use) => Judgement | undefined;

/** The path an expression is; undefined when it is anything but a variable and fields. */
export function pathOf(view: SourceView, expression: SyntaxNode): ValuePath | undefined {
  const { tree } = view;
  const fields: string[] = [];
  let at = expression;
  for (;;) {
    switch (kindOf(tree, at)) {
      case Kind.parenthesized_expression:
        at = namedChildren(tree, at)[0] ?? NO_NODE;
        break;
      case Kind.selector_expression: {
        const field = childByField(tree, at, Field.field);
        if (field === NO_NODE) return undefined;
        fields.unshift(textOf(tree, field));
        at = childByField(tree, at, Field.operand);
        break;
      }
      case Kind.identifier: {
        const root = textOf(tree, at);
        return root === '_' ? undefined : { root, binding: view.scopes.local(root, at), fields };
      }
      default:
        return undefined;
    }
    if (at === NO_NODE) return undefined;
  }
}

/** Every use of the value in a function and in the literals within, in source order. Its declaration is none. */
export function usesOf(view: SourceView, value: ValuePath, functionNode: SyntaxNode): Use[] {
  const { tree, scopes } = view;
  const uses: Use[] = [];
  const end = functionNode + sizeOf(tree, functionNode);
  for (let node = functionNode; node < end; node++) {
    if (kindOf(tree, node) !== Kind.identifier || textOf(tree, node) !== value.root) continue;
    if (node === value.binding?.node || scopes.local(value.root, node) !== value.binding || isKey(view, node)) continue;
    const use = useAt(view, value, node, functionNode);
    if (use) uses.push(use);
  }
  return uses;
}

/** The key of a composite literal's element is nearly always a field's name. */
function isKey({ tree }: SourceView, node: SyntaxNode): boolean {
  const element = parentOf(tree, node);
  if (kindOf(tree, element) !== Kind.literal_element) return false;
  const keyed = parentOf(tree, element);
  return kindOf(tree, keyed) === Kind.keyed_element && namedChildren(tree, keyed)[0] === element;
}

function useAt(view: SourceView, value: ValuePath, root: SyntaxNode, functionNode: SyntaxNode): Use | undefined {
  const { tree } = view;
  let at = root;
  let matched = 0;
  for (const field of value.fields) {
    const parent = outOfParentheses(view, at);
    if (kindOf(tree, parent) !== Kind.selector_expression || fieldOf(tree, inside(view, at, parent)) !== Field.operand)
      break;
    const name = childByField(tree, parent, Field.field);
    if (name === NO_NODE || textOf(tree, name) !== field) break;
    at = parent;
    matched++;
  }
  const partial = matched < value.fields.length;
  return { node: at, ...describe(view, at), partial, ...runsWhen(view, at, functionNode) };
}

type Described = Pick<Use, 'how' | 'name' | 'call' | 'index'>;

function describe(view: SourceView, node: SyntaxNode): Described {
  const { tree } = view;
  const parent = outOfParentheses(view, node);
  const at = inside(view, node, parent);
  switch (kindOf(tree, parent)) {
    case Kind.selector_expression: {
      const field = childByField(tree, parent, Field.field);
      const name = field === NO_NODE ? '' : textOf(tree, field);
      const around = outOfParentheses(view, parent);
      if (
        kindOf(tree, around) === Kind.call_expression &&
        fieldOf(tree, inside(view, parent, around)) === Field.function
      )
        return { how: 'method', name, call: around, index: -1 };
      // `x.a.b` looks at x only.
      return plain(kindOf(tree, around) === Kind.selector_expression ? 'read' : 'field', name);
    }
    case Kind.call_expression:
      return { how: 'call', name: '', call: parent, index: -1 };
    case Kind.argument_list:
      return {
        how: 'argument',
        name: '',
        call: parentOf(tree, parent),
        index: namedChildren(tree, parent).indexOf(at),
      };
    case Kind.variadic_argument: {
      const list = parentOf(tree, parent);
      return {
        how: 'argument',
        name: '',
        call: parentOf(tree, list),
        index: namedChildren(tree, list).indexOf(parent),
      };
    }
    case Kind.expression_list:
      return plain(inList(view, at, parent));
    case Kind.return_statement:
      return plain('returned');
    case Kind.binary_expression:
      return plain(/^[=!]=$/.test(operatorOf(view, parent)) ? 'compared' : 'read');
    case Kind.unary_expression: {
      const operator = operatorOf(view, parent);
      return plain(operator === '&' ? 'address' : operator === '*' ? 'other' : 'read');
    }
    case Kind.send_statement:
      return plain(fieldOf(tree, at) === Field.value ? 'sent' : 'read');
    case Kind.literal_element:
    case Kind.keyed_element:
    case Kind.literal_value:
      return plain('stored');
    case Kind.range_clause:
    case Kind.index_expression:
    case Kind.slice_expression:
    case Kind.if_statement:
    case Kind.for_statement:
    case Kind.for_clause:
    case Kind.expression_switch_statement:
    case Kind.type_switch_statement:
    case Kind.expression_statement:
    case Kind.inc_statement:
    case Kind.dec_statement:
      return plain('read');
    default:
      return plain('other');
  }
}

function plain(how: Use['how'], name = ''): Described {
  return { how, name, call: NO_NODE, index: -1 };
}

/** Lists of expressions stand on both sides of assignments, behind `return` and `case`. */
function inList({ tree }: SourceView, at: SyntaxNode, list: SyntaxNode): Use['how'] {
  const statement = parentOf(tree, list);
  switch (kindOf(tree, statement)) {
    case Kind.return_statement:
      return 'returned';
    case Kind.expression_case:
      return 'compared';
    case Kind.range_clause:
      return 'assigned';
    case Kind.assignment_statement:
    case Kind.short_var_declaration:
    case Kind.receive_statement: {
      if (fieldOf(tree, list) === Field.left) return 'assigned';
      const left = childByField(tree, statement, Field.left);
      const target = left === NO_NODE ? undefined : namedChildren(tree, left)[namedChildren(tree, list).indexOf(at)];
      return target !== undefined && textOf(tree, target) === '_' ? 'discarded' : 'aliased';
    }
    case Kind.var_spec: {
      const names = namedChildren(tree, statement).filter((child) => fieldOf(tree, child) === Field.name);
      const name = names[namedChildren(tree, list).indexOf(at)];
      return name !== undefined && textOf(tree, name) === '_' ? 'discarded' : 'aliased';
    }
    default:
      return 'other';
  }
}

function runsWhen({ tree }: SourceView, node: SyntaxNode, functionNode: SyntaxNode): Pick<Use, 'runs' | 'literal'> {
  let runs: Use['runs'] = 'now';
  let literal = NO_NODE;
  for (let at = node; at !== functionNode && at !== NO_NODE; at = parentOf(tree, at)) {
    const parent = parentOf(tree, at);
    const kind = kindOf(tree, at);
    if (kind === Kind.func_literal) {
      literal = at;
      const isCalled = kindOf(tree, parent) === Kind.call_expression && fieldOf(tree, at) === Field.function;
      if (!isCalled) runs = 'later';
      // What a literal defers runs when the literal returns.
      else if (runs === 'deferred') runs = 'now';
    } else if (kind === Kind.defer_statement && runs === 'now') runs = 'deferred';
    else if (kind === Kind.go_statement && runs !== 'later') runs = 'go';
  }
  return { runs, literal };
}

function outOfParentheses({ tree }: SourceView, node: SyntaxNode): SyntaxNode {
  let parent = parentOf(tree, node);
  while (kindOf(tree, parent) === Kind.parenthesized_expression) parent = parentOf(tree, parent);
  return parent;
}

/** The child of `parent` that holds `node`: the node itself, or the parentheses around it. */
function inside({ tree }: SourceView, node: SyntaxNode, parent: SyntaxNode): SyntaxNode {
  let at = node;
  while (parentOf(tree, at) !== parent) at = parentOf(tree, at);
  return at;
}

function operatorOf({ tree }: SourceView, node: SyntaxNode): string {
  const operator = childByField(tree, node, Field.operator);
  return operator === NO_NODE ? '' : textOf(tree, operator);
}
