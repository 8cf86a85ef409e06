/** What a configuration does not govern is third-party to it, wherever its sources lie, and every answer of the command line says so. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { checkResultSchema } from '../../server/src/cli/checkResultSchema.ts';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { goFile, runCli } from '../support/legacy.ts';

const configuration = [
  'version: 1',
  'layers:',
  '  domain: { paths: ["domain"], imports: { layers: [], external: [] } }',
  '  store: { paths: ["store"], imports: { layers: [domain], external: [example.com/own] } }',
  '',
].join('\n');

/** `shop` with a configuration; `own` with another one; `fork` beyond both, known by a replacement. */
const workspace: Readonly<Record<string, string>> = {
  '.git/HEAD': '',
  'go.work': 'go 1.22\n\nuse ./shop\nuse ./own\n',
  'shop/.go-architect.yaml': configuration,
  'shop/go.mod': 'module example.com/shop\n\ngo 1.22\n\nreplace github.com/acme/lib => ../fork\n',
  'shop/domain/domain.go': goFile('domain', 'github.com/acme/lib/client', 'example.com/own/x'),
  'shop/store/store.go': goFile('store', 'example.com/own/x', 'example.com/shop/domain'),
  'own/.go-architect.yaml': 'version: 1\nlayers: { domain: { paths: ["x"] } }\n',
  'own/go.mod': 'module example.com/own\n\ngo 1.22\n',
  'own/x/x.go': goFile('x'),
  'fork/go.mod': 'module example.com/fork\n\ngo 1.22\n',
  'fork/client/client.go': goFile('client'),
};

describe('a module that the configuration does not govern', () => {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder(workspace);
  });
  afterEach(() => removeFolder(folder));

  function found(cwd: string, ...args: string[]) {
    const { stdout } = runCli(cwd, ['check', '--format', 'json', ...args]);
    const { findings, stats } = checkResultSchema.parse(JSON.parse(stdout));
    return { stats, lines: findings.map(({ rule, message }) => `${rule.slice('architecture/'.length)}: ${message}`) };
  }
  const forbidden = (path: string) =>
    `external-import: domain must not import ${path}: domain may import no third-party packages. This configuration does not govern its module, so it counts as third-party.`;
  const both = [forbidden('github.com/acme/lib/client'), forbidden('example.com/own/x')];

  it('is third-party to its rules, checked from the top or alone, and may stand under external', () => {
    const alone = found(join(folder, 'shop'));
    assert.deepEqual(alone.lines, both);
    assert.deepEqual(alone.stats.edges, { project: 1, standard: 0, external: 3 });
    assert.equal(alone.stats.rules['architecture/external-import']?.edges, 3);
    assert.deepEqual(found(folder).lines, both);
  });

  it('is part of it where the configuration stands above both', () => {
    const above = makeFolder({ ...workspace, 'shop/.go-architect.yaml': '', 'own/.go-architect.yaml': '' });
    try {
      for (const part of ['shop', 'own']) removeFolder(join(above, part, '.go-architect.yaml'));
      const paths = configuration
        .replace('"domain"', '"shop/domain"')
        .replace('"store"', '"shop/store", "own/x", "fork/**"');
      writeInto(above, '.go-architect.yaml', paths.replace(', external: [example.com/own]', ''));
      const message = 'layer-import: domain must not import store: domain may import no other layer';
      const reverse = '; store may import domain, not the other way round.';
      const inShop = found(above).lines.filter((line) => line.startsWith('layer-import') || line.startsWith('ext'));
      // One by go.work, one by a replacement with another path than its own.
      assert.deepEqual(inShop, [message + reverse, message + reverse]);
      assert.deepEqual(found(join(above, 'shop')).lines, inShop);
    } finally {
      removeFolder(above);
    }
  });

  it('is a part of the project like any other where nothing is configured', () => {
    const plain = makeFolder({
      'go.work': 'go 1.22\n\nuse ./shop\nuse ./own\n',
      'shop/go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'shop/domain/domain.go': goFile('domain', 'example.com/own/x'),
      'own/go.mod': 'module example.com/own\n\ngo 1.22\n',
      'own/x/x.go': goFile('x'),
    });
    try {
      assert.deepEqual(found(plain).stats.edges, { project: 1, standard: 0, external: 0 });
    } finally {
      removeFolder(plain);
    }
  });

  it('is red in the graph, and no layer of the configuration in a chain of imports', () => {
    const { stdout } = runCli(folder, ['graph', '--format', 'json']);
    const { edges } = JSON.parse(stdout) as { edges: { from: string; to: string; forbidden: number }[] };
    const toOwn = edges.filter(({ to }) => to.startsWith('example.com/own'));
    assert.deepEqual(
      toOwn.map(({ from, forbidden }) => `${from} ${forbidden}`),
      ['example.com/shop:domain 1', 'example.com/shop:store 0'],
    );
    const chain = runCli(folder, ['explain', 'shop/store', 'own/x']).stdout;
    assert.match(chain, /example\.com\/shop\/store {2}\(store\)\n/);
    assert.match(chain, /→ example\.com\/own\/x {2}\(third-party to the configuration\) /);
  });

  it('can be asked about before it is forbidden', () => {
    const ask = (to: string) => {
      const { stdout, stderr } = runCli(folder, ['whatif', '--format', 'json', '--forbid', `store->${to}`]);
      assert.equal(stderr, '');
      return (JSON.parse(stdout) as { new: { file: string }[] }).new.map(({ file }) => file);
    };
    assert.deepEqual(ask('example.com/own'), ['shop/store/store.go']);
    assert.deepEqual(ask('example.com/own/x'), ['shop/store/store.go']);
  });
});
