/** What a module on disk answers a generator, where its folders are not as one expects. */
import assert from 'node:assert/strict';
import { namesIn, readText } from '../../server/src/workspace/moduleFiles.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

describe('The files of a module', () => {
  let root = '';

  before(() => {
    root = makeFolder({
      'migrations/000001_init.up.sql': 'SELECT 1;\n',
      'migrations/000002_orders.up.sql/readme.md': 'A folder that is called like a migration.\n',
    });
  });

  after(() => removeFolder(root));

  it('are read one after the other, and a folder among them has no text', () => {
    const texts = namesIn(root, 'migrations').map((name) => readText(root, `migrations/${name}`));

    assert.deepEqual(texts, ['SELECT 1;\n', undefined]);
  });

  it('are none where there is no folder, and where a file stands in its place', () => {
    assert.deepEqual(namesIn(root, 'seeds'), []);
    assert.deepEqual(namesIn(root, 'migrations/000001_init.up.sql'), []);
    assert.equal(readText(root, 'migrations/000001_init.up.sql/down.sql'), undefined);
  });
});
