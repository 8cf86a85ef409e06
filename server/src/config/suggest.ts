/**
 * "Did you mean": the nearest of the names that would have been right. Says nothing rather than something far-fetched: at least half of the
 * letters have to agree, so no letter is ever taken for another one.
 */
export function nearestName(written: string, candidates: Iterable<string>): string | undefined {
  const wanted = written.toLowerCase();
  const limit = Math.max(1, Math.floor(written.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - written.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance * 2 >= Math.max(candidate.length, written.length)) continue;
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The rule, or the family as `family/*`, that was meant by what is no rule's id; one that lacks its family as well. */
export function meantRule(written: string, ids: Iterable<string>): string | undefined {
  const known = [...ids];
  const families = [...new Set(known.map((id) => `${id.split('/')[0]}/*`))];
  const nearest = nearestName(written, [...known, ...families]);
  if (nearest !== undefined || written.includes('/')) return nearest;
  if (families.includes(`${written}/*`)) return `${written}/*`;
  const meant = nearestName(written, known.map(nameInFamily));
  const candidates = known.filter((id) => nameInFamily(id) === meant);
  return candidates.length === 1 ? candidates[0] : undefined;
}

function nameInFamily(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}

/** Insertions, deletions, substitutions, and two neighbours swapped, each counted as one. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
