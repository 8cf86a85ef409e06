/**
 * Brings template texts from disk into memory, where the pure generators want them. It neither renders nor caches:
 * a command reads them once and exits.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress } from 'node:zlib';

/** Where the build puts the packed templates, relative to the bundles. */
export const PACKED_TEMPLATES = 'data/templates.bin';

/**
 * The templates that come with the product: among its sources the folder server/templates, beside its bundles one file, since
 * hundreds of small ones, much alike, take twice its size in a package.
 */
export async function shippedTemplates(): Promise<ReadonlyMap<string, string>> {
  const here = dirname(__filename);
  if (__filename.endsWith('.ts')) return readTemplates(join(here, '..', '..', 'templates'));
  return unpackTemplates(await readFile(join(here, PACKED_TEMPLATES)));
}

/** Texts by path as the bytes of one file: brotli of JSON, sorted by path. */
export async function packTemplates(templates: ReadonlyMap<string, string>): Promise<Uint8Array> {
  const sorted = [...templates].sort(([left], [right]) => (left < right ? -1 : 1));
  return promisify(brotliCompress)(JSON.stringify(sorted));
}

/** What `packTemplates` packed. */
export async function unpackTemplates(bytes: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const text = (await promisify(brotliDecompress)(bytes)).toString('utf8');
  return new Map(JSON.parse(text) as readonly (readonly [string, string])[]);
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
    if (isMissing(error, folder)) {
      return new Map();
    }
    throw error;
  }
  const texts = await Promise.all(entries.map((file) => readFile(file, 'utf8')));
  return new Map(entries.map((file, index) => [relative(folder, file).split(sep).join('/'), texts[index] ?? '']));
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      // A link to a file is read as that file; a broken one is an error with its path.
      const isFile = entry.isFile() || (entry.isSymbolicLink() && (await stat(path)).isFile());
      return isFile ? [path] : [];
    }),
  );
  return found.flat().sort();
}

/** Not there itself, unlike something in it that a link names. */
function isMissing(error: unknown, folder: string): boolean {
  return (
    error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'path' in error && error.path === folder
  );
}
