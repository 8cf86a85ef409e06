/** Compares inference with go/types on a module that holds one of each construct. Needs Go on the PATH. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { parseArchive } from '../support/txtar.ts';

interface Comparison {
  readonly calls: number;
  readonly agree: number;
  readonly unknown: number;
  readonly wrong: number;
  readonly invalid: number;
  readonly unread: number;
  readonly shown: { readonly wrong: readonly string[]; readonly unknown: readonly string[] };
}

function compare(folder: string, ...extra: readonly string[]): Comparison {
  const script = join(__dirname, '..', '..', 'scripts', 'oracle.mts');
  const run = spawnSync(process.execPath, ['--import', 'tsx', script, folder, '--json', '--unknown', '1', ...extra], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  assert.equal(run.error, undefined);
  assert.notEqual(run.stdout, '', run.stderr);
  return JSON.parse(run.stdout) as Comparison;
}

describe('inference compared with go/types', () => {
  it('is right about every call of a module with one of each construct', () => {
    const archive = parseArchive(readFileSync(join(__dirname, 'constructs.txtar'), 'utf8'));
    const folder = makeFolder(Object.fromEntries(archive.files.map(({ name, content }) => [name, content])));
    try {
      const { calls, agree, unknown, wrong, invalid, unread, shown } = compare(folder);
      assert.deepEqual(shown.wrong, []);
      assert.deepEqual(shown.unknown, []);
      assert.deepEqual(
        { agree, unknown, wrong, invalid, unread },
        { agree: calls, unknown: 0, wrong: 0, invalid: 0, unread: 0 },
      );
      assert.ok(calls > 200, `${calls} calls`);
    } finally {
      removeFolder(folder);
    }
  }).timeout(120_000);

  it('notices an answer that is wrong', () => {
    const source = 'package odd\n\nfunc f() int { return 0 }\n\nfunc g() { f() }\n';
    const folder = makeFolder({ 'go.mod': 'module example.com/odd\n\ngo 1.24\n', 'odd.go': source });
    const start16 = source.lastIndexOf('f()');
    const call = { record: 'call', file: 'odd.go', start16, end16: start16 + 3, line: 5, kind: 'function' };
    const answer = { callee: 'example.com/odd.f', results: ['int'], lastImplementsError: false, takesContext: false };
    const comparedWith = (...changes: readonly object[]) => {
      const records = [
        { record: 'file', file: 'odd.go' },
        ...changes.map((change) => ({ ...call, ...answer, ...change })),
      ];
      const path = writeInto(folder, 'records.jsonl', records.map((record) => JSON.stringify(record)).join('\n'));
      return compare(folder, '--records', path);
    };
    try {
      const { agree, wrong } = comparedWith(
        {},
        { callee: 'example.com/odd.h' },
        { results: ['int', 'error'] },
        { results: ['string'] },
        { lastImplementsError: true },
        { takesContext: true },
        { receiver: 'int' },
      );
      assert.deepEqual({ agree, wrong }, { agree: 1, wrong: 6 });
    } finally {
      removeFolder(folder);
    }
  }).timeout(120_000);
});
