/** Reasons and links of what may be imported: which of them speaks, and what is wrong with one. */
import assert from 'node:assert/strict';
import type { Config } from '../../server/src/config/config.ts';
import { LayerMap } from '../../server/src/config/layers.ts';
import { loadConfig } from '../../server/src/config/load.ts';
import { rationaleText, reasonBehind } from '../../server/src/config/rationale.ts';

const file = '/repo/.go-architect.yaml';

function load(text: string, files: Readonly<Record<string, string>> = {}) {
  return loadConfig(file, `version: 1\n${text}`, { read: (path) => files[path] });
}

function configOf(text: string, files: Readonly<Record<string, string>> = {}): Config {
  const result = load(text, files);
  assert.ok(result.ok, JSON.stringify(result.issues));
  return result.config;
}

function asking(config: Config) {
  const layers = new LayerMap(config);
  const named = (name: string) => {
    const found = config.layers.get(name);
    assert.ok(found, name);
    return found;
  };
  const shown = (why: { reason?: string; link?: string } | undefined) => [why?.reason, why?.link];
  return {
    layer: (from: string, to: string) => shown(layers.mayImport(named(from), named(to)).why),
    std: (from: string, path: string) => shown(layers.mayImportStandard(named(from), path).why),
    external: (from: string, path: string) => shown(layers.mayImportExternal(named(from), path).why),
    test: (from: string, path: string) => shown(layers.mayImportExternal(named(from), path, 'test').why),
  };
}

const text = `layers:
  domain:
    paths: [domain/**]
    imports:
      reason: the domain outlives every framework
      link: docs/adr/1.md
      layers:
        allow: [{ layer: platform, reason: clocks only }]
        deny: [{ layer: store, reason: rows are no entities, link: docs/adr/2.md }]
      std: { allow: [{ import: pure, reason: no effects }], reason: effects belong outside }
      external:
        - github.com/google/uuid
        - { import: github.com/acme, reason: ours }
        - { import: github.com/acme/money, reason: exact }
    tests:
      imports: { external: [{ import: github.com/stretchr/testify, reason: asserts }] }
  store:
    paths: [store/**]
    imports:
      external:
        deny:
          - { import: gorm.io, reason: "queries are written by hand" }
          - { import: infrastructure, link: "https://example.com/adr/3" }
  platform: { paths: [platform/**] }
`;

describe('the reason for what may be imported', () => {
  const ask = asking(configOf(text));

  it('is that of the name, of the list or of all imports, the closest one', () => {
    assert.deepEqual(ask.layer('domain', 'store'), ['rows are no entities', 'docs/adr/2.md']);
    assert.deepEqual(ask.std('domain', 'os'), ['effects belong outside', undefined]);
    assert.deepEqual(ask.external('domain', 'gorm.io/gorm'), ['the domain outlives every framework', 'docs/adr/1.md']);
    assert.deepEqual(ask.external('store', 'gorm.io/gorm'), ['queries are written by hand', undefined]);
    assert.deepEqual(ask.external('store', 'github.com/lib/pq'), [undefined, 'https://example.com/adr/3']);
  });

  it('is that of the name alone for what is allowed, the longest path speaking', () => {
    assert.deepEqual(ask.layer('domain', 'platform'), ['clocks only', undefined]);
    assert.deepEqual(ask.std('domain', 'strings'), ['no effects', undefined]);
    assert.deepEqual(ask.external('domain', 'github.com/acme/money/v2'), ['exact', undefined]);
    assert.deepEqual(ask.external('domain', 'github.com/acme/id'), ['ours', undefined]);
    assert.deepEqual(ask.external('domain', 'github.com/google/uuid'), [undefined, undefined]);
    assert.deepEqual(ask.test('domain', 'github.com/stretchr/testify/assert'), ['asserts', undefined]);
    assert.deepEqual(ask.layer('store', 'domain'), [undefined, undefined]);
  });

  it('may be given to what came with a preset or a file, field by field', () => {
    const shared = 'version: 1\nlayers:\n  jobs: { paths: [jobs/**], imports: { layers: [], reason: theirs } }\n';
    const both = asking(
      configOf(
        'extends: [clean, ./shared.yaml]\nlayers:\n  domain: { imports: { reason: as agreed } }\n  jobs: { imports: { external: [] } }\n',
        { '/repo/shared.yaml': shared },
      ),
    );
    assert.deepEqual(both.layer('domain', 'repository'), ['as agreed', undefined]);
    assert.deepEqual(both.external('domain', 'gorm.io/gorm'), ['as agreed', undefined]);
    assert.deepEqual(both.external('jobs', 'gorm.io/gorm'), ['theirs', undefined]);
  });

  it('says the same of what may be imported as the names by themselves', () => {
    const [reasoned, plain] = [
      configOf(text),
      configOf(
        text
          .replaceAll(/\{ (?:layer|import): ([\w./]+)[^}]*\}/g, '$1')
          .replaceAll(/ {6}(?:reason|link): .*\n/g, '')
          .replaceAll(/, reason: [^}]*\}/g, ' }'),
      ),
    ];
    assert.doesNotMatch(JSON.stringify([...plain.layers.values()].map(({ imports }) => imports)), /reason|why/);
    for (const [name, { imports }] of reasoned.layers) {
      const others = plain.layers.get(name)?.imports;
      for (const kind of ['layers', 'std', 'external'] as const) {
        assert.deepEqual(
          [imports[kind]?.allow, imports[kind]?.deny],
          [others?.[kind]?.allow, others?.[kind]?.deny],
          `${name} ${kind}`,
        );
      }
    }
  });

  it('is read on one line, with one end', () => {
    const origin = { file, start: 0, end: 0, label: '' };
    assert.equal(reasonBehind({ reason: ' Two\n lines. ' }), ' (Two lines)');
    assert.equal(reasonBehind({ reason: 'and so on...' }), ' (and so on...)');
    assert.equal(reasonBehind(undefined), '');
    assert.equal(rationaleText({ reason: 'So.', link: 'a.md', origin }), 'So (a.md)');
    assert.equal(
      rationaleText({ link: 'a.md', origin }, (link) => `<${link}>`),
      'see <a.md>',
    );
  });
});

describe('a faulty reason', () => {
  const issues = (imports: string) => {
    const written = `layers:\n  a: { paths: [a], imports: { ${imports} } }\n  b: { paths: [b] }\n`;
    const result = load(written);
    assert.ok(!result.ok, 'the configuration was accepted');
    return result.issues.map(
      ({ start, end, message, replacement }) =>
        `${`version: 1\n${written}`.slice(start, end)} | ${message}${replacement ? ` -> ${replacement.text}` : ''}`,
    );
  };

  it('is named with its place and what was meant', () => {
    assert.deepEqual(issues('external: [{ import: x.io/y, reasn: no }]'), [
      'reasn | There is no "reasn" in "layers.a.imports.external[0]". Did you mean "reason"? -> reason',
    ]);
    assert.deepEqual(issues('layers: [{ layr: b }]'), [
      '{ layr: b } | "layer" is missing: expected the name of a layer.',
      'layr | There is no "layr" in "layers.a.imports.layers[0]". Did you mean "layer"? -> layer',
    ]);
    assert.deepEqual(issues('layers: { deny: [{ layer: bb, reason: no }] }'), [
      'bb | There is no layer "bb". Here there are a, b.',
    ]);
    assert.deepEqual(issues('std: [{ import: x.io/y, reason: no }]'), [
      'x.io/y | "x.io/y" is no standard package; write it under "external".',
    ]);
    assert.deepEqual(issues('external: [], reason: ""'), [
      '"" | "layers.a.imports.reason" is "": the reason must not be empty.',
    ]);
    assert.deepEqual(issues('external: [1]'), [
      '1 | "layers.a.imports.external[0]" is 1: expected module or package path.',
    ]);
  });
});
