/** What a layer may import of one origin, from how it is written: a word, a list, or lists of what is allowed and what is not. */
import type { ExplainedEntry, ImportKind, Origin, Selection, SelectionEntry } from './config.ts';
import { whyOf } from './rationale.ts';
import { type EntryInput, entryName, type SelectionInput } from './schema.ts';
import { meantImportPath } from './writtenImportPath.ts';

type Path = readonly (string | number)[];

/** A name in a list. */
interface NameInList {
  readonly name: string;
  readonly list: 'allow' | 'deny';
  /** Where the name stands; `around` is the entry, where more is said of it. */
  readonly at: Path;
  readonly entry: EntryInput;
  readonly around: Path;
}

/** Every name of a selection with its path. */
export function namesIn(value: SelectionInput, path: Path): readonly NameInList[] {
  if (typeof value === 'string') return [];
  if (Array.isArray(value)) return namesOf(value, 'allow', path);
  const { allow, deny } = value;
  const allowed = Array.isArray(allow) ? namesOf(allow, 'allow', [...path, 'allow']) : [];
  return [...allowed, ...namesOf(deny ?? [], 'deny', [...path, 'deny'])];
}

function namesOf(entries: readonly EntryInput[], list: NameInList['list'], path: Path): NameInList[] {
  return entries.map((entry, index) => {
    const around = [...path, index];
    const at = typeof entry === 'string' ? around : [...around, 'layer' in entry ? 'layer' : 'import'];
    return { name: entryName(entry), list, at, entry, around };
  });
}

export function selectionOf(
  value: SelectionInput,
  places: { readonly originOf: (path: Path) => Origin },
  path: Path,
  kind: ImportKind,
): Selection {
  const entries: SelectionEntry[] = [];
  const explained: ExplainedEntry[] = [];
  for (const { name, list, at, entry, around } of namesIn(value, path)) {
    const why = typeof entry === 'string' ? undefined : whyOf(entry, places, around);
    if (kind === 'layers' && !why) continue;
    const named = { path: meantName(name, kind), list, origin: places.originOf(at) };
    if (kind !== 'layers') entries.push(named);
    if (why) explained.push({ ...named, why });
  }
  const why = typeof value === 'string' || Array.isArray(value) ? undefined : whyOf(value, places, path);
  return {
    ...listsOf(value, kind),
    origin: places.originOf(path),
    ...(entries.length === 0 ? {} : { entries }),
    ...(explained.length === 0 ? {} : { explained }),
    ...(why === undefined ? {} : { why }),
  };
}

function listsOf(value: SelectionInput, kind: ImportKind): Pick<Selection, 'allow' | 'deny'> {
  const names = (entries: readonly EntryInput[]) => entries.map((entry) => meantName(entryName(entry), kind));
  if (typeof value === 'string') return { allow: value, deny: [] };
  if (Array.isArray(value)) return { allow: names(value), deny: [] };
  const { allow = '*', deny = [] } = value;
  return { allow: typeof allow === 'string' ? allow : names(allow), deny: names(deny) };
}

function meantName(name: string, kind: ImportKind): string {
  return kind === 'layers' ? name : meantImportPath(name);
}
