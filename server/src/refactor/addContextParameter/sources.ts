/**
 * The files of a workspace as this refactoring reads them: found by a word they contain, parsed only then, and kept until it is
 * done.
 *
 * Of a million lines only a few files mention a function. Looking for its name in the text costs a hundredth of parsing, and
 * what the text does not mention cannot be a reference. What a mention means is decided elsewhere.
 */
import { SourceView } from '../../go/sourceView.ts';
import type { FlatTree } from '../../go/tree.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import type { SourceProvider } from '../../model/sources.ts';
import type { RefactoringControl } from '../refactoring.ts';
import { DeclarationIndex } from './declarationIndex.ts';
import { hasWord, isSpace, WordFilter, wordsIn } from './words.ts';

export { wordsIn } from './words.ts';

/** Work that can be interrupted wherever it yields, so that other requests are answered or it is given up. */
export type Task<Result> = Generator<void, Result>;

export interface OpenFile {
  readonly file: ProjectFile;
  readonly tree: FlatTree;
  readonly view: SourceView;
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
      if (!this.#mayMention(file, [word])) continue;
      const text = this.text(file.path);
      if (text !== undefined && hasWord(text, word)) found.push(file);
    }
    return found;
  }

  /** Whether a file may have one of the words; who is searched often gets a filter. */
  #mayMention({ path }: ProjectFile, words: readonly string[]): boolean {
    const known = this.#filters.get(path);
    if (known) return words.some((word) => known.mayHave(word));
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
      if (this.#parsed > before && this.#parsed % PARSED_BETWEEN_PAUSES === 0) yield;
    }
    return found;
  }

  /** Those of the files that have one of their words, which may be qualified: `user.Find`. */
  *mentioningAny(
    wordsOf: (file: ProjectFile) => readonly string[],
    files: readonly ProjectFile[],
  ): Task<ProjectFile[]> {
    const wanted = new Map<string, { readonly names: readonly string[]; readonly pattern: RegExp }>();
    const found: ProjectFile[] = [];
    let looked = 0;
    for (const file of files) {
      if (++looked % FILES_BETWEEN_PAUSES === 0) yield;
      let words = wanted.get(file.dir);
      if (!words) {
        const written = wordsOf(file);
        words = {
          names: written.map((each) => each.slice(each.lastIndexOf('.') + 1)),
          pattern: new RegExp(`\\b(?:${written.map((each) => each.replaceAll('.', '\\.')).join('|')})\\b`),
        };
        wanted.set(file.dir, words);
      }
      if (!this.#mayMention(file, words.names)) continue;
      const text = this.text(file.path);
      if (text !== undefined && words.pattern.test(text)) found.push(file);
    }
    return found;
  }
}

/** Whether a text may select something of this name: `x.Find`, also over a line break. */
export function mayHaveSelector(text: string, name: string): boolean {
  for (const at of wordsIn(text, name)) {
    let before = at - 1;
    while (isSpace(text.charCodeAt(before))) before--;
    // A comment may stand between.
    if (text[before] === '.' || text[before] === '/') return true;
  }
  return false;
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
