/**
 * Reads the snippets that the extension ships, as VS Code reads them. It judges nothing; the tests beside it do.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Snippet {
  /** The file's path from the root of the repository. */
  readonly file: string;
  readonly title: string;
  readonly prefix: string;
  readonly languages: readonly string[];
  readonly description: string;
  readonly body: string;
  readonly isFileTemplate: boolean;
}

export const repositoryRoot = join(import.meta.dirname, '..', '..');

export function readSnippets(): Snippet[] {
  const folder = join(repositoryRoot, 'snippets');
  const files = readdirSync(folder).filter((name) => name.endsWith('.code-snippets'));
  return files.sort().flatMap((name) => readSnippetFile(`snippets/${name}`));
}

interface WrittenSnippet {
  readonly scope: string;
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
  readonly isFileTemplate?: boolean;
}

function readSnippetFile(file: string): Snippet[] {
  const written: Record<string, WrittenSnippet> = JSON.parse(readFileSync(join(repositoryRoot, file), 'utf8'));
  return Object.entries(written).map(([title, snippet]) => ({
    file,
    title,
    prefix: snippet.prefix,
    languages: snippet.scope.split(','),
    description: snippet.description,
    body: snippet.body.join('\n'),
    isFileTemplate: snippet.isFileTemplate ?? false,
  }));
}
