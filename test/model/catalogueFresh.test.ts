/** Asks the Go toolchain in use whether the standard library still is what the catalogue says. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readDescription } from '../../scripts/catalogue/pack.mts';
import { readPackage } from '../../server/src/model/catalogue.ts';
import { loadCatalogue } from '../../server/src/workspace/catalogueFile.ts';

const SAMPLE = [
  'context',
  'database/sql',
  'errors',
  'fmt',
  'io',
  'log/slog',
  'net/http',
  'slices',
  'sync/atomic',
  'testing',
];

describe('the standard library in the catalogue', () => {
  it('is that of the Go version in use: else run `npm run build:catalogue`', () => {
    const go = spawnSync('go', ['run', '.', '-only', SAMPLE.join(',')], {
      cwd: join(__dirname, '..', '..', 'scripts', 'catalogue'),
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    assert.equal(go.status, 0, go.error?.message ?? go.stderr);
    const described = readDescription(go.stdout).packages.filter(({ path }) => SAMPLE.includes(path));
    assert.deepEqual(
      described.map(({ path }) => path),
      SAMPLE,
    );
    for (const { path, text } of described) {
      const shipped = loadCatalogue().package(path);
      const current = readPackage(path, text);
      assert.deepEqual([...(shipped?.names() ?? [])], [...current.names()], path);
      for (const name of current.names()) {
        const where = `${path}.${name}`;
        assert.deepEqual(shipped?.func(name), current.func(name), where);
        assert.deepEqual(shipped?.type(name), current.type(name), where);
        assert.deepEqual(shipped?.value(name), current.value(name), where);
      }
    }
  }).timeout(300_000);
});
