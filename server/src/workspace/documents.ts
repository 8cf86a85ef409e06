/**
 * Go files that are open in the editor: their text as it is being typed, parsed incrementally.
 *
 * The editor's text wins over the disk from the moment a document opens until it closes. Facts are extracted when somebody
 * asks, once per version, on the caller's thread: that takes milliseconds, and whoever asks wants the newest.
 */
import { extractAgain, type ObserverFailure, type ObserverTable } from '../go/extract.ts';
import type { FileFacts } from '../go/facts.ts';
import type { Observed } from '../go/observing.ts';
import type { GoParser, ParsedDocument } from '../go/parser.ts';
import type { FlatTree } from '../go/tree.ts';

/** One replacement, in offsets of the text as the changes before it left it; without a range it replaces everything. */
export interface TextChange {
  readonly range: { readonly start: number; readonly end: number } | undefined;
  readonly text: string;
}

export class OpenDocument {
  readonly path: string;
  version: number;
  readonly #parsed: ParsedDocument;
  #facts: { readonly observers: ObserverTable; readonly facts: FileFacts } | undefined;
  /** Of the version that was asked about last. */
  #observed: Observed | undefined;

  constructor(path: string, version: number, text: string, parser: GoParser) {
    this.path = path;
    this.version = version;
    this.#parsed = parser.open(text);
  }

  get text(): string {
    return this.#parsed.text;
  }

  get tree(): FlatTree {
    return this.#parsed.tree;
  }

  /** Applies one change to the current text. */
  change({ range, text }: TextChange): void {
    this.#parsed.edit(range?.start ?? 0, range?.end ?? this.text.length, text);
    this.#facts = undefined;
  }

  facts(observers: ObserverTable, onFailure: (failure: ObserverFailure) => void): FileFacts {
    // With another configuration others look.
    if (this.#facts?.observers !== observers) {
      const { facts, observed } = extractAgain(this.tree, observers, this.#observed, onFailure);
      this.#facts = { observers, facts };
      this.#observed = observed;
    }
    return this.#facts.facts;
  }

  dispose(): void {
    this.#parsed.dispose();
  }
}
