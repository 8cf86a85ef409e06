/**
 * Makes server/data/catalogue.bin and the lists in docs/catalogue.md: `npm run build:catalogue`.
 *
 * Needs the Go toolchain and, the first time, the Go module proxy. Run it for a new Go version and after a change of
 * libraries.go or go.mod, and commit what it writes.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCatalogue } from '../../server/src/model/catalogue.ts';
import { inflateChunk } from '../../server/src/workspace/catalogueFile.ts';
import { writeLists } from './lists.mts';
import { hashInputs, packCatalogue, readDescription } from './pack.mts';

const LIMIT = 500 * 1024;

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'scripts', 'catalogue');

const go = spawnSync('go', ['run', '.'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
if (go.error) throw go.error;
if (go.status !== 0) {
  process.stderr.write(go.stderr);
  process.exit(1);
}
const description = readDescription(go.stdout);
const bytes = packCatalogue(description, hashInputs(root));
if (bytes.length > LIMIT) {
  console.error(`The catalogue has ${bytes.length} bytes, more than ${LIMIT}. Leave something out of libraries.go.`);
  process.exit(1);
}
mkdirSync(join(root, 'server', 'data'), { recursive: true });
writeFileSync(join(root, 'server', 'data', 'catalogue.bin'), bytes);

const page = join(root, 'docs', 'catalogue.md');
writeFileSync(page, writeLists(readFileSync(page, 'utf8'), openCatalogue(bytes, inflateChunk)));

const text = description.packages.reduce((sum, described) => sum + described.text.length, 0);
console.log(`${description.packages.length} packages of ${description.go} and libraries`);
console.log(`${text} bytes of text, ${bytes.length} bytes packed`);
