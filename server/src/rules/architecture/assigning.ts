/**
 * "Assign the package to a layer": the folder joins the paths of a layer in the configuration, or becomes a layer of its own that may
 * import what it imports now.
 */
import { assignPackage, createLayer } from '../../config/assignPackage.ts';
import type { LayerPattern } from '../../config/config.ts';
import type { LayerAnswer } from '../../config/layers.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { configurationFileName } from '../../protocol.ts';
import type { FixContext, FixOffer } from '../rule.ts';
import { innerTarget, layerOfTarget } from './edges.ts';

/** The folder of a file as the configuration's patterns see it. */
export function folderName({ dir, module }: ProjectFile): string {
  const path = module.scope.patternPath(dir);
  return path === '' ? 'The root package' : path;
}

/** One offer for each layer, the one whose paths are nearest first, then one for a new layer. */
export function assigningOffers({ project, file, sources }: FixContext<unknown>): readonly FixOffer[] {
  const { scope } = file.module;
  const path = scope.config.file;
  const text = path === undefined ? undefined : sources.text(path);
  if (path === undefined || text === undefined) return [];
  const directory = scope.patternPath(file.dir);
  const layers = [...scope.config.layers.values()]
    .map((layer) => ({ layer, nearness: Math.max(0, ...layer.patterns.map((entry) => nearness(entry, directory))) }))
    .sort((a, b) => b.nearness - a.nearness);
  const offers = layers.flatMap(({ layer }): FixOffer[] => {
    const edit = assignPackage(text, layer, directory);
    if (!edit) return [];
    const title = `Assign ${folderName(file)} to layer ${layer.name} in ${configurationFileName}`;
    return [{ id: `assign-${layer.name}`, title, changes: () => [{ kind: 'edit', path, edits: [edit] }] }];
  });
  const name = freeName(directory, scope.config.layers);
  const edit = createLayer(text, name, patternFor(project, file), importedLayers(project, file));
  if (!edit) return offers;
  const title = `Make ${folderName(file)} a layer of its own, ${name}, in ${configurationFileName}`;
  return [...offers, { id: 'create-layer', title, changes: () => [{ kind: 'edit', path, edits: [edit] }] }];
}

/** The folder's own name, or one like it that no layer has. */
function freeName(directory: string, taken: ReadonlyMap<string, unknown>): string {
  const folder =
    directory.slice(directory.lastIndexOf('/') + 1).replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_.-]/gu, '') || 'root';
  for (let number = 1; ; number++) {
    const name = number === 1 ? folder : `${folder}${number}`;
    if (!taken.has(name)) return name;
  }
}

/** With everything below, unless some of that belongs to somebody. */
function patternFor(project: Project, { module, dir }: ProjectFile): string {
  const { scope } = module;
  const directory = scope.patternPath(dir);
  if (directory === '') return '.';
  for (const other of project.packages.values()) {
    if (other.module.scope.layers !== scope.layers) continue;
    const path = other.module.scope.patternPath(other.dir);
    if (path.startsWith(`${directory}/`) && isClaimed(scope.layers.layerOf(path))) return directory;
  }
  return `${directory}/**`;
}

function isClaimed(answer: LayerAnswer): boolean {
  return answer.kind !== 'unmatched' && !(answer.kind === 'layer' && answer.unclaimed);
}

/** The layers that the files of the package import now, tests aside. */
function importedLayers(project: Project, file: ProjectFile): string[] {
  const names = new Set<string>();
  for (const each of project.packageOf(file)?.files.values() ?? []) {
    if (each.isTest) continue;
    for (const { path } of each.facts.header.imports) {
      const target = innerTarget(project, each, path);
      const to = target && layerOfTarget(target);
      if (to && !to.unclaimed) names.add(to.layer.name);
    }
  }
  return [...names].sort();
}

/** How many folders a pattern and a directory have in common from the top. */
function nearness({ pattern }: LayerPattern, directory: string): number {
  const names = directory.split('/');
  const other = pattern.segments.findIndex(
    (segment, index) => segment.kind !== 'literal' || segment.text !== names[index],
  );
  return other < 0 ? pattern.segments.length : other;
}
