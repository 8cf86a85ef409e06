/**
 * What was observed of a declaration is kept while others are edited. That is right only when no observer looks further than it
 * promises, and when every offset in what it returns can be found: here each rule is held to both, on the Go of all archives.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractAgain, extractFacts } from '../../server/src/go/extract.ts';
import { movedBy, type Observed } from '../../server/src/go/observing.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { parseArchive } from '../support/txtar.ts';

const folder = join(__dirname, '../rules');
const fail = ({ rule, error }: { rule: string; error: unknown }): never => {
  throw new Error(`${rule} failed`, { cause: error });
};
const { observers } = new Engine(allRules, fail, () => '2026-01-31');

/** What is typed into every line, one after the other: whole, half-written, and what opens and swallows the rest. */
const pieces = ['x', '\n', '{', '}', '"', '// ', 'return err\n', 'defer mu.Unlock()\n', 'func f() {}\n', 'var y = 1\n'];

describe('observations', function () {
  this.timeout(300_000);
  let parser: GoParser;
  const sources: { readonly path: string; readonly text: string }[] = [];

  before(async () => {
    parser = GoParser.create(await loadParserModule());
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.txtar')) continue;
      for (const file of parseArchive(readFileSync(join(folder, name), 'utf8')).files) {
        if (file.name.endsWith('.go')) sources.push({ path: `${name}: ${file.name}`, text: file.content });
      }
    }
  });

  it('move with the text they are about', () => {
    const seen = new Set<string>();
    for (const { path, text } of sources) {
      const { observations } = extractFacts(parser.parse(text), observers, fail);
      const below = extractFacts(parser.parse(`\n\n\n${text}`), observers, fail);
      assert.deepEqual(below.observations, movedBy(observations, 3), path);
      for (const rule of Object.keys(observations)) seen.add(rule);
    }
    const observing = allRules.filter(({ observe }) => observe).map(({ meta }) => meta.id as string);
    assert.deepEqual(
      observing.filter((rule) => !seen.has(rule)),
      [],
      'rules of which nothing was seen',
    );
  });

  it('are those of a fresh look after each keystroke', () => {
    let random = 1;
    const next = (limit: number) => {
      random = (random * 48_271) % 2_147_483_647;
      return random % limit;
    };
    for (const { path, text } of sources) {
      let observed: Observed | undefined;
      const look = (current: string, what: string) => {
        const again = extractAgain(parser.parse(current), observers, observed, fail);
        observed = again.observed;
        assert.deepEqual(again.facts, extractFacts(parser.parse(current), observers, fail), `${path}, ${what}`);
      };
      look(text, 'as it is');
      for (let round = 0; round < 10; round++) {
        const at = next(text.length);
        const piece = pieces[next(pieces.length)] ?? '';
        look(text.slice(0, at) + piece + text.slice(at), `${JSON.stringify(piece)} at ${at}`);
        look(text, `${JSON.stringify(piece)} at ${at} taken back`);
      }
    }
  });
});
