/** One of several modules below one configuration, opened alone: it is told the same as when the repository is opened, and nothing else. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { discover } from '../../server/src/workspace/discovery.ts';
import { checkFolder } from '../support/checkFolder.ts';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';

const repository: Readonly<Record<string, string>> = {
  '.git/HEAD': '',
  '.go-architect.yaml': [
    'version: 1',
    'layers:',
    '  order: { paths: ["services/order/**"], imports: { layers: [user, shared], external: [] } }',
    '  user: { paths: ["services/user/**"] }',
    '  shared: { paths: ["libs/**"], visibleTo: [user] }',
    '  nowhere: { paths: ["nowhere/**"] }',
    'slices:',
    '  - { path: "services/{service}/**", isolate: service, public: [client] }',
    '',
  ].join('\n'),
  'services/order/go.mod': 'module example.com/order\n\ngo 1.22\n',
  'services/order/order.go': [
    'package order',
    '',
    'import (',
    '\t_ "example.com/libs/log"',
    '\t_ "example.com/own/x"',
    '\t_ "example.com/user/client"',
    '\t_ "example.com/user/store"',
    ')',
    '',
  ].join('\n'),
  'services/user/go.mod': 'module example.com/user\n\ngo 1.22\n',
  'services/user/store/store.go': 'package store\n\nimport _ "example.com/order"\n',
  'services/user/client/client.go': 'package client\n',
  'libs/go.mod': 'module example.com/libs\n\ngo 1.22\n',
  'libs/log/log.go': 'package log\n',
  'own/go.mod': 'module example.com/own\n\ngo 1.22\n',
  'own/.go-architect.yaml': 'version: 1\nlayers:\n  shared: { paths: ["x"], visibleTo: [] }\n',
  'own/x/x.go': 'package x\n',
};

const rules = [
  'architecture/slice-isolation',
  'architecture/visibility',
  'architecture/external-import',
  'architecture/layer-import',
  'architecture/empty-rule',
];

describe('a module opened without those beside it', () => {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder(repository);
  });
  afterEach(() => removeFolder(folder));

  async function found(root: string) {
    const { findings, sources } = await checkFolder(root, rules);
    return findings.map(({ rule, path, start, end }) => {
      const text = (sources.text(path) ?? '').slice(start, end);
      return `${path.slice(folder.length + 1)} ${rule.slice('architecture/'.length)} ${text}`;
    });
  }

  it('knows which imports lead into another service, and says nothing of what it does not hold', async () => {
    const ofOrder = [
      'services/order/order.go visibility "example.com/libs/log"',
      // Its own configuration governs it, so this one can allow it under `external` alone.
      'services/order/order.go external-import "example.com/own/x"',
      'services/order/order.go slice-isolation "example.com/user/store"',
    ];
    assert.deepEqual(await found(join(folder, 'services/order')), ofOrder);
    const ofAll = (await found(folder)).filter((line) => line.startsWith('services/order/'));
    assert.deepEqual(ofAll, ofOrder);
  });

  it('is not told of mistakes in what governs another module', async () => {
    writeInto(folder, 'own/.go-architect.yaml', 'versoin: 1\n');
    writeInto(folder, 'own/go.mod', 'module example.com/own\n\n(((\n');
    const root = join(folder, 'services/order');
    assert.equal((await found(root)).length, 3);
    assert.deepEqual(discover([root]).problems, []);
  });

  it('leaves open what a path means that two modules have', async () => {
    writeInto(folder, 'examples/user/go.mod', 'module example.com/user\n');
    const modules = discover([join(folder, 'services/order')]).modules.filter(({ inside }) => !inside);
    assert.deepEqual(
      modules.map(({ goMod }) => goMod.modulePath),
      ['example.com/libs', 'example.com/own'],
    );
  });

  it('does not look for modules where the go command would not, nor where the configuration does not look', () => {
    for (const place of ['vendor/example.com/v', 'testdata/t', '_old', '.cache/c', 'node_modules/n', 'left/out']) {
      writeInto(folder, `${place}/go.mod`, `module example.com/${place.replaceAll('/', '-')}\n`);
    }
    const root = join(folder, 'services/order');
    const modules = discover([root], { exclusionsOf: () => (relative) => relative === 'left' }).modules;
    assert.deepEqual(
      modules.map(({ goMod, inside }) => [goMod.modulePath, inside]),
      [
        ['example.com/libs', false],
        ['example.com/own', false],
        ['example.com/order', true],
        ['example.com/user', false],
      ],
    );
  });
});
