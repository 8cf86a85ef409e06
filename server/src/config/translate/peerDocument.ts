/**
 * Another tool's YAML or JSON, read with the place of every part, so that a fault is named with its line. Values are asked
 * for by the kind that is expected; what is of another kind is a problem and reads as absent.
 *
 * Safe against hostile files in the same way as our own configuration: size, aliases and depth are bounded, and it never
 * throws.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { longestConfiguration } from '../document.ts';
import { isNestedTooDeeply } from '../nesting.ts';
import { nearestName } from '../suggest.ts';
import type { TranslationProblem } from './translation.ts';

const mostAliases = 1_000;
const mostFaults = 10;

export type PeerReading =
  | { readonly ok: true; readonly root: PeerValue; readonly problems: TranslationProblem[] }
  | { readonly ok: false; readonly problems: readonly TranslationProblem[] };

export function readPeerDocument(text: string): PeerReading {
  const refuse = (message: string): PeerReading => ({ ok: false, problems: [{ line: 1, column: 1, message }] });
  if (text.length > longestConfiguration) {
    return refuse(`This file is ${Math.round(text.length / 100_000) / 10} MB long; more than 0.5 MB is not read.`);
  }
  if (isNestedTooDeeply(text)) return refuse('This file cannot be read as YAML: it is nested too deeply.');
  try {
    const lines = new LineCounter();
    const document = parseDocument(text, {
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
      lineCounter: lines,
    });
    if (document.errors.length > 0) {
      const problems = document.errors.slice(0, mostFaults).map(({ message, pos: [start] }) => {
        const { line, col } = lines.linePos(start);
        return { line, column: col, message: `This is not valid YAML: ${message}.` };
      });
      return { ok: false, problems };
    }
    // Refuses what grows beyond measure when its aliases are followed; from here on they can be.
    document.toJS({ maxAliasCount: mostAliases });
    const problems: TranslationProblem[] = [];
    const reading: Reading = { problems, lines, resolve: (node) => (isAlias(node) ? node.resolve(document) : node) };
    return { ok: true, root: new PeerValue(document.contents, 'The file', 0, reading), problems };
  } catch (error) {
    return refuse(`This file cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

interface Reading {
  readonly problems: TranslationProblem[];
  readonly lines: LineCounter;
  readonly resolve: (node: unknown) => unknown;
}

export interface PeerEntry {
  readonly name: string;
  readonly value: PeerValue;
  readonly line: number;
}

export class PeerValue {
  readonly #node: unknown;
  readonly #name: string;
  readonly #offset: number;
  readonly #reading: Reading;

  constructor(node: unknown, name: string, offset: number, reading: Reading) {
    this.#node = reading.resolve(node);
    this.#name = name;
    this.#offset = (node as Node | null | undefined)?.range?.[0] ?? offset;
    this.#reading = reading;
  }

  get line(): number {
    return this.#reading.lines.linePos(this.#offset).line;
  }

  get isList(): boolean {
    return isSeq(this.#node);
  }

  get isMapping(): boolean {
    return isMap(this.#node);
  }

  fail(message: string): void {
    const { line, col } = this.#reading.lines.linePos(this.#offset);
    this.#reading.problems.push({ line, column: col, message });
  }

  /** Every entry of a mapping; nothing stands for an empty one. */
  entries(): readonly PeerEntry[] {
    const node = this.#node;
    if (this.#isNothing()) return [];
    if (!isMap(node)) {
      this.#expected('a mapping');
      return [];
    }
    return node.items.flatMap(({ key, value }) => {
      if (!isScalar(key)) return [];
      const name = String(key.value);
      const offset = key.range?.[0] ?? this.#offset;
      const { line } = this.#reading.lines.linePos(offset);
      return [{ name, line, value: new PeerValue(value, `"${name}"`, offset, this.#reading) }];
    });
  }

  /** The value under a key, whatever its case when `anyCase`; undefined when there is none or nothing stands there. */
  field(name: string, anyCase = false): PeerValue | undefined {
    if (!isMap(this.#node)) return undefined;
    const wanted = name.toLowerCase();
    const found = this.entries().find(
      (entry) => entry.name === name || (anyCase && entry.name.toLowerCase() === wanted),
    );
    return found === undefined || found.value.#isNothing() ? undefined : found.value;
  }

  /** Complains of every key that is not among these. */
  expectKeys(known: readonly string[]): void {
    if (!isMap(this.#node)) return;
    for (const { name, value } of this.entries()) {
      if (known.includes(name)) continue;
      const nearest = nearestName(name, known);
      const hint = nearest === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${nearest}"?`;
      value.fail(`${this.#name} has no "${name}". ${hint}`);
    }
  }

  items(): readonly PeerValue[] {
    const node = this.#node;
    if (this.#isNothing()) return [];
    if (!isSeq(node)) {
      this.#expected('a list');
      return [];
    }
    return node.items.map((item, index) => new PeerValue(item, `${this.#name}[${index}]`, this.#offset, this.#reading));
  }

  /** Text, of one entry or several. */
  texts(): readonly { readonly text: string; readonly at: PeerValue }[] {
    const all = isSeq(this.#node) ? this.items() : [this];
    return all.flatMap((at) => {
      const text = at.text();
      return text === undefined ? [] : [{ text, at }];
    });
  }

  text(): string | undefined {
    const value = this.#scalar();
    if (value === null || value === undefined) {
      this.#expected('text');
      return undefined;
    }
    return String(value);
  }

  flag(): boolean | undefined {
    const value = this.#scalar();
    if (typeof value === 'boolean') return value;
    this.#expected('true or false');
    return undefined;
  }

  number(): number | undefined {
    const value = this.#scalar();
    if (typeof value === 'number') return value;
    // golangci-lint writes its version as text.
    if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value);
    this.#expected('a number');
    return undefined;
  }

  #scalar(): unknown {
    return isScalar(this.#node) ? this.#node.value : undefined;
  }

  #isNothing(): boolean {
    return this.#node === null || this.#node === undefined || (isScalar(this.#node) && this.#node.value === null);
  }

  #expected(what: string): void {
    this.fail(`${this.#name} should be ${what}.`);
  }
}
