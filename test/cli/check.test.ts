/** The bundled command line as users run it: its output, its exit statuses, its errors. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { checkResultSchema } from '../../server/src/cli/checkResultSchema.ts';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';

const cli = join(__dirname, '../../dist/cli.js');
const FORBIDDEN = 'package user\n\nimport _ "example.com/shop/internal/repository/postgres"\n';
const shop: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.22\n',
  'internal/domain/user/user.go': FORBIDDEN,
  'internal/usecase/register/register.go': 'package register\n\nimport _ "example.com/shop/internal/domain/user"\n',
  'internal/domain/order/order.go': 'package order\n',
  'internal/repository/postgres/postgres.go': 'package postgres\n\nimport _ "example.com/shop/internal/domain/order"\n',
  'internal/delivery/http/http.go': 'package http\n\nimport _ "example.com/shop/internal/usecase/register"\n',
  'cmd/api/main.go': 'package main\n\nfunc main() {}\n',
};

function run(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('go-architect check', () => {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder(shop);
  });
  afterEach(() => removeFolder(folder));

  it('reports by file with the place underlined, and fails', () => {
    const { status, stdout } = run(folder, 'check');
    assert.equal(status, 1);
    const lines = stdout.split('\n');
    assert.equal(lines[0], 'internal/domain/user/user.go');
    assert.match(
      lines[1] ?? '',
      /^ {2}3:10 {5}error {2}domain must not import repository: .* architecture\/layer-import$/,
    );
    assert.equal(lines[2], '           import _ "example.com/shop/internal/repository/postgres"');
    assert.equal(lines[3], `                    ${'~'.repeat(47)}`);
    assert.match(stdout, /\n1 error, 0 warnings in 6 files, 6 packages, 1 module \(\d+\.\d\d s\)\n/);
    assert.match(stdout, /\nexample\.com\/shop: clean layout \(detected\), \d layers\n$/);
  });

  it('counts the hints it does not list, and lists them when asked', () => {
    writeInto(folder, 'internal/pkg/util/util.go', 'package util\n');
    const without = run(folder, 'check');
    assert.doesNotMatch(without.stdout, /package-name/);
    assert.match(without.stdout, /\n1 hint not shown; --hints lists them\n/);
    const counted = checkResultSchema.parse(JSON.parse(run(folder, 'check', '--format', 'json').stdout));
    assert.equal(counted.stats.hintsNotShown, 1);
    const { stdout } = run(folder, 'check', '--hints');
    assert.match(stdout, /internal\/pkg\/util\/util\.go\n.* hint {2}.*architecture\/package-name/);
    assert.doesNotMatch(stdout, /not shown/);
    const other = run(folder, 'check', 'internal/domain');
    assert.doesNotMatch(other.stdout, /not shown/, 'a hint elsewhere is none of this question');
  });

  it('lists hints about a configuration as it lists those about code', () => {
    const layers = 'layers:\n  core: { paths: ["nowhere/**"] }\nrules: { architecture/empty-rule: hint }\n';
    writeInto(folder, '.go-architect.yaml', `version: 1\n${layers}`);
    const without = run(folder, 'check', '--format', 'json');
    assert.ok(checkResultSchema.parse(JSON.parse(without.stdout)).stats.hintsNotShown > 0, without.stdout);
    assert.doesNotMatch(without.stdout, /"rule": "architecture\/empty-rule"/);
    writeInto(folder, '.go-architect.yaml', `version: 1\nextends: strict\n${layers}`);
    const { findings, stats } = checkResultSchema.parse(JSON.parse(run(folder, 'check', '--format', 'json').stdout));
    assert.equal(stats.hintsNotShown, 0);
    assert.ok(findings.some(({ rule, severity }) => rule === 'architecture/empty-rule' && severity === 'hint'));
  });

  it('judges a module named from above as its folder is judged, without a repository around them', () => {
    const above = makeFolder({
      '.go-architect.yaml':
        'version: 1\nlayers: { a: { paths: ["svc/a"], imports: { layers: [] } }, b: { paths: ["svc/b"] } }\n',
      'svc/go.mod': 'module example.com/svc\n',
      'svc/a/a.go': 'package a\n\nimport _ "example.com/svc/b"\n',
      'svc/b/b.go': 'package b\n',
    });
    try {
      for (const paths of [[], ['svc'], ['svc/a/a.go']]) {
        const { stdout } = run(above, 'check', ...paths);
        assert.match(stdout, /a must not import b: a may import no other layer/, paths.join());
      }
      assert.match(run(above, 'explain', 'svc/a/a.go').stdout, /belongs to layer a/);
      assert.match(run(above, 'graph', 'svc', '--violations').stdout, /1 forbidden/);
    } finally {
      removeFolder(above);
    }
  });

  it('names as the fix of a package without a layer what is clearly meant, and else a layer of its own', () => {
    const layers =
      'version: 1\nlayers:\n  domain: { paths: ["internal/domain/**"], imports: { layers: [] } }\n  rest: { paths: ["internal/*/**", "cmd/**"], imports: { layers: "*" } }\n';
    writeInto(folder, '.go-architect.yaml', layers);
    // Whatever its rules, nobody imports it and it imports nothing: every layer would do.
    writeInto(folder, 'docs/docs.go', 'package docs\n');
    // It imports what domain must not, which leaves one.
    writeInto(folder, 'app/app.go', 'package app\n\nimport _ "example.com/shop/internal/repository/postgres"\n');
    const { stdout } = run(folder, 'check');
    const fixes = stdout.split('\n').filter((line) => line.includes('fix: ') && /docs|app/.test(line));
    assert.deepEqual(
      fixes.map((line) => line.trim()),
      [
        'fix: Assign app to layer rest in .go-architect.yaml',
        'fix: Make docs a layer of its own, docs, in .go-architect.yaml',
      ],
    );
  });

  it('says that a configuration without layers checks none', () => {
    writeInto(folder, '.go-architect.yaml', 'version: 1\nlayers: {}\n');
    const { stdout } = run(folder, 'check');
    assert.match(stdout, /example\.com\/shop: configured without layers, so no layer boundary was checked; name them/);
  });

  it('says which direction it takes back, because most files of a layer ignore it', () => {
    const direct = 'package register\n\nimport _ "example.com/shop/internal/repository/postgres"\n';
    writeInto(folder, 'internal/usecase/register/register.go', direct);
    writeInto(folder, 'internal/usecase/register/again.go', direct);
    const remark = '2 of 2 files of usecase import repository, so that is how this team works.';
    assert.ok(run(folder, 'check').stdout.endsWith(`layers\n  left open: ${remark}\n`));
    const { stats } = checkResultSchema.parse(JSON.parse(run(folder, 'check', '--format', 'json').stdout));
    assert.deepEqual(stats.layouts[0]?.remarks, [remark]);
    const { stdout } = run(folder, 'explain', 'internal/usecase/register/register.go');
    assert.match(stdout, /\nLeft open in this layout:\n\n- 2 of 2 files of usecase import repository, /);
  });

  it('understands go.mod as what it governs, and names what was asked for where that holds no Go', () => {
    assert.match(run(folder, 'check', 'go.mod').stdout, /\n1 error, 0 warnings in 6 files/);
    writeInto(folder, 'docs/notes.txt', 'none\n');
    const { status, stderr } = run(folder, 'check', 'docs/notes.txt');
    assert.equal(status, 2);
    assert.equal(stderr, 'No Go files under docs/notes.txt; nothing was checked.\n');
  });

  it('refuses a configuration by another name, and says how to call it', () => {
    writeInto(folder, '.go-architect.yml', 'version: 1\n');
    const { status, stderr } = run(folder, 'check');
    assert.equal(status, 2);
    assert.match(stderr, /^\.go-architect\.yml:1:1: .* rename it to \.go-architect\.yaml\.\n$/);
  });

  it('names the folder of loose files', () => {
    const loose = makeFolder({ 'internal/tools/tool.go': 'package tools\n' });
    try {
      assert.match(run(loose, 'check').stdout, /\n\.: /);
      assert.match(run(loose, 'explain', 'internal/tools/tool.go').stdout, /^(?:\.|internal\/tools) /);
    } finally {
      removeFolder(loose);
    }
  });

  it('prints JSON of the documented shape', () => {
    const { status, stdout } = run(folder, 'check', '--format', 'json');
    assert.equal(status, 1);
    const result = checkResultSchema.parse(JSON.parse(stdout));
    const [finding, ...others] = result.findings;
    assert.deepEqual(others, []);
    assert.ok(finding);
    const { message, fingerprint, fixes, related, ...rest } = finding;
    assert.deepEqual(related, [
      {
        message: 'internal/repository/postgres belongs to repository by internal/repository/** (detected layout)',
        file: 'internal/repository/postgres/postgres.go',
        line: 1,
        column: 9,
        endLine: 1,
        endColumn: 17,
      },
    ]);
    assert.deepEqual(rest, {
      rule: 'architecture/layer-import',
      severity: 'error',
      file: 'internal/domain/user/user.go',
      line: 3,
      column: 10,
      endLine: 3,
      endColumn: 57,
    });
    assert.match(message, /^domain must not import repository: /);
    assert.match(fingerprint, /^[0-9a-f]{16}$/);
    assert.ok(fixes.some(({ title }) => title.startsWith('Allow domain to import repository')));
    assert.equal(result.stats.files, 6);
    assert.equal(result.stats.packages, 6);
    assert.equal(result.stats.modules, 1);
  });

  it('gives the same answer from any folder of the module, limited to the path asked for', () => {
    const inside = run(join(folder, 'internal/domain'), 'check', '--format', 'json');
    const [finding] = checkResultSchema.parse(JSON.parse(inside.stdout)).findings;
    assert.equal(finding?.file, 'user/user.go');
    const elsewhere = run(folder, 'check', 'internal/usecase/...', '--format', 'json');
    assert.equal(elsewhere.status, 0);
    const result = checkResultSchema.parse(JSON.parse(elsewhere.stdout));
    assert.deepEqual(result.findings, []);
    assert.equal(result.stats.files, 1);
  });

  it('keeps the fingerprint when code above moves', () => {
    const fingerprintNow = () =>
      checkResultSchema.parse(JSON.parse(run(folder, 'check', '--format', 'json').stdout)).findings[0]?.fingerprint;
    const before = fingerprintNow();
    writeInto(folder, 'internal/domain/user/user.go', `// Package user.\n\n${FORBIDDEN}`);
    assert.equal(fingerprintNow(), before);
  });

  it('counts warnings against --max-warnings', () => {
    writeInto(
      folder,
      'internal/domain/user/user.go',
      'package user\n\n//architect:ignore architecture/layer-import -- stale\nimport _ "fmt"\n',
    );
    assert.equal(run(folder, 'check').status, 0);
    assert.equal(run(folder, 'check', '--max-warnings', '1').status, 0);
    assert.equal(run(folder, 'check', '--max-warnings', '0').status, 1);
  });

  it('lists what it skipped with the reason', () => {
    writeInto(folder, 'vendor/example.org/x/x.go', 'package x\n');
    writeInto(folder, 'testdata/y.go', 'package y\n');
    symlinkSync(folder, join(folder, 'internal/loop'));
    const { stats } = checkResultSchema.parse(JSON.parse(run(folder, 'check', '--format', 'json').stdout));
    assert.deepEqual(stats.skipped.map(({ file }) => file).sort(), ['internal/loop', 'testdata', 'vendor']);
    assert.ok(stats.skipped.every(({ reason }) => reason.length > 10));
    assert.match(
      run(folder, 'check').stdout,
      /^3 paths skipped: .*copies of other modules \(1\).*--format json lists them$/m,
    );
  });

  it('names what it could not parse', () => {
    writeInto(folder, 'internal/usecase/broken.go', 'package usecase\n\nfunc broken( {\n');
    const json = checkResultSchema.parse(JSON.parse(run(folder, 'check', '--format', 'json').stdout));
    assert.deepEqual(json.stats.unparsed, ['internal/usecase/broken.go']);
    assert.match(
      run(folder, 'check').stdout,
      /^internal\/usecase\/broken\.go cannot be parsed; only what is left was judged$/m,
    );
    assert.match(
      run(folder, 'check', '--format', 'sarif').stdout,
      /"Cannot be parsed: only what is left was judged\."/,
    );
  });

  it('says what is wrong with a configuration, where, and ends with 2', () => {
    writeInto(folder, '.go-architect.yaml', 'version: 1\nlayerz: {}\n');
    const { status, stdout, stderr } = run(folder, 'check');
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^\.go-architect\.yaml:2:1: .*Did you mean "layers"\?/);
  });

  it('does not take settings of rules that --rule leaves out for mistakes', () => {
    writeInto(
      folder,
      '.go-architect.yaml',
      'version: 1\nextends: [clean]\nrules: { "architecture/layer-cycle": off }\n',
    );
    const { status, stdout, stderr } = run(folder, 'check', '--rule', 'architecture/layer-import');
    assert.equal(stderr, '');
    assert.equal(status, 1);
    assert.match(stdout, /architecture\/layer-import$/m);
  });

  it('turns on a rule that is asked for by name, and says so where the configuration has it off', () => {
    const source = 'package user\n\nimport "errors"\n\nfunc Load() error { return errors.New("user: gone") }\n';
    writeInto(folder, 'internal/domain/user/load.go', source);
    const ofSentinels = (...args: string[]) => {
      const { stdout, stderr } = run(folder, 'check', '--format', 'json', ...args);
      const { findings } = JSON.parse(stdout) as { findings: { rule: string }[] };
      return { found: findings.filter(({ rule }) => rule === 'errors/sentinel').length, stderr };
    };
    assert.deepEqual(ofSentinels('--rule', 'errors/*'), { found: 0, stderr: '' });
    assert.deepEqual(ofSentinels('--rule', 'errors/*', '--rule', 'errors/sentinel'), { found: 1, stderr: '' });
    writeInto(folder, '.go-architect.yaml', 'version: 1\nrules: { "errors/sentinel": off }\n');
    assert.deepEqual(ofSentinels('--rule', 'errors/sentinel'), {
      found: 0,
      stderr: 'errors/sentinel is off in the configuration; it checked nothing.\n',
    });
  });

  it('does not go on without a configuration that cannot be read', () => {
    symlinkSync('nowhere.yaml', join(folder, '.go-architect.yaml'));
    const { status, stderr } = run(folder, 'check');
    assert.equal(status, 2);
    assert.match(stderr, /^\.go-architect\.yaml:1:1: This configuration cannot be read/);
  });

  it('does not print the content of a file that was named by mistake', () => {
    writeInto(folder, 'secret.yaml', `${'s3cret '.repeat(100)}\n`);
    writeInto(folder, '.go-architect.yaml', 'version: 1\nextends: [./secret.yaml]\n');
    const { status, stderr } = run(folder, 'check');
    assert.equal(status, 2);
    assert.ok((stderr.match(/s3cret/g) ?? []).length < 12, stderr);
    writeInto(folder, '.go-architect.yaml', 'version: 1\nextends: [./go.mod]\n');
    assert.match(run(folder, 'check').stderr, /"\.\/go\.mod" is no YAML file/);
  });

  it('ends quietly when nobody reads on', () => {
    const script = `node ${JSON.stringify(cli)} rules | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
    assert.match(stdout, /^architecture\/layer-import .*\n0\n$/);
    assert.equal(stderr, '');
  });

  for (const [name, args, message] of [
    ['an unknown option', ['check', '--nope'], /unknown option '--nope'/],
    ['an unknown command', ['chekc'], /unknown command 'chekc'/],
    ['an unknown format', ['check', '--format', 'xml'], /There is no format "xml"; choose one of text, json/],
    ['an unknown rule', ['check', '--rule', 'architecture/layers'], /There is no rule "architecture\/layers"/],
    [
      'a misspelt rule',
      ['check', '--rule', 'architecture/layer-imports'],
      /There is no rule "architecture\/layer-imports"\. Did you mean "architecture\/layer-import"\? `go-architect rules` lists/,
    ],
    ['a rule without its family', ['check', '--rule', 'layer-import'], /Did you mean "architecture\/layer-import"\?/],
    [
      'a misspelt rule to explain',
      ['explain', 'eror/wrap'],
      /There is no rule "eror\/wrap"\. Did you mean "errors\/wrap"\? .* There is no file or folder of that name either\./,
    ],
    [
      'something else to explain',
      ['explain', 'nowhere/at-all'],
      /architect: There is no file or folder "nowhere\/at-all"/,
    ],
    ['a missing path', ['check', 'nowhere'], /There is no file or folder "nowhere"/],
    ['a number that is none', ['check', '--max-warnings', 'few'], /whole number/],
    ['an empty path', ['check', ''], /A path is empty; write "\." for the current folder\./],
    ['an empty path beside others', ['check', 'internal', ' '], /A path is empty/],
    ['an empty path of a graph', ['graph', ''], /A path is empty/],
    ['an empty name to explain', ['explain', ''], /A path is empty/],
    ['an empty folder to write to', ['init', ''], /A path is empty/],
    ['an empty configuration', ['check', '--config', ''], /'--config <file>' argument '' is invalid\. It is empty\./],
    ['an empty revision', ['check', '--since', ''], /'--since <revision>' argument '' is invalid/],
  ] as const) {
    it(`refuses ${name} with 2 and says why`, () => {
      const { status, stdout, stderr } = run(folder, ...args);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
    });
  }

  it('says in one sentence that the folder it was started in is gone', function () {
    // Windows does not let go of a folder that somebody is in.
    if (process.platform === 'win32') return this.skip();
    const script = 'rmdir "$0" && exec "$1" "$2" check';
    const gone = join(folder, 'gone');
    writeInto(folder, 'gone/x', '');
    rmSync(join(gone, 'x'));
    const started = spawnSync('sh', ['-c', script, gone, process.execPath, cli], { cwd: gone, encoding: 'utf8' });
    assert.equal(started.status, 2);
    assert.equal(
      started.stderr,
      'go-architect: the working directory is gone or cannot be read; change to another one.\n',
    );
  });

  it('does not call a folder without Go files checked', () => {
    const empty = makeFolder({ 'README.md': 'nothing here\n' });
    try {
      const { status, stderr } = run(empty, 'check');
      assert.equal(status, 2);
      assert.match(stderr, /No Go files under \.; nothing was checked/);
    } finally {
      removeFolder(empty);
    }
  });
});

describe('go-architect explain', () => {
  it('says which layer a file belongs to, why, and who imports it', () => {
    const folder = makeFolder(shop);
    try {
      const { status, stdout } = run(folder, 'explain', 'internal/domain/user/user.go');
      assert.equal(status, 0);
      assert.match(stdout, /example\.com\/shop\/internal\/domain\/user belongs to layer domain\./);
      assert.match(stdout, /- claimed by internal\/domain\/\*\* \(detected layout/);
      assert.match(stdout, /Imported by 1 package:\n\n- example\.com\/shop\/internal\/usecase\/register\n/);
      assert.equal(run(folder, 'explain', 'go.mod').status, 2);
    } finally {
      removeFolder(folder);
    }
  });

  it('names the slice, and leaves out that a package is imported by its own tests', () => {
    const folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      '.go-architect.yaml': 'version: 1\nslices:\n  - { path: "{module}/**", isolate: module }\n',
      'order/item/item.go': 'package item\n',
      'order/item/item_test.go': 'package item_test\n\nimport _ "example.com/shop/order/item"\n',
    });
    try {
      const { stdout } = run(folder, 'explain', 'order/item/item.go');
      assert.match(stdout, /item belongs to no layer: the configuration has none\.\n/);
      assert.match(stdout, /- slice order, by \{module\}\/\*\*: kept apart from the other slices\n/);
      assert.doesNotMatch(stdout, /Imported by/);
    } finally {
      removeFolder(folder);
    }
  });

  it('prints the page of a rule', () => {
    const { status, stdout } = run('/', 'explain', 'architecture/layer-import');
    assert.equal(status, 0);
    assert.match(stdout, /^# architecture\/layer-import\n/);
  });
});

describe('go-architect init', () => {
  it('writes what was recognised, which then governs, and never overwrites', () => {
    const folder = makeFolder(shop);
    try {
      const before = checkResultSchema.parse(JSON.parse(run(folder, 'check', '--format', 'json').stdout));
      const { status, stdout } = run(folder, 'init');
      assert.equal(status, 0);
      assert.match(stdout, /^Wrote \.go-architect\.yaml: the clean layout, \d layers\.\n$/);
      const after = checkResultSchema.parse(JSON.parse(run(folder, 'check', '--format', 'json').stdout));
      assert.equal(after.stats.layouts[0]?.source, 'file');
      const edges = ({ findings }: typeof before) =>
        findings.filter(({ rule }) => rule === 'architecture/layer-import').map(({ file, line }) => `${file}:${line}`);
      assert.deepEqual(edges(after), edges(before));
      const again = run(folder, 'init');
      assert.equal(again.status, 2);
      assert.match(again.stderr, /\.go-architect\.yaml exists already/);
    } finally {
      removeFolder(folder);
    }
  });
});

describe('go-architect rules', () => {
  it('lists every rule once', () => {
    const ids = run('/', 'rules')
      .stdout.trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    const fromJson: unknown = JSON.parse(run('/', 'rules', '--format', 'json').stdout);
    assert.ok(Array.isArray(fromJson));
    assert.deepEqual(
      ids,
      fromJson.map(({ id }: { id: string }) => id),
    );
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.includes('architecture/layer-import'));
  });
});
