/** What is offered at a place of a configuration; `‸` stands for the cursor. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigVocabulary, completionsAt } from '../../server/src/config/assist/complete.ts';
import { meaningAt } from '../../server/src/config/assist/describe.ts';
import type { JsonSchema } from '../../server/src/config/assist/jsonSchema.ts';
import { placeAt } from '../../server/src/config/assist/place.ts';

const schema = JSON.parse(
  readFileSync(join(__dirname, '../../schemas/go-architect.schema.json'), 'utf8'),
) as JsonSchema;
const known: ConfigVocabulary = {
  layers: ['domain', 'usecase'],
  directories: ['', 'cmd/api', 'internal/domain/user', 'internal/usecase'],
  standardImports: ['fmt', 'net/http'],
  externalImports: ['github.com/jackc/pgx/v5'],
  rules: [
    { id: 'errors/wrap', title: 'Errors are wrapped' },
    { id: 'architecture/tag-leak', title: 'No tags', defaults: { keys: ['db', 'gorm'] } },
  ],
};

function at(marked: string) {
  const offset = marked.indexOf('‸');
  assert.ok(offset >= 0, 'no cursor');
  const text = marked.replace('‸', '');
  const place = placeAt(text, offset);
  return { text, place };
}

/** The text after each completion, with the cursor where it stands then. */
function completed(marked: string): Record<string, string> {
  const { text, place } = at(marked);
  if (!place) return {};
  const found = completionsAt(place, schema, known);
  return Object.fromEntries(
    found.map((each) => [each.label, text.slice(0, place.start) + each.text + text.slice(place.end)]),
  );
}

const labels = (marked: string) => Object.keys(completed(marked)).sort();

describe('completion in a configuration', () => {
  it('offers the keys of the place, those that are there already left out', () => {
    const top = labels('version: 1\nlay‸\nrules: {}\n');
    assert.ok(top.includes('layers') && top.includes('exclude') && top.includes('baseline'));
    assert.ok(!top.includes('version') && !top.includes('rules'));
    assert.deepEqual(
      labels('layers:\n  domain:\n    paths: []\n    ‸\n').filter((label) => label === 'paths' || label === 'imports'),
      ['imports'],
    );
    assert.deepEqual(labels('layers: { domain: { imports: { ‸ } } }\n'), [
      'external',
      'layers',
      'link',
      'reason',
      'std',
    ]);
    assert.ok(labels('‸').includes('extends'));
  });

  it('offers values', () => {
    assert.deepEqual(labels('unmatched: ‸\n'), ['as', 'error', 'off', 'severity', 'warning']);
    assert.equal(completed('unmatched: o‸\n')['off'], 'unmatched: off\n');
    assert.ok(labels('extends: [clean, ‸]\n').includes('strict'));
    assert.ok(!labels('extends: [clean, ‸]\n').includes('clean'));
  });

  it('offers the names of layers where layers are named', () => {
    assert.deepEqual(labels('layers:\n  usecase:\n    imports: { layers: [‸] }\n'), ['domain', 'layer', 'usecase']);
    assert.deepEqual(labels('layers:\n  usecase:\n    imports:\n      layers:\n        - domain\n        - ‸\n'), [
      'layer',
      'usecase',
    ]);
    assert.equal(completed('layers:\n  x:\n    visibleTo: ‸\n')['domain'], 'layers:\n  x:\n    visibleTo: [domain]\n');
    assert.deepEqual(labels('deprecated:\n  - from: ‸\n'), ['domain', 'usecase']);
    assert.deepEqual(labels('unmatched: { as: ‸ }\n'), ['domain', 'usecase']);
  });

  it('offers names and reasons in an entry that says more than its name', () => {
    const layers = 'layers:\n  x:\n    imports:\n      layers:\n        - { layer: domain, reason: r }\n';
    assert.deepEqual(labels(`${layers}        - { layer: ‸ }\n`), ['domain', 'usecase']);
    assert.deepEqual(labels(`${layers}        - ‸\n`), ['layer', 'usecase']);
    assert.deepEqual(labels(`${layers}        - { layer: usecase, ‸ }\n`), ['link', 'reason']);
    const denied = (entry: string) => labels(`layers: { x: { imports: { external: { deny: [${entry}] } } } }\n`);
    assert.deepEqual(denied('{ import: ‸ }'), ['github.com/jackc/pgx/v5', 'infrastructure']);
    assert.deepEqual(denied('{ import: a.io/b, ‸ }'), ['link', 'reason']);
    assert.ok(labels('layers: { x: { imports: { std: [{ import: ‸ }] } } }\n').includes('pure'));
  });

  it('offers real packages where patterns and imports stand, quoted where YAML asks for it', () => {
    const patterns = completed('layers: { x: { paths: [‸] } }\n');
    assert.deepEqual(Object.keys(patterns), [
      'cmd/**',
      'cmd/api/**',
      'internal/**',
      'internal/domain/**',
      'internal/domain/user/**',
      'internal/usecase/**',
    ]);
    assert.equal(patterns['cmd/**'], 'layers: { x: { paths: ["cmd/**"] } }\n');
    assert.equal(
      completed('layers: { x: { paths: ["int‸"] } }\n')['internal/**'],
      'layers: { x: { paths: ["internal/**"] } }\n',
    );
    assert.ok(labels('layers: { x: { imports: { std: [‸] } } }\n').includes('net/http'));
    assert.ok(labels('layers: { x: { imports: { external: [‸] } } }\n').includes('github.com/jackc/pgx/v5'));
  });

  it('offers what is excluded, and the words for many packages at once', () => {
    assert.ok(labels('exclude: [‸]\n').includes('internal/domain/**'));
    assert.ok(labels('exclude:\n  - ‸\n').includes('cmd/**'));
    assert.ok(labels('layers: { x: { imports: { std: [‸] } } }\n').includes('pure'));
    assert.ok(!labels('layers: { x: { imports: { std: { deny: [‸] } } } }\n').includes('pure'));
    assert.ok(labels('layers: { x: { imports: { external: { deny: [‸] } } } }\n').includes('infrastructure'));
    // A layer is a map or off; no pattern stands in its place.
    assert.ok(!labels('layers: { x: ‸ }\n').includes('cmd/**'));
  });

  it('offers where slices may be, what they are called and which packages they have', () => {
    assert.deepEqual(labels('slices:\n  - ‸\n'), ['allow', 'isolate', 'path', 'public']);
    const path = completed('slices:\n  - path: ‸\n');
    assert.deepEqual(Object.keys(path), ['internal/{module}/**', '{module}/**']);
    assert.equal(path['internal/{module}/**'], 'slices:\n  - path: "internal/{module}/**"\n');
    const slice = 'slices:\n  - path: "internal/{module}/**"\n    isolate: module\n';
    assert.deepEqual(labels('slices: [{ path: "internal/{module}/**", isolate: ‸ }]\n'), ['module']);
    assert.deepEqual(labels(`${slice}    public: [‸]\n`), ['user']);
    assert.equal(completed(`${slice}    public: ‸\n`)['user'], `${slice}    public: [user]\n`);
    assert.deepEqual(labels(`${slice}    allow: [{ ‸ }]\n`), ['from', 'reason', 'to']);
    assert.deepEqual(labels(`${slice}    allow:\n      - from: ‸\n`), ['*', 'domain', 'usecase']);
    assert.deepEqual(labels(`${slice}    allow: [{ from: domain, to: ‸ }]\n`), ['*', 'domain', 'usecase']);
    assert.deepEqual(labels('slices: [{ public: [‸] }]\n'), [], 'nothing is known without the path');
  });

  it('offers rules, and their levels', () => {
    assert.deepEqual(labels('rules:\n  ‸\n'), ['architecture/*', 'architecture/tag-leak', 'errors/*', 'errors/wrap']);
    const keys = 'rules: { architecture/tag-leak: { options: { keys: ';
    assert.deepEqual(labels(`${keys}[db, ‸] } } }\n`), ['gorm']);
    assert.equal(completed(`${keys}‸ } } }\n`)['gorm'], `${keys}[gorm] } } }\n`);
    assert.equal(completed('rules:\n  err‸\n')['errors/*'], 'rules:\n  "errors/*": \n');
    const levels = labels('rules:\n  errors/wrap: ‸\n');
    for (const level of ['error', 'warning', 'information', 'hint', 'off', 'severity'])
      assert.ok(levels.includes(level), level);
  });

  it('is silent in comments and survives what is no YAML', () => {
    assert.deepEqual(labels('version: 1 # ‸\n'), []);
    assert.deepEqual(labels('layers: { x: { paths: ["a ‸\n'), labels('layers: { x: { paths: ["a ‸"'));
    for (const text of ['}‸', '- - -‸', ': : ‸', '"‸', '&a *a ‸', '\t‸', 'a: &x [*x, ‸]', `${'['.repeat(500)}‸`])
      labels(text);
  });
});

describe('the meaning of a word in a configuration', () => {
  const meaning = (marked: string) => {
    const { place } = at(marked);
    return place && meaningAt(place, schema, known);
  };

  it('is the packages of a pattern, the layer of a name, the title of a rule, the purpose of a key', () => {
    assert.deepEqual(meaning('layers: { x: { paths: ["internal/‸**"] } }\n'), {
      kind: 'pattern',
      pattern: 'internal/**',
      directories: ['internal/domain/user', 'internal/usecase'],
    });
    assert.deepEqual(meaning('layers:\n  usecase:\n    imports: { layers: [dom‸ain] }\n'), {
      kind: 'layer',
      name: 'domain',
    });
    assert.deepEqual(meaning('layers:\n  use‸case:\n    paths: []\n'), { kind: 'layer', name: 'usecase' });
    assert.deepEqual(meaning('rules:\n  errors/w‸rap: error\n'), {
      kind: 'rule',
      id: 'errors/wrap',
      title: 'Errors are wrapped',
    });
    assert.deepEqual(meaning('slices: [{ path: "internal/{m}/**", isolate: m, public: [us‸er] }]\n'), {
      kind: 'pattern',
      pattern: 'user',
      directories: ['internal/domain/user'],
    });
    const preset = meaning('extends: [cle‸an]\n');
    assert.ok(preset?.kind === 'preset' && /- `usecase` may import domain, platform$/m.test(preset.description));
    assert.equal(meaning('extends: stri‸ct\n')?.kind, 'preset');
    assert.equal(meaning('extends: ./clean‸.yaml\n'), undefined);
    const key = meaning('unm‸atched: off\n');
    assert.equal(key?.kind, 'key');
    assert.equal(meaning('version: ‸1\n'), undefined);
  });
});
