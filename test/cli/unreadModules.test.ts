/** A line of go.mod that says nothing which could be read is passed over, and whoever draws or asks by the rest is told. */
import assert from 'node:assert/strict';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { goFile, runCli } from '../support/legacy.ts';

const broken = 'module example.com/shop\n\ngo 1.22\n\nrequires github.com/google/uuid v1.6.0\n';

describe('a go.mod with a line that cannot be read', () => {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder({
      'go.mod': broken,
      '.go-architect.yaml': 'version: 1\nlayers:\n  a: { paths: [a] }\n  b: { paths: [b] }\n',
      'a/a.go': goFile('a', 'example.com/shop/b'),
      'b/b.go': goFile('b'),
    });
  });
  afterEach(() => removeFolder(folder));

  for (const args of [['graph'], ['whatif', '--forbid', 'b->a', '--format', 'json']]) {
    it(`is told on standard error by ${args[0]}, which goes on`, () => {
      const { status, stdout, stderr } = runCli(folder, args);
      assert.equal(status, 0);
      assert.match(stderr, /^go\.mod:5:1: .*; what it says was passed over\n/);
      assert.doesNotMatch(stdout, /passed over/);
    });
  }
});
