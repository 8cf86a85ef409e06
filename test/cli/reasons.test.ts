/** What the command line tells of reasons and links that a configuration gives, and that the rest of it goes on as without them. */
import assert from 'node:assert/strict';
import { checkResultSchema } from '../../server/src/cli/checkResultSchema.ts';
import { explainResultSchema } from '../../server/src/cli/explainSchema.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { goFile, runCli } from '../support/legacy.ts';

const configuration = `version: 1
layers:
  domain:
    paths: ["domain"]
    imports:
      layers: [{ layer: platform, reason: clocks only }]
      external: { allow: [], reason: libraries come and go, link: docs/adr/2.md }
      reason: the domain outlives every framework
      link: docs/adr/1.md
  store: { paths: ["store"], imports: { external: { deny: [{ import: gorm.io, reason: "SQL by hand" }] } } }
  platform: { paths: ["platform"] }
replace: [{ import: github.com/pkg/errors, reason: it is done, link: "https://example.com/adr/3" }]
`;

function explained(folder: string, path: string) {
  const result = explainResultSchema.parse(JSON.parse(runCli(folder, ['explain', path, '--format', 'json']).stdout));
  assert.ok(result.kind === 'files');
  return result;
}

describe('reasons in a configuration', () => {
  let folder = '';
  before(() => {
    folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      '.go-architect.yaml': configuration,
      'domain/domain.go': goFile('domain', 'example.com/shop/store', 'example.com/shop/platform', 'github.com/lib/pq'),
      'store/store.go': goFile('store', 'gorm.io/gorm', 'github.com/pkg/errors'),
      'platform/platform.go': goFile('platform'),
    });
  });
  after(() => removeFolder(folder));

  it('stand in findings, with the lines where they are written', () => {
    const { stdout } = runCli(folder, ['check', '--format', 'json']);
    const { findings } = checkResultSchema.parse(JSON.parse(stdout));
    const told = findings.map(({ rule, decision, related = [] }) => [
      rule.replace('architecture/', ''),
      decision,
      related.filter(({ message }) => message.startsWith('Why: ')).map(({ line, message }) => `${line} ${message}`),
    ]);
    assert.deepEqual(told, [
      [
        'layer-import',
        { reason: 'the domain outlives every framework', link: 'docs/adr/1.md' },
        ['8 Why: the domain outlives every framework (docs/adr/1.md).'],
      ],
      [
        'external-import',
        { reason: 'libraries come and go', link: 'docs/adr/2.md' },
        ['7 Why: libraries come and go (docs/adr/2.md).'],
      ],
      ['external-import', { reason: 'SQL by hand' }, ['10 Why: SQL by hand.']],
      [
        'replace',
        { reason: 'it is done', link: 'https://example.com/adr/3' },
        ['12 Why: it is done (https://example.com/adr/3).'],
      ],
    ]);
  });

  it('are explained, to people and to programs', () => {
    const { stdout } = runCli(folder, ['explain', 'domain']);
    assert.match(
      stdout,
      /\n- may import: platform\n {2}- platform: clocks only\n- of third-party packages: nothing\n {2}- why: libraries come and go \(docs\/adr\/2\.md\)\n- why: the domain outlives every framework \(docs\/adr\/1\.md\)\n/,
    );
    assert.match(runCli(folder, ['explain', 'store']).stdout, /\n {2}- not gorm\.io: SQL by hand\n/);
    const result = explainResultSchema.parse(
      JSON.parse(runCli(folder, ['explain', 'domain', '--format', 'json']).stdout),
    );
    assert.ok(result.kind === 'files');
    assert.deepEqual(result.files[0]?.layer?.imports, {
      layers: {
        allow: ['platform'],
        deny: [],
        explained: [{ list: 'allow', name: 'platform', reason: 'clocks only' }],
      },
      thirdParty: { allow: [], deny: [], reason: 'libraries come and go', link: 'docs/adr/2.md' },
      reason: 'the domain outlives every framework',
      link: 'docs/adr/1.md',
    });
  });

  it('are not told of what siblings overrule', () => {
    const folder = makeFolder({
      'go.mod': 'module example.com/m\n\ngo 1.22\n',
      '.go-architect.yaml': `version: 1
layers:
  domain: { paths: ["internal/domain"] }
  repo: { paths: ["internal/repo"] }
  http:
    paths: ["internal/http"]
    imports: { layers: [{ layer: repo, reason: http reads }, { layer: tools, reason: http logs }] }
  tools: { paths: ["internal/tools"] }
siblings: [[http, repo, domain]]
`,
      'internal/http/h.go': goFile('http'),
    });
    try {
      const { stdout } = runCli(folder, ['explain', 'internal/http/h.go']);
      assert.match(
        stdout,
        /\n- may import: tools\n {2}- tools: http logs\n- kept apart from its siblings: repo, domain\n- may be imported by: tools\n/,
      );
      const { files } = explained(folder, 'internal/http/h.go');
      assert.deepEqual(files[0]?.siblings, ['repo', 'domain']);
    } finally {
      removeFolder(folder);
    }
  });

  it('stay with a finding between siblings that imports forbid as well', () => {
    const folder = makeFolder({
      'go.mod': 'module example.com/m\n\ngo 1.22\n',
      '.go-architect.yaml': `version: 1
layers:
  domain:
    paths: ["internal/domain"]
    imports: { layers: { deny: [{ layer: repo, reason: no rows here, link: adr/4.md }] } }
    tests: { imports: { layers: [repo] } }
  repo: { paths: ["internal/repo"] }
siblings: [[repo, domain]]
`,
      'internal/domain/d.go': goFile('domain', 'example.com/m/internal/repo'),
      'internal/domain/d_test.go': goFile('domain', 'example.com/m/internal/repo'),
      'internal/repo/r.go': goFile('repo'),
    });
    try {
      const { findings } = checkResultSchema.parse(JSON.parse(runCli(folder, ['check', '--format', 'json']).stdout));
      const told = findings.map(({ file, message, decision, related = [] }) => [
        file,
        message.replace(/^.*each other/, ''),
        decision,
        related.map(({ line, message }) => `${line} ${message}`).filter((text) => text.includes('Why: ')),
      ]);
      assert.deepEqual(told, [
        [
          'internal/domain/d.go',
          ' (no rows here).',
          { reason: 'no rows here', link: 'adr/4.md' },
          ['5 Why: no rows here (adr/4.md).'],
        ],
        // Of its tests nothing but the siblings forbids it.
        ['internal/domain/d_test.go', '.', undefined, []],
      ]);
    } finally {
      removeFolder(folder);
    }
  });

  it('of tests are told of test files', () => {
    const folder = makeFolder({
      'go.mod': 'module example.com/m\n\ngo 1.22\n',
      '.go-architect.yaml': `version: 1
layers:
  domain:
    paths: ["internal/domain"]
    imports:
      layers: { deny: [{ layer: repo, reason: no rows }, { layer: http, reason: no pages }], reason: prod }
      external: { allow: [], reason: plain }
      reason: kept small
    tests:
      imports:
        layers: { allow: [{ layer: http, reason: pages are driven }], reason: tests see more }
        std: [{ import: testing, reason: it comes with Go }]
        external: [github.com/stretchr/testify]
        reason: tests are free
      blackBox:
        layers: [repo]
        external: { allow: [{ import: go.uber.org/goleak, reason: no leaks }] }
  repo: { paths: ["internal/repo"] }
  http: { paths: ["internal/http"] }
`,
      'internal/domain/d.go': goFile('domain'),
      'internal/domain/d_test.go': goFile('domain'),
      'internal/domain/outer_test.go': goFile('domain_test'),
    });
    const said = (path: string) => {
      const lines = runCli(folder, ['explain', path]).stdout.split('\n');
      return lines.slice(3, lines.indexOf('- may be imported by: repo, http'));
    };
    try {
      assert.deepEqual(said('internal/domain/d_test.go'), [
        '- as a test file, may import: http',
        '  - for production, why: prod',
        '  - for production, not repo: no rows',
        '  - for tests, why: tests see more',
        '  - for tests, http: pages are driven',
        '- of the standard library: everything; and for tests: testing',
        '  - for tests, testing: it comes with Go',
        '- of third-party packages: nothing; and for tests: github.com/stretchr/testify',
        '  - for production, why: plain',
        '- for production, why: kept small',
        '- for tests, why: tests are free',
      ]);
      const outer = said('internal/domain/outer_test.go');
      assert.equal(outer[0], '- as a file of an external test package, may import: every layer');
      assert.ok(!outer.some((line) => line.includes('not repo')), 'what they may import is not forbidden');
      assert.ok(outer.includes('  - for external tests, go.uber.org/goleak: no leaks'));
      const built = said('internal/domain/d.go');
      assert.ok(built.includes('  - why: prod') && built.includes('- why: kept small'), built.join('\n'));
    } finally {
      removeFolder(folder);
    }
  });

  it('are told with where they stand below a folder', () => {
    const folder = makeFolder({
      'go.mod': 'module example.com/m\n\ngo 1.22\n',
      '.go-architect.yaml': 'version: 1\nextends: shared/arch.yaml\n',
      'shared/arch.yaml': `version: 1
layers:
  domain:
    paths: ["internal/domain"]
    imports:
      layers: { allow: [], link: adr/9.md }
      std: { deny: [{ import: os, link: ../docs/os.md#why }] }
      external: { allow: [], link: "https://example.com/adr/9" }
`,
      'internal/domain/d.go': goFile('domain'),
    });
    try {
      const { stdout } = runCli(folder, ['explain', 'internal/domain']);
      assert.match(stdout, /\n- claimed by internal\/domain \(shared\/arch\.yaml\)\n/);
      assert.match(stdout, /why: see shared\/adr\/9\.md\n/);
      assert.match(stdout, /not os: see docs\/os\.md#why\n/);
      assert.match(stdout, /why: see https:\/\/example\.com\/adr\/9\n/);
      const [file] = explained(folder, 'internal/domain').files;
      assert.equal(file?.layer?.decidedBy, 'shared/arch.yaml');
      assert.equal(file.layer.imports.layers?.link, 'shared/adr/9.md');
    } finally {
      removeFolder(folder);
    }
  });

  it('change nothing of a picture and of what would be if', () => {
    const graph = runCli(folder, ['graph']);
    assert.equal(graph.status, 0);
    assert.match(graph.stdout, /domain/);
    assert.match(runCli(folder, ['whatif', '--forbid', 'domain->platform']).stdout, /domain\/domain\.go/);
  });
});
