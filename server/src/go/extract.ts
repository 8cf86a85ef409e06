/**
 * One pass over a file's flat tree that writes down everything the engine will ever ask of the file.
 *
 * Observers register the node kinds they care about; the pass looks each row's kind up in a table, so an observer costs
 * nothing where its kinds do not occur, however many there are. An observer that throws is fenced: its failure is reported
 * once to the caller and the others go on. No judgement is made here and no other file is known.
 */
import { declarationsOf } from './declarations.ts';
import type { FileFacts } from './facts.ts';
import { type GoHeader, readHeader } from './imports.ts';
import { headerOfTree } from './importsOfTree.ts';
import type { Kind } from './kinds.ts';
import { type Observed, observationsOf, observe } from './observing.ts';
import { type Outline, outlineOf, restored } from './outline.ts';
import type { GoParser } from './parser.ts';
import { SourceView } from './sourceView.ts';
import { headerSuppressions, mentionsSuppression, treeSuppressions } from './suppressionFacts.ts';
import { type FlatTree, hasError, ROOT } from './tree.ts';

export { SourceView } from './sourceView.ts';

/** How much of a file is read: its header, what it declares as well, or all of it. */
export type Depth = 'imports' | 'declarations' | 'syntax';

/** A place an observer wants to see. */
export interface Site {
  readonly kind: Kind;
  /** For call expressions: only calls whose function's last identifier is one of these (`Query` in `s.db.Query(…)`). */
  readonly callee?: readonly string[];
}

/** The part of a rule that looks at syntax. */
export interface Observer {
  readonly rule: string;
  readonly sites: readonly Site[];
  /** False when files of tests do not matter. */
  readonly tests: boolean;
  /** What must be found in the text of a declaration for there to be anything to observe in it; see `Rule.inText`. */
  readonly inText?: RegExp | undefined;
  observe(node: number, view: SourceView): unknown;
}

export interface ObserverFailure {
  readonly rule: string;
  readonly error: unknown;
}

/** Observers arranged by node kind; made once, used for every file. */
export class ObserverTable {
  readonly #byKind: (readonly Entry[] | undefined)[] = [];
  readonly #byCallee = new Map<string, Observer[]>();
  readonly #observers: readonly Observer[];
  #inTests: ObserverTable | undefined;
  #inText: { readonly pattern: RegExp | undefined } | undefined;

  constructor(observers: readonly Observer[]) {
    this.#observers = observers;
    for (const observer of observers) {
      for (const site of observer.sites) {
        if (site.callee) {
          for (const name of site.callee) {
            const list = this.#byCallee.get(name) ?? [];
            this.#byCallee.set(name, [...list, observer]);
          }
        } else {
          this.#byKind[site.kind] = [...(this.#byKind[site.kind] ?? []), { observer }];
        }
      }
    }
  }

  /** The rules they belong to. */
  get rules(): readonly string[] {
    return this.#observers.map(({ rule }) => rule);
  }

  /** Those that look at files of tests. */
  get inTests(): ObserverTable {
    const isEveryOne = this.#observers.every(({ tests }) => tests);
    this.#inTests ??= isEveryOne ? this : new ObserverTable(this.#observers.filter(({ tests }) => tests));
    return this.#inTests;
  }

  /** Observers of a row, or undefined when none is interested. */
  forKind(kind: number): readonly Entry[] | undefined {
    return this.#byKind[kind];
  }

  forCallee(name: string): readonly Observer[] | undefined {
    return this.#byCallee.get(name);
  }

  get isEmpty(): boolean {
    return this.#byKind.length === 0 && this.#byCallee.size === 0;
  }

  get watchesCallees(): boolean {
    return this.#byCallee.size > 0;
  }

  /** Found in the text of every declaration that one of them observes something in; undefined when they do not all tell by the text. */
  get inText(): RegExp | undefined {
    this.#inText ??= { pattern: patternOf(this.#observers) };
    return this.#inText.pattern;
  }
}

/** Made of what the observers say themselves, and of the names they want to see called. */
function patternOf(observers: readonly Observer[]): RegExp | undefined {
  const names = new Set<string>();
  const parts: string[] = [];
  for (const { sites, inText } of observers) {
    if (inText) parts.push(inText.source);
    for (const { callee } of inText ? [] : sites) {
      if (!callee) return undefined;
      for (const name of callee) names.add(name);
    }
  }
  // Names of fields and of what is declared are no calls, and much more frequent.
  if (names.size > 0) parts.push(`\\b(?:${[...names].join('|')})\\b(?!\\s*[:=,;.}])`);
  return new RegExp(parts.length === 0 ? NEVER : parts.join('|'));
}

const NEVER = '(?!)';

interface Entry {
  readonly observer: Observer;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Facts of a parsed file. `onFailure` hears of observers that threw. */
export function extractFacts(
  tree: FlatTree,
  observers: ObserverTable,
  onFailure: (failure: ObserverFailure) => void = rethrow,
): FileFacts {
  return extractAgain(tree, observers, undefined, onFailure).facts;
}

/** Facts of a document, and what makes those of its next version cheaper. */
export interface Extraction {
  readonly facts: FileFacts;
  readonly observed: Observed;
}

/** @param before what was observed in an earlier version of the document */
export function extractAgain(
  tree: FlatTree,
  observers: ObserverTable,
  before: Observed | undefined,
  onFailure: (failure: ObserverFailure) => void = rethrow,
): Extraction {
  const view = new SourceView(tree, headerOfTree(tree));
  const observed = observe(view, observers, before, onFailure);
  return { facts: factsOf(view, observationsOf(observed)), observed };
}

function factsOf({ tree, header, inference }: SourceView, observations: FileFacts['observations']): FileFacts {
  return {
    header: withoutComments(header),
    suppressions: treeSuppressions(tree),
    hasSyntaxErrors: hasError(tree, ROOT),
    declarations: declarationsOf(tree, inference),
    observations,
  };
}

/** Facts with what one more observer sees in the same text: for a rule that is off, but has a fix for what somebody else found. */
export function withObserver(facts: FileFacts, tree: FlatTree, observer: ObserverTable): FileFacts {
  const { header, suppressions, hasSyntaxErrors, declarations, observations } = facts;
  const seen = observationsOf(observe(new SourceView(tree, headerOfTree(tree)), observer, undefined, rethrow));
  return { header, suppressions, hasSyntaxErrors, declarations, observations: { ...observations, ...seen } };
}

/**
 * Facts of a file of which only the declarations are wanted: nothing inside functions is looked at, unless the file does not parse
 * without that. Nothing is observed, and types within functions are left out.
 *
 * @param tables whether the variables and constants of a generated file are wanted as well; mostly those are tables, of which who asks
 *   about imports and signatures needs no more than that they are there
 */
export function extractDeclarations(bytes: Uint8Array, parser: GoParser, tables = false): FileFacts {
  const text = decoder.decode(bytes);
  const header = readHeader(bytes);
  const outline = outlineOf(bytes, {
    isSilent: !mentionsSuppression(text),
    withoutValues: header.generated && !tables,
  });
  const tree = outline && parser.parse(outline.bytes);
  const isWhole = !outline || !tree || hasError(tree, ROOT);
  return factsOf(new SourceView(isWhole ? parser.parse(bytes) : restored(tree, outline, text), header), {});
}

/**
 * Facts of a file whose declarations nobody else looks into, such as a test's, for observers that tell by the text where they have
 * something to see: the inside of other functions is not parsed. What is observed is the same as in the whole; of types within
 * functions those are missing that nobody asked about, and of syntax errors those that stand where nobody looked.
 */
export function extractWhereObserved(
  bytes: Uint8Array,
  observers: ObserverTable,
  parser: GoParser,
  onFailure: (failure: ObserverFailure) => void = rethrow,
): FileFacts {
  const pattern = observers.inText;
  const text = decoder.decode(bytes);
  const outline = pattern && outlineWith(bytes, text, pattern);
  const tree = outline && parser.parse(outline.bytes);
  if (!outline || !tree || hasError(tree, ROOT)) return extractFacts(parser.parse(bytes), observers, onFailure);
  const view = new SourceView(restored(tree, outline, text), readHeader(bytes));
  return factsOf(view, observationsOf(observe(view, observers, undefined, onFailure)));
}

/** The declarations of a file, whole where the pattern is found in them or a comment that may silence something. */
function outlineWith(bytes: Uint8Array, text: string, pattern: RegExp): Outline | undefined {
  const isSilent = !mentionsSuppression(text);
  const isAscii = text.length === bytes.length;
  const keeps = (start: number, end: number) => {
    const from = Math.max(0, start - SIGNATURE_END);
    const block = isAscii ? text.slice(from, end) : decoder.decode(bytes.subarray(from, end));
    return pattern.test(block) || (!isSilent && mentionsSuppression(block));
  };
  return outlineOf(bytes, { isSilent, keeps });
}

/** How much of what stands before a function's body is looked at with it: enough to see whether the last result is an error. */
const SIGNATURE_END = 24;

/**
 * Facts of a file of which only the header was read: enough for rules about imports. `text` is asked for only when a
 * comment of the header may silence something.
 */
export function extractHeaderFacts(header: GoHeader, text: () => string): FileFacts {
  return {
    header: withoutComments(header),
    suppressions: header.comments.length === 0 ? noSuppressions : headerSuppressions(header, text()),
    hasSyntaxErrors: false,
    declarations: undefined,
    observations: noObservations,
  };
}

/** The same for the ten thousand files that have none. */
const noSuppressions: FileFacts['suppressions'] = [];
const noObservations: FileFacts['observations'] = {};

/** Comments have been read for what they mean; keeping their text would cost memory for nothing. */
function withoutComments(header: GoHeader): GoHeader {
  return header.comments.length === 0 ? header : { ...header, comments: [] };
}

function rethrow(failure: ObserverFailure): never {
  throw failure.error;
}
