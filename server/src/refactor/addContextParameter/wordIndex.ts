/**
 * Which files of a project have which words. Taken down when a refactoring looks for more than a few, and kept for the next one.
 *
 * Reading a million lines takes a quarter of a second, looking for one word in them a tenth of that; what goes far up asks for hundreds.
 * Words are kept as numbers, six megabytes for a million lines. A file is known by its facts, which are others after every change: what has
 * changed since is read again and held apart, until it is so much that all is read again.
 */
import type { FileFacts } from '../../go/facts.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { hashOf, WordReader } from './words.ts';

type TextOf = (path: string) => string | undefined;
type Report = (done: number, total: number) => void;

const FILES_BETWEEN_PAUSES = 50;
/** More files than these are not held apart. */
const MOST_CHANGED = 256;

interface Known {
  readonly facts: FileFacts;
  readonly part: Part;
}

const indexes = new WeakMap<Project, WordIndex>();

export class WordIndex {
  readonly #project: Project;
  readonly #known = new Map<string, Known>();
  #parts: readonly Part[] = [];
  #generation = -1;

  private constructor(project: Project) {
    this.#project = project;
  }

  /** What is known of a project's words; nothing before it is brought up to date. */
  static of(project: Project): WordIndex {
    const known = indexes.get(project);
    if (known) return known;
    const index = new WordIndex(project);
    indexes.set(project, index);
    return index;
  }

  /** Whether hardly anything is left to read. */
  get isAtHand(): boolean {
    return this.#parts.length > 0;
  }

  /** Reads what has changed; can be interrupted wherever it yields. */
  *update(textOf: TextOf, report: Report): Generator<void, void> {
    while (this.#generation !== this.#project.generation) {
      const { files, generation } = this.#project;
      const parts = this.#parts;
      const [first, later] = parts;
      const changed = [...files.values()].filter(({ path, facts }) => this.#known.get(path)?.facts !== facts);
      const apart = changed.concat((later?.files ?? []).flatMap((path) => this.#unchanged(path)));
      const isFew = first !== undefined && apart.length <= MOST_CHANGED;
      if (changed.length > 0) {
        const read = isFew ? apart : [...files.values()];
        const part = yield* this.#read(read, textOf, report);
        // Somebody else may have read it meanwhile.
        if (this.#parts !== parts) continue;
        if (!isFew) this.#known.clear();
        this.#parts = isFew ? [first, part] : [part];
        for (const { path, facts } of read) this.#known.set(path, { facts, part });
      }
      this.#generation = generation;
      return;
    }
  }

  /** Paths of the files that have a word, and hardly any other. */
  filesWith(word: string): ReadonlySet<string> {
    const hash = hashOf(word);
    const found = new Set<string>();
    for (const part of this.#parts) {
      for (const path of part.filesWith(hash)) if (this.#known.get(path)?.part === part) found.add(path);
    }
    return found;
  }

  #unchanged(path: string): ProjectFile[] {
    const file = this.#project.files.get(path);
    return file && this.#known.get(path)?.facts === file.facts ? [file] : [];
  }

  *#read(files: readonly ProjectFile[], textOf: TextOf, report: Report): Generator<void, Part> {
    const reader = new WordReader();
    const pairs = new Pairs();
    for (const [number, file] of files.entries()) {
      if (number % FILES_BETWEEN_PAUSES === FILES_BETWEEN_PAUSES - 1) {
        report(number, files.length);
        yield;
      }
      reader.read(textOf(file.path) ?? '', (hash) => pairs.add(hash, number));
    }
    return new Part(
      files.map(({ path }) => path),
      pairs,
    );
  }
}

/** The words of some files: each of them once, in order, with the numbers of the files that have it. */
class Part {
  readonly files: readonly string[];
  readonly #words: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #numbers: Uint32Array;

  constructor(files: readonly string[], pairs: Pairs) {
    this.files = files;
    const { hashes, numbers } = pairs.sorted();
    let count = 0;
    for (let at = 0; at < hashes.length; at++) if (at === 0 || hashes[at] !== hashes[at - 1]) count++;
    this.#words = new Uint32Array(count);
    this.#starts = new Uint32Array(count + 1);
    this.#numbers = numbers;
    let word = 0;
    for (let at = 0; at < hashes.length; at++) {
      if (at > 0 && hashes[at] === hashes[at - 1]) continue;
      this.#words[word] = hashes[at] ?? 0;
      this.#starts[word++] = at;
    }
    this.#starts[count] = hashes.length;
  }

  *filesWith(hash: number): Generator<string> {
    let low = 0;
    let high = this.#words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#words[middle] ?? 0) < hash) low = middle + 1;
      else high = middle;
    }
    if (this.#words[low] !== hash) return;
    for (let at = this.#starts[low] ?? 0; at < (this.#starts[low + 1] ?? 0); at++) {
      const path = this.files[this.#numbers[at] ?? 0];
      if (path !== undefined) yield path;
    }
  }
}

/** Words and the files they stand in, as they come. */
class Pairs {
  #hashes = new Uint32Array(1 << 12);
  #numbers = new Uint32Array(1 << 12);
  #count = 0;

  add(hash: number, number: number): void {
    if (this.#count === this.#hashes.length) {
      this.#hashes = grown(this.#hashes);
      this.#numbers = grown(this.#numbers);
    }
    this.#hashes[this.#count] = hash;
    this.#numbers[this.#count++] = number;
  }

  /** By words; files of one word stay in order. */
  sorted(): { readonly hashes: Uint32Array; readonly numbers: Uint32Array } {
    const low = byHalf(this.#hashes.subarray(0, this.#count), this.#numbers.subarray(0, this.#count), 0);
    return byHalf(low.hashes, low.numbers, 16);
  }
}

function grown(list: Uint32Array): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(list.length * 2);
  longer.set(list);
  return longer;
}

/** In the order of sixteen bits of the words: two such rounds sort a million words in the time of a tenth of a comparison sort. */
function byHalf(hashes: Uint32Array, numbers: Uint32Array, shift: number) {
  const places = new Uint32Array(65537);
  for (const hash of hashes) {
    const half = ((hash >>> shift) & 0xffff) + 1;
    places[half] = (places[half] ?? 0) + 1;
  }
  for (let half = 0; half < 65536; half++) places[half + 1] = (places[half + 1] ?? 0) + (places[half] ?? 0);
  const sorted = { hashes: new Uint32Array(hashes.length), numbers: new Uint32Array(hashes.length) };
  for (let at = 0; at < hashes.length; at++) {
    const half = ((hashes[at] ?? 0) >>> shift) & 0xffff;
    const place = places[half] ?? 0;
    places[half] = place + 1;
    sorted.hashes[place] = hashes[at] ?? 0;
    sorted.numbers[place] = numbers[at] ?? 0;
  }
  return sorted;
}
