/**
 * Brings template texts from disk into memory, where the pure generators want them. It neither renders nor caches:
 * a command reads them once and exits.
 */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** The templates that come with the product, beside its bundles or among its sources. */
export function shippedTemplates(): Promise<ReadonlyMap<string, string>> {
  const here = dirname(__filename);
  return readTemplates(__filename.endsWith('.ts') ? join(here, '..', '..', 'templates') : join(here, 'templates'));
}

/** A team's own, kept in its repository. */
export function teamTemplates(folder: string): Promise<ReadonlyMap<string, string>> {
  return readTemplates(join(folder, '.go-architect', 'templates'));
}

/** Every file below the folder, by its path relative to it with `/`. A folder that does not exist has no templates. */
export async function readTemplates(folder: string): Promise<ReadonlyMap<string, string>> {
  let entries: Awaited<ReturnType<typeof listFiles>>;
  try {
    entries = await listFiles(folder);
  } catch (error) {
    if (isMissing(error)) {
      return new Map();
    }
    throw error;
  }
  const texts = await Promise.all(entries.map((file) => readFile(file, 'utf8')));
  return new Map(entries.map((file, index) => [relative(folder, file).split(sep).join('/'), texts[index] ?? '']));
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
