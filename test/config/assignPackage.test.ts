import assert from 'node:assert/strict';
import { assignPackage } from '../../server/src/config/assignPackage.ts';
import { loadConfig } from '../../server/src/config/load.ts';
import { applyEdits } from '../../server/src/go/textEdit.ts';

/** From the text before to the text after, internal/jobs being assigned to domain. */
const cases: readonly (readonly [string, string, string])[] = [
  [
    'a list on one line',
    'version: 1\nlayers:\n  domain: { paths: [a] } # why\n',
    'version: 1\nlayers:\n  domain: { paths: [a, internal/jobs] } # why\n',
  ],
  [
    'a list of lines',
    'version: 1\nlayers:\n  domain:\n    paths:\n      - a # first\n      - b\n  data: { paths: [c] }\n',
    'version: 1\nlayers:\n  domain:\n    paths:\n      - a # first\n      - b\n      - internal/jobs\n  data: { paths: [c] }\n',
  ],
];

describe('assigning a package to a layer', () => {
  for (const [name, before, after] of cases) {
    it(`writes into ${name}`, () => assert.equal(assigned(before), after));
  }

  for (const [name, text] of [
    ['that only the preset has', 'version: 1\nextends: [clean]\nlayers:\n  data: { paths: [b] }\n'],
    ['that has no paths of its own', 'version: 1\nextends: [clean]\nlayers:\n  domain: { description: Core }\n'],
    ['of a file without layers', 'version: 1\nextends: [clean]\n'],
  ] as const) {
    it(`keeps the paths of a layer ${name}`, () => {
      const paths = (source: string) =>
        configOf(source)
          .layers.get('domain')
          ?.patterns.map(({ pattern }) => pattern.text);
      assert.deepEqual(paths(assigned(text)), [...(paths(text) ?? []), 'internal/jobs']);
    });
  }

  it('writes nothing into a file that is not valid YAML', () => {
    const layer = configOf('version: 1\nextends: [clean]\n').layers.get('domain');
    assert.ok(layer);
    assert.equal(assignPackage('layers: [', layer, 'internal/jobs'), undefined);
  });
});

function assigned(text: string): string {
  const layer = configOf(text).layers.get('domain');
  assert.ok(layer);
  const edit = assignPackage(text, layer, 'internal/jobs');
  assert.ok(edit);
  return applyEdits(text, [edit]);
}

function configOf(text: string) {
  const result = loadConfig('c.yaml', text, { read: () => undefined });
  assert.ok(result.ok);
  return result.config;
}
