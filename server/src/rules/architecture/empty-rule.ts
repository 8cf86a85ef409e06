/**
 * architecture/empty-rule: a part of the configuration that speaks of packages and matches none, so that it checks nothing.
 *
 * Judged is what stands in the configuration file itself: what a preset or a shared file offers is not meant to match
 * everywhere. Bans that nothing violates (`replace`, `deprecated` from a layer) are doing their work and are not reported.
 */
import type { Config, Origin } from '../../config/config.ts';
import { matchPattern, type PathPattern } from '../../config/pattern.ts';
import { sliceOf } from '../../config/slices.ts';
import { nearestName } from '../../config/suggest.ts';
import type { Project } from '../../model/project.ts';
import { defineRule } from '../rule.ts';

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
      for (const { origin, message } of emptyParts(config, directories)) {
        if (origin.file !== config.file) continue;
        yield { message, path: origin.file, start: origin.start, end: origin.end, key: message };
      }
    }
  },
});

interface EmptyPart {
  readonly origin: Origin;
  readonly message: string;
}

/** Directories of packages, as patterns see them, by the configuration that governs them. */
function governed(project: Project): Map<Config, Set<string>> {
  const directories = new Map<Config, Set<string>>();
  for (const { scope } of project.modules) if (scope.source === 'file') directories.set(scope.config, new Set());
  // Files, not packages: two modules of one path share packages, never folders.
  for (const { module, dir } of project.files.values()) {
    directories.get(module.scope.config)?.add(module.scope.patternPath(dir));
  }
  return directories;
}

function* emptyParts(config: Config, directories: ReadonlySet<string>): Iterable<EmptyPart> {
  const matches = (pattern: PathPattern) => {
    for (const directory of directories) if (matchPattern(pattern, directory)) return true;
    return false;
  };
  for (const layer of config.layers.values()) {
    const empty = layer.patterns.filter(({ pattern }) => !matches(pattern));
    if (layer.patterns.length > 0 && empty.length === layer.patterns.length) {
      const hint = didYouMean(empty[0]?.pattern, directories);
      const message = `The layer ${layer.name} has no packages, so nothing is checked against it${hint}; correct its paths or remove it.`;
      yield { origin: layer.origin, message };
      continue;
    }
    for (const { pattern, origin } of empty) {
      const message = `${pattern.text} matches no package${didYouMean(pattern, directories)}; correct it or remove it.`;
      yield { origin, message };
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

/** A folder whose name differs from the pattern's by a slip of the pen, at the first place where the two part. */
function didYouMean(pattern: PathPattern | undefined, directories: ReadonlySet<string>): string {
  let there = '';
  for (const segment of pattern?.segments ?? []) {
    if (segment.kind !== 'literal') return '';
    const children = childrenOf(there, directories);
    if (!children.has(segment.text)) {
      const nearest = nearestName(segment.text, children);
      return nearest === undefined ? '' : ` (did you mean ${there}${nearest}?)`;
    }
    there += `${segment.text}/`;
  }
  return '';
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
