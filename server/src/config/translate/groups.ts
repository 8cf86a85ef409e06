/**
 * From rules about overlapping sets of packages to layers, which never overlap.
 *
 * Other tools apply every rule whose pattern matches a package; here a package has one layer, the one of the most specific
 * pattern. A set that lies inside another therefore takes over the other's rules, and packages that two sets share without
 * one lying in the other become a layer of their own.
 */
import { compareSpecificity, type PathPattern, parsePattern, samePattern, segmentMatches } from '../pattern.ts';
import { PatternIndex } from '../patternIndex.ts';
import { layerName, type WrittenImports, type WrittenLayer, type WrittenSelection } from './configText.ts';
import { type OutsideDecision, selectionOf } from './outside.ts';

/** A set of packages that rules speak of. */
export interface PackageGroup {
  /** Becomes the name of its layer. */
  readonly name: string;
  readonly patterns: readonly PathPattern[];
  readonly comments: readonly string[];
}

/** The groups a package is in. */
export type Membership = ReadonlySet<PackageGroup>;

/** One rule. A package is held to all whose groups it is in. */
export interface GroupRule {
  concerns(importing: Membership): boolean;
  /** Which files are held to it. */
  readonly files: 'all' | 'production' | 'tests';
  /** Whether a package of the module may be imported; absent when the rule does not speak of them. */
  readonly inner?: {
    readonly style: 'allow' | 'deny';
    allows(imported: Membership): boolean;
    /** Why a package may not be imported, where the rule says so. */
    reason?(imported: Membership): string | undefined;
  };
  readonly std?: OutsideDecision;
  readonly external?: OutsideDecision;
  /** Whether packages of these groups may import the ones the rule concerns. */
  readonly visible?: (importing: Membership) => boolean;
}

export interface ComposedLayers {
  readonly layers: readonly WrittenLayer[];
  /** Layers whose tests are held to more than their other files, which cannot be said here. */
  readonly stricterTests: readonly string[];
  /** The layers of packages for which this holds. */
  layersOf(holds: (membership: Membership) => boolean): readonly string[];
  /** The layer that a group became; undefined where others claim all of its paths. */
  layerOf(group: PackageGroup): string | undefined;
}

interface Part {
  readonly name: string;
  /** Undefined for what several groups share. */
  readonly group?: PackageGroup;
  readonly paths: string[];
  readonly comments: readonly string[];
  readonly membership: Membership;
}

export function composeLayers(
  groups: readonly PackageGroup[],
  rules: readonly GroupRule[],
  directories: readonly string[],
): ComposedLayers {
  const parts = partsOf(groups, directories);
  const stricterTests: string[] = [];
  const layers = parts.map((part): WrittenLayer => {
    const own = rules.filter((rule) => rule.concerns(part.membership));
    const production = own.filter(({ files }) => files !== 'tests');
    const tests = own.filter(({ files }) => files !== 'production');
    const imports = importsFor(part, parts, production);
    const { extra, stricter } = testImportsFor(part, parts, production, tests, imports);
    if (stricter) stricterTests.push(part.name);
    const visible = own.flatMap((rule) => (rule.visible === undefined ? [] : [rule.visible]));
    const importers = parts.filter((other) => other !== part && visible.every((ask) => ask(other.membership)));
    return {
      name: part.name,
      comments: part.comments,
      paths: part.paths,
      imports,
      ...(visible.length === 0 || importers.length === parts.length - 1
        ? {}
        : { visibleTo: importers.map(({ name }) => name) }),
      ...(extra === undefined ? {} : { testImports: extra }),
    };
  });
  const layersOf = (holds: (membership: Membership) => boolean) =>
    parts.filter(({ membership }) => holds(membership)).map(({ name }) => name);
  const layerOf = (group: PackageGroup) => parts.find((part) => part.group === group)?.name;
  return { layers, stricterTests, layersOf, layerOf };
}

/**
 * One part for each group, one for each path that several groups name, and one for each way in which packages that exist are in
 * several groups at once.
 */
function partsOf(groups: readonly PackageGroup[], directories: readonly string[]): Part[] {
  const taken = new Set<string>();
  const named = (wanted: string) => {
    const name = layerName(wanted, taken);
    taken.add(name);
    return name;
  };
  const shared = new Map<string, SharedPart>();
  const sharedBy = (claiming: readonly PackageGroup[]): SharedPart => {
    const key = claiming.map((group) => groups.indexOf(group)).join();
    let part = shared.get(key);
    if (part === undefined) {
      const innermost = claiming.filter(
        (group) => !claiming.some((other) => other !== group && groupContains(group, other)),
      );
      const names = innermost.map(({ name }) => name);
      const comments = [`Packages that are in ${names.join(' and in ')}: what is said of each holds for them.`];
      part = { wanted: names.join('-and-'), paths: [], comments, membership: new Set(claiming) };
      shared.set(key, part);
    }
    return part;
  };
  const claims: Claim[] = [];
  const own = groups.flatMap((group): Part[] => {
    const membership = new Set(groups.filter((other) => other === group || groupContains(other, group)));
    const paths: string[] = [];
    for (const pattern of group.patterns) {
      const rivals = groups.filter((other) => other.patterns.some((each) => samePattern(each, pattern)));
      if (rivals.every((rival) => membership.has(rival))) {
        // One layer claims a path: the innermost, and the first of several that say the same.
        if (rivals.some((rival) => rival !== group && isWithin(rival, group, groups))) continue;
        paths.push(pattern.text);
        claims.push({ pattern, membership });
      } else if (!rivals.some((rival) => isWithin(rival, group, groups) && rival !== group)) {
        const claiming = groups.filter((each) => rivals.some((rival) => rival === each || groupContains(each, rival)));
        const part = sharedBy(claiming);
        if (!claims.some((claim) => samePattern(claim.pattern, pattern))) {
          part.paths.push(pattern.text);
          claims.push({ pattern, membership: part.membership });
        }
      }
    }
    return paths.length === 0 ? [] : [{ name: named(group.name), group, paths, comments: group.comments, membership }];
  });
  const claimed = new PatternIndex(claims);
  const grouped = new PatternIndex(groups.flatMap((group) => group.patterns.map((pattern) => ({ pattern, group }))));
  for (const directory of [...directories].sort()) {
    const [winner, ...others] = claimed.matches(directory);
    if (winner === undefined) continue;
    const matching = new Set(grouped.matches(directory).map(({ group }) => group));
    const claiming = groups.filter((group) => matching.has(group));
    const tied = others.some(
      (other) => other.membership !== winner.membership && compareSpecificity(other.pattern, winner.pattern) === 0,
    );
    if (!tied && claiming.every((group) => winner.membership.has(group))) continue;
    sharedBy(claiming).paths.push(directory === '' ? '.' : directory);
  }
  return [...own, ...[...shared.values()].map(({ wanted, ...part }): Part => ({ ...part, name: named(wanted) }))];
}

/** A path with the groups of whoever it is the most specific one for. */
interface Claim {
  readonly pattern: PathPattern;
  readonly membership: Membership;
}

type SharedPart = Omit<Part, 'name'> & { readonly wanted: string };

/** Whether a group lies inside another; of two with the same packages, the first does. */
function isWithin(inner: PackageGroup, outer: PackageGroup, groups: readonly PackageGroup[]): boolean {
  if (!groupContains(outer, inner)) return false;
  return !groupContains(inner, outer) || groups.indexOf(inner) < groups.indexOf(outer);
}

function importsFor(part: Part, parts: readonly Part[], rules: readonly GroupRule[]): WrittenImports {
  const layers = innerSelection(part, parts, rules);
  const std = selectionOf(
    rules.flatMap((rule) => rule.std ?? []),
    anyStandard,
  );
  const external = selectionOf(
    rules.flatMap((rule) => rule.external ?? []),
    anyExternal,
  );
  return {
    ...(layers === undefined ? {} : { layers }),
    ...(std === undefined ? {} : { std }),
    ...(external === undefined ? {} : { external }),
  };
}

/** Paths that stand for all that no rule speaks of. */
const anyStandard = 'zzzz';
const anyExternal = 'zzzz.invalid/zzzz';

function innerSelection(part: Part, parts: readonly Part[], rules: readonly GroupRule[]): WrittenSelection | undefined {
  const speaking = rules.flatMap(({ inner }) => inner ?? []);
  if (speaking.length === 0) return undefined;
  const others = parts.filter((other) => other !== part);
  const allowed = others.filter(({ membership }) => speaking.every((inner) => inner.allows(membership)));
  const denied = others.filter((other) => !allowed.includes(other));
  const reasons = reasonsFor(denied, speaking);
  const explained = [...reasons.keys()];
  if (speaking.some(({ style }) => style === 'allow')) {
    const allow = allowed.map(({ name }) => name);
    if (explained.length > 0) return { allow, deny: explained, reasons };
    return denied.length === 0 ? '*' : allow;
  }
  if (denied.length === 0) return undefined;
  return { deny: denied.map(({ name }) => name), ...(explained.length === 0 ? {} : { reasons }) };
}

/** Why layers are denied, by their names. */
function reasonsFor(denied: readonly Part[], speaking: readonly NonNullable<GroupRule['inner']>[]) {
  const reasons = new Map<string, string>();
  for (const { name, membership } of denied) {
    for (const inner of speaking) {
      const reason = inner.allows(membership) ? undefined : inner.reason?.(membership);
      if (reason !== undefined && !reasons.has(name)) reasons.set(name, reason);
    }
  }
  return reasons;
}

/** What tests may import on top; `stricter` when they may import less in some respect. */
function testImportsFor(
  part: Part,
  parts: readonly Part[],
  production: readonly GroupRule[],
  tests: readonly GroupRule[],
  imports: WrittenImports,
): { readonly extra: WrittenImports | undefined; readonly stricter: boolean } {
  const stricter = tests.some(
    (rule) => rule.files === 'tests' && (rule.inner ?? rule.std ?? rule.external) !== undefined,
  );
  if (production.length === 0) return { extra: undefined, stricter };
  const forTests = importsFor(part, parts, tests);
  const extra: { layers?: WrittenSelection; std?: WrittenSelection; external?: WrittenSelection } = {};
  for (const kind of ['std', 'external'] as const) {
    const selection = forTests[kind];
    if (imports[kind] === undefined || selection === undefined) continue;
    // Tests are held to what is said of them, so something must be.
    extra[kind] = same(selection, imports[kind]) ? [] : selection;
  }
  if (imports.layers !== undefined && !same(imports.layers, forTests.layers)) extra.layers = forTests.layers ?? '*';
  return { extra: Object.keys(extra).length === 0 ? undefined : extra, stricter };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function groupContains(outer: PackageGroup, inner: PackageGroup): boolean {
  return inner.patterns.every((pattern) => outer.patterns.some((wider) => patternContains(wider, pattern)));
}

/** Whether one pattern surely matches all that the other does. */
export function patternContains(outer: PathPattern, inner: PathPattern): boolean {
  const wide = outer.segments;
  const narrow = inner.segments;
  const width = narrow.length + 1;
  const holds = new Uint8Array((wide.length + 1) * width);
  for (let row = wide.length; row >= 0; row--) {
    const a = wide[row];
    for (let column = narrow.length; column >= 0; column--) {
      const b = narrow[column];
      let yes: boolean;
      if (a === undefined) yes = b === undefined;
      else if (a.kind === 'deep') {
        yes = holds[(row + 1) * width + column] === 1 || (b !== undefined && holds[row * width + column + 1] === 1);
      } else {
        const fits =
          b !== undefined &&
          b.kind !== 'deep' &&
          (a.kind === 'one' ||
            (b.kind === 'literal' && segmentMatches(a, b.text)) ||
            (a.kind === 'partial' && b.kind === 'partial' && a.text === b.text));
        yes = fits && holds[(row + 1) * width + column + 1] === 1;
      }
      if (yes) holds[row * width + column] = 1;
    }
  }
  return holds[0] === 1;
}

/** Groups by what their patterns say, so that rules about the same packages speak of one group. */
export class GroupBook {
  readonly groups: PackageGroup[] = [];
  readonly #byPatterns = new Map<string, PackageGroup>();

  /** The group of these patterns, as far as there is one. */
  known(patterns: readonly string[]): PackageGroup | undefined {
    return this.#byPatterns.get(keyOf(patterns));
  }

  /** The group of these patterns; undefined when one of them means nothing here. */
  of(patterns: readonly string[], name: string, comment: string): PackageGroup | undefined {
    const parsed = patterns.map(parsePattern);
    const good = parsed.flatMap((result) => (result.ok ? [result.pattern] : []));
    if (good.length === 0 || good.length < parsed.length) return undefined;
    const key = keyOf(good.map(({ text }) => text));
    let group = this.#byPatterns.get(key);
    if (group === undefined) {
      group = { name, patterns: good, comments: [comment] };
      this.#byPatterns.set(key, group);
      this.groups.push(group);
    }
    return group;
  }
}

function keyOf(patterns: readonly string[]): string {
  return [...patterns].sort().join('\n');
}

/** The last plain segment of patterns, which is what people would call the packages. */
export function nameFrom(patterns: readonly string[], otherwise: string): string {
  for (const pattern of patterns) {
    const plain = pattern.split('/').filter((segment) => !/[*{}]/.test(segment) && segment !== '.' && segment !== '');
    const last = plain.at(-1);
    if (last !== undefined) return last;
  }
  return otherwise;
}
