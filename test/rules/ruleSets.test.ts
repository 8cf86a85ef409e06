/** Which rules speak under which preset: what nobody has to configure, and what `strict` adds. */
import assert from 'node:assert/strict';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

/** The level of every rule in a module with this configuration; none when it is empty. */
async function levels(configuration: string): Promise<Map<string, string>> {
  const fail = (failure: unknown) => {
    throw new Error('reading the project failed', { cause: failure });
  };
  const folder = makeFolder({
    'go.mod': 'module example.com/shop\n\ngo 1.22\n',
    'shop.go': 'package shop\n',
    ...(configuration === '' ? {} : { '.go-architect.yaml': `version: 1\n${configuration}\n` }),
  });
  try {
    const engine = new Engine(allRules, fail, () => '2026-01-31');
    const workspace = await Workspace.open({ roots: [folder], engine, depth: 'syntax', log: fail });
    const [module] = workspace.project.modules;
    assert.ok(module);
    const found = allRules.map((rule) => [rule.meta.id, engine.setting(rule, module).level] as const);
    workspace.dispose();
    return new Map(found);
  } finally {
    removeFolder(folder);
  }
}

describe('rule sets', () => {
  it('are the recommended rules without a configuration, and nothing that gopls reports by default', async () => {
    const found = await levels('');
    for (const { meta } of allRules) {
      assert.equal(found.get(meta.id), meta.recommended ? meta.severity : 'off', meta.id);
      assert.ok(!(meta.gopls !== undefined && meta.recommended), `${meta.id} would be reported twice`);
    }
  });

  it('say the same when recommended is named, alone or beside a layout', async () => {
    const unconfigured = await levels('');
    assert.deepEqual(await levels('extends: recommended'), unconfigured);
    assert.deepEqual(await levels('extends: [clean, recommended]'), unconfigured);
  });

  it('are all rules under strict, each at its own severity', async () => {
    const expected = new Map<string, string>(allRules.map(({ meta }) => [meta.id, meta.severity]));
    assert.deepEqual(await levels('extends: strict'), expected);
    assert.deepEqual(await levels('extends: [clean, strict]'), expected);
  });

  it('push about errors only what was measured to be right, and offer the rest', async () => {
    const errors = [...(await levels(''))].filter(([rule]) => rule.startsWith('errors/'));
    const pushed = errors.filter(([, level]) => level === 'error' || level === 'warning').map(([rule]) => rule);
    assert.ok(pushed.includes('errors/ignored'));
    for (const rule of ['fatal', 'swallowed', 'log-and-return', 'naming', 'sentinel']) {
      assert.ok(!pushed.includes(`errors/${rule}`), rule);
    }
    assert.equal(new Map(errors).get('errors/sentinel'), 'off');
  });
});
