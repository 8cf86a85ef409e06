/**
 * Boxes in columns, every arrow pointing to the right where it can: for pictures that are too large for a layout which weighs every
 * crossing. Takes time in proportion to boxes and arrows.
 */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Corner {
  readonly left: number;
  readonly top: number;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
}

export interface ColumnLayout extends Size {
  readonly corners: ReadonlyMap<string, Corner>;
}

export interface Gaps {
  readonly between: number;
  readonly below: number;
}

/** How often neighbours pull each other to their height. */
const SWEEPS = 6;

export function inColumns(sizes: ReadonlyMap<string, Size>, arrows: readonly Arrow[], gaps: Gaps): ColumnLayout {
  const neighbours = neighboursOf(sizes, arrows);
  const columns = columnsOf(sizes, arrows, gaps);
  for (let sweep = 0; sweep < SWEEPS; sweep++) pullTogether(columns, neighbours);
  const corners = new Map<string, Corner>();
  const heightOf = (column: readonly string[]) =>
    column.reduce((sum, id) => sum + (sizes.get(id)?.height ?? 0) + gaps.below, -gaps.below);
  const height = Math.max(0, ...columns.map(heightOf));
  let left = 0;
  for (const column of columns) {
    let top = (height - heightOf(column)) / 2;
    for (const id of column) {
      corners.set(id, { left, top });
      top += (sizes.get(id)?.height ?? 0) + gaps.below;
    }
    left += Math.max(0, ...column.map((id) => sizes.get(id)?.width ?? 0)) + gaps.between;
  }
  return { corners, width: Math.max(0, left - gaps.between), height };
}

function neighboursOf(sizes: ReadonlyMap<string, Size>, arrows: readonly Arrow[]): ReadonlyMap<string, string[]> {
  const neighbours = new Map([...sizes.keys()].map((id) => [id, [] as string[]]));
  for (const { from, to } of arrows) {
    neighbours.get(from)?.push(to);
    neighbours.get(to)?.push(from);
  }
  return neighbours;
}

/** Whoever imports stands left of what it imports; a column that grows too high is broken into several. */
function columnsOf(sizes: ReadonlyMap<string, Size>, arrows: readonly Arrow[], gaps: Gaps): string[][] {
  const ranks = ranksOf([...sizes.keys()], arrows);
  const byRank: string[][] = [];
  for (const [id, rank] of ranks) {
    const column = byRank[rank];
    if (column) column.push(id);
    else byRank[rank] = [id];
  }
  let area = 0;
  let highest = 0;
  for (const { width, height } of sizes.values()) {
    area += (width + gaps.between) * (height + gaps.below);
    highest = Math.max(highest, height);
  }
  const mostHeight = Math.max(highest, Math.sqrt(area));
  return byRank.filter((column) => column !== undefined).flatMap((column) => broken(column, sizes, gaps, mostHeight));
}

function broken(
  column: readonly string[],
  sizes: ReadonlyMap<string, Size>,
  gaps: Gaps,
  mostHeight: number,
): string[][] {
  const parts: string[][] = [];
  let left = 0;
  for (const id of column) {
    const height = (sizes.get(id)?.height ?? 0) + gaps.below;
    const part = parts.at(-1);
    if (part && left >= height) part.push(id);
    else {
      parts.push([id]);
      left = mostHeight + gaps.below;
    }
    left -= height;
  }
  return parts;
}

/** The longest way from a box that nothing points to; what leads back in a circle does not count. */
function ranksOf(ids: readonly string[], arrows: readonly Arrow[]): ReadonlyMap<string, number> {
  const targets = new Map(ids.map((id) => [id, [] as string[]]));
  for (const { from, to } of arrows) if (targets.has(to)) targets.get(from)?.push(to);
  const finished = finishingOrder(ids, targets);
  const place = new Map(finished.map((id, index) => [id, index]));
  const ranks = new Map(ids.map((id) => [id, 0]));
  for (const from of [...finished].reverse()) {
    for (const to of targets.get(from) ?? []) {
      if ((place.get(to) ?? 0) >= (place.get(from) ?? 0)) continue;
      ranks.set(to, Math.max(ranks.get(to) ?? 0, (ranks.get(from) ?? 0) + 1));
    }
  }
  return ranks;
}

/** Of a walk in depth: what a box points to before the box itself, circles aside. */
function finishingOrder(ids: readonly string[], targets: ReadonlyMap<string, readonly string[]>): string[] {
  const finished: string[] = [];
  const seen = new Set<string>();
  for (const start of ids) {
    if (seen.has(start)) continue;
    seen.add(start);
    const path = [{ id: start, next: 0 }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = targets.get(top.id)?.[top.next++];
      if (target === undefined) {
        finished.push(top.id);
        path.pop();
      } else if (!seen.has(target)) {
        seen.add(target);
        path.push({ id: target, next: 0 });
      }
    }
  }
  return finished;
}

/** Sorts each column by the mean height of the neighbours, a height being the share of the column that lies above. */
function pullTogether(columns: readonly string[][], neighbours: ReadonlyMap<string, readonly string[]>): void {
  const heights = new Map<string, number>();
  for (const column of columns) {
    for (const [index, id] of column.entries()) heights.set(id, (index + 0.5) / column.length);
  }
  for (const column of columns) {
    const wanted = new Map<string, number>();
    for (const id of column) {
      const around = neighbours.get(id) ?? [];
      const sum = around.reduce((total, other) => total + (heights.get(other) ?? 0), 0);
      wanted.set(id, around.length === 0 ? (heights.get(id) ?? 0) : sum / around.length);
    }
    column.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
    for (const [index, id] of column.entries()) heights.set(id, (index + 0.5) / column.length);
  }
}
