/**
 * What the cases and pages of rules show is real Go, and what fixes make of it still is: every archive and every golden is given
 * to the Go toolchain, all of them in one call.
 *
 * Code that is broken on purpose says so in the archive's comment, one line per folder: `does not build: internal/broken`. It
 * must really not build then. Fixes may bring neither compile errors nor complaints of vet nor lines that gofmt would change;
 * the gap before a comment at the end of a line is left to the editor.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type Variant, type VariantReport, vetVariants } from '../support/goVariants.ts';
import { parseArchive, type TextArchive } from '../support/txtar.ts';

const FAMILIES = ['errors', 'context', 'concurrency', 'sql'];
const GOLDEN = /^(.+) \(fix ([\w-]+)\)$/;
const only = process.env['RULE'];
const root = join(__dirname, '..', '..');

interface Case {
  readonly title: string;
  readonly original: Variant;
  readonly fixed: readonly { readonly fix: string; readonly variant: Variant }[];
  /** Folders that do not build, by what the archive says. */
  readonly broken: readonly string[];
}

describe('archives of rules, as Go sees them', () => {
  const cases = FAMILIES.flatMap((family) => [...casesOf(family), ...examplesOf(family)]).map(
    ({ title, archive }, index) => caseOf(title, archive, `case${index}`),
  );
  let report: VariantReport;
  let release: () => void = () => undefined;
  let running: Promise<void> = Promise.resolve();

  before(async function () {
    this.timeout(600_000);
    await new Promise<void>((ready, failed) => {
      running = vetVariants(
        cases.flatMap(({ original, fixed }) => [original, ...fixed.map(({ variant }) => variant)]),
        (found) => {
          report = found;
          ready();
          return new Promise<void>((done) => {
            release = done;
          });
        },
      );
      running.catch(failed);
    });
  });
  after(async () => {
    release();
    await running;
  });

  it('are there', () => {
    assert.ok(only !== undefined || cases.length > 0);
  });

  for (const { title, original, fixed, broken } of cases) {
    it(`${title} builds`, () => {
      const errors = report.errors.get(original.id) ?? [];
      assert.deepEqual(outside(errors, broken), []);
      const building = broken.filter((dir) => outside(errors, [dir]).length === errors.length);
      assert.deepEqual(building, [], 'these folders build after all');
    });

    for (const { fix, variant } of fixed) {
      it(`${title} builds after fix "${fix}", with no new complaint of vet, formatted`, () => {
        assert.deepEqual(outside(report.errors.get(variant.id) ?? [], broken), []);
        const before = [...(report.complaints.get(original.id) ?? [])];
        const added = (report.complaints.get(variant.id) ?? []).filter((complaint) => {
          const index = before.indexOf(complaint);
          if (index >= 0) before.splice(index, 1);
          return index < 0;
        });
        assert.deepEqual(added, []);
        for (const { name, content } of variant.files) {
          const old = original.files.find((file) => file.name === name)?.content;
          if (!name.endsWith('.go') || old === content || broken.includes(posix.dirname(name))) continue;
          assert.equal(
            withoutPrefix(unaligned(report.formatted(variant.id, name)), variant.id),
            unaligned(content),
            name,
          );
        }
      });
    }
  }
});

function casesOf(family: string): { title: string; archive: TextArchive }[] {
  const folder = join(root, 'test/rules', family);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txtar') && wanted(`${family}/${file}`))
    .map((file) => ({ title: `${family}/${file}`, archive: parseArchive(readFileSync(join(folder, file), 'utf8')) }));
}

function examplesOf(family: string): { title: string; archive: TextArchive }[] {
  const folder = join(root, 'docs/rules', family);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => wanted(`${family}/${file}`))
    .flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/^```txtar\n([\s\S]*?)^```$/gm)].map((match, index) => ({
        title: `docs/rules/${family}/${file}, example ${index + 1},`,
        archive: parseArchive(match[1] ?? ''),
      })),
    );
}

function wanted(path: string): boolean {
  return only === undefined || path.includes(only);
}

function caseOf(title: string, archive: TextArchive, id: string): Case {
  const sources = archive.files.filter(({ name }) => !GOLDEN.test(name));
  const goldens = archive.files.flatMap(({ name, content }) => {
    const match = GOLDEN.exec(name);
    return match ? [{ name: match[1] ?? '', fix: match[2] ?? '', content }] : [];
  });
  const fixed = [...new Set(goldens.map(({ fix }) => fix))].map((fix) => {
    const after = goldens.filter((golden) => golden.fix === fix);
    const untouched = sources.filter(({ name }) => !after.some((golden) => golden.name === name));
    return { fix, variant: { id: `${id}-${fix}`, files: [...untouched, ...after] } };
  });
  const broken = [...archive.comment.matchAll(/^does not build: (\S+)$/gm)].map((match) => match[1] ?? '');
  return { title, original: { id, files: sources }, fixed, broken };
}

function outside(errors: readonly string[], folders: readonly string[]): string[] {
  return errors.filter((error) => !folders.includes(posix.dirname(error.slice(0, error.indexOf(':')))));
}

function unaligned(text: string): string {
  return text.replace(/(\S)[ \t]+\/\//g, '$1 //');
}

function withoutPrefix(text: string, id: string): string {
  return text.replaceAll(`"${id}.`, '"').replaceAll(`\`${id}.`, '`');
}
