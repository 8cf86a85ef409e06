/**
 * What other architecture tools trip over on disk: where a module lies, what its files are made of, what stands between them.
 * The traps that fit into the text of a module are in test/rules/architecture, in layer-import.traps.txtar,
 * external-import.traps.txtar and std-import.traps.txtar.
 */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../server/src/config/load.ts';
import { pathOfUri, uriOfPath } from '../../server/src/lsp/textPlaces.ts';
import { loadTarget } from '../../server/src/workspace/target.ts';
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

  it('are found once, however often a folder is named', async () => {
    // Each list of rules, each folder that was asked for, each root around a module may be one more time to say the same.
    folder = makeFolder(module);
    const { roots, includes } = loadTarget(['.', 'domain', 'domain/user/user.go', './domain/...'], folder);
    assert.deepEqual(roots, [folder]);
    assert.ok(includes(join(folder, 'infra/db/db.go')));
    const checked = await checkFolder([folder, join(folder, 'domain'), folder], ['architecture/layer-import']);
    assert.equal(checked.findings.length, 1);
  });

  it('are found beside a folder that cannot be read, which is named', async function () {
    // Windows knows no such permission.
    if (process.platform === 'win32') this.skip();
    folder = makeFolder({ ...module, 'domain/locked/locked.go': 'package locked\n' });
    chmodSync(join(folder, 'domain/locked'), 0o000);
    chmodSync(folder, 0o755);
    // The superuser reads everything, and gives that up for a moment.
    const superuser = process.geteuid?.() === 0;
    if (superuser) process.seteuid?.(65534);
    const checked = await checkFolder(folder, ['architecture/layer-import']).finally(() => {
      if (superuser) process.seteuid?.(0);
      chmodSync(join(folder, 'domain/locked'), 0o700);
    });
    assert.equal(checked.findings.length, 1);
    assert.deepEqual(checked.skipped, [
      { path: join(folder, 'domain/locked'), reason: 'the folder cannot be read: EACCES', isUnreadable: true },
    ]);
  });
});

describe('paths of Windows', () => {
  it('are refused in patterns, with what to write', () => {
    const text = 'version: 1\nlayers: { domain: { paths: ["internal\\\\domain\\\\**"] } }\n';
    const loaded = loadConfig('/m/.go-architect.yaml', text, { read: () => undefined, rules: [] });
    assert.ok(!loaded.ok);
    assert.match(loaded.issues[0]?.message ?? '', /separate segments with "\/" on every system/);
    const absolute = loadConfig('/m/.go-architect.yaml', text.replace('internal\\\\', 'C:/'), {
      read: () => undefined,
      rules: [],
    });
    assert.match(absolute.issues[0]?.message ?? '', /relative to the root of the module|separate segments/);
  });

  it('are one path, however the editor writes the drive', () => {
    for (const uri of [
      'file:///c%3A/Work/my%20shop/a.go',
      'file:///C:/Work/my%20shop/a.go',
      'file:///c:/Work/my%20shop/a.go',
    ])
      assert.equal(pathOfUri(uri, true), 'C:/Work/my shop/a.go');
    assert.equal(pathOfUri(uriOfPath('C:/Work/my shop/a.go', true), true), 'C:/Work/my shop/a.go');
    assert.equal(pathOfUri('file://server/share/a.go', true), '//server/share/a.go');
    assert.equal(pathOfUri('untitled:Untitled-1', true), undefined);
  });
});
