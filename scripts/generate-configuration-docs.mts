/**
 * Writes the generated parts of docs/configuration.md, between `<!-- generated: … -->` and `<!-- end -->`, from the schema and
 * the presets. test/config/docs.test.ts fails when the page is stale. Run it with `npm run generate:configuration-docs`.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configurationPage } from './configurationDocs.ts';

const page = join(fileURLToPath(new URL('..', import.meta.url)), 'docs', 'configuration.md');
writeFileSync(page, configurationPage(readFileSync(page, 'utf8')));
