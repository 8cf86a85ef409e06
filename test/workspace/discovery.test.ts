import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Discovery, type DiscoveryOptions, discover } from '../../server/src/workspace/discovery.ts';
import { goRoot } from '../support/goroot.ts';
import { type Folder, newFolder } from '../support/tree.ts';

let folder: Folder;

function find(files: Readonly<Record<string, string>>, options: DiscoveryOptions = {}): Discovery {
  folder = newFolder(files);
  return discover([folder.path], options);
}

const relative = (path: string) => (path === folder.path ? '.' : path.replace(`${folder.path}/`, ''));

/** Every file as `module: directory in the module/name`. */
function filesOf({ packages }: Discovery): string[] {
  return [...packages.values()].flatMap(({ module, dir, files }) =>
    files.map(({ name }) => `${module.goMod.modulePath}: ${dir === '' ? name : `${dir}/${name}`}`),
  );
}

function skippedOf({ skipped }: Discovery): string[] {
  return skipped.map(({ path, reason }) => `${relative(path)} ${reason}`).sort();
}

describe('discover', () => {
  afterEach(() => folder.dispose());

  it('finds packages and files of a module, tests and other systems included', () => {
    const found = find({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'main.go': '',
      'internal/order/order.go': '',
      'internal/order/order_test.go': '',
      'internal/order/order_windows.go': '',
      'internal/größe/a b.go': '',
      'internal/order/README.md': '',
    });
    assert.deepEqual(filesOf(found), [
      'example.com/shop: main.go',
      'example.com/shop: internal/größe/a b.go',
      'example.com/shop: internal/order/order.go',
      'example.com/shop: internal/order/order_test.go',
      'example.com/shop: internal/order/order_windows.go',
    ]);
    const order = found.packages.get(`${folder.path}/internal/order`);
    assert.deepEqual(
      order?.files.map(({ isTest }) => isTest),
      [false, true, false],
    );
    assert.equal(order.files[0]?.path, `${folder.path}/internal/order/order.go`);
    assert.equal(found.modules[0]?.goMod.goVersion, '1.22');
    assert.deepEqual(found.skipped, []);
  });

  it('leaves out what the go command leaves out, and lists it', () => {
    const found = find({
      'go.mod': 'module m\n',
      'a/a.go': '',
      'a/_a.go': '',
      'a/.a.go': '',
      'vendor/x/x.go': '',
      'a/vendor/x.go': '',
      'a/testdata/x.go': '',
      'a/_old/x.go': '',
      '.git/x.go': '',
      'web/node_modules/x/x.go': '',
      'vendored/x.go': '',
      'testdatabase/x.go': '',
    });
    assert.deepEqual(filesOf(found), ['m: a/a.go', 'm: testdatabase/x.go', 'm: vendored/x.go']);
    assert.deepEqual(skippedOf(found), [
      '.git hidden',
      'a/.a.go hidden',
      'a/_a.go underscore',
      'a/_old underscore',
      'a/testdata testdata',
      'a/vendor vendor',
      'vendor vendor',
      'web/node_modules nodeModules',
    ]);
    for (const { detail } of found.skipped) assert.match(detail, /^[a-z].*[^.]$/);
  });

  it('heeds the ignore directive of go.mod', () => {
    const found = find({
      'go.mod': 'module m\nignore (\n\t./web\n\tstatic\n)\n',
      'web/x.go': '',
      'a/web/x.go': '',
      'a/static/x.go': '',
      'a/static2/x.go': '',
    });
    assert.deepEqual(filesOf(found), ['m: a/static2/x.go', 'm: a/web/x.go']);
    assert.deepEqual(skippedOf(found), ['a/static ignored', 'web ignored']);
  });

  it('takes a folder called x.go for a folder', () => {
    const found = find({ 'go.mod': 'module m\n', 'x.go/y.go': '', 'x.go/sub.go/z.go': '' });
    assert.deepEqual(filesOf(found), ['m: x.go/y.go', 'm: x.go/sub.go/z.go']);
  });

  it('gives nested modules their own files', () => {
    const found = find({
      'go.mod': 'module example.com/m\n',
      'a/a.go': '',
      'tools/go.mod': 'module example.com/m/tools\n',
      'tools/t.go': '',
      'tools/deep/d.go': '',
    });
    assert.deepEqual(filesOf(found), [
      'example.com/m: a/a.go',
      'example.com/m/tools: t.go',
      'example.com/m/tools: deep/d.go',
    ]);
    assert.deepEqual(
      found.modules.map(({ dir }) => relative(dir)),
      ['.', 'tools'],
    );
  });

  it('reads go.work and knows modules that are used or replaced from outside', () => {
    folder = newFolder({
      'work/go.work': 'go 1.24\nuse (\n\t./api\n\t../lib\n)\n',
      'work/api/go.mod': 'module example.com/api\nreplace example.com/log => ../../log\n',
      'work/api/a.go': '',
      'lib/go.mod': 'module example.com/lib\n',
      'lib/l.go': '',
      'log/go.mod': 'module example.com/log\n',
    });
    const found = discover([`${folder.path}/work`]);
    assert.deepEqual(
      found.modules.map(({ goMod, inside }) => [goMod.modulePath, inside]),
      [
        ['example.com/lib', false],
        ['example.com/log', false],
        ['example.com/api', true],
      ],
    );
    assert.deepEqual(found.goWorks[0]?.uses.map(relative), ['work/api', 'lib']);
    assert.deepEqual(filesOf(found), ['example.com/api: a.go']);
  });

  it('says which folders of go.work are no modules', () => {
    folder = newFolder({
      'work/go.work': 'go 1.24\nuse (\n\t./api\n\t./gone\n\t../plain\n)\n',
      'work/api/go.mod': 'module example.com/api\n',
      'work/api/a.go': '',
      'plain/p.go': '',
    });
    const found = discover([`${folder.path}/work`]);
    assert.deepEqual(
      found.skipped.map(({ path, detail }) => `${relative(path)}: ${detail}`),
      ['work/go.work: it uses ./gone, where no go.mod is', 'work/go.work: it uses ../plain, where no go.mod is'],
    );
  });

  it('finds the module, the workspace and the configuration above the folder that was opened', () => {
    folder = newFolder({
      '.git/HEAD': '',
      '.go-architect.yaml': 'version: 1\n',
      'go.work': 'use ./svc\n',
      'svc/go.mod': 'module example.com/svc\n',
      'svc/internal/domain/d.go': '',
    });
    const found = discover([`${folder.path}/svc/internal`]);
    assert.deepEqual(filesOf(found), ['example.com/svc: internal/domain/d.go']);
    assert.deepEqual(found.configurations.map(relative), ['.go-architect.yaml']);
    assert.equal(found.goWorks.length, 1);
    assert.equal(found.modules[0]?.inside, true);
  });

  it('takes configurations up to the folder one works in, as where all of it is opened', () => {
    folder = newFolder({
      '.go-architect.yaml': 'version: 1\n',
      'work/.go-architect.yaml': 'version: 1\n',
      'work/svc/go.mod': 'module m\n',
      'work/svc/a/a.go': '',
      'work/other/go.mod': 'module o\n',
    });
    const root = `${folder.path}/work/svc`;
    assert.deepEqual(discover([root]).configurations, [], 'nobody says how far up to look');
    const found = discover([root], { within: `${folder.path}/work` });
    assert.deepEqual(found.configurations.map(relative), ['work/.go-architect.yaml']);
    assert.deepEqual(
      found.modules.map(({ goMod }) => goMod.modulePath),
      ['o', 'm'],
      'and the modules beside it are known',
    );
    assert.deepEqual(discover([root], { within: `${folder.path}/elsewhere` }).configurations, []);
  });

  it('takes no configuration from beyond the repository', () => {
    folder = newFolder({
      '.go-architect.yaml': 'version: 1\n',
      'repo/.git/HEAD': '',
      'repo/go.mod': 'module m\n',
      'repo/a/a.go': '',
      'repo/a/.go-architect.yaml': 'version: 1\n',
    });
    assert.deepEqual(discover([`${folder.path}/repo`]).configurations.map(relative), ['repo/a/.go-architect.yaml']);
    const fromAbove = discover([`${folder.path}/repo`], { within: folder.path });
    assert.deepEqual(fromAbove.configurations.map(relative), ['repo/a/.go-architect.yaml']);
  });

  it('reads several folders, one inside the other only once', () => {
    folder = newFolder({ 'a/go.mod': 'module a\n', 'a/x/x.go': '', 'b/go.mod': 'module b\n', 'b/y.go': '' });
    const found = discover([`${folder.path}/a/x`, `${folder.path}/a/`, `${folder.path}/b`, `${folder.path}/b`]);
    assert.deepEqual(filesOf(found), ['a: x/x.go', 'b: y.go']);
  });

  it('keeps loose files in a module of the folder', () => {
    const found = find({ 'x/x.go': '' });
    assert.deepEqual(filesOf(found), [': x/x.go']);
    assert.deepEqual([relative(found.modules[0]?.dir ?? ''), found.modules[0]?.goModPath], ['.', undefined]);
  });

  it('excludes what a configuration excludes, below that configuration only', () => {
    const found = find(
      {
        'go.mod': 'module m\n',
        'gen/g.go': '',
        'a/x.pb.go': '',
        'a/x.go': '',
        'svc/.go-architect.yaml': '',
        'svc/gen/g.go': '',
        'svc/x.pb.go': '',
      },
      {
        exclusionsOf: (path) => {
          assert.equal(relative(path), 'svc/.go-architect.yaml');
          return (name, isDirectory) => (isDirectory ? name === 'gen' : name.endsWith('.pb.go'));
        },
      },
    );
    assert.deepEqual(filesOf(found), ['m: a/x.go', 'm: a/x.pb.go', 'm: gen/g.go']);
    assert.deepEqual(skippedOf(found), ['svc/gen excluded', 'svc/x.pb.go excluded']);
  });

  it('follows links to files as the go command does, and no others, so that circles end', () => {
    folder = newFolder({ 'go.mod': 'module m\n', 'a/a.go': '', 'shared/real.txt': '', 'elsewhere/e.go': '' });
    const link = (target: string, name: string) => symlinkSync(join(folder.path, target), join(folder.path, name));
    link('a', 'a/again');
    link('.', 'top');
    link('shared/real.txt', 'a/linked.go');
    link('nowhere', 'a/broken.go');
    link('elsewhere', 'a/dir.go');
    const found = discover([folder.path]);
    assert.deepEqual(filesOf(found), ['m: a/a.go', 'm: a/linked.go', 'm: elsewhere/e.go']);
    assert.deepEqual(skippedOf(found), [
      'a/again symbolicLink',
      'a/broken.go unreadable',
      'a/dir.go symbolicLink',
      'top symbolicLink',
    ]);
  });

  it('opens a folder through a link to it', () => {
    folder = newFolder({ 'real/go.mod': 'module m\n', 'real/a.go': '' });
    symlinkSync(join(folder.path, 'real'), join(folder.path, 'link'));
    const found = discover([`${folder.path}/link`, `${folder.path}/real`]);
    assert.deepEqual([...found.packages.keys()].map(relative), ['link']);
  });

  it('lists folders that cannot be read or are not there, and goes on', () => {
    folder = newFolder({ 'go.mod': 'module m\n', 'a/a.go': '', 'locked/x.go': '' });
    mkdirSync(join(folder.path, 'a/pipe.go'));
    chmodSync(join(folder.path, 'locked'), 0o000);
    const found = discover([folder.path, `${folder.path}/gone`]);
    chmodSync(join(folder.path, 'locked'), 0o700);
    assert.ok(filesOf(found).includes('m: a/a.go'));
    const skipped = skippedOf(found);
    assert.ok(skipped.includes('gone unreadable'));
    // The superuser reads everything; then the folder is simply found.
    const readable = filesOf(found).includes('m: locked/x.go');
    assert.ok(readable !== skipped.includes('locked unreadable'));
  });

  it('reports what it cannot read in go.mod and go.work, and still finds the files', () => {
    const found = find({ 'go.mod': 'modul m\nrequire (\n', 'go.work': 'use\n', 'a.go': '' });
    assert.deepEqual(found.problems.map(({ path, message }) => `${relative(path)}: ${message}`).sort(), [
      'go.mod: go.mod knows no "modul"',
      'go.mod: the "require (" block is never closed',
      'go.work: a use line names a directory',
    ]);
    assert.deepEqual(filesOf(found), [': a.go']);
  });

  it('finds the standard library', () => {
    folder = newFolder();
    const found = discover([`${goRoot()}/src`]);
    const files = [...found.packages.values()].reduce((sum, { files: { length } }) => sum + length, 0);
    assert.ok(files > 4_000 && found.packages.size > 400, `${files} files`);
    assert.deepEqual(
      found.modules.map(({ goMod }) => goMod.modulePath),
      ['std', 'cmd'],
    );
    assert.ok(!found.packages.has(`${goRoot()}/src/vendor/golang.org/x/net/idna`));
  });
});
