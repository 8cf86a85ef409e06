/**
 * The pass of the observers over a file's tree, and the pass after an edit: what was observed of a declaration stays, when neither it
 * nor the meaning of any name of the file has changed, and is moved to where the declaration stands now.
 *
 * That rests on two promises of observers. They look at the declaration around their node, at the lines above it, and at the names and
 * imports of the file, but not into another declaration's body. And offsets in what they return are found under the names `start`,
 * `end` and `at`, or belong to the local names of a type (symbols.ts). Tests hold every rule to both.
 */
import type { Observer, ObserverFailure, ObserverTable } from './extract.ts';
import type { GoHeader } from './imports.ts';
import { Field, Kind } from './kinds.ts';
import type { SourceView } from './sourceView.ts';
import { servesTests } from './testSupport.ts';
import {
  childByField,
  children,
  endOf,
  type FlatTree,
  isNamed,
  kindOf,
  NO_NODE,
  ROOT,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from './tree.ts';

export type Observations = Record<string, unknown[]>;

/** What was observed, by the parts of the file: the whole (its root alone), then one declaration after the other. */
export interface Observed {
  readonly table: ObserverTable;
  readonly tree: FlatTree;
  readonly header: GoHeader;
  readonly parts: readonly Part[];
}

interface Part {
  readonly node: SyntaxNode;
  readonly seen: readonly Seen[];
}

interface Seen {
  readonly rule: string;
  readonly observation: unknown;
}

type OnFailure = (failure: ObserverFailure) => void;

/**
 * Rules that do not look at tests do not look at what tests are made with either.
 *
 * @param before of an earlier text of the same file, with the same observers
 */
export function observe(
  view: SourceView,
  observers: ObserverTable,
  before: Observed | undefined,
  onFailure: OnFailure,
): Observed {
  const { tree, header } = view;
  const table = servesTests(header) ? observers.inTests : observers;
  if (table.isEmpty) return { table, tree, header, parts: [] };
  const kept = before && before.table === table ? keptParts(before, view) : undefined;
  const parts: Part[] = [{ node: ROOT, seen: seenFrom(ROOT, ROOT + 1, view, table, onFailure) }];
  for (const node of children(tree, ROOT)) {
    parts.push(kept?.get(node) ?? { node, seen: seenFrom(node, node + sizeOf(tree, node), view, table, onFailure) });
  }
  return { table, tree, header, parts };
}

/** Everything by rule, in source order. */
export function observationsOf({ parts }: Observed): Observations {
  const observations: Observations = {};
  for (const { seen } of parts) {
    for (const { rule, observation } of seen) {
      const list = observations[rule];
      if (list) list.push(observation);
      else observations[rule] = [observation];
    }
  }
  return observations;
}

function seenFrom(
  start: SyntaxNode,
  end: number,
  view: SourceView,
  table: ObserverTable,
  onFailure: OnFailure,
): Seen[] {
  const { tree } = view;
  const seen: Seen[] = [];
  const run = (observer: Observer, node: SyntaxNode) => {
    try {
      const observation = observer.observe(node, view);
      if (observation !== undefined) seen.push({ rule: observer.rule, observation });
    } catch (error) {
      onFailure({ rule: observer.rule, error });
    }
  };
  for (let node = start; node < end; node++) {
    const kind = kindOf(tree, node);
    const entries = table.forKind(kind);
    if (entries) for (const entry of entries) run(entry.observer, node);
    if (kind === Kind.call_expression && table.watchesCallees) {
      const name = view.calleeName(node);
      const observers = name === undefined ? undefined : table.forCallee(name);
      if (observers) for (const observer of observers) run(observer, node);
    }
  }
  return seen;
}

/** By the nodes of the new tree; undefined when names of the file mean something else now. */
function keptParts({ tree: old, header, parts }: Observed, view: SourceView): Map<SyntaxNode, Part> | undefined {
  const { tree } = view;
  if (kindOf(old, ROOT) !== kindOf(tree, ROOT) || !sameContext(header, view.header)) return undefined;
  const before = parts.slice(1);
  const after = children(tree, ROOT);
  const delta = tree.text.length - old.text.length;
  const kept = new Map<SyntaxNode, Part>();
  const longest = Math.min(before.length, after.length);
  let same = 0;
  const prefix = commonPrefix(old.text, tree.text);
  for (; same < longest; same++) {
    const [part, node] = [before[same], after[same]];
    if (!part || node === undefined || endOf(old, part.node) > prefix || !isSame(old, part.node, tree, node, 0)) break;
    kept.set(node, { node, seen: part.seen });
  }
  const suffix = commonSuffix(old.text, tree.text, prefix);
  let sameBehind = 0;
  for (; same + sameBehind < longest; sameBehind++) {
    const [part, node] = [before.at(-1 - sameBehind), after.at(-1 - sameBehind)];
    if (!part || node === undefined || startOf(old, part.node) < old.text.length - suffix) break;
    if (!isSame(old, part.node, tree, node, delta)) break;
    kept.set(node, { node, seen: delta === 0 ? part.seen : part.seen.map((each) => moved(each, delta)) });
  }
  const changed = before.slice(same, before.length - sameBehind).map(({ node }) => node);
  const changedTo = after.slice(same, after.length - sameBehind);
  if (!sameNames(old, changed, tree, changedTo)) return undefined;
  // The lines above it may be what was changed.
  const next = after
    .slice(after.length - sameBehind)
    .find((node) => kindOf(tree, node) !== Kind.comment && isNamed(tree, node));
  if (next !== undefined) kept.delete(next);
  return kept;
}

/** What a header says, wherever it says it. */
function sameContext(left: GoHeader, right: GoHeader): boolean {
  return (
    left.packageName === right.packageName &&
    left.generated === right.generated &&
    left.buildConstraint?.expression === right.buildConstraint?.expression &&
    left.imports.length === right.imports.length &&
    left.imports.every(
      ({ path, alias }, index) => right.imports[index]?.path === path && right.imports[index].alias === alias,
    )
  );
}

/** Whether two subtrees differ in nothing but where they stand. */
function isSame(old: FlatTree, before: SyntaxNode, tree: FlatTree, after: SyntaxNode, delta: number): boolean {
  const size = sizeOf(old, before);
  if (sizeOf(tree, after) !== size) return false;
  const [left, right] = [old.nodes, tree.nodes];
  let at = before * 4;
  for (let to = after * 4; to < (after + size) * 4; to += 4, at += 4) {
    if (left[at] !== right[to] || left[at + 3] !== right[to + 3]) return false;
    if ((left[at + 1] ?? 0) + delta !== right[to + 1] || (left[at + 2] ?? 0) + delta !== right[to + 2]) return false;
  }
  return true;
}

/** Whether what names of the file mean is the same after the change: which ones it declares, and how. */
function sameNames(
  old: FlatTree,
  before: readonly SyntaxNode[],
  tree: FlatTree,
  after: readonly SyntaxNode[],
): boolean {
  const said = before.flatMap((node) => named(old, node));
  const says = after.flatMap((node) => named(tree, node));
  return said.length === says.length && said.every((text, index) => text === says[index]);
}

/** The text of what declares names at the top level; a function's without its body. */
function named(tree: FlatTree, node: SyntaxNode): readonly string[] {
  switch (kindOf(tree, node)) {
    case Kind.type_declaration:
    case Kind.const_declaration:
    case Kind.var_declaration:
      return [textOf(tree, node)];
    case Kind.function_declaration: {
      const body = childByField(tree, node, Field.body);
      return [tree.text.slice(startOf(tree, node), body === NO_NODE ? endOf(tree, node) : startOf(tree, body))];
    }
    default:
      return [];
  }
}

function commonPrefix(left: string, right: string): number {
  const longest = Math.min(left.length, right.length);
  let at = 0;
  while (at < longest && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  return at;
}

/** Never so long that it overlaps the prefix. */
function commonSuffix(left: string, right: string, prefix: number): number {
  const longest = Math.min(left.length, right.length) - prefix;
  let count = 0;
  while (count < longest && left.charCodeAt(left.length - 1 - count) === right.charCodeAt(right.length - 1 - count))
    count++;
  return count;
}

function moved({ rule, observation }: Seen, delta: number): Seen {
  return { rule, observation: movedBy(observation, delta) };
}

/** A copy of an observation in which every offset is that much greater. */
export function movedBy(value: unknown, delta: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const copy = value.map((each) => movedBy(each, delta));
    if (isTypeText(value)) copy[2] = movedLocals(value[2], delta);
    return copy;
  }
  const copy: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) {
    const isOffset = typeof each === 'number' && (name === 'start' || name === 'end' || name === 'at');
    copy[name] = isOffset ? each + delta : movedBy(each, delta);
  }
  return copy;
}

/** A type as written, with what its local names mean. */
function isTypeText(value: readonly unknown[]): boolean {
  const [what, , locals] = value;
  return (
    (what === 'type' || what === 'typeName' || what === 'literal') && typeof locals === 'object' && locals !== null
  );
}

function movedLocals(locals: unknown, delta: number): unknown {
  return Object.fromEntries(
    Object.entries(locals as object).map(([name, meaning]) => [
      name,
      typeof meaning === 'number' ? meaning + delta : meaning,
    ]),
  );
}
