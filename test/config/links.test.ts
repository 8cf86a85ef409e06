/** A link to a file that is not there is a warning at its place; what may be something else than a file is left alone. */
import assert from 'node:assert/strict';
import { loadConfig } from '../../server/src/config/load.ts';

const files: Readonly<Record<string, string>> = {
  '/repo/docs/adr/1.md': '# Layers\n',
  '/repo/shared/2.md': '# Drivers\n',
  '/repo/shared/base.yaml':
    'version: 1\nlayers:\n  a: { paths: [a], imports: { external: { deny: [{ import: x.io, link: 2.md }] } } }\n',
};

function warned(text: string) {
  const whole = `version: 1\nlayers:\n  b: { paths: [b] }\n${text}`;
  const result = loadConfig('/repo/.go-architect.yaml', whole, { read: (path) => files[path] });
  assert.ok(result.ok, JSON.stringify(result.issues));
  return result.issues.map(({ severity, message, start, end }) => [severity, whole.slice(start, end), message]);
}

const replace = (link: string) => `replace: [{ import: x.io/y, reason: done, link: "${link}" }]\n`;
const told = (link: string) =>
  `There is no file "${link}", or it cannot be read; a link is an address, or a file relative to this one.`;

describe('a link of a configuration', () => {
  it('to a file that is not there is a warning at its place', () => {
    assert.deepEqual(warned(replace('docs/adr/7.md')), [['warning', '"docs/adr/7.md"', told('docs/adr/7.md')]]);
    assert.deepEqual(warned(replace('docs/adr/7.md#why')), [['warning', '"docs/adr/7.md#why"', told('docs/adr/7.md')]]);
    const nested = '  c: { paths: [c], imports: { layers: [{ layer: b, reason: no, link: ../7.md }] } }\n';
    assert.deepEqual(warned(nested), [['warning', '../7.md', told('../7.md')]]);
  });

  for (const link of ['docs/adr/1.md', './docs/adr/1.md', 'docs/adr/1.md#why', 'docs/adr/1.md:12']) {
    it(`finds ${link}`, () => assert.deepEqual(warned(replace(link)), []));
  }

  it('is read from the file that names it', () => assert.deepEqual(warned('extends: ./shared/base.yaml\n'), []));

  for (const link of [
    'https://example.com/7.md',
    'mailto:team@example.com',
    '#7.md',
    '/7.md',
    'docs/adr',
    'docs/v1.2',
  ]) {
    it(`may be more than a file: ${link}`, () => assert.deepEqual(warned(replace(link)), []));
  }
});
