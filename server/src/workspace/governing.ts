/**
 * Which configuration file governs a module: the nearest one at the module's root or above it, so that one file can speak
 * for a whole workspace and a module in it can still have its own. A file further down than a module's root governs
 * nothing, and whoever lists problems can say so.
 */

import { configurationFileName } from '../protocol.ts';
import type { DiscoveredModule, Discovery } from './discovery.ts';
import { ancestorsOf, joinPath, relativeTo } from './paths.ts';

export interface GoverningConfiguration {
  /** Absolute path of the file. */
  readonly path: string;
  /** The directory its patterns are relative to. */
  readonly base: string;
  /** The module's directory relative to `base`, `''` when they are the same. */
  readonly moduleDirectory: string;
}

export function governingConfiguration(
  discovery: Discovery,
  module: DiscoveredModule,
): GoverningConfiguration | undefined {
  const known = new Set(discovery.configurations);
  for (const base of ancestorsOf(module.dir)) {
    const path = joinPath(base, configurationFileName);
    if (known.has(path)) return { path, base, moduleDirectory: relativeTo(base, module.dir) ?? '' };
  }
  return undefined;
}

/** Configuration files that govern no module. */
export function idleConfigurations(discovery: Discovery): string[] {
  const governing = new Set(discovery.modules.map((module) => governingConfiguration(discovery, module)?.path));
  return discovery.configurations.filter((path) => !governing.has(path));
}
