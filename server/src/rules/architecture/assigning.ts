/**
 * "Assign the package to a layer": the folder joins the paths of a layer in the configuration, or becomes a layer of its own that may
 * import what it imports now.
 */
import { assignPackage, createLayer } from '../../config/assignPackage.ts';
import type { Layer, LayerPattern } from '../../config/config.ts';
import type { LayerAnswer } from '../../config/layers.ts';
import type { Package, Project, ProjectFile } from '../../model/project.ts';
import { configurationFileName } from '../../protocol.ts';
import { fits } from '../../refactor/placeForPackage.ts';
import type { FixContext, FixOffer } from '../rule.ts';
import { innerTarget, layerOfTarget } from './edges.ts';

/** The folder of a file as the configuration's patterns see it. */
export function folderName({ dir, module }: ProjectFile): string {
  const path = module.scope.patternPath(dir);
  return path === '' ? 'The root package' : path;
}

/**
 * One offer for each layer, first those whose rules the package keeps, and of these the nearest; and one for a new layer, before all of them
 * where none of them is clearly meant.
 */
export function assigningOffers({ project, file, sources }: FixContext<unknown>): readonly FixOffer[] {
  const { scope } = file.module;
  const path = scope.config.file;
  const text = path === undefined ? undefined : sources.text(path);
  if (path === undefined || text === undefined) return [];
  const directory = scope.patternPath(file.dir);
  const own = project.packageOf(file);
  const layers = [...scope.config.layers.values()]
    .map((layer) => ({
      layer,
      isFitting: own !== undefined && fits(project, own, layer),
      isAround: layer.patterns.some((entry) => isAround(entry, directory)),
      nearness: Math.max(0, ...layer.patterns.map((entry) => nearness(entry, directory))),
    }))
    .sort((a, b) => Number(b.isFitting) - Number(a.isFitting) || b.nearness - a.nearness);
  const offers = layers.flatMap(({ layer }): FixOffer[] => {
    const edit = assignPackage(text, layer, directory);
    if (!edit) return [];
    const title = `Assign ${folderName(file)} to layer ${layer.name} in ${configurationFileName}`;
    return [{ id: `assign-${layer.name}`, title, changes: () => [{ kind: 'edit', path, edits: [edit] }] }];
  });
  const name = freeName(directory, scope.config.layers);
  const imported = importedLayers(project, file);
  const edits = createLayer(text, name, patternFor(project, file), imported, importingLayers(project, own));
  if (!edits) return offers;
  const title = `Make ${folderName(file)} a layer of its own, ${name}, in ${configurationFileName}`;
  const creating: FixOffer = { id: 'create-layer', title, changes: () => [{ kind: 'edit', path, edits }] };
  return isClear(layers) ? [...offers, creating] : [creating, ...offers];
}

interface Candidate {
  readonly isFitting: boolean;
  readonly isAround: boolean;
  readonly nearness: number;
}

/** The first is the only one whose rules the package keeps, or the only one in whose folder it lies. */
function isClear([first, ...others]: readonly Candidate[]): boolean {
  const [second] = others.filter(({ isFitting }) => isFitting);
  if (!first?.isFitting) return false;
  return second === undefined || (first.isAround && first.nearness > second.nearness);
}

/** Whether a directory lies in the folder that a pattern begins with. */
function isAround({ pattern: { segments } }: LayerPattern, directory: string): boolean {
  const head = segments.findIndex(({ kind }) => kind !== 'literal');
  const folder = segments.slice(0, head < 0 ? segments.length : head);
  const names = directory.split('/');
  return (
    folder.length > 0 && folder.every((segment, index) => segment.kind === 'literal' && segment.text === names[index])
  );
}

/** The layers whose files import the package now, tests aside. */
function importingLayers(project: Project, own: Package | undefined): readonly Layer[] {
  const layers = new Set<Layer>();
  for (const file of own === undefined ? [] : project.importersOf(own.path, own.module)) {
    const { scope } = file.module;
    const answer = scope.layers === own?.module.scope.layers ? scope.layerOf(file.dir) : undefined;
    if (answer?.kind === 'layer' && !answer.unclaimed && !file.isTest) layers.add(answer.layer);
  }
  return [...layers];
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
