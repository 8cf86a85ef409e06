/**
 * What a repository says of the ends of lines: `eol` and `text` of `.gitattributes`, and `end_of_line` of `.editorconfig`. Both are read
 * at the root of the module alone, and a later line that matches goes before an earlier one, as git and editors have it.
 */

export type LineEnds = 'lf' | 'crlf';
type Read = (path: string) => string | undefined;

/** `eol=` of a path; `-text` and `binary` say that nothing is changed, so neither does it. */
export function lineEndsByGit(path: string, read: Read): LineEnds | undefined {
  let said: LineEnds | undefined;
  for (const line of (read('.gitattributes') ?? '').split(/\r?\n/)) {
    const [pattern = '', ...attributes] = line.trim().split(/\s+/);
    if (pattern === '' || pattern.startsWith('#') || !matches(pattern, path)) {
      continue;
    }
    for (const attribute of attributes) {
      const [, eol] = /^eol=(lf|crlf)$/i.exec(attribute) ?? [];
      if (eol !== undefined) said = eol.toLowerCase() === 'crlf' ? 'crlf' : 'lf';
      else if (['-text', 'binary', '!eol', '-eol'].includes(attribute)) said = undefined;
    }
  }
  return said;
}

/** `end_of_line` of the sections that match a path. */
export function lineEndsByEditor(path: string, read: Read): LineEnds | undefined {
  let applies = false;
  let said: LineEnds | undefined;
  for (const line of (read('.editorconfig') ?? '').split(/\r?\n/)) {
    const section = /^\s*\[(.*)\]\s*$/.exec(line)?.[1];
    if (section !== undefined) {
      applies = matches(section, path);
      continue;
    }
    const [, ends] = /^\s*end_of_line\s*=\s*(lf|crlf)\s*$/i.exec(line) ?? [];
    if (applies && ends !== undefined) said = ends.toLowerCase() === 'crlf' ? 'crlf' : 'lf';
  }
  return said;
}

/** A pattern without a slash is about names in every folder, to git and to editors. */
function matches(pattern: string, path: string): boolean {
  return globOf(pattern.replace(/^\//, '')).test(pattern.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1));
}

/** `*`, `**`, `?` and `{a,b}`; what else there is matches itself. */
function globOf(pattern: string): RegExp {
  const parts = pattern.replaceAll(/[.+^$()|\\[\]]/g, '\\$&').split(/(\*\*\/?|\*|\?|\{[^{}]*\})/);
  const expression = parts.map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.startsWith('{') ? `(?:${part.slice(1, -1).replaceAll(',', '|')})` : part;
  });
  return new RegExp(`^${expression.join('')}$`);
}
