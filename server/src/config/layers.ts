/**
 * Questions about layers: to which one a directory belongs and why, and whether one may import another and why.
 *
 * Directories are relative to the root the configuration's patterns are relative to, with `/`; `''` is that root. Nothing
 * here knows of import paths: third-party code has no layer by construction.
 */

import type {
  Config,
  ExplainedEntry,
  ImportKind,
  Layer,
  LayerPattern,
  Origin,
  Rationale,
  Selection,
} from './config.ts';

export { coversImport } from './importPath.ts';

import { coversImport } from './importPath.ts';
import { ImportPathIndex } from './importPathIndex.ts';
import { infrastructureWord } from './infrastructure.ts';
import { compareSpecificity, matchPattern, parsePattern, whyLess } from './pattern.ts';
import { PatternIndex } from './patternIndex.ts';
import { whyForbidden } from './rationale.ts';
import { isPureStandardPackage } from './standardPackages.ts';

export type LayerAnswer =
  | {
      readonly kind: 'layer';
      readonly layer: Layer;
      /** The pattern that won. */
      readonly pattern: LayerPattern;
      readonly captures: ReadonlyMap<string, string>;
      /** The other patterns that match, with the reason why each lost. */
      readonly losers: readonly { readonly pattern: LayerPattern; readonly why: string }[];
      /** No pattern claims it; it is judged as this layer because `unmatched` says so. */
      readonly unclaimed?: true;
    }
  /** Two layers claim the directory with equal right: a fault of the configuration. */
  | { readonly kind: 'tie'; readonly patterns: readonly [LayerPattern, LayerPattern] }
  | { readonly kind: 'unmatched' };

/** What kind of file imports. Test files may be allowed more; see `tests` in the configuration. */
export type FileRole = 'production' | 'test' | 'blackBoxTest';

export interface ImportVerdict {
  readonly allowed: boolean;
  /** One sentence without a final period, such as `domain may import no other layer`. */
  readonly because: string;
  /** The configuration that decides; undefined where nothing was said. */
  readonly origin: Origin | undefined;
  /** What the importing side may import of this kind; `'*'` is everything. */
  readonly mayImport: '*' | readonly string[];
  /** What forbids an edge between layers; absent when it is allowed. `visibility` is the imported side's `visibleTo`. */
  readonly forbiddenBy?: 'siblings' | 'imports' | 'visibility';
  /** What the team says of it: of what it forbids, or of this very name where it allows it. */
  readonly why?: Rationale;
}

export class LayerMap {
  readonly #config: Config;
  readonly #index: PatternIndex<LayerPattern>;
  readonly #unclaimed: LayerAnswer;
  readonly #answers = new Map<string, LayerAnswer>();
  readonly #verdicts = new Map<Layer, Map<Layer, Partial<Record<FileRole, ImportVerdict>>>>();
  readonly #importable = new Map<Layer, Partial<Record<FileRole, '*' | readonly string[]>>>();

  constructor(config: Config) {
    this.#config = config;
    this.#index = new PatternIndex([...config.layers.values()].flatMap((layer) => layer.patterns));
    this.#unclaimed = answerForUnclaimed(config);
  }

  layerOf(directory: string): LayerAnswer {
    let answer = this.#answers.get(directory);
    if (answer === undefined) {
      answer = this.#ask(directory);
      this.#answers.set(directory, answer);
    }
    return answer;
  }

  /** Whether a file of one layer may import a package of another layer of the same project. */
  mayImport(from: Layer, to: Layer, role: FileRole = 'production'): ImportVerdict {
    const settled = this.#verdicts.get(from)?.get(to)?.[role];
    if (settled !== undefined) return settled;
    const known = this.#verdicts.get(from) ?? new Map<Layer, Partial<Record<FileRole, ImportVerdict>>>();
    this.#verdicts.set(from, known);
    const byRole = known.get(to) ?? {};
    known.set(to, byRole);
    byRole[role] ??= this.#verdict(from, to, role);
    return byRole[role];
  }

  /** Whether what is allowed to tests on top lets one layer import another, whatever is said of the layer itself. */
  testsMayImport(from: Layer, to: Layer, role: FileRole): boolean {
    return extraSelections(from, role, 'layers').some((selection) => selects(selection, to.name));
  }

  /** Why a layer does not want to be imported by another one, whatever that one may import. */
  hiddenFrom(from: Layer, to: Layer): { readonly because: string; readonly origin: Origin } | undefined {
    const visible = to.visibleTo;
    if (from === to || visible === undefined || visible.layers === '*' || visible.layers.includes(from.name))
      return undefined;
    const only = visible.layers.length === 0 ? 'no other layer' : `only ${listed(visible.layers)}`;
    return { because: `${to.name} may be imported by ${only}`, origin: visible.origin };
  }

  /** The layers that are kept apart from this one whatever is said of its imports, in the order of the configuration. */
  siblingsOf({ name }: Layer): string[] {
    const groups = this.#config.siblings.map(({ layers }) => layers).filter((layers) => layers.includes(name));
    return [...new Set(groups.flat())].filter((other) => other !== name);
  }

  #verdict(from: Layer, to: Layer, role: FileRole): ImportVerdict {
    const mayImport = this.#mayImport(from, role);
    if (from === to) {
      return { allowed: true, because: 'a layer may always import itself', origin: undefined, mayImport };
    }
    const { layers } = from.imports;
    const extra = extraSelections(from, role, 'layers');
    const allowedByTest = extra.find((selection) => selects(selection, to.name));
    const denying = allowedByTest === undefined && layers && !selects(layers, to.name) ? layers : undefined;
    const whyNot = denying && whyForbidden(from.imports, 'layers', entryOf(denying, 'deny', to.name));
    const forbidden = { allowed: false, mayImport, ...(whyNot ? { why: whyNot } : {}) };
    const siblings = this.#config.siblings.find(
      (group) => group.layers.includes(from.name) && group.layers.includes(to.name),
    );
    if (siblings !== undefined) {
      const because = `${from.name} and ${to.name} are siblings and may not import each other`;
      return { ...forbidden, because, origin: siblings.origin, forbiddenBy: 'siblings' };
    }
    if (denying !== undefined) {
      const because = restriction(from.name, to.name, denying);
      return { ...forbidden, because, origin: denying.origin, forbiddenBy: 'imports' };
    }
    const hidden = this.hiddenFrom(from, to);
    if (hidden) return { allowed: false, ...hidden, mayImport, forbiddenBy: 'visibility' };
    const deciding = allowedByTest ?? layers;
    const because =
      deciding === undefined
        ? `nothing restricts which layers ${from.name} may import`
        : allowedByTest === undefined
          ? `${from.name} may import ${to.name}`
          : `tests of ${from.name} may import ${to.name}`;
    const why = deciding && entryOf(deciding, 'allow', to.name)?.why;
    return { allowed: true, because, origin: deciding?.origin, mayImport, ...(why ? { why } : {}) };
  }

  /** Whether a file of a layer may import a package of the standard library. */
  mayImportStandard(from: Layer, path: string, role: FileRole = 'production'): ImportVerdict {
    return mayImportOutside(from, path, role, 'std');
  }

  /** Whether a file of a layer may import a package of another module that is not part of the workspace. */
  mayImportExternal(from: Layer, path: string, role: FileRole = 'production'): ImportVerdict {
    return mayImportOutside(from, path, role, 'external');
  }

  #mayImport(from: Layer, role: FileRole): '*' | readonly string[] {
    const byRole = this.#importable.get(from) ?? {};
    this.#importable.set(from, byRole);
    byRole[role] ??= this.#importableBy(from, role);
    return byRole[role];
  }

  #importableBy(from: Layer, role: FileRole): '*' | readonly string[] {
    const selections = [from.imports.layers, ...extraSelections(from, role, 'layers')];
    if (selections.some((selection) => selection === undefined)) return '*';
    const all = [...this.#config.layers.keys()].filter((name) =>
      selections.some((selection) => selection !== undefined && selects(selection, name)),
    );
    return selections.some((selection) => selection?.allow === '*' && selection.deny.length === 0) ? '*' : all;
  }

  #ask(directory: string): LayerAnswer {
    const found = this.#index.matches(directory);
    const winner = found[0];
    if (winner === undefined) return this.#unclaimed;
    const rival = found.find(
      (other) => other.layer !== winner.layer && compareSpecificity(other.pattern, winner.pattern) === 0,
    );
    if (rival !== undefined) return { kind: 'tie', patterns: [winner, rival] };
    return {
      kind: 'layer',
      layer: winner.layer,
      pattern: winner,
      captures: matchPattern(winner.pattern, directory) ?? new Map(),
      losers: found.slice(1).map((pattern) => ({ pattern, why: whyLess(pattern.pattern, winner.pattern) })),
    };
  }
}

function answerForUnclaimed({ unmatched: { as, origin }, layers }: Config): LayerAnswer {
  const layer = as === undefined ? undefined : layers.get(as);
  const everything = parsePattern('**');
  if (!layer || !origin || !everything.ok) return { kind: 'unmatched' };
  const pattern = { pattern: { ...everything.pattern, text: 'unmatched' }, layer, origin };
  return { kind: 'layer', layer, pattern, captures: new Map(), losers: [], unclaimed: true };
}

function mayImportOutside(from: Layer, path: string, role: FileRole, kind: 'std' | 'external'): ImportVerdict {
  const rule = from.imports[kind];
  const noun = kind === 'std' ? 'standard packages' : 'third-party packages';
  if (rule === undefined) {
    const because = `nothing restricts which ${noun} ${from.name} may import`;
    return { allowed: true, because, origin: undefined, mayImport: '*' };
  }
  const mayImport = rule.allow === 'pure' ? ['pure'] : rule.allow;
  const permits = (selection: Selection) => permitsOutside(selection, path, kind);
  const allowed = (because: string, selection: Selection): ImportVerdict => {
    const why = covering(selection, 'allow', path)?.why;
    return { allowed: true, because, origin: selection.origin, mayImport, ...(why ? { why } : {}) };
  };
  if (permits(rule)) return allowed(`${from.name} may import ${path}`, rule);
  const extra = extraSelections(from, role, kind).find(permits);
  if (extra !== undefined) return allowed(`tests of ${from.name} may import ${path}`, extra);
  const why = whyForbidden(from.imports, kind, covering(rule, 'deny', path));
  const because = outsideRestriction(from.name, rule, path, noun);
  return { allowed: false, because, origin: rule.origin, mayImport, ...(why ? { why } : {}) };
}

export function permitsOutside({ allow, deny }: Selection, path: string, kind: 'std' | 'external'): boolean {
  const denied = closest(deny, path);
  if (typeof allow !== 'string') return closest(allow, path, kind) > denied;
  return denied < 0 && (allow === '*' || isPureStandardPackage(path));
}

function entryOf({ explained }: Selection, list: ExplainedEntry['list'], name: string): ExplainedEntry | undefined {
  return explained?.find((entry) => entry.list === list && entry.path === name);
}

/** Of the entries with a reason, the one that speaks of a path most exactly. */
function covering({ explained }: Selection, list: ExplainedEntry['list'], path: string): ExplainedEntry | undefined {
  let found: ExplainedEntry | undefined;
  for (const entry of explained ?? []) {
    if (entry.list !== list || !speaksOf(entry.path, path)) continue;
    if (found === undefined || exactness(entry.path) > exactness(found.path)) found = entry;
  }
  return found;
}

function speaksOf(entry: string, path: string): boolean {
  return entry === pureWord ? isPureStandardPackage(path) : coversImport(entry, path);
}

/** How exactly the entry speaks of a path that does so most exactly, so that the longer one decides; below 0 for none. */
function closest(entries: readonly string[], path: string, kind?: 'std' | 'external'): number {
  if (entries.length === 0) return -1;
  let index = indexes.get(entries);
  if (index === undefined) {
    index = new ImportPathIndex(entries, (entry) => entry);
    indexes.set(entries, index);
  }
  let best = kind === 'std' && entries.includes('pure') && isPureStandardPackage(path) ? 0 : -1;
  for (const entry of index.covering(path)) best = Math.max(best, exactness(entry));
  return best;
}

const indexes = new WeakMap<readonly string[], ImportPathIndex<string>>();

/** Segments spelled out; a word that stands for many packages spells out none. */
function exactness(entry: string): number {
  if (entry === infrastructureWord || entry === pureWord) return 0;
  const spelled = entry.split('/').filter((segment) => segment !== '*' && segment !== '**').length;
  return entry.endsWith('$') ? spelled + 0.5 : spelled;
}

const pureWord = 'pure';

function outsideRestriction(name: string, rule: Selection, path: string, noun: string): string {
  // The one that says most exactly what is meant, whose reason is told as well.
  const [denied] = rule.deny.filter((entry) => coversImport(entry, path)).sort((a, b) => exactness(b) - exactness(a));
  if (denied === infrastructureWord) return `${name} must not depend on drivers, frameworks and brokers`;
  if (denied !== undefined) return `${name} must not import ${denied.replace(/\$$/, '')}`;
  if (rule.allow === 'pure') return `${name} may import only ${noun} without side effects`;
  if (rule.allow === '*') return `${name} may import ${path}`;
  return rule.allow.length === 0
    ? `${name} may import no ${noun}`
    : `of ${noun}, ${name} may import only ${listed(rule.allow)}`;
}

function extraSelections(from: Layer, role: FileRole, kind: ImportKind): Selection[] {
  if (role === 'production') return [];
  const selections = [from.testImports[kind]];
  if (role === 'blackBoxTest') selections.push(from.blackBoxTestImports[kind]);
  return selections.filter((selection) => selection !== undefined);
}

function selects(selection: Selection, layer: string): boolean {
  if (selection.deny.includes(layer)) return false;
  return selection.allow === '*' || selection.allow === 'pure' || selection.allow.includes(layer);
}

function restriction(name: string, to: string, selection: Selection): string {
  if (typeof selection.allow === 'string') return `${name} must not import ${to}`;
  const others = selection.allow.filter((allowed) => allowed !== name && !selection.deny.includes(allowed));
  return others.length === 0 ? `${name} may import no other layer` : `${name} may import only ${listed(others)}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
