/** `check --since`: what the changes since a revision answer for, and what they do not. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { checkJson, commitAll, git, goFile, legacyShop, POSTGRES, runCli } from '../support/legacy.ts';

const USER = 'internal/domain/user/user.go';
const STORE = 'internal/domain/user/store.go';
const ORDER = 'internal/domain/order/order.go';

describe('check --since', () => {
  let folder = '';
  let first = '';
  const filesSince = (revision: string, ...args: string[]) =>
    checkJson(folder, '--since', revision, ...args).findings.map(({ file }) => file);

  beforeEach(() => {
    folder = makeFolder(legacyShop);
    first = commitAll(folder);
  });
  afterEach(() => removeFolder(folder));

  it('says nothing of what was there before, and how much that is', () => {
    const { status, stdout } = runCli(folder, ['check', '--since', 'HEAD']);
    assert.equal(status, 0);
    assert.match(
      stdout,
      new RegExp(
        `^since HEAD \\(${first.slice(0, 12)}\\): 0 changed files; 3 older findings elsewhere not shown$`,
        'm',
      ),
    );
  });

  it('reports every finding of files that are edited, staged, committed or untracked', () => {
    writeInto(folder, USER, `// Edited.\n${goFile('user', POSTGRES)}`);
    assert.deepEqual(filesSince('HEAD'), [USER]);
    git(folder, 'add', USER);
    assert.deepEqual(filesSince('HEAD'), [USER]);
    git(folder, 'commit', '-q', '-m', 'edit');
    assert.deepEqual(filesSince('HEAD'), []);
    assert.deepEqual(filesSince(first), [USER]);
    writeInto(folder, 'internal/domain/bill/bill.go', goFile('bill', POSTGRES));
    assert.deepEqual(filesSince('HEAD'), ['internal/domain/bill/bill.go']);
    const { stats, status } = checkJson(folder, '--since', first);
    assert.equal(status, 1);
    assert.deepEqual(stats.since, { revision: first, base: first.slice(0, 12), changedFiles: 2, hidden: 2 });
  });

  it('takes a file that git ignores for unchanged', () => {
    writeInto(folder, '.gitignore', 'gen_*.go\n');
    commitAll(folder);
    writeInto(folder, 'internal/usecase/register/gen_x.go', goFile('register'));
    assert.deepEqual(filesSince('HEAD'), []);
  });

  it('follows a renamed file: unchanged when its text is, changed when it was edited as well', () => {
    const renamed = 'internal/domain/user/person.go';
    renameSync(join(folder, USER), join(folder, renamed));
    git(folder, 'add', '-A');
    assert.deepEqual(filesSince('HEAD'), []);
    mkdirSync(join(folder, 'internal/domain/customer'));
    for (const name of ['person.go', 'store.go']) {
      renameSync(join(folder, 'internal/domain/user', name), join(folder, 'internal/domain/customer', name));
    }
    git(folder, 'add', '-A');
    assert.deepEqual(filesSince('HEAD'), []);
    const long = `${goFile('user', POSTGRES)}\n${'// A line that makes the file recognisable.\n'.repeat(20)}`;
    writeInto(folder, ORDER, long);
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'long');
    rmSync(join(folder, ORDER));
    writeInto(folder, 'internal/domain/order/other.go', `${long}// One more.\n`);
    git(folder, 'add', '-A');
    assert.deepEqual(filesSince('HEAD'), ['internal/domain/order/other.go']);
  });

  it('reports a finding in an unchanged file that the change of another brings about', () => {
    writeInto(
      folder,
      '.go-architect.yaml',
      'version: 1\nextends: [clean]\nrules:\n  "architecture/transitive": { severity: error, options: { layers: [domain] } }\n',
    );
    writeInto(folder, ORDER, goFile('order', 'example.com/shop/pkg/clock'));
    writeInto(folder, 'pkg/clock/clock.go', goFile('clock'));
    commitAll(folder);
    assert.deepEqual(filesSince('HEAD'), []);
    writeInto(folder, 'pkg/clock/clock.go', goFile('clock', POSTGRES));
    const { findings } = checkJson(folder, '--since', 'HEAD');
    assert.deepEqual(
      findings.map(({ file, rule }) => [file, rule]),
      [
        [ORDER, 'architecture/transitive'],
        ['pkg/clock/clock.go', 'architecture/layer-import'],
      ],
    );
  });

  it('reports what an edited configuration brings about, and not what it left as it was', () => {
    writeInto(
      folder,
      '.go-architect.yaml',
      'version: 1\nextends: [clean]\nlayers:\n  usecase: { imports: { layers: [] } }\n',
    );
    assert.deepEqual(filesSince('HEAD'), ['internal/usecase/register/register.go']);
  });

  it('counts everything when a configuration came, because there is nothing to compare with', () => {
    rmSync(join(folder, '.go-architect.yaml'));
    commitAll(folder);
    writeInto(folder, '.go-architect.yaml', legacyShop['.go-architect.yaml'] ?? '');
    assert.deepEqual(filesSince('HEAD'), [ORDER, STORE, USER]);
    assert.equal(checkJson(folder, '--since', 'HEAD').stats.since?.everythingCounts, true);
    const says = /a configuration came or went since then, so everything counts/;
    assert.match(runCli(folder, ['check', '--since', 'HEAD']).stdout, says);
    assert.match(runCli(folder, ['check', '--since', 'HEAD', '--format', 'markdown']).stdout, says);
  });

  it('does not hold the work of others since then against the branch', () => {
    git(folder, 'checkout', '-q', '-b', 'feature');
    writeInto(folder, 'internal/domain/bill/bill.go', goFile('bill', POSTGRES));
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'feature');
    git(folder, 'checkout', '-q', 'main');
    writeInto(folder, USER, goFile('user'));
    git(folder, 'commit', '-q', '-a', '-m', 'main mends it');
    git(folder, 'checkout', '-q', 'feature');
    assert.deepEqual(filesSince('main'), ['internal/domain/bill/bill.go']);
  });

  it('works from a folder below, with names git would quote, and inside of a hook', () => {
    const name = 'internal/domain/user/zwölf "x" y.go';
    writeInto(folder, name, goFile('user', POSTGRES));
    git(folder, 'add', '-A');
    assert.deepEqual(filesSince('HEAD'), [name]);
    const env = { ...process.env, GIT_DIR: '.git', GIT_INDEX_FILE: '.git/index', GIT_PREFIX: '' };
    const below = runCli(join(folder, 'internal'), ['check', '--since', 'HEAD', '--format', 'json'], env);
    assert.equal(below.status, 1, below.stderr);
    assert.deepEqual(
      JSON.parse(below.stdout).findings.map(({ file }: { file: string }) => file),
      [name.slice('internal/'.length)],
    );
  });

  it('goes together with paths and a baseline', () => {
    writeInto(folder, USER, `// Edited.\n${goFile('user', POSTGRES)}`);
    writeInto(folder, ORDER, `// Edited.\n${goFile('order', POSTGRES)}`);
    assert.deepEqual(filesSince('HEAD', 'internal/domain/order'), [ORDER]);
    assert.equal(runCli(folder, ['check', '--update-baseline', '--accept-new', 'internal/domain/order']).status, 0);
    assert.deepEqual(filesSince('HEAD'), [USER]);
  });

  it('reports places in the text of now, and leaves the files alone', () => {
    writeInto(folder, USER, `// One.\n// Two.\n${goFile('user', POSTGRES)}`);
    const [finding] = checkJson(folder, '--since', 'HEAD').findings;
    assert.equal(finding?.line, 5);
    assert.equal(git(folder, 'status', '--porcelain'), `M ${USER}`);
  });

  for (const [what, revision] of [
    ['unknown', 'nowhere'],
    ['that looks like an option', '--output=stolen.txt'],
    ['that is no commit', 'HEAD:go.mod'],
  ] as const) {
    it(`refuses a revision ${what} with 2`, () => {
      const { status, stdout, stderr } = runCli(folder, ['check', `--since=${revision}`]);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^go-architect: git knows no revision /);
      assert.ok(!existsSync(join(folder, 'stolen.txt')));
    });
  }

  it('refuses a revision without common history, as a shallow clone has it', () => {
    git(folder, 'checkout', '-q', '--orphan', 'other');
    git(folder, 'commit', '-q', '-m', 'other');
    const { status, stderr } = runCli(folder, ['check', '--since', 'main']);
    assert.equal(status, 2);
    assert.match(stderr, /no common history here; fetch more of it/);
  });

  it('says so outside of a repository and without git', () => {
    rmSync(join(folder, '.git'), { recursive: true });
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: join(folder, '..') };
    const outside = runCli(folder, ['check', '--since', 'HEAD'], env);
    assert.equal(outside.status, 2);
    assert.match(outside.stderr, /^go-architect: --since needs a git repository, and .* is in none/);
    const without = runCli(folder, ['check', '--since', 'HEAD'], { ...process.env, PATH: folder });
    assert.equal(without.status, 2);
    assert.match(without.stderr, /--since needs git, and there is none on the PATH/);
  });
});
