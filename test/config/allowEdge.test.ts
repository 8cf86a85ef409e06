import assert from 'node:assert/strict';
import { allowEdge } from '../../server/src/config/allowEdge.ts';
import type { Selection } from '../../server/src/config/config.ts';
import { liftDenial } from '../../server/src/config/liftDenial.ts';
import { loadConfig } from '../../server/src/config/load.ts';
import { applyEdits } from '../../server/src/go/textEdit.ts';

const allowing = (...allow: string[]): Selection => ({
  allow,
  deny: [],
  origin: { file: '', start: 0, end: 0, label: 'preset clean' },
});

/** From the text before to the text after, domain being allowed to import data. */
const cases: readonly (readonly [string, string, string])[] = [
  [
    'a list on one line',
    'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: [other] } } # why\n  data: { paths: [b] }\n  other: { paths: [c] }\n',
    'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: [other, data] } } # why\n  data: { paths: [b] }\n  other: { paths: [c] }\n',
  ],
  [
    'an empty list',
    'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: [ ] } }\n  data: { paths: [b] }\n',
    'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: [data] } }\n  data: { paths: [b] }\n',
  ],
  [
    'a list of lines with comments',
    'version: 1\nlayers:\n  domain:\n    paths: [a]\n    imports:\n      layers:\n        - other # for now\n  # the rest\n  data: { paths: [b] }\n  other: { paths: [c] }\n',
    'version: 1\nlayers:\n  domain:\n    paths: [a]\n    imports:\n      layers:\n        - other # for now\n        - data\n  # the rest\n  data: { paths: [b] }\n  other: { paths: [c] }\n',
  ],
  [
    'a list whose names have reasons',
    'version: 1\nlayers:\n  domain:\n    imports:\n      reason: agreed\n      layers:\n        - layer: other\n          reason: for now\n  data: { paths: [b] }\n',
    'version: 1\nlayers:\n  domain:\n    imports:\n      reason: agreed\n      layers:\n        - layer: other\n          reason: for now\n        - data\n  data: { paths: [b] }\n',
  ],
  [
    'imports that so far have a reason alone',
    'version: 1\nextends: [clean]\nlayers:\n  domain: { imports: { reason: agreed } }\n  data: { paths: [b] }\n',
    'version: 1\nextends: [clean]\nlayers:\n  domain: { imports: { reason: agreed, layers: [platform, data] } }\n  data: { paths: [b] }\n',
  ],
  [
    'a layer that came with a preset',
    'version: 1\nextends: [clean]\nlayers:\n  data: { paths: [b] }\n',
    'version: 1\nextends: [clean]\nlayers:\n  data: { paths: [b] }\n  domain: { imports: { layers: [platform, data] } }\n',
  ],
  [
    'a map whose last layer is written over several lines',
    'version: 1\nextends: [clean]\nlayers:\n  data:\n    paths:\n      - b\n\n# end\nunmatched: off\n',
    'version: 1\nextends: [clean]\nlayers:\n  data:\n    paths:\n      - b\n  domain: { imports: { layers: [platform, data] } }\n\n# end\nunmatched: off\n',
  ],
  [
    'a file without layers and without a last line break',
    'version: 1\nextends: [clean]',
    'version: 1\nextends: [clean]\nlayers:\n  domain: { imports: { layers: [platform, data] } }\n',
  ],
  [
    'an empty map of layers',
    'version: 1\nextends: [clean]\nlayers: {}\n',
    'version: 1\nextends: [clean]\nlayers: { domain: { imports: { layers: [platform, data] } } }\n',
  ],
];

describe('allowing an edge', () => {
  it('writes into a list beside one of what is denied', () => {
    const before = 'layers:\n  domain: { imports: { layers: { allow: [other], deny: [last] } } }\n';
    const edit = allowEdge(before, 'domain', 'data', allowing('other'));
    assert.ok(edit);
    assert.match(applyEdits(before, [edit]), /allow: \[other, data\], deny: \[last\]/);
  });

  for (const [name, before, after] of cases) {
    it(`writes into ${name}`, () => {
      const edit = allowEdge(before, 'domain', 'data', allowing('platform'));
      assert.ok(edit);
      assert.equal(applyEdits(before, [edit]), after);
    });
  }

  it('keeps the reasons and links of a list that comes from elsewhere, and says its own', () => {
    const shared = `version: 1
layers:
  domain:
    paths: [a]
    imports:
      reason: the core
      layers:
        allow: [{ layer: other, reason: "for now: see: #7", link: adr/adr-1 }, last]
        reason: agreed, twice
        link: adr/adr-2
  last: { paths: [d] }
`;
    const before =
      'version: 1\nextends: [./team/shared.yaml]\nlayers:\n  data: { paths: [b] }\n  other: { paths: [c] }\n';
    const read = (file: string) => (file === 'team/shared.yaml' ? shared : undefined);
    const loaded = loadConfig('c.yaml', before, { read });
    assert.ok(loaded.ok);
    const selection = loaded.config.layers.get('domain')?.imports.layers;
    const edit = selection && allowEdge(before, 'domain', 'data', selection, 'it, too');
    assert.ok(edit);
    const after = applyEdits(before, [edit]);
    assert.equal(
      after,
      `${before}  domain: { imports: { layers: { allow: [{ layer: other, reason: "for now: see: #7", link: "team/adr/adr-1" }, last, { layer: data, reason: "it, too" }], reason: "agreed, twice", link: "team/adr/adr-2" } } }\n`,
    );
    const again = loadConfig('c.yaml', after, { read });
    assert.ok(again.ok);
    assert.deepEqual(again.issues, []);
    assert.equal(again.config.layers.get('domain')?.imports.why?.reason, 'the core');
  });

  it('is understood by the loader', () => {
    const before = 'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: [] } }\n  data: { paths: [b] }\n';
    const edit = allowEdge(before, 'domain', 'data', allowing());
    assert.ok(edit);
    const result = loadConfig('c.yaml', applyEdits(before, [edit]), { read: () => undefined });
    assert.ok(result.ok);
    assert.deepEqual(result.config.layers.get('domain')?.imports.layers?.allow, ['data']);
  });

  it('gives up on a broken file and where everything is allowed', () => {
    assert.equal(allowEdge('layers: [', 'domain', 'data', allowing()), undefined);
    assert.equal(
      allowEdge('layers: { domain: { imports: { layers: "*" } } }', 'domain', 'data', allowing()),
      undefined,
    );
  });
});

/** From the text before to the text after, domain being no longer denied data. */
const denied: readonly (readonly [string, string, string])[] = [
  [
    'one of several names',
    'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: { deny: [other, data] } } } # why\n  data: { paths: [b] }\n  other: { paths: [c] }\n',
    'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: { deny: [other] } } } # why\n  data: { paths: [b] }\n  other: { paths: [c] }\n',
  ],
  [
    'the only name',
    'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: { deny: [data] } } }\n  data: { paths: [b] }\n',
    'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: "*" } }\n  data: { paths: [b] }\n',
  ],
  [
    'the only name, in lines',
    'version: 1\nlayers:\n  domain:\n    paths: [a]\n    imports:\n      layers:\n        deny:\n          - data\n  data: { paths: [b] }\n',
    'version: 1\nlayers:\n  domain:\n    paths: [a]\n    imports:\n      layers:\n        "*"\n  data: { paths: [b] }\n',
  ],
  [
    'the only name beside others that are allowed',
    'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: { allow: [data, other], deny: [data] } } }\n  data: { paths: [b] }\n  other: { paths: [c] }\n',
    'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: { allow: [data, other] } } }\n  data: { paths: [b] }\n  other: { paths: [c] }\n',
  ],
];

describe('lifting a denial', () => {
  it('takes a name out with its reason, and the reason of a list with its last name', () => {
    const lifted = (deny: string) => {
      const text = `version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: ${deny} } }\n  data: { paths: [b] }\n  other: { paths: [c] }\n`;
      const loaded = loadConfig('c.yaml', text, { read: () => undefined });
      assert.ok(loaded.ok);
      const selection = loaded.config.layers.get('domain')?.imports.layers;
      const edit = selection && liftDenial(text, 'domain', 'data', selection);
      return edit && /layers: (?!\n)(.*) \} \}/.exec(applyEdits(text, [edit]))?.[1];
    };
    assert.equal(lifted('{ deny: [{ layer: data, reason: no }, other] }'), '{ deny: [other] }');
    assert.equal(lifted('{ deny: [{ layer: data, reason: no }], link: a.md }'), '"*"');
    assert.equal(
      lifted('{ allow: [data], deny: [{ layer: data, reason: no }], reason: so }'),
      '{ allow: [data], reason: so }',
    );
  });

  for (const [name, before, after] of denied) {
    it(`takes out ${name}`, () => {
      const loaded = loadConfig('c.yaml', before, { read: () => undefined });
      assert.ok(loaded.ok);
      const selection = loaded.config.layers.get('domain')?.imports.layers;
      assert.ok(selection);
      const edit = liftDenial(before, 'domain', 'data', selection);
      assert.ok(edit);
      assert.equal(applyEdits(before, [edit]), after);
      assert.ok(loadConfig('c.yaml', after, { read: () => undefined }).ok);
    });
  }

  it('writes a layer that another file denies', () => {
    const shared = 'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: { deny: [data, other] } } }\n';
    const before = 'version: 1\nextends: [./shared.yaml]\nlayers:\n  data: { paths: [b] }\n  other: { paths: [c] }\n';
    const loaded = loadConfig('c.yaml', before, { read: () => shared });
    assert.ok(loaded.ok);
    const selection = loaded.config.layers.get('domain')?.imports.layers;
    const edit = selection && liftDenial(before, 'domain', 'data', selection);
    assert.ok(edit);
    assert.equal(applyEdits(before, [edit]), `${before}  domain: { imports: { layers: { deny: [other] } } }\n`);
  });
});
