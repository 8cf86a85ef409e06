/**
 * architecture/layer-import: a file imports a package of a layer that its own layer may not see.
 *
 * Judged from the import paths of the header alone, so it works on code that does not compile and on unsaved buffers. It has
 * no opinion on packages without a layer (`architecture/unmatched` speaks of those), on third-party code, and on modules
 * that another configuration governs.
 */
import type { Layer, LayerPattern } from '../../config/config.ts';
import type { FileRole } from '../../config/layers.ts';
import type { GoImport } from '../../go/imports.ts';
import { roleOf } from '../../model/fileRole.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { defineRule, type RelatedPlace, type Report } from '../rule.ts';
import { allowingOffers } from './allowing.ts';
import { invertingOffers } from './inverting.ts';
import { movingOffers } from './moving.ts';
import { movingImportedOffers } from './movingFile.ts';

export const layerImport = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/layer-import',
    title: 'A layer imports only the layers it is allowed to see',
    severity: 'error',
    recommended: true,
    needs: 'imports',
    defaults: {},
    honours: ['depguard', 'gomodguard'],
  },
  *judgeFile({ project, file }) {
    const own = file.module.scope.layerOf(file.dir);
    if (own.kind !== 'layer') return;
    const role = roleOf(file);
    for (const imported of file.facts.header.imports) {
      const report = judgeImport(project, file, own, role, imported);
      if (report) yield report;
    }
  },
  *fixes(finding, context) {
    yield* invertingOffers(finding, context);
    yield* allowingOffers(finding, context);
    // Last, because a move changes most and mends the least often what is wrong; it also takes longest to plan.
    const moving = movingOffers(finding, context);
    yield* moving;
    if (moving.length === 0) yield* movingImportedOffers(finding, context);
  },
});

interface OwnLayer {
  readonly layer: Layer;
  readonly pattern: LayerPattern;
}

function judgeImport(
  project: Project,
  file: ProjectFile,
  own: OwnLayer,
  role: FileRole,
  imported: GoImport,
): Report | undefined {
  const { scope } = file.module;
  const target = project.resolveImport(imported.path);
  if (target.origin !== 'project' && target.origin !== 'missing') return undefined;
  const module = target.origin === 'project' ? target.package.module : target.module;
  // Layers of another configuration may share a name, never a meaning.
  if (module.scope.layers !== scope.layers) return undefined;
  const dir = target.origin === 'project' ? target.package.dir : target.dir;
  const answer = module.scope.layerOf(dir);
  if (answer.kind !== 'layer') return undefined;
  const { layer } = answer;
  const verdict = scope.layers.mayImport(own.layer, layer, role);
  // Who may import a layer is said by architecture/visibility, so that no edge is reported twice.
  if (verdict.allowed || verdict.forbiddenBy === 'visibility') return undefined;
  const reverse = scope.layers.mayImport(layer, own.layer);
  const direction = reverse.allowed ? `; ${layer.name} may import ${own.layer.name}, not the other way round` : '';
  // A list of what is denied says just that.
  const what = `${own.layer.name} must not import ${layer.name}`;
  const related: RelatedPlace[] = [];
  if (verdict.origin && verdict.origin.file !== '') {
    const { file: path, start, end } = verdict.origin;
    related.push({ path, start, end, message: `Decided here: ${verdict.because}.` });
  }
  if (target.origin === 'project') {
    const place = packageClauseOf(target.package.files.values());
    const claim = `${module.scope.patternPath(dir)} belongs to ${layer.name} by ${answer.pattern.pattern.text} (${answer.pattern.origin.label})`;
    if (place) related.push({ ...place, message: claim });
  }
  return {
    message: `${verdict.because === what ? what : `${what}: ${verdict.because}`}${direction}.`,
    start: imported.start,
    end: imported.end,
    key: `${project.packageOf(file)?.path ?? file.dir} -> ${imported.path}`,
    related,
    data: { from: own.layer.name, to: layer.name, import: imported.path },
  };
}

function packageClauseOf(files: Iterable<ProjectFile>): { path: string; start: number; end: number } | undefined {
  for (const file of files) {
    const { packageStart: start, packageEnd: end } = file.facts.header;
    if (start >= 0 && !file.isTest) return { path: file.path, start, end };
  }
  return undefined;
}
