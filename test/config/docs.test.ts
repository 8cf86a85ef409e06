import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage } from '../../scripts/configurationDocs.ts';
import { loadConfig } from '../../server/src/config/load.ts';
import { matchPattern, parsePattern } from '../../server/src/config/pattern.ts';
import { parseSuppression } from '../../server/src/go/suppressions.ts';
import { allRules } from '../../server/src/rules/registry.ts';

const page = readFileSync(join(__dirname, '../../docs/configuration.md'), 'utf8');

/** Fenced blocks of one language. */
function blocks(language: string): string[] {
  return [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2] ?? '');
}

/** The cells of the rows of the table below a line. */
function table(after: string): string[][] {
  const below = page.slice(page.indexOf(after)).split('\n').slice(1);
  const rows = below.slice(below.findIndex((row) => row !== ''));
  const end = rows.findIndex((row) => !row.startsWith('|'));
  return rows.slice(2, end).map((row) => row.split('|').slice(1, -1));
}

const quoted = (cell: string | undefined) => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');

describe('docs/configuration.md', () => {
  it('has the generated parts that "npm run generate:configuration-docs" writes', () => {
    assert.equal(configurationPage(page), page);
  });

  it('shows configurations that are right', () => {
    const examples = blocks('yaml');
    assert.ok(examples.length > 5);
    for (const text of examples) {
      const result = loadConfig('.go-architect.yaml', text, {
        read: () => undefined,
        rules: allRules.map(({ meta }) => ({ id: meta.id })),
      });
      assert.ok(result.ok, `${text}\n${result.issues.map(({ message }) => message).join('\n')}`);
    }
  });

  it('says of patterns what they do', () => {
    const rows = table('<!-- examples of matching');
    assert.ok(rows.length >= 5);
    for (const [pattern, yes, no] of rows) {
      const parsed = parsePattern(quoted(pattern)[0] ?? '');
      assert.ok(parsed.ok);
      assert.ok(quoted(yes).length > 0 && quoted(no).length > 0);
      for (const path of quoted(yes)) assert.ok(matchPattern(parsed.pattern, path), `${pattern} should match ${path}`);
      for (const path of quoted(no))
        assert.ok(!matchPattern(parsed.pattern, path), `${pattern} should not match ${path}`);
    }
  });

  it('names rules that there are', () => {
    const ids = new Set<string>(allRules.map(({ meta }) => meta.id));
    const rows = table('nothing is reported for it yet.');
    assert.ok(rows.length >= 8);
    for (const [, rule] of rows) assert.ok(ids.has(quoted(rule)[0] ?? ''), rule);
  });

  it('shows a comment that counts', () => {
    const comments = blocks('go').flatMap((text) => text.split('\n').filter((line) => line.startsWith('//')));
    assert.ok(comments.length > 0);
    for (const comment of comments) {
      const found = parseSuppression(comment, 0);
      assert.ok(found && found.invalid === undefined, comment);
    }
  });
});
