import assert from 'node:assert/strict';
import { allowImport } from '../../server/src/config/allowImport.ts';
import { LayerMap } from '../../server/src/config/layers.ts';
import { loadConfig } from '../../server/src/config/load.ts';
import { applyEdits } from '../../server/src/go/textEdit.ts';

const read = (file: string) =>
  file === 'shared.yaml'
    ? 'version: 1\nlayers:\n  domain: { paths: [a], imports: { external: { allow: ["*"], deny: [{ import: gorm.io, reason: by hand, link: adr-1 }], reason: few } } }\n'
    : undefined;

const inDomain = (imports: string) => `version: 1\nlayers:\n  domain: { paths: [a], imports: { ${imports} } }\n`;

const entry = (path: string) => `{ import: ${path}, reason: "it is" }`;

/** The name, what is imported, the text before and what it says afterwards. */
const cases: readonly (readonly [string, 'std' | 'external', string, string, string])[] = [
  ['a word alone', 'std', 'os', inDomain('std: pure'), `std: [pure, ${entry('os')}]`],
  ['a list', 'std', 'os', inDomain('std: [fmt]'), `std: [fmt, ${entry('os')}]`],
  ['an empty list', 'external', 'x.org/y', inDomain('external: []'), `external: [${entry('x.org/y')}]`],
  [
    'a wider path that is denied',
    'std',
    'net/url',
    inDomain('std: { deny: [net] }'),
    `std: { deny: [net], allow: ["*", ${entry('net/url')}] }`,
  ],
  ['a path that is denied', 'std', 'unsafe', inDomain('std: { deny: [os, unsafe] }'), 'std: { deny: [os] }'],
  ['the only path that is denied', 'std', 'unsafe', inDomain('std: { deny: [unsafe] }'), 'std: "*"'],
  ['the package alone that is denied', 'std', 'net', inDomain('std: { deny: [net$, os] }'), 'std: { deny: [os] }'],
  [
    'a list of another file',
    'external',
    'gorm.io/gorm',
    'version: 1\nextends: [./shared.yaml]\nlayers:\n  data: { paths: [b] }\n',
    `external: { allow: ["*", ${entry('gorm.io/gorm')}], deny: [{ import: gorm.io, reason: "by hand", link: "adr-1" }], reason: "few" }`,
  ],
  [
    'what another file denies',
    'external',
    'gorm.io',
    'version: 1\nextends: [./shared.yaml]\nlayers:\n  data: { paths: [b] }\n',
    'external: { allow: ["*"], reason: "few" }',
  ],
];

describe('allowing an import from outside', () => {
  for (const [name, kind, path, before, expected] of cases) {
    it(`ends what is said because of ${name}`, () => {
      const loaded = loadConfig('c.yaml', before, { read });
      const layer = loaded.ok ? loaded.config.layers.get('domain') : undefined;
      assert.ok(layer);
      const edit = allowImport(before, layer, kind, path, 'it is');
      assert.ok(edit);
      const after = applyEdits(before, [edit]);
      assert.ok(after.includes(expected), after);
      const again = loadConfig('c.yaml', after, { read });
      assert.ok(again.ok);
      assert.deepEqual(again.issues, []);
      const domain = again.config.layers.get('domain');
      assert.ok(domain);
      const layers = new LayerMap(again.config);
      const verdict = kind === 'std' ? layers.mayImportStandard(domain, path) : layers.mayImportExternal(domain, path);
      assert.equal(verdict.allowed, true);
    });
  }

  it('offers nothing where one change would not do', () => {
    const nothing = (imports: string, kind: 'std' | 'external', path: string) => {
      const text = inDomain(imports);
      const loaded = loadConfig('c.yaml', text, { read });
      const layer = loaded.ok ? loaded.config.layers.get('domain') : undefined;
      assert.ok(layer);
      assert.equal(allowImport(text, layer, kind, path, 'it is'), undefined);
    };
    nothing('std: { allow: [fmt], deny: [os] }', 'std', 'os');
    nothing('external: { deny: [gorm.io, gorm.io/gorm] }', 'external', 'gorm.io/gorm');
    nothing('layers: []', 'std', 'os');
  });
});
