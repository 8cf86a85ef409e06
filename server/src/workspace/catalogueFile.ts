/** Finds the catalogue of library declarations beside the program and opens it; what it says is catalogue.ts's part. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { type Catalogue, openCatalogue } from '../model/catalogue.ts';

const FILE_NAME = 'catalogue.bin';

let opened: Catalogue | undefined;

/** The catalogue that ships with the program, opened once per process. Throws when the installation lacks it. */
export function loadCatalogue(): Catalogue {
  opened ??= openCatalogueFile(findCatalogue());
  return opened;
}

export function openCatalogueFile(path: string): Catalogue {
  return openCatalogue(readFileSync(path), inflateChunk);
}

/** Decompresses one chunk of a catalogue. */
export function inflateChunk(compressed: Uint8Array): string {
  return brotliDecompressSync(compressed).toString('utf8');
}

/** In the product the data lies beside the bundle; run from sources, it is what is committed in server/data. */
function findCatalogue(): string {
  const here = dirname(__filename);
  const candidates = [join(here, 'data', FILE_NAME), join(here, '..', '..', 'data', FILE_NAME)];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      `The catalogue of Go libraries is missing: ${FILE_NAME} is in none of ${candidates.join(', ')}. Reinstall Go Architect, or run \`npm run build\`.`,
    );
  }
  return found;
}
