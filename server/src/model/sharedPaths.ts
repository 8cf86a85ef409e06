/**
 * Modules of one workspace that have the same path, as two checkouts of a repository in one window have. An import path alone does
 * not say which of them it means: each means itself, and whoever stands beside them means the nearest.
 */
import type { ModuleInfo } from './project.ts';

export class SharedPaths {
  readonly #sharing: ReadonlyMap<string, readonly ModuleInfo[]>;
  readonly #later: ReadonlySet<ModuleInfo>;

  constructor(modules: readonly ModuleInfo[]) {
    const byPath = new Map<string, ModuleInfo[]>();
    for (const module of modules) byPath.set(module.path, [...(byPath.get(module.path) ?? []), module]);
    this.#sharing = new Map([...byPath].filter(([, those]) => those.length > 1));
    this.#later = new Set([...this.#sharing.values()].flatMap(([, ...later]) => later));
  }

  /** Nearly always; then a path means the same everywhere. */
  get none(): boolean {
    return this.#sharing.size === 0;
  }

  /** Whether an earlier module has this one's path. */
  isLater(module: ModuleInfo): boolean {
    return this.#later.has(module);
  }

  /** Of the modules that have this one's path, the one that another module imports. */
  meant(module: ModuleInfo, from: ModuleInfo): ModuleInfo {
    const sharing = this.#sharing.get(module.path);
    if (!sharing) return module;
    if (sharing.includes(from)) return from;
    return sharing.reduce((best, next) => (nearness(next, from) > nearness(best, from) ? next : best));
  }

  /** Whether neither of two modules stands for another checkout of what the other one sees. */
  areTogether(one: ModuleInfo, other: ModuleInfo): boolean {
    return this.meant(one, other) === one && this.meant(other, one) === other;
  }
}

/** How many folders the places of two modules have in common. */
function nearness(a: ModuleInfo, b: ModuleInfo): number {
  const [names, others] = [a.dir.split('/'), b.dir.split('/')];
  const apart = names.findIndex((name, index) => name !== others[index]);
  return apart < 0 ? names.length : apart;
}
