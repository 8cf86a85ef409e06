/**
 * How many imports of a file each rule about imports had something to say of: both sides known, and a line of the configuration
 * that decides. A rule that is on and judged no edge checks nothing, and the numbers show it.
 *
 * The conditions are those the rules begin with; test/rules/edgeCounts.test.ts holds the two together.
 */
import type { RuleSetting } from '../../config/scope.ts';
import { type ImportTarget, type Project, type ProjectFile, packagePath } from '../../model/project.ts';
import { type InnerTarget, innerTarget, layerOfTarget, type OwnLayer, ownLayer } from './edges.ts';
import { speaksOfRole } from './external-import.ts';

/** One import with everything the conditions ask about. */
interface Edge {
  readonly file: ProjectFile;
  readonly path: string;
  readonly own: OwnLayer | undefined;
  readonly origin: ImportTarget['origin'];
  readonly inner: InnerTarget | undefined;
  readonly to: OwnLayer | undefined;
  readonly options: unknown;
}

const judged: Readonly<Record<string, (edge: Edge) => boolean>> = {
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
  'architecture/slice-isolation': ({ file, inner, options }) =>
    file.module.scope.config.slices.length > 0 && inner !== undefined && (!file.isTest || has(options, 'tests', true)),
  'architecture/deprecated': ({ file, inner }) =>
    file.module.scope.config.deprecated.length > 0 &&
    inner !== undefined &&
    (inner.package === undefined || inner.package.path !== packagePath(file.module, file.dir)),
  'architecture/replace': ({ file, path }) => file.module.scope.config.replacements.length > 0 && path !== '',
  'architecture/entry-point': ({ file, origin }) => !file.isTest && origin === 'project',
  'architecture/transitive': ({ file, own, inner, options }) =>
    !file.isTest && inner?.package !== undefined && own !== undefined && hasName(options, 'layers', own.layer.name),
  'architecture/layer-cycle': ({ file, own, to }) =>
    file.module.scope.source === 'file' &&
    !file.isTest &&
    own !== undefined &&
    to !== undefined &&
    own.layer !== to.layer,
};

/** The rules that are about imports. */
export const rulesAboutEdges: readonly string[] = Object.keys(judged);

/** Adds the imports of one file to the counts, for the rules that are on. */
export function countEdges(
  project: Project,
  file: ProjectFile,
  settingOf: (rule: string) => RuleSetting | undefined,
  counts: Map<string, number>,
): void {
  if (file.facts.header.generated) return;
  const own = ownLayer(file);
  for (const { path } of file.facts.header.imports) {
    const inner = innerTarget(project, file, path);
    const to = inner && layerOfTarget(inner);
    const { origin } = project.resolveImport(path);
    for (const rule of rulesAboutEdges) {
      const setting = settingOf(rule);
      if (!setting || setting.level === 'off') continue;
      const edge = { file, path, own, origin, inner, to, options: setting.options };
      if (judged[rule]?.(edge)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    }
  }
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
