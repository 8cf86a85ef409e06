/** Known findings: what counts, what is written, what is refused. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { checkJson, goFile, legacyShop, POSTGRES, runCli } from '../support/legacy.ts';

const BASELINE = '.go-architect.baseline.json';
const RULE = 'architecture/layer-import';
const DOMAIN = 'example.com/shop/internal/domain';

describe('baseline', () => {
  let folder = '';
  const check = (...args: string[]) => runCli(folder, ['check', ...args]);
  const baseline = () => readFileSync(join(folder, BASELINE), 'utf8');
  const adopt = () => {
    const { status, stderr } = check('--update-baseline', '--accept-new');
    assert.equal(status, 0, stderr);
  };

  beforeEach(() => {
    folder = makeFolder(legacyShop);
  });
  afterEach(() => removeFolder(folder));

  it('holds one sorted entry for each rule and edge, with a count and without files and lines', () => {
    assert.equal(check().status, 1);
    const { status, stderr } = check('--update-baseline', '--accept-new');
    assert.equal(status, 0);
    assert.match(stderr, /^Wrote \.go-architect\.baseline\.json: 0 → 3 known findings\.$/m);
    assert.equal(
      baseline(),
      `{
  "version": 1,
  "findings": [
    { "rule": "${RULE}", "package": "${DOMAIN}/order", "key": "-> ${POSTGRES}" },
    { "rule": "${RULE}", "package": "${DOMAIN}/user", "key": "-> ${POSTGRES}", "count": 2 }
  ]
}
`,
    );
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('baseline')),
      [BASELINE],
    );
  });

  it('lets known findings pass and says how many are left', () => {
    adopt();
    const { status, stdout } = check();
    assert.equal(status, 0);
    assert.match(stdout, /^0 errors, 0 warnings in /m);
    assert.match(stdout, /^baseline 3 → 3 \(\.go-architect\.baseline\.json\)$/m);
  });

  it('holds when code moves within its package', () => {
    adopt();
    renameSync(join(folder, 'internal/domain/user/user.go'), join(folder, 'internal/domain/user/person.go'));
    writeInto(folder, 'internal/domain/user/store.go', `// Package user.\n\n\n${goFile('user', 'fmt', POSTGRES)}`);
    assert.equal(check('--strict-baseline').status, 0);
    // Both imports in one file are still two findings of the same edge.
    rmSync(join(folder, 'internal/domain/user/person.go'));
    writeInto(
      folder,
      'internal/domain/user/store.go',
      `package user\n\nimport (\n\ta "${POSTGRES}"\n\tb "${POSTGRES}"\n)\n`,
    );
    assert.equal(check('--strict-baseline').status, 0);
  });

  it('holds for the findings of every rule when all lines move and all files are renamed', () => {
    const shop = makeFolder();
    try {
      cpSync(join(__dirname, '../../examples/shop'), shop, { recursive: true });
      assert.equal(runCli(shop, ['check', '--update-baseline', '--accept-new']).status, 0);
      const written = readFileSync(join(shop, BASELINE), 'utf8');
      const rules = new Set(JSON.parse(written).findings.map(({ rule }: { rule: string }) => rule.split('/')[0]));
      assert.ok(rules.size > 1 && rules.has('architecture'), [...rules].join());
      assert.ok(!written.includes(shop) && !written.includes('.go"'));
      for (const name of readdirSync(shop, { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.go')) continue;
        const text = readFileSync(join(shop, name), 'utf8');
        rmSync(join(shop, name));
        writeInto(shop, name.replace(/(_test)?\.go$/, '_moved$1.go'), `// Moved.\n\n${text}`);
      }
      const { status, stdout } = runCli(shop, ['check', '--strict-baseline', '--max-warnings', '0']);
      assert.equal(status, 0, stdout);
    } finally {
      removeFolder(shop);
    }
  });

  it('follows a package that is only called otherwise, once it is told to', () => {
    adopt();
    const before = baseline();
    cpSync(join(folder, 'internal/domain/user'), join(folder, 'internal/domain/person'), { recursive: true });
    rmSync(join(folder, 'internal/domain/user'), { recursive: true });
    const { status, stdout } = check('--strict-baseline');
    assert.equal(status, 1);
    const told = `looks like ${DOMAIN}/user was renamed to ${DOMAIN}/person: --update-baseline carries its 1 entry over`;
    assert.ok(stdout.includes(`  ${told}\n`), stdout);
    assert.doesNotMatch(stdout, /gone:/);
    assert.deepEqual(checkJson(folder).stats.baselines?.[0]?.renamed, [
      { from: `${DOMAIN}/user`, to: `${DOMAIN}/person`, entries: 1 },
    ]);
    const { stderr } = check('--update-baseline');
    assert.match(stderr, /: 3 → 3 known findings\.\n {2}1 entry of \S+\/user carried over to \S+\/person, /);
    assert.equal(baseline(), sorted(before.replace(`${DOMAIN}/user"`, `${DOMAIN}/person"`)));
    assert.equal(check('--strict-baseline').status, 0);
  });

  it('does not carry over to a package with a finding more', () => {
    adopt();
    cpSync(join(folder, 'internal/domain/user'), join(folder, 'internal/domain/person'), { recursive: true });
    rmSync(join(folder, 'internal/domain/user'), { recursive: true });
    writeInto(folder, 'internal/domain/person/more.go', goFile('user', POSTGRES));
    assert.doesNotMatch(check().stdout, /was renamed/);
    check('--update-baseline');
    assert.doesNotMatch(baseline(), /person|user/);
    assert.equal(check().status, 1);
  });

  it('fails on a new finding and reports that one only', () => {
    adopt();
    writeInto(folder, 'internal/domain/bill/bill.go', goFile('bill', POSTGRES));
    const { status, findings } = checkJson(folder);
    assert.equal(status, 1);
    assert.deepEqual(
      findings.map(({ file }) => file),
      ['internal/domain/bill/bill.go'],
    );
  });

  it('reports every finding of an entry that is exceeded, because nobody knows which is new', () => {
    adopt();
    writeInto(folder, 'internal/domain/user/more.go', goFile('user', POSTGRES));
    const { status, findings, stats } = checkJson(folder);
    assert.equal(status, 1);
    assert.deepEqual(
      findings.map(({ file }) => file),
      ['more', 'store', 'user'].map((name) => `internal/domain/user/${name}.go`),
    );
    const [state] = stats.baselines ?? [];
    assert.deepEqual(state?.exceeded, [
      { rule: RULE, package: `${DOMAIN}/user`, key: `-> ${POSTGRES}`, count: 2, found: 3 },
    ]);
    assert.match(check().stdout, /more than the baseline knows: .*\/user -> .*: 2 → 3/);
  });

  it('knows a package, not every package whose name begins like it', () => {
    adopt();
    writeInto(folder, 'internal/domain/user-utils/utils.go', goFile('utils', POSTGRES));
    writeInto(folder, 'internal/domain/user/deep/deep.go', goFile('deep', POSTGRES));
    assert.deepEqual(
      checkJson(folder).findings.map(({ file }) => file),
      ['internal/domain/user-utils/utils.go', 'internal/domain/user/deep/deep.go'],
    );
    writeInto(folder, 'internal/repository/postgres/sub/sub.go', goFile('sub'));
    writeInto(folder, 'internal/domain/order/order.go', goFile('order', `${POSTGRES}/sub`));
    assert.ok(checkJson(folder).findings.some(({ file }) => file === 'internal/domain/order/order.go'));
  });

  it('reports what is gone, and fails on it when asked to', () => {
    adopt();
    writeInto(folder, 'internal/domain/order/order.go', goFile('order'));
    rmSync(join(folder, 'internal/domain/user/store.go'));
    const { status, stdout } = check();
    assert.equal(status, 0);
    assert.match(stdout, /^baseline 3 → 1 /m);
    assert.match(stdout, /^ {2}gone: architecture\/layer-import .*\/order -> .*postgres$/m);
    assert.match(stdout, /^ {2}gone: architecture\/layer-import .*\/user -> .*postgres: 2 → 1$/m);
    assert.equal(check('--strict-baseline').status, 1);
  });

  it('shrinks on --update-baseline and grows with --accept-new only', () => {
    adopt();
    writeInto(folder, 'internal/domain/order/order.go', goFile('order'));
    writeInto(folder, 'internal/domain/bill/bill.go', goFile('bill', POSTGRES));
    rmSync(join(folder, 'internal/domain/user/store.go'));
    const shrunk = check('--update-baseline');
    assert.equal(shrunk.status, 1);
    assert.match(shrunk.stderr, /3 → 1 known finding\./);
    const entry = (name: string) => ({ rule: RULE, package: `${DOMAIN}/${name}`, key: `-> ${POSTGRES}` });
    assert.deepEqual(JSON.parse(baseline()), { version: 1, findings: [entry('user')] });
    assert.equal(check('--strict-baseline').status, 1);
    assert.equal(check('--update-baseline', '--accept-new').status, 0);
    assert.deepEqual(JSON.parse(baseline()), { version: 1, findings: [entry('bill'), entry('user')] });
    assert.equal(check('--strict-baseline').status, 0);
  });

  it('accepts what was asked for only: a path, a rule', () => {
    assert.equal(check('--update-baseline', '--accept-new', 'internal/domain/order').status, 0);
    assert.deepEqual(
      JSON.parse(baseline()).findings.map((entry: { package: string }) => entry.package),
      [`${DOMAIN}/order`],
    );
    assert.equal(check('--update-baseline', '--accept-new', '--rule', 'architecture/std-import').status, 0);
    assert.equal(JSON.parse(baseline()).findings.length, 1);
  });

  it('leaves entries alone that a run of some rules or paths says nothing about', () => {
    adopt();
    const before = baseline();
    for (const args of [
      ['--rule', 'architecture/std-import'],
      ['internal/usecase'],
      ['internal/domain/user/user.go'],
    ]) {
      const { status, stdout, stderr } = check('--update-baseline', '--strict-baseline', ...args);
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^baseline 3 → 3 /m);
      assert.equal(baseline(), before);
    }
  });

  it('leaves entries of other modules alone when one module of a workspace is checked', () => {
    const workspace = makeFolder({
      'go.work': 'go 1.22\n\nuse (\n\t./a\n\t./b\n)\n',
      '.go-architect.yaml':
        'version: 1\nlayers:\n  domain: { paths: ["*/domain/**"], imports: { layers: [] } }\n  store: { paths: ["*/store/**"] }\n',
      ...Object.fromEntries(
        ['a', 'b'].flatMap((name) => [
          [`${name}/go.mod`, `module example.com/${name}\n\ngo 1.22\n`],
          [`${name}/domain/d.go`, goFile('domain', `example.com/${name}/store`)],
          [`${name}/store/s.go`, goFile('store')],
        ]),
      ),
    });
    try {
      assert.equal(runCli(workspace, ['check', '--update-baseline', '--accept-new']).status, 0);
      const before = readFileSync(join(workspace, BASELINE), 'utf8');
      assert.equal(JSON.parse(before).findings.length, 2);
      const one = runCli(join(workspace, 'a'), ['check', '--update-baseline', '--strict-baseline']);
      assert.equal(one.status, 0, one.stdout + one.stderr);
      assert.equal(readFileSync(join(workspace, BASELINE), 'utf8'), before);
    } finally {
      removeFolder(workspace);
    }
  });

  it('lies where the configuration says, relative to it, or where the command line says', () => {
    writeInto(folder, '.go-architect.yaml', 'version: 1\nextends: [clean]\nbaseline: ci/known.json\n');
    const missing = check();
    assert.equal(missing.status, 1);
    assert.equal(
      missing.stderr,
      '.go-architect.yaml:3:11: The baseline ci/known.json does not exist, so every finding counts; write it with `go-architect check --update-baseline --accept-new`, or remove this line.\n',
    );
    assert.equal(runCli(join(folder, 'internal'), ['check', '--update-baseline', '--accept-new']).status, 0);
    assert.ok(existsSync(join(folder, 'ci/known.json')));
    assert.equal(check().status, 0);
    const other = check('--baseline', 'other.json');
    assert.equal(other.status, 2);
    assert.match(other.stderr, /There is no baseline "other\.json"; --update-baseline --accept-new writes it/);
    writeInto(folder, 'other.json', '{ "version": 1, "findings": [] }\n');
    assert.equal(check('--baseline', 'other.json').status, 1);
  });

  it('is written the same by every run, and not at all when nothing changes', () => {
    adopt();
    const before = baseline();
    const withWindowsLines = `\uFEFF${before.replaceAll('\n', '\r\n')}`;
    adopt();
    assert.equal(baseline(), before);
    writeInto(folder, BASELINE, withWindowsLines.slice(1));
    adopt();
    assert.equal(baseline(), withWindowsLines.slice(1));
    writeInto(folder, BASELINE, withWindowsLines);
    assert.equal(check().status, 0);
  });

  for (const [what, content, message] of [
    [
      'is no JSON',
      '{ "version": 1, "findings": [ }\n',
      /^\.go-architect\.baseline\.json:1:\d+: The baseline is no JSON: .*nothing was changed/,
    ],
    [
      'has conflict markers',
      '{\n<<<<<<< ours\n}\n',
      /^\.go-architect\.baseline\.json:2:1: The baseline has conflict markers/,
    ],
    [
      'is of another version',
      '{ "version": 2, "entries": [] }\n',
      /has version 2, and this go-architect knows version 1/,
    ],
    [
      'has an unknown key',
      '{ "version": 1, "findings": [], "extra": 1 }\n',
      /not as it should be at its top: it knows no "extra"\./,
    ],
    [
      'has a count of none',
      `{ "version": 1, "findings": [{ "rule": "${RULE}", "count": 0 }] }\n`,
      /not as it should be at findings\[0\]\.count: /,
    ],
    [
      'lists an entry twice',
      `{ "version": 1, "findings": [{ "rule": "a/b" }, { "rule": "a/b", "count": 2 }] }\n`,
      /lists .* twice/,
    ],
    ['is empty', '', /The baseline is no JSON/],
  ] as const) {
    it(`refuses a baseline that ${what} with 2 and overwrites nothing`, () => {
      writeInto(folder, BASELINE, content);
      for (const args of [[], ['--update-baseline'], ['--update-baseline', '--accept-new']]) {
        const { status, stdout, stderr } = check(...args);
        assert.equal(status, 2);
        assert.equal(stdout, '');
        assert.match(stderr, message);
        assert.equal(baseline(), content);
      }
    });
  }

  for (const [args, message] of [
    [['--accept-new'], /--accept-new lets --update-baseline add findings; pass both/],
    [['--update-baseline', '--since', 'HEAD'], /--update-baseline looks at everything/],
    [['--update-baseline', '--fix'], /run one after the other/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, () => {
      const { status, stderr } = check(...args);
      assert.equal(status, 2);
      assert.match(stderr, message);
      assert.ok(!existsSync(join(folder, BASELINE)));
    });
  }
});

/** The entries of a baseline in the order in which they are written. */
function sorted(text: string): string {
  const lines = text.split('\n');
  const entries = lines.filter((line) => line.startsWith('    {')).map((line) => line.replace(/,$/, ''));
  return [...lines.slice(0, 2), '  "findings": [', entries.sort().join(',\n'), '  ]', '}', ''].join('\n');
}
