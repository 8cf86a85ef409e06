/** Turns the text that the Go program writes into the one file that the server reads (see README.md). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { CATALOGUE_FORMAT, type CatalogueHeader } from '../../server/src/model/catalogue.ts';

export interface DescribedPackage {
  readonly path: string;
  readonly module: string;
  readonly version: string;
  readonly text: string;
}

export interface Description {
  readonly go: string;
  readonly packages: readonly DescribedPackage[];
}

/** Packages share a chunk up to this much text: more compresses better, less decompresses sooner. */
const CHUNK_SIZE = 128 * 1024;

/** Reads what the Go program printed. */
export function readDescription(output: string): Description {
  const [first = '', ...parts] = output.split(/^== /m);
  const go = first.replace('catalogue ', '').trim();
  const packages = parts.map((part) => {
    const end = part.indexOf('\n');
    const [path = '', module = '', version = ''] = part.slice(0, end).split(' ');
    return { path, module, version, text: part.slice(end + 1) };
  });
  return { go, packages };
}

/** Lays out and compresses the whole catalogue. The same description gives the same bytes. */
export function packCatalogue({ go, packages }: Description, inputs: string): Buffer {
  const sorted = [...packages].sort((a, b) => compare(family(a.module), family(b.module)) || compare(a.path, b.path));
  const chunks: string[] = [];
  const modules = new Map<string, { path: string; version: string; packages: [string, number][] }>();
  let chunk = '';
  let previous = '';
  for (const { path, module, version, text } of sorted) {
    const piece = `== ${path}\n${text}`;
    const full = chunk.length + piece.length > CHUNK_SIZE;
    // The standard library keeps to itself: every project needs it, and nothing else with it.
    if (chunk !== '' && (full || (previous === 'std' && module !== 'std'))) {
      chunks.push(chunk);
      chunk = '';
    }
    chunk += piece;
    previous = module;
    const entry = modules.get(module) ?? { path: module, version, packages: [] };
    entry.packages.push([suffix(path, module), chunks.length]);
    modules.set(module, entry);
  }
  if (chunk !== '') chunks.push(chunk);

  const compressed = chunks.map(compress);
  const header: CatalogueHeader = {
    format: CATALOGUE_FORMAT,
    go,
    inputs,
    chunks: compressed.map((bytes) => bytes.length),
    modules: [...modules.values()].sort((a, b) => compare(a.path, b.path)),
  };
  const headerBytes = compress(JSON.stringify(header));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(headerBytes.length);
  return Buffer.concat([size, headerBytes, ...compressed]);
}

/** What the catalogue is made of beside the Go toolchain: a change in any of it asks for a new catalogue. */
const INPUTS = [
  'scripts/catalogue/describe.go',
  'scripts/catalogue/go.mod',
  'scripts/catalogue/libraries.go',
  'scripts/catalogue/main.go',
  'scripts/catalogue/pack.mts',
  'scripts/oracle/canonical/canonical.go',
  'scripts/oracle/load/load.go',
];

export function hashInputs(root: string): string {
  const hash = createHash('sha256');
  // Line ends are no difference: a checkout may have changed them.
  for (const path of INPUTS) hash.update(`${path}\n${readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n')}`);
  return hash.digest('hex').slice(0, 16);
}

function suffix(path: string, module: string): string {
  return module === 'std' ? path : path.slice(module.length + 1);
}

/** Modules of one name resemble each other (versions, forks, rivals) and compress well side by side. */
function family(module: string): string {
  if (module === 'std') return '';
  const name = module
    .split('/')
    .filter((segment) => !/^v\d+$/.test(segment))
    .at(-1);
  return `${name?.replace(/^go-|\.v\d+$/g, '')} ${module}`;
}

function compress(text: string): Buffer {
  const bytes = Buffer.from(text);
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
