/** What a configuration says without effect is a warning at its place; the rest of it holds. */
import assert from 'node:assert/strict';
import { loadConfig } from '../../server/src/config/load.ts';

const layers = (imports: string) =>
  `version: 1\nlayers:\n  repo: { paths: [repo], imports: ${imports} }\n  http: { paths: [http] }\n`;

/** From the text to what is underlined, each with its message. */
const cases: readonly (readonly [string, readonly (readonly [string, RegExp])[]])[] = [
  [
    layers('{ layers: { deny: [http, repo] } }'),
    [['repo', /^A layer may always import itself, so this changes nothing/]],
  ],
  [layers('{ layers: [http, http] }'), [['http', /^"http" stands in this list before/]]],
  [layers('{ external: { allow: [gorm.io], deny: [gorm.io, a.io/b, a.io/b] } }'), [['a.io/b', /^"a.io\/b" stands/]]],
  [`${layers('{}')}siblings: [[repo, http, repo]]\n`, [['repo', /^"repo" stands in this list before/]]],
  [`${layers('{}')}deprecated: [{ from: repo, to: repo }]\n`, [['repo', /^A layer may always import itself/]]],
  [layers('{ layers: { allow: [repo, http], deny: [http] } }'), []],
];

describe('what changes nothing in a configuration', () => {
  for (const [text, expected] of cases) {
    it(text.split('\n').slice(2).join(' ').trim(), () => {
      const result = loadConfig('c.yaml', text, { read: () => undefined });
      assert.ok(result.ok);
      assert.deepEqual(
        result.issues.map(({ severity, start, end }) => [severity, text.slice(start, end)]),
        expected.map(([underlined]) => ['warning', underlined]),
      );
      for (const [index, [, message]] of expected.entries()) assert.match(result.issues[index]?.message ?? '', message);
    });
  }
});
