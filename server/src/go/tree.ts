// The one representation of Go syntax that the engine sees: all nodes of a file in one typed array, in
// pre-order, anonymous tokens and comments included. A node is the number of its row.
//
// A row is four words: kind | field << 16 | flags << 24, start, end, number of rows of the subtree. So a
// node's first child is the next row, its next sibling is `size` rows on, and its whole subtree is the rows
// from `node` up to `node + size`: walk it with a loop, never by recursion, because real code nests deeper
// than the call stack. Offsets are UTF-16 units into `text`, as in JavaScript strings and LSP positions.
//
// These functions read; they know nothing of what Go code means. Trees come from parser.ts.

import type { Field, Kind } from './kinds.ts';

export interface FlatTree {
  readonly nodes: Int32Array;
  readonly count: number;
  readonly text: string;
}

/** A row of a flat tree. The root is 0. */
export type SyntaxNode = number;

export const ROOT: SyntaxNode = 0;
export const NO_NODE: SyntaxNode = -1;

const NAMED = 1 << 24;
const MISSING = 2 << 24;
const HAS_ERROR = 4 << 24;
const EXTRA = 8 << 24;

export function kindOf(tree: FlatTree, node: SyntaxNode): Kind {
  return word(tree, node, 0) & 0xffff;
}

/** The node's role in its parent, or Field.none. */
export function fieldOf(tree: FlatTree, node: SyntaxNode): Field {
  return (word(tree, node, 0) >>> 16) & 0xff;
}

export function startOf(tree: FlatTree, node: SyntaxNode): number {
  return word(tree, node, 1);
}

export function endOf(tree: FlatTree, node: SyntaxNode): number {
  return word(tree, node, 2);
}

/** How many rows the subtree has, the node itself included. */
export function sizeOf(tree: FlatTree, node: SyntaxNode): number {
  return word(tree, node, 3);
}

/** False for keywords, operators and punctuation. */
export function isNamed(tree: FlatTree, node: SyntaxNode): boolean {
  return (word(tree, node, 0) & NAMED) !== 0;
}

/** True for a token that is not in the text: the parser supposed it to make sense of the rest. */
export function isMissing(tree: FlatTree, node: SyntaxNode): boolean {
  return (word(tree, node, 0) & MISSING) !== 0;
}

/** Whether there is a syntax error in the subtree: a Kind.ERROR node or a missing token. */
export function hasError(tree: FlatTree, node: SyntaxNode): boolean {
  return (word(tree, node, 0) & HAS_ERROR) !== 0;
}

/** True for comments and for whatever else may stand between any two tokens. */
export function isExtra(tree: FlatTree, node: SyntaxNode): boolean {
  return (word(tree, node, 0) & EXTRA) !== 0;
}

export function textOf(tree: FlatTree, node: SyntaxNode): string {
  return tree.text.slice(startOf(tree, node), endOf(tree, node));
}

export function firstChild(tree: FlatTree, node: SyntaxNode): SyntaxNode {
  return sizeOf(tree, node) > 1 ? node + 1 : NO_NODE;
}

export function nextSibling(tree: FlatTree, node: SyntaxNode, parent: SyntaxNode): SyntaxNode {
  const next = node + sizeOf(tree, node);
  return next < parent + sizeOf(tree, parent) ? next : NO_NODE;
}

/** The first child in this role, or NO_NODE. */
export function childByField(tree: FlatTree, node: SyntaxNode, field: Field): SyntaxNode {
  const end = node + sizeOf(tree, node);
  for (let child = node + 1; child < end; child += sizeOf(tree, child)) {
    if (fieldOf(tree, child) === field) return child;
  }
  return NO_NODE;
}

/** All children in this role: the grammar repeats a field for the names of `a, b int`, for instance. */
export function childrenByField(tree: FlatTree, node: SyntaxNode, field: Field): SyntaxNode[] {
  return children(tree, node).filter((child) => fieldOf(tree, child) === field);
}

/** The first child of this kind, or NO_NODE. */
export function childOfKind(tree: FlatTree, node: SyntaxNode, kind: Kind): SyntaxNode {
  const end = node + sizeOf(tree, node);
  for (let child = node + 1; child < end; child += sizeOf(tree, child)) {
    if (kindOf(tree, child) === kind) return child;
  }
  return NO_NODE;
}

/** All children in source order, tokens and comments included. */
export function children(tree: FlatTree, node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const end = node + sizeOf(tree, node);
  for (let child = node + 1; child < end; child += sizeOf(tree, child)) found.push(child);
  return found;
}

/** The children that are neither tokens nor comments. */
export function namedChildren(tree: FlatTree, node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const end = node + sizeOf(tree, node);
  for (let child = node + 1; child < end; child += sizeOf(tree, child)) {
    if ((word(tree, child, 0) & (NAMED | EXTRA)) === NAMED) found.push(child);
  }
  return found;
}

/** The nodes of one kind in a subtree (the whole tree unless told), itself included, in source order. */
export function* nodesOfKind(tree: FlatTree, kind: Kind, within: SyntaxNode = ROOT): Generator<SyntaxNode> {
  const end = within + sizeOf(tree, within);
  for (let node = within; node < end; node++) {
    if (kindOf(tree, node) === kind) yield node;
  }
}

/** The parent, or NO_NODE for the root. */
export function parentOf(tree: FlatTree, node: SyntaxNode): SyntaxNode {
  return parentsOf(tree)[node] as SyntaxNode;
}

/** The parent, its parent and so on up to the root. */
export function* ancestors(tree: FlatTree, node: SyntaxNode): Generator<SyntaxNode> {
  const parents = parentsOf(tree);
  for (let up = parents[node] as SyntaxNode; up !== NO_NODE; up = parents[up] as SyntaxNode) yield up;
}

/** The nearest node around this one (never itself) of one of the kinds, or NO_NODE. */
export function enclosing(tree: FlatTree, node: SyntaxNode, ...kinds: readonly Kind[]): SyntaxNode {
  const parents = parentsOf(tree);
  let up = parents[node] as SyntaxNode;
  while (up !== NO_NODE && !kinds.includes(kindOf(tree, up))) up = parents[up] as SyntaxNode;
  return up;
}

/**
 * The smallest node that covers a range; the root if no other does. Where one token ends and the next begins,
 * an empty range belongs to the next one, but to the one before if only that is a name or literal: a
 * cursor behind `Save` in `Save(user)` is on `Save`.
 */
export function descendantAt(tree: FlatTree, start: number, end: number): SyntaxNode {
  const after = descend(tree, start, end, true);
  if (start !== end || isNamed(tree, after)) return after;
  const before = descend(tree, start, end, false);
  return isNamed(tree, before) && sizeOf(tree, before) === 1 ? before : after;
}

function descend(tree: FlatTree, start: number, end: number, preferLast: boolean): SyntaxNode {
  let node = ROOT;
  for (;;) {
    let inner = NO_NODE;
    const last = node + sizeOf(tree, node);
    for (let child = node + 1; child < last && startOf(tree, child) <= start; child += sizeOf(tree, child)) {
      if (endOf(tree, child) < end) continue;
      inner = child;
      if (!preferLast) break;
    }
    if (inner === NO_NODE) return node;
    node = inner;
  }
}

// Most files never ask for a parent, so the table is made on the first question and forgotten with the tree.
const parentTables = new WeakMap<FlatTree, Int32Array>();

function parentsOf(tree: FlatTree): Int32Array {
  const known = parentTables.get(tree);
  if (known) return known;
  const parents = new Int32Array(tree.count).fill(NO_NODE);
  for (let node = 0; node < tree.count; node++) {
    const end = node + sizeOf(tree, node);
    for (let child = node + 1; child < end; child += sizeOf(tree, child)) parents[child] = node;
  }
  parentTables.set(tree, parents);
  return parents;
}

// A node is a row of this tree by contract, so its words exist.
function word(tree: FlatTree, node: SyntaxNode, index: 0 | 1 | 2 | 3): number {
  return tree.nodes[node * 4 + index] as number;
}
