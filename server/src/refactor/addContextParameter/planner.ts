/**
 * Decides what changes: the function and its family, the calls, and, going upwards, whoever calls and has no context to pass.
 *
 * Nothing is edited before everything is decided. A caller that cannot take a context passes `context.TODO()`, and a note says
 * which and why; the function that was asked for must be able to, or the whole is refused.
 */

import { Field } from '../../go/kinds.ts';
import type { FileChange } from '../../go/textEdit.ts';
import { childByField, endOf, NO_NODE, type SyntaxNode, startOf } from '../../go/tree.ts';
import { adaptBody } from './body.ts';
import { contextAt, contextParameters } from './contextInScope.ts';
import { type ContextParameter, contextParameter } from './contextParameter.ts';
import { type Declaration, keyOf, nodeOf, placeOf, shown } from './declarations.ts';
import { Edits, type Piece } from './edits.ts';
import type { Reference, Use } from './references.ts';
import type { OpenFile, Sources, Task } from './sources.ts';
import { type Subject, Subjects } from './subject.ts';

/** What callers pass that have no context: one they are given themselves, or `context.TODO()`. */
export type Reach = 'propagate' | 'todo';

export interface Plan {
  readonly changes: readonly FileChange[];
  readonly notes: readonly string[];
  /** Names of the functions that take a context now, the one that was asked for first. */
  readonly changed: readonly string[];
}

export interface Refused {
  readonly obstacles: readonly string[];
}

export function* plan(target: Declaration, reach: Reach, sources: Sources): Task<Plan | Refused> {
  return yield* new Planner(reach, sources).run(target);
}

const CALLS_BETWEEN_PAUSES = 20;
const FUNCTIONS_WITHOUT_REPORT = 10;

/** What a declaration takes, and where it was looked at. */
interface Given {
  readonly at: OpenFile;
  readonly parameter: ContextParameter;
}

const TODO: Piece = (context) => `${context}.TODO()`;
const BACKGROUND: Piece = (context) => `${context}.Background()`;

class Planner {
  readonly #reach: Reach;
  readonly #sources: Sources;
  readonly #subjects: Subjects;
  readonly #edits: Edits;
  readonly #parameters = new Map<string, Given>();
  /** Where the arguments of the calls begin that get one, by file. */
  readonly #changed = new Map<string, Set<number>>();
  readonly #included = new Set<Subject>();
  readonly #pending: Subject[] = [];
  readonly #notes = new Set<string>();
  readonly #named = new Set<string>();

  constructor(reach: Reach, sources: Sources) {
    this.#reach = reach;
    this.#sources = sources;
    this.#subjects = new Subjects(sources);
    this.#edits = new Edits(sources);
  }

  *run(target: Declaration): Task<Plan | Refused> {
    const subject = yield* this.#subjects.of(target, true);
    const obstacle = this.#include(subject);
    if (obstacle.length > 0) return { obstacles: obstacle };
    for (let next = this.#pending.shift(); next; next = this.#pending.shift()) {
      for (const note of next.notes) this.#notes.add(note);
      for (const [number, { at, node, use }] of next.calls.entries()) {
        if (number % CALLS_BETWEEN_PAUSES === 0) yield;
        if (use.kind !== 'call') continue;
        this.#edits.argument(at, use.call, use.arguments, yield* this.#contextFor(at, node));
      }
    }
    for (const each of this.#included) {
      for (const { reference, text } of each.values) this.#pass(reference, text);
      this.#change(each, each === subject);
      yield;
    }
    return {
      changes: yield* this.#edits.changes(),
      notes: [...this.#notes],
      changed: [...this.#included].map(({ name }) => name),
    };
  }

  #pass({ at, use }: Reference, text: Piece): void {
    if (use.kind !== 'value') return;
    const { expression } = use;
    this.#edits.replace(at, expression, startOf(at.tree, expression), endOf(at.tree, expression), text);
  }

  /** Takes a subject in, unless something stands against it. */
  #include(subject: Subject): readonly string[] {
    if (this.#included.has(subject)) return [];
    if (subject.obstacles.length > 0) return subject.obstacles;
    const parameters = new Map<string, Given>();
    for (const declaration of subject.declarations) {
      const at = this.#sources.openAt(declaration);
      const parameter = at && contextParameter(declaration, at, this.#sources);
      if (!parameter) return [`${shown(declaration)} uses every name that a context could have`];
      parameters.set(keyOf(declaration), { at, parameter });
    }
    for (const [key, parameter] of parameters) this.#parameters.set(key, parameter);
    this.#included.add(subject);
    for (const { at, use } of subject.calls) if (use.kind === 'call') this.#noteCall(at, use);
    this.#pending.push(subject);
    return [];
  }

  *#contextFor(at: OpenFile, node: SyntaxNode): Task<Piece> {
    const available = contextAt(at, node, this.#sources);
    switch (available.kind) {
      case 'expression':
        return available.text;
      case 'root':
        return BACKGROUND;
      case 'unnamed':
        return this.#naming(available.declaration, at, node) ?? TODO;
      case 'function': {
        const { declaration } = available;
        const known = this.#parameters.get(keyOf(declaration));
        if (known) return known.parameter.name;
        if (this.#reach === 'todo') return TODO;
        // What takes no time shows no progress.
        if (this.#included.size >= FUNCTIONS_WITHOUT_REPORT) {
          this.#sources.report(`${this.#included.size} functions; looking for the callers of ${shown(declaration)}`);
        }
        const obstacles = this.#include(yield* this.#subjects.of(declaration, false));
        const given = this.#parameters.get(keyOf(declaration));
        if (given) return given.parameter.name;
        this.#notes.add(`${shown(declaration)} passes context.TODO(): ${obstacles[0] ?? 'it cannot take a context'}`);
        return TODO;
      }
    }
  }

  /** A context parameter without a name gets one, if it has none. */
  #naming(declaration: Declaration, at: OpenFile, node: SyntaxNode): string | undefined {
    const [index] = contextParameters(declaration, this.#sources);
    const parameter = index === undefined ? undefined : declaration.fact.parameters[index];
    const free = contextParameter(declaration, at, this.#sources);
    const usable = free && free.removed.length + free.replaced.length === 0;
    if (index === undefined || !usable || (parameter?.name !== '' && parameter?.name !== '_')) {
      this.#notes.add(`${placeOf(at, node, this.#sources)} passes context.TODO(): its context is hidden there`);
      return undefined;
    }
    if (!this.#named.has(keyOf(declaration))) {
      this.#named.add(keyOf(declaration));
      this.#edits.nameParameter(at, nodeOf(declaration, at), index, free.name);
    }
    return free.name;
  }

  #change(subject: Subject, asked: boolean): void {
    for (const declaration of subject.declarations) {
      const given = this.#parameters.get(keyOf(declaration));
      if (!given) continue;
      const { at, parameter } = given;
      this.#edits.parameter(at, nodeOf(declaration, at), parameter.name);
      if (declaration.kind === 'interfaceMethod') continue;
      adaptBody({
        at,
        declaration,
        parameter,
        asked,
        edits: this.#edits,
        sources: this.#sources,
        isChanged: (call) => this.#isChanged(at, call),
      });
    }
  }

  #noteCall({ file, moved }: OpenFile, { arguments: { open } }: Use & { readonly kind: 'call' }): void {
    const known = this.#changed.get(file.path);
    if (known) known.add(open + moved);
    else this.#changed.set(file.path, new Set([open + moved]));
  }

  /** Whether a call is one of those that get an argument. */
  #isChanged({ file, tree, moved }: OpenFile, call: SyntaxNode): boolean {
    const list = childByField(tree, call, Field.arguments);
    return list !== NO_NODE && this.#changed.get(file.path)?.has(startOf(tree, list) + 1 + moved) === true;
  }
}
