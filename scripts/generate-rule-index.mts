/** Writes docs/rules/README.md; a test fails while it is stale. */
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { allRules } from '../server/src/rules/registry.ts';
import { ruleIndex } from './ruleIndex.ts';

writeFileSync(path.join(import.meta.dirname, '../docs/rules/README.md'), ruleIndex(allRules));
