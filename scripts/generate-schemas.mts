/**
 * Writes the JSON Schemas in `schemas/` from the zod schemas they mirror. `--check` writes nothing and fails when one is
 * stale; a test does the same.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { schemaFiles } from './schemaFiles.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const check = process.argv.includes('--check');
let stale = false;
for (const { path, text } of schemaFiles()) {
  const file = join(root, path);
  if (!check) {
    writeFileSync(file, text);
    console.log(`wrote ${path}`);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${path} is stale; run: npm run generate:schemas`);
    stale = true;
  }
}
process.exitCode = stale ? 1 : 0;
