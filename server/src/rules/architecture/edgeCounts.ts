/**
 * How many imports of a file each rule about imports had something to say of: both sides known, and a line of the configuration
 * that decides. A rule that is on and judged no edge checks nothing, and the numbers show it.
 *
 * The conditions are those the rules begin with; test/cli/edgeCounts.test.ts holds the two together.
 */
import type { RuleSetting } from '../../config/scope.ts';
import { roleOf } from '../../model/fileRole.ts';
import { importOrigin } from '../../model/importOrigin.ts';
import {
  type ImportTarget,
  type ModuleInfo,
  type Project,
  type ProjectFile,
  packagePath,
} from '../../model/project.ts';
import { type InnerTarget, innerTarget, layerOfTarget, type OwnLayer, ownLayer } from './edges.ts';
import { speaksOfRole } from './external-import.ts';

/** One import with everything the conditions ask about. */
interface Edge {
  readonly file: ProjectFile;
  readonly path: string;
  readonly own: OwnLayer | undefined;
  readonly origin: ImportTarget['origin'];
  /** A package whose files are known, whoever governs it. */
  readonly isAtHand: boolean;
  readonly inner: InnerTarget | undefined;
  readonly to: OwnLayer | undefined;
}

type Target = Pick<Edge, 'origin' | 'isAtHand' | 'inner' | 'to'>;

const judged: Readonly<Record<string, (edge: Edge, options: unknown) => boolean>> = {
  'architecture/layer-import': ({ own, to }) => own !== undefined && to !== undefined,
  'architecture/visibility': ({ own, to }) => own !== undefined && to?.layer.visibleTo !== undefined,
  'architecture/external-import': ({ file, own, origin, path }) =>
    own?.layer.imports.external !== undefined &&
    origin === 'external' &&
    path !== '' &&
    speaksOfRole(own, file, 'external'),
  'architecture/std-import': ({ file, own, origin, path }) =>
    own?.layer.imports.std !== undefined &&
    origin === 'standard' &&
    !(file.isTest && path === 'testing') &&
    speaksOfRole(own, file, 'std'),
  'architecture/slice-isolation': ({ file, inner }, options) =>
    file.module.scope.config.slices.length > 0 && inner !== undefined && (!file.isTest || has(options, 'tests', true)),
  'architecture/deprecated': ({ file, inner }) =>
    file.module.scope.config.deprecated.length > 0 &&
    inner !== undefined &&
    (inner.package === undefined || inner.package.path !== packagePath(file.module, file.dir)),
  'architecture/replace': ({ file, path }) => file.module.scope.config.replacements.length > 0 && path !== '',
  'architecture/entry-point': ({ file, isAtHand }) => !file.isTest && isAtHand,
  'architecture/transitive': ({ file, own, inner }, options) =>
    !file.isTest && inner?.package !== undefined && own !== undefined && hasName(options, 'layers', own.layer.name),
  'architecture/layer-cycle': ({ file, own, to }) =>
    file.module.scope.source === 'file' &&
    !file.isTest &&
    own !== undefined &&
    to !== undefined &&
    !own.unclaimed &&
    !to.unclaimed &&
    own.layer !== to.layer,
};

/** The rules that are about imports. */
export const rulesAboutEdges: readonly string[] = Object.keys(judged);

interface ActiveRule {
  readonly rule: string;
  readonly judges: (edge: Edge, options: unknown) => boolean;
  readonly options: unknown;
}

/** Imports of one path from files that are alike. */
interface Tally {
  readonly origin: ImportTarget['origin'];
  /** The rules that judged them. */
  readonly rules: readonly string[];
  count: number;
}

/** What the conditions ask about a file besides its imports. */
function kindOf(file: ProjectFile): string {
  const own = ownLayer(file);
  const role = file.facts.header.generated ? 'generated' : roleOf(file);
  return own ? `${role} ${own.unclaimed ? '?' : ''}${own.layer.name}` : role;
}

/**
 * Counts file by file. What an import adds to depends on the layer that imports and on what kind of file it stands in, so it is
 * worked out once for all files that are alike.
 */
export class EdgeCounter {
  readonly #project: Project;
  readonly #settingOf: (rule: string, module: ModuleInfo) => RuleSetting | undefined;
  readonly #rules = new Map<ModuleInfo, readonly ActiveRule[]>();
  readonly #targets = new Map<ModuleInfo, Map<string, Target>>();
  readonly #tallies = new Map<ModuleInfo, Map<string, Map<string, Tally>>>();
  readonly #all: Tally[] = [];

  /** @param settingOf undefined for rules that do not take part */
  constructor(project: Project, settingOf: (rule: string, module: ModuleInfo) => RuleSetting | undefined) {
    this.#project = project;
    this.#settingOf = settingOf;
  }

  add(file: ProjectFile): void {
    const tallies = onceMap(onceMap(this.#tallies, file.module), kindOf(file));
    // Tests from outside import the package they lie beside, and it is nobody else's own.
    const ownPackage = packagePath(file.module, file.dir);
    for (const { path } of file.facts.header.imports) {
      let tally = path === ownPackage ? undefined : tallies.get(path);
      if (!tally) {
        tally = this.#tallyOf(file, path);
        if (path !== ownPackage) tallies.set(path, tally);
      }
      tally.count++;
    }
  }

  /** All imports, by where they lead. */
  get origins(): Readonly<Record<ImportTarget['origin'], number>> {
    const origins = { project: 0, missing: 0, standard: 0, external: 0 };
    for (const { origin, count } of this.#all) origins[origin] += count;
    return origins;
  }

  /** How many imports a rule judged. */
  countOf(rule: string): number {
    return this.#all.reduce((sum, { rules, count }) => (rules.includes(rule) ? sum + count : sum), 0);
  }

  #tallyOf(file: ProjectFile, path: string): Tally {
    const { module } = file;
    const target = once(onceMap(this.#targets, module), path, () => this.#targetOf(file, path));
    const tally: Tally = {
      origin: target.origin,
      rules: this.#judging({ file, path, own: ownLayer(file), ...target }),
      count: 0,
    };
    this.#all.push(tally);
    return tally;
  }

  #judging(edge: Edge): string[] {
    if (edge.file.facts.header.generated) return [];
    const { module } = edge.file;
    const rules = once(this.#rules, module, () => this.#rulesOf(module));
    return rules.filter(({ judges, options }) => judges(edge, options)).map(({ rule }) => rule);
  }

  #rulesOf(module: ModuleInfo): ActiveRule[] {
    return Object.entries(judged).flatMap(([rule, judges]) => {
      const setting = this.#settingOf(rule, module);
      return setting && setting.level !== 'off' ? [{ rule, judges, options: setting.options }] : [];
    });
  }

  #targetOf(file: ProjectFile, path: string): Target {
    const inner = innerTarget(this.#project, file, path);
    const isAtHand = this.#project.resolveImport(path, file.module).origin === 'project';
    return { origin: importOrigin(this.#project, file, path), isAtHand, inner, to: inner && layerOfTarget(inner) };
  }
}

function once<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const before = known.get(key);
  if (before !== undefined || known.has(key)) return before as Value;
  const value = make();
  known.set(key, value);
  return value;
}

function onceMap<Key, Inner, Value>(known: Map<Key, Map<Inner, Value>>, key: Key): Map<Inner, Value> {
  return once(known, key, () => new Map<Inner, Value>());
}

function has(options: unknown, name: string, value: unknown): boolean {
  return (
    typeof options === 'object' &&
    options !== null &&
    Object.entries(options).some(([key, own]) => key === name && own === value)
  );
}

function hasName(options: unknown, list: string, name: string): boolean {
  if (typeof options !== 'object' || options === null) return false;
  return Object.entries(options).some(([key, names]) => key === list && Array.isArray(names) && names.includes(name));
}
