/**
 * One configuration file as a document: its text read as YAML, checked against the schema, and every part of it with its
 * place in the text. What it extends and what its words mean together is for `load.ts` and `resolve.ts`.
 */

import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, visit, type YAMLMap } from 'yaml';
import type { ConfigIssue, Origin } from './config.ts';
import { isNestedTooDeeply } from './nesting.ts';
import { type ConfigInput, configSchema } from './schema.ts';
import { schemaIssues } from './schemaIssues.ts';

/** Longer files are refused: no configuration written by people comes near. */
export const longestConfiguration = 500_000;
const mostAliases = 1_000;

export interface ConfigDocument {
  readonly input: ConfigInput | undefined;
  readonly issues: readonly ConfigIssue[];
  readonly originOf: (path: readonly (string | number)[]) => Origin;
  readonly keyOriginOf: (path: readonly (string | number)[]) => Origin;
}

export function readDocument(file: string, text: string): ConfigDocument {
  const whole: Origin = { file, start: 0, end: 0, label: baseName(file) };
  const refuse = (message: string): ConfigDocument => ({
    input: undefined,
    issues: [{ severity: 'error', message, file, start: 0, end: Math.min(text.length, firstLineEnd(text)) }],
    originOf: () => whole,
    keyOriginOf: () => whole,
  });
  if (text.length > longestConfiguration) {
    return refuse(`This file is ${Math.round(text.length / 100_000) / 10} MB long; more than 0.5 MB is not read.`);
  }
  if (isNestedTooDeeply(text)) return refuse('This file cannot be read as YAML: it is nested too deeply.');
  try {
    return parsed(file, text, whole);
  } catch (error) {
    // The YAML reader itself gives up on nesting that overflows the stack.
    return refuse(`This file cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const mostFaults = 10;

function parsed(file: string, text: string, whole: Origin): ConfigDocument {
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true, uniqueKeys: false });
  const fail = (issues: readonly ConfigIssue[]): ConfigDocument => ({
    input: undefined,
    issues,
    originOf: () => whole,
    keyOriginOf: () => whole,
  });
  if (document.errors.length > 0) {
    return fail(
      // After the first few, one fault in the text is only repeated.
      document.errors.slice(0, mostFaults).map(({ code, message, pos: [start, end] }) => ({
        severity: 'error',
        message:
          code === 'MULTIPLE_DOCS'
            ? 'A second YAML document begins here, and a configuration is one: put both together and remove the line of dashes.'
            : `This is not valid YAML: ${message}.`,
        file,
        ...visibleRange(text, start, end),
      })),
    );
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail([
      {
        severity: 'error',
        message: `The aliases of this file cannot be resolved: ${why}.`,
        file,
        start: 0,
        end: firstLineEnd(text),
      },
    ]);
  }
  const lost = lostKeys(file, document);
  if (lost.length > 0) return fail(lost);
  const places = new Places(file, document.contents, document, whole);
  const checked = configSchema.safeParse(withoutEmptySections(value ?? {}));
  if (!checked.success) return fail(schemaIssues(checked.error.issues, value, places));
  return {
    input: checked.data,
    issues: [],
    originOf: (path) => places.value(path),
    keyOriginOf: (path) => places.key(path),
  };
}

/** A section whose entries are all commented out is as good as absent. Further in, nothing is forgiven. */
function withoutEmptySections(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, section]) => section !== null));
}

/**
 * Keys that would be lost without a word: a second one of the same name, and one that JavaScript takes for something else.
 * The YAML reader could find the former itself, in time that grows with the square of the keys.
 */
function lostKeys(file: string, document: ReturnType<typeof parseDocument>): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key) || !key.range) continue;
        const name = String(key.value);
        const [start, end] = key.range;
        if (name === '__proto__') {
          issues.push({ severity: 'error', message: `"${name}" cannot be a name; choose another.`, file, start, end });
        } else if (seen.has(name)) {
          const message = `"${name}" is already there above; put both together.`;
          issues.push({ severity: 'error', message, file, start, end });
        }
        seen.add(name);
      }
    },
  });
  return issues;
}

/** What a YAML error points at may be empty or past the end; a squiggle needs something to stand under. */
function visibleRange(text: string, from: number, to: number): { start: number; end: number } {
  const start = Math.min(from, text.length);
  const end = Math.min(Math.max(to, start), text.length);
  if (start < end) return { start, end };
  return start < text.length
    ? { start, end: start + 1 }
    : { start: Math.max(0, text.trimEnd().length - 1), end: text.length };
}

/** Finds the range of a key or a value in the text by its path. */
class Places {
  readonly file: string;
  readonly #root: unknown;
  readonly #document: ReturnType<typeof parseDocument>;
  readonly #whole: Origin;
  readonly #pairsOf = new Map<YAMLMap, Map<string, Pair>>();

  constructor(file: string, root: unknown, document: ReturnType<typeof parseDocument>, whole: Origin) {
    this.file = file;
    this.#root = root;
    this.#document = document;
    this.#whole = whole;
  }

  /** The value; the nearest one around it when there is none. */
  value(path: readonly PropertyKey[]): Origin {
    let node: unknown = this.#root;
    let best = this.#origin(node) ?? this.#whole;
    for (const step of path) {
      const child = this.#child(node, step);
      if (child === undefined) break;
      node = child.value;
      best = this.#origin(node) ?? this.#origin(child.key) ?? best;
    }
    return best;
  }

  key(path: readonly PropertyKey[]): Origin {
    const parent = this.#node(path.slice(0, -1));
    const last = path.at(-1);
    const child = last === undefined ? undefined : this.#child(parent, last);
    return this.#origin(child?.key) ?? this.value(path);
  }

  #node(path: readonly PropertyKey[]): unknown {
    let node: unknown = this.#root;
    for (const step of path) node = this.#child(node, step)?.value;
    return node;
  }

  /** By key, made once for each mapping: a long one is asked for each of its keys. */
  #pairs(map: YAMLMap): Map<string, Pair> {
    let pairs = this.#pairsOf.get(map);
    if (pairs === undefined) {
      pairs = new Map();
      for (const pair of map.items) if (isScalar(pair.key)) pairs.set(String(pair.key.value), pair);
      this.#pairsOf.set(map, pairs);
    }
    return pairs;
  }

  #child(parent: unknown, step: PropertyKey): { key: unknown; value: unknown } | undefined {
    const node = this.#resolved(parent);
    if (isMap(node)) {
      return this.#pairs(node).get(String(step));
    }
    if (isSeq(node) && typeof step === 'number') {
      const value = node.items[step];
      return value === undefined ? undefined : { key: undefined, value };
    }
    return undefined;
  }

  #resolved(node: unknown): unknown {
    if (typeof node === 'object' && node !== null && 'resolve' in node && typeof node.resolve === 'function') {
      return node.resolve(this.#document);
    }
    return node;
  }

  #origin(node: unknown): Origin | undefined {
    const range = (node as Node | null | undefined)?.range;
    if (range === undefined || range === null) return undefined;
    return { file: this.file, start: range[0], end: range[1], label: this.#whole.label };
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function firstLineEnd(text: string): number {
  const newline = text.indexOf('\n');
  return newline < 0 ? text.length : newline;
}
