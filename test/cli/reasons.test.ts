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

  it('change nothing of a picture and of what would be if', () => {
    const graph = runCli(folder, ['graph']);
    assert.equal(graph.status, 0);
    assert.match(graph.stdout, /domain/);
    assert.match(runCli(folder, ['whatif', '--forbid', 'domain->platform']).stdout, /domain\/domain\.go/);
  });
});
