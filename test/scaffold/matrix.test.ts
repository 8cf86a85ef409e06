/**
 * Combinations of options as Go sees them: nothing to tidy, formatted, builds, vets, passes its tests, and neither
 * staticcheck nor our own rules have anything to say. Every combination is in one of three thirds; the day decides which
 * third runs, SCAFFOLD_MATRIX says another (1, 2 or 3) or all (`npm run test:scaffold -- --all`, `-- --third 2`).
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { combinationName, everyCombination, type Outcome, run, writeProject } from './generate.ts';

/** The release is pinned, as every tool is. */
const staticcheck = 'honnef.co/go/tools/cmd/staticcheck@v0.8.2';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const goArchitect = [
  '--import',
  pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href,
  fileURLToPath(new URL('../../server/src/cli.ts', import.meta.url)),
];

const wanted = process.env['SCAFFOLD_MATRIX'];
const all = wanted === 'all';
const third = wanted === undefined || all ? Math.floor(Date.now() / 86_400_000) % 3 : Number(wanted) - 1;
assert.ok([0, 1, 2].includes(third), `SCAFFOLD_MATRIX is ${wanted}; it may be 1, 2, 3 or all`);
const combinations = everyCombination().filter((_, index) => all || index % 3 === third);

describe(`Generated projects (${all ? 'every combination' : `third ${third + 1} of 3`})`, function () {
  this.timeout(900_000);

  let tools: string;

  before(async () => {
    tools = mkdtempSync(join(tmpdir(), 'go-architect-tools-'));
    const installed = await run(tools, 'go', ['install', staticcheck], { GOBIN: tools });
    assert.equal(installed.status, 0, installed.output);
  });

  after(() => rmSync(tools, { recursive: true, force: true }));

  combinations.forEach((combination, index) => {
    it(`${combinationName(combination)}: builds, vets, passes its tests, and nobody complains`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'go-architect-scaffold-'));
      try {
        await writeProject(folder, combination);
        const go = (...arguments_: readonly string[]) => run(folder, 'go', arguments_, { GOFLAGS: '-buildvcs=false' });

        assertSilent(await go('mod', 'tidy', '-diff'));
        assertSilent(await run(folder, 'gofmt', ['-l', '.']));
        // Without the paths of the temporary folder the build cache knows what the combinations have in common.
        assertSilent(await go('build', '-trimpath', './...'));
        assertSilent(await go('vet', '-trimpath', '-tags', 'integration,e2e', './...'));
        const tested = await go('test', '-trimpath', './...');
        assert.equal(tested.status, 0, tested.output);
        const checked = await run(repository, process.execPath, [
          ...goArchitect,
          'check',
          '--max-warnings',
          '0',
          folder,
        ]);
        assert.equal(checked.status, 0, checked.output);
        assert.match(checked.output, /0 errors, 0 warnings in [0-9]+ files/);
        // staticcheck loads every dependency each time, so it sees one combination in eight unless all are wanted.
        if (all || index % 8 === 0) {
          assertSilent(await run(folder, join(tools, 'staticcheck'), ['-tags', 'integration,e2e', './...']));
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});

function assertSilent({ status, output }: Outcome): void {
  assert.deepEqual({ status, output }, { status: 0, output: '' });
}
