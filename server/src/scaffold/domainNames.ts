/**
 * What the files of a feature call the package of its entity. That is the package's own name, unless a file uses the word for
 * something else: an entity Tag meets the tag of a command, a Group chi's group of routes, a Request the request. Such a file
 * imports the package under a longer name. Which words a file uses is read from the file itself, so that no list of them can be
 * out of date.
 */

export interface DomainName {
  /** What stands before the dot. */
  readonly domainName: string;
  /** What stands before the import path, with the space behind it; often nothing. */
  readonly domainAlias: string;
}

/** No word of any file. */
const placeholder = 'entitysown';

export function withDomainName(packageName: string, render: (name: DomainName) => string): string {
  const words = render({ domainName: placeholder, domainAlias: `${placeholder} ` });
  const longer = `${packageName}domain`;
  return usesWord(packageName, words)
    ? render({ domainName: longer, domainAlias: `${longer} ` })
    : render({ domainName: packageName, domainAlias: '' });
}

/** Whether a Go file uses a word as a name that is not a member of something. */
function usesWord(word: string, text: string): boolean {
  const code = text
    .replaceAll(/^\t"([^"\n]+)"$/gm, (_, path: string) => nameOfImport(path))
    .replaceAll(/`[^`]*`/g, '``')
    .replaceAll(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .replaceAll(/\/\/.*$/gm, '')
    .replace(/^package \w+$/m, '');
  return new RegExp(`(?<![.\\w])${word}\\b`).test(code);
}

function nameOfImport(path: string): string {
  const segments = path.split('/').filter((segment) => !/^v\d+$/.test(segment));
  return segments[segments.length - 1] ?? path;
}
