/**
 * Where a single file could stand: the layers whose rules it would keep there, and whose rules everybody keeps who uses what it
 * declares.
 *
 * `likelyPlaces` goes by what the file imports and is cheap; `planInLayer` looks at everybody whom the move concerns.
 */
import { roleOf } from '../model/fileRole.ts';
import { packagePath } from '../model/importPaths.ts';
import type { Project, ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';
import { type FileMovePlan, planFileMove, whyNotMoveFile } from './moveFile.ts';
import { directoryIn, isForCommands, keepsRules, type LayerPlace, layerOf } from './placeForPackage.ts';

export function likelyPlaces(project: Project, file: ProjectFile): readonly LayerPlace[] {
  const own = project.packageOf(file);
  if (!own || file.isTest) return [];
  const { scope } = file.module;
  const current = layerOf(own, file.module);
  const places: LayerPlace[] = [];
  for (const layer of scope.config.layers.values()) {
    if (layer === current || isForCommands(project, layer, own)) continue;
    const destination = directoryIn(layer, own);
    if (destination === undefined || whyNotMoveFile({ project, file, destination, sources: NOTHING })) continue;
    const there = packagePath(file.module, destination);
    const { imports } = file.facts.header;
    if (imports.every(({ path }) => path === there || path === '' || keepsRules(project, file, layer, path))) {
      places.push({ layer, destination });
    }
  }
  return places;
}

/** Headers are all that is asked of the sources there. */
const NOTHING: SourceProvider = { tree: () => undefined, text: () => undefined, parse: () => undefined };

/** The plan of a move that no layer's rules forbid, or what is in the way as a sentence. */
export function planInLayer(
  project: Project,
  sources: SourceProvider,
  file: ProjectFile,
  { layer, destination }: LayerPlace,
): FileMovePlan | { readonly refused: string } {
  const plan = planFileMove({ project, sources, file, destination });
  if ('refused' in plan) return plan;
  for (const [path, { package: owner, imports }] of plan.after) {
    const changed = project.files.get(path);
    if (!changed) continue;
    const moves = owner === plan.path;
    const importer = moves ? undefined : project.packageAt(owner, file.module);
    const importing = moves ? layer : importer && layerOf(importer, file.module);
    if (!importing) continue;
    for (const each of imports) {
      // What was imported before is no matter of this move, unless it is now imported from another layer.
      const isNew = !changed.facts.header.imports.some((before) => before.path === each);
      if (!isNew && !plan.moved.includes(changed)) continue;
      if (each === plan.path) {
        if (importing !== layer && !changed.module.scope.layers.mayImport(importing, layer, roleOf(changed)).allowed) {
          return { refused: `${importing.name} uses what the file declares and must not import ${layer.name}.` };
        }
      } else if (!keepsRules(project, changed, importing, each)) {
        return { refused: `${importing.name} must not import ${each}, which the file would need there.` };
      }
    }
  }
  return plan;
}
