/**
 * What happens to a value at each statement of a function, in the order in which it happens: the part of valueFlow.ts that
 * turns uses and their judgements into events along a path.
 */

import type { Binding } from './bindings.ts';
import type { ControlFlow } from './controlFlow.ts';
import { Field, Kind } from './kinds.ts';
import type { SourceView } from './sourceView.ts';
import {
  childByField,
  childOfKind,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  textOf,
} from './tree.ts';
import type { Judgement, JudgeUse, Use, ValuePath } from './valueUses.ts';

export type Happened =
  | { readonly what: 'nothing'; readonly fresh: boolean }
  | { readonly what: 'released'; readonly deferred: boolean }
  | { readonly what: 'escaped' | 'overwritten' | 'again' | 'acquired' };

interface Event {
  readonly node: SyntaxNode;
  /** What stands at a place of the function: the use, or the function literal around it. */
  readonly anchor: SyntaxNode;
  readonly what: 'released' | 'escaped' | 'overwritten' | 'acquired' | 'stale';
  readonly deferred: boolean;
  /** The variable itself got away, not just what it held. */
  readonly lasting: boolean;
}

export class ValueEvents {
  /** Uses that release the value. */
  readonly releases: readonly SyntaxNode[];
  /** The first use by which the value escapes; NO_NODE when there is none. */
  readonly escapedAt: SyntaxNode;
  /** Variables assigned together with the value: `err` of `rows, err := …`. */
  readonly companions: ReadonlySet<Binding>;
  /** A use before the acquisition lets go of the variable, so whatever it holds later may be released elsewhere. */
  readonly isLost: boolean;
  /** A deferred call that stands before the acquisition releases the value. */
  readonly deferredBefore: boolean;
  readonly #view: SourceView;
  readonly #acquisition: SyntaxNode;
  readonly #events: readonly Event[];
  #byPlace: ReadonlyMap<SyntaxNode, readonly Event[]> | undefined;

  constructor(view: SourceView, value: ValuePath, acquisition: SyntaxNode, uses: readonly Use[], judge: JudgeUse) {
    this.#view = view;
    this.#acquisition = acquisition;
    const judged = uses
      .filter(({ node }) => !this.#isWithin(node, acquisition))
      .map((use) => ({ use, judgement: judge(use) ?? byDefault(use) }));
    const selfContained = literalsThatKeepToThemselves(judged);
    const events: Event[] = [];
    for (const { use, judgement } of judged) {
      if (use.literal !== NO_NODE && selfContained.has(use.literal)) continue;
      const what = eventOf(use, judgement);
      if (!what) continue;
      const anchor = use.literal === NO_NODE ? use.node : use.literal;
      const lasting = what === 'escaped' && (use.how === 'address' || use.literal !== NO_NODE);
      events.push({ node: use.node, anchor, what, deferred: use.runs === 'deferred', lasting });
    }
    this.releases = judged.filter(({ judgement }) => judgement === 'release').map(({ use }) => use.node);
    const escapes = events.filter(({ what }) => what === 'escaped');
    this.escapedAt = escapes[0]?.node ?? NO_NODE;
    this.isLost = escapes.some(({ node, lasting }) => lasting && node < acquisition);
    this.deferredBefore = events.some(
      ({ what, deferred, node }) => what === 'released' && deferred && node < acquisition,
    );
    this.companions = companionsOf(view, acquisition, value);
    this.#events = [...events, ...this.#staleEvents()].sort((a, b) => a.node - b.node);
  }

  /** The first thing that happens at a place and ends a path, or whether the companions are still what they were. */
  at(place: SyntaxNode, again: boolean, fresh: boolean, flow: ControlFlow): Happened {
    let still = fresh;
    let overwritten = false;
    if (place === this.#acquisition) return { what: 'again' };
    const from = again ? this.#behindInitializer(place) : place;
    this.#byPlace ??= arranged(this.#events, flow);
    for (const event of this.#byPlace.get(place) ?? []) {
      if (event.node < from) continue;
      switch (event.what) {
        case 'released':
          return { what: 'released', deferred: event.deferred };
        case 'stale':
          still = false;
          break;
        case 'overwritten':
          // The right side runs first: `x = close(x)`.
          overwritten = true;
          break;
        default:
          return { what: event.what };
      }
    }
    if (overwritten) return { what: 'overwritten' };
    if (!again && this.#isWithin(this.#acquisition, place) && flow.placeOf(this.#acquisition) === place)
      return { what: 'again' };
    return { what: 'nothing', fresh: still };
  }

  /** Whether something directly inside a block releases the value. */
  releasesWithin(block: SyntaxNode): boolean {
    return this.releases.some((node) => this.#isWithin(node, block));
  }

  #isWithin(node: SyntaxNode, around: SyntaxNode): boolean {
    return node >= around && node < around + sizeOf(this.#view.tree, around);
  }

  #behindInitializer(place: SyntaxNode): SyntaxNode {
    const { tree } = this.#view;
    const clause = childOfKind(tree, place, Kind.for_clause);
    const initializer = childByField(tree, clause === NO_NODE ? place : clause, Field.initializer);
    return initializer === NO_NODE ? place : initializer + sizeOf(tree, initializer);
  }

  /** Where a companion is assigned something else; the acquisition itself does not count. */
  #staleEvents(): Event[] {
    const { tree, scopes } = this.#view;
    const events: Event[] = [];
    for (const companion of this.companions) {
      for (const node of scopes.uses(companion)) {
        if (this.#isWithin(node, this.#acquisition) || !isAssigned(this.#view, node)) continue;
        events.push({ node, anchor: node, what: 'stale', deferred: false, lasting: false });
      }
    }
    return events.filter(({ node }) => kindOf(tree, node) === Kind.identifier);
  }
}

function arranged(events: readonly Event[], flow: ControlFlow): Map<SyntaxNode, Event[]> {
  const byPlace = new Map<SyntaxNode, Event[]>();
  for (const event of events) {
    const place = flow.placeOf(event.anchor);
    const list = byPlace.get(place);
    if (list) list.push(event);
    else byPlace.set(place, [event]);
  }
  return byPlace;
}

function byDefault({ how, partial }: Use): Judgement {
  if (partial) return 'harmless';
  switch (how) {
    case 'method':
    case 'call':
    case 'compared':
    case 'read':
    case 'assigned':
      return 'harmless';
    default:
      return 'escape';
  }
}

function eventOf({ how, runs, literal }: Use, judgement: Judgement): Event['what'] | undefined {
  // Nobody knows when a literal runs that is kept, passed on or started, nor how often.
  if (runs === 'later') return 'escaped';
  if (judgement === 'escape') return 'escaped';
  if (runs === 'go' && (judgement !== 'release' || literal !== NO_NODE)) return 'escaped';
  if (judgement === 'release') return 'released';
  if (judgement === 'acquire') return 'acquired';
  return how === 'assigned' ? 'overwritten' : undefined;
}

/** Literals that acquire and release the value themselves, such as the body of a goroutine that locks and unlocks. */
function literalsThatKeepToThemselves(
  judged: readonly { readonly use: Use; readonly judgement: Judgement }[],
): Set<SyntaxNode> {
  const byLiteral = new Map<SyntaxNode, Set<Judgement>>();
  for (const { use, judgement } of judged) {
    if (use.literal === NO_NODE) continue;
    const all = byLiteral.get(use.literal) ?? new Set();
    byLiteral.set(use.literal, all.add(judgement));
  }
  const keeping = new Set<SyntaxNode>();
  for (const [literal, judgements] of byLiteral) {
    if (judgements.has('acquire') && judgements.has('release') && !judgements.has('escape')) keeping.add(literal);
  }
  return keeping;
}

function companionsOf({ tree, scopes }: SourceView, acquisition: SyntaxNode, value: ValuePath): Set<Binding> {
  const companions = new Set<Binding>();
  const end = acquisition + sizeOf(tree, acquisition);
  const left = childByField(tree, acquisition, Field.left);
  const targets =
    left !== NO_NODE
      ? namedChildren(tree, left)
      : kindOf(tree, acquisition) === Kind.var_declaration
        ? namesOfVariables({ tree }, acquisition, end)
        : [];
  for (const target of targets) {
    if (kindOf(tree, target) !== Kind.identifier) continue;
    const binding = scopes.local(textOf(tree, target), target);
    if (binding && binding !== value.binding) companions.add(binding);
  }
  return companions;
}

function namesOfVariables({ tree }: Pick<SourceView, 'tree'>, start: SyntaxNode, end: SyntaxNode): SyntaxNode[] {
  const names: SyntaxNode[] = [];
  for (let node = start; node < end; node++) {
    if (kindOf(tree, node) === Kind.var_spec) {
      names.push(...namedChildren(tree, node).filter((child) => kindOf(tree, child) === Kind.identifier));
    }
  }
  return names;
}

function isAssigned({ tree }: SourceView, node: SyntaxNode): boolean {
  const list = parentOf(tree, node);
  if (kindOf(tree, list) !== Kind.expression_list) return false;
  const statement = parentOf(tree, list);
  switch (kindOf(tree, statement)) {
    case Kind.assignment_statement:
    case Kind.short_var_declaration:
    case Kind.receive_statement:
    case Kind.range_clause:
      return childByField(tree, statement, Field.left) === list;
    default:
      return false;
  }
}
