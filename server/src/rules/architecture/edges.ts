/**
 * What the rules about imports have in common: to which layer the importing and the imported side belong, and the places
 * that explain why. Nothing is judged here.
 */
import type { Layer, LayerPattern, Origin, Rationale } from '../../config/config.ts';
import type { ImportVerdict } from '../../config/layers.ts';
import { rationaleText } from '../../config/rationale.ts';
import type { GoImport } from '../../go/imports.ts';
import type { ModuleInfo, Package, Project, ProjectFile } from '../../model/project.ts';
import type { RelatedPlace, Report } from '../rule.ts';

export interface OwnLayer {
  readonly layer: Layer;
  readonly pattern: LayerPattern;
  /** It only stands for what no layer claims. */
  readonly unclaimed?: true;
}

/** Whether anybody wrote down what the rules go by. */
export function isConfigured({ modules }: Project): boolean {
  return modules.some(({ scope }) => scope.config.file !== undefined);
}

/** The layer that claims a file; undefined when none does, or two do. */
export function ownLayer(file: ProjectFile): OwnLayer | undefined {
  const answer = file.module.scope.layerOf(file.dir);
  return answer.kind === 'layer' ? answer : undefined;
}

/** The imported side of an edge within the workspace. */
export interface InnerTarget {
  readonly module: ModuleInfo;
  /** Relative to the module. */
  readonly dir: string;
  /** Undefined when no such directory holds Go files. */
  readonly package: Package | undefined;
}

/**
 * Where an import leads within what one configuration governs; undefined outside of it. Layers of another configuration
 * may share a name, never a meaning.
 */
export function innerTarget(project: Project, file: ProjectFile, importPath: string): InnerTarget | undefined {
  const target = project.resolveImport(importPath, file.module);
  if (target.origin !== 'project' && target.origin !== 'missing') return undefined;
  const found =
    target.origin === 'project'
      ? { module: target.package.module, dir: target.package.dir, package: target.package }
      : { module: target.module, dir: target.dir, package: undefined };
  return found.module.scope.layers === file.module.scope.layers ? found : undefined;
}

export function layerOfTarget({ module, dir }: InnerTarget): OwnLayer | undefined {
  const answer = module.scope.layerOf(dir);
  return answer.kind === 'layer' ? answer : undefined;
}

/** The lines of a configuration file that decide; nothing for a preset or a detected layout, which have none. */
export function decidedHere(origin: Origin | undefined, because: string): readonly RelatedPlace[] {
  if (origin === undefined || origin.file === '') return [];
  return [{ path: origin.file, start: origin.start, end: origin.end, message: `Decided here: ${because}.` }];
}

/** The line that forbids, and the one that says why. */
export function whyForbiddenHere({ origin, because, why }: ImportVerdict): readonly RelatedPlace[] {
  return [...decidedHere(origin, because), ...explainedHere(why)];
}

/** Where a team says why it decided so, with the link to where that is written down. */
export function explainedHere(why: Rationale | undefined): readonly RelatedPlace[] {
  if (why === undefined || why.origin.file === '') return [];
  const { file, start, end } = why.origin;
  return [{ path: file, start, end, message: `Why: ${rationaleText(why)}.` }];
}

/** For what is one line already: that only where it also says where the decision is written down. */
export function linkedHere(why: Rationale | undefined): readonly RelatedPlace[] {
  return why?.link === undefined ? [] : explainedHere(why);
}

/** Reason and link as they are written, for machines. */
export function decisionOf(why: Omit<Rationale, 'origin'> | undefined): Pick<Report, 'decision'> {
  if (why === undefined) return {};
  const { reason, link } = why;
  return { decision: { ...(reason === undefined ? {} : { reason }), ...(link === undefined ? {} : { link }) } };
}

/** Names the configuration for people, where a place in a file cannot: ` (detected layout)`, ` (preset clean)`. */
export function labelOf(origin: Origin | undefined): string {
  return origin === undefined || origin.file !== '' ? '' : ` (${origin.label})`;
}

/** What identifies an edge, without lines. */
export function edgeKey(project: Project, file: ProjectFile, imported: Pick<GoImport, 'path'>): string {
  return `${project.packageOf(file)?.path ?? file.dir} -> ${imported.path}`;
}

/** The package clause that stands for a package: that of its first file that is neither a test nor generated. */
export function packageClauseOf(of: Package): Omit<RelatedPlace, 'message'> | undefined {
  const file = representativeFile(of);
  if (!file) return undefined;
  const { packageStart: start, packageEnd: end } = file.facts.header;
  return { path: file.path, start, end };
}

/** The first file by name that is neither a test nor generated and says its package. */
export function representativeFile(of: Package): ProjectFile | undefined {
  let first: ProjectFile | undefined;
  for (const file of of.files.values()) {
    if (file.isTest || file.facts.header.generated || file.facts.header.packageStart < 0) continue;
    if (first === undefined || file.path < first.path) first = file;
  }
  return first;
}
