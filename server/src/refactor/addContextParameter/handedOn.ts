/**
 * Where values of some types are handed to packages outside the workspace that demand a method of them, or may: an interface that has
 * it, or something that could not be read.
 *
 * Only files that import a package from outside and name the type, or a function that returns it, are looked at. Whatever takes
 * `any` is no matter, but where the taker is not known it cannot be told from one that takes an interface.
 */
import type { ProjectFile } from '../../model/project.ts';
import type { DeclarationIndex, Mentioning } from './declarationIndex.ts';
import { placeInFile } from './declarations.ts';
import { type Holder, liveMentions } from './liveMentions.ts';
import { operandsAround, type Taker } from './operands.ts';
import type { Sources, Task, WordsOf } from './sources.ts';

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
    for (const operands of yield* operandsAround(file, text, liveMentions(file, text, words.held(file)), sources)) {
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
  held(file: ProjectFile): ReadonlyMap<string, Holder>;
}

/** Functions are called by their name alone in their own package, behind its name in others. */
function wordsFor(names: ReadonlySet<string>, looked: ReadonlySet<ProjectFile>, index: DeclarationIndex): Words {
  const everywhere = new Set(names);
  const within = new Map<string, string[]>();
  const holders = new Map<string, Holder>();
  const ownHolders = new Map<string, Map<string, Holder>>();
  for (const maker of [...names].flatMap((each) => index.returning(each))) {
    const { name, file } = maker;
    if (!looked.has(file)) continue;
    note(holders, maker);
    everywhere.add(`${file.facts.header.packageName}.${name}`);
    const known = within.get(file.dir);
    if (known) known.push(name);
    else within.set(file.dir, [name]);
  }
  for (const name of names) holders.set(name, TYPE);
  const pending = [...names];
  const followed = new Set<string>(names);
  let hasGenericBase = false;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const holder of index.holding(next)) {
      const { name, file, kind, isPlain } = holder;
      if (!looked.has(file)) continue;
      if (kind === 'embedded' && !isPlain) hasGenericBase = true;
      if (/^\p{Lu}/u.test(name)) note(holders, holder);
      else {
        const own = ownHolders.get(file.dir) ?? new Map<string, Holder>();
        ownHolders.set(file.dir, own);
        note(own, holder);
      }
      // A type made of one of the types hands it on as those do.
      if (kind !== 'type' || followed.has(name)) continue;
      followed.add(name);
      pending.push(name);
    }
  }
  return {
    made: { everywhere: [...everywhere], within },
    held({ dir }) {
      const held = new Map(holders);
      for (const [name, own] of ownHolders.get(dir) ?? []) held.set(name, joined(holders.get(name), own));
      // What is selected from one of the types may be one by the type arguments of what it is built on.
      if (hasGenericBase) for (const [name, each] of held) held.set(name, { ...each, isPlain: false });
      return held;
    },
  };
}

const TYPE: Holder = { isType: true, isMember: false, isPlain: false };

/** What a name stands for besides what is known of it. */
function note(holders: Map<string, Holder>, { name, kind, isPlain }: Mentioning): void {
  const isMember = kind === 'member' || kind === 'embedded';
  holders.set(name, joined(holders.get(name), { isType: kind === 'type', isMember, isPlain }));
}

function joined(a: Holder | undefined, b: Holder): Holder {
  if (!a) return b;
  return {
    isType: a.isType || b.isType,
    isMember: a.isMember && b.isMember,
    isPlain: a.isPlain && b.isPlain,
  };
}

/** Whether a taker may demand the method. */
function demands(taker: Taker, method: string, file: ProjectFile, { project }: Sources): boolean {
  return taker === 'anything' || project.types.member(taker, method, file).kind !== 'none';
}
