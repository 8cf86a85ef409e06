/**
 * Where values of some types are handed to packages outside the workspace that demand a method of them, or may: an interface that has
 * it, or something that could not be read.
 *
 * Only files that import a package from outside and name the type, or a function that returns it, are looked at. Whatever takes
 * `any` is no matter, but where the taker is not known it cannot be told from one that takes an interface.
 */
import type { ProjectFile } from '../../model/project.ts';
import type { DeclarationIndex } from './declarationIndex.ts';
import { placeInFile } from './declarations.ts';
import { operandsAround, type Taker } from './operands.ts';
import type { Sources, Task, WordsOf } from './sources.ts';
import { wordsAmong } from './words.ts';

export interface Handed {
  readonly method: string;
  /** `path.Type`, and the types' plain names. */
  readonly keys: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** Directories of the packages that declare them. */
  readonly home: ReadonlySet<string>;
  readonly files: readonly ProjectFile[];
}

/** More files are not looked through: the answer is not worth the wait. */
const MOST_FILES = 30;

/** The first place found; `many` when there are more files than can be looked through; undefined when there is none. */
export function* handedOn(handed: Handed, sources: Sources): Task<string | 'many' | undefined> {
  const { names, home, files } = handed;
  const { within, withOutside } = seenBy(files, sources);
  // Without a package from outside there is nobody to hand it to.
  if (withOutside.length === 0) return undefined;
  const words = wordsFor(names, within, yield* sources.index());
  // Most values are handed on where their type is declared.
  const ordered = [
    ...withOutside.filter(({ dir }) => home.has(dir)),
    ...withOutside.filter(({ dir }) => !home.has(dir)),
  ];
  const mentioning = yield* sources.mentioningAny(words.made, ordered, MOST_FILES + 1);
  for (const file of mentioning.slice(0, MOST_FILES)) {
    yield;
    const text = sources.text(file.path) ?? '';
    for (const operands of yield* operandsAround(file, text, wordsAmong(text, words.held(file)), sources)) {
      const operand = operands.find(
        ({ key, taker }) => handed.keys.has(key) && demands(taker, handed.method, file, sources),
      );
      if (operand) return placeInFile(file, text, operand.start);
    }
  }
  return mentioning.length > MOST_FILES ? 'many' : undefined;
}

interface Seen {
  readonly within: ReadonlySet<ProjectFile>;
  /** Those that import a package from outside the workspace. */
  readonly withOutside: readonly ProjectFile[];
}

const seen = new WeakMap<readonly ProjectFile[], Seen>();

function seenBy(files: readonly ProjectFile[], { project }: Sources): Seen {
  let known = seen.get(files);
  if (!known) {
    const isOutside = ({ path }: { readonly path: string }) => project.resolveImport(path).origin === 'external';
    known = {
      within: new Set(files),
      withOutside: files.filter(({ facts }) => facts.header.imports.some(isOutside)),
    };
    seen.set(files, known);
  }
  return known;
}

interface Words {
  /** By which values of the types come into a file: the types, and the functions that return one. */
  readonly made: WordsOf;
  /** By which a function may have one: besides, the fields, methods and types that mention one of the types. */
  held(file: ProjectFile): ReadonlySet<string>;
}

/** Functions are called by their name alone in their own package, behind its name in others. */
function wordsFor(names: ReadonlySet<string>, looked: ReadonlySet<ProjectFile>, index: DeclarationIndex): Words {
  const everywhere = new Set(names);
  const within = new Map<string, string[]>();
  const makers = new Set<string>();
  for (const { name, file } of [...names].flatMap((each) => index.returning(each))) {
    if (!looked.has(file)) continue;
    makers.add(name);
    everywhere.add(`${file.facts.header.packageName}.${name}`);
    const known = within.get(file.dir);
    if (known) known.push(name);
    else within.set(file.dir, [name]);
  }
  const holders = new Set([...names, ...makers]);
  const ownHolders = new Map<string, Set<string>>();
  const pending = [...names];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { name, file } of index.holding(next)) {
      if (!looked.has(file)) continue;
      const isExported = /^\p{Lu}/u.test(name);
      const known = isExported ? holders : (ownHolders.get(file.dir) ?? new Set<string>());
      if (!isExported) ownHolders.set(file.dir, known);
      if (known.has(name)) continue;
      known.add(name);
      // A type made of one of the types hands it on as those do.
      if (file.facts.declarations?.types.some((each) => each.name === name)) pending.push(name);
    }
  }
  return {
    made: { everywhere: [...everywhere], within },
    held: ({ dir }) => new Set([...holders, ...(ownHolders.get(dir) ?? [])]),
  };
}

/** Whether a taker may demand the method. */
function demands(taker: Taker, method: string, file: ProjectFile, { project }: Sources): boolean {
  return taker === 'anything' || project.types.member(taker, method, file).kind !== 'none';
}
