/**
 * Template texts by path, and how a team's own take the place of ours: by the same relative path, whether or not either
 * is marked as rendered by the ending `.eta`. It does not read them from disk.
 */

/** Ours by path relative to server/templates, a team's relative to `.go-architect/templates`. */
export type Templates = ReadonlyMap<string, string>;

export function mergeTemplates(ours: Templates, theirs: Templates): Templates {
  const replaced = new Set([...theirs.keys()].map(targetOf));
  const kept = [...ours].filter(([path]) => !replaced.has(targetOf(path)));
  return new Map([...kept, ...theirs].sort(([left], [right]) => (left < right ? -1 : 1)));
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
