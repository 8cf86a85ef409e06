import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Discovery, type DiscoveryOptions, discover } from '../../server/src/workspace/discovery.ts';
import { rediscover } from '../../server/src/workspace/rediscovery.ts';
import { newFolder } from '../support/tree.ts';

const options: DiscoveryOptions = { exclusionsOf: () => (name) => name.endsWith('.pb.go') };

/** What a discovery amounts to, without the order in which things were met. */
function summary({ packages, modules, skipped, configurations, problems }: Discovery) {
  return {
    packages: [...packages].map(([path, { dir, module, files }]) => [path, dir, module.dir, files]),
    modules,
    skipped: [...skipped].sort((a, b) => (a.path < b.path ? -1 : 1)),
    configurations,
    problems,
  };
}

describe('rediscover', () => {
  it('settles a changed, a new and a deleted file without walking anew', () => {
    const folder = newFolder({ 'go.mod': 'module m\n', 'a/a.go': '', 'a/b.go': '', 'a/c.go': '' });
    const before = discover([folder.path], options);
    folder.write('a/d_test.go');
    folder.remove('a/b.go');
    const paths = ['a/a.go', 'a/b.go', 'a/d_test.go', 'a/notes.txt'].map((name) => `${folder.path}/${name}`);
    folder.write('a/notes.txt');
    const after = rediscover(before, paths, options);
    assert.deepEqual(after.changed, [paths[0]]);
    assert.deepEqual(after.removed, [paths[1]]);
    assert.deepEqual(after.added, [paths[2]]);
    assert.equal(after.structureChanged, false);
    assert.equal(after.discovery.modules, before.modules, 'it walked anew');
    assert.deepEqual(summary(after.discovery), summary(discover([folder.path], options)));
    folder.dispose();
  });

  it('keeps the very same discovery when files only changed', () => {
    const folder = newFolder({ 'go.mod': 'module m\n', 'a/a.go': '' });
    const before = discover([folder.path]);
    assert.equal(rediscover(before, [`${folder.path}/a/a.go`]).discovery, before);
    folder.dispose();
  });

  it('does not care about what lies in folders that are never walked, or elsewhere', () => {
    const folder = newFolder({ 'go.mod': 'module m\n', 'a/a.go': '' });
    const aside = ['.git', 'vendor/x', 'a/testdata', 'web/node_modules'];
    for (const name of aside) folder.write(`${name}/first.go`);
    const before = discover([folder.path]);
    for (const name of aside) folder.write(`${name}/second.go`);
    const paths = [...aside.map((name) => `${name}/second.go`), 'vendor/go.mod'];
    const absolute = paths.map((name) => `${folder.path}/${name}`);
    const after = rediscover(before, [...absolute, '/elsewhere/other.go']);
    assert.equal(after.discovery, before);
    folder.dispose();
  });

  it('says that the structure changed when a module or configuration came or went', () => {
    const folder = newFolder({ 'go.mod': 'module m\n', 'a/a.go': '' });
    let last = discover([folder.path]);
    for (const name of ['a/go.mod', '.go-architect.yaml', 'go.work']) {
      folder.write(name, name === 'a/go.mod' ? 'module m/a\n' : '');
      const after = rediscover(last, [`${folder.path}/${name}`]);
      assert.ok(after.structureChanged, name);
      last = after.discovery;
    }
    assert.deepEqual(
      last.modules.map(({ goMod }) => goMod.modulePath),
      ['m', 'm/a'],
    );
    folder.dispose();
  });

  it('equals a fresh discovery after any sequence of changes, whatever the watcher says of them', function () {
    this.timeout(60_000);
    const directory = fc.constantFrom('', 'a', 'a/b', 'a/testdata', '_c', 'd', 'vendor');
    const file = fc.constantFrom(
      'x.go',
      'y.go',
      'y_test.go',
      '_z.go',
      'x.pb.go',
      'go.mod',
      'go.work',
      '.go-architect.yaml',
      'note.md',
    );
    const path = fc.tuple(directory, file).map(([where, name]) => (where === '' ? name : `${where}/${name}`));
    const step = fc.record({
      write: fc.boolean(),
      paths: fc.array(path, { minLength: 1, maxLength: 4 }),
      removes: directory,
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const folder = newFolder({ 'go.mod': 'module m\n', 'a/x.go': '' });
        try {
          let last = discover([folder.path], options);
          for (const { write, paths, removes } of steps) {
            const touched = new Set(paths.map((name) => `${folder.path}/${name}`));
            for (const name of paths) {
              if (write) folder.write(name, name.endsWith('go.mod') ? 'module n\n' : '');
              else folder.remove(name);
            }
            if (!write && removes !== '') {
              folder.remove(removes);
              touched.add(`${folder.path}/${removes}`);
            }
            const before = new Set(
              [...last.packages.values()].flatMap(({ files }) => files.map((found) => found.path)),
            );
            const { discovery, added, removed, changed } = rediscover(last, [...touched], options);
            assert.deepEqual(summary(discovery), summary(discover([folder.path], options)));
            const after = [...discovery.packages.values()].flatMap(({ files }) => files.map((found) => found.path));
            for (const gone of removed) assert.ok(before.delete(gone));
            for (const fresh of added) before.add(fresh);
            assert.deepEqual([...before].sort(), after.sort());
            for (const one of changed) assert.ok(before.has(one) && touched.has(one));
            last = discovery;
          }
        } finally {
          folder.dispose();
        }
      }),
      { numRuns: 100 },
    );
  });
});
