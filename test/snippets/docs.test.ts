/** The page about the snippets says what the snippets are. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { snippetDocs } from '../../scripts/generate-snippet-docs.mts';
import { repositoryRoot } from './collection.ts';

describe('docs/snippets.md', () => {
  it('is what `npm run generate:snippet-docs` writes', () => {
    const page = readFileSync(join(repositoryRoot, 'docs', 'snippets.md'), 'utf8');
    assert.equal(page, snippetDocs(), 'stale: run npm run generate:snippet-docs');
  });
});
