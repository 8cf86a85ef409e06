/**
 * Recognises the layout of a module from the names of its directories, says why it believes so, and how sure it is.
 *
 * Only names relative to the module count: not where the module lies on disk, not what third-party packages are called.
 * Below `certainFrom` the result is a proposal and comes without a configuration, so nothing is reported: a finding that
 * rests on a guess is worse than none.
 *
 * How it goes: a directory whose direct children are called like layers is a container (`internal` with `domain` and
 * `usecase`). One container is a layout of its own; several that differ in one segment (`internal/user`,
 * `internal/order`) are a modular layout. The container that says most wins.
 */

import type { Config } from './config.ts';
import {
  foreignWords,
  type LayoutWords,
  layoutWords,
  neutralWords,
  plainWord,
  type RecognisedLayout,
} from './layoutVocabulary.ts';
import type { LayoutName } from './presets.ts';
import { resolveConfig } from './resolve.ts';
import type { LayerInput } from './schema.ts';

/** From this confidence on findings are reported. */
export const certainFrom = 0.75;

export interface DetectedLayer {
  readonly name: string;
  readonly description: string;
  /** Patterns as a configuration would have them. */
  readonly paths: readonly string[];
  /** Layers it may import besides itself. */
  readonly imports: '*' | readonly string[];
}

export interface DetectedLayout {
  readonly name: LayoutName | 'unknown';
  /** From 0 to 1. */
  readonly confidence: number;
  readonly layers: readonly DetectedLayer[];
  /** Why, most telling first, each a sentence for people. */
  readonly evidence: readonly string[];
  /** The configuration that follows; undefined while the layout is not certain. */
  readonly config: Config | undefined;
}

/** @param directories of packages, relative to the module, `''` for its root */
export function detectLayout(directories: Iterable<string>): DetectedLayout {
  const tree = childrenByDirectory(directories);
  const containers = [...tree.keys()].flatMap((directory) => containerAt(directory, tree));
  const best = [...containers.map((container) => [container]), ...groups(containers, tree)]
    .map((members) => candidate(members, tree))
    .sort((a, b) => b.confidence - a.confidence || b.packages - a.packages)[0];
  if (best === undefined) {
    return {
      name: 'unknown',
      confidence: 0,
      layers: [],
      evidence: ['No directory names the layers of a known layout.'],
      config: undefined,
    };
  }
  const layers = layersOf(best, tree);
  const { name, confidence, evidence } = best;
  return { name, confidence, layers, evidence, config: confidence >= certainFrom ? configOf(name, layers) : undefined };
}

/** The layers as they would be written in a configuration file. */
export function layersInput(layers: readonly DetectedLayer[]): Record<string, LayerInput> {
  return Object.fromEntries(
    layers.map(({ name, description, paths, imports }) => [
      name,
      {
        description,
        paths: [...paths],
        imports: { layers: imports === '*' ? '*' : [...imports] },
        tests: { imports: { layers: '*' } },
      },
    ]),
  );
}

/** Every directory with what lies directly below it; directories without Go files of their own are included. */
interface DirectoryTree extends ReadonlyMap<string, ReadonlyMap<string, number>> {}

function childrenByDirectory(directories: Iterable<string>): DirectoryTree {
  const tree = new Map<string, Map<string, number>>([['', new Map()]]);
  for (const directory of directories) {
    const segments = directory === '' ? [] : directory.split('/');
    for (let depth = 0; depth < segments.length; depth++) {
      const parent = segments.slice(0, depth).join('/');
      const children = tree.get(parent) ?? new Map<string, number>();
      const child = segments[depth] ?? '';
      children.set(child, (children.get(child) ?? 0) + 1);
      tree.set(parent, children);
    }
  }
  return tree;
}

interface Container {
  readonly directory: string;
  readonly words: LayoutWords;
  readonly confidence: number;
  /** Directories below the module by role. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  /** Packages in its layers. */
  readonly packages: number;
}

function containerAt(directory: string, tree: DirectoryTree): Container[] {
  if (directory.split('/').some((segment) => foreignWords.has(plainWord(segment)))) return [];
  return layoutWords
    .flatMap((words) => match(directory, words, tree) ?? [])
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, 1);
}

function match(directory: string, words: LayoutWords, tree: DirectoryTree): Container | undefined {
  // `core` is where hexagonal projects keep what is inside; its children stand for children of the container itself.
  const children = new Map<string, string>();
  for (const child of tree.get(directory)?.keys() ?? []) children.set(below(directory, child), child);
  const core = [...children].find(([, name]) => plainWord(name) === 'core')?.[0];
  const inCore = words.layout === 'hexagonal' && core !== undefined;
  if (inCore) for (const child of tree.get(core)?.keys() ?? []) children.set(below(core, child), child);
  const roles = new Map<string, string[]>();
  for (const role of words.roles) {
    const find = (wanted: readonly string[]) =>
      [...children].filter(([, name]) => wanted.includes(plainWord(name))).map(([path]) => path);
    const strong = find(role.words);
    const found = strong.length > 0 ? strong : find(role.weakWords ?? []);
    if (found.length > 0) roles.set(role.name, found);
  }
  const signature = words.signatures
    .filter((candidate) => candidate.roles.every((role) => roles.has(role)))
    .sort((a, b) => b.confidence - a.confidence)[0];
  if (signature === undefined) return undefined;
  const claimed = new Set([...roles.values()].flat());
  const telling = [...children].filter(([path, name]) => !neutralWords.has(plainWord(name)) && path !== core);
  const coverage = telling.length === 0 ? 1 : telling.filter(([path]) => claimed.has(path)).length / telling.length;
  const packages = [...claimed].reduce((sum, path) => sum + sizeOf(path, tree), 0);
  return { directory, words, roles, packages, confidence: signature.confidence * trust(coverage) };
}

/** Layers among many directories of other names are probably something else that happens to be called so. */
function trust(coverage: number): number {
  return coverage >= 0.5 ? 1 : 0.5 + coverage;
}

/** Containers whose directories differ in exactly one segment. */
function groups(containers: readonly Container[], tree: DirectoryTree): Container[][] {
  const byShape = new Map<string, Container[]>();
  for (const container of containers) {
    const segments = container.directory === '' ? [] : container.directory.split('/');
    segments.forEach((_, varying) => {
      const shape = segments.map((segment, index) => (index === varying ? '*' : segment)).join('/');
      byShape.set(shape, [...(byShape.get(shape) ?? []), container]);
    });
  }
  return [...byShape.values()].filter((members) => members.length > 1 && tree.size > 0);
}

interface Candidate {
  readonly name: LayoutName;
  readonly containers: readonly Container[];
  readonly confidence: number;
  readonly packages: number;
  readonly evidence: readonly string[];
}

function candidate(containers: readonly Container[], tree: DirectoryTree): Candidate {
  const first = containers[0] as Container;
  const packages = containers.reduce((sum, container) => sum + container.packages, 0);
  if (containers.length === 1) {
    const evidence = [evidenceOf(first, tree)];
    return { name: first.words.layout, containers, confidence: first.confidence, packages, evidence };
  }
  const mean = containers.reduce((sum, container) => sum + container.confidence, 0) / containers.length;
  // Several directories that agree are more than one alone.
  const confidence = Math.min(0.99, mean + 0.02 * (containers.length - 1));
  const evidence = [
    `${containers.length} directories are divided alike: ${listed(containers.map(({ directory }) => directory))}.`,
    ...containers.slice(0, 3).map((container) => evidenceOf(container, tree)),
  ];
  return { name: 'modular', containers, confidence, packages, evidence };
}

function evidenceOf({ directory, roles, words }: Container, tree: DirectoryTree): string {
  const parts = [...roles].map(([role, paths]) => {
    const names = paths.map((path) => path.slice(directory === '' ? 0 : directory.length + 1));
    return names.length === 1 && names[0] === role ? role : `${names.join(' and ')} as ${role}`;
  });
  const amount = [...roles.values()].flat().reduce((sum, path) => sum + sizeOf(path, tree), 0);
  const where = directory === '' ? 'The module' : directory;
  return `${where} holds ${listed(parts)} (${amount} packages), as ${article(words.layout)} layout does.`;
}

function layersOf({ containers }: Candidate, tree: DirectoryTree): DetectedLayer[] {
  const merged = new Map<string, { description: string; paths: string[]; forbids: Set<string> }>();
  for (const container of containers) {
    for (const role of container.words.roles) {
      const directories = container.roles.get(role.name);
      if (directories === undefined) continue;
      const layer = merged.get(role.name) ?? { description: role.description, paths: [], forbids: new Set<string>() };
      layer.paths.push(...directories.map((directory) => `${directory}/**`));
      for (const forbidden of role.forbids) layer.forbids.add(forbidden);
      merged.set(role.name, layer);
    }
  }
  const names = [...merged.keys()];
  const layers: DetectedLayer[] = [...merged].map(([name, { description, paths, forbids }]) => ({
    name,
    description,
    paths,
    imports: names.filter((other) => other !== name && !forbids.has(other)),
  }));
  if (tree.get('')?.has('cmd')) {
    layers.push({ name: 'main', description: 'Entry points that wire everything', paths: ['cmd/**'], imports: '*' });
  }
  return layers.map((layer) =>
    layer.imports === '*' || !layers.some(({ name }) => name === 'main')
      ? layer
      : { ...layer, imports: [...layer.imports, 'main'] },
  );
}

function configOf(name: LayoutName, layers: readonly DetectedLayer[]): Config {
  const origin = { file: '', start: 0, end: 0, label: 'detected layout' };
  const part = { input: { layers: layersInput(layers), unmatched: 'off' as const }, originOf: () => origin };
  return resolveConfig([part], { file: undefined, files: [], layouts: [name], ruleSet: 'recommended' }).config;
}

function sizeOf(directory: string, tree: DirectoryTree): number {
  const slash = directory.lastIndexOf('/');
  return tree.get(slash < 0 ? '' : directory.slice(0, slash))?.get(directory.slice(slash + 1)) ?? 0;
}

function below(directory: string, child: string): string {
  return directory === '' ? child : `${directory}/${child}`;
}

function article(layout: RecognisedLayout): string {
  return layout === 'hexagonal' || layout === 'ddd' || layout === 'layered' || layout === 'clean'
    ? `a ${layout}`
    : layout;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
