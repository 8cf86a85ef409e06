/**
 * The walk behind valueFlow.ts: from where a value is acquired along every path, until it is released, handed over or lost.
 * What the answers mean is written there; each place is visited once for each thing that can be known of the error there.
 */
import { ControlFlow, END, type Next, NOWHERE, type Place } from './controlFlow.ts';
import { Field, Kind } from './kinds.ts';
import type { SourceView } from './sourceView.ts';
import { childByField, kindOf, NO_NODE, namedChildren, parentOf, type SyntaxNode, textOf } from './tree.ts';
import { OPEN, type Presence, ValueConditions, type Verdict } from './valueConditions.ts';
import type { ValueEvents } from './valueEvents.ts';
import type { UnreleasedExit, ValueFlow } from './valueFlow.ts';
import type { ValuePath } from './valueUses.ts';

const MAXIMUM_STEPS = 20_000;

/** Walks every path from the acquisition until it is released, handed over or lost. */
export class ValueWalk {
  readonly #view: SourceView;
  readonly #flow: ControlFlow;
  readonly #statement: SyntaxNode;
  readonly #value: ValuePath;
  readonly #events: ValueEvents;
  readonly #conditions: ValueConditions;
  /** Conditions around the acquisition, and what they were. */
  readonly #held = new Map<string, boolean>();
  readonly #pending: { place: Place; fresh: boolean }[] = [];
  readonly #seen = new Set<number>();
  readonly #exits = new Map<SyntaxNode, UnreleasedExit>();
  #released = false;
  #directly = false;
  #handedOver = false;
  #understood = true;

  constructor(
    view: SourceView,
    functionNode: SyntaxNode,
    statement: SyntaxNode,
    value: ValuePath,
    events: ValueEvents,
  ) {
    this.#view = view;
    this.#flow = new ControlFlow(view.tree, functionNode);
    this.#statement = statement;
    this.#value = value;
    this.#events = events;
    this.#conditions = new ValueConditions(view, value, events.companions);
    this.#noteConditionsAround();
  }

  result(): ValueFlow {
    const { releases, escapedAt } = this.#events;
    if (this.#events.deferredBefore) {
      return { escapes: escapedAt !== NO_NODE, escapedAt, released: 'deferred', unreleasedExits: [], releases };
    }
    this.#begin();
    let steps = 0;
    for (let next = this.#pending.pop(); next && this.#understood; next = this.#pending.pop()) {
      if (++steps > MAXIMUM_STEPS) this.#understood = false;
      this.#step(next.place, next.fresh);
    }
    if (!this.#understood) return notUnderstood(releases);
    const exits = [...this.#exits.values()].sort((a, b) => a.node - b.node);
    const isReleased = this.#released || this.#handedOver;
    const released = !isReleased
      ? 'never'
      : exits.length > 0
        ? 'sometimes'
        : this.#directly || this.#handedOver
          ? 'always'
          : 'deferred';
    return { escapes: escapedAt !== NO_NODE, escapedAt, released, unreleasedExits: exits, releases };
  }

  /** Behind the acquisition: the next statement, or the rest of the header it stands in. */
  #begin(): void {
    const { tree } = this.#view;
    const place = this.#flow.placeOf(this.#statement);
    if (place === NO_NODE) this.#understood = false;
    else if (place === this.#statement) this.#go(this.#flow.after(place), true, place);
    else if (childByField(tree, place, Field.initializer) === this.#statement) {
      this.#pending.push({ place: { node: place, again: true }, fresh: true });
    } else this.#understood = false;
  }

  #noteConditionsAround(): void {
    const { tree } = this.#view;
    let below = this.#statement;
    for (let at = parentOf(tree, below); at !== NO_NODE && below !== this.#flow.body; at = parentOf(tree, at)) {
      const condition = kindOf(tree, at) === Kind.if_statement ? this.#flow.condition(at) : NO_NODE;
      if (condition !== NO_NODE) {
        if (below === childByField(tree, at, Field.consequence)) this.#hold(condition, true);
        if (below === childByField(tree, at, Field.alternative)) this.#hold(condition, false);
      }
      below = at;
    }
  }

  #hold(condition: SyntaxNode, sense: boolean): void {
    const [text, holds] = normalised(textOf(this.#view.tree, condition), sense);
    this.#held.set(text, holds);
  }

  #go(next: Next, fresh: boolean, from: SyntaxNode): void {
    if (next === NOWHERE) this.#understood = false;
    else if (next === END) this.#exit(this.#flow.body, 'end');
    else if (this.#leavesScope(next.node)) this.#exit(from, 'scope');
    else {
      const key = (next.node * 2 + (next.again ? 1 : 0)) * 2 + (fresh ? 1 : 0);
      if (this.#seen.has(key)) return;
      this.#seen.add(key);
      this.#pending.push({ place: next, fresh });
    }
  }

  /** A variable that an outer block declares goes on living there. */
  #leavesScope(node: SyntaxNode): boolean {
    const { binding, fields } = this.#value;
    if (!binding || fields.length > 0) return false;
    return node >= binding.until || node < binding.node;
  }

  #exit(node: SyntaxNode, how: UnreleasedExit['how']): void {
    if (!this.#exits.has(node)) this.#exits.set(node, { node, how });
  }

  #step({ node, again }: Place, fresh: boolean): void {
    const { tree } = this.#view;
    const happened = this.#events.at(node, again, fresh, this.#flow);
    switch (happened.what) {
      case 'released':
        this.#released = true;
        if (!happened.deferred) this.#directly = true;
        return;
      case 'escaped':
        this.#handedOver = true;
        return;
      case 'overwritten':
      case 'again':
        this.#exit(node, happened.what);
        return;
      case 'acquired':
        return;
    }
    const still = happened.fresh;
    switch (kindOf(tree, node)) {
      case Kind.return_statement:
        this.#exit(node, 'return');
        return;
      case Kind.goto_statement:
        this.#understood = false;
        return;
      case Kind.break_statement:
      case Kind.continue_statement:
      case Kind.fallthrough_statement:
        this.#go(this.#flow.jump(node), still, node);
        return;
      case Kind.labeled_statement:
        this.#intoLabelled(node, still);
        return;
      case Kind.block:
      case Kind.expression_case:
      case Kind.default_case:
      case Kind.type_case:
      case Kind.communication_case:
        this.#go(this.#flow.into(node), still, node);
        return;
      case Kind.if_statement:
        this.#branch(node, still);
        return;
      case Kind.for_statement: {
        const verdict = this.#verdict(this.#flow.condition(node), still);
        const body = childByField(tree, node, Field.body);
        if (body !== NO_NODE) this.#take(this.#flow.into(body), verdict.whenTrue, still, node);
        if (!this.#flow.isEndless(node)) this.#take(this.#flow.after(node), verdict.whenFalse, still, node);
        return;
      }
      case Kind.expression_switch_statement:
      case Kind.type_switch_statement:
        this.#switch(node, still);
        return;
      case Kind.select_statement:
        for (const each of this.#flow.cases(node)) this.#go({ node: each, again: false }, still, node);
        return;
      default:
        if (!this.#flow.endsFunction(node)) this.#go(this.#flow.after(node), still, node);
    }
  }

  #intoLabelled(node: SyntaxNode, fresh: boolean): void {
    const inner = namedChildren(this.#view.tree, node).find(
      (child) => kindOf(this.#view.tree, child) !== Kind.label_name,
    );
    this.#go(inner === undefined ? this.#flow.after(node) : { node: inner, again: false }, fresh, node);
  }

  #branch(node: SyntaxNode, fresh: boolean): void {
    const { tree } = this.#view;
    const condition = this.#flow.condition(node);
    const verdict = this.#verdict(condition, fresh);
    const consequence = childByField(tree, node, Field.consequence);
    const alternative = childByField(tree, node, Field.alternative);
    const held = condition === NO_NODE ? undefined : this.#heldValue(condition);
    if (consequence !== NO_NODE && held !== false)
      this.#take(this.#flow.into(consequence), verdict.whenTrue, fresh, node);
    if (held === true) return;
    if (alternative === NO_NODE && (this.#isFlaggedRelease(condition, consequence) || this.#isChainOfReleases(node)))
      return;
    const otherwise: Next =
      alternative === NO_NODE
        ? this.#flow.after(node)
        : kindOf(tree, alternative) === Kind.if_statement
          ? { node: alternative, again: false }
          : this.#flow.into(alternative);
    this.#take(otherwise, verdict.whenFalse, fresh, node);
  }

  /** `if a { x.Close() } else if b { x.Close() }`: who releases it in every branch means them to be all there are. */
  #isChainOfReleases(last: SyntaxNode): boolean {
    const { tree } = this.#view;
    let branches = 0;
    for (let at = last; ; at = parentOf(tree, at)) {
      const consequence = childByField(tree, at, Field.consequence);
      if (consequence === NO_NODE || !this.#events.releasesWithin(consequence)) return false;
      branches++;
      const outer = parentOf(tree, at);
      const isElse = kindOf(tree, outer) === Kind.if_statement && childByField(tree, outer, Field.alternative) === at;
      if (!isElse) return branches > 1;
    }
  }

  #heldValue(condition: SyntaxNode): boolean | undefined {
    const [text, holds] = normalised(textOf(this.#view.tree, condition), true);
    const known = this.#held.get(text);
    return known === undefined ? undefined : known === holds;
  }

  /** `if locked { mu.Unlock() }`: a variable keeps account of whether there is something to release. */
  #isFlaggedRelease(condition: SyntaxNode, consequence: SyntaxNode): boolean {
    if (condition === NO_NODE || consequence === NO_NODE) return false;
    const { tree } = this.#view;
    const flag =
      kindOf(tree, condition) === Kind.unary_expression ? childByField(tree, condition, Field.operand) : condition;
    if (flag === NO_NODE || kindOf(tree, flag) !== Kind.identifier) return false;
    const meaning = this.#view.scopes.resolve(flag);
    const isVariable = meaning.kind === 'local' && meaning.binding.kind === 'variable';
    return isVariable && this.#events.releasesWithin(consequence);
  }

  #switch(node: SyntaxNode, fresh: boolean): void {
    const { tree } = this.#view;
    const value = childByField(tree, node, Field.value);
    const asksCompanion = fresh && value !== NO_NODE && this.#conditions.isCompanion(value);
    let reaching: Presence = 'open';
    let nilSeen = false;
    let defaultCase = NO_NODE;
    for (const each of this.#flow.cases(node)) {
      if (kindOf(tree, each) === Kind.default_case) {
        defaultCase = each;
        continue;
      }
      let into: Presence = reaching;
      if (asksCompanion) {
        const listsNil = caseValues(this.#view, each).some((one) => textOf(tree, one) === 'nil');
        into = listsNil ? 'present' : 'absent';
        nilSeen ||= listsNil;
      } else if (value === NO_NODE && kindOf(tree, node) === Kind.expression_switch_statement) {
        const verdicts = caseValues(this.#view, each).map((one) => this.#verdict(one, fresh));
        if (reaching === 'open') into = verdicts.length === 1 ? (verdicts[0] ?? OPEN).whenTrue : 'open';
        for (const { whenFalse } of verdicts) if (reaching === 'open') reaching = whenFalse;
      }
      this.#take({ node: each, again: false }, into, fresh, node);
    }
    if (nilSeen) reaching = 'absent';
    const rest: Next = defaultCase === NO_NODE ? this.#flow.after(node) : { node: defaultCase, again: false };
    this.#take(rest, reaching, fresh, node);
  }

  #verdict(condition: SyntaxNode, fresh: boolean): Verdict {
    return this.#conditions.judge(condition, fresh);
  }

  #take(next: Next, presence: Presence, fresh: boolean, from: SyntaxNode): void {
    if (presence === 'absent') return;
    if (presence === 'unclear') this.#understood = false;
    else this.#go(next, fresh && presence !== 'present', from);
  }
}

/** A condition without its negation, so that `if !locked` is known where `if locked` was. */
function normalised(text: string, sense: boolean): [string, boolean] {
  const spaceless = text.replace(/\s+/g, ' ');
  if (/^!\w[\w.]*$/.test(spaceless)) return [spaceless.slice(1), !sense];
  const unequal = /^([\w.]+) != ([\w.]+)$/.exec(spaceless);
  return unequal ? [`${unequal[1]} == ${unequal[2]}`, !sense] : [spaceless, sense];
}

function caseValues({ tree }: SourceView, node: SyntaxNode): SyntaxNode[] {
  const list = childByField(tree, node, Field.value);
  if (list !== NO_NODE) return namedChildren(tree, list);
  return namedChildren(tree, node).filter((child) => kindOf(tree, child) !== Kind.statement_list);
}

/** The answer where nothing can be said. */
export function notUnderstood(releases: readonly SyntaxNode[]): ValueFlow {
  const released = releases.length > 0 ? 'sometimes' : 'never';
  return { escapes: true, escapedAt: NO_NODE, released, unreleasedExits: [], releases };
}
