/** Runs the tests of the two Go programs that know the truth: the one behind the catalogue and the oracle. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

for (const program of ['catalogue', 'oracle']) {
  describe(`scripts/${program}`, () => {
    it('is vetted and passes its own tests', () => {
      const cwd = join(__dirname, '..', '..', 'scripts', program);
      for (const command of ['vet', 'test']) {
        const go = spawnSync('go', [command, './...'], { cwd, encoding: 'utf8' });
        assert.equal(go.status, 0, go.error?.message ?? `go ${command}: ${go.stdout}${go.stderr}`);
      }
    }).timeout(300_000);
  });
}
