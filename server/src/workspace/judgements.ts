/**
 * What the rules found in a workspace, before baselines: each file is judged when it is asked for and again when something changed that
 * the rules can notice. What an earlier run left in the cache is taken until the first change.
 */
import type { FileFacts } from '../go/facts.ts';
import type { Project, ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';
import { bestOf, type Engine, type FileVerdict, NOTHING_FOUND } from '../rules/engine.ts';
import type { Finding, FixOffer } from '../rules/rule.ts';
import { basisOf } from './cacheBasis.ts';
import type { Governance } from './configurations.ts';
import type { FactsCache, FixTitles, Found } from './factsCache.ts';

/** What was found in a file, and the state of file and project that it rests on. */
interface Judged {
  readonly facts: FileFacts;
  readonly surface: number;
  readonly headers: number;
  readonly verdict: FileVerdict;
}

export class Judgements {
  readonly #project: Project;
  readonly #engine: Engine;
  readonly #sources: SourceProvider;
  readonly #cache: FactsCache | undefined;
  /** By path. A weak map by facts would forget by itself, and costs a check of ten thousand files more than judging them. */
  readonly #verdicts = new Map<string, Judged>();
  /** What the cache says was found, and the state of the project it speaks of. */
  #found: { readonly generation: number; readonly basis: string; readonly found: Found | undefined } | undefined;
  /** Titles of fixes that were worked out in this run. */
  readonly #titles = new Map<string, FixTitles>();
  #projectFindings: { headers: number; byPath: ReadonlyMap<string, readonly Finding[]> } | undefined;

  /** @param cache what the last run learnt, when findings may be taken from there and remembered */
  constructor(project: Project, engine: Engine, sources: SourceProvider, cache: FactsCache | undefined) {
    this.#project = project;
    this.#engine = engine;
    this.#sources = sources;
    this.#cache = cache;
  }

  /** Looks into the cache for what was found in the project as it is now. */
  recall(governance: readonly Governance[]): void {
    for (const path of this.#verdicts.keys()) if (!this.#project.files.has(path)) this.#verdicts.delete(path);
    const cache = this.#cache;
    if (!cache) return;
    const basis = basisOf(governance, cache.surface(this.#project.files.keys()), this.#engine.today());
    this.#found = { generation: this.#project.generation, basis, found: cache.found(basis) };
  }

  /** Puts on disk what this run learnt, for the next one; says what is wrong when it cannot. */
  remember(): string | undefined {
    const cache = this.#cache;
    const state = this.#found;
    // Findings in open documents are not those of what lies on disk.
    if (!cache || !state || state.generation !== this.#project.generation) return undefined;
    const isCurrent = cache.isCurrent(state.basis);
    if (isCurrent && this.#titles.size === 0) return undefined;
    const verdicts: Record<string, FileVerdict | 0> = { ...state.found?.verdicts };
    for (const file of this.#project.files.values()) {
      const known = this.#judged(file)?.verdict;
      if (known) verdicts[file.path] = known.findings.length === 0 && known.suppressed === 0 ? 0 : known;
    }
    return cache.write({
      basis: state.basis,
      verdicts,
      outsideGo: Object.fromEntries(this.outsideGo()),
      titles: { ...(isCurrent ? state.found?.titles : {}), ...Object.fromEntries(this.#titles) },
    });
  }

  /** Findings of a Go file after suppressions; undefined when the file is not part of the project. */
  verdict(path: string): FileVerdict | undefined {
    const file = this.#project.files.get(path);
    if (!file) {
      this.#verdicts.delete(path);
      return undefined;
    }
    const recalled = this.#recalled()?.verdicts[path];
    if (recalled !== undefined) return recalled === 0 ? NOTHING_FOUND : recalled;
    const { surface, headers } = this.#project;
    const known = this.#judged(file);
    if (known?.surface === surface && known.headers === headers) return known.verdict;
    const verdict = this.#engine.judgeFile(this.#project, file, this.ofProject().get(path) ?? []);
    this.#verdicts.set(path, { facts: file.facts, surface, headers, verdict });
    return verdict;
  }

  /** What was said of the file with the facts it has. */
  #judged({ path, facts }: ProjectFile): Judged | undefined {
    const known = this.#verdicts.get(path);
    return known?.facts === facts ? known : undefined;
  }

  /** Findings of rules about the project as a whole that lie in files other than Go, by path. */
  outsideGo(): ReadonlyMap<string, readonly Finding[]> {
    const recalled = this.#recalled();
    if (recalled) return new Map(Object.entries(recalled.outsideGo));
    return new Map([...this.ofProject()].filter(([path]) => !this.#project.files.has(path)));
  }

  /** Findings of rules about the project as a whole, by path. */
  ofProject(): ReadonlyMap<string, readonly Finding[]> {
    const { headers } = this.#project;
    if (this.#projectFindings?.headers === headers) return this.#projectFindings.byPath;
    const byPath = new Map<string, Finding[]>();
    for (const finding of this.#engine.judgeProject(this.#project)) {
      const list = byPath.get(finding.path);
      if (list) list.push(finding);
      else byPath.set(finding.path, [finding]);
    }
    this.#projectFindings = { headers, byPath };
    return byPath;
  }

  /** Findings in files of any kind. */
  *findingsIn(paths: Iterable<string>): Iterable<Finding> {
    for (const path of new Set(paths)) yield* this.verdict(path)?.findings ?? this.ofProject().get(path) ?? [];
  }

  fixes(finding: Finding): readonly FixOffer[] {
    return this.#engine.fixes(finding, this.#project, this.#sources);
  }

  /** What the fixes of a finding are called: remembered, because working that out takes the syntax of its file. */
  fixTitles(finding: Finding): readonly string[] {
    const known = this.#knownTitles(finding);
    if (known?.all) return known.titles;
    const offers = this.fixes(finding);
    const best = bestOf(offers)?.title;
    return this.#keepTitles(finding, {
      titles: offers.map(({ title }) => title),
      ...(best ? { best } : {}),
      all: true,
    });
  }

  /** What the best of the fixes is called, for whoever shows one; undefined where nothing can be offered. */
  bestFixTitle(finding: Finding): string | undefined {
    const known = this.#knownTitles(finding);
    if (known) return known.best ?? known.titles[0];
    const best = this.#engine.bestFix(finding, this.#project, this.#sources);
    return this.#keepTitles(finding, { titles: best ? [best.title] : [], all: !best })[0];
  }

  #knownTitles(finding: Finding): FixTitles | undefined {
    const key = findingKey(finding);
    const recalled = this.#recalled();
    const isGood = recalled !== undefined && this.#cache?.isCurrent(recalled.basis) === true;
    return this.#titles.get(key) ?? (isGood ? recalled.titles[key] : undefined);
  }

  #keepTitles(finding: Finding, found: FixTitles): readonly string[] {
    this.#titles.set(findingKey(finding), found);
    return found.titles;
  }

  /** Until the first change after loading. */
  #recalled(): Found | undefined {
    return this.#found?.generation === this.#project.generation ? this.#found.found : undefined;
  }
}

function findingKey({ path, rule, start, key }: Finding): string {
  return [path, rule, start, key].join('\0');
}
