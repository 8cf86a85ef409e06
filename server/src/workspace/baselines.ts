/**
 * The baselines in force in a workspace: where they lie, what they say, and which findings they know.
 *
 * A known finding stays in its file's verdict as a hint marked `known`: the editor keeps it out of the problems and still offers its
 * fixes, a check leaves it out. A baseline that cannot be read is reported as an issue of its file; in the editor the last good one
 * stays in force, as with configurations. Nothing is written here.
 */
import type { ConfigIssue, Origin } from '../config/config.ts';
import type { FileChange } from '../go/textEdit.ts';
import { type ModuleInfo, type Package, type ProjectFile, packagePath } from '../model/project.ts';
import { baselineFileName } from '../protocol.ts';
import {
  type BaselineIdentity,
  type BaselineState,
  baselineState,
  differenceEdit,
  grownBaseline,
  identityOf,
  idOf,
  shrunkBaseline,
} from '../rules/baseline.ts';
import { type BaselineEntry, formatBaseline, parseBaseline } from '../rules/baselineFile.ts';
import type { BaselineRenames, PackageRename } from '../rules/baselineRenames.ts';
import type { Engine, FileVerdict } from '../rules/engine.ts';
import type { Finding } from '../rules/rule.ts';
import { joinPath, parentOf, relativeTo } from './paths.ts';

/** Where the findings to compare with come from: everything before baselines are applied. */
export interface JudgedProject {
  readonly engine: Engine;
  readonly roots: readonly string[];
  readonly modules: readonly ModuleInfo[];
  readonly packages: Iterable<Pick<Package, 'path'>>;
  /** Who recognises renamed packages; an editor never asks, and does without. */
  readonly renames: BaselineRenames | undefined;
  /** The engine was given fewer rules than there are. */
  readonly someRulesOnly: boolean;
  file(path: string): ProjectFile | undefined;
  /** Findings of every file, Go or not. */
  allFindings(): Iterable<Finding>;
  findingsInPackage(packagePath: string, from: ModuleInfo): Iterable<Finding>;
  /** Findings in the files that findings about the project as a whole lie in. */
  findingsBesideProject(): Iterable<Finding>;
  text(path: string): string | undefined;
}

/** A baseline with what it is worth now. */
export interface BaselineReport extends BaselineState {
  /** Packages that are only called otherwise; their entries are not counted as gone. */
  readonly renamed: readonly PackageRename[];
  readonly path: string;
  /** Whether the file is there; the one that would be written otherwise. */
  readonly exists: boolean;
  /** Whether a configuration or the command line asked for this file. */
  readonly named: boolean;
}

interface Loaded {
  readonly path: string;
  readonly named: boolean;
  readonly text: string | undefined;
  readonly entries: readonly BaselineEntry[];
  readonly byId: ReadonlyMap<string, BaselineEntry>;
}

interface Place {
  readonly path: string;
  readonly named: boolean;
  /** Where a configuration names it. */
  readonly origin?: Origin;
}

export class Baselines {
  readonly #judged: JudgedProject;
  readonly #override: string | undefined;
  readonly #lastGood = new Map<string, Loaded>();
  #loaded = new Map<string, Loaded>();
  #issues = new Map<string, readonly ConfigIssue[]>();
  #settled = new WeakMap<FileVerdict, { known: string; verdict: FileVerdict }>();

  /** @param override the file that stands in place of every configured one */
  constructor(judged: JudgedProject, override: string | undefined) {
    this.#judged = judged;
    this.#override = override;
  }

  /** By the baseline, or by the configuration that names one which is not there. */
  get issues(): ReadonlyMap<string, readonly ConfigIssue[]> {
    return this.#issues;
  }

  /** Reads the baselines of all modules anew. */
  load(): void {
    this.#loaded = new Map();
    this.#issues = new Map();
    this.#settled = new WeakMap();
    for (const module of this.#judged.modules) this.#load(this.#placeOf(module));
  }

  /** A verdict in which the findings that a baseline knows are hints. The same object as long as nothing changes. */
  settled(verdict: FileVerdict, file: ProjectFile): FileVerdict {
    if (verdict.findings.length === 0) return verdict;
    const known = this.#knownOf(verdict.findings, file.module);
    if (known.size === 0) return verdict;
    const ids = [...known].map(({ start, rule }) => `${start} ${rule}`).join('\n');
    const before = this.#settled.get(verdict);
    if (before?.known === ids) return before.verdict;
    const findings = verdict.findings.map((finding) => (known.has(finding) ? asKnown(finding) : finding));
    const settled = { ...verdict, findings };
    this.#settled.set(verdict, { known: ids, verdict: settled });
    return settled;
  }

  /** The same for findings in a file that is not Go. */
  settledFindings(findings: readonly Finding[], path: string): readonly Finding[] {
    const module = this.#moduleOf(path);
    const known = module ? this.#knownOf(findings, module) : new Set<Finding>();
    return known.size === 0 ? findings : findings.map((finding) => (known.has(finding) ? asKnown(finding) : finding));
  }

  /** Every baseline that is there or was asked for, compared with all findings of the workspace. */
  reports(): BaselineReport[] {
    const shown = [...this.#loaded.values()].filter(({ text, named }) => text !== undefined || named);
    if (shown.length === 0) return [];
    return shown.map((loaded) => {
      const { path, named, text, entries } = loaded;
      const state = baselineState(entries, this.#countAll(loaded), (entry) => this.#canJudge(entry, loaded));
      const renamed = state.stale.length === 0 ? [] : this.#renames(loaded);
      const stale = state.stale.filter((entry) => this.#carriedOver([entry], renamed)[0] === entry);
      return { path, exists: text !== undefined, named, ...state, stale, renamed };
    });
  }

  /**
   * What `--update-baseline` writes: entries without what is gone, under the new names of packages that were only renamed, and, where new
   * findings are accepted, with those.
   */
  updated(
    accepted: readonly Finding[],
  ): { readonly path: string; readonly before: string | undefined; readonly after: string }[] {
    return [...this.#loaded.values()].flatMap((loaded) => {
      const found = this.#countAll(loaded);
      const growing = accepted.filter((finding) => this.#baselineOf(finding) === loaded.path);
      if (loaded.text === undefined && growing.length === 0) return [];
      const entries = this.#carriedOver(loaded.entries, this.#renames(loaded));
      const shrunk = shrunkBaseline(entries, found, (entry) => this.#canJudge(entry, loaded));
      const grown = grownBaseline(
        shrunk,
        growing.map((finding) => this.#identityOf(finding)),
        found,
      );
      const after = formatBaseline(grown);
      const same = loaded.text !== undefined && loaded.text.replace(/\r\n/g, '\n') === after;
      return same ? [] : [{ path: loaded.path, before: loaded.text, after }];
    });
  }

  /**
   * The change that adds a finding to its baseline, which is created when there is none; undefined for what is known already, cannot
   * fail a run anyway, or has a baseline that cannot be read. `alike` is how many findings the entry then covers.
   */
  addition(finding: Finding): { readonly change: FileChange; readonly alike: number } | undefined {
    if (finding.known || !canFail(finding)) return undefined;
    const module = this.#moduleOf(finding.path);
    const loaded = module && this.#loaded.get(this.#placeOf(module).path);
    if (!loaded || this.#issues.has(loaded.path)) return undefined;
    const identity = this.#identityOf(finding);
    const found = this.#countAlike(identity, module);
    const after = formatBaseline(grownBaseline(loaded.entries, [identity], found));
    const alike = found.get(idOf(identity)) ?? 1;
    if (loaded.text === undefined) return { change: { kind: 'create', path: loaded.path, content: after }, alike };
    const edits = [differenceEdit(loaded.text, after)];
    return { change: { kind: 'edit', path: loaded.path, edits }, alike };
  }

  #knownOf(findings: readonly Finding[], module: ModuleInfo): ReadonlySet<Finding> {
    const known = new Set<Finding>();
    const loaded = this.#loaded.get(this.#placeOf(module).path);
    if (!loaded || loaded.byId.size === 0) return known;
    for (const finding of findings) {
      const identity = this.#identityOf(finding);
      const id = idOf(identity);
      const entry = loaded.byId.get(id);
      if (entry && (this.#countAlike(identity, module).get(id) ?? 0) <= entry.count) known.add(finding);
    }
    return known;
  }

  /** Counts what can share an entry with the identity, without judging more than that. */
  #countAlike({ package: owner }: BaselineIdentity, module: ModuleInfo): Map<string, number> {
    return this.#count(
      owner === undefined ? this.#judged.findingsBesideProject() : this.#judged.findingsInPackage(owner, module),
    );
  }

  /** What a baseline is asked about: other checkouts of a module find the same under the same names, and have their own. */
  #countAll({ path }: Loaded): Map<string, number> {
    return this.#count([...this.#judged.allFindings()].filter((finding) => this.#baselineOf(finding) === path));
  }

  #carriedOver(entries: readonly BaselineEntry[], renames: readonly PackageRename[]): readonly BaselineEntry[] {
    return this.#judged.renames?.apply(entries, renames) ?? entries;
  }

  #renames(loaded: Loaded): readonly PackageRename[] {
    const { renames } = this.#judged;
    if (!renames) return [];
    const counting = [...this.#judged.allFindings()].filter(
      (finding) => canFail(finding) && this.#baselineOf(finding) === loaded.path,
    );
    return renames.find({
      entries: loaded.entries,
      found: this.#count(counting),
      packages: new Set([...this.#judged.packages].map(({ path }) => path)),
      canJudge: (entry) => this.#canJudge(entry, loaded),
    });
  }

  #baselineOf({ path }: Finding): string | undefined {
    const module = this.#moduleOf(path);
    return module && this.#placeOf(module).path;
  }

  #count(findings: Iterable<Finding>): Map<string, number> {
    const counts = new Map<string, number>();
    for (const finding of findings) {
      const id = idOf(this.#identityOf(finding));
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }

  #identityOf(finding: Finding): BaselineIdentity {
    const file = this.#judged.file(finding.path);
    const aboutProject = this.#judged.engine.rules.get(finding.rule)?.judgeProject !== undefined;
    return identityOf(finding, file && !aboutProject ? packagePath(file.module, file.dir) : undefined);
  }

  /** A run of some rules, or of some modules, has nothing to say about the entries of others. */
  #canJudge(entry: BaselineEntry, loaded: Loaded): boolean {
    const { engine, modules, roots, someRulesOnly } = this.#judged;
    if (someRulesOnly && !engine.rules.has(entry.rule)) return false;
    const owner = entry.package;
    // Other modules of a go.work are known by name, and not read.
    const read = modules.filter(({ dir }) => roots.some((root) => isWithin(root, dir)));
    if (owner !== undefined && read.some(({ path }) => owner === path || owner.startsWith(`${path}/`))) return true;
    const users = modules.filter((module) => this.#placeOf(module).path === loaded.path);
    return this.#override === undefined
      ? users.every((module) => roots.some((root) => isWithin(root, scopeDirectory(module))))
      : owner === undefined;
  }

  #placeOf(module: ModuleInfo): Place {
    if (this.#override !== undefined) return { path: this.#override, named: true };
    const configured = module.scope.config.baseline;
    if (configured && configured.origin.file !== '') {
      const { origin, path } = configured;
      return { path: joinPath(parentOf(origin.file), path), named: true, origin };
    }
    return { path: `${scopeDirectory(module)}/${baselineFileName}`, named: false };
  }

  #moduleOf(path: string): ModuleInfo | undefined {
    return (
      this.#judged.file(path)?.module ?? this.#judged.modules.find((module) => module.scope.config.files.includes(path))
    );
  }

  #load({ path, named, origin }: Place): void {
    if (this.#loaded.has(path)) return;
    const text = this.#judged.text(path);
    if (text === undefined && origin) this.#issues.set(origin.file, [missingIssue(path, origin)]);
    const parsed = text === undefined ? undefined : parseBaseline(text);
    if (parsed?.ok === false) {
      const { message, start, end } = parsed;
      this.#issues.set(path, [{ severity: 'error', message, file: path, start, end }]);
    }
    const entries = parsed?.ok ? parsed.entries : [];
    const loaded =
      parsed?.ok === false
        ? (this.#lastGood.get(path) ?? { path, named, text, entries, byId: new Map() })
        : { path, named, text, entries, byId: new Map(entries.map((entry) => [idOf(entry), entry])) };
    if (parsed?.ok) this.#lastGood.set(path, loaded);
    this.#loaded.set(path, loaded);
  }
}

/** No fault, since all it would do is silence; but who named it believes that it is there. */
function missingIssue(path: string, { file, start, end }: Origin): ConfigIssue {
  const name = relativeTo(parentOf(file), path) ?? path;
  const message = `The baseline ${name} does not exist, so every finding counts; write it with \`go-architect check --update-baseline --accept-new\`, or remove this line.`;
  return { severity: 'warning', message, file, start, end };
}

/** The folder whose baseline a module uses when nothing is said: that of its configuration, or its own. */
function scopeDirectory(module: ModuleInfo): string {
  const below = module.scope.patternPath('');
  return below === '' ? module.dir : module.dir.slice(0, -below.length - 1);
}

function isWithin(directory: string, path: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

function canFail({ severity }: Finding): boolean {
  return severity === 'error' || severity === 'warning';
}

function asKnown(finding: Finding): Finding {
  return { ...finding, severity: 'hint', known: true, message: `${finding.message} (Known: it is in the baseline.)` };
}
