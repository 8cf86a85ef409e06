/**
 * What a configuration says of packages from outside of the project, entry by entry: standard packages that do not exist, packages that
 * stand under the wrong origin, folders of the module in place of import paths, and third-party packages that nothing imports.
 *
 * The standard library grows, so a package that some file imports exists, whatever is known here.
 */
import type { Config, ImportRules, SelectionEntry } from '../../../config/config.ts';
import { coversImport } from '../../../config/importPath.ts';
import { ImportPathIndex } from '../../../config/importPathIndex.ts';
import { infrastructureWord } from '../../../config/infrastructure.ts';
import { nearestName } from '../../../config/suggest.ts';
import type { ModuleInfo, Project } from '../../../model/project.ts';
import type { EmptyPart } from './configurationParts.ts';

export function* misplacedEntries(project: Project, config: Config): Iterable<EmptyPart> {
  const standard = new StandardPackages(project);
  for (const { entry, kind, isOnly } of entriesOf(config)) {
    const { path, origin } = entry;
    if (path === (kind === 'std' ? 'pure' : infrastructureWord)) continue;
    const plain = path.replace(/\$$/, '');
    const part = { origin, kept: isOnly };
    if (isOwn(project, config, plain)) {
      const message = `${plain} is a package of this project, so under "${kind}" it says nothing; write its layer under "layers".`;
      yield { ...part, message };
    } else if (kind === 'external' && isMisspelled(plain)) {
      const message = `${plain} is no path of a package, so this says nothing; write ${infrastructureWord}, or the path.`;
      yield { ...part, message, correction: { origin, text: infrastructureWord } };
    } else if (kind === 'external' && standard.hasAny(path)) {
      if (plain.includes('*')) continue;
      yield {
        ...part,
        message: `${plain} is a standard package, so under "external" it says nothing; write it under "std".`,
      };
    } else if (kind === 'external') {
      const whole = wholePath(project, config, plain);
      if (whole === undefined) continue;
      yield {
        ...part,
        message: `No import begins with ${plain}, so this says nothing; ${whole} is a package of this project: write its layer under "layers".`,
      };
    } else if (!standard.hasAny(path)) {
      const nearest = nearestPackage(plain, ['pure', ...project.standardPackages]);
      const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
      const text = nearest && path.replace(plain, nearest);
      yield {
        ...part,
        message: `There is no standard package ${plain}${hint}, so this says nothing; correct it or remove it.`,
        correction: text === undefined ? undefined : { origin, text },
      };
    }
  }
}

/** Bans that can match no import: of a folder of the project, without the path of its module. */
export function* hollowBans(project: Project, config: Config): Iterable<EmptyPart> {
  if (config.replacements.length === 0) return;
  const standard = new StandardPackages(project);
  for (const { path, pathOrigin } of config.replacements) {
    const plain = path.replace(/\$$/, '');
    if (standard.hasAny(path) || isOwn(project, config, plain)) continue;
    const whole = wholePath(project, config, plain);
    if (whole === undefined) continue;
    yield {
      origin: pathOrigin,
      message: `No import begins with ${plain}, so this bans nothing; write ${whole}.`,
      correction: { origin: pathOrigin, text: path.replace(plain, whole) },
    };
  }
}

/** Bans do their work when nothing violates them; what is allowed and not there is a door left open. */
export function* unusedEntries(project: Project, config: Config): Iterable<EmptyPart> {
  const allowed = [...entriesOf(config)].flatMap(({ entry, kind }) =>
    kind === 'external' && entry.list === 'allow' && !isWord(entry.path) ? [entry] : [],
  );
  if (allowed.length === 0) return;
  const index = new ImportPathIndex<SelectionEntry>(allowed, ({ path }) => path);
  const standard = new StandardPackages(project);
  const used = new Set<SelectionEntry>();
  for (const path of project.importedPaths()) for (const entry of index.covering(path)) used.add(entry);
  for (const entry of allowed) {
    const { path, origin } = entry;
    // That it stands in the wrong place is said by another rule.
    if (used.has(entry) || isOwn(project, config, path) || standard.hasAny(path)) continue;
    yield {
      origin,
      message: `Nothing imports ${path.replace(/\$$/, '')}; take it out, or it allows what nobody decided.`,
    };
  }
}

/** The import path of what is named as a folder of its module; undefined where an import may begin with what is written. */
function wholePath(project: Project, config: Config, folder: string): string | undefined {
  // The first segment of a path of third parties has a dot.
  if (/[*]|^[^/]*\./.test(folder)) return undefined;
  const isAbove = (path: string) => path === folder || path.startsWith(`${folder}/`);
  if ([...project.importedPaths()].some(isAbove)) return undefined;
  for (const { path, module } of project.packages.values()) {
    if (module.scope.config !== config) continue;
    const whole = `${module.path}/${folder}`;
    if (path === whole || path.startsWith(`${whole}/`)) return whole;
  }
  return undefined;
}

/** The word for many packages, with a slip of the pen: a path has several segments or a dot. */
function isMisspelled(path: string): boolean {
  return !/[/.*]/.test(path) && nearestName(path, [infrastructureWord]) !== undefined;
}

/** `*` and words stand for what is not named. */
function isWord(path: string): boolean {
  return path === infrastructureWord || path === '*' || path === '**';
}

interface OutsideEntry {
  readonly entry: SelectionEntry;
  readonly kind: 'std' | 'external';
  /** Without it the list would say something else: that everything is allowed. */
  readonly isOnly: boolean;
}

function* entriesOf({ layers }: Config): Iterable<OutsideEntry> {
  for (const { imports, testImports, blackBoxTestImports } of layers.values()) {
    for (const rules of [imports, testImports, blackBoxTestImports]) yield* entriesIn(rules);
  }
}

function* entriesIn(rules: ImportRules): Iterable<OutsideEntry> {
  for (const kind of ['std', 'external'] as const) {
    const entries = rules[kind]?.entries ?? [];
    const isOnly = entries.filter(({ list }) => list === 'allow').length === 1;
    for (const entry of entries) yield { entry, kind, isOnly: isOnly && entry.list === 'allow' };
  }
}

/** What another configuration governs is third-party to this one. */
function isOwn({ modules, neighbours }: Project, config: Config, path: string): boolean {
  const isIn = (module: ModuleInfo) =>
    module.path !== '' && (path === module.path || path.startsWith(`${module.path}/`));
  const [nearest] = [...modules, ...neighbours].filter(isIn).sort((a, b) => b.path.length - a.path.length);
  return nearest?.scope.config === config;
}

/** The standard packages there are: those known here, and those that some file imports. */
class StandardPackages {
  readonly #paths: ReadonlySet<string>;
  /** The paths and what they lie below. */
  readonly #prefixes = new Set<string>();
  readonly #isAnyKnown: boolean;

  constructor(project: Project) {
    const known = project.standardPackages;
    this.#isAnyKnown = known.length > 0;
    const isStandard = (path: string) => project.resolveImport(path).origin === 'standard';
    this.#paths = new Set(this.#isAnyKnown ? [...known, ...[...project.importedPaths()].filter(isStandard)] : []);
    for (const path of this.#paths) {
      for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) this.#prefixes.add(path.slice(0, end));
    }
  }

  /** Whether an entry of a configuration covers any of them. */
  hasAny(entry: string): boolean {
    const plain = entry.replace(/\$$/, '');
    if (plain === 'C' || plain === 'debug' || plain.startsWith('debug/')) return true;
    if (!this.#isAnyKnown) return !(plain.split('/')[0] ?? '').includes('.');
    if (entry.includes('*')) return [...this.#paths].some((path) => coversImport(entry, path));
    return entry === plain ? this.#prefixes.has(plain) : this.#paths.has(plain);
  }
}

/** Of as many segments: what has more is no slip of the pen. */
function nearestPackage(path: string, known: readonly string[]): string | undefined {
  const depth = path.split('/').length;
  return nearestName(
    path,
    known.filter((each) => each.split('/').length === depth),
  );
}
