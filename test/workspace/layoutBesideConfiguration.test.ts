/** A configuration that names no layers leaves the recognised layout in force. */
import assert from 'node:assert/strict';
import { checkFolder } from '../support/checkFolder.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

const service = (name: string) => ({
  [`${name}/go.mod`]: `module example.com/${name}\n\ngo 1.22\n`,
  [`${name}/internal/domain/order.go`]: `package domain\n\nimport _ "example.com/${name}/internal/repository"\n`,
  [`${name}/internal/repository/orders.go`]: 'package repository\n',
  [`${name}/internal/usecase/pay.go`]: `package usecase\n\nimport _ "example.com/${name}/internal/domain"\n`,
  [`${name}/internal/delivery/http.go`]: `package delivery\n\nimport _ "example.com/${name}/internal/usecase"\n`,
  [`${name}/cmd/api/main.go`]: 'package main\n\nfunc main() {}\n',
});

async function findings(configuration: string, rules = ['architecture/layer-import']): Promise<string[]> {
  const folder = makeFolder({ '.go-architect.yaml': configuration, ...service('shop'), ...service('mail') });
  try {
    const checked = await checkFolder(folder, rules);
    return checked.findings
      .map(({ path, message }) => `${path.slice(folder.length + 1)}: ${message.split(':')[0]}`)
      .sort();
  } finally {
    removeFolder(folder);
  }
}

const both = ['mail', 'shop'].map((name) => `${name}/internal/domain/order.go: domain must not import repository`);

describe('a configuration without layers', () => {
  it('leaves each module below it the layout of its folders', async () => {
    assert.deepEqual(await findings('version: 1\nrules: { errors/wrap: off }\n'), both);
  });

  it('excludes and turns off as it says', async () => {
    assert.deepEqual(await findings('version: 1\nexclude: ["mail/internal/domain/**"]\n'), both.slice(1));
    assert.deepEqual(await findings('version: 1\nrules: { architecture/layer-import: off }\n'), []);
  });

  it('means no layers where it says so', async () => {
    assert.deepEqual(await findings('version: 1\nlayers: {}\n'), []);
  });

  it('is told once what checks nothing in it, for all its modules', async () => {
    const told = await findings('version: 1\nslices: [{ path: "{service}/internal/orders/**", isolate: service }]\n', [
      'architecture/empty-rule',
    ]);
    assert.equal(told.length, 1);
  });
});
