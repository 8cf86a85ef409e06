/**
 * A workspace as the language server and the command line hold it: what lies on disk and in open buffers, linked into a
 * project and kept up to date.
 *
 * It knows where text comes from and when facts are stale; it knows nothing of LSP or of terminals. Changes are applied one
 * after the other; whoever asks for findings gets the state after the last change that was applied.
 */

import { readFileSync, statSync } from 'node:fs';
import type { ConfigIssue } from '../config/config.ts';
import type { KnownRule } from '../config/ruleIssues.ts';
import type { Depth, ObserverFailure, ObserverTable } from '../go/extract.ts';
import { isTestFile } from '../go/fileKind.ts';
import { GoParser } from '../go/parser.ts';
import type { FlatTree } from '../go/tree.ts';
import { Project, type ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';
import type { BaselineRenames } from '../rules/baselineRenames.ts';
import type { Engine, FileVerdict } from '../rules/engine.ts';
import type { Finding, FixOffer } from '../rules/rule.ts';
import { type BaselineReport, Baselines } from './baselines.ts';
import { loadCatalogue } from './catalogueFile.ts';
import { Configurations, type Governance } from './configurations.ts';
import { dependencyFacts } from './dependencyFacts.ts';
import { type Discovery, type DiscoveryProblem, discover } from './discovery.ts';
import { OpenDocument, type TextChange } from './documents.ts';
import type { FactsCache } from './factsCache.ts';
import { readFacts } from './factsReader.ts';
import { Judgements } from './judgements.ts';
import { loadParserModule } from './parserModule.ts';
import { parentOf } from './paths.ts';
import { filesOf, moduleInfo, type WantedFile } from './workspaceFiles.ts';

export interface WorkspaceOptions {
  /** Absolute directories. */
  readonly roots: readonly string[];
  /** The folder one works in, where the roots are less than that. */
  readonly within?: string | undefined;
  readonly engine: Engine;
  /** Less than `syntax` is for checks of rules that need no more. */
  readonly depth: Depth;
  /** The configuration that stands in place of every other one; absolute. */
  readonly configuration?: string | undefined;
  /** The file with known findings that stands in place of every configured one; absolute. */
  readonly baseline?: string | undefined;
  /** The engine was given fewer rules than there are, so what the others found is not known. */
  readonly someRulesOnly?: boolean | undefined;
  /** Who recognises renamed packages in a baseline; without, they are gone and new. */
  readonly renames?: BaselineRenames | undefined;
  /** Every rule a configuration may speak of, where the engine was given fewer. */
  readonly knownRules?: readonly KnownRule[] | undefined;
  /** What the last run learnt; headers alone are not worth remembering. */
  readonly cache?: FactsCache | undefined;
  /**
   * Packages that neither the project nor the catalogue knows are read from `vendor` or the module cache, when they are there. Costs
   * time and memory with the number of such packages; findings are then not remembered.
   */
  readonly readDependencies?: boolean | undefined;
  /**
   * Files are read for the rules that are on when the workspace is opened, and for no others. Not for an editor: there, a rule that is
   * turned on is to be answered at once.
   */
  readonly onlyRulesInForce?: boolean | undefined;
  /** Something unexpected that people who look into the log want to know. */
  log(message: string): void;
}

export interface LoadProgress {
  readonly signal?: AbortSignal;
  /** Called now and then while files are read. */
  onProgress?(done: number, total: number): void;
}

/** A file the workspace could not take, and why. */
export interface SkippedSource {
  readonly path: string;
  readonly reason: string;
  /** Nobody meant it to be left out: it cannot be read. */
  readonly isUnreadable: boolean;
}

export class Workspace implements SourceProvider {
  readonly project = new Project();
  readonly engine: Engine;
  readonly #options: WorkspaceOptions;
  readonly #parser: GoParser;
  readonly #configurations: Configurations;
  readonly #baselines: Baselines;
  readonly #judgements: Judgements;
  readonly #documents = new Map<string, OpenDocument>();
  /** Open buffers of other files than Go. */
  readonly #buffers = new Map<string, string>();
  /** Syntax of files that were asked for last: whoever asks for one fix of a file mostly asks for the next. */
  readonly #parsed = new Map<string, FlatTree>();
  /** What looks at files; settled by the first load. */
  #observers: ObserverTable | undefined;
  readonly #unreadable = new Map<string, string>();
  readonly #failuresTold = new Set<string>();
  #roots: readonly string[];
  #discovery: Discovery = discover([]);
  #governance: readonly Governance[] = [];
  private constructor(options: WorkspaceOptions, parser: GoParser) {
    this.#options = options;
    this.#roots = options.roots;
    this.engine = options.engine;
    this.#parser = parser;
    const rules = options.knownRules ?? [...options.engine.rules.values()].map((rule) => rule.meta);
    this.project.useOutside(loadCatalogue, options.readDependencies ? dependencyFacts(parser) : undefined);
    this.#configurations = new Configurations(rules, (path) => this.text(path));
    this.#configurations.useInstead(options.configuration);
    // Headers alone are not worth remembering, and what dependencies say is not part of what is compared.
    const { cache, depth, readDependencies } = options;
    const isRemembered = depth !== 'imports' && readDependencies !== true;
    this.#judgements = new Judgements(this.project, options.engine, this, isRemembered ? cache : undefined);
    this.#baselines = this.#createBaselines(options);
  }

  /** An empty workspace; `reload` fills it, and documents may open before that is done. */
  static async create(options: WorkspaceOptions): Promise<Workspace> {
    return new Workspace(options, GoParser.create(await loadParserModule()));
  }

  /** Discovers and reads everything. An aborted load leaves what was read so far. */
  static async open(options: WorkspaceOptions, progress: LoadProgress = {}): Promise<Workspace> {
    const workspace = await Workspace.create(options);
    await workspace.reload(progress);
    return workspace;
  }

  get governance(): readonly Governance[] {
    return this.#governance;
  }

  get discovery(): Discovery {
    return this.#discovery;
  }

  /** Problems of configurations and baselines, by path; a file without any is listed with none. */
  get configurationIssues(): ReadonlyMap<string, readonly ConfigIssue[]> {
    const { issues } = this.#baselines;
    if (issues.size === 0) return this.#configurations.issues;
    const all = new Map(this.#configurations.issues);
    for (const [path, found] of issues) all.set(path, [...(all.get(path) ?? []), ...found]);
    return all;
  }

  /** Problems of one file. A configuration that is only in an editor yet governs nothing, and is read all the same. */
  configurationIssuesOf(path: string): readonly ConfigIssue[] {
    return this.configurationIssues.get(path) ?? this.#configurations.issuesIn(path);
  }

  /** What is wrong with go.mod and go.work files. */
  get moduleProblems(): readonly DiscoveryProblem[] {
    return this.#discovery.problems;
  }

  /** Everything that was left out, with its reason. */
  get skipped(): readonly SkippedSource[] {
    return [
      ...this.#discovery.skipped.map(({ path, reason, detail }) => ({
        path,
        reason: detail,
        isUnreadable: reason === 'unreadable',
      })),
      ...[...this.#unreadable].map(([path, reason]) => ({ path, reason, isUnreadable: true })),
    ];
  }

  /** From the next `reload` on, judges by this configuration in place of every other one; undefined ends that. */
  useConfiguration(path: string | undefined): void {
    this.#configurations.useInstead(path);
  }

  setRoots(roots: readonly string[]): void {
    this.#roots = roots;
  }

  /**
   * Looks at the folders anew: modules, configurations, files that came and went. Facts of files that stayed are kept
   * unless `changed` names them.
   */
  async reload(progress: LoadProgress = {}, changed: ReadonlySet<string> = new Set()): Promise<void> {
    this.#configurations.invalidate();
    const discovery = discover(this.#roots, {
      exclusionsOf: (path) => this.#configurations.exclusionsOf(path),
      exclusionsWithout: () => this.#configurations.exclusionsWithout(),
      within: this.#options.within,
    });
    this.#discovery = discovery;
    this.#governance = this.#configurations.govern(discovery);
    const modules = new Map(this.#governance.map((governed) => [governed.module.dir, moduleInfo(governed, discovery)]));
    const wanted = filesOf(discovery, modules);
    const missing: WantedFile[] = [];
    const kept: ProjectFile[] = [];
    for (const file of wanted.values()) {
      const known = this.project.files.get(file.path);
      if (known && !changed.has(file.path)) kept.push({ ...file, facts: known.facts });
      else missing.push(file);
    }
    for (const path of this.#unreadable.keys())
      if (!wanted.has(path) || changed.has(path)) this.#unreadable.delete(path);
    this.project.reset([...modules.values()], kept);
    this.#observers ??= this.#options.onlyRulesInForce
      ? this.engine.observersOver([...modules.values()])
      : this.engine.observers;
    this.#options.cache?.useFor(this.#observers.rules);
    this.#baselines.load();
    for (const document of this.#documents.values()) this.#linkDocument(document);
    const unopened = missing.filter((file) => !this.#documents.has(file.path) && !this.#remembered(file));
    await this.#read(unopened, progress);
    this.#judgements.recall(this.#governance);
  }

  /** Reads files anew whose content changed on disk; files that came or went need `reload`. */
  async refresh(paths: readonly string[], progress: LoadProgress = {}): Promise<void> {
    const files = paths.flatMap((path) => {
      const file = this.project.files.get(path);
      return file && !this.#documents.has(path) ? [file] : [];
    });
    await this.#read(files, progress);
  }

  /** Reads as much of every file as a depth asks for, where only headers were read: fixes look at more than what is found. */
  async readDeeper(depth: Depth): Promise<void> {
    if (this.#options.depth !== 'imports') return;
    const unopened = [...this.project.files.values()].filter(({ path }) => !this.#documents.has(path));
    await this.#read(unopened, {}, depth);
  }

  /** Whether a change of this file means more than new content: a module, a configuration, a file not seen before. */
  needsReload(path: string): boolean {
    return !this.project.files.has(path) || this.#configurations.files.has(path);
  }

  openDocument(path: string, version: number, text: string): void {
    this.closeDocument(path);
    const document = new OpenDocument(path, version, text, this.#parser);
    this.#documents.set(path, document);
    this.#linkDocument(document);
  }

  changeDocument(path: string, version: number, changes: readonly TextChange[]): void {
    const document = this.#documents.get(path);
    if (!document) return;
    for (const change of changes) document.change(change);
    document.version = version;
    this.#linkDocument(document);
  }

  /** From now on the disk counts again; the caller refreshes the file. */
  closeDocument(path: string): void {
    this.#documents.get(path)?.dispose();
    this.#documents.delete(path);
  }

  document(path: string): OpenDocument | undefined {
    return this.#documents.get(path);
  }

  /** An open buffer of a file other than Go, such as the configuration; undefined closes it. */
  setBuffer(path: string, text: string | undefined): void {
    if (text === undefined) this.#buffers.delete(path);
    else this.#buffers.set(path, text);
  }

  /**
   * Findings of a Go file after suppressions, those that the baseline knows marked as such; undefined when the file is not part of the
   * project.
   */
  verdict(path: string): FileVerdict | undefined {
    const file = this.project.files.get(path);
    const verdict = this.#judgements.verdict(path);
    return file && verdict ? this.#baselines.settled(verdict, file) : verdict;
  }

  /** Findings of rules about the project as a whole that lie in files other than Go, by path. */
  findingsOutsideGo(): ReadonlyMap<string, readonly Finding[]> {
    const settled = ([path, findings]: readonly [string, readonly Finding[]]) =>
      [path, this.#baselines.settledFindings(findings, path)] as const;
    return new Map([...this.#judgements.outsideGo()].map(settled));
  }

  /** The baselines of the workspace, compared with everything that was found; judges every file. */
  baselineReports(): readonly BaselineReport[] {
    return this.#baselines.reports();
  }

  /** What baselines become without what is gone and with `accepted`; nothing for those that stay as they are. */
  updatedBaselines(accepted: readonly Finding[]): ReturnType<Baselines['updated']> {
    return this.#baselines.updated(accepted);
  }

  /** The change that adds a finding to its baseline; undefined where there is nothing to add. */
  baselineAddition(finding: Finding): ReturnType<Baselines['addition']> {
    return this.#baselines.addition(finding);
  }

  /** Reads the baselines anew, after they were written. */
  reloadBaselines(): void {
    this.#baselines.load();
  }

  /** Puts on disk what this run learnt, for the next one. A failure is logged; it costs time and nothing else. */
  remember(): void {
    if (this.engine.failures > 0 || this.#failuresTold.size > 0) return;
    const problem = this.#judgements.remember();
    if (problem !== undefined) this.#options.log(`The cache cannot be written: ${problem}`);
  }

  fixes(finding: Finding): readonly FixOffer[] {
    return this.#judgements.fixes(finding);
  }

  /** What the fixes of a finding are called. */
  fixTitles(finding: Finding): readonly string[] {
    return this.#judgements.fixTitles(finding);
  }

  /** What the best of the fixes is called; undefined where nothing can be offered. */
  bestFixTitle(finding: Finding): string | undefined {
    return this.#judgements.bestFixTitle(finding);
  }

  tree(path: string): FlatTree | undefined {
    const document = this.#documents.get(path);
    if (document) return document.tree;
    const text = this.text(path);
    if (text === undefined) return undefined;
    const known = this.#parsed.get(path);
    if (known?.text === text) return known;
    const tree = this.#parser.parse(text);
    this.#parsed.delete(path);
    this.#parsed.set(path, tree);
    const [oldest] = this.#parsed.keys();
    if (this.#parsed.size > KEPT_TREES && oldest !== undefined) this.#parsed.delete(oldest);
    return tree;
  }

  /** Syntax of a text that is in no file, such as one that is about to be. */
  parse(text: string): FlatTree {
    return this.#parser.parse(text);
  }

  text(path: string): string | undefined {
    const open = this.#documents.get(path)?.text ?? this.#buffers.get(path);
    if (open !== undefined) return open;
    try {
      // A pipe would be waited for, and whoever waits for a configuration waits for ever.
      return statSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;
    } catch {
      // Missing and unreadable are the same answer here; who needs the difference has it from discovery.
      return undefined;
    }
  }

  dispose(): void {
    for (const document of this.#documents.values()) document.dispose();
    this.#documents.clear();
  }

  async #read(files: readonly WantedFile[], progress: LoadProgress, depth = this.#options.depth): Promise<void> {
    let done = 0;
    await readFacts({
      files,
      depth,
      parser: this.#parser,
      observers: this.#observers ?? this.engine.observers,
      signal: progress.signal,
      remember: this.#options.cache && ((path, stamp, packed) => this.#options.cache?.store(path, stamp, packed)),
      onFacts: (file, facts) => {
        this.#unreadable.delete(file.path);
        // A buffer opened meanwhile is newer than what was on disk.
        if (!this.#documents.has(file.path)) this.project.setFile({ ...file, facts });
        if (++done % 256 === 0) progress.onProgress?.(done, files.length);
      },
      onUnreadable: (file, reason) => {
        this.#unreadable.set(file.path, reason);
        this.project.removeFile(file.path);
      },
      onObserverFailure: (failure) => this.#tellFailure(failure),
    });
  }

  /** Takes a file's facts from the cache when it is as it was. */
  #remembered(file: WantedFile): boolean {
    const facts = this.#options.depth === 'imports' ? undefined : this.#options.cache?.lookup(file.path);
    if (facts) this.project.setFile({ ...file, facts });
    return facts !== undefined;
  }

  #linkDocument(document: OpenDocument): void {
    const file = this.project.files.get(document.path) ?? this.#placeOf(document.path);
    if (!file) return;
    const observers = this.engine.observersFor(file.module);
    const facts = document.facts(file.isTest ? observers.inTests : observers, (failure) => this.#tellFailure(failure));
    this.project.setFile({ ...file, facts });
  }

  /** Where a file that is not on disk (yet) would belong; undefined outside of every module. */
  #placeOf(path: string): WantedFile | undefined {
    if (!path.endsWith('.go')) return undefined;
    const directory = parentOf(path);
    const { modules, neighbours } = this.project;
    const module = [...modules, ...neighbours]
      .filter(({ dir }) => directory === dir || directory.startsWith(`${dir}/`))
      .sort((a, b) => b.dir.length - a.dir.length)[0];
    // What governs a neighbour, and what else it holds, is not known.
    if (!module || module.isNeighbour || this.#isSkipped(path)) return undefined;
    return { path, module, dir: directory.slice(module.dir.length + 1), isTest: isTestFile(path) };
  }

  #isSkipped(path: string): boolean {
    return this.#discovery.skipped.some((skipped) => path === skipped.path || path.startsWith(`${skipped.path}/`));
  }

  #createBaselines({ baseline, someRulesOnly = false, renames }: WorkspaceOptions): Baselines {
    const { project, engine } = this;
    const judgements = this.#judgements;
    const roots = () => this.#roots;
    return new Baselines(
      {
        engine,
        someRulesOnly,
        renames,
        get roots() {
          return roots();
        },
        get modules() {
          return project.modules;
        },
        get packages() {
          return project.packages.values();
        },
        file: (path) => project.files.get(path),
        allFindings: () => judgements.findingsIn([...project.files.keys(), ...judgements.ofProject().keys()]),
        findingsInPackage: (path, from) => judgements.findingsIn(project.packageAt(path, from)?.files.keys() ?? []),
        findingsBesideProject: () => judgements.findingsIn(judgements.ofProject().keys()),
        text: (path) => this.text(path),
      },
      baseline,
    );
  }

  #tellFailure({ rule, error }: ObserverFailure): void {
    if (this.#failuresTold.has(rule)) return;
    this.#failuresTold.add(rule);
    this.#options.log(
      `Rule ${rule} failed and is left out where it fails: ${error instanceof Error ? error.stack : error}`,
    );
  }
}

const KEPT_TREES = 16;
