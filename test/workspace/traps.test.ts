/**
 * What other architecture tools trip over on disk: where a module lies, what its files are made of, what stands between them.
 * The traps that fit into the text of a module are in test/rules/architecture/layer-import.traps.txtar.
 */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { checkFolder } from '../support/checkFolder.ts';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';

const module: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.22\n',
  '.go-architect.yaml':
    'version: 1\nlayers:\n  domain: { paths: ["domain/**"], imports: { layers: [] } }\n  infra: { paths: ["infra/**"] }\n',
  'domain/user/user.go': 'package user\n\nimport _ "example.com/shop/infra/db"\n',
  'infra/db/db.go': 'package db\n\nimport _ "example.com/shop/domain/user"\n',
};

describe('layers on disk', () => {
  let folder = '';
  afterEach(() => removeFolder(folder));

  async function found(root = folder) {
    const checked = await checkFolder(root, ['architecture/layer-import', 'architecture/unmatched']);
    return checked.findings
      .map(({ rule, path, start, end }) => {
        const text = checked.sources.text(path) ?? '';
        return `${path.slice(root.length + 1)} ${rule.slice('architecture/'.length)} ${text.slice(start, end)}`;
      })
      .sort();
  }
  const wrong = 'domain/user/user.go layer-import "example.com/shop/infra/db"';

  it('do not change with the folders above the module, whatever they are called', async () => {
    // A tool that looks at absolute paths takes `app`, `infra` or `domain` above the project for layers.
    folder = makeFolder();
    mkdirSync(join(folder, 'app/infra/domain'), { recursive: true });
    for (const [name, content] of Object.entries(module))
      writeInto(folder, `app/infra/domain/shop.go/${name}`, content);
    assert.deepEqual(await found(join(folder, 'app/infra/domain/shop.go')), [wrong]);
  });

  it('are the same in files with Windows line ends and a byte order mark', async () => {
    // Offsets that count bytes, or take the mark for part of the package clause, lose the import.
    folder = makeFolder(module);
    writeInto(
      folder,
      'domain/user/user.go',
      '\uFEFF// Größe 🙂\r\npackage user\r\n\r\nimport (\r\n\t_ "example.com/shop/infra/db"\r\n)\r\n',
    );
    assert.deepEqual(await found(), [wrong]);
  });

  it('take a folder called like a file for a folder, and its packages for packages', async () => {
    folder = makeFolder({ ...module, 'domain/x.go/y.go': 'package y\n\nimport _ "example.com/shop/infra/db"\n' });
    assert.deepEqual(await found(), [wrong, 'domain/x.go/y.go layer-import "example.com/shop/infra/db"']);
  });

  it('are not entered twice through links, and circles end', async () => {
    folder = makeFolder(module);
    symlinkSync(folder, join(folder, 'domain/loop'));
    symlinkSync(join(folder, 'domain/user'), join(folder, 'infra/user'));
    assert.deepEqual(await found(), [wrong]);
  });

  it('are found when the module itself is opened through a link', async () => {
    folder = makeFolder();
    for (const [name, content] of Object.entries(module)) writeInto(folder, `real/${name}`, content);
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    assert.equal((await found(join(folder, 'link'))).length, 1);
  });

  it('differ in upper and lower case, on disk as in patterns', async () => {
    folder = makeFolder(module);
    renameSync(join(folder, 'domain'), join(folder, 'Domain'));
    assert.deepEqual(
      (await found()).map((line) => line.split(' ')[1]),
      ['unmatched'],
    );
  });

  it('leave out what the go command leaves out, however it imports', async () => {
    folder = makeFolder(module);
    for (const outside of [
      'vendor/a',
      'domain/testdata/b',
      'domain/_c',
      'domain/.d',
      'domain/e/vendor/f',
      'node_modules/g',
    ]) {
      writeInto(folder, `${outside}/x.go`, 'package x\n\nimport _ "example.com/shop/infra/db"\n');
    }
    writeInto(folder, 'domain/vendored/x.go', 'package x\n\nimport _ "example.com/shop/infra/db"\n');
    assert.deepEqual(await found(), [wrong, 'domain/vendored/x.go layer-import "example.com/shop/infra/db"']);
  });

  it('judge what cannot be parsed by what is left of its imports', async () => {
    // One file with a syntax error ends the run of tools that need a header without any.
    folder = makeFolder({
      ...module,
      'domain/broken/broken.go': 'package broken\n\nimport (\n\t_ "example.com/shop/infra/db"\n\tfunc (\n',
    });
    assert.deepEqual(await found(), ['domain/broken/broken.go layer-import "example.com/shop/infra/db"', wrong]);
  });
});
