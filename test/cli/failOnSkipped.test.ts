/** `check --fail-on-skipped`: what was not judged fails the run and is named. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { checkJson, runCli } from '../support/legacy.ts';

describe('check --fail-on-skipped', () => {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'shop.go': 'package shop\n\nfunc Open() {}\n',
      'testdata/broken.go': 'package\n',
    });
  });
  afterEach(() => removeFolder(folder));

  const check = (...args: string[]) => runCli(folder, ['check', '--no-cache', ...args]);

  it('is content with what is left out on purpose', () => {
    const { status, stderr } = check('--fail-on-skipped');
    assert.equal(status, 0);
    assert.equal(stderr, '');
  });

  it('fails on files that do not parse, also where a rule reads headers alone', () => {
    writeInto(folder, 'a/broken.go', 'package a\n\nfunc f( {\n');
    writeInto(folder, 'b/broken_test.go', 'package b\n\nfunc TestIt(t *testing.T) {\n\tif {\n}\n');
    assert.equal(check().status, 0);
    for (const rules of [[], ['--rule', 'architecture/layer-import']]) {
      const { status, stderr } = check('--fail-on-skipped', ...rules);
      assert.equal(status, 1);
      assert.equal(
        stderr,
        '2 paths were not judged as a whole, and --fail-on-skipped was asked for:\n  a/broken.go: it cannot be parsed\n  b/broken_test.go: it cannot be parsed\n',
      );
    }
    assert.deepEqual(checkJson(folder, '--fail-on-skipped').stats.unparsed, ['a/broken.go', 'b/broken_test.go']);
    assert.equal(check('--fail-on-skipped', 'shop.go').status, 0, 'only what was asked about counts');
  });

  it('fails on lines of go.mod and go.work that cannot be read, which every check says', () => {
    writeInto(folder, 'go.mod', 'module example.com/shop\n\ngo 1.22\n\n<<<<<<< HEAD\nrequire example.org/a\n');
    writeInto(folder, 'go.work', 'go 1.22\n\nuse .\nues ./b\n');
    const problems = [
      'go.mod:5:1: go.mod knows no "<<<<<<<"; what it says was passed over',
      'go.mod:6:1: a requirement is a module path and a version; what it says was passed over',
      'go.work:4:1: go.work knows no "ues"; what it says was passed over',
    ];
    const { status, stdout } = check();
    assert.equal(status, 0);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.startsWith('go.')),
      problems,
    );
    const { stats } = checkJson(folder);
    assert.deepEqual(
      stats.moduleProblems?.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`),
      problems.map((problem) => problem.replace(/; .*/, '')),
    );
    for (const [format, said] of [
      ['github', /^::warning file=go\.work,line=4,col=1::go\.work knows no "ues"; what it says was passed over$/m],
      ['markdown', /go\.work:4:1: go\.work knows no "ues"; what it says was passed over\./],
      ['junit', /<property name="module problems" value="3"\/>/],
      ['sarif', /Line 4: go\.work knows no \\"ues\\"/],
    ] as const) {
      assert.match(check('--format', format).stdout, said, format);
    }
    assert.match(check('--format', 'gitlab').stderr, /^go\.work:4:1: /m);
    const failed = check('--fail-on-skipped');
    assert.equal(failed.status, 1);
    assert.match(failed.stderr, /^3 paths were not judged .*\n {2}go\.mod: line 5: go\.mod knows no "<<<<<<<"\n/);
    writeInto(folder, 'go.mod', 'module example.com/shop\n');
    writeInto(folder, 'go.work', 'go 1.22\n\nuse .\n');
    assert.equal('moduleProblems' in checkJson(folder).stats, false);
  });

  it('fails on what cannot be read', () => {
    mkdirSync(join(folder, 'c'));
    symlinkSync(join(folder, 'gone.go'), join(folder, 'c/lost.go'));
    assert.equal(check().status, 0);
    const { status, stderr } = check('--fail-on-skipped');
    assert.equal(status, 1);
    assert.match(stderr, /^1 path was not judged .*\n {2}c\/lost\.go: the symbolic link leads nowhere\n$/);
  });
});
