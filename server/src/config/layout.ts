/**
 * Recognises the layout of a module from the names of its directories, says why it believes so, and how sure it is.
 *
 * Only names relative to the module count: not where the module lies on disk, not what third-party packages are called.
 * The module's own imports are asked only to take back a direction that they contradict.
 * Below a confidence of 0.75 the result is a proposal and comes without a configuration, so nothing is reported: a finding that
 * rests on a guess is worse than none.
 *
 * How it goes: a directory whose direct children are called like layers is a container (`internal` with `domain` and
 * `usecase`). One container is a layout of its own; several that differ in one segment (`internal/user`,
 * `internal/order`) are a modular layout. The container that says most wins.
 */

import type { Config } from './config.ts';
import { certainFrom, childrenByDirectory, layoutCandidates } from './layoutCandidates.ts';
import type { Circle } from './layoutConventions.ts';
import { type DetectedLayer, layersOf, type PackageLook } from './layoutLayers.ts';
import { innermostImports, type LayoutName } from './presets.ts';
import { resolveConfig } from './resolve.ts';
import type { LayerInput } from './schema.ts';

export { certainFrom, type DetectedLayer, type PackageLook };

export interface DetectedLayout {
  readonly name: LayoutName | 'unknown';
  /** From 0 to 1. */
  readonly confidence: number;
  readonly layers: readonly DetectedLayer[];
  /** Why, most telling first, each a sentence for people. */
  readonly evidence: readonly string[];
  /** What is left open although the layout forbids it, and why: each a sentence for people. Empty while the layout is not certain. */
  readonly remarks: readonly string[];
  /** What stays forbidden in a configuration that is written down although it is done. */
  readonly circles: readonly Circle[];
  /** The configuration that follows; undefined while the layout is not certain. */
  readonly config: Config | undefined;
}

/** @param directories of packages, relative to the module, `''` for its root */
export function detectLayout(directories: Iterable<string>, look?: PackageLook): DetectedLayout {
  const packages = [...directories].sort();
  const tree = childrenByDirectory(packages);
  const best = layoutCandidates(tree, packages)[0];
  if (best === undefined) {
    const evidence = ['No directory is divided into the layers of a known layout.'];
    return { name: 'unknown', confidence: 0, layers: [], evidence, remarks: [], circles: [], config: undefined };
  }
  const { name, confidence } = best;
  // Looking into packages costs reading them; a mere proposal is not worth it.
  const { layers, remarks, circles } = layersOf(best, tree, packages, confidence >= certainFrom ? look : undefined);
  const config = confidence >= certainFrom ? configOf(name, layers) : undefined;
  return { name, confidence, layers, evidence: best.evidence, remarks, circles, config };
}

/**
 * The layers as they would be written in a configuration file.
 *
 * @param oneWay without the directions by which two layers could import each other
 */
export function layersInput(layers: readonly DetectedLayer[], oneWay = false): Record<string, LayerInput> {
  return Object.fromEntries(
    layers.map(({ name, description, paths, imports, outside, closed = [] }) => [
      name,
      {
        description,
        paths: [...paths],
        imports: {
          layers: imports === '*' ? '*' : imports.filter((each) => !oneWay || !closed.includes(each)),
          ...innermostImports(name, outside),
        },
        tests: { imports: { layers: '*' } },
      },
    ]),
  );
}

/**
 * A configuration without layers together with the layout that was recognised; undefined where that is not certain.
 *
 * @param below the module's directory relative to the root of the configuration
 */
export function withLayout(
  config: Config,
  { name, layers, confidence }: DetectedLayout,
  below: string,
): Config | undefined {
  if (name === 'unknown' || confidence < certainFrom) return undefined;
  const at = (path: string) => (below === '' ? path : path === '.' ? below : `${below}/${path}`);
  const found = configOf(
    name,
    layers.map((layer) => ({ ...layer, paths: layer.paths.map(at) })),
  );
  return { ...config, layouts: found.layouts, layers: found.layers, unmatched: found.unmatched };
}

function configOf(name: LayoutName, layers: readonly DetectedLayer[]): Config {
  const origin = { file: '', start: 0, end: 0, label: 'detected layout' };
  const part = {
    input: { layers: layersInput(layers), unmatched: 'off' as const },
    originOf: () => origin,
    keyOriginOf: () => origin,
  };
  return resolveConfig([part], { file: undefined, files: [], layouts: [name], ruleSet: 'recommended' }).config;
}
