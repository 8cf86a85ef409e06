import assert from 'node:assert/strict';
import { loadConfig } from '../../server/src/config/load.ts';
import { rationaleText } from '../../server/src/config/rationale.ts';

function problemsOf(text: string): readonly string[] {
  return loadConfig('c.yaml', text, { read: () => undefined }).issues.map(({ message }) => message);
}

describe('words of a configuration that would say nothing', () => {
  const inDomain = (imports: string) => `version: 1\nlayers:\n  domain: { paths: [a], imports: { ${imports} } }\n`;

  it('refuses a star within a segment of an import path', () => {
    for (const path of ['github.com/foo*', '*.example.com/x', 'github.com/a/**b']) {
      assert.deepEqual(problemsOf(inDomain(`external: { deny: ["${path}"] }`)), [
        `"${path}" covers nothing: "*" and "**" stand for whole segments of an import path.`,
      ]);
    }
    assert.deepEqual(problemsOf(inDomain('external: { deny: ["github.com/*/mocks", "**/internal"] }')), []);
  });

  it('refuses an alternative that is no import path, or more than one', () => {
    const replacing = (use: string) => problemsOf(`version: 1\nreplace:\n  - { import: a.org/b, use: "${use}" }\n`);
    assert.match(replacing('https://c.org/d')[0] ?? '', /is an address/);
    assert.match(replacing('./c')[0] ?? '', /is relative/);
    assert.deepEqual(replacing('c.org/*'), ['"c.org/*" is no single package; name the one to import instead.']);
    assert.deepEqual(replacing('c.org/d'), []);
  });

  it('refuses a reason of blanks', () => {
    assert.match(problemsOf(inDomain('reason: "  "')).join(), /the reason must not be empty/);
  });

  it('prints no control characters', () => {
    const origin = { file: 'c.yaml', start: 0, end: 0, label: 'c.yaml' };
    assert.equal(rationaleText({ reason: 'red \u001b[31m\u0007 alert', origin }), 'red [31m alert');
  });
});
