/**
 * Template texts by path, and how a team's own take the place of ours: by the same relative path, whether or not either
 * is marked as rendered by the ending `.eta`. It does not read them from disk.
 */

import { nearestName } from '../config/suggest.ts';

/** Ours by path relative to server/templates, a team's relative to `.go-architect/templates`. */
export type Templates = ReadonlyMap<string, string>;

export function mergeTemplates(ours: Templates, theirs: Templates): Templates {
  const replaced = new Set([...theirs.keys()].map(targetOf));
  const kept = [...ours].filter(([path]) => !replaced.has(targetOf(path)));
  return new Map([...kept, ...theirs].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * Those of a team that are used nowhere: they replace none of ours, and are not below the folder of an overlay of new projects,
 * where every file is added. A note to readers and hidden files are left out.
 */
export function unusedTemplates(ours: Templates, theirs: Templates): readonly string[] {
  const targets = new Set([...ours.keys()].map(targetOf));
  const overlays = new Set([...ours.keys()].map(overlayOf));
  const isUsed = (path: string) => {
    const overlay = overlayOf(path);
    return targets.has(targetOf(path)) || (overlay !== undefined && overlays.has(overlay));
  };
  return [...theirs.keys()]
    .filter((path) => !isUsed(path))
    .filter((path) => !/^(\.[^/]*|README(\.md)?)$/.test(path))
    .map((path) => {
      const meant = nearestName(path, ours.keys());
      const otherwise = meant === undefined ? '' : `; did you mean ${meant}?`;
      return `.go-architect/templates/${path} takes the place of no template and is not used${otherwise}`;
    });
}

/** `router-gin` of `project/router-gin/…`; nothing for what is no part of a new project. */
function overlayOf(path: string): string | undefined {
  return /^project\/([^/]+)\//.exec(path)?.[1];
}

/** The path of the file a template becomes. */
export function targetOf(templatePath: string): string {
  return isRendered(templatePath) ? templatePath.slice(0, -'.eta'.length) : templatePath;
}

export function isRendered(templatePath: string): boolean {
  return templatePath.endsWith('.eta');
}

/** The templates in one folder, by their path inside it. */
export function* templatesUnder(templates: Templates, folder: string): Iterable<readonly [path: string, text: string]> {
  const prefix = `${folder}/`;
  for (const [path, text] of templates) {
    if (path.startsWith(prefix)) {
      yield [path.slice(prefix.length), text];
    }
  }
}
