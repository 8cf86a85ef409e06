/**
 * Runs a rule's txtar cases the way a user would meet them: the archive becomes a folder, the product reads it, and every
 * finding must be expected and every expectation met, one to one.
 *
 * In an archive
 * - `// want "under the squiggle" "message"` at the end of a line (in YAML `# want …`) expects one finding of the archive's
 *   rule that begins on that line; the first text is exactly what is underlined, the second a regular expression the whole
 *   message must match. Several pairs expect several findings. Strings are quoted with double quotes or backquotes. Where a
 *   line cannot hold the comment, `want:+1` above it speaks of the line below.
 * - a file `NAME (fix ID)` is what NAME looks like once offer ID has been applied to every finding in the project that
 *   offers it; a file that only the fix creates appears with that suffix alone.
 *
 * The harness is strict on the author's behalf: it refuses archives without a single expected finding or without a file
 * that has none, preferred offers without a golden, fixes whose result has new syntax errors, keeps the finding, or changes again when
 * applied twice.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { applyEdits, type FileChange } from '../../server/src/go/textEdit.ts';
import type { Finding, FixOffer } from '../../server/src/rules/rule.ts';
import { type CheckedFolder, checkFolder } from '../support/checkFolder.ts';
import type { TextArchive } from '../support/txtar.ts';

const GOLDEN = /^(.+) \(fix ([\w-]+)\)$/;

export interface ArchiveOptions {
  /** Examples of pages show findings; what fixes make of them stands in the cases. */
  readonly goldens?: 'required' | 'optional';
}

/** Registers the mocha tests of one archive. `rule` is the id the archive is about. */
export function runArchive(rule: string, archive: TextArchive, options: ArchiveOptions = {}): void {
  const sources = archive.files.filter((file) => !GOLDEN.test(file.name));
  const goldens = goldensOf(archive);

  it('reports what it should, where it should, and nothing else', async () => {
    await inFolder(sources, async (folder) => {
      const checked = await checkFolder(folder, [rule]);
      const expected = sources.flatMap((file) => expectationsOf(file.name, file.content));
      assert.ok(expected.length > 0, 'the archive expects no finding at all');
      assert.ok(
        sources.some((file) => file.name.endsWith('.go') && expectationsOf(file.name, file.content).length === 0),
        'no file is free of findings',
      );
      const observed = checked.findings.map((finding) => describeFinding(finding, folder, checked));
      const unmatched = [...expected];
      const surprises: string[] = [];
      for (const finding of observed) {
        const index = unmatched.findIndex(
          (want) =>
            want.file === finding.file &&
            want.line === finding.line &&
            want.underlined === finding.underlined &&
            want.message.test(finding.message),
        );
        if (index >= 0) unmatched.splice(index, 1);
        else
          surprises.push(
            `${finding.file}:${finding.line}: unexpected ${JSON.stringify(finding.underlined)}: ${finding.message}`,
          );
      }
      const missing = unmatched.map(
        (want) => `${want.file}:${want.line}: missing ${JSON.stringify(want.underlined)}: ${want.message.source}`,
      );
      assert.deepEqual([...surprises, ...missing], []);
    });
  });

  for (const [id, files] of goldens) {
    it(`fix "${id}" gives the golden, mends the finding and stays mended`, async () => {
      await inFolder(sources, async (folder) => {
        const before = await checkFolder(folder, [rule]);
        const applied = await applyOffers(folder, before, rule, id);
        assert.ok(applied > 0, `no finding offers "${id}"`);
        for (const file of files) {
          assert.equal(readFileSync(join(folder, file.name), 'utf8'), file.content, `${file.name} after fix ${id}`);
        }
        const after = await checkFolder(folder, [rule]);
        for (const path of after.filesWithSyntaxErrors) {
          assert.ok(before.filesWithSyntaxErrors.includes(path), `fix ${id} left ${path} with a syntax error`);
        }
        const still = after.findings.filter((finding) => after.offers(finding).some((offer) => offer.id === id));
        assert.deepEqual(
          still.map((finding) => describeFinding(finding, folder, after)),
          [],
          `findings left after fix ${id}`,
        );
      });
      // One check for every finding that is fixed: a busy machine takes its time.
    }).timeout(60_000);
  }

  if (options.goldens === 'optional') return;
  it('has a golden for every preferred offer', async () => {
    await inFolder(sources, async (folder) => {
      const checked = await checkFolder(folder, [rule]);
      const preferred = new Set(
        checked.findings.flatMap((finding) =>
          checked
            .offers(finding)
            .filter((offer) => offer.preferred)
            .map((offer) => offer.id),
        ),
      );
      assert.deepEqual(
        [...preferred].filter((id) => !goldens.has(id)),
        [],
      );
    });
  });
}

interface Expectation {
  readonly file: string;
  readonly line: number;
  readonly underlined: string;
  readonly message: RegExp;
}

function goldensOf(archive: TextArchive): Map<string, { name: string; content: string }[]> {
  const goldens = new Map<string, { name: string; content: string }[]>();
  for (const file of archive.files) {
    const match = GOLDEN.exec(file.name);
    if (!match) continue;
    const [, name = '', id = ''] = match;
    goldens.set(id, [...(goldens.get(id) ?? []), { name, content: file.content }]);
  }
  return goldens;
}

function expectationsOf(file: string, content: string): Expectation[] {
  return content.split('\n').flatMap((text, index) => {
    const found = /(?:\/\/|#) want(?::([+-]\d+))? (.*)$/.exec(text);
    if (!found) return [];
    const [, offset = '0', comment = ''] = found;
    const strings = [...comment.matchAll(/"((?:[^"\\]|\\.)*)"|`([^`]*)`/g)].map(
      (match) => match[2] ?? (JSON.parse(`"${match[1]}"`) as string),
    );
    assert.ok(
      strings.length > 0 && strings.length % 2 === 0,
      `${file}:${index + 1}: want needs pairs of quoted strings`,
    );
    return Array.from({ length: strings.length / 2 }, (_, pair) => ({
      file,
      line: index + 1 + Number(offset),
      underlined: strings[2 * pair] ?? '',
      message: new RegExp(`^(?:${strings[2 * pair + 1]})$`),
    }));
  });
}

function describeFinding(finding: Finding, folder: string, checked: CheckedFolder) {
  const text = checked.sources.text(finding.path) ?? '';
  return {
    file: finding.path.slice(folder.length + 1),
    line: text.slice(0, finding.start).split('\n').length,
    underlined: text.slice(finding.start, finding.end),
    message: finding.message,
  };
}

/** Applies an offer finding by finding, checking anew after each, as somebody pressing the key would. */
async function applyOffers(folder: string, first: CheckedFolder, rule: string, id: string): Promise<number> {
  let applied = 0;
  for (let checked = first; ; checked = await checkFolder(folder, [rule])) {
    const offer = firstOffer(checked, id);
    if (!offer) return applied;
    const changes = offer.changes();
    assert.ok(changes.length > 0, `offer "${id}" changes nothing`);
    applyChanges(changes);
    applied++;
    assert.ok(applied < 200, `offer "${id}" never comes to an end`);
  }
}

function firstOffer(checked: CheckedFolder, id: string): FixOffer | undefined {
  for (const finding of checked.findings) {
    const offer = checked.offers(finding).find((candidate) => candidate.id === id);
    if (offer) return offer;
  }
  return undefined;
}

/** Writes changes to disk as an editor would. */
export function applyChanges(changes: readonly FileChange[]): void {
  for (const change of changes) {
    if (change.kind === 'create') {
      mkdirSync(dirname(change.path), { recursive: true });
      writeFileSync(change.path, change.content, { flag: 'wx' });
    } else if (change.kind === 'edit') {
      writeFileSync(change.path, applyEdits(readFileSync(change.path, 'utf8'), change.edits));
    } else {
      mkdirSync(dirname(change.newPath), { recursive: true });
      renameSync(change.path, change.newPath);
    }
  }
}

async function inFolder(
  files: readonly { name: string; content: string }[],
  action: (folder: string) => Promise<void>,
) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'go-architect-case-')));
  try {
    for (const file of files) {
      const path = join(folder, file.name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.content);
    }
    await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
