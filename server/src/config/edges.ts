/**
 * Single imports the configuration has something to say about: those on their way out, and those that are banned in favour
 * of others.
 */

import type { Config, DeprecatedEdge, ImportReplacement, Layer } from './config.ts';
import { ImportPathIndex } from './importPathIndex.ts';
import type { PathPattern } from './pattern.ts';
import { PatternIndex } from './patternIndex.ts';

/** The deprecation an import within the module falls under; `directory` is relative to the root of the patterns. */
export function deprecationOf(
  config: Config,
  from: Layer | undefined,
  to: Layer | undefined,
  directory: string,
): DeprecatedEdge | undefined {
  if (from !== undefined && from === to) return undefined;
  const { byLayer, byPattern, byDirectory, order } = deprecations(config);
  let toDirectory = byDirectory.get(directory);
  if (toDirectory === undefined) {
    toDirectory = byPattern.matches(directory).map(({ edge }) => edge);
    byDirectory.set(directory, toDirectory);
  }
  const toLayer = to === undefined ? undefined : byLayer.get(to.name);
  let first: DeprecatedEdge | undefined;
  for (const edges of [toLayer, toDirectory]) {
    for (const edge of edges ?? []) {
      if (edge.from !== '*' && edge.from !== from?.name) continue;
      if (first === undefined || (order.get(edge) ?? 0) < (order.get(first) ?? 0)) first = edge;
    }
  }
  return first;
}

/** The ban an import path falls under in a layer. The longest path that covers it speaks for it. */
export function banOf(config: Config, from: Layer | undefined, importPath: string): ImportReplacement | undefined {
  let index = bans.get(config);
  if (index === undefined) {
    index = new ImportPathIndex(config.replacements, ({ path }) => path);
    bans.set(config, index);
  }
  let longest: ImportReplacement | undefined;
  for (const ban of index.covering(importPath)) {
    if (ban.layers !== undefined && (from === undefined || !ban.layers.includes(from.name))) continue;
    if (longest === undefined || ban.path.length > longest.path.length) longest = ban;
  }
  return longest;
}

interface Deprecations {
  readonly byLayer: ReadonlyMap<string, readonly DeprecatedEdge[]>;
  readonly byPattern: PatternIndex<{ readonly pattern: PathPattern; readonly edge: DeprecatedEdge }>;
  /** What was asked for before. */
  readonly byDirectory: Map<string, readonly DeprecatedEdge[]>;
  /** As written: the first entry that fits speaks. */
  readonly order: ReadonlyMap<DeprecatedEdge, number>;
}

const bans = new WeakMap<Config, ImportPathIndex<ImportReplacement>>();
const known = new WeakMap<Config, Deprecations>();

/** Sorted by what they lead to, once for a configuration. */
function deprecations(config: Config): Deprecations {
  let found = known.get(config);
  if (found === undefined) {
    const byLayer = new Map<string, DeprecatedEdge[]>();
    const patterns: { pattern: PathPattern; edge: DeprecatedEdge }[] = [];
    for (const edge of config.deprecated) {
      if ('pattern' in edge.to) patterns.push({ pattern: edge.to.pattern, edge });
      else byLayer.set(edge.to.layer, [...(byLayer.get(edge.to.layer) ?? []), edge]);
    }
    const order = new Map(config.deprecated.map((edge, index) => [edge, index]));
    found = { byLayer, byPattern: new PatternIndex(patterns), byDirectory: new Map(), order };
    known.set(config, found);
  }
  return found;
}
