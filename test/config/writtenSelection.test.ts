/** What another file says is taken over with its reasons when a file changes it. */
import assert from 'node:assert/strict';
import { loadConfig } from '../../server/src/config/load.ts';
import { writtenSelection } from '../../server/src/config/writtenSelection.ts';

const shared = (layers: string) =>
  `version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: ${layers} } }\n  data: { paths: [b] }\n  other: { paths: [c] }\n`;

function inherited(layers: string) {
  const text = 'version: 1\nextends: [./shared/base.yaml]\n';
  const loaded = loadConfig('c.yaml', text, { read: () => shared(layers) });
  assert.ok(loaded.ok, JSON.stringify(loaded));
  return loaded.config.layers.get('domain')?.imports.layers;
}

const reasons = (layers: string): string[] =>
  (inherited(layers)?.explained ?? []).map(({ path, why }) => `${path} ${why.reason}`);

/** From what the shared file says to what is written, data being allowed or no longer denied. */
const cases: readonly (readonly [string, { add?: string; lift?: string }, string])[] = [
  ['[other]', { add: 'data' }, '[other, data]'],
  [
    '[{ layer: other, reason: "once: \\"more\\"", link: adr.md }]',
    { add: 'data' },
    '[{ layer: other, reason: "once: \\"more\\"", link: "shared/adr.md" }, data]',
  ],
  [
    '{ allow: [other], reason: kept apart, link: "https://wiki.example.com/1" }',
    { add: 'data' },
    '{ allow: [other, data], reason: "kept apart", link: "https://wiki.example.com/1" }',
  ],
  [
    '{ deny: [data, { layer: other, reason: gone }] }',
    { lift: 'data' },
    '{ deny: [{ layer: other, reason: "gone" }] }',
  ],
  ['{ deny: [{ layer: data, reason: gone }] }', { lift: 'data' }, '"*"'],
];

describe('a list that another file wrote', () => {
  for (const [before, change, after] of cases) {
    it(`${before} becomes ${after}`, () => {
      assert.equal(writtenSelection(inherited(before), 'layer', change), after);
      assert.deepEqual(
        reasons(after),
        reasons(before).filter((said) => !said.startsWith(`${change.lift} `)),
      );
    });
  }
});
