/**
 * What a configuration says of packages from outside of the project, entry by entry: standard packages that do not exist, packages that
 * stand under the wrong origin, and third-party packages that nothing imports.
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
    } else if (kind === 'external') {
      if (plain.includes('*') || !standard.hasAny(path)) continue;
      yield {
        ...part,
        message: `${plain} is a standard package, so under "external" it says nothing; write it under "std".`,
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
