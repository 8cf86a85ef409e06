/** What findings rest on besides the files themselves, as a text to compare: the modules, their configuration, and the day. */
import type { Governance } from './configurations.ts';
import { hashOf } from './extractFile.ts';

/** @param surface stands for what files see of each other */
export function basisOf(governance: readonly Governance[], surface: string, day: string): string {
  const modules = governance.map(({ module, scope, configurationPath }) => [
    module.dir,
    module.goMod,
    configurationPath,
    scope.source,
    scope.config,
  ]);
  return hashOf(JSON.stringify([modules, surface, day], plain));
}

/** Configurations hold maps and sets, which JSON would leave empty; patterns know their layer, which would never end. */
function plain(key: string, value: unknown): unknown {
  if (value instanceof Map || value instanceof Set) return [...value];
  if (value instanceof RegExp) return value.source;
  if (key === 'layer' && typeof value === 'object' && value !== null && 'name' in value) return value.name;
  return value;
}
