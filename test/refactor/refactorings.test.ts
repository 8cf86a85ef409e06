/**
 * Every refactoring has cases, `test/refactor/<id>.txtar` or a folder of them, and every case a refactoring. `REFACTORING=wrap-error` runs one.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refactoringKinds } from '../../server/src/refactor/refactoring.ts';
import { refactorings } from '../../server/src/refactor/registry.ts';
import { parseArchive } from '../support/txtar.ts';
import { runRefactoringArchive } from './harness.ts';

const wanted = process.env['REFACTORING'];

describe('refactorings', () => {
  for (const refactoring of refactorings().filter(({ id }) => wanted === undefined || id === wanted)) {
    describe(refactoring.id, () => {
      for (const path of archivesOf(refactoring.id)) {
        describe(path.slice(__dirname.length + 1), () =>
          runRefactoringArchive(refactoring, parseArchive(readFileSync(path, 'utf8'))),
        );
      }
      it('has cases', () => {
        assert.ok(archivesOf(refactoring.id).length > 0);
      });
    });
  }

  it('are unique by id, and so are their kinds', () => {
    const ids = refactorings().map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
    const kinds = refactorings().map(({ kind }) => kind);
    assert.deepEqual(kinds.toSorted(), [...refactoringKinds].sort());
  });

  it('own every folder of cases', () => {
    const known = new Set(refactorings().map(({ id }) => id));
    const strays = readdirSync(__dirname, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.name.endsWith('.txtar'))
      .map((entry) => entry.name.replace(/\.txtar$/, ''))
      .filter((name) => !known.has(name));
    assert.deepEqual(strays, []);
  });
});

function archivesOf(id: string): string[] {
  const single = join(__dirname, `${id}.txtar`);
  const folder = join(__dirname, id);
  const inside = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.txtar'))
        .map((name) => join(folder, name))
    : [];
  return [...(existsSync(single) ? [single] : []), ...inside];
}
