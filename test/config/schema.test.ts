import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { schemaFiles } from '../../scripts/schemaFiles.ts';
import { loadConfig } from '../../server/src/config/load.ts';
import { layoutNames, layoutPreset } from '../../server/src/config/presets.ts';
import { allRules } from '../../server/src/rules/registry.ts';

const committed = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('JSON Schemas', () => {
  for (const { path, text } of schemaFiles()) {
    it(`${path} is what "npm run generate:schemas" writes`, () => {
      assert.equal(committed(path), text);
    });
  }
});

describe('schemas/go-architect.schema.json', () => {
  const schema = JSON.parse(committed('schemas/go-architect.schema.json')) as Record<string, never>;
  const validate = new Ajv({ strict: false }).compile(schema);

  it('accepts and refuses what the loader accepts and refuses, as far as a schema can tell', () => {
    const documents: [string, boolean][] = [
      ['version: 1\n', true],
      ['version: 1\nextends: [clean, ./shared.yaml]\n', true],
      [
        'version: 1\nlayers: { a: { paths: [x/**], imports: { layers: "*", std: [pure], external: { deny: [x.y/z] } } } }\n',
        true,
      ],
      ['version: 1\nslices: [{ path: "a/{m}/**", isolate: m, allow: [{ from: a, to: b, reason: r }] }]\n', true],
      ['version: 1\nrules: { "*": off, "architecture/layer-import": { severity: warning } }\n', true],
      ['version: 2\n', false],
      ['version: 1\nlayrs: {}\n', false],
      ['version: 1\nlayers: { a: { pths: [x] } }\n', false],
      ['version: 1\nlayers: { a: { paths: [] } }\n', false],
      ['version: 1\nunmatched: hint\n', false],
      ['version: 1\nrules: { "*": loud }\n', false],
      ['version: 1\nslices: [{ path: "a/{m}/**", isolate: m, allow: [{ from: a, to: b }] }]\n', false],
    ];
    for (const [text, valid] of documents) {
      assert.equal(validate(parse(text)), valid, text);
      const loaded = loadConfig('x.yaml', text, { read: () => 'version: 1\n' });
      assert.equal(loaded.ok, valid, text);
    }
  });

  it('accepts every preset written out', () => {
    for (const name of layoutNames) assert.ok(validate({ version: 1, ...layoutPreset(name) }), name);
  });

  it('describes every key, and lists every rule', () => {
    const undescribed: string[] = [];
    const visit = (node: { properties?: Record<string, never>; [key: string]: unknown }, path: string): void => {
      for (const [key, value] of Object.entries(node.properties ?? {})) {
        if (!('description' in (value as object)) && !['allow', 'deny', 'severity'].includes(key))
          undescribed.push(`${path}.${key}`);
        visit(value, `${path}.${key}`);
      }
      for (const branch of [...((node['anyOf'] as []) ?? []), node['items'], node['additionalProperties']]) {
        if (typeof branch === 'object' && branch !== null) visit(branch as Record<string, never>, path);
      }
    };
    visit(schema, '');
    assert.deepEqual(undescribed, []);
    const rules = schema as unknown as { properties: { rules: { properties: Record<string, unknown> } } };
    for (const { meta } of allRules) assert.ok(meta.id in rules.properties.rules.properties, meta.id);
  });
});
