import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleIndex } from '../../scripts/ruleIndex.ts';
import { allRules } from '../../server/src/rules/registry.ts';

describe('index of the rules', () => {
  it('is what `npm run generate:rule-index` writes', () => {
    const written = readFileSync(join(__dirname, '../../docs/rules/README.md'), 'utf8');
    assert.equal(written, ruleIndex(allRules));
  });
});
