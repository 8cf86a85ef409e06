/**
 * One configuration file as a document: its text read as YAML, checked against the schema, and every part of it with its
 * place in the text. What it extends and what its words mean together is for `load.ts` and `resolve.ts`.
 */

import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, visit, type YAMLMap } from 'yaml';
import type { ConfigIssue, Origin } from './config.ts';
import { isNestedTooDeeply } from './nesting.ts';
import { type ConfigInput, configSchema } from './schema.ts';
import { placedIssues, schemaIssues } from './schemaIssues.ts';
import { withoutFaults } from './withoutFaults.ts';

/** Longer files are refused: no configuration written by people comes near. */
export const longestConfiguration = 500_000;
const mostAliases = 1_000;

export interface ConfigDocument {
  /** Of a file with faults in some of its parts, the others: what is wrong with those is to be said in the same breath. */
  readonly input: ConfigInput | undefined;
  readonly issues: readonly ConfigIssue[];
  /** Layers whose description is among the faulty parts. */
  readonly faultyLayers: readonly string[];
  /** Keys were lost, so that more may be written than could be read. */
  readonly lacksParts: boolean;
  readonly originOf: (path: readonly (string | number)[]) => Origin;
  readonly keyOriginOf: (path: readonly (string | number)[]) => Origin;
}

/** @param label names the file for people */
export function readDocument(file: string, text: string, label: string): ConfigDocument {
  const whole: Origin = { file, start: 0, end: 0, label };
  const refuse = (message: string): ConfigDocument => ({
    input: undefined,
    issues: [{ severity: 'error', message, file, start: 0, end: Math.min(text.length, firstLineEnd(text)) }],
    faultyLayers: [],
    lacksParts: true,
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
    faultyLayers: [],
    lacksParts: true,
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
    return fail(aliasIssues(file, document, why));
  }
  const lost = lostKeys(file, document);
  const places = new Places(file, document.contents, document, whole);
  const sections = withoutEmptySections(value ?? {});
  const checked = configSchema.safeParse(sections);
  const origins = {
    originOf: (path: readonly (string | number)[]) => places.value(path),
    keyOriginOf: (path: readonly (string | number)[]) => places.key(path),
  };
  if (checked.success && lost.length === 0) {
    return { input: checked.data, issues: [], faultyLayers: [], lacksParts: false, ...origins };
  }
  const { issues } = checked.error ?? { issues: [] };
  const faults = [...lost, ...schemaIssues(issues, { root: value, places, schema: configSchema, at: [] })];
  const faultyLayers = layersAmong(issues, sections);
  return {
    input: withoutFaults(sections),
    issues: faults,
    faultyLayers,
    lacksParts: lost.length > 0,
    ...origins,
  };
}

function layersAmong(issues: Parameters<typeof placedIssues>[0], sections: unknown): string[] {
  const faulty = placedIssues(issues).flatMap(({ path: [section, name] }) => (section === 'layers' ? [name] : []));
  const isWhole = faulty.includes(undefined) && typeof sections === 'object' && sections !== null;
  const layers = isWhole && 'layers' in sections ? sections.layers : undefined;
  return typeof layers === 'object' && layers !== null ? Object.keys(layers) : [...new Set(faulty.map(String))];
}

/** Each alias without an anchor above it. Where all have one, there are too many of them, and the last one is the straw too many. */
function aliasIssues(file: string, document: ReturnType<typeof parseDocument>, why: string): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  let last: Origin['start'][] = [0, 0];
  visit(document, {
    Alias: (_, alias) => {
      const [start, end] = alias.range ?? [0, 0];
      last = [start, end];
      if (alias.resolve(document) !== undefined || issues.length === mostFaults) return;
      const message = `"*${alias.source}" is an alias to YAML, and no anchor "&${alias.source}" stands above it; put it in quotes if it is a pattern.`;
      issues.push({ severity: 'error', message, file, start, end });
    },
  });
  if (issues.length > 0) return issues;
  const [start = 0, end = 0] = last;
  return [{ severity: 'error', message: `The aliases of this file cannot be resolved: ${why}.`, file, start, end }];
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

function firstLineEnd(text: string): number {
  const newline = text.indexOf('\n');
  return newline < 0 ? text.length : newline;
}
