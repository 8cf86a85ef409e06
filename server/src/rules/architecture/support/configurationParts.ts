/**
 * The parts of a configuration held against the project it governs, for the rules that report those that check nothing or are not used.
 * Read when something is configured, so it is a bundle of its own.
 */
import type { Config, LayerPattern, Origin, Selection } from '../../../config/config.ts';
import type { LayerMap } from '../../../config/layers.ts';
import { matchPattern, type PathPattern, type PatternSegment } from '../../../config/pattern.ts';
import { PatternIndex } from '../../../config/patternIndex.ts';
import type { ScopeConfiguration } from '../../../config/scope.ts';
import { sliceOf } from '../../../config/slices.ts';
import { nearestName } from '../../../config/suggest.ts';
import type { Project } from '../../../model/project.ts';
import type { Report } from '../../rule.ts';
import { hollowBans, misplacedEntries, unusedEntries } from './outsideEntries.ts';

type PlacedReport = Report & { readonly path: string };

/** What matches nothing, with what `fixes` of architecture/empty-rule needs to mend it. */
export function* emptyReports(project: Project): Iterable<PlacedReport> {
  for (const [config, { directories, layers }] of governed(project)) {
    const parts = [
      ...emptyParts(config, directories, layers),
      ...misplacedEntries(project, config),
      ...hollowBans(project, config),
      ...idleRules(config),
    ];
    for (const { origin, message, correction, kept } of parts) {
      if (origin.file !== config.file) continue;
      const corrected = correction?.origin.file === config.file ? correction : undefined;
      const data = {
        remove: kept !== true,
        ...(corrected ? { at: corrected.origin.start, text: corrected.text } : {}),
      };
      yield { message, path: origin.file, start: origin.start, end: origin.end, key: message, data };
    }
  }
}

/** Third-party packages that are allowed and that nothing imports. */
export function* unusedReports(project: Project): Iterable<PlacedReport> {
  for (const config of governed(project).keys()) {
    for (const { origin, message } of unusedEntries(project, config)) {
      if (origin.file !== config.file) continue;
      yield { message, path: origin.file, start: origin.start, end: origin.end, key: message };
    }
  }
}

/** Something that checks nothing. */
export interface EmptyPart {
  readonly origin: Origin;
  readonly message: string;
  /** A pattern that was probably meant, in place of the one that begins there. */
  readonly correction?: { readonly origin: Origin; readonly text: string } | undefined;
  /** Others speak of it by name, so it cannot just go. */
  readonly kept?: boolean;
}

interface Governed {
  /** Of packages, as patterns see them. */
  readonly directories: Set<string>;
  readonly layers: LayerMap;
}

/** What is governed, by configuration. */
function governed(project: Project): Map<Config, Governed> {
  const found = new Map<Config, Governed>();
  // A file whose modules have layouts of their own is one all the same.
  const byFile = new Map<string, Config>();
  const whole = ({ config }: ScopeConfiguration) => (config.file === undefined ? undefined : byFile.get(config.file));
  for (const { scope } of project.modules) {
    const { file } = scope.config;
    if (file === undefined || byFile.has(file)) continue;
    byFile.set(file, scope.config);
    found.set(scope.config, { directories: new Set(), layers: scope.layers });
  }
  // What the folders beside hold is not known, and a pattern may speak of that.
  for (const { scope } of project.neighbours) {
    const config = whole(scope);
    if (config) found.delete(config);
  }
  // Files, not packages: two modules of one path share packages, never folders.
  for (const { module, dir } of project.files.values()) {
    const config = whole(module.scope);
    if (config) found.get(config)?.directories.add(module.scope.patternPath(dir));
  }
  return found;
}

function* emptyParts(config: Config, directories: ReadonlySet<string>, layers: LayerMap): Iterable<EmptyPart> {
  const beaten = beatenLayers(directories, layers);
  const matched = matchedPatterns(config, directories);
  const matches = (pattern: PathPattern) => matched.has(pattern);
  for (const layer of config.layers.values()) {
    const empty = layer.patterns.filter(({ pattern }) => !matches(pattern));
    if (layer.patterns.length > 0 && empty.length === layer.patterns.length) {
      const [first] = empty;
      const meant = first && meantPattern(first.pattern, directories);
      const message = `The layer ${layer.name} has no packages, so nothing is checked against it${hint(meant)}; correct its paths or remove it.`;
      const correction = first && meant && { origin: first.origin, text: meant.text };
      yield { origin: layer.origin, message, correction, kept: isMentioned(config, layer.name) };
      continue;
    }
    for (const { pattern, origin } of empty) {
      const meant = meantPattern(pattern, directories);
      const message = `${pattern.text} matches no package${hint(meant)}; correct it or remove it.`;
      yield { origin, message, correction: meant && { origin, text: meant.text } };
    }
    const winners = beaten.get(layer.name);
    // Whoever writes `**` means what is left, and nothing may be.
    if (!winners || layer.patterns.every(isCatchAll)) continue;
    const message = `The layer ${layer.name} claims no package: what its paths match belongs to ${listed([...winners])}, whose paths are more specific; correct its paths or remove it.`;
    yield { origin: layer.origin, message, kept: isMentioned(config, layer.name) };
  }
  for (const rule of config.slices) {
    const slices = [...directories].flatMap((directory) => sliceOf(rule, directory) ?? []);
    const names = new Set(slices.map(({ name }) => name));
    if (names.size === 0) {
      yield { origin: rule.origin, message: `${rule.pattern.text} matches no package, so no slices are kept apart.` };
      continue;
    }
    for (const { pattern, origin } of rule.publicPatterns) {
      if (slices.some(({ inner }) => matchPattern(pattern, inner))) continue;
      yield { origin, message: `No slice has a public package ${pattern.text}.` };
    }
    for (const { from, to, origin } of rule.allow) {
      const unknown = [from, to].find((name) => name !== '*' && !names.has(name));
      if (unknown === undefined) continue;
      const nearest = nearestName(unknown, names);
      const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
      yield { origin, message: `There is no slice ${unknown}${hint}, so this allows nothing.` };
    }
  }
  for (const { to, origin } of config.deprecated) {
    if ('pattern' in to && !matches(to.pattern)) {
      yield { origin, message: `${to.pattern.text} matches no package any more; remove this entry.` };
    }
  }
}

/** A rule that somebody switched on and that follows only what its option names. */
function* idleRules({ rules, layers }: Config): Iterable<EmptyPart> {
  const own = rules.filter(({ pattern }) => pattern === 'architecture/transitive');
  const last = own.at(-1);
  const named = own.findLast(({ options }) => options?.['layers'] !== undefined)?.options?.['layers'];
  if (!last || last.level === 'off' || (Array.isArray(named) && named.length > 0)) return;
  const [example = 'domain'] = layers.keys();
  const message = `${last.pattern} follows the layers that its option "layers" names, and none is named, so it checks nothing; write { options: { layers: [${example}] } }.`;
  yield { origin: last.origin, message };
}

/** The patterns of layers and deprecations that match a package; each directory is looked up once, however many there are. */
function matchedPatterns(config: Config, directories: ReadonlySet<string>): Set<PathPattern> {
  const patterns = [...config.layers.values()].flatMap((layer) => layer.patterns.map(({ pattern }) => ({ pattern })));
  for (const { to } of config.deprecated) if ('pattern' in to) patterns.push({ pattern: to.pattern });
  const index = new PatternIndex(patterns);
  const matched = new Set<PathPattern>();
  for (const directory of directories) for (const { pattern } of index.matches(directory)) matched.add(pattern);
  return matched;
}

interface MeantPattern {
  /** The folder that is there. */
  readonly folder: string;
  /** The whole pattern with it. */
  readonly text: string;
}

function hint(meant: MeantPattern | undefined): string {
  return meant === undefined ? '' : ` (did you mean ${meant.folder}?)`;
}

/** With a folder whose name differs from the pattern's by a slip of the pen, at the first place where the two part. */
function meantPattern({ segments }: PathPattern, directories: ReadonlySet<string>): MeantPattern | undefined {
  let there = '';
  for (const [index, segment] of segments.entries()) {
    if (segment.kind !== 'literal') return undefined;
    const children = childrenOf(there, directories);
    if (!children.has(segment.text)) {
      const nearest = nearestName(segment.text, children);
      if (nearest === undefined) return undefined;
      const rest = segments.slice(index + 1).map((each) => `/${segmentText(each)}`);
      return { folder: there + nearest, text: there + nearest + rest.join('') };
    }
    there += `${segment.text}/`;
  }
  return undefined;
}

function segmentText(segment: PatternSegment): string {
  if (segment.kind === 'deep') return '**';
  if (segment.kind === 'one') return segment.capture === undefined ? '*' : `{${segment.capture}}`;
  return segment.text;
}

/** Whether another part of the configuration names a layer. */
function isMentioned(config: Config, name: string): boolean {
  const names = (selection: Selection | undefined) =>
    selection !== undefined &&
    (selection.deny.includes(name) || (typeof selection.allow !== 'string' && selection.allow.includes(name)));
  for (const layer of config.layers.values()) {
    if (layer.name === name) continue;
    const { visibleTo } = layer;
    if (names(layer.imports.layers) || names(layer.testImports.layers) || names(layer.blackBoxTestImports.layers))
      return true;
    if (visibleTo !== undefined && visibleTo.layers !== '*' && visibleTo.layers.includes(name)) return true;
  }
  return (
    config.unmatched.as === name ||
    config.siblings.some(({ layers }) => layers.includes(name)) ||
    config.deprecated.some(({ from, to }) => from === name || ('layer' in to && to.layer === name)) ||
    config.replacements.some(({ layers }) => layers?.includes(name))
  );
}

/** Names of folders directly below one, which is written with its slash. */
function childrenOf(parent: string, directories: ReadonlySet<string>): Set<string> {
  const names = new Set<string>();
  for (const directory of directories) {
    if (!directory.startsWith(parent)) continue;
    const [name] = directory.slice(parent.length).split('/');
    if (name) names.add(name);
  }
  return names;
}

/** Layers that match packages and win none of them, with those that do. */
function beatenLayers(directories: ReadonlySet<string>, layers: LayerMap): Map<string, Set<string>> {
  const beaten = new Map<string, Set<string>>();
  const owning = new Set<string>();
  for (const directory of directories) {
    const answer = layers.layerOf(directory);
    // Two that claim it with equal right are reported as such.
    if (answer.kind === 'tie') for (const { layer } of answer.patterns) owning.add(layer.name);
    if (answer.kind !== 'layer') continue;
    owning.add(answer.layer.name);
    for (const { pattern } of answer.losers) {
      const winners = beaten.get(pattern.layer.name);
      if (winners) winners.add(answer.layer.name);
      else beaten.set(pattern.layer.name, new Set([answer.layer.name]));
    }
  }
  for (const name of owning) beaten.delete(name);
  return beaten;
}

function isCatchAll({ pattern: { segments } }: LayerPattern): boolean {
  return segments.every(({ kind }) => kind === 'deep' || kind === 'one');
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
