/**
 * The files of a workspace as this refactoring reads them: found by a word they contain, parsed only then and function by function, and
 * kept until it is done.
 *
 * Of a million lines only a few files mention a function. Looking for its name in the text costs a hundredth of parsing, and
 * what the text does not mention cannot be a reference. What a mention means is decided elsewhere.
 */
import { SourceView } from '../../go/sourceView.ts';
import { type FlatTree, hasError, ROOT } from '../../go/tree.ts';
import type { ModuleInfo, Project, ProjectFile } from '../../model/project.ts';
import type { SourceProvider } from '../../model/sources.ts';
import type { RefactoringControl } from '../refactoring.ts';
import { DeclarationIndex } from './declarationIndex.ts';
import type { Declaration } from './declarations.ts';
import { type Excerpt, type Stretch, stretchesAround, stretchText, typeText } from './excerpt.ts';
import { WordIndex } from './wordIndex.ts';
import { hasWord, wordsIn } from './words.ts';

/** Work that can be interrupted wherever it yields, so that other requests are answered or it is given up. */
export type Task<Result> = Generator<void, Result>;

/** A file, or one declaration of it parsed as a file that has nothing else. */
export interface OpenFile {
  readonly file: ProjectFile;
  readonly tree: FlatTree;
  readonly view: SourceView;
  /** Where the text of the tree stands in the file: offsets in the tree and this make those in the file. */
  readonly moved: number;
}

export interface Search<Find> {
  /** Where in a text the word may mean something. */
  placesIn(text: string, file: ProjectFile): Iterable<number>;
  findsIn(at: OpenFile): Iterable<Find>;
  isEnough?(find: Find): boolean;
  /** Types may hold what is looked for; they neither call nor hold values. */
  readonly inTypes?: boolean;
}

const FILES_BETWEEN_PAUSES = 200;
/** Characters; parsing them and working out their types takes some twenty milliseconds. */
const PARSED_BETWEEN_PAUSES = 50_000;
/** Looking through every text a few times costs less than taking down the words of all. */
const SEARCHES_WITHOUT_INDEX = 3;

export class Sources {
  readonly project: Project;
  readonly #module: ModuleInfo;
  readonly #around: ReadonlySet<ProjectFile> | undefined;
  readonly #provider: SourceProvider;
  readonly #control: Pick<RefactoringControl, 'report'>;
  readonly #texts = new Map<string, string | undefined>();
  readonly #open = new Map<string, OpenFile | undefined>();
  readonly #parts = new Map<string, OpenFile | undefined>();
  readonly #importers = new Map<string, readonly ProjectFile[]>();
  readonly #seeing = new Map<string, readonly ProjectFile[]>();
  #words: WordIndex | undefined;
  /** Files whose text was looked through for a word. */
  #looked = 0;
  #unpaused = 0;

  /** @param around the module of the function: of two checkouts of one repository, the other is left alone */
  constructor(
    project: Project,
    around: ModuleInfo,
    provider: SourceProvider,
    control: Pick<RefactoringControl, 'report'>,
  ) {
    this.project = project;
    this.#module = around;
    this.#around = project.sharesPaths ? new Set(project.filesAround(around)) : undefined;
    this.#provider = provider;
    this.#control = control;
  }

  /** The files that import a package, by its path. */
  importersOf(path: string): readonly ProjectFile[] {
    let importers = this.#importers.get(path);
    if (!importers) {
      importers = this.project
        .importersOf(path, this.#module)
        .filter(({ facts }) => facts.header.imports.some((each) => each.path === path && each.alias !== '_'));
      this.#importers.set(path, importers);
    }
    return importers;
  }

  /** Whether a file shares its import paths with the function. */
  isAround(file: ProjectFile): boolean {
    return this.#around?.has(file) ?? true;
  }

  /** The files of a package, by its path; none of one from outside. */
  filesAt(path: string): readonly ProjectFile[] {
    return [...(this.project.packageAt(path, this.#module)?.files.values() ?? [])];
  }

  /** What was found to see packages, so that it is found once for all methods of their types. */
  seeing(paths: ReadonlySet<string>, find: () => readonly ProjectFile[]): readonly ProjectFile[] {
    const key = [...paths].join('\n');
    const known = this.#seeing.get(key);
    if (known) return known;
    const files = find();
    this.#seeing.set(key, files);
    return files;
  }

  /** What the project declares, by name. */
  index(): Task<DeclarationIndex> {
    return DeclarationIndex.of(this.project);
  }

  /** Says how far it is. */
  report(message: string, done?: number, total?: number): void {
    this.#control.report(message, done, total);
  }

  text(path: string): string | undefined {
    const known = this.#texts.get(path);
    if (known !== undefined || this.#texts.has(path)) return known;
    const text = this.#provider.text(path);
    this.#texts.set(path, text);
    return text;
  }

  /** Whether the whole of a file has been parsed. */
  isOpen({ path }: ProjectFile): boolean {
    return this.#open.has(path);
  }

  /** The whole of a file. */
  open(file: ProjectFile): OpenFile | undefined {
    if (this.#open.has(file.path)) return this.#open.get(file.path);
    const tree = this.#provider.tree(file.path);
    const opened = tree && { file, tree, view: new SourceView(tree, file.facts.header), moved: 0 };
    this.#open.set(file.path, opened);
    return opened;
  }

  /** A declaration alone, or the whole of its file where that does not do. */
  openAt({ kind, file, fact, ...of }: Declaration): OpenFile | undefined {
    const text = this.#open.has(file.path) || file.facts.hasSyntaxErrors ? undefined : this.text(file.path);
    if (text === undefined) return this.open(file);
    if (kind !== 'interfaceMethod') return this.#openPart(file, stretchText(file, text, fact)) ?? this.open(file);
    const type = file.facts.declarations?.types.find(
      (each) => 'type' in of && each.name === of.type && each.methods?.includes(fact),
    );
    return (type && this.#openPart(file, typeText(file, text, type))) ?? this.open(file);
  }

  /** A text that is in no file. */
  parse(text: string): FlatTree | undefined {
    return this.#provider.parse(text);
  }

  /** Those of the files that have the word, in order. */
  *mentioning(word: string, files: readonly ProjectFile[]): Task<ProjectFile[]> {
    const found: ProjectFile[] = [];
    let looked = 0;
    for (const file of yield* this.#mayMention(word, files)) {
      if (++looked % FILES_BETWEEN_PAUSES === 0) {
        this.report(`Looking for ${word}`, looked, files.length);
        yield;
      }
      const text = this.text(file.path);
      if (text !== undefined && hasWord(text, word)) found.push(file);
    }
    return found;
  }

  /** Those of the files that may have a word: all of them, before it is worth while to take down which has which. */
  *#mayMention(word: string, files: readonly ProjectFile[]): Task<readonly ProjectFile[]> {
    if (!this.#words) {
      this.#looked += files.length;
      const isCheap = this.#looked <= SEARCHES_WITHOUT_INDEX * this.project.files.size;
      if (isCheap && !WordIndex.of(this.project).isAtHand) return files;
    }
    const having = (yield* this.#indexed()).filesWith(word);
    return files.filter(({ path }) => having.has(path));
  }

  *#indexed(): Task<WordIndex> {
    if (this.#words) return this.#words;
    const index = WordIndex.of(this.project);
    const textOf = (path: string) => this.#texts.get(path) ?? this.#provider.text(path);
    yield* index.update(textOf, (done, total) => this.report('Reading the workspace', done, total));
    this.#words = index;
    return index;
  }

  /** What is found by a word, file by file, in the functions that have it. Ends with the first find that is enough. */
  *found<Find>(
    word: string,
    files: readonly ProjectFile[],
    { placesIn, findsIn, isEnough = () => false, inTypes = false }: Search<Find>,
  ): Task<readonly Find[]> {
    const all: Find[] = [];
    let looked = 0;
    for (const file of yield* this.#mayMention(word, files)) {
      if (++looked % FILES_BETWEEN_PAUSES === 0) {
        this.report(`Looking for ${word}`, looked, files.length);
        yield;
      }
      const text = this.text(file.path) ?? '';
      const places = [...placesIn(text, file)];
      if (places.length === 0) continue;
      for (const part of yield* this.partsAt(file, text, places, inTypes)) {
        for (const find of findsIn(part)) {
          if (isEnough(find)) return [find];
          all.push(find);
        }
        if (this.#isDue(part.tree.text)) yield;
      }
    }
    return all;
  }

  /** Whether enough has been read since the last pause, with this text. */
  #isDue({ length }: string): boolean {
    this.#unpaused += length;
    if (this.#unpaused < PARSED_BETWEEN_PAUSES) return false;
    this.#unpaused = 0;
    return true;
  }

  /**
   * The functions of a file around some places in its text, and what stands between them, each parsed as a file that has nothing else; the
   * whole where the file has to be read as such, or has been already.
   */
  *partsAt(file: ProjectFile, text: string, places: Iterable<number>, inTypes = false): Task<readonly OpenFile[]> {
    const around = this.#open.has(file.path) ? undefined : stretchesAround(file, text, places, inTypes);
    const parts: OpenFile[] = [];
    for (const stretch of around ?? []) {
      const part = this.#openPart(file, stretchText(file, text, stretch));
      if (!part) break;
      parts.push(part);
      if (this.#isDue(part.tree.text)) yield;
    }
    if (parts.length === around?.length) return parts;
    const whole = this.open(file);
    return whole ? [whole] : [];
  }

  /** A function, or what stands between two of them, for a single look: it is not kept. Undefined where it does not parse alone. */
  glance(file: ProjectFile, text: string, stretch: Stretch): OpenFile | undefined {
    const excerpt = stretchText(file, text, stretch);
    return this.#parts.get(partKey(file, excerpt)) ?? this.#parsedPart(file, excerpt);
  }

  #openPart(file: ProjectFile, excerpt: Excerpt): OpenFile | undefined {
    const key = partKey(file, excerpt);
    if (this.#parts.has(key)) return this.#parts.get(key);
    const opened = this.#parsedPart(file, excerpt);
    this.#parts.set(key, opened);
    return opened;
  }

  #parsedPart(file: ProjectFile, { text, moved }: Excerpt): OpenFile | undefined {
    const tree = this.#provider.parse(text);
    if (!tree || hasError(tree, ROOT)) return undefined;
    return { file, tree, view: new SourceView(tree, file.facts.header, moved), moved };
  }

  /**
   * Those of the files that have one of their words, which may be qualified (`user.Find`), in order; not all of them where there are more than
   * are wanted.
   */
  *mentioningAny(wordsOf: WordsOf, files: readonly ProjectFile[], wanted: number): Task<ProjectFile[]> {
    const index = yield* this.#indexed();
    const may = new Map<string, string[]>();
    const note = (words: readonly string[], among?: ReadonlySet<string>) => {
      for (const word of words) {
        for (const path of index.filesWith(word.slice(word.lastIndexOf('.') + 1))) {
          if (among && !among.has(path)) continue;
          const known = may.get(path);
          if (known) known.push(word);
          else may.set(path, [word]);
        }
      }
    };
    note(wordsOf.everywhere);
    for (const [dir, words] of wordsOf.within) {
      note(words, new Set(files.flatMap((file) => (file.dir === dir ? [file.path] : []))));
    }
    const found: ProjectFile[] = [];
    let looked = 0;
    for (const file of files) {
      const words = may.get(file.path);
      if (!words) continue;
      if (++looked % FILES_BETWEEN_PAUSES === 0) yield;
      if (words.some((word) => this.#mentions(file, word))) found.push(file);
      if (found.length === wanted) break;
    }
    return found;
  }

  #mentions(file: ProjectFile, word: string): boolean {
    const dot = word.lastIndexOf('.');
    const name = word.slice(dot + 1);
    const text = this.text(file.path) ?? '';
    if (dot < 0) return hasWord(text, name);
    const qualifier = word.slice(0, dot + 1);
    for (const at of wordsIn(text, name)) if (text.endsWith(qualifier, at)) return true;
    return false;
  }
}

function partKey({ path }: ProjectFile, { moved }: Excerpt): string {
  return `${moved} ${path}`;
}

/** What is looked for in all files, and besides in those of some directories. */
export interface WordsOf {
  readonly everywhere: readonly string[];
  readonly within: ReadonlyMap<string, readonly string[]>;
}
