/** The Go snippets as they are installed: beside the bundles in every form of the product. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SnippetSource } from '../scaffold/fittingSnippets.ts';

interface WrittenSnippet {
  readonly scope: string;
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[] | string;
}

let known: readonly SnippetSource[] | undefined;

/** None when they are not installed. Read once. */
export function goSnippets(): readonly SnippetSource[] {
  known ??= readSnippets();
  return known;
}

function readSnippets(): SnippetSource[] {
  const here = dirname(__filename);
  const folder = join(here, __filename.endsWith('.ts') ? '../../../snippets' : '../snippets');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.startsWith('go-') && name.endsWith('.code-snippets'));
  return files.sort().flatMap((name) => {
    const written = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, WrittenSnippet>;
    return Object.entries(written).map(([title, { prefix, description, body }]) => ({
      prefix,
      title,
      description,
      body: typeof body === 'string' ? body : body.join('\n'),
      topic: name.slice(0, name.indexOf('.')),
    }));
  });
}
