/** What a change of the architecture would break, as the bundled command line says it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { checkJson, goFile, legacyShop, runCli } from '../support/legacy.ts';

const shop: Readonly<Record<string, string>> = {
  ...legacyShop,
  'internal/usecase/register/register.go': goFile('register', 'example.com/shop/internal/domain/user', 'net/http'),
  'internal/usecase/register/register_test.go': goFile('register', 'example.com/shop/internal/domain/order'),
  'internal/usecase/report/report.go': goFile(
    'report',
    'example.com/shop/internal/domain/order',
    'golang.org/x/text/language',
  ),
};

interface Answer {
  readonly questions: readonly string[];
  readonly new: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly file: string;
    readonly line: number;
  }[];
  readonly gone: readonly { readonly rule: string; readonly file: string }[];
  readonly stay: number;
  readonly notes: readonly string[];
  readonly stats: { readonly files: number; readonly edges: { readonly project: number } };
}

describe('go-architect whatif', () => {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder(shop);
  });
  afterEach(() => removeFolder(folder));

  function ask(...args: string[]): Answer & { status: number | null } {
    const { status, stdout, stderr } = runCli(folder, ['whatif', '--format', 'json', ...args]);
    assert.equal(stderr, '');
    return { ...(JSON.parse(stdout) as Answer), status };
  }
  const places = (findings: readonly { file: string; rule: string }[]) =>
    findings.map(({ file, rule }) => `${file} ${rule}`);

  it('lists the imports between two layers that are allowed today, and counts those that are not', () => {
    const answer = ask('--forbid', 'usecase->domain');
    assert.deepEqual(places(answer.new), [
      'internal/usecase/register/register.go whatif/forbid',
      'internal/usecase/report/report.go whatif/forbid',
    ]);
    assert.equal(answer.status, 1);
    assert.deepEqual(answer.notes, [
      '2 imports in 2 packages would be forbidden (0 in tests); 0 forbidden already',
      '1 import in test files left out, because `tests` allows them whatever the layer may import',
    ]);
    assert.deepEqual([answer.stats.files, answer.stats.edges.project], [7, 6]);
    const known = ask('--forbid', 'domain -> repository');
    assert.deepEqual([known.new.length, known.stay, known.status], [0, 3, 0]);
  });

  it('counts as forbidden only what forbids the import itself, and not a circle that it is part of', () => {
    writeInto(folder, 'go.mod', 'module example.com/shop\n\ngo 1.22\n');
    writeInto(
      folder,
      '.go-architect.yaml',
      'version: 1\nlayers:\n  a: { paths: ["a/**"], imports: { layers: [b] } }\n  b: { paths: ["b/**"], imports: { layers: [a] } }\n',
    );
    writeInto(folder, 'a/a.go', goFile('a', 'example.com/shop/b'));
    writeInto(folder, 'b/b.go', goFile('b'));
    writeInto(folder, 'b/s/s.go', goFile('s', 'example.com/shop/a'));
    const answer = ask('--forbid', 'a->b');
    assert.deepEqual(places(answer.new), ['a/a.go whatif/forbid']);
    assert.equal(answer.status, 1);
  });

  it('takes patterns, folders, import paths and packages from outside for either side', () => {
    const files = (...args: string[]) => ask(...args).new.map(({ file, line }) => `${file}:${line}`);
    const report = ['internal/usecase/report/report.go:3'];
    assert.deepEqual(files('--forbid', 'internal/usecase/report->internal/domain/**'), report);
    assert.deepEqual(files('--forbid', './internal/usecase/...->example.com/shop/internal/domain/order'), [
      'internal/usecase/register/register_test.go:3',
      ...report,
    ]);
    assert.deepEqual(files('--forbid', 'usecase->net', '--forbid', '*->golang.org/x/text'), [
      'internal/usecase/register/register.go:5',
      'internal/usecase/report/report.go:5',
    ]);
    // What is forbidden to be imported may still import itself.
    assert.deepEqual(files('--forbid', '*->internal/domain/**').length, 3);
  });

  it('does not answer about nothing', () => {
    for (const [args, says] of [
      [['--forbid', 'usecase->domian'], /no layer or package "domian", and nobody imports it\. Did you mean domain\?/],
      [['--forbid', 'usecase'], /takes FROM->TO in quotes/],
      [['--forbid', 'internal/none/**->domain'], /no layer or package "internal\/none\/\*\*"/],
      [['--forbid', 'net/http->domain'], /no layer or package "net\/http"/],
      [['--move', 'internal/none', '--to', 'internal/x'], /internal\/none is no package of this workspace/],
      [['--move', 'internal/domain/user'], /--move names a package and --to its new folder/],
      [['--move', 'internal/domain/user', '--to', '../elsewhere'], /lies outside of the module/],
      [['--move', 'internal/domain/user', '--to', 'internal/domain/order'], /holds a package already/],
      [
        ['--move', 'internal/domain/user', '--to', 'internal/repository/internal/user'],
        /internal\/usecase\/register imports it, and internal\/repository\/internal\/user cannot be seen from there/,
      ],
      [['--config', 'none.yaml'], /none\.yaml:1:1: There is no such file/],
      [[], /Ask one question/],
      [['--forbid', 'usecase->domain', '--config', 'x.yaml'], /Ask one question/],
      [['--forbid', 'usecase->domain', '--format', 'svg'], /no format "svg"/],
    ] as const) {
      const { status, stdout, stderr } = runCli(folder, ['whatif', ...args]);
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, says);
    }
  });

  it('judges a package where it would stand, with what imports it, and writes nothing', () => {
    const before = readdirSync(folder, { recursive: true }).sort();
    const answer = ask('--move', 'internal/domain/user', '--to', 'internal/repository/user');
    assert.deepEqual(places(answer.new), ['internal/usecase/register/register.go architecture/layer-import']);
    assert.deepEqual(places(answer.gone), [
      'internal/domain/user/store.go architecture/layer-import',
      'internal/domain/user/user.go architecture/layer-import',
    ]);
    // What the package brings along is the same finding in another place.
    assert.deepEqual([answer.stay, answer.status], [1, 1]);
    assert.deepEqual(answer.notes, ['2 files would move, 1 other file would change']);
    const inside = ask('--move', 'internal/domain/user', '--to', 'internal/domain/person');
    assert.deepEqual([inside.new.length, inside.gone.length, inside.stay, inside.status], [0, 0, 3, 0]);
    assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), before);
    assert.equal(
      readFileSync(join(folder, 'internal/domain/user/user.go'), 'utf8'),
      shop['internal/domain/user/user.go'],
    );
  });

  it('says of a move what no rule says', () => {
    assert.ok(
      ask('--move', 'internal/domain/user', '--to', 'internal/other/user').notes.some((note) =>
        /^no layer claims/.test(note),
      ),
    );
    runCli(folder, ['check', '--update-baseline', '--accept-new']);
    assert.ok(
      ask('--move', 'internal/domain/user', '--to', 'internal/domain/person').notes.some((note) =>
        /^2 known findings would be reported under the new path/.test(note),
      ),
    );
    writeInto(
      folder,
      'internal/domain/user/sql.go',
      'package user\n\nimport _ "embed"\n\n//go:embed x.sql\nvar X string\n',
    );
    assert.ok(
      ask('--move', 'internal/domain/user', '--to', 'internal/domain/person').notes.some((note) =>
        /go:embed/.test(note),
      ),
    );
  });

  it('compares with another configuration, wherever that lies', () => {
    const elsewhere = makeFolder({
      'next.yaml':
        'version: 1\nextends: [clean]\nlayers:\n  domain: { imports: { layers: "*" } }\n  usecase: { imports: { layers: [domain], std: pure } }\n',
    });
    const answer = ask('--config', join(elsewhere, 'next.yaml'));
    assert.deepEqual(places(answer.new), ['internal/usecase/register/register.go architecture/std-import']);
    assert.equal(answer.gone.length, 3);
    assert.equal(answer.status, 1);
    removeFolder(elsewhere);
  });

  it('prints for people what would come, what would go, and what was looked at', () => {
    const { stdout } = runCli(folder, ['whatif', '--move', 'internal/domain/user', '--to', 'internal/repository/user']);
    assert.match(
      stdout,
      /^internal\/usecase\/register\/register\.go\n {2}3:10 +error {2}usecase must not import repository/,
    );
    assert.match(stdout, /^Gone:\n {2}internal\/domain\/user\/store\.go:3:10 {2}domain must not import repository/m);
    assert.match(
      stdout,
      /^1 new error in 1 file; 2 gone, 1 as before: what if move example\.com\/shop\/internal\/domain\/user \(layer domain\) to example\.com\/shop\/internal\/repository\/user \(layer repository\)$/m,
    );
    assert.match(
      stdout,
      /^looked at 7 files, 5 packages, 1 module: 6 imports within the project, 1 standard, 1 external$/m,
    );
  });
});

describe('go-architect check --config', () => {
  let folder = '';
  let elsewhere = '';
  afterEach(() => {
    removeFolder(folder);
    removeFolder(elsewhere);
  });
  const open = 'version: 1\nlayers:\n  all: { paths: ["internal/**"] }\n';

  it('judges by that file alone, with patterns as the project has them', () => {
    folder = makeFolder({ ...legacyShop, 'internal/usecase/.go-architect.yaml': 'version: 1\n' });
    elsewhere = makeFolder({ 'next.yaml': open, 'shut.yaml': `${open}exclude: ["internal/domain/**"]\n` });
    assert.equal(checkJson(folder).status, 1);
    const { status, findings, stats } = checkJson(folder, '--config', join(elsewhere, 'next.yaml'));
    assert.deepEqual([status, findings.length, stats.layouts[0]?.layers], [0, 0, 1]);
    assert.equal(checkJson(folder, '--config', join(elsewhere, 'shut.yaml')).stats.files, 2);
  });

  it('stands in where there is no configuration', () => {
    const { '.go-architect.yaml': _, ...bare } = legacyShop;
    folder = makeFolder(bare);
    elsewhere = makeFolder({ 'shut.yaml': `${open}exclude: ["internal/domain/**"]\nunmatched: error\n` });
    const { status, stats } = checkJson(folder, '--config', join(elsewhere, 'shut.yaml'));
    assert.deepEqual([status, stats.files, stats.layouts[0]?.source], [0, 2, 'file']);
  });

  it('keeps the baseline of the project', () => {
    folder = makeFolder(legacyShop);
    elsewhere = makeFolder({ 'same.yaml': legacyShop['.go-architect.yaml'] ?? '' });
    runCli(folder, ['check', '--update-baseline', '--accept-new']);
    const { status, stats } = checkJson(folder, '--config', join(elsewhere, 'same.yaml'));
    assert.equal(status, 0);
    assert.deepEqual(
      stats.baselines?.map(({ file, present }) => [file, present]),
      [['.go-architect.baseline.json', 3]],
    );
  });

  it('refuses a file that is not there', () => {
    folder = makeFolder(legacyShop);
    elsewhere = makeFolder();
    const { status, stderr } = runCli(folder, ['check', '--config', join(elsewhere, 'none.yaml')]);
    assert.equal(status, 2);
    assert.match(stderr, /none\.yaml:1:1: There is no such file, or it cannot be read/);
  });
});
