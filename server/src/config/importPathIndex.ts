/**
 * Lists of import paths asked about many imports. A path is found by the segments of what is asked for, so a question costs
 * what the import's own segments cost, however long the list is; only entries with `*` are gone through one by one.
 */
import { coversImport } from './importPath.ts';
import { infrastructureWord } from './infrastructure.ts';

export class ImportPathIndex<Entry> {
  readonly #exact = new Map<string, Entry[]>();
  readonly #others: Entry[] = [];
  readonly #pathOf: (entry: Entry) => string;

  constructor(entries: Iterable<Entry>, pathOf: (entry: Entry) => string) {
    this.#pathOf = pathOf;
    for (const entry of entries) {
      const path = pathOf(entry);
      if (path.includes('*') || path === infrastructureWord) this.#others.push(entry);
      else {
        const same = this.#exact.get(path);
        if (same) same.push(entry);
        else this.#exact.set(path, [entry]);
      }
    }
  }

  /** Every entry that covers an import, the longest path first and those with `*` last. */
  covering(importPath: string): readonly Entry[] {
    let found: readonly Entry[] = none;
    if (this.#exact.size > 0) {
      found = this.#exact.get(`${importPath}$`) ?? none;
      for (let end = importPath.length; end > 0; end = importPath.lastIndexOf('/', end - 1)) {
        const entries = this.#exact.get(importPath.slice(0, end));
        if (entries !== undefined) found = found.length === 0 ? entries : [...found, ...entries];
      }
    }
    if (this.#others.length === 0) return found;
    return [...found, ...this.#others.filter((entry) => coversImport(this.#pathOf(entry), importPath))];
  }
}

const none: readonly never[] = [];
