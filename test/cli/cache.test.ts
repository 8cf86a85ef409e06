/** What a check remembers must never show: with a cache, a run says what it would say without. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { extname, join } from 'node:path';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';

const cli = join(__dirname, '../../dist/cli.js');
const FORBIDDEN = 'package user\n\nimport _ "example.com/shop/internal/repository/postgres"\n';
const shop: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.22\n',
  '.go-architect.yaml': 'version: 1\nextends: [clean, strict]\n',
  'internal/domain/user/user.go': FORBIDDEN,
  'internal/domain/user/name.go': 'package user\n\n// Name is what people call a user.\ntype Name string\n',
  'internal/usecase/register/register.go': 'package register\n\nimport _ "example.com/shop/internal/domain/user"\n',
  'internal/repository/postgres/postgres.go': 'package postgres\n\ntype Repository struct{}\n',
  'cmd/api/main.go': 'package main\n\nfunc main() {}\n',
};

describe('the cache of a check', () => {
  let folder = '';
  let cache = '';
  beforeEach(() => {
    folder = makeFolder(shop);
    cache = makeFolder({});
    // Young files are hashed each time; these tests are about the others as well.
    for (const name of Object.keys(shop)) makeOld(name);
  });
  afterEach(() => {
    removeFolder(folder);
    removeFolder(cache);
  });

  function makeOld(name: string): void {
    const yesterday = new Date(Date.now() - 86_400_000);
    utimesSync(join(folder, name), yesterday, yesterday);
  }

  function check(...args: string[]) {
    const command = [cli, 'check', '--format', 'json', ...args];
    const env = { ...process.env, GO_ARCHITECT_CACHE: cache };
    const { stdout, stderr, status } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8', env });
    assert.equal(stderr, '');
    const result = JSON.parse(stdout) as { findings: { rule: string; file: string }[]; stats: { durationMs: number } };
    result.stats.durationMs = 0;
    return { result, status };
  }

  /** Checks with what is remembered and without, which must be the same, and gives the rules of the findings. */
  function findings(): string[] {
    const remembered = check();
    assert.deepEqual(remembered, check('--no-cache'));
    return remembered.result.findings.map(({ rule, file }) => `${file}: ${rule}`);
  }

  const LAYER = 'internal/domain/user/user.go: architecture/layer-import';

  it('is one file for the project and one for the program, which a second run leaves as they are', () => {
    assert.ok(findings().includes(LAYER));
    const names = readdirSync(cache);
    assert.deepEqual(names.map(extname).sort(), ['.code', '.facts']);
    const contents = () =>
      readdirSync(cache).map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(cache, name)))
          .digest('hex'),
      ]);
    const written = contents();
    assert.ok(findings().includes(LAYER));
    assert.deepEqual(contents(), written);
  });

  it('notices a file that changed, came or went', () => {
    findings();
    writeInto(folder, 'internal/domain/user/user.go', 'package user\n');
    assert.ok(!findings().includes(LAYER));
    writeInto(folder, 'internal/domain/order/order.go', FORBIDDEN.replace('user', 'order'));
    assert.ok(findings().includes('internal/domain/order/order.go: architecture/layer-import'));
    rmSync(join(folder, 'internal/domain/order/order.go'));
    assert.ok(!findings().some((finding) => finding.startsWith('internal/domain/order')));
  });

  it('notices inside a function of one file what silences a rule in another', () => {
    const called = 'package user\n\nimport "context"\n\nfunc Welcome(ctx context.Context) { GO Check(ctx, nil) }\n';
    writeInto(
      folder,
      'internal/domain/user/check.go',
      `package user

import "context"

type Store interface{ Find(ctx context.Context) error }

func Check(ctx context.Context, store Store) { _ = store.Find(context.Background()) }
`,
    );
    writeInto(folder, 'internal/domain/user/welcome.go', called.replace('GO ', 'go '));
    const DROPPED = 'internal/domain/user/check.go: context/background';
    for (const name of ['check', 'welcome']) makeOld(`internal/domain/user/${name}.go`);
    assert.ok(!findings().includes(DROPPED));
    writeInto(folder, 'internal/domain/user/welcome.go', called.replace('GO ', ''));
    assert.ok(findings().includes(DROPPED));
    writeInto(folder, 'internal/domain/user/welcome.go', called.replace('GO ', 'go '));
    assert.ok(!findings().includes(DROPPED));
  });

  it('notices a change of the same length and time made right after the run', () => {
    const name = 'internal/usecase/register/register.go';
    const path = join(folder, name);
    const now = new Date();
    utimesSync(path, now, now);
    findings();
    writeFileSync(
      path,
      (shop[name] ?? '').replace('"example.com/shop/internal/domain/user"', '"example.com/shop/internal/delivery/u"'),
    );
    utimesSync(path, now, now);
    assert.deepEqual(
      findings().filter((finding) => finding.startsWith(name) && finding.includes('layer-import')),
      [`${name}: architecture/layer-import`],
    );
  });

  it('judges a file that stayed anew when another one shows something else', () => {
    writeInto(
      folder,
      'internal/domain/user/leak.go',
      'package user\n\nimport "example.com/shop/internal/repository/postgres"\n\nfunc Open() *postgres.Repository { return nil }\n',
    );
    makeOld('internal/domain/user/leak.go');
    const before = findings();
    assert.ok(before.includes('internal/domain/user/leak.go: architecture/layer-import'));
    writeInto(folder, '.go-architect.yaml', 'version: 1\nextends: [clean, strict]\nrules: { "architecture/*": off }\n');
    assert.ok(!findings().some((finding) => finding.includes('architecture/')));
    writeInto(folder, '.go-architect.yaml', shop['.go-architect.yaml'] ?? '');
    assert.deepEqual(findings(), before);
  });

  it('holds for checks of architecture alone, which find what a whole check finds', () => {
    writeInto(
      folder,
      'internal/domain/user/leak.go',
      'package user\n\nimport "example.com/shop/internal/repository/postgres"\n\ntype U struct {\n\tN string `gorm:"n"`\n}\n\nfunc Open() *postgres.Repository { return nil }\n',
    );
    writeInto(
      folder,
      'internal/domain/user/user_test.go',
      'package user\n\nimport "testing"\n\nfunc TestU(t *testing.T) {}\n',
    );
    const ofArchitecture = () => check('--rule', 'architecture/*');
    const expected = check('--no-cache').result.findings.filter(({ rule }) => rule.startsWith('architecture/'));
    for (const rule of ['layer-import', 'signature-leak', 'tag-leak']) {
      assert.ok(
        expected.some((finding) => finding.rule === `architecture/${rule}`),
        rule,
      );
    }
    const cold = ofArchitecture();
    assert.deepEqual(cold.result.findings, expected);
    assert.deepEqual(ofArchitecture(), cold);
    writeInto(folder, 'internal/domain/user/user_test.go', FORBIDDEN);
    writeInto(folder, 'internal/domain/user/name.go', FORBIDDEN);
    const after = ofArchitecture();
    assert.deepEqual(after, check('--rule', 'architecture/*', '--no-cache'));
    assert.equal(after.result.findings.length, expected.length + 1);
  });

  it('is not used when it is damaged or of other rules', () => {
    findings();
    const path = join(cache, readdirSync(cache)[0] ?? '');
    truncateSync(path, 1000);
    assert.ok(findings().includes(LAYER));
    writeFileSync(path, 'no cache\n');
    assert.ok(findings().includes(LAYER));
    assert.deepEqual(check('--rule', 'architecture/unmatched').result.findings, []);
    assert.ok(findings().includes(LAYER));
  });

  it('is not used when the configuration turns on a rule that looked at nothing', () => {
    const copied = 'package postgres\n\nimport "sync"\n\ntype Pool struct{ mu sync.Mutex }\n\nfunc (p Pool) Get() {}\n';
    writeInto(folder, 'internal/repository/postgres/pool.go', copied);
    makeOld('internal/repository/postgres/pool.go');
    writeInto(folder, '.go-architect.yaml', 'version: 1\nextends: [clean]\n');
    const COPY = 'internal/repository/postgres/pool.go: concurrency/lock-copy';
    assert.ok(!findings().includes(COPY));
    writeInto(folder, '.go-architect.yaml', 'version: 1\nextends: [clean]\nrules:\n  concurrency/lock-copy: warning\n');
    assert.ok(findings().includes(COPY));
  });

  it('remembers what part of a project was judged, and no more', () => {
    assert.deepEqual(check('cmd').result.findings, []);
    assert.ok(findings().includes(LAYER));
  });

  it('lies where it is told to, or nowhere', () => {
    check('--no-cache');
    assert.deepEqual(readdirSync(cache), []);
    rmSync(cache, { recursive: true });
    check();
    assert.deepEqual(readdirSync(cache).map(extname).sort(), ['.code', '.facts']);
    const env = { ...process.env, GO_ARCHITECT_CACHE: 'off', XDG_CACHE_HOME: join(folder, 'home') };
    spawnSync(process.execPath, [cli, 'check'], { cwd: folder, env });
    assert.ok(!existsSync(join(folder, 'home')));
  });

  it('that cannot be written is said and costs nothing', () => {
    rmSync(cache, { recursive: true });
    writeFileSync(cache, 'a file where a folder should be');
    const env = { ...process.env, GO_ARCHITECT_CACHE: cache };
    const { stderr, status } = spawnSync(process.execPath, [cli, 'check'], { cwd: folder, encoding: 'utf8', env });
    assert.match(stderr, /^The cache cannot be written: /);
    assert.equal(status, 1);
    rmSync(cache);
    mkdirSync(cache);
  });
});
