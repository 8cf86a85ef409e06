/** The words of a project are those of its texts as they are, whatever came before. */
import assert from 'node:assert/strict';
import { Project } from '../../server/src/model/project.ts';
import { WordIndex } from '../../server/src/refactor/addContextParameter/wordIndex.ts';
import { hasWord, wordsAmong } from '../../server/src/refactor/addContextParameter/words.ts';
import { withProject } from '../support/types.ts';

const WORDS = ['Find', 'find', 'Finder', '_x', 'a1', 'größe', 'Find2', 'x'];

class Indexed {
  readonly texts = new Map<string, string>();
  readonly project: Project;
  readonly #set: (path: string) => void;

  constructor(project: Project, set: (path: string) => void) {
    this.project = project;
    this.#set = set;
  }

  set(path: string, text: string): void {
    this.texts.set(path, text);
    this.#set(path);
  }

  remove(path: string): void {
    this.texts.delete(path);
    this.project.removeFile(path);
  }

  update(): Generator<void, void> {
    return WordIndex.of(this.project).update(
      (path) => this.texts.get(path),
      () => undefined,
    );
  }

  /** Compares with looking through every text. */
  check(): void {
    for (const _ of this.update());
    for (const word of WORDS) {
      const expected = [...this.texts].flatMap(([path, text]) => (hasWord(text, word) ? [path] : []));
      const found = [...WordIndex.of(this.project).filesWith(word)].filter((path) => this.project.files.has(path));
      assert.deepEqual(found.sort(), expected.sort(), word);
    }
  }
}

async function withIndex(use: (indexed: Indexed) => void): Promise<void> {
  await withProject({ 'a.go': 'package shop\n' }, (open) => {
    const { file } = open('a.go');
    const project = new Project();
    project.reset([file.module], []);
    const { header, suppressions, hasSyntaxErrors, declarations, observations } = file.facts;
    const facts = () => ({ header, suppressions, hasSyntaxErrors, declarations, observations });
    // They are another object after every change, and the same one as long as there is none.
    use(new Indexed(project, (path) => project.setFile({ ...file, path, facts: facts() })));
  });
}

const textOf = (number: number) =>
  WORDS.filter((_, index) => (number >> index) % 2 === 1).join(number % 2 === 0 ? '.' : ' 17 ');

describe('word index', () => {
  it('knows the words of texts that came, changed and went', () =>
    withIndex((indexed) => {
      for (let number = 0; number < 300; number++) indexed.set(`/shop/${number}.go`, textOf(number));
      indexed.check();
      indexed.set('/shop/7.go', 'Find');
      indexed.check();
      indexed.set('/shop/7.go', 'größe');
      indexed.set('/shop/new.go', 'x/*Find2*/');
      indexed.check();
      indexed.remove('/shop/3.go');
      indexed.remove('/shop/new.go');
      indexed.check();
      // So many that all are read anew, then few again.
      for (let number = 0; number < 290; number++) indexed.set(`/shop/${number}.go`, textOf(number + 5));
      indexed.check();
      indexed.set('/shop/9.go', 'Finder');
      indexed.check();
    }));

  it('is right when two refactorings bring it up to date at once, and a file changes meanwhile', () =>
    withIndex((indexed) => {
      for (let number = 0; number < 300; number++) indexed.set(`/shop/${number}.go`, textOf(number));
      const [first, second] = [indexed.update(), indexed.update()];
      first.next();
      second.next();
      indexed.set('/shop/1.go', 'Find2');
      for (const _ of second);
      for (const _ of first);
      indexed.check();
      // The same while a part is held apart.
      for (let number = 0; number < 120; number++) indexed.set(`/shop/${number}.go`, textOf(number + 9));
      const [third, fourth] = [indexed.update(), indexed.update()];
      third.next();
      indexed.set('/shop/2.go', '_x');
      for (const _ of fourth);
      for (const _ of third);
      indexed.check();
    }));

  it('finds one of several words at the places of each', () => {
    const text = 'x.Find(Finder, größe) // Find2 a1\n_x=17Find;find';
    const places = [...wordsAmong(text, new Set(WORDS))].map((at) => /^[\p{L}\p{Nd}_]+/u.exec(text.slice(at))?.[0]);
    assert.deepEqual(places, ['x', 'Find', 'Finder', 'größe', 'Find2', 'a1', '_x', 'find']);
  });
});
