/**
 * Packages that were renamed or moved since the baseline was written, folders of packages and whole modules included.
 *
 * The path of a package is a part of what an entry says, so a rename makes all its entries stale and all its findings new. It is taken
 * for one where nothing else can have happened to the findings: no package has the old path any more, the baseline does not know the
 * new one, and under the new path every entry has exactly as many findings as it knows, and the new path has no others. What is only
 * nearly so is not offered: then somebody has to look.
 */
import { type BaselineIdentity, idOf } from './baseline.ts';
import type { BaselineEntry } from './baselineFile.ts';

export interface PackageRename {
  readonly from: string;
  readonly to: string;
  /** Packages below it have moved with it. */
  readonly below: boolean;
  /** How many entries speak of it. */
  readonly entries: number;
}

export interface RenameInput {
  readonly entries: readonly BaselineEntry[];
  /** Errors and warnings there are, by id. */
  readonly found: ReadonlyMap<string, number>;
  /** Import paths of the packages there are. */
  readonly packages: ReadonlySet<string>;
  canJudge(entry: BaselineEntry): boolean;
}

/** Both halves, for whoever is handed them. */
export interface BaselineRenames {
  find(input: RenameInput): readonly PackageRename[];
  apply(entries: readonly BaselineEntry[], renames: readonly PackageRename[]): readonly BaselineEntry[];
}

export const baselineRenames: BaselineRenames = { find: packageRenames, apply: carriedOver };

export function packageRenames(input: RenameInput): PackageRename[] {
  const renames: PackageRename[] = [];
  let { entries } = input;
  // What is renamed may stand at both ends of what is renamed next.
  for (let next = likeliest({ ...input, entries }); next; next = likeliest({ ...input, entries })) {
    renames.push(next);
    entries = carriedOver(entries, [next]);
  }
  return renames;
}

/** The entries as they read after the renames. */
export function carriedOver(entries: readonly BaselineEntry[], renames: readonly PackageRename[]): BaselineEntry[] {
  return entries.map((entry) => {
    let { package: owner, key } = entry;
    for (const rename of renames) {
      const renamed = renaming(rename);
      owner &&= renamed(owner);
      key &&= renamed(key);
    }
    return owner === entry.package && key === entry.key ? entry : { ...entry, package: owner, key };
  });
}

/** The one that accounts for most entries; undefined where there is none, or two account for as many of the same. */
function likeliest(input: RenameInput): PackageRename | undefined {
  const possible = candidates(input).filter((candidate) => candidate.entries > 0);
  const most = Math.max(0, ...possible.map(({ entries }) => entries));
  const best = possible.filter(({ entries }) => entries === most);
  const isClear = ({ from, to }: PackageRename) => best.every((other) => (other.from === from) === (other.to === to));
  return best.find(isClear);
}

/** More pairs are no rename that somebody could follow. */
const MOST_PAIRS = 2000;

function candidates(input: RenameInput): PackageRename[] {
  const { entries, found, packages } = input;
  const known = new Map(entries.map((entry) => [idOf(entry), entry]));
  const gone = entries.filter((entry) => !found.has(idOf(entry)));
  const vanished = new Set(gone.flatMap(pathsOf).filter((path) => !packages.has(path)));
  const told = new Set(entries.flatMap(pathsOf));
  const appeared = new Set(
    [...found.keys()]
      .filter((id) => !known.has(id))
      .flatMap((id) => pathsIn(id))
      .filter((path) => packages.has(path) && !told.has(path)),
  );
  if (vanished.size * appeared.size > MOST_PAIRS) return [];
  const pairs = new Map<string, PackageRename>();
  for (const before of vanished) {
    for (const after of appeared) {
      const [from, to] = withoutCommonEnd(before, after);
      const below = ![...packages].some((path) => path.startsWith(`${from}/`));
      const id = `${from}\n${to}`;
      if (!pairs.has(id)) pairs.set(id, { from, to, below, entries: 0 });
    }
  }
  return [...pairs.values()].map((pair) => ({ ...pair, entries: accountedFor(pair, input) }));
}

/** How many entries a rename accounts for; none where it does not account for everything said of the two paths. */
function accountedFor(rename: PackageRename, { entries, found, packages, canJudge }: RenameInput): number {
  if (packages.has(rename.from)) return 0;
  const renamed = renaming(rename);
  const expected = new Map<string, number>();
  for (const entry of entries) {
    const id = idOf(entry);
    const after = renamed(id);
    if (after === id) continue;
    if (!canJudge(entry) || found.has(id) || found.get(after) !== entry.count) return 0;
    expected.set(after, entry.count);
  }
  const back = renaming({ from: rename.to, to: rename.from, below: rename.below });
  const isOther = (id: string) => back(id) !== id && !expected.has(id);
  return [...found.keys()].some(isOther) || entries.some((entry) => isOther(idOf(entry))) ? 0 : expected.size;
}

/** Whole paths within a text, with all below them where that moved as well. */
function renaming({ from, to, below }: Omit<PackageRename, 'entries'>): (text: string) => string {
  const literal = from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const whole = new RegExp(`(?<![\\w./~-])${literal}(?![\\w~-]${below ? '' : '|/'})`, 'g');
  return (text) => text.replace(whole, () => to);
}

function pathsOf(entry: BaselineIdentity): string[] {
  return pathsIn(idOf(entry));
}

/** Import paths in what identifies a finding: of its package, and of what it is about. */
function pathsIn(id: string): string[] {
  const [, owner = '', key = ''] = id.split('\n');
  return [...(owner === '' ? [] : [owner]), ...(key.match(/[\w.~-]+(?:\/[\w.~-]+)+/g) ?? [])];
}

/** A folder that moved, of a package that moved with it. */
function withoutCommonEnd(before: string, after: string): [string, string] {
  const [from, to] = [before.split('/'), after.split('/')];
  while (from.length > 1 && to.length > 1 && from.at(-1) === to.at(-1)) {
    from.pop();
    to.pop();
  }
  return [from.join('/'), to.join('/')];
}
