/** `npm test` runs every test there is: a folder of tests that no step names would be green for ever. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

describe('npm test', () => {
  it('runs the tests of every folder', () => {
    const script = join(root, 'scripts', 'test.mts');
    const list = execFileSync(process.execPath, ['--import', 'tsx', script, '--list'], { cwd: root, encoding: 'utf8' });
    const run = [...list.matchAll(/test\/\{?([\w,]+)\}?\/\*\*\/\*\.test\.ts/g)].flatMap(([, names = '']) =>
      names.split(','),
    );
    const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
    // The editor's tests are no files of this mocha; the step called editor starts them in VS Code.
    const folders = new Set(files.filter((file) => file.endsWith('.test.ts')).map((file) => file.split(/[\\/]/)[0]));
    folders.delete('vscode');
    assert.deepEqual(run.sort(), [...folders].sort());
    assert.match(list, /^editor$/m);
  });
});
