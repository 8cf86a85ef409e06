import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readHeader } from '../../server/src/go/imports.ts';
import { readHeaderFile } from '../../server/src/workspace/files.ts';
import { joinPath, relativeTo } from '../../server/src/workspace/paths.ts';
import { goFilesBelow, goRoot } from '../support/goroot.ts';
import { newFolder } from '../support/tree.ts';

describe('readHeaderFile', () => {
  it('gives the header of the whole file although it reads only its beginning', () => {
    for (const path of goFilesBelow(`${goRoot()}/src/net`)) {
      assert.deepEqual(readHeaderFile(path), readHeader(readFileSync(path)), path);
    }
  });

  it('reads on when the header is longer than the first look', () => {
    const comment = '// ä long licence\n';
    const folder = newFolder();
    for (const lines of [0, 400, 431, 432, 433, 5_000]) {
      const text = `${comment.repeat(lines)}package x\nimport "a"\n`;
      folder.write('x.go', text);
      assert.deepEqual(readHeaderFile(`${folder.path}/x.go`), readHeader(text));
    }
    folder.write('empty.go', '');
    assert.equal(readHeaderFile(`${folder.path}/empty.go`).packageName, '');
    assert.throws(() => readHeaderFile(`${folder.path}/gone.go`), /ENOENT/);
    folder.dispose();
  });
});

describe('paths', () => {
  it('joins and resolves', () => {
    assert.equal(joinPath('/a/b', 'c'), '/a/b/c');
    assert.equal(joinPath('/a/b', '../c/./d'), '/a/c/d');
    assert.equal(joinPath('/a', '..'), '');
    assert.equal(joinPath('/a', '../../../x'), '/x');
    assert.equal(joinPath('/a', '/x/../y'), '/y');
    assert.equal(joinPath('C:/a', '../b'), 'C:/b');
    assert.equal(joinPath('/a', '.'), '/a');
    assert.equal(joinPath('/a', './b/'), '/a/b');
  });

  it('tells what lies within by whole segments', () => {
    assert.equal(relativeTo('/a/b', '/a/b/c'), 'c');
    assert.equal(relativeTo('/a/b', '/a/b'), '');
    assert.equal(relativeTo('/a/b', '/a/bc'), undefined);
    assert.equal(relativeTo('', '/a'), 'a');
  });
});
