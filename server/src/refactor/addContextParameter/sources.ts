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

/** Work that can be interrupted wherever it yields, so that other requests are answered or it is given up. */
export type Task<Result> = Generator<void, Result>;

export interface OpenFile {
  readonly file: ProjectFile;
  readonly tree: FlatTree;
  readonly view: SourceView;
}

const FILES_BETWEEN_PAUSES = 200;
const PARSED_BETWEEN_PAUSES = 10;

export class Sources {
  readonly project: Project;
  readonly #provider: SourceProvider;
  readonly #control: Pick<RefactoringControl, 'report'>;
  readonly #texts = new Map<string, string | undefined>();
  readonly #open = new Map<string, OpenFile | undefined>();
  #importers: Map<string, ProjectFile[]> | undefined;
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
      const text = this.text(file.path);
      if (text !== undefined && hasWord(text, word)) found.push(file);
    }
    return found;
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

  /** Those of the files that have one of their words, which are regular expressions. */
  *mentioningAny(
    wordsOf: (file: ProjectFile) => readonly string[],
    files: readonly ProjectFile[],
  ): Task<ProjectFile[]> {
    const patterns = new Map<string, RegExp>();
    const found: ProjectFile[] = [];
    let looked = 0;
    for (const file of files) {
      if (++looked % FILES_BETWEEN_PAUSES === 0) yield;
      let pattern = patterns.get(file.dir);
      if (!pattern) {
        pattern = new RegExp(`\\b(?:${wordsOf(file).join('|')})\\b`);
        patterns.set(file.dir, pattern);
      }
      const text = this.text(file.path);
      if (text !== undefined && pattern.test(text)) found.push(file);
    }
    return found;
  }
}

/** Where a word stands in a text, in code or not. */
export function* wordsIn(text: string, word: string): Generator<number> {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isNameCharacter(text.charCodeAt(at - 1)) && !isNameCharacter(text.charCodeAt(at + word.length))) yield at;
  }
}

function hasWord(text: string, word: string): boolean {
  return !wordsIn(text, word).next().done;
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

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

/** Letters beyond ASCII are part of names; so are, here, the other characters there, which only strings and comments hold. */
function isNameCharacter(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122) || code > 127
  );
}
