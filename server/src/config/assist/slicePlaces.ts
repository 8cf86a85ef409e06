/** What stands in an entry under `slices`: where slices may be, what they are called, and which packages they have. */
import { capturePlace, matchPattern, parsePattern } from '../pattern.ts';

/** An entry as far as it is written. */
export interface WrittenSlice {
  readonly path: string;
  readonly isolate: string | undefined;
}

/** Patterns for the folders that are divided into several. */
export function slicePaths(directories: readonly string[]): string[] {
  const children = new Map<string, Set<string>>();
  for (const directory of directories) {
    const parts = directory === '' ? [] : directory.split('/');
    for (let length = 0; length < parts.length; length++) {
      const parent = parts.slice(0, length).join('/');
      children.set(parent, (children.get(parent) ?? new Set()).add(parts[length] ?? ''));
    }
  }
  return [...children]
    .filter(([, names]) => names.size > 1)
    .map(([parent]) => `${parent === '' ? '' : `${parent}/`}{module}/**`)
    .sort();
}

/** Names that the path of an entry captures. */
export function capturesOf({ path }: WrittenSlice): readonly string[] {
  const parsed = parsePattern(path);
  return parsed.ok ? parsed.pattern.captures : [];
}

interface SlicePackage {
  readonly directory: string;
  /** Of the slice. */
  readonly name: string;
  /** Below the slice's own directory; `''` for that itself. */
  readonly inner: string;
}

export function packagesOfSlices(slice: WrittenSlice, directories: readonly string[]): SlicePackage[] {
  const parsed = parsePattern(slice.path);
  if (!parsed.ok) return [];
  const capture = slice.isolate ?? parsed.pattern.captures[0];
  return directories.flatMap((directory) => {
    const place = capture === undefined ? undefined : capturePlace(parsed.pattern, directory, capture);
    if (place === undefined) return [];
    const segments = directory.split('/');
    return [{ directory, name: segments[place] ?? '', inner: segments.slice(place + 1).join('/') }];
  });
}

/** The packages that a pattern under `public` opens. */
export function publicPackages(
  text: string,
  slice: WrittenSlice,
  directories: readonly string[],
): string[] | undefined {
  const parsed = parsePattern(text);
  if (!parsed.ok) return undefined;
  return packagesOfSlices(slice, directories)
    .filter(({ inner }) => matchPattern(parsed.pattern, inner) !== undefined)
    .map(({ directory }) => directory);
}
