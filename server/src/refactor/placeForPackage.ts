/**
 * Where a package could stand: the layers whose rules its imports keep, and that everybody who imports it may see, with a directory
 * in each.
 *
 * A package belongs to a layer evidently when there is exactly one such layer.
 */

import type { Layer } from '../config/config.ts';
import type { PatternSegment } from '../config/pattern.ts';
import { roleOf } from '../model/fileRole.ts';
import { importOrigin } from '../model/importOrigin.ts';
import type { ModuleInfo, Package, Project, ProjectFile } from '../model/project.ts';
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
    if (!fits(project, moved, layer) || isForCommands(project, layer, moved)) continue;
    const destination = directoryIn(layer, moved);
    if (destination === undefined) continue;
    if (whyNotMove({ project, sources, package: moved, destination }) === undefined)
      places.push({ layer, destination });
  }
  return places;
}

/**
 * Whether a layer is where programs begin and nothing that others use belongs: it holds nothing but commands, whose packages nobody
 * imports, or it holds commands and the package is imported by another layer.
 */
export function isForCommands(project: Project, layer: Layer, moved: Package): boolean {
  let commands = 0;
  let others = 0;
  for (const each of project.packages.values()) {
    const answer = each.module.scope.layerOf(each.dir);
    if (answer.kind !== 'layer' || answer.layer !== layer) continue;
    const isCommand = [...each.files.values()].some(
      ({ isTest, facts }) => !isTest && facts.header.packageName === 'main',
    );
    if (isCommand) commands++;
    else others++;
  }
  return commands > 0 && (others === 0 || isImportedOutside(project, layer, moved));
}

function isImportedOutside(project: Project, layer: Layer, moved: Package): boolean {
  for (const { dir, module } of project.importersOf(moved.path, moved.module)) {
    const answer = module.scope.layerOf(dir);
    if (answer.kind !== 'layer' || answer.layer !== layer) return true;
  }
  return false;
}

/** The layer that would have no package left if this one went elsewhere. */
export function layerHeldBy(project: Project, only: Package): Layer | undefined {
  const { scope } = only.module;
  const answer = scope.layerOf(only.dir);
  if (answer.kind !== 'layer') return undefined;
  for (const other of project.packages.values()) {
    if (other === only || other.module.scope.layers !== scope.layers) continue;
    const its = other.module.scope.layerOf(other.dir);
    if (its.kind === 'layer' && its.layer === answer.layer) return undefined;
  }
  return answer.layer;
}

/** Whether a file may import a path when it belongs to the layer. */
export function keepsRules(project: Project, file: ProjectFile, layer: Layer, path: string): boolean {
  const { scope } = file.module;
  const origin = importOrigin(project, file, path);
  if (origin === 'standard') return file.isTest || scope.layers.mayImportStandard(layer, path).allowed;
  if (origin === 'external') return file.isTest || scope.layers.mayImportExternal(layer, path).allowed;
  const target = project.packageAt(path, file.module);
  const other = target && layerOf(target, file.module);
  return !other || scope.layers.mayImport(layer, other, roleOf(file)).allowed;
}

/** Whether a package keeps the rules of a layer, and everybody who imports it may see that layer. */
export function fits(project: Project, moved: Package, layer: Layer): boolean {
  const { layers } = moved.module.scope;
  for (const file of moved.files.values()) {
    for (const { path } of file.facts.header.imports) {
      if (path !== moved.path && path !== '' && !keepsRules(project, file, layer, path)) return false;
    }
  }
  for (const file of project.importersOf(moved.path, moved.module)) {
    const importer = project.packageOf(file);
    if (!importer || importer === moved) continue;
    const other = layerOf(importer, moved.module);
    if (other && !layers.mayImport(other, layer, roleOf(file)).allowed) return false;
  }
  return true;
}

/** The layer of a package, where the same configuration governs it. */
export function layerOf({ module, dir }: Package, from: ModuleInfo): Layer | undefined {
  if (module.scope.layers !== from.scope.layers) return undefined;
  const answer = module.scope.layerOf(dir);
  return answer.kind === 'layer' ? answer.layer : undefined;
}

/**
 * The literal beginning of a layer's pattern that can hold the package, with the package's own last element. Where layers are repeated
 * in every module, the place of that layer in the module the package is in; of several the nearest, then the first.
 */
export function directoryIn(layer: Layer, moved: Package): string | undefined {
  let nearest: string | undefined;
  for (const directory of directoriesIn(layer, moved)) {
    if (nearest === undefined || sharedElements(directory, moved.dir) > sharedElements(nearest, moved.dir)) {
      nearest = directory;
    }
  }
  return nearest;
}

/** How many leading elements two paths have in common. */
function sharedElements(one: string, other: string): number {
  const others = other.split('/');
  const elements = one.split('/');
  const differs = elements.findIndex((element, index) => element !== others[index]);
  return differs === -1 ? elements.length : differs;
}

function* directoriesIn(layer: Layer, { dir, module }: Package): Iterable<string> {
  const { scope } = module;
  const name = dir.slice(dir.lastIndexOf('/') + 1);
  const anchor = scope.patternPath('');
  const here = scope.patternPath(dir).split('/');
  const below = belowPattern(module, dir, here);
  for (const { pattern } of layer.patterns) {
    const literal: string[] = [];
    for (const segment of pattern.segments) {
      if (segment.kind !== 'literal') break;
      literal.push(segment.text);
    }
    for (const whole of [[...literal, name], likewise(pattern.segments, here, below)]) {
      if (!whole || (anchor !== '' && !whole.join('/').startsWith(`${anchor}/`))) continue;
      const destination = whole.join('/').slice(anchor === '' ? 0 : anchor.length + 1);
      const answer = scope.layerOf(destination);
      if (answer.kind === 'layer' && answer.layer === layer) yield destination;
    }
  }
}

/** What the `**` at the end of the pattern that claims the package stands for. */
function belowPattern({ scope }: ModuleInfo, dir: string, here: readonly string[]): readonly string[] {
  const answer = scope.layerOf(dir);
  if (answer.kind !== 'layer') return [];
  const { segments } = answer.pattern.pattern;
  const fixed = segments.filter(({ kind }) => kind !== 'deep').length;
  return segments.at(-1)?.kind === 'deep' ? here.slice(fixed) : [];
}

/** A pattern whose single segments stand for what stands there on the way to the package. */
function likewise(
  segments: readonly PatternSegment[],
  here: readonly string[],
  below: readonly string[],
): readonly string[] | undefined {
  const path: string[] = [];
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'deep') return index === segments.length - 1 ? [...path, ...below] : undefined;
    const own = segment.kind === 'literal' ? segment.text : here[index];
    if (own === undefined) return undefined;
    path.push(own);
  }
  return path;
}
