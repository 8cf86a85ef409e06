/**
 * Where a package could stand: the layers whose rules its imports keep, and that everybody who imports it may see, with a directory
 * in each.
 *
 * A package belongs to a layer evidently when there is exactly one such layer.
 */
import type { Layer } from '../config/config.ts';
import type { FileRole } from '../config/layers.ts';
import type { Package, Project, ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';
import { whyNotMove } from './movePackage.ts';

export interface LayerPlace {
  readonly layer: Layer;
  /** Relative to the module. */
  readonly destination: string;
}

export function placesForPackage(project: Project, sources: SourceProvider, moved: Package): readonly LayerPlace[] {
  const { scope } = moved.module;
  const own = scope.layerOf(moved.dir);
  const places: LayerPlace[] = [];
  for (const layer of scope.config.layers.values()) {
    if (own.kind === 'layer' && own.layer === layer) continue;
    if (!fits(project, moved, layer)) continue;
    const destination = directoryIn(layer, moved);
    if (destination === undefined) continue;
    if (whyNotMove({ project, sources, package: moved, destination }) === undefined)
      places.push({ layer, destination });
  }
  return places;
}

function roleOf({ isTest, facts }: ProjectFile): FileRole {
  if (!isTest) return 'production';
  return facts.header.packageName.endsWith('_test') ? 'blackBoxTest' : 'test';
}

function fits(project: Project, moved: Package, layer: Layer): boolean {
  const { layers } = moved.module.scope;
  for (const file of moved.files.values()) {
    for (const { path } of file.facts.header.imports) {
      if (path === moved.path || path === '') continue;
      const target = project.resolveImport(path);
      if (target.origin === 'standard') {
        if (!file.isTest && !layers.mayImportStandard(layer, path).allowed) return false;
      } else if (target.origin === 'external') {
        if (!file.isTest && !layers.mayImportExternal(layer, path).allowed) return false;
      } else if (target.origin === 'project') {
        const other = layerOf(target.package, moved);
        if (other && !layers.mayImport(layer, other, roleOf(file)).allowed) return false;
      }
    }
  }
  for (const file of project.importersOf(moved.path)) {
    const importer = project.packageOf(file);
    if (!importer || importer === moved) continue;
    const other = layerOf(importer, moved);
    if (other && !layers.mayImport(other, layer, roleOf(file)).allowed) return false;
  }
  return true;
}

function layerOf({ module, dir }: Package, moved: Package): Layer | undefined {
  if (module.scope.layers !== moved.module.scope.layers) return undefined;
  const answer = module.scope.layerOf(dir);
  return answer.kind === 'layer' ? answer.layer : undefined;
}

/** The literal beginning of a layer's first pattern that can hold the package, with the package's own last element. */
function directoryIn(layer: Layer, { dir, module }: Package): string | undefined {
  const { scope } = module;
  const name = dir.slice(dir.lastIndexOf('/') + 1);
  const anchor = scope.patternPath('');
  for (const { pattern } of layer.patterns) {
    const literal: string[] = [];
    for (const segment of pattern.segments) {
      if (segment.kind !== 'literal') break;
      literal.push(segment.text);
    }
    const whole = [...literal, name].join('/');
    if (anchor !== '' && !whole.startsWith(`${anchor}/`)) continue;
    const destination = anchor === '' ? whole : whole.slice(anchor.length + 1);
    const answer = scope.layerOf(destination);
    if (answer.kind === 'layer' && answer.layer === layer) return destination;
  }
  return undefined;
}
