/**
 * Import paths of a module as sets of its packages, for tools that name packages by the beginning of their path.
 */
import type { GroupBook, Membership, PackageGroup } from './groups.ts';

/** Whether a path speaks of other modules; one that only begins like this module's speaks of both. */
export function isOutOfModule(path: string, modulePath: string): boolean {
  const plain = path.replace(/\$$/, '');
  return plain !== modulePath && !plain.startsWith(`${modulePath}/`);
}

export class PathBook {
  readonly #book: GroupBook;
  readonly #modulePath: string;
  readonly #paths = new Map<PackageGroup, string>();

  constructor(book: GroupBook, modulePath: string) {
    this.#book = book;
    this.#modulePath = modulePath;
  }

  /** The packages of the module below a path; undefined when there can be none, or when it is the whole module. */
  groupOf(path: string): PackageGroup | undefined {
    const alone = path.endsWith('$');
    const plain = path.replace(/\$$/, '');
    if (!plain.startsWith(`${this.#modulePath}/`)) {
      if (plain !== this.#modulePath || !alone) return undefined;
    }
    const directory = plain.slice(this.#modulePath.length + 1);
    const pattern = alone ? directory || '.' : `${directory}/**`;
    const group = this.#book.of([pattern], directory.split('/').at(-1) || 'root', `The packages ${path}.`);
    if (group !== undefined) this.#paths.set(group, plain);
    return group;
  }

  /** A path that stands for packages with this membership: the longest that was spoken of, and something below it. */
  pathOf(membership: Membership): string {
    let longest = this.#modulePath;
    let exact = false;
    for (const group of membership) {
      const path = this.#paths.get(group);
      if (path === undefined || path.length < longest.length) continue;
      longest = path;
      exact = !group.patterns.some(({ segments }) => segments.at(-1)?.kind === 'deep');
    }
    return exact ? longest : `${longest}/zzzz`;
  }
}
