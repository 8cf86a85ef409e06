/**
 * Runs a refactoring's txtar cases: the archive becomes a folder, the user asks at the marked place, and what is proposed must
 * be what the archive says, change by change.
 *
 * In an archive
 * - exactly one file has a cursor `‸` or a selection `«…»`; the marks are taken out before anything is read.
 * - a file `NAME (after ID)` is what NAME looks like once proposal ID has been applied; a file that the proposal creates appears
 *   with that suffix alone. Files that are not named so must not change.
 * - lines of the archive's comment say the rest: `proposes: ID "title", ID "title"` or `proposes: nothing` (required),
 *   `ID refuses: REGEX`, `ID notes: REGEX` (once for each note), `ID selects: TEXT`, `ID removes: NAME`, and `does not build` for code that is
 *   broken on purpose.
 *
 * Unless it says `does not build`, the archive is given to the real Go toolchain (`go vet`, tests included) before and after each proposal.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SourceView } from '../../server/src/go/sourceView.ts';
import {
  isRefusal,
  type Proposal,
  type Refactoring,
  type RefactoringControl,
} from '../../server/src/refactor/refactoring.ts';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { applyChanges } from '../rules/harness.ts';
import type { TextArchive } from '../support/txtar.ts';

const GOLDEN = /^(.+) \(after ([\w-]+)\)$/;

const run = promisify(execFile);

/** Nothing is reported and nobody cancels. */
export const patientControl: RefactoringControl = { report: () => undefined, pause: () => Promise.resolve() };

export function runRefactoringArchive(refactoring: Refactoring, archive: TextArchive): void {
  const says = directivesOf(archive.comment);
  const files = archive.files.filter(({ name }) => !GOLDEN.test(name));
  const marked = files.map((file) => ({ name: file.name, ...withoutMarks(file.content) }));

  it(
    says.proposes.length === 0
      ? 'proposes nothing'
      : `proposes ${says.proposes.map(({ title }) => title).join(' and ')}`,
    async () => {
      await inFolder(marked, async (folder) => {
        const { proposals } = await ask(refactoring, folder, marked);
        assert.deepEqual(
          proposals.map(({ id, title }) => ({ id, title })),
          says.proposes,
        );
        if (says.builds) await vet(folder, 'before');
      });
    },
  );

  for (const { id } of says.proposes) {
    it(`does what it says: ${id}`, async () => {
      await inFolder(marked, async (folder) => {
        const { proposals, workspace } = await ask(refactoring, folder, marked);
        const outcome = await proposalNamed(proposals, id).run(patientControl);
        const refusal = says.refuses.get(id);
        if (isRefusal(outcome)) {
          assert.ok(refusal, `refused: ${outcome.refused}`);
          assert.match(outcome.refused, refusal);
          return;
        }
        assert.equal(refusal, undefined, 'it was to refuse');
        const notes = says.notes.get(id) ?? [];
        assert.equal(outcome.notes?.length ?? 0, notes.length, `notes: ${JSON.stringify(outcome.notes)}`);
        for (const [index, note] of notes.entries()) assert.match(outcome.notes?.[index] ?? '', note);
        const selected = outcome.select?.edit.newText.slice(outcome.select.start, outcome.select.end);
        assert.equal(selected, says.selects.get(id), 'the selected text');
        if (outcome.select) {
          const { edit } = outcome.select;
          const listed = outcome.changes.some((change) => change.kind === 'edit' && change.edits.includes(edit));
          assert.ok(listed, 'what is selected is none of the edits');
        }
        workspace.dispose();
        applyChanges(outcome.changes);
        const goldens = new Map(
          archive.files.flatMap(({ name, content }) => {
            const [, of = '', by] = GOLDEN.exec(name) ?? [];
            return by === id ? [[of, content] as const] : [];
          }),
        );
        assert.ok(goldens.size > 0, `the archive has no file (after ${id})`);
        const removed = says.removes.get(id) ?? [];
        for (const { name, content } of marked) {
          if (removed.includes(name)) assert.ok(!existsSync(join(folder, name)), `${name} should be gone`);
          else if (!goldens.has(name))
            assert.equal(readFileSync(join(folder, name), 'utf8'), content, `${name} should stay as it is`);
        }
        for (const [name, content] of goldens)
          assert.equal(readFileSync(join(folder, name), 'utf8'), content, `${name} after ${id}`);
        if (says.builds) await vet(folder, `after ${id}`);
      });
    });
  }
}

/** Asks at the marked place of a folder that holds the files. */
async function ask(refactoring: Refactoring, folder: string, files: readonly MarkedFile[]) {
  const at = files.filter(({ start }) => start >= 0);
  assert.equal(at.length, 1, 'exactly one file needs a cursor ‸ or a selection «…»');
  const { name = '', start = 0, end = 0 } = at[0] ?? {};
  const workspace = await Workspace.open({
    roots: [folder],
    // What a configuration may say depends on the rules there are.
    engine: new Engine(
      files.some(({ name }) => name === '.go-architect.yaml') ? allRules : [],
      fail,
      () => '2026-01-31',
    ),
    depth: 'syntax',
    log: fail,
  });
  const path = join(folder, name);
  const file = workspace.project.files.get(path);
  const tree = workspace.tree(path);
  assert.ok(file && tree, `${name} is not part of the project`);
  const view = new SourceView(tree, file.facts.header);
  const place = { project: workspace.project, file, view, start, end, sources: workspace };
  return { proposals: refactoring.proposals(place), workspace };
}

function fail(problem: unknown): never {
  throw new Error('it failed', { cause: problem });
}

function proposalNamed(proposals: readonly Proposal[], id: string): Proposal {
  const proposal = proposals.find((each) => each.id === id);
  assert.ok(proposal, `no proposal ${id}`);
  return proposal;
}

async function vet(folder: string, when: string): Promise<void> {
  try {
    const formatted = await run('gofmt', ['-l', '.'], { cwd: folder });
    if (when !== 'before') assert.equal(formatted.stdout, '', `gofmt would change files ${when}`);
    await run('go', ['vet', './...'], {
      cwd: folder,
      env: {
        ...process.env,
        ...(existsSync(join(folder, 'go.work')) ? { GOFLAGS: '', GOWORK: '' } : { GOFLAGS: '-mod=mod', GOWORK: 'off' }),
      },
    });
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    throw new Error(`go vet ${when}: ${(error as { stderr?: string }).stderr ?? error}`, { cause: error });
  }
}

interface MarkedFile {
  readonly name: string;
  readonly content: string;
  /** -1 without marks. */
  readonly start: number;
  readonly end: number;
}

function withoutMarks(text: string): Omit<MarkedFile, 'name'> {
  const cursor = text.indexOf('‸');
  if (cursor >= 0) return { content: text.replace('‸', ''), start: cursor, end: cursor };
  const open = text.indexOf('«');
  const close = text.indexOf('»');
  return open < 0 || close < 0
    ? { content: text, start: -1, end: -1 }
    : { content: text.replace('«', '').replace('»', ''), start: open, end: close - 1 };
}

function directivesOf(comment: string) {
  const proposes: { id: string; title: string }[] = [];
  const refuses = new Map<string, RegExp>();
  const notes = new Map<string, RegExp[]>();
  const selects = new Map<string, string>();
  const removes = new Map<string, string[]>();
  let builds = true;
  let said = false;
  for (const line of comment.split('\n')) {
    const [, subject = '', verb = '', rest = ''] =
      /^(?:([\w-]+) )?(proposes|refuses|notes|selects|removes): (.*)$/.exec(line) ?? [];
    if (line === 'does not build') builds = false;
    else if (verb === 'proposes') {
      said = true;
      for (const [, id = '', title = ''] of rest.matchAll(/([\w-]+) "([^"]*)"/g)) proposes.push({ id, title });
      assert.ok(proposes.length > 0 || rest === 'nothing', `"${line}" is not understood`);
    } else if (verb === 'refuses') refuses.set(subject, new RegExp(rest));
    else if (verb === 'notes') notes.set(subject, [...(notes.get(subject) ?? []), new RegExp(rest)]);
    else if (verb === 'selects') selects.set(subject, rest);
    else if (verb === 'removes') removes.set(subject, [...(removes.get(subject) ?? []), rest]);
  }
  assert.ok(said, 'the archive does not say what is proposed');
  return { proposes, refuses, notes, selects, removes, builds };
}

async function inFolder(
  files: readonly { name: string; content: string }[],
  action: (folder: string) => Promise<void>,
) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'go-architect-refactoring-')));
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
