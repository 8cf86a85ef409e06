/** What is written piece by piece is there in the end as a whole, or not at all. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Spool } from '../../server/src/workspace/spool.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

describe('Spool', () => {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder({ file: 'as it was' });
  });
  afterEach(() => removeFolder(folder));

  const large = 'x'.repeat(3 << 20);

  it('takes the place of a file when it is whole', () => {
    const path = join(folder, 'file');
    const spool = new Spool(path);
    for (const part of ['a', Buffer.from('é'), large, 'z']) spool.add(part);
    assert.equal(spool.length, 4 + large.length);
    assert.equal(readFileSync(path, 'utf8'), 'as it was');
    assert.equal(spool.keep(), undefined);
    assert.equal(readFileSync(path, 'utf8'), `aé${large}z`);
    assert.deepEqual(readdirSync(folder), ['file']);
  });

  it('leaves nothing behind when it is taken back', () => {
    const spool = new Spool(join(folder, 'file'));
    spool.add(large);
    assert.equal(readdirSync(folder).length, 2);
    spool.discard();
    assert.deepEqual(readdirSync(folder), ['file']);
    assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'as it was');
  });

  it('says why it cannot be written, and goes on counting', () => {
    writeFileSync(join(folder, 'taken'), 'a file where a folder should be');
    const spool = new Spool(join(folder, 'taken', 'file'));
    spool.add(large);
    spool.add('more');
    assert.equal(spool.length, large.length + 4);
    assert.match(spool.keep() ?? '', /ENOTDIR|EEXIST/);
    assert.ok(!existsSync(join(folder, 'taken', 'file')));
  });
});
