/**
 * What "Add context parameter" keeps between two plans must never show: after every edit a plan is the one of a workspace that was opened
 * just now. And a plan can be given up in its midst.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceView } from '../../server/src/go/sourceView.ts';
import { addContextParameter } from '../../server/src/refactor/addContextParameter.ts';
import { Cancelled, isRefusal, type RefactoringOutcome } from '../../server/src/refactor/refactoring.ts';
import { Engine } from '../../server/src/rules/engine.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { patientControl } from './harness.ts';

const HOPS = 12;

/** A chain of callers over several packages, and a method with an interface, so that everything that is kept is asked. */
function shop(): Record<string, string> {
  const files: Record<string, string> = {
    'go.mod': 'module example.com/shop\n\ngo 1.24\n',
    'store/store.go':
      'package store\n\ntype Store struct{}\n\nfunc (s *Store) Load(id int) int { return id }\n\nfunc New() *Store { return &Store{} }\n',
    'step0/step.go':
      'package step0\n\nimport "example.com/shop/store"\n\nfunc Call0(s *store.Store) int { return s.Load(1) }\n',
    'other/other.go': 'package other\n\ntype Nothing struct{}\n\nfunc Idle() {}\n',
  };
  for (let hop = 1; hop < HOPS; hop++) {
    files[`step${hop}/step.go`] = [
      `package step${hop}`,
      '',
      'import (',
      `\t"example.com/shop/step${hop - 1}"`,
      '\t"example.com/shop/store"',
      ')',
      '',
      `func Call${hop}(s *store.Store) int { return step${hop - 1}.Call${hop - 1}(s) }`,
      '',
    ].join('\n');
  }
  return files;
}

async function opened(folder: string): Promise<Workspace> {
  const fail = (failure: unknown) => {
    throw new Error('reading the project failed', { cause: failure });
  };
  const engine = new Engine([], fail, () => '2026-01-31');
  return Workspace.open({ roots: [folder], engine, depth: 'syntax', log: fail });
}

function proposed(workspace: Workspace, path: string, name: string) {
  const { project } = workspace;
  const file = project.files.get(path);
  const tree = workspace.tree(path);
  const offset = file?.facts.declarations?.functions.find((each) => each.name === name)?.nameStart;
  assert.ok(file && tree && offset !== undefined, `${name} is in ${path}`);
  const view = new SourceView(tree, file.facts.header);
  const place = { project, file, view, start: offset, end: offset, sources: workspace };
  const proposal = addContextParameter.proposals(place).find(({ id }) => id === 'propagate');
  assert.ok(proposal);
  return proposal;
}

const plan = async (workspace: Workspace, path: string): Promise<RefactoringOutcome> =>
  proposed(workspace, path, 'Load').run(patientControl);

/** In an order that does not depend on when a file was seen first. */
function byPath(outcome: RefactoringOutcome): RefactoringOutcome {
  if (isRefusal(outcome)) return outcome;
  const pathOf = (change: (typeof outcome.changes)[number]) => ('path' in change ? change.path : '');
  return { ...outcome, changes: outcome.changes.toSorted((a, b) => pathOf(a).localeCompare(pathOf(b))) };
}

function changedFiles(outcome: RefactoringOutcome): number {
  assert.ok(!isRefusal(outcome), JSON.stringify(outcome));
  return outcome.changes.length;
}

describe('add context parameter, asked again', () => {
  let folder: string;
  let workspace: Workspace;

  beforeEach(async () => {
    folder = makeFolder(shop());
    workspace = await opened(folder);
  });
  afterEach(() => {
    workspace.dispose();
    removeFolder(folder);
  });

  /** Plans with what was kept, and compares with a workspace that has just been opened on the same text. */
  async function planned(): Promise<RefactoringOutcome> {
    const store = `${folder}/store/store.go`;
    const outcome = await plan(workspace, store);
    const fresh = await opened(folder);
    try {
      assert.deepEqual(byPath(outcome), byPath(await plan(fresh, store)));
    } finally {
      fresh.dispose();
    }
    return outcome;
  }

  /** Writes a file as an editor does: into the buffer, and onto the disk. */
  async function edit(name: string, change: (text: string) => string): Promise<void> {
    const path = join(folder, name);
    const text = change(existsSync(path) ? readFileSync(path, 'utf8') : '');
    writeFileSync(path, text);
    if (workspace.document(path)) workspace.changeDocument(path, 2, [{ range: undefined, text }]);
    else workspace.openDocument(path, 1, text);
  }

  it('finds a call that was written since', async () => {
    assert.equal(changedFiles(await planned()), HOPS + 1);
    await edit(
      'other/other.go',
      () => 'package other\n\nimport "example.com/shop/store"\n\nfunc Busy() int { return store.New().Load(3) }\n',
    );
    assert.equal(changedFiles(await planned()), HOPS + 2);
    // Once more in a document that is open already, at other offsets.
    await edit('other/other.go', (text) => text.replace('func Busy', '// Busy is.\nfunc Busy'));
    assert.equal(changedFiles(await planned()), HOPS + 2);
  });

  it('forgets a call that is gone', async () => {
    await planned();
    await edit('step3/step.go', () => 'package step3\n\nfunc Call3(any) int { return 3 }\n');
    assert.equal(changedFiles(await planned()), 4);
  });

  it('finds a type that has the method now, and an interface that demands it', async () => {
    await planned();
    await edit('other/other.go', (text) => `${text}\nfunc (n Nothing) Load(id int) int { return 0 }\n`);
    assert.equal(changedFiles(await planned()), HOPS + 1);
    await edit('other/other.go', (text) => `${text}\ntype Loader interface{ Load(id int) int }\n`);
    // They change together with what may be assigned to the interface.
    assert.equal(changedFiles(await planned()), HOPS + 2);
    await edit('other/other.go', (text) => text.replace('type Loader interface{ Load(id int) int }', ''));
    assert.equal(changedFiles(await planned()), HOPS + 1);
  });

  it('sees that a value is handed to a package outside, and that it no longer is', async () => {
    const handing = (argument: string) =>
      [
        'package other',
        '',
        'import (',
        '\t"example.com/shop/store"',
        '\t"example.org/unknown"',
        ')',
        '',
        `func Hand(b Box) { unknown.Take(${argument}) }`,
        '',
        'func Make() *store.Store { return store.New() }',
        '',
      ].join('\n');
    const holding = 'package other\n\nimport "example.com/shop/store"\n\ntype Box struct{ shop *store.Store }\n';
    await edit('other/box.go', () => holding);
    await edit('other/other.go', () => handing('b.shop'));
    const refused = await planned();
    assert.ok(isRefusal(refused));
    assert.match(refused.refused, /other\/other\.go:8 hands it to a package outside/);
    await edit('other/other.go', () => handing('7'));
    assert.equal(changedFiles(await planned()), HOPS + 1);
    await edit('other/other.go', () => handing('b.shop'));
    assert.ok(isRefusal(await planned()));
    // It is of another type now, though nothing has changed where it is handed on.
    await edit('other/box.go', () => 'package other\n\ntype Box struct{ shop int }\n');
    assert.equal(changedFiles(await planned()), HOPS + 1);
    await edit('other/box.go', () => holding);
    assert.ok(isRefusal(await planned()));
  });

  it('follows files that come, change on the disk and go', async () => {
    await planned();
    const path = `${folder}/other/more.go`;
    writeFileSync(
      path,
      'package other\n\nimport "example.com/shop/store"\n\nfunc More() int { return store.New().Load(4) }\n',
    );
    await workspace.reload();
    assert.equal(changedFiles(await planned()), HOPS + 2);
    writeFileSync(path, 'package other\n\nfunc More() int { return 4 }\n');
    await workspace.refresh([path]);
    assert.equal(changedFiles(await planned()), HOPS + 1);
  });

  it('gives up wherever it pauses', async () => {
    let pauses = 0;
    const counting = { ...patientControl, pause: async () => void pauses++ };
    const store = `${folder}/store/store.go`;
    const whole = await proposed(workspace, store, 'Load').run(counting);
    assert.ok(pauses > HOPS, `it pauses at every hop, ${pauses} times`);
    for (const last of [1, Math.floor(pauses / 2), pauses]) {
      let left = last;
      const cancelling = {
        ...patientControl,
        pause: async () => {
          if (--left === 0) throw new Cancelled();
        },
      };
      await assert.rejects(async () => proposed(workspace, store, 'Load').run(cancelling), Cancelled);
    }
    // What was given up half-way leaves nothing behind.
    assert.deepEqual(await plan(workspace, store), whole);
  });
});
