/**
 * A place where a name refers to what is being changed, or may, and how it is used there.
 *
 * Only the shape of the code is looked at here; whether the name means the function is for functionReferences.ts and
 * methodReferences.ts.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  childByField,
  endOf,
  type FlatTree,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  startOf,
} from '../../go/tree.ts';
import type { OpenFile } from './sources.ts';

export interface Reference {
  readonly at: OpenFile;
  /** The name. */
  readonly node: SyntaxNode;
  readonly use: Use;
  /** It could not be decided whether the name refers to the function. */
  readonly uncertain: boolean;
}

export type Use =
  | {
      readonly kind: 'call';
      readonly call: SyntaxNode;
      readonly arguments: ArgumentList;
    }
  /** Passed on, stored, compared. */
  | { readonly kind: 'value'; readonly expression: SyntaxNode };

export interface ArgumentList {
  /** Just behind the opening parenthesis. */
  readonly open: number;
  /** The closing parenthesis. */
  readonly close: number;
  readonly nodes: readonly SyntaxNode[];
  /** How many of them come before the parameters: 1 for the receiver in `(*T).Find(t, id)`. */
  readonly receivers: number;
}

/** How the function that a name stands for is used. */
export function useOf(tree: FlatTree, name: SyntaxNode, methodExpression = false): Use {
  let expression = name;
  for (let up = parentOf(tree, expression); up !== NO_NODE; up = parentOf(tree, expression)) {
    const role = fieldOf(tree, expression);
    switch (kindOf(tree, up)) {
      case Kind.selector_expression:
        if (role !== Field.field) return { kind: 'value', expression };
        break;
      case Kind.qualified_type:
        if (role !== Field.name) return { kind: 'value', expression };
        break;
      case Kind.generic_type:
        if (role !== Field.type) return { kind: 'value', expression };
        break;
      case Kind.index_expression:
        if (role !== Field.operand) return { kind: 'value', expression };
        break;
      case Kind.parenthesized_expression:
      case Kind.type_instantiation_expression:
        break;
      case Kind.call_expression: {
        const list = childByField(tree, up, Field.arguments);
        if (role !== Field.function || list === NO_NODE) return { kind: 'value', expression };
        return { kind: 'call', call: up, arguments: argumentsOf(tree, list, methodExpression) };
      }
      case Kind.type_conversion_expression: {
        const operand = childByField(tree, up, Field.operand);
        if (role !== Field.type || operand === NO_NODE) return { kind: 'value', expression };
        const open = tree.text.indexOf('(', endOf(tree, expression)) + 1;
        const list = { open, close: endOf(tree, up) - 1, nodes: [operand], receivers: methodExpression ? 1 : 0 };
        return { kind: 'call', call: up, arguments: list };
      }
      default:
        return { kind: 'value', expression };
    }
    expression = up;
  }
  return { kind: 'value', expression };
}

export function argumentsOf(tree: FlatTree, list: SyntaxNode, methodExpression = false): ArgumentList {
  return {
    open: startOf(tree, list) + 1,
    close: endOf(tree, list) - 1,
    nodes: namedChildren(tree, list),
    receivers: methodExpression ? 1 : 0,
  };
}

/** `f(g())` where g may return all that f takes: nothing can be put before it. */
export function isOneCall(tree: FlatTree, { nodes, receivers }: ArgumentList): SyntaxNode | undefined {
  const [only] = nodes;
  if (only === undefined || nodes.length !== 1 || receivers > 0) return undefined;
  let inner = only;
  while (kindOf(tree, inner) === Kind.parenthesized_expression) inner = namedChildren(tree, inner)[0] ?? inner + 1;
  const kind = kindOf(tree, inner);
  return kind === Kind.call_expression || kind === Kind.type_conversion_expression ? inner : undefined;
}
