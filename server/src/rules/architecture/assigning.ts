/** "Assign the package to a layer": the folder joins the paths of a layer in the configuration. */
import { assignPackage } from '../../config/assignPackage.ts';
import type { LayerPattern } from '../../config/config.ts';
import type { ProjectFile } from '../../model/project.ts';
import { configurationFileName } from '../../protocol.ts';
import type { FixContext, FixOffer } from '../rule.ts';

/** The folder of a file as the configuration's patterns see it. */
export function folderName({ dir, module }: ProjectFile): string {
  const path = module.scope.patternPath(dir);
  return path === '' ? 'The root package' : path;
}

/** One offer for each layer, the one whose paths are nearest first. */
export function assigningOffers({ file, sources }: FixContext<unknown>): readonly FixOffer[] {
  const { scope } = file.module;
  const path = scope.config.file;
  const text = path === undefined ? undefined : sources.text(path);
  if (path === undefined || text === undefined) return [];
  const directory = scope.patternPath(file.dir);
  const layers = [...scope.config.layers.values()]
    .map((layer) => ({ layer, nearness: Math.max(0, ...layer.patterns.map((entry) => nearness(entry, directory))) }))
    .sort((a, b) => b.nearness - a.nearness);
  return layers.flatMap(({ layer }) => {
    const edit = assignPackage(text, layer, directory);
    if (!edit) return [];
    const title = `Assign ${folderName(file)} to layer ${layer.name} in ${configurationFileName}`;
    return [{ id: `assign-${layer.name}`, title, changes: () => [{ kind: 'edit', path, edits: [edit] }] }];
  });
}

/** How many folders a pattern and a directory have in common from the top. */
function nearness({ pattern }: LayerPattern, directory: string): number {
  const names = directory.split('/');
  const other = pattern.segments.findIndex(
    (segment, index) => segment.kind !== 'literal' || segment.text !== names[index],
  );
  return other < 0 ? pattern.segments.length : other;
}
