/**
 * Single imports the configuration has something to say about: those on their way out, and those that are banned in favour
 * of others.
 */

import type { Config, DeprecatedEdge, ImportReplacement, Layer } from './config.ts';
import { coversImport } from './layers.ts';
import { matchPattern } from './pattern.ts';

/** The deprecation an import within the module falls under; `directory` is relative to the root of the patterns. */
export function deprecationOf(
  config: Config,
  from: Layer | undefined,
  to: Layer | undefined,
  directory: string,
): DeprecatedEdge | undefined {
  return config.deprecated.find((edge) => {
    if (edge.from !== '*' && edge.from !== from?.name) return false;
    if (from !== undefined && from === to) return false;
    return 'layer' in edge.to ? edge.to.layer === to?.name : matchPattern(edge.to.pattern, directory) !== undefined;
  });
}

/** The ban an import path falls under in a layer. The longest path that covers it speaks for it. */
export function banOf(config: Config, from: Layer | undefined, importPath: string): ImportReplacement | undefined {
  return config.replacements
    .filter(
      ({ path, layers }) =>
        coversImport(path, importPath) && (layers === undefined || (from !== undefined && layers.includes(from.name))),
    )
    .sort((a, b) => b.path.length - a.path.length)[0];
}
