/**
 * The layers of a recognised layout: which directories each is made of, which it may import, and what is left open because
 * its name alone would mislead: interfaces that are kept among implementations, and packages that wire things together.
 */

import { below, type Candidate, type Container, type DirectoryTree, listed } from './layoutCandidates.ts';
import {
  type Circle,
  type DirectedLayer,
  heedConventions,
  type LayerFile,
  outsideHabits,
  restOfCore,
} from './layoutConventions.ts';
import { layoutWords, plainWord, wiringWords } from './layoutVocabulary.ts';
import { deniedInnermost } from './presets.ts';

export interface DetectedLayer {
  readonly name: string;
  readonly description: string;
  /** Patterns as a configuration would have them. */
  readonly paths: readonly string[];
  /** Layers it may import besides itself. */
  readonly imports: '*' | readonly string[];
  /** Of these, what it is not to import in a configuration that is written down: of two layers that may import each other one way. */
  readonly closed?: readonly string[];
  /** What it may import from outside the module although a layer of its kind should not. */
  readonly outside?: readonly string[];
}

/** What detection may ask about a package where names alone could mislead. */
export interface PackageLook {
  /** `contracts` are interfaces and types without code; generated code is told apart whatever it holds. */
  readonly substanceOf: (directory: string) => 'contracts' | 'generated' | 'code';
  /** For each file of the package that is neither test nor generated: the directories of the module it imports. */
  readonly importsOf: (directory: string) => readonly (readonly string[])[];
  /** For each of these files: the paths of what it imports from elsewhere. */
  readonly outsideOf?: (directory: string) => readonly (readonly string[])[];
  /** Whether the package is a program. */
  readonly isProgram?: (directory: string) => boolean;
}

export function layersOf(
  best: Candidate,
  tree: DirectoryTree,
  packages: readonly string[],
  look: PackageLook | undefined,
): { layers: DetectedLayer[]; remarks: string[]; circles: readonly Circle[] } {
  const found = rolesOf(best, tree);
  const { contracts, wiringTrees, wiringPackages } = openPlaces(found, packages, look);
  const wiring = [...wiringTrees, ...wiringPackages];
  const conventions =
    look === undefined
      ? undefined
      : heedConventions(directed(found), files(found, packages, look, [...contracts, ...wiring], coresOf(best, tree)));
  const names = [...found.keys()];
  const innermost = outsideOfInnermost(found.get('domain')?.directories ?? [], packages, look);
  const layers: DetectedLayer[] = [...found].map(([name, { description, directories, forbids }]) => ({
    name,
    description,
    paths: directories.map((directory) => `${directory}/**`),
    imports: names.filter((other) => other !== name && !forbids.has(other)),
    ...(conventions?.closed.has(name) ? { closed: [...(conventions.closed.get(name) ?? [])] } : {}),
    ...(name === 'domain' && innermost.outside.length > 0 ? { outside: innermost.outside } : {}),
  }));
  const starting = startingPlaces(best, tree, found, packages, look);
  const entryTrees = [...(tree.get('')?.has('cmd') ? ['cmd'] : []), ...starting, ...wiringTrees];
  const root = packages.includes('') && look?.isProgram?.('') ? ['.'] : [];
  const entries = [...entryTrees.map((directory) => `${directory}/**`), ...wiringPackages, ...root];
  const open: DetectedLayer[] = [];
  if (contracts.length > 0) {
    const description = 'Interfaces without code, for every layer to see';
    open.push({ name: 'contracts', description, paths: contracts, imports: '*' });
  }
  if (entries.length > 0) {
    const description = 'Entry points and what wires everything';
    open.push({ name: 'main', description, paths: entries, imports: '*' });
  }
  // Nobody imports an entry point. What wires things inside the layers may be asked for, and where the layers themselves lie
  // below `cmd`, so do packages that are no entry points: both keep `main` open.
  const mainIsOpen = wiring.length > 0 || best.containers.some(({ directory }) => isWithin('cmd', directory));
  const openNames = open.map(({ name }) => name).filter((name) => name !== 'main' || mainIsOpen);
  const remarks = [...(conventions?.remarks ?? []), ...innermost.remarks];
  if (contracts.length > 0) remarks.push(`Interfaces without code, for every layer to see: ${listed(contracts)}.`);
  if (wiring.length > 0) remarks.push(`Wires things together, so it may see every layer: ${listed(wiring)}.`);
  return {
    layers: [...layers.map((layer) => ({ ...layer, imports: [...layer.imports, ...openNames] })), ...open],
    remarks,
    circles: conventions?.circles ?? [],
  };
}

/** What the innermost layer is built on although it should not be, by what its packages do. */
function outsideOfInnermost(
  directories: readonly string[],
  packages: readonly string[],
  look: PackageLook | undefined,
): ReturnType<typeof outsideHabits> {
  const own = packages.filter((directory) => directories.some((layer) => isWithin(layer, directory)));
  const files = own.flatMap((directory) =>
    (look?.outsideOf?.(directory) ?? []).map((imports) => ({ directory, imports })),
  );
  return outsideHabits('domain', files, deniedInnermost);
}

/** What lies in a layer but does not stand for it: the names would be taken too literally there. */
function openPlaces(
  found: ReadonlyMap<string, FoundRole>,
  packages: readonly string[],
  look: PackageLook | undefined,
): { contracts: string[]; wiringTrees: string[]; wiringPackages: string[] } {
  const outer = [...found].filter(([name]) => outerRoles.has(name)).flatMap(([, { directories }]) => directories);
  const inbound = [...found].filter(([name]) => inboundRoles.has(name)).flatMap(([, { directories }]) => directories);
  const layered = [...found.values()].flatMap(({ directories }) => directories);
  const outside = new Set(packages.filter((directory) => outer.some((layer) => isWithin(layer, directory))));
  const isContract = (directory: string) => {
    const substance = look?.substanceOf(directory);
    // Generated code on the inbound side is the contract with clients; elsewhere it is how data is stored.
    return (
      substance === 'contracts' || (substance === 'generated' && inbound.some((layer) => isWithin(layer, directory)))
    );
  };
  const besides = outer.flatMap((layer) => besidesImpl(layer, packages));
  const contracts = new Set([...[...outside].filter(isContract), ...besides]);
  const concrete = new Set([...outside].filter((directory) => !contracts.has(directory)));
  const inside = packages.filter(
    (directory) => !outside.has(directory) && layered.some((layer) => isWithin(layer, directory)),
  );
  return {
    contracts: [...contracts].sort(),
    wiringTrees: [...new Set([...outside].flatMap((directory) => wiringAbove(directory, outer)))],
    wiringPackages: inside.filter((directory) => gathers(directory, concrete, look)),
  };
}

/** Where hexagonal projects keep what is inside. */
function coresOf({ containers }: Candidate, tree: DirectoryTree): string[] {
  return containers.flatMap(({ directory, words }) =>
    words.layout === 'hexagonal' ? childrenNamed('core', directory, tree) : [],
  );
}

/**
 * An `app` beside the layers that is none of them, because it puts them together: it imports from the outside of the layout, and no layer
 * imports it.
 */
function startingPlaces(
  { containers }: Candidate,
  tree: DirectoryTree,
  found: ReadonlyMap<string, FoundRole>,
  packages: readonly string[],
  look: PackageLook | undefined,
): string[] {
  if (!look) return [];
  const places = containers.flatMap(({ directory }) => childrenNamed('app', directory, tree));
  const directoriesOf = (isMeant: (name: string) => boolean) =>
    [...found].filter(([name]) => isMeant(name)).flatMap(([, { directories }]) => directories);
  const layered = directoriesOf(() => true);
  const outer = directoriesOf((name) => outerRoles.has(name));
  const imports = (from: readonly string[], to: readonly string[]) =>
    packages.some(
      (directory) =>
        from.some((place) => isWithin(place, directory)) &&
        look.importsOf(directory).some((file) => file.some((target) => to.some((place) => isWithin(place, target)))),
    );
  return places.filter(
    (place) =>
      !layered.some((layer) => isWithin(place, layer)) && imports([place], outer) && !imports(layered, [place]),
  );
}

function childrenNamed(word: string, directory: string, tree: DirectoryTree): string[] {
  const children = [...(tree.get(directory)?.keys() ?? [])];
  return children.filter((child) => plainWord(child) === word).map((child) => below(directory, child));
}

/** A file that imports this many packages of outer layers does not use them: it puts them together. */
const gatheredPackages = 5;

function gathers(directory: string, concrete: ReadonlySet<string>, look: PackageLook | undefined): boolean {
  const files = look?.importsOf(directory) ?? [];
  return files.some((imports) => imports.filter((target) => concrete.has(target)).length >= gatheredPackages);
}

/** Where implementations lie in directories called `impl`, what lies beside them is what they implement. */
function besidesImpl(layer: string, packages: readonly string[]): string[] {
  const within = packages.filter((directory) => isWithin(layer, directory));
  const isImplementation = (directory: string) => directory.slice(layer.length).split('/').includes('impl');
  return within.some(isImplementation) ? within.filter((directory) => !isImplementation(directory)) : [];
}

function directed(found: ReadonlyMap<string, FoundRole>): DirectedLayer[] {
  return [...found].map(([name, { forbids }]) => ({
    name,
    forbids,
    place: outerRoles.has(name) ? 'outer' : coreRoles.has(name) ? 'core' : name === 'platform' ? 'helpers' : 'between',
  }));
}

/** The files of all layers; what is left open is neither asked nor counted. */
function files(
  found: ReadonlyMap<string, FoundRole>,
  packages: readonly string[],
  look: PackageLook,
  open: readonly string[],
  cores: readonly string[],
): LayerFile[] {
  const layerOf = (directory: string): string | undefined => {
    if (open.some((one) => isWithin(one, directory))) return undefined;
    for (const [name, { directories }] of found) {
      if (directories.some((layer) => isWithin(layer, directory))) return name;
    }
    return cores.some((core) => isWithin(core, directory)) ? restOfCore : undefined;
  };
  const layers = new Map(packages.map((directory) => [directory, layerOf(directory)]));
  return packages.flatMap((directory) => {
    const layer = layers.get(directory);
    if (layer === undefined) return [];
    return look.importsOf(directory).map((imported) => {
      const imports = new Set(imported.map((target) => layers.get(target)).filter((name) => name !== undefined));
      imports.delete(layer);
      return { layer, imports };
    });
  });
}

/** Layers that teams keep interfaces and wiring in, although both belong elsewhere. */
const outerRoles = new Set([
  'repository',
  'delivery',
  'adapter',
  'adapters',
  'infrastructure',
  'interfaces',
  'handler',
]);

const coreRoles = new Set(['domain', 'model']);
const inboundRoles = new Set(['delivery', 'interfaces', 'handler']);

interface FoundRole {
  readonly description: string;
  readonly directories: string[];
  readonly forbids: Set<string>;
}

function rolesOf(best: Candidate, tree: DirectoryTree): Map<string, FoundRole> {
  const found = new Map<string, FoundRole>();
  const add = (name: string, description: string, directories: readonly string[], forbids: readonly string[]) => {
    const role = found.get(name) ?? { description, directories: [], forbids: new Set<string>() };
    role.directories.push(...directories.filter((directory) => !role.directories.includes(directory)));
    for (const other of forbids) role.forbids.add(other);
    found.set(name, role);
  };
  const otherwise = namesBesideCore(best.containers, tree);
  for (const { words, roles } of best.containers) {
    for (const role of words.roles) {
      const directories = roles
        .get(role.name)
        ?.filter((directory) => !coreRoles.has(role.name) || !otherwise.has(lastWord(directory)));
      if (directories !== undefined && directories.length > 0)
        add(role.name, role.description, directories, role.forbids);
    }
  }
  const names = [...found.keys()];
  const inner = names.find((name) => name === 'domain' || name === 'model') ?? 'domain';
  const shared = best.name === 'modular' ? sharedDomain(best.containers, tree) : [];
  if (shared.length > 0) {
    add(
      inner,
      'Entities and business rules',
      shared,
      names.filter((name) => name !== inner),
    );
  }
  const helpers = helperDirectories(best, tree);
  if (helpers.length > 0) add('platform', 'Helpers without business knowledge', helpers, names);
  return found;
}

/**
 * Names that could mean the core and stand beside it in one of several modules: a `model` beside a `domain` is how data is stored, and it is so in
 * the modules that have no `domain` as well.
 */
function namesBesideCore(containers: readonly Container[], tree: DirectoryTree): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { directory, roles, words } of containers) {
    const claimed = new Set([...roles.values()].flat());
    const weak = words.roles.flatMap(({ name, weakWords = [] }) => (coreRoles.has(name) ? weakWords : []));
    for (const child of tree.get(directory)?.keys() ?? []) {
      if (weak.includes(plainWord(child)) && !claimed.has(below(directory, child))) names.add(plainWord(child));
    }
  }
  return names;
}

function lastWord(directory: string): string {
  return plainWord(directory.slice(directory.lastIndexOf('/') + 1));
}

/** A modular layout often keeps what all modules speak of beside them. */
function sharedDomain(containers: readonly Container[], tree: DirectoryTree): string[] {
  const taken = new Set(containers.map(({ directory }) => directory));
  const parents = new Set(['', ...containers.map(({ directory }) => parentDirectory(directory))]);
  return [...parents].flatMap((parent) =>
    [...(tree.get(parent)?.keys() ?? [])]
      .filter((child) => sharedDomainWords.has(plainWord(child)))
      .map((child) => below(parent, child))
      .filter((directory) => ![...taken].some((container) => isWithin(directory, container))),
  );
}

const sharedDomainWords = new Set(['domain', 'entity', 'entities', 'model', 'models']);

/** `internal/pkg` and `pkg`, unless layers or entry points lie there. */
function helperDirectories({ containers }: Candidate, tree: DirectoryTree): string[] {
  return ['pkg', 'internal/pkg', 'internal/platform'].filter((directory) => {
    const children = [...(tree.get(directory)?.keys() ?? [])].map(plainWord);
    return (
      children.length > 0 &&
      !children.some((child) => wiringWords.has(child) || layerWords.has(child)) &&
      !containers.some((container) => isWithin(directory, container.directory))
    );
  });
}

const layerWords = new Set(layoutWords.flatMap(({ roles }) => roles.flatMap(({ words }) => words)));

/** The directory within a layer that is named like one that wires things, if this one is or lies in such. */
function wiringAbove(directory: string, layers: readonly string[]): string[] {
  const layer = layers.find((candidate) => isWithin(candidate, directory));
  if (layer === undefined) return [];
  const segments = directory.split('/');
  for (let depth = layer.split('/').length; depth < segments.length; depth++) {
    if (wiringWords.has(plainWord(segments[depth] ?? ''))) return [segments.slice(0, depth + 1).join('/')];
  }
  return [];
}

function isWithin(ancestor: string, directory: string): boolean {
  return ancestor === '' || directory === ancestor || directory.startsWith(`${ancestor}/`);
}

function parentDirectory(directory: string): string {
  return directory.slice(0, Math.max(directory.lastIndexOf('/'), 0));
}
