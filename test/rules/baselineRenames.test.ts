/** When stale entries and new findings are one package under two names, and when somebody has to look. */
import assert from 'node:assert/strict';
import { idOf } from '../../server/src/rules/baseline.ts';
import type { BaselineEntry } from '../../server/src/rules/baselineFile.ts';
import { carriedOver, packageRenames } from '../../server/src/rules/baselineRenames.ts';

const RULE = 'architecture/layer-import';

function entry(from: string, to: string, count = 1): BaselineEntry {
  return {
    rule: RULE,
    package: `ex.com/shop/${from}`,
    key: `-> ${to.includes('.') ? to : `ex.com/shop/${to}`}`,
    count,
  };
}

interface Case {
  readonly known: readonly BaselineEntry[];
  readonly found: readonly BaselineEntry[];
  readonly packages: readonly string[];
  readonly canJudge?: (entry: BaselineEntry) => boolean;
}

function renames({ known, found, packages, canJudge = () => true }: Case): string[] {
  const result = packageRenames({
    entries: known,
    found: new Map(found.map((each) => [idOf(each), each.count])),
    packages: new Set(packages.map((path) => `ex.com/shop/${path}`)),
    canJudge,
  });
  const ids = (entries: readonly BaselineEntry[]) => entries.map((each) => `${idOf(each)} ${each.count}`).sort();
  const left = new Set(ids(found));
  if (result.length > 0) {
    const carried = carriedOver(known, result).filter((each) => left.has(`${idOf(each)} ${each.count}`));
    assert.ok(carried.length > 0, 'what is carried over is found');
  }
  return result.map(({ from, to, entries }) => `${from} → ${to}: ${entries}`.replaceAll('ex.com/shop/', ''));
}

describe('renamed packages in a baseline', () => {
  const edges = [entry('a/user', 'db'), entry('a/user', 'web', 2), entry('main', 'a/user')];
  const moved = [entry('a/person', 'db'), entry('a/person', 'web', 2), entry('main', 'a/person')];
  const packages = ['a/person', 'db', 'web', 'main'];

  it('are recognised where every entry has its findings under the new name, at both ends', () => {
    assert.deepEqual(renames({ known: edges, found: moved, packages }), ['a/user → a/person: 3']);
  });

  it('are recognised beside what did not change and what is new elsewhere', () => {
    const other = entry('b', 'db');
    const found = [...moved, other, entry('c', 'web')];
    assert.deepEqual(renames({ known: [...edges, other], found, packages: [...packages, 'b', 'c'] }), [
      'a/user → a/person: 3',
    ]);
  });

  it('are not those whose old name is still there', () => {
    assert.deepEqual(renames({ known: edges, found: moved, packages: [...packages, 'a/user'] }), []);
  });

  it('are not those whose new name the baseline knows', () => {
    const known = [...edges, entry('a/person', 'log')];
    assert.deepEqual(renames({ known, found: [...moved, entry('a/person', 'log')], packages }), []);
  });

  it('are not those with one finding less, more, or other', () => {
    assert.deepEqual(renames({ known: edges, found: moved.slice(1), packages }), []);
    assert.deepEqual(renames({ known: edges, found: [...moved, entry('a/person', 'log')], packages }), []);
    const [first, , last] = moved;
    assert.ok(first && last);
    assert.deepEqual(renames({ known: edges, found: [first, entry('a/person', 'web', 3), last], packages }), []);
  });

  it('are not those of which a run sees a part only', () => {
    const canJudge = ({ key }: BaselineEntry) => key !== '-> ex.com/shop/web';
    assert.deepEqual(renames({ known: edges, found: moved, packages, canJudge }), []);
  });

  it('may be a whole folder, with imports among its packages', () => {
    const tree = (folder: string) => [
      entry(`${folder}/x`, `${folder}/y`),
      entry(`${folder}/x`, 'db'),
      entry(`${folder}/y`, 'db'),
    ];
    assert.deepEqual(
      renames({ known: tree('a/old'), found: tree('core/new'), packages: ['core/new/x', 'core/new/y', 'db'] }),
      ['a/old → core/new: 3'],
    );
    assert.deepEqual(
      renames({
        known: tree('a/old'),
        found: tree('core/new'),
        packages: ['core/new/x', 'core/new/y', 'db', 'a/old/z'],
      }),
      [],
      'not where a part of the folder stayed',
    );
  });

  it('may be the module', () => {
    const renamed = edges.map((each) => ({ ...each, package: each.package?.replace('ex.com/shop', 'ex.com/store') }));
    const known = [entry('a/user', 'github.com/x/y')];
    const [before] = renamed;
    assert.ok(before);
    const found = [{ ...before, key: '-> github.com/x/y' }];
    const result = packageRenames({
      entries: known,
      found: new Map(found.map((each) => [idOf(each), 1])),
      packages: new Set(['ex.com/store/a/user']),
      canJudge: () => true,
    });
    assert.deepEqual(
      result.map(({ from, to }) => [from, to]),
      [['ex.com/shop', 'ex.com/store']],
    );
  });

  it('may be several, one after the other', () => {
    const known = [...edges, entry('b/order', 'log')];
    const found = [...moved, entry('b/basket', 'log')];
    assert.deepEqual(renames({ known, found, packages: [...packages, 'b/basket'] }), [
      'a/user → a/person: 3',
      'b/order → b/basket: 1',
    ]);
  });

  it('are not told where two packages could be meant', () => {
    const found = [entry('a/new1', 'db'), entry('a/new2', 'db')];
    assert.deepEqual(renames({ known: [entry('a/old', 'db')], found, packages: ['a/new1', 'a/new2', 'db'] }), []);
    const known = [entry('a/old1', 'db'), entry('a/old2', 'db')];
    assert.deepEqual(renames({ known, found: [entry('a/new1', 'db')], packages: ['a/new1', 'db'] }), []);
  });

  it('do not take a path for another that begins with it', () => {
    const known = [entry('a/user', 'db'), entry('a/user-utils', 'db')];
    const found = [entry('a/person', 'db'), entry('a/user-utils', 'db')];
    assert.deepEqual(renames({ known, found, packages: ['a/person', 'a/user-utils', 'db'] }), ['a/user → a/person: 1']);
  });
});
