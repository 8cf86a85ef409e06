/** The layout of large pictures: boxes that do not overlap, arrows to the right, columns of bearable height. */
import assert from 'node:assert/strict';
import { type Arrow, type ColumnLayout, inColumns, type Size } from '../../server/src/draw/columns.ts';

const gaps = { between: 10, below: 5 };

function boxes(ids: readonly string[]): Map<string, Size> {
  return new Map(ids.map((id) => [id, { width: 20 + id.length, height: 30 }]));
}

function arrows(...texts: string[]): Arrow[] {
  return texts.map((text) => {
    const [from = '', to = ''] = text.split('>');
    return { from, to };
  });
}

function left({ corners }: ColumnLayout, id: string): number {
  return corners.get(id)?.left ?? Number.NaN;
}

function assertApart(sizes: ReadonlyMap<string, Size>, { corners, width, height }: ColumnLayout): void {
  const all = [...sizes].map(([id, size]) => ({ id, ...size, ...(corners.get(id) ?? { left: -1, top: -1 }) }));
  for (const a of all) {
    assert.ok(a.left >= 0 && a.top >= 0 && a.left + a.width <= width && a.top + a.height <= height, a.id);
    for (const b of all) {
      if (a === b) continue;
      const apart =
        a.left + a.width <= b.left ||
        b.left + b.width <= a.left ||
        a.top + a.height <= b.top ||
        b.top + b.height <= a.top;
      assert.ok(apart, `${a.id} lies on ${b.id}`);
    }
  }
}

describe('boxes in columns', () => {
  it('puts whoever imports to the left of what it imports, by the longest way', () => {
    const sizes = boxes(['a', 'b', 'c', 'd']);
    const layout = inColumns(sizes, arrows('a>b', 'b>c', 'a>c', 'd>c'), gaps);
    assert.ok(left(layout, 'a') < left(layout, 'b') && left(layout, 'b') < left(layout, 'c'));
    assert.equal(left(layout, 'd'), left(layout, 'a'));
    assertApart(sizes, layout);
  });

  it('survives circles, arrows to itself and to what is not there', () => {
    const sizes = boxes(['a', 'b', 'c']);
    const layout = inColumns(sizes, arrows('a>b', 'b>c', 'c>a', 'a>a', 'a>gone', 'gone>a'), gaps);
    assertApart(sizes, layout);
    assert.deepEqual(inColumns(new Map(), [], gaps).corners.size, 0);
  });

  it('breaks a column that grows too high, and is no problem for a chain of thousands', () => {
    const many = boxes(Array.from({ length: 400 }, (_, index) => `n${index}`));
    const flat = inColumns(many, [], gaps);
    assert.ok(flat.height < 2 * flat.width && flat.width < 4 * flat.height, `${flat.width} × ${flat.height}`);
    assertApart(many, flat);
    const ids = Array.from({ length: 5_000 }, (_, index) => `n${index}`);
    const chain = inColumns(
      boxes(ids),
      ids.slice(1).map((to, index) => ({ from: `n${index}`, to })),
      gaps,
    );
    assert.ok(left(chain, 'n0') < left(chain, 'n4999'));
  });

  it('draws neighbours to one height', () => {
    const sizes = new Map(['a', 'b', 'c', 'x', 'y', 'z'].map((id) => [id, { width: 200, height: 30 }]));
    const layout = inColumns(sizes, arrows('a>z', 'b>y', 'c>x'), gaps);
    const top = (id: string) => layout.corners.get(id)?.top;
    assert.deepEqual(['a', 'b', 'c'].map(top), ['z', 'y', 'x'].map(top));
  });
});
