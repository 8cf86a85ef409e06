/**
 * Many patterns asked about many paths. Patterns that begin alike share a branch of one tree, so a question costs what
 * the path's own segments cost and not what the number of patterns would; 200 layers answer as fast as five.
 */

import { compareSpecificity, type PathPattern, segmentMatches } from './pattern.ts';

export interface IndexedPattern {
  readonly pattern: PathPattern;
}

interface Branch<Entry> {
  readonly literals: Map<string, Branch<Entry>>;
  readonly partials: { readonly text: string; readonly branch: Branch<Entry> }[];
  single: Branch<Entry> | undefined;
  deep: Branch<Entry> | undefined;
  /** Whether this branch was entered by `**` and so swallows any segment. */
  readonly swallows: boolean;
  readonly entries: Entry[];
}

export class PatternIndex<Entry extends IndexedPattern> {
  readonly #root: Branch<Entry> = newBranch(false);

  constructor(entries: Iterable<Entry>) {
    for (const entry of entries) this.#add(entry);
  }

  /** Everything that matches, the most specific first; entries of equal rank keep the order they were given in. */
  matches(path: string): Entry[] {
    let active = withShortcuts([this.#root]);
    if (path !== '') {
      for (const name of path.split('/')) {
        active = withShortcuts(step(active, name));
        if (active.length === 0) return [];
      }
    }
    const found = active.flatMap((branch) => branch.entries);
    return found.length < 2 ? found : found.sort((a, b) => compareSpecificity(a.pattern, b.pattern));
  }

  #add(entry: Entry): void {
    let branch = this.#root;
    for (const segment of entry.pattern.segments) {
      switch (segment.kind) {
        case 'literal': {
          let next = branch.literals.get(segment.text);
          if (next === undefined) {
            next = newBranch(false);
            branch.literals.set(segment.text, next);
          }
          branch = next;
          break;
        }
        case 'partial': {
          let next = branch.partials.find((partial) => partial.text === segment.text)?.branch;
          if (next === undefined) {
            next = newBranch(false);
            branch.partials.push({ text: segment.text, branch: next });
          }
          branch = next;
          break;
        }
        case 'one':
          branch.single ??= newBranch(false);
          branch = branch.single;
          break;
        case 'deep':
          branch.deep ??= newBranch(true);
          branch = branch.deep;
          break;
      }
    }
    branch.entries.push(entry);
  }
}

function newBranch<Entry>(swallows: boolean): Branch<Entry> {
  return { literals: new Map(), partials: [], single: undefined, deep: undefined, swallows, entries: [] };
}

function step<Entry>(active: readonly Branch<Entry>[], name: string): Branch<Entry>[] {
  const next: Branch<Entry>[] = [];
  for (const branch of active) {
    if (branch.swallows) next.push(branch);
    const literal = branch.literals.get(name);
    if (literal !== undefined) next.push(literal);
    if (branch.single !== undefined) next.push(branch.single);
    for (const partial of branch.partials) {
      if (segmentMatches({ kind: 'partial', text: partial.text }, name)) next.push(partial.branch);
    }
  }
  return next;
}

/** Adds what `**` reaches without a segment. A branch is entered from one parent only, so nothing comes up twice but
 * a swallowing branch that both stayed and was entered anew. */
function withShortcuts<Entry>(branches: readonly Branch<Entry>[]): Branch<Entry>[] {
  const result: Branch<Entry>[] = [];
  for (const branch of branches) {
    if (!result.includes(branch)) result.push(branch);
    if (branch.deep !== undefined && !result.includes(branch.deep)) result.push(branch.deep);
  }
  return result;
}
