/**
 * architecture/empty-rule: a part of the configuration that speaks of packages and matches none, so that it checks nothing.
 *
 * Judged is what stands in the configuration file itself: what a preset or a shared file offers is not meant to match
 * everywhere. Bans that nothing violates (`replace`, `deprecated` from a layer) are doing their work and are not reported.
 */
import * as z from 'zod/mini';
import type { Config, Origin, Selection } from '../../config/config.ts';
import { matchPattern, type PathPattern, type PatternSegment } from '../../config/pattern.ts';
import { PatternIndex } from '../../config/patternIndex.ts';
import { removeEntry, replaceScalar } from '../../config/removeEntry.ts';
import { sliceOf } from '../../config/slices.ts';
import { nearestName } from '../../config/suggest.ts';
import type { Project } from '../../model/project.ts';
import { defineRule, type Finding, type FixOffer } from '../rule.ts';

export const emptyRule = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/empty-rule',
    title: 'Every part of the configuration matches something',
    severity: 'warning',
    recommended: true,
    needs: 'imports',
    defaults: {},
  },
  *judgeProject({ project }) {
    for (const [config, directories] of governed(project)) {
      for (const { origin, message, correction, kept } of emptyParts(config, directories)) {
        if (origin.file !== config.file) continue;
        const corrected = correction?.origin.file === config.file ? correction : undefined;
        const data = {
          remove: kept !== true,
          ...(corrected ? { at: corrected.origin.start, text: corrected.text } : {}),
        };
        yield { message, path: origin.file, start: origin.start, end: origin.end, key: message, data };
      }
    }
  },
  fixes: (finding, { sources }) => mendingOffers(finding, sources.text(finding.path)),
});

interface EmptyPart {
  readonly origin: Origin;
  readonly message: string;
  /** A pattern that was probably meant, in place of the one that begins there. */
  readonly correction?: { readonly origin: Origin; readonly text: string } | undefined;
  /** Others speak of it by name, so it cannot just go. */
  readonly kept?: boolean;
}

const emptyData = z.object({ remove: z.boolean(), at: z.optional(z.number()), text: z.optional(z.string()) });

function mendingOffers({ path, start, data }: Finding, text: string | undefined): FixOffer[] {
  const said = emptyData.safeParse(data);
  if (!said.success || text === undefined) return [];
  const offers: FixOffer[] = [];
  const { at, text: meant, remove } = said.data;
  if (at !== undefined && meant !== undefined) {
    const edit = replaceScalar(text, at, meant);
    const changes = () => (edit ? [{ kind: 'edit', path, edits: [edit] } as const] : []);
    if (edit) offers.push({ id: 'correct', title: `Change it to ${meant}`, preferred: true, changes });
  }
  const removal = remove ? removeEntry(text, start) : undefined;
  if (removal) {
    const changes = () => [{ kind: 'edit', path, edits: [removal] } as const];
    offers.push({ id: 'remove', title: 'Remove it, because it checks nothing', changes });
  }
  return offers;
}

/** Directories of packages, as patterns see them, by the configuration that governs them. */
function governed(project: Project): Map<Config, Set<string>> {
  const directories = new Map<Config, Set<string>>();
  for (const { scope } of project.modules) if (scope.source === 'file') directories.set(scope.config, new Set());
  // What the folders beside hold is not known, and a pattern may speak of that.
  for (const { scope } of project.neighbours) directories.delete(scope.config);
  // Files, not packages: two modules of one path share packages, never folders.
  for (const { module, dir } of project.files.values()) {
    directories.get(module.scope.config)?.add(module.scope.patternPath(dir));
  }
  return directories;
}

function* emptyParts(config: Config, directories: ReadonlySet<string>): Iterable<EmptyPart> {
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
  }
  for (const rule of config.slices) {
    const slices = [...directories].flatMap((directory) => sliceOf(rule, directory) ?? []);
    const names = new Set(slices.map(({ name }) => name));
    if (names.size === 0) {
      yield { origin: rule.origin, message: `${rule.pattern.text} matches no package, so no slices are kept apart.` };
      continue;
    }
    for (const pattern of rule.publicPatterns) {
      if (slices.some(({ inner }) => matchPattern(pattern, inner))) continue;
      yield { origin: rule.origin, message: `No slice has a public package ${pattern.text}.` };
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
