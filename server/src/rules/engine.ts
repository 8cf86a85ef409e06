/**
 * Runs rules over a linked project and settles what is left to say: levels from the configuration, suppressions in the
 * source, and a fence around each rule, so that one that throws is reported once and the others go on.
 *
 * It is given the project and returns findings; who shows them, and where facts come from, is not its business.
 */
import type { RuleSetting } from '../config/scope.ts';
import { type Observer, ObserverTable, withObserver } from '../go/extract.ts';
import { isImportCycle } from '../go/importEdits.ts';
import { isOlderThan } from '../model/goVersion.ts';
import type { ModuleInfo, Project, ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';
import type { Finding, FixContext, FixOffer, Report, Rule, RuleId, Severity } from './rule.ts';
import { inLineEndsOfFiles } from './support/lineEnds.ts';
import { cannotWrap, offersWrapping } from './support/wrapping.ts';
import { settleSuppressions } from './suppression/settle.ts';

export interface RuleFailure {
  readonly rule: string;
  readonly path: string | undefined;
  readonly error: unknown;
}

/** What judging one file gave. */
export interface FileVerdict {
  readonly findings: readonly Finding[];
  /** Findings silenced by a comment in the source. */
  readonly suppressed: number;
}

/** A rule with what the configuration makes of it. */
interface RuleInForce {
  readonly rule: Rule;
  readonly id: RuleId;
  readonly level: Severity;
  readonly options: unknown;
}

/** What judges the files of a module. */
interface InForce {
  readonly active: ReadonlySet<string>;
  readonly inCode: readonly RuleInForce[];
  readonly inTests: readonly RuleInForce[];
}

export class Engine {
  readonly rules: ReadonlyMap<string, Rule>;
  readonly observers: ObserverTable;
  readonly #settings = new WeakMap<object, Map<string, RuleSetting>>();
  readonly #rulesInForce = new WeakMap<object, InForce>();
  readonly #observersOf = new WeakMap<object, ObserverTable>();
  readonly #onFailure: (failure: RuleFailure) => void;
  #failures = 0;

  /** The date as `YYYY-MM-DD`. */
  readonly today: () => string;

  /**
   * @param onFailure hears of every rule that threw; tests rethrow, the product logs once per rule
   * @param today the date as `YYYY-MM-DD`, for suppressions that end
   */
  constructor(rules: readonly Rule[], onFailure: (failure: RuleFailure) => void, today: () => string) {
    this.rules = new Map(rules.map((rule) => [rule.meta.id, rule]));
    this.observers = new ObserverTable(observersOf(rules));
    this.#onFailure = (failure) => {
      this.#failures++;
      onFailure(failure);
    };
    this.today = today;
  }

  /** How often a rule threw; what was found then is not to be remembered. */
  get failures(): number {
    return this.#failures;
  }

  /** How the configuration that governs `module` sets a rule. */
  setting(rule: Rule, module: ModuleInfo): RuleSetting {
    let settings = this.#settings.get(module.scope);
    if (!settings) {
      settings = new Map();
      this.#settings.set(module.scope, settings);
    }
    let setting = settings.get(rule.meta.id);
    if (!setting) {
      setting = module.scope.ruleSetting(rule.meta);
      settings.set(rule.meta.id, setting);
    }
    return setting;
  }

  /** The observers of the rules that are on in one of the modules. */
  observersOver(modules: readonly ModuleInfo[]): ObserverTable {
    const on = [...this.rules.values()].filter((rule) =>
      modules.some((module) => this.setting(rule, module).level !== 'off'),
    );
    return on.length === this.rules.size ? this.observers : new ObserverTable(observersOf(on));
  }

  /** The rules that a module's configuration has on: worked out once, because it is asked for with every file. */
  #inForce(module: ModuleInfo): InForce {
    let inForce = this.#rulesInForce.get(module.scope);
    if (!inForce) {
      const inCode: RuleInForce[] = [];
      for (const rule of this.rules.values()) {
        const { level, options } = this.setting(rule, module);
        if (level !== 'off') inCode.push({ rule, id: rule.meta.id, level, options });
      }
      inForce = {
        active: new Set(inCode.map(({ id }) => id)),
        inCode,
        inTests: inCode.filter(({ rule }) => rule.meta.tests !== false),
      };
      this.#rulesInForce.set(module.scope, inForce);
    }
    return inForce;
  }

  /** The observers of the rules that are on in a module, for files that are read anew with every keystroke. */
  observersFor(module: ModuleInfo): ObserverTable {
    let observers = this.#observersOf.get(module.scope);
    if (!observers) {
      const on = [...this.rules.values()].filter((rule) => this.setting(rule, module).level !== 'off');
      observers = new ObserverTable(observersOf(on));
      this.#observersOf.set(module.scope, observers);
    }
    return observers;
  }

  /**
   * Findings of one file, in document order, suppressions settled. Generated files are read but not judged.
   * `fromProject` are the findings of `judgeProject` that lie in this file; comments silence them as well.
   */
  judgeFile(project: Project, file: ProjectFile, fromProject: readonly Finding[] = []): FileVerdict {
    if (file.facts.header.generated) return NOTHING_FOUND;
    const findings: Finding[] = [...fromProject];
    const { active, inCode, inTests } = this.#inForce(file.module);
    for (const { rule, id, level, options } of file.isTest ? inTests : inCode) {
      if (isTooOldFor(rule, file.module)) continue;
      const observations = rule.judge ? file.facts.observations[id] : undefined;
      if (!rule.judgeFile && !observations) continue;
      const context = { project, file, options };
      // Two places may lead to one: a query that is put together once and sent twice is one finding.
      let said: Set<string> | undefined;
      const add = (report: Report | undefined) => {
        if (!report) return;
        const place = `${report.path ?? ''} ${report.start} ${report.end} ${report.message}`;
        said ??= new Set();
        if (said.has(place)) return;
        said.add(place);
        findings.push({ ...report, rule: id, severity: level, path: report.path ?? file.path });
      };
      this.#fenced(rule, file.path, () => {
        if (rule.judgeFile) for (const report of rule.judgeFile(context)) add(report);
        if (observations) for (const observation of observations) add(rule.judge?.(observation, context));
      });
    }
    if (findings.length === 0 && file.facts.suppressions.length === 0) return NOTHING_FOUND;
    const settled = settleSuppressions(findings, {
      path: file.path,
      suppressions: file.facts.suppressions,
      rules: this.rules,
      active,
      today: this.today,
      levelOf: (rule) => this.setting(rule, file.module).level,
    });
    return { ...settled, findings: this.#withoutEchoes(settled.findings) };
  }

  /** After comments, so that what is silenced hides nothing else. */
  #withoutEchoes(findings: readonly Finding[]): readonly Finding[] {
    const isEcho = ({ rule, start, end }: Finding) => {
      const louder = this.rules.get(rule)?.meta.echoOf;
      return louder?.some((id) =>
        findings.some((other) => other.rule === id && other.start === start && other.end === end),
      );
    };
    return findings.some(isEcho) ? findings.filter((finding) => !isEcho(finding)) : findings;
  }

  /** Findings about the project as a whole; each names its own path. */
  judgeProject(project: Project): readonly Finding[] {
    const findings: Finding[] = [];
    for (const rule of this.rules.values()) {
      if (!rule.judgeProject) continue;
      const module = project.modules.find((candidate) => this.setting(rule, candidate).level !== 'off');
      if (!module) continue;
      const { options } = this.setting(rule, module);
      this.#fenced(rule, undefined, () => {
        for (const report of rule.judgeProject?.({ project, options }) ?? []) {
          const { level } = this.setting(rule, moduleConcerned(project, report.path) ?? module);
          if (level !== 'off') findings.push({ ...report, rule: rule.meta.id, severity: level });
        }
      });
    }
    return findings;
  }

  /**
   * What a rule that judges observations says of a file, whatever its level, with no comment silencing it: for findings of others that
   * it has a fix for.
   */
  findingsOf(rule: Rule, project: Project, file: ProjectFile, sources: SourceProvider): readonly Finding[] {
    const findings: Finding[] = [];
    if ((file.isTest && rule.meta.tests === false) || isTooOldFor(rule, file.module)) return findings;
    this.#fenced(rule, file.path, () => {
      const observed = this.#observed(rule, file, sources);
      const context = { project, file: observed, options: this.setting(rule, file.module).options };
      for (const observation of observed.facts.observations[rule.meta.id] ?? []) {
        const report = rule.judge?.(observation, context);
        if (report) findings.push({ ...report, rule: rule.meta.id, severity: 'hint', path: report.path ?? file.path });
      }
    });
    return findings;
  }

  /** The file with what the rule sees in it, also where the rule is off and nobody looked for it. */
  #observed(rule: Rule, file: ProjectFile, sources: SourceProvider): ProjectFile {
    if (!rule.observe || this.setting(rule, file.module).level !== 'off') return file;
    const tree = sources.tree(file.path);
    if (!tree) return file;
    return { ...file, facts: withObserver(file.facts, tree, new ObserverTable(observersOf([rule]))) };
  }

  /** What can be done about a finding. Changes are computed only when an offer's `changes` is called. */
  fixes(finding: Finding, project: Project, sources: SourceProvider): readonly FixOffer[] {
    return this.#offers(finding, project, sources, (offers) => [...offers]) ?? [];
  }

  /** The one fix for reports that show no more, found without looking further than needed. */
  bestFix(finding: Finding, project: Project, sources: SourceProvider): FixOffer | undefined {
    return this.#offers(finding, project, sources, bestOf);
  }

  #offers<Answer>(
    finding: Finding,
    project: Project,
    sources: SourceProvider,
    take: (offers: Iterable<FixOffer>) => Answer,
  ): Answer | undefined {
    const rule = this.rules.get(finding.rule);
    const file = project.files.get(finding.path) ?? governedFile(project, finding.path);
    if (!rule?.fixes || !file) return undefined;
    let taken: Answer | undefined;
    this.#fenced(rule, finding.path, () => {
      const { options } = this.setting(rule, file.module);
      const context: FixContext<unknown> = { project, file: this.#observed(rule, file, sources), sources, options };
      const offers = possible(() => rule.fixes?.(finding, context) ?? [], mayLeadBack(project));
      taken = take(inLineEnds(cannotWrap(file.module) ? withoutWrapping(offers) : offers, sources));
    });
    return taken;
  }

  #fenced(rule: Rule, path: string | undefined, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#onFailure({ rule: rule.meta.id, path, error });
    }
  }
}

/** Of files without findings, which are nearly all. */
export const NOTHING_FOUND: FileVerdict = { findings: [], suppressed: 0 };

/** The first that mends what the finding is about and empties no layer; only where there is none, the first there is. */
export function bestOf(offers: Iterable<FixOffer>): FixOffer | undefined {
  let first: FixOffer | undefined;
  for (const offer of offers) {
    if (!offer.decides && !offer.empties) return offer;
    first ??= offer;
  }
  return first;
}

function* inLineEnds(offers: Iterable<FixOffer>, sources: SourceProvider): Iterable<FixOffer> {
  for (const offer of offers) yield inLineEndsOfFiles(offer, sources);
}

function isTooOldFor({ meta: { minimumGo } }: Rule, { goVersion }: ModuleInfo): boolean {
  return minimumGo !== undefined && isOlderThan(goVersion, minimumGo);
}

function* withoutWrapping(offers: Iterable<FixOffer>): Iterable<FixOffer> {
  for (const offer of offers) if (!offersWrapping(offer)) yield offer;
}

/** Whether the project has packages that fixes import: it is the standard library then. */
function mayLeadBack(project: Project): boolean {
  return ['errors', 'fmt'].some((path) => project.resolveImport(path).origin === 'project');
}

/** Without what would have packages import each other. */
function* possible(offers: () => Iterable<FixOffer>, mayBeCycle: boolean): Iterable<FixOffer> {
  if (!mayBeCycle) {
    yield* offers();
    return;
  }
  try {
    for (const offer of offers()) if (withoutCycle(offer.changes).length > 0) yield offer;
  } catch (error) {
    if (!isImportCycle(error)) throw error;
  }
}

function withoutCycle(changes: FixOffer['changes']): ReturnType<FixOffer['changes']> {
  try {
    return changes();
  } catch (error) {
    if (isImportCycle(error)) return [];
    throw error;
  }
}

/** A file that a configuration file governs, standing for all of them when a fix of that configuration is asked for. */
function governedFile(project: Project, path: string): ProjectFile | undefined {
  for (const file of project.files.values()) if (file.module.scope.config.files.includes(path)) return file;
  return undefined;
}

/** The module whose configuration decides about a finding: of the file, or one that the configuration file governs. */
function moduleConcerned(project: Project, path: string): ModuleInfo | undefined {
  return project.files.get(path)?.module ?? project.modules.find((module) => module.scope.config.files.includes(path));
}

/** The looking half of rules, for whoever extracts facts. */
export function observersOf(rules: readonly Rule[]): Observer[] {
  return rules.flatMap((rule) => {
    const { sites, observe } = rule;
    if (!sites || !observe) return [];
    const { id, tests = true } = rule.meta;
    return [{ rule: id, sites, tests, inText: rule.inText, observe: (node, view) => observe.call(rule, node, view) }];
  });
}
