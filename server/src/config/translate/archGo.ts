/**
 * `arch-go.yml` to a configuration of our own: every package pattern becomes a layer, dependency rules what it may import.
 *
 * Patterns are taken as they are documented. Where the other tool matches differently (no anchor at the start, no segments,
 * `foo.**.bar` without `foo/bar`), ours match whole segments. What speaks of the inside of packages (contents, functions,
 * names) is not about imports and is left out by name.
 */
import { coversImport } from '../layers.ts';
import { archGoPaths, type PathsOfPattern } from './archGoPatterns.ts';
import { configText, noLayerCycles } from './configText.ts';
import { composeLayers, GroupBook, type GroupRule, nameFrom, type PackageGroup } from './groups.ts';
import type { OutsideDecision } from './outside.ts';
import { type PeerValue, readPeerDocument } from './peerDocument.ts';
import { PlacedNotes } from './placedNotes.ts';
import type { ModuleContext, Translation, TranslationNote } from './translation.ts';

const sections = ['dependenciesRules', 'contentsRules', 'functionsRules', 'namingRules', 'cyclesRules'];

export function translateArchGo(text: string, context: ModuleContext): Translation {
  const read = readPeerDocument(text);
  if (!read.ok) return read;
  const { root, problems } = read;
  if (!root.isMapping)
    return { ok: false, problems: [{ line: 1, column: 1, message: 'This file is no mapping with rules.' }] };
  const reader = new Reader(root, context);
  const config = reader.config();
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config, notes: reader.notes };
}

class Reader {
  readonly #notes = new PlacedNotes();
  /** What the rule at hand is about. */
  #about: PackageGroup | undefined;
  readonly #root: PeerValue;
  readonly #context: ModuleContext;
  readonly #book = new GroupBook();
  readonly #rules: GroupRule[] = [];

  constructor(root: PeerValue, context: ModuleContext) {
    this.#root = root;
    this.#context = context;
  }

  get notes(): readonly TranslationNote[] {
    return this.#notes.all;
  }

  config(): string {
    for (const { name, line } of this.#root.entries()) {
      if ([...sections, 'version', 'threshold'].includes(name)) continue;
      this.#leave(line, `arch-go knows no "${name}" and ignored it.`);
    }
    for (const rule of this.#root.field('dependenciesRules')?.items() ?? []) this.#dependencies(rule);
    for (const [section, what] of [
      ['contentsRules', 'what a package may contain'],
      ['functionsRules', 'the size of functions'],
      ['namingRules', 'names of implementations'],
      ['cyclesRules', 'cycles of packages, which the compiler refuses'],
    ] as const) {
      for (const rule of this.#root.field(section)?.items() ?? []) {
        const of = rule.field('package')?.text() ?? '?';
        const paths = archGoPaths(of, this.#context.modulePath);
        this.#about = paths.ok ? this.#book.known(paths.paths) : undefined;
        this.#leave(rule.line, `${section} for ${of}: there is no rule about ${what}.`);
      }
    }
    this.#about = undefined;
    const threshold = this.#root.field('threshold');
    const compliance = this.#thresholdNote(threshold?.field('compliance'), (percent) =>
      percent < 100
        ? `A compliance threshold of ${percent} has no counterpart: every finding counts; known ones belong into a baseline.`
        : undefined,
    );
    const coverage = threshold?.field('coverage')?.number() ?? 100;
    const allowsSome = this.#rules.some(({ inner }) => inner?.style === 'allow');
    if (coverage === 0 && allowsSome) {
      this.#book.of(['**'], 'rest', 'Packages no rule speaks of. Lists of what may be imported leave them out.');
    }
    const partly = this.#thresholdNote(threshold?.field('coverage'), (percent) =>
      percent > 0 && percent < 100
        ? `A coverage of ${percent} % has no counterpart: every package without a layer is reported.`
        : undefined,
    );
    const composed = composeLayers(this.#book.groups, this.#rules, this.#context.directories);
    const { layers, leftOut } = this.#notes.settled(composed, this.#context);
    return configText({
      introduction: ['Configuration of Go Architect, translated from arch-go.yml.'],
      layersComment: [
        'One layer for each pattern. A layer inside another keeps to the rules of both; test files, never looked at so far, may import what they like.',
      ],
      layers: layers.map((layer) => ({ ...layer, testImports: { layers: '*' } as const })),
      unmatched: coverage >= 100 ? 'error' : coverage > 0 ? 'warning' : 'off',
      unmatchedComment: `The coverage threshold was ${coverage}: packages that no layer claims. ${partly ?? ''}`,
      rules: [noLayerCycles, ...(compliance === undefined ? [] : [{ comment: compliance }])],
      leftOut,
    });
  }

  /** What a threshold loses, to be said beside the part that stands for it. */
  #thresholdNote(threshold: PeerValue | undefined, lost: (percent: number) => string | undefined): string | undefined {
    const percent = threshold?.number();
    const message = percent === undefined ? undefined : lost(percent);
    return message === undefined ? undefined : this.#notes.beside(threshold?.line, message);
  }

  #dependencies(rule: PeerValue): void {
    this.#about = undefined;
    const at = rule.field('package');
    const pattern = at?.text();
    if (at === undefined || pattern === undefined) {
      rule.fail('A rule needs a "package".');
      return;
    }
    const group = this.#group(pattern, at.line);
    if (group === undefined) return;
    this.#about = group;
    const only = this.#dependencyLists(rule, 'shouldOnlyDependsOn');
    const never = this.#dependencyLists(rule, 'shouldNotDependsOn');
    const inner = this.#inner(only.internal, never.internal);
    const std = this.#outside(without(only.standard, isExtended), without(never.standard, isExtended));
    // What they call standard includes golang.org/x.
    const extended = { only: only.standard?.filter(isExtended), never: never.standard?.filter(isExtended) ?? [] };
    const allowed =
      only.external === undefined
        ? undefined
        : [...only.external, ...(only.standard === undefined ? ['golang.org/x'] : (extended.only ?? []))];
    if (allowed === undefined && (extended.only ?? []).length > 0) {
      const named = extended.only?.join(', ');
      this.#leave(
        at.line,
        `${pattern}: ${named} stood under "standard"; it is third party here, where this rule restricts nothing, so it needs no line.`,
      );
    }
    const external = this.#outside(allowed, [...(never.external ?? []), ...extended.never]);
    this.#rules.push({
      concerns: (membership) => membership.has(group),
      files: 'production',
      ...(inner === undefined ? {} : { inner }),
      ...(std === undefined ? {} : { std }),
      ...(external === undefined ? {} : { external }),
    });
  }

  /** Absent and empty lists say nothing. */
  #dependencyLists(rule: PeerValue, key: string): Lists {
    const value = rule.field(key);
    const list = (of: PeerValue | undefined): string[] | undefined => {
      const texts = of?.isList ? of.texts().map(({ text }) => text) : [];
      if (of !== undefined && !of.isList) of.fail(`"${key}" should hold lists.`);
      return texts.length === 0 ? undefined : texts;
    };
    // The first format had the list itself, and one for third parties beside it.
    const external = rule.field(`${key}External`);
    if (value?.isList) return { internal: list(value), external: list(external), standard: undefined };
    return {
      internal: list(value?.field('internal')),
      external: list(value?.field('external') ?? external),
      standard: list(value?.field('standard')),
    };
  }

  #inner(only: readonly string[] | undefined, never: readonly string[] | undefined): GroupRule['inner'] {
    if (only === undefined && never === undefined) return undefined;
    const groups = (patterns: readonly string[] | undefined) =>
      (patterns ?? []).flatMap((pattern) => this.#group(pattern, undefined) ?? []);
    const allowed = only && groups(only);
    const denied = groups(never);
    return {
      style: allowed === undefined ? 'deny' : 'allow',
      allows: (imported) =>
        (allowed === undefined || allowed.some((group) => imported.has(group))) &&
        !denied.some((group) => imported.has(group)),
    };
  }

  #outside(only: readonly string[] | undefined, never: readonly string[] | undefined): OutsideDecision | undefined {
    if (only === undefined && (never === undefined || never.length === 0)) return undefined;
    const paths = (patterns: readonly string[] | undefined) =>
      (patterns ?? []).flatMap((pattern) => this.#outsidePath(pattern));
    const allowed = only && paths(only);
    const denied = paths(never);
    return {
      mentioned: [...(allowed ?? []), ...denied],
      allows: (path) =>
        (allowed === undefined || allowed.some((entry) => coversImport(entry, path))) &&
        !denied.some((entry) => coversImport(entry, path)),
    };
  }

  #outsidePath(pattern: string): string[] {
    if (!pattern.includes('*')) return [pattern];
    const path = pattern
      .replaceAll('.**', '/**')
      .replaceAll('**.', '**/')
      .replaceAll('.*', '/*')
      .replace(/\/\*{1,2}$/, '');
    if (/[^/*]\*|\*[^/*]/.test(path)) {
      this.#leave(undefined, `${pattern}: "*" for part of a segment of an import path means nothing here.`);
      return [];
    }
    return [path];
  }

  #group(pattern: string, line: number | undefined): PackageGroup | undefined {
    const found: PathsOfPattern = archGoPaths(pattern, this.#context.modulePath);
    if (!found.ok) {
      this.#leave(line, `${pattern}: ${found.message}`);
      return undefined;
    }
    const group = this.#book.of(found.paths, nameFrom(found.paths, 'all'), `The packages ${pattern}.`);
    if (group === undefined) this.#leave(line, `${pattern} cannot be said as a path pattern.`);
    return group;
  }

  #leave(line: number | undefined, message: string): void {
    this.#notes.add(line, message, this.#about);
  }
}

interface Lists {
  readonly internal: readonly string[] | undefined;
  readonly external: readonly string[] | undefined;
  readonly standard: readonly string[] | undefined;
}

function isExtended(path: string): boolean {
  return coversImport('golang.org/x', path);
}

function without(
  list: readonly string[] | undefined,
  unwanted: (path: string) => boolean,
): readonly string[] | undefined {
  return list?.filter((path) => !unwanted(path));
}
