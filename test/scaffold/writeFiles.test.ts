/** Files on disk: all or none, and nothing that exists is touched. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedFile } from '../../server/src/scaffold/result.ts';
import { isOccupied, writeChanges, writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';

describe('Writing generated files', () => {
  let folder: string;

  beforeEach(() => {
    folder = makeFolder();
  });

  afterEach(() => removeFolder(folder));

  const file = (path: string, mode: GeneratedFile['mode'] = 0o644): GeneratedFile => ({
    path,
    content: `${path}\n`,
    mode,
  });

  it('makes folders, content and modes, and leaves nothing else behind', async () => {
    const root = join(folder, 'new/shop');

    const outcome = await writeFiles(root, [file('go.mod'), file('scripts/run.sh', 0o755), file('a/b/c.go')]);

    assert.deepEqual(outcome, { ok: true, written: ['go.mod', 'scripts/run.sh', 'a/b/c.go'] });
    assert.equal(readFileSync(join(root, 'a/b/c.go'), 'utf8'), 'a/b/c.go\n');
    assert.equal(statSync(join(root, 'scripts/run.sh')).mode & 0o777, 0o755);
    assert.deepEqual(readdirSync(root, { recursive: true }).map(String).sort(), [
      'a',
      'a/b',
      'a/b/c.go',
      'go.mod',
      'scripts',
      'scripts/run.sh',
    ]);
  });

  it('writes nothing when one file is there, and names every one that is', async () => {
    writeInto(folder, 'a/b.go', 'mine');
    writeInto(folder, 'go.mod', 'mine');

    const outcome = await writeFiles(folder, [file('new.go'), file('a/b.go'), file('go.mod')]);

    assert.deepEqual(outcome, { ok: false, conflicts: ['a/b.go', 'go.mod'] });
    assert.equal(readFileSync(join(folder, 'a/b.go'), 'utf8'), 'mine');
    assert.deepEqual(readdirSync(folder).sort(), ['a', 'go.mod']);
  });

  it('does not write through a link, not even one that points nowhere', async () => {
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'go.mod'));

    assert.deepEqual(await writeFiles(folder, [file('go.mod')]), { ok: false, conflicts: ['go.mod'] });
  });

  it('names the file that stands where a folder is needed', async () => {
    writeInto(folder, 'internal', 'a file');

    const outcome = await writeFiles(folder, [file('internal/domain/user.go')]);

    assert.deepEqual(outcome, { ok: false, conflicts: ['internal'] });
  });

  for (const path of ['../out.go', 'a/../../out.go', '/etc/passwd', 'a\\b.go', '', 'a//b.go']) {
    it(`refuses the path ${JSON.stringify(path)}`, async () => {
      await assert.rejects(() => writeFiles(join(folder, 'inner'), [file('ok.go'), file(path)]), /leaves its folder/);
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  it('changes files that are as they were, keeping their mode, and makes new ones', async () => {
    const script = writeInto(folder, 'run.sh', 'old');
    chmodSync(script, 0o755);

    const outcome = await writeChanges(folder, [file('new.go')], [{ path: 'run.sh', before: 'old', after: 'new' }]);

    assert.deepEqual(outcome, { ok: true, written: ['new.go', 'run.sh'] });
    assert.equal(readFileSync(script, 'utf8'), 'new');
    assert.equal(statSync(script).mode & 0o777, 0o755);
    assert.deepEqual(readdirSync(folder).sort(), ['new.go', 'run.sh']);
  });

  it('changes nothing when a file says something else by now', async () => {
    writeInto(folder, 'run.go', 'newer');

    const outcome = await writeChanges(folder, [file('new.go')], [{ path: 'run.go', before: 'old', after: 'new' }]);

    assert.deepEqual(outcome, { ok: false, conflicts: ['run.go'] });
    assert.deepEqual(readdirSync(folder), ['run.go']);
    assert.equal(readFileSync(join(folder, 'run.go'), 'utf8'), 'newer');
  });

  it('calls a path occupied unless it is missing or an empty folder', async () => {
    mkdirSync(join(folder, 'empty'));
    writeInto(folder, 'full/a', '');

    assert.equal(await isOccupied(join(folder, 'missing')), false);
    assert.equal(await isOccupied(join(folder, 'empty')), false);
    assert.equal(await isOccupied(join(folder, 'full')), true);
    assert.equal(await isOccupied(join(folder, 'full/a')), true);
  });
});
