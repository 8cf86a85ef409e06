/** Files and configurations that go while they are being read, or afterwards: nothing is thrown, nothing is lost in silence. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reportFindings } from '../../server/src/cli/report.ts';
import type { Depth } from '../../server/src/go/extract.ts';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { fixInRounds } from '../../server/src/workspace/fixRounds.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { goFile } from '../support/legacy.ts';

const configuration =
  'version: 1\nlayers:\n  domain: { paths: ["domain/**"], imports: { layers: [] } }\n  infra: { paths: ["infra/**"] }\n';

describe('what is deleted', () => {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder({
      'go.mod': 'module example.com/shop\n',
      '.go-architect.yaml': configuration,
      'domain/user/user.go': goFile('user', 'example.com/shop/infra/db'),
      'infra/db/db.go': goFile('db', 'database/sql'),
    });
  });
  afterEach(() => removeFolder(folder));

  function open(depth: Depth, onProgress = () => {}): Promise<Workspace> {
    const engine = new Engine(
      allRules,
      ({ error }) => {
        throw error;
      },
      () => '2026-01-31',
    );
    const options = { roots: [folder], engine, depth, log: (message: string) => assert.fail(message) };
    return Workspace.open(options, { onProgress });
  }
  const layerFindings = (workspace: Workspace) =>
    [...workspace.project.files.keys()].flatMap(
      (path) => workspace.verdict(path)?.findings.filter(({ rule }) => rule === 'architecture/layer-import') ?? [],
    );

  for (const depth of ['imports', 'syntax'] as const) {
    it(`while it is read is listed, and what was read is judged (${depth})`, async () => {
      for (let index = 0; index < 600; index++) writeInto(folder, `infra/many/m${index}.go`, 'package many\n');
      let deleted = 0;
      const workspace = await open(depth, () => {
        if (deleted > 0) return;
        // Read in the order of their names, so these come last of all.
        for (const name of readdirSync(join(folder, 'infra/many')).sort().slice(-50)) {
          rmSync(join(folder, 'infra/many', name));
          deleted++;
        }
        rmSync(join(folder, '.go-architect.yaml'));
      });
      assert.equal(deleted, 50);
      const unread = workspace.skipped.filter(({ reason }) => reason.startsWith('cannot be read: '));
      assert.equal(workspace.project.files.size + unread.length, 602, 'every file is read or listed');
      if (depth === 'imports') assert.equal(unread.length, 50);
      assert.equal(layerFindings(workspace).length, 1);
      workspace.dispose();
    });
  }

  it('after it was read takes no report and no fix down', async () => {
    const workspace = await open('syntax');
    const [finding, ...others] = layerFindings(workspace);
    assert.ok(finding);
    assert.deepEqual(others, []);
    rmSync(join(folder, 'domain'), { recursive: true });
    rmSync(join(folder, '.go-architect.yaml'));
    const [reported] = reportFindings([finding], workspace, folder);
    assert.equal(reported?.file, 'domain/user/user.go');
    assert.equal(reported?.source, '');
    for (const offer of workspace.fixes(finding)) offer.changes();
    assert.equal(reported?.bestFix(), undefined, 'the configuration that would be changed is gone');
    const fixed = fixInRounds(workspace, { findings: () => layerFindings(workspace), mayChange: () => true });
    assert.deepEqual(fixed.files, []);
    await workspace.refresh([finding.path]);
    assert.equal(workspace.project.files.has(finding.path), false);
    assert.match(workspace.skipped[0]?.reason ?? '', /^cannot be read: /);
    await workspace.reload();
    assert.equal(workspace.skipped.length, 0);
    assert.equal(workspace.governance[0]?.configurationPath, undefined);
    workspace.dispose();
  });
});
