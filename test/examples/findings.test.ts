/**
 * What the engine says of examples/shop is what its list of planted violations says, one to one, as far as there are rules
 * for it: nothing planted goes unseen, and nothing that is meant to be exemplary is reported.
 */
import assert from 'node:assert/strict';
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { allRules } from '../../server/src/rules/registry.ts';
import { checkFolder } from '../support/checkFolder.ts';

const shop = realpathSync(path.resolve(import.meta.dirname, '../../examples/shop'));

interface Violation {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly suppressed?: true;
}

describe('examples/shop, as the rules see it', () => {
  const rules = allRules.map((rule) => rule.meta.id as string);
  const planted = (JSON.parse(readFileSync(path.join(shop, 'violations.json'), 'utf8')) as Violation[]).filter(
    ({ rule }) => rules.includes(rule),
  );
  const families = [...new Set(rules.map((rule) => rule.split('/')[0]))].sort();
  let observed: string[] = [];

  before(async function () {
    this.timeout(60_000);
    const { findings, sources } = await checkFolder(shop, rules);
    observed = findings.map(({ path: file, start, rule }) => {
      const line = (sources.text(file) ?? '').slice(0, start).split('\n').length;
      return `${file.slice(shop.length + 1)}:${line} ${rule}`;
    });
  });

  for (const family of families) {
    it(`has the planted violations of ${family}, and no others`, () => {
      const expected = planted
        .filter(({ rule, suppressed }) => rule.startsWith(`${family}/`) && !suppressed)
        .map(({ file, line, rule }) => `${file}:${line} ${rule}`);
      const found = observed.filter((finding) => finding.includes(` ${family}/`));
      assert.deepEqual(found.sort(), expected.sort());
    });
  }
});
