/**
 * Where execution goes next inside one function: which statement follows which, through branches, loops, cases and jumps.
 *
 * Nothing is built beforehand. A place is a statement (or a case of a switch or select) and whether it is entered from its
 * beginning; what follows a place is found by looking at what stands around it, so asking is a short loop and a function nobody
 * asks about costs nothing. Statements inside function literals belong to those literals, not to the function around them.
 * What conditions are worth is not decided here, and `goto` is not followed.
 */
import { Field, Kind } from './kinds.ts';
import {
  childByField,
  childOfKind,
  type FlatTree,
  fieldOf,
  isExtra,
  isNamed,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  textOf,
} from './tree.ts';

/** The end of the function, reached without a return. */
export const END = 'end';
/** Execution goes where this module does not follow: goto, or code that does not parse. */
export const NOWHERE = 'nowhere';

export interface Place {
  readonly node: SyntaxNode;
  /** A loop that comes round again, or a statement of which the initializer has run. */
  readonly again: boolean;
}

export type Next = Place | typeof END | typeof NOWHERE;

/** Calls that end the function, by the last identifier of what is called. Loggers and testing.T share these names. */
const ENDING =
  /^(?:panic|Exit|Goexit|Fatal(?:f|ln|w|Context|fContext)?|Panic(?:f|ln|w)?|FailNow|SkipNow|Skip(?:f)?|ExitOnError|CheckErr)$/;

export class ControlFlow {
  readonly #tree: FlatTree;
  /** The block of the function that is looked at. */
  readonly body: SyntaxNode;

  /** @param functionNode a function or method declaration or a function literal */
  constructor(tree: FlatTree, functionNode: SyntaxNode) {
    this.#tree = tree;
    this.body = childByField(tree, functionNode, Field.body);
  }

  /** The first statement of a block or of a case. */
  into(blockOrCase: SyntaxNode): Next {
    const list = childOfKind(this.#tree, blockOrCase, Kind.statement_list);
    const first = list === NO_NODE ? undefined : namedChildren(this.#tree, list)[0];
    return first === undefined ? this.after(blockOrCase) : enter(first);
  }

  /** What follows when a statement, block or case has run to its end. */
  after(node: SyntaxNode): Next {
    const tree = this.#tree;
    let at = node;
    for (;;) {
      if (at === this.body) return END;
      const parent = parentOf(tree, at);
      if (parent === NO_NODE) return NOWHERE;
      switch (kindOf(tree, parent)) {
        case Kind.statement_list: {
          const next = this.#nextStatement(at, parent);
          if (next !== NO_NODE) return enter(next);
          break;
        }
        case Kind.for_statement:
          return { node: parent, again: true };
        case Kind.func_literal:
        case Kind.ERROR:
          return NOWHERE;
      }
      at = parent;
    }
  }

  /** Where `break`, `continue` and `fallthrough` lead. */
  jump(statement: SyntaxNode): Next {
    const tree = this.#tree;
    const kind = kindOf(tree, statement);
    if (kind === Kind.fallthrough_statement) {
      const own = this.#around(statement, isCase);
      const next = own === NO_NODE ? NO_NODE : this.#nextStatement(own, parentOf(tree, own));
      return next === NO_NODE ? NOWHERE : this.into(next);
    }
    if (kind !== Kind.break_statement && kind !== Kind.continue_statement) return NOWHERE;
    const label = childOfKind(tree, statement, Kind.label_name);
    const isTarget = kind === Kind.break_statement ? isBreakable : isLoop;
    const target =
      label === NO_NODE ? this.#around(statement, isTarget) : this.#labelled(textOf(tree, label), statement);
    if (target === NO_NODE) return NOWHERE;
    return kind === Kind.break_statement ? this.after(target) : { node: target, again: true };
  }

  /** The innermost place around a node, the node itself included; NO_NODE outside of the function. */
  placeOf(node: SyntaxNode): SyntaxNode {
    const tree = this.#tree;
    for (let at = node; at !== NO_NODE && at !== this.body; at = parentOf(tree, at)) {
      if (isCase(kindOf(tree, at))) return at;
      const parent = parentOf(tree, at);
      if (parent === NO_NODE) return NO_NODE;
      switch (kindOf(tree, parent)) {
        case Kind.statement_list:
          return at;
        case Kind.labeled_statement:
          if (fieldOf(tree, at) !== Field.label) return at;
          break;
        case Kind.if_statement:
          if (kindOf(tree, at) === Kind.if_statement) return at;
          break;
      }
    }
    return NO_NODE;
  }

  /** The cases of a switch or select in source order. */
  cases(statement: SyntaxNode): SyntaxNode[] {
    return namedChildren(this.#tree, statement).filter((child) => isCase(kindOf(this.#tree, child)));
  }

  /** The condition of an `if` or `for`; NO_NODE when there is none. */
  condition(statement: SyntaxNode): SyntaxNode {
    const tree = this.#tree;
    if (kindOf(tree, statement) === Kind.if_statement) return childByField(tree, statement, Field.condition);
    const clause = childOfKind(tree, statement, Kind.for_clause);
    if (clause !== NO_NODE) return childByField(tree, clause, Field.condition);
    const header = namedChildren(tree, statement)[0];
    if (header === undefined || kindOf(tree, header) === Kind.range_clause || kindOf(tree, header) === Kind.block)
      return NO_NODE;
    return header;
  }

  /** Whether a loop can only be left by jumps: `for {`, `for true {`, `for ;; {`. */
  isEndless(loop: SyntaxNode): boolean {
    if (childOfKind(this.#tree, loop, Kind.range_clause) !== NO_NODE) return false;
    const condition = this.condition(loop);
    return condition === NO_NODE || kindOf(this.#tree, condition) === Kind.true;
  }

  /** Whether a statement is a call after which nothing of this function runs but what it deferred. */
  endsFunction(statement: SyntaxNode): boolean {
    const tree = this.#tree;
    if (kindOf(tree, statement) !== Kind.expression_statement) return false;
    const call = namedChildren(tree, statement)[0];
    if (call === undefined || kindOf(tree, call) !== Kind.call_expression) return false;
    const callee = childByField(tree, call, Field.function);
    if (callee === NO_NODE) return false;
    const isSelector = kindOf(tree, callee) === Kind.selector_expression;
    const name = isSelector ? childByField(tree, callee, Field.field) : callee;
    if (name === NO_NODE) return false;
    const text = textOf(tree, name);
    return ENDING.test(text) && (isSelector || text === 'panic');
  }

  #nextStatement(at: SyntaxNode, parent: SyntaxNode): SyntaxNode {
    const tree = this.#tree;
    const end = parent + sizeOf(tree, parent);
    for (let next = at + sizeOf(tree, at); next < end; next += sizeOf(tree, next)) {
      if (isNamed(tree, next) && !isExtra(tree, next)) return next;
    }
    return NO_NODE;
  }

  #around(node: SyntaxNode, wanted: (kind: Kind) => boolean): SyntaxNode {
    const tree = this.#tree;
    for (let up = parentOf(tree, node); up !== NO_NODE && up !== this.body; up = parentOf(tree, up)) {
      if (wanted(kindOf(tree, up))) return up;
      if (kindOf(tree, up) === Kind.func_literal) return NO_NODE;
    }
    return NO_NODE;
  }

  #labelled(label: string, from: SyntaxNode): SyntaxNode {
    const tree = this.#tree;
    for (let up = parentOf(tree, from); up !== NO_NODE && up !== this.body; up = parentOf(tree, up)) {
      const parent = parentOf(tree, up);
      if (parent === NO_NODE || kindOf(tree, parent) !== Kind.labeled_statement) continue;
      const name = childByField(tree, parent, Field.label);
      if (name !== NO_NODE && textOf(tree, name) === label) return up;
    }
    return NO_NODE;
  }
}

function enter(node: SyntaxNode): Place {
  return { node, again: false };
}

function isCase(kind: Kind): boolean {
  return (
    kind === Kind.expression_case ||
    kind === Kind.default_case ||
    kind === Kind.type_case ||
    kind === Kind.communication_case
  );
}

function isLoop(kind: Kind): boolean {
  return kind === Kind.for_statement;
}

function isBreakable(kind: Kind): boolean {
  return (
    isLoop(kind) ||
    kind === Kind.expression_switch_statement ||
    kind === Kind.type_switch_statement ||
    kind === Kind.select_statement
  );
}
