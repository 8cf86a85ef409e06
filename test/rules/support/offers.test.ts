/** What is not offered, because it would not mend the finding. */
import assert from 'node:assert/strict';
import { checkFolder } from '../../support/checkFolder.ts';
import { makeFolder, removeFolder } from '../../support/folder.ts';

describe('offers', () => {
  it('do not allow in a list of layers what siblings forbid', async () => {
    const folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      '.go-architect.yaml':
        'version: 1\nlayers:\n  a: { paths: [a], imports: { layers: [] } }\n  b: { paths: [b], imports: { layers: [] } }\n  c: { paths: [c], imports: { layers: [] } }\nsiblings: [[a, b]]\n',
      'a/a.go': 'package a\n\nimport (\n\t_ "example.com/shop/b"\n\t_ "example.com/shop/c"\n)\n',
      'b/b.go': 'package b\n',
      'c/c.go': 'package c\n',
    });
    try {
      const checked = await checkFolder(folder, ['architecture/layer-import']);
      const allowed = checked.findings.map((finding) => checked.offers(finding).some(({ id }) => id === 'allow'));
      assert.deepEqual(allowed, [false, true]);
    } finally {
      removeFolder(folder);
    }
  });
});
