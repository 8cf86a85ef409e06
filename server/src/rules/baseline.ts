/**
 * The baseline: findings a team knows of and has decided to live with for now, so that only new ones count.
 *
 * An entry names a rule, a package and what the finding is about there (for an import, the package that is imported), never a file or a
 * line: code may move within its package and the entry still holds. Where several findings share an entry it carries their number; one
 * more than that and all of them count again, because without lines nobody can say which one is new.
 *
 * Everything here is data to data. Where baselines lie, and when they are read and written, is for workspace/baselines.ts.
 */
import type { TextEdit } from '../go/textEdit.ts';
import type { BaselineEntry } from './baselineFile.ts';
import type { Finding } from './rule.ts';

/** What a finding and an entry have in common. */
export type BaselineIdentity = Omit<BaselineEntry, 'count'>;

/**
 * @param packagePath the package the finding is in; undefined when it is about the project as a whole and says itself what it is about
 */
export function identityOf(finding: Pick<Finding, 'rule' | 'key'>, packagePath: string | undefined): BaselineIdentity {
  const { rule, key } = finding;
  if (packagePath === undefined) return { rule, key };
  // Most keys begin with the package; to say it once is enough.
  const rest = key.startsWith(packagePath) && /^(?:$|[ .:])/.test(key.slice(packagePath.length));
  const about = rest ? key.slice(packagePath.length).replace(/^[ .:]+/, '') : key;
  return about === '' ? { rule, package: packagePath } : { rule, package: packagePath, key: about };
}

/** One text for equal identities. */
export function idOf({ rule, package: packagePath = '', key = '' }: BaselineIdentity): string {
  return `${rule}\n${packagePath}\n${key}`;
}

/** What a set of entries is worth against the findings that exist. */
export interface BaselineState {
  /** Findings the baseline knows, all entries together. */
  readonly recorded: number;
  /** How many of those still exist. */
  readonly present: number;
  /** Entries that allow more than exists; `found` is what is left. */
  readonly stale: readonly (BaselineEntry & { readonly found: number })[];
  /** Entries with more findings than they allow. */
  readonly exceeded: readonly (BaselineEntry & { readonly found: number })[];
}

/**
 * @param found how many findings there are, by id
 * @param canJudge whether the run saw everything the entry is about; an entry it did not see is neither stale nor exceeded
 */
export function baselineState(
  entries: readonly BaselineEntry[],
  found: ReadonlyMap<string, number>,
  canJudge: (entry: BaselineEntry) => boolean,
): BaselineState {
  let recorded = 0;
  let present = 0;
  const stale = [];
  const exceeded = [];
  for (const entry of entries) {
    const count = canJudge(entry) ? (found.get(idOf(entry)) ?? 0) : entry.count;
    recorded += entry.count;
    present += Math.min(entry.count, count);
    if (count < entry.count) stale.push({ ...entry, found: count });
    if (count > entry.count) exceeded.push({ ...entry, found: count });
  }
  return { recorded, present, stale, exceeded };
}

/** The entries without what is gone. Never allows more than before. */
export function shrunkBaseline(
  entries: readonly BaselineEntry[],
  found: ReadonlyMap<string, number>,
  canJudge: (entry: BaselineEntry) => boolean,
): BaselineEntry[] {
  return entries.flatMap((entry) => {
    const count = canJudge(entry) ? Math.min(entry.count, found.get(idOf(entry)) ?? 0) : entry.count;
    return count === 0 ? [] : [{ ...entry, count }];
  });
}

/** The entries with these findings accepted as well, as many of each as there are. */
export function grownBaseline(
  entries: readonly BaselineEntry[],
  accepted: readonly BaselineIdentity[],
  found: ReadonlyMap<string, number>,
): BaselineEntry[] {
  const byId = new Map(entries.map((entry) => [idOf(entry), entry]));
  for (const identity of accepted) {
    const id = idOf(identity);
    const count = Math.max(byId.get(id)?.count ?? 0, found.get(id) ?? 1);
    byId.set(id, { ...identity, count });
  }
  return [...byId.values()];
}

/** The one edit that turns a text into another, so that an editor's undo and a reviewer see the lines that changed. */
export function differenceEdit(before: string, after: string): TextEdit {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shortest - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { start, end: before.length - tail, newText: after.slice(start, after.length - tail) };
}
