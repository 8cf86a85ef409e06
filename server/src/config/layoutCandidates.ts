/**
 * Directories whose children are called like layers, alone or in groups, and how far each is to be believed.
 */

import {
  foreignWords,
  type LayoutWords,
  layoutWords,
  neutralWords,
  plainWord,
  type RecognisedLayout,
} from './layoutVocabulary.ts';
import type { LayoutName } from './presets.ts';

/** From this confidence on findings are reported. */
export const certainFrom = 0.75;

/** Every directory with what lies directly below it; directories without Go files of their own are included. */
export interface DirectoryTree extends ReadonlyMap<string, ReadonlyMap<string, number>> {}

export function childrenByDirectory(directories: Iterable<string>): DirectoryTree {
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

export interface Container {
  readonly directory: string;
  readonly words: LayoutWords;
  readonly confidence: number;
  /** Directories below the module by role. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  /** Packages in its layers. */
  readonly packages: number;
}

/** What the layout of the module may be, the most convincing first. */
export function layoutCandidates(tree: DirectoryTree, packages: readonly string[]): Candidate[] {
  const containers = [...tree.keys()].flatMap((directory) => containerAt(directory, tree));
  return [...containers.map((container) => [container]), ...groups(containers)]
    .map((members) => candidate(members, tree, packages))
    .sort(moreConvincing);
}

/** What is certain beats what is not; then what explains more of the module. */
function moreConvincing(a: Candidate, b: Candidate): number {
  const certain = Number(b.confidence >= certainFrom) - Number(a.confidence >= certainFrom);
  return certain || b.packages - a.packages || b.confidence - a.confidence;
}

function containerAt(directory: string, tree: DirectoryTree): Container[] {
  if (isForeign(directory)) return [];
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
      [...children]
        .filter(([path, name]) => wanted.includes(plainWord(name)) && !isEntryPoint(path, tree))
        .map(([path]) => path);
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

/** `app` is a layer to some and `main` in disguise to others; a layer is divided by subject. */
function isEntryPoint(directory: string, tree: DirectoryTree): boolean {
  if (!/(?:^|\/)app$/.test(directory)) return false;
  return ![...(tree.get(directory)?.keys() ?? [])].some((child) => !neutralWords.has(plainWord(child)));
}

/** Layers among many directories of other names are probably something else that happens to be called so. */
function trust(coverage: number): number {
  return coverage >= 0.5 ? 1 : 0.5 + coverage;
}

/** Containers whose directories differ in exactly one segment, most of them convincing. */
function groups(containers: readonly Container[]): Container[][] {
  const byShape = new Map<string, Container[]>();
  for (const container of containers) {
    const segments = container.directory === '' ? [] : container.directory.split('/');
    segments.forEach((_, varying) => {
      const shape = segments.map((segment, index) => (index === varying ? '*' : segment)).join('/');
      byShape.set(shape, [...(byShape.get(shape) ?? []), container]);
    });
  }
  return [...byShape.values()].filter((members) => members.filter(isConvincing).length > 1);
}

function isConvincing({ confidence }: Container): boolean {
  return confidence >= certainFrom;
}

export interface Candidate {
  readonly name: LayoutName;
  readonly containers: readonly Container[];
  readonly confidence: number;
  readonly packages: number;
  readonly evidence: readonly string[];
}

function candidate(containers: readonly Container[], tree: DirectoryTree, all: readonly string[]): Candidate {
  const packages = containers.reduce((sum, container) => sum + container.packages, 0);
  const share = packages / Math.max(1, all.filter(isProduct).length);
  // Some directories of a large module may be called like layers by accident; they do not speak for the whole.
  const weight = share >= smallestShare ? 1 : 0.6;
  const doubt = weight < 1 ? ['They are a small part of the module, so this is no more than a guess.'] : [];
  const [first] = containers;
  if (first !== undefined && containers.length === 1) {
    const evidence = [evidenceOf(first, tree), ...doubt];
    return { name: first.words.layout, containers, confidence: first.confidence * weight, packages, evidence };
  }
  const convincing = containers.filter(isConvincing);
  const mean = convincing.reduce((sum, container) => sum + container.confidence, 0) / convincing.length;
  // Several directories that agree are more than one alone.
  const confidence = Math.min(0.99, mean + 0.02 * (convincing.length - 1)) * weight;
  const evidence = [
    `${containers.length} directories are divided alike: ${listed(containers.map(({ directory }) => directory))}.`,
    ...convincing.slice(0, 3).map((container) => evidenceOf(container, tree)),
    ...doubt,
  ];
  return { name: 'modular', containers, confidence, packages, evidence };
}

const smallestShare = 0.15;

/** Whether a package may belong to a layer at all: helpers, entry points and tools do not count for or against. */
function isProduct(directory: string): boolean {
  const [first = '', second = ''] = directory.split('/');
  const aside = (segment: string) => segment !== 'internal' && neutralWords.has(plainWord(segment));
  return !aside(first) && !(first === 'internal' && aside(second)) && !isForeign(directory);
}

function isForeign(directory: string): boolean {
  return directory.split('/').some((segment) => foreignWords.has(plainWord(segment)));
}

function evidenceOf({ directory, roles, words }: Container, tree: DirectoryTree): string {
  const parts = [...roles].map(([role, paths]) => {
    const names = paths.map((path) => path.slice(directory === '' ? 0 : directory.length + 1));
    return names.length === 1 && names[0] === role ? role : `${listed(names)} as ${role}`;
  });
  const amount = [...roles.values()].flat().reduce((sum, path) => sum + sizeOf(path, tree), 0);
  const where = directory === '' ? 'The module' : directory;
  return `${where} holds ${listed(parts)} (${amount === 1 ? '1 package' : `${amount} packages`}), as a ${layoutTitles[words.layout]} layout does.`;
}

const layoutTitles: Readonly<Record<RecognisedLayout, string>> = {
  clean: 'Clean Architecture',
  hexagonal: 'hexagonal',
  ddd: 'DDD',
  layered: 'layered',
};

function sizeOf(directory: string, tree: DirectoryTree): number {
  const slash = directory.lastIndexOf('/');
  return tree.get(slash < 0 ? '' : directory.slice(0, slash))?.get(directory.slice(slash + 1)) ?? 0;
}

export function below(directory: string, child: string): string {
  return directory === '' ? child : `${directory}/${child}`;
}

/** Names in a sentence; of many, the first few. */
export function listed(names: readonly string[]): string {
  if (names.length > longestList) {
    return `${names.slice(0, longestList - 1).join(', ')} and ${names.length - longestList + 1} more`;
  }
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const longestList = 6;
