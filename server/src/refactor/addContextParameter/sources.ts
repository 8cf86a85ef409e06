/**
 * The files of a workspace as this refactoring reads them: found by a word they contain, parsed only then, and kept until it is
 * done.
 *
 * Of a million lines only a few files mention a function. Looking for its name in the text costs a hundredth of parsing, and
 * what the text does not mention cannot be a reference. What a mention means is decided elsewhere.
 */
import type { FunctionFact } from '../../go/facts.ts';
import { SourceView } from '../../go/sourceView.ts';
import { type FlatTree, hasError, ROOT } from '../../go/tree.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import type { SourceProvider } from '../../model/sources.ts';
import type { RefactoringControl } from '../refactoring.ts';
import { DeclarationIndex } from './declarationIndex.ts';
import { alone, functionsAround, lengthBefore } from './excerpt.ts';
import { hasWord, isSpace, WordFilter, wordsIn } from './words.ts';

export { wordsIn } from './words.ts';

/** Work that can be interrupted wherever it yields, so that other requests are answered or it is given up. */
export type Task<Result> = Generator<void, Result>;

export interface OpenFile {
  readonly file: ProjectFile;
  readonly tree: FlatTree;
  readonly view: SourceView;
  /** Where the text of the tree stands in the file, when it is a part of it: offsets in the tree and this make those in the file. */
  readonly moved?: number;
}

export interface Search<Find> {
  placesIn(text: string): Iterable<number>;
  findsIn(at: OpenFile): Iterable<Find>;
  isEnough(find: Find): boolean;
}

const FILES_BETWEEN_PAUSES = 200;
const PARSED_BETWEEN_PAUSES = 10;
/** Looking through a text a few times costs less than taking down its words. */
const SEARCHES_WITHOUT_FILTER = 4;

export class Sources {
  readonly project: Project;
  readonly #provider: SourceProvider;
  readonly #control: Pick<RefactoringControl, 'report'>;
  readonly #texts = new Map<string, string | undefined>();
  readonly #open = new Map<string, OpenFile | undefined>();
  readonly #functions = new Map<string, OpenFile | undefined>();
  readonly #searched = new Map<string, number>();
  readonly #filters = new Map<string, WordFilter>();
  #importers: Map<string, ProjectFile[]> | undefined;
  #index: DeclarationIndex | undefined;
  #parsed = 0;

  constructor(project: Project, provider: SourceProvider, control: Pick<RefactoringControl, 'report'>) {
    this.project = project;
    this.#provider = provider;
    this.#control = control;
  }

  /** The files that import a package, by its path. */
  get importers(): ReadonlyMap<string, readonly ProjectFile[]> {
    if (this.#importers) return this.#importers;
    const importers = new Map<string, ProjectFile[]>();
    for (const { file, import: imported } of this.project.imports()) {
      if (imported.alias === '_') continue;
      const known = importers.get(imported.path);
      if (known) known.push(file);
      else importers.set(imported.path, [file]);
    }
    this.#importers = importers;
    return importers;
  }

  /** What the project declares, by name. */
  get index(): DeclarationIndex {
    this.#index ??= new DeclarationIndex(this.project);
    return this.#index;
  }

  text(path: string): string | undefined {
    const known = this.#texts.get(path);
    if (known !== undefined || this.#texts.has(path)) return known;
    const text = this.#provider.text(path);
    this.#texts.set(path, text);
    return text;
  }

  open(file: ProjectFile): OpenFile | undefined {
    if (this.#open.has(file.path)) return this.#open.get(file.path);
    const tree = this.#provider.tree(file.path);
    const opened = tree && { file, tree, view: new SourceView(tree, file.facts.header) };
    this.#open.set(file.path, opened);
    this.#parsed++;
    return opened;
  }

  /** Those of the files that have the word, in order. */
  *mentioning(word: string, files: readonly ProjectFile[]): Task<ProjectFile[]> {
    const found: ProjectFile[] = [];
    let looked = 0;
    for (const file of files) {
      if (++looked % FILES_BETWEEN_PAUSES === 0) {
        this.#control.report(`Looking for ${word}`, looked, files.length);
        yield;
      }
      if (!this.#mayMention(file, word)) continue;
      const text = this.text(file.path);
      if (text !== undefined && hasWord(text, word)) found.push(file);
    }
    return found;
  }

  /** Whether a file may have a word; who is searched often gets a filter. */
  #mayMention({ path }: ProjectFile, word: string): boolean {
    const known = this.#filters.get(path);
    if (known) return known.mayHave(word);
    const searches = (this.#searched.get(path) ?? 0) + 1;
    this.#searched.set(path, searches);
    const text = searches < SEARCHES_WITHOUT_FILTER ? undefined : this.text(path);
    if (text !== undefined) this.#filters.set(path, new WordFilter(text));
    return true;
  }

  /** The same, parsed; where `may` is given, only those of whose text it holds. */
  *opened(
    word: string,
    files: readonly ProjectFile[],
    may?: (text: string, word: string) => boolean,
  ): Task<OpenFile[]> {
    const found: OpenFile[] = [];
    for (const file of yield* this.mentioning(word, files)) {
      if (may && !may(this.text(file.path) ?? '', word)) continue;
      const before = this.#parsed;
      const opened = this.open(file);
      if (opened) found.push(opened);
      if (this.#due(before)) yield;
    }
    return found;
  }

  /**
   * What is found by a word, file by file. The functions that have it are looked at alone first, and a file in which they find nothing is
   * not parsed as a whole. Ends with the first find that is enough.
   *
   * @param placesIn where in a text the word may mean something
   */
  *found<Find>(
    word: string,
    files: readonly ProjectFile[],
    { placesIn, findsIn, isEnough }: Search<Find>,
  ): Task<readonly Find[]> {
    const using: ProjectFile[] = [];
    for (const file of yield* this.mentioning(word, files)) {
      const text = this.text(file.path) ?? '';
      const places = [...placesIn(text)];
      if (places.length === 0) continue;
      const before = this.#parsed;
      let isUsing = false;
      for (const part of this.functionsAt(file, text, places) ?? [this.open(file)]) {
        if (!part) continue;
        for (const find of findsIn(part)) {
          if (isEnough(find)) return [find];
          isUsing = true;
        }
      }
      if (isUsing) using.push(file);
      if (this.#due(before)) yield;
    }
    const all: Find[] = [];
    for (const file of using) {
      const before = this.#parsed;
      const at = this.open(file);
      if (at) all.push(...findsIn(at));
      if (this.#due(before)) yield;
    }
    return all;
  }

  #due(before: number): boolean {
    return Math.floor(this.#parsed / PARSED_BETWEEN_PAUSES) > Math.floor(before / PARSED_BETWEEN_PAUSES);
  }

  /**
   * The functions of a file around some places in its text, each parsed as a file that has nothing else; undefined where the file has to be
   * read as a whole, or has been already.
   */
  functionsAt(file: ProjectFile, text: string, places: Iterable<number>): readonly OpenFile[] | undefined {
    if (this.#open.has(file.path)) return undefined;
    const around = functionsAround(file, text, places);
    if (!around) return undefined;
    const found: OpenFile[] = [];
    for (const fact of around) {
      const opened = this.#openFunction(file, text, fact);
      if (!opened) return undefined;
      found.push(opened);
    }
    return found;
  }

  #openFunction(file: ProjectFile, text: string, fact: FunctionFact): OpenFile | undefined {
    const key = `${fact.declarationStart} ${file.path}`;
    if (this.#functions.has(key)) return this.#functions.get(key);
    const tree = this.#provider.parse(alone(file, text, fact));
    this.#parsed++;
    const { header } = file.facts;
    const moved = fact.declarationStart - lengthBefore(file);
    const opened =
      !tree || hasError(tree, ROOT) ? undefined : { file, tree, view: new SourceView(tree, header), moved };
    this.#functions.set(key, opened);
    return opened;
  }

  /** Those of the files that have one of their words, which may be qualified: `user.Find`. */
  *mentioningAny(
    wordsOf: (file: ProjectFile) => readonly string[],
    files: readonly ProjectFile[],
  ): Task<ProjectFile[]> {
    const wanted = new Map<string, readonly string[]>();
    const found: ProjectFile[] = [];
    let looked = 0;
    for (const file of files) {
      if (++looked % FILES_BETWEEN_PAUSES === 0) yield;
      const words = wanted.get(file.dir) ?? wordsOf(file);
      wanted.set(file.dir, words);
      if (words.some((word) => this.#mentions(file, word))) found.push(file);
    }
    return found;
  }

  #mentions(file: ProjectFile, word: string): boolean {
    const dot = word.lastIndexOf('.');
    const name = word.slice(dot + 1);
    if (!this.#mayMention(file, name)) return false;
    const text = this.text(file.path) ?? '';
    if (dot < 0) return hasWord(text, name);
    const qualifier = word.slice(0, dot + 1);
    for (const at of wordsIn(text, name)) if (text.endsWith(qualifier, at)) return true;
    return false;
  }
}

/**
 * Where a text may select something of this name: `x.Find`, also over a line break. A call with arguments cannot be one of a method that
 * takes none, nor one without of a method that needs some.
 */
export function* selectorsIn(text: string, name: string, takes: 'none' | 'some' | 'any'): Generator<number> {
  for (const at of wordsIn(text, name)) {
    let before = at - 1;
    while (isSpace(text.charCodeAt(before))) before--;
    // A comment may stand between.
    if (text[before] !== '.' && text[before] !== '/') continue;
    if (takes === 'any' || text[at + name.length] !== '(') yield at;
    else {
      let first = at + name.length + 1;
      while (isSpace(text.charCodeAt(first))) first++;
      if ((text[first] === ')') === (takes === 'none') || text[first] === '/') yield at;
    }
  }
}

/** Whether a text may have an interface with a method of this name: at the beginning of a line, or in braces. */
export function mayHaveInterfaceMethod(text: string, name: string): boolean {
  if (!text.includes('interface')) return false;
  for (const at of wordsIn(text, name)) {
    if (text[at + name.length] !== '(') continue;
    let before = at - 1;
    while (text[before] === ' ' || text[before] === '\t') before--;
    if (before < 0 || '\n{;/'.includes(text[before] ?? '')) return true;
  }
  return false;
}
