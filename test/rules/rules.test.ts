/** Holds every rule to the contract: rule, page and cases share one name, and the cases behave as they say. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { allRules } from '../../server/src/rules/registry.ts';
import { parseArchive } from '../support/txtar.ts';
import { runArchive } from './harness.ts';

const root = join(__dirname, '..', '..');
const only = process.env['RULE'];

/** The sections of a rule page, in their order; more may follow. */
const PAGE_SECTIONS = [
  'What it checks',
  'Why it matters',
  'Examples',
  'Edge cases and known false positives',
  'Cost',
  'How to test the fixed code',
  'At scale',
  'Options',
];

describe('rules', () => {
  for (const rule of allRules) {
    const { id } = rule.meta;
    if (only !== undefined && !id.includes(only)) continue;
    describe(id, () => {
      const [family = '', name = ''] = id.split('/');
      const folder = join(root, 'test/rules', family);
      const archives = existsSync(folder)
        ? readdirSync(folder).filter((file) => new RegExp(`^${name}(\\.[\\w-]+)?\\.txtar$`).test(file))
        : [];

      it('has a source file, a page and cases of the same name', () => {
        assert.ok(existsSync(join(root, 'server/src/rules', family, `${name}.ts`)), `server/src/rules/${id}.ts`);
        assert.ok(existsSync(join(root, 'docs/rules', family, `${name}.md`)), `docs/rules/${id}.md`);
        assert.ok(archives.includes(`${name}.txtar`), `test/rules/${id}.txtar`);
      });

      it('has a page with every section of the contract', () => {
        const page = readFileSync(join(root, 'docs/rules', family, `${name}.md`), 'utf8');
        assert.ok(page.startsWith(`# ${id}\n`), 'the page opens with the rule id');
        const sections = [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
        assert.deepEqual(sections.slice(0, PAGE_SECTIONS.length), PAGE_SECTIONS);
      });

      it('has a page whose examples are executable', () => assert.ok(examplesOf(id).length > 0));

      for (const [index, example] of examplesOf(id).entries()) {
        describe(`example ${index + 1} of its page`, () =>
          runArchive(id, parseArchive(example), { goldens: 'optional' }));
      }

      for (const archive of archives) {
        const cases = parseArchive(readFileSync(join(folder, archive), 'utf8'));
        describe(basename(archive), () => runArchive(id, cases));
      }
    });
  }

  it('have no archive or page without a rule', () => {
    const ids = new Set(allRules.map((rule) => rule.meta.id as string));
    const strays = [...filesUnder('test/rules', '.txtar'), ...filesUnder('docs/rules', '.md')].filter(
      (path) => !ids.has(path.replace(/\..*$/, '')),
    );
    assert.deepEqual(
      strays.filter((path) => path !== 'README.md'),
      [],
    );
  });
});

/** The archives in a page's fenced `txtar` blocks. */
function examplesOf(id: string): string[] {
  const path = join(root, 'docs/rules', `${id}.md`);
  if (!existsSync(path)) return [];
  return [...readFileSync(path, 'utf8').matchAll(/^```txtar\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
}

function filesUnder(folder: string, extension: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith(extension),
  );
}
