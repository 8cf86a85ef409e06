/**
 * Shows what a generator would do before it does it: a tree of the files and a unified diff of each. Text only; who shows
 * it, and in which colours, is not decided here.
 */
import { createTwoFilesPatch } from 'diff';

/** A file to be created, or one that exists and would change. */
export interface FileChange {
  readonly path: string;
  /** Nothing when the file is new. */
  readonly before?: string;
  readonly after: string;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: FileChange[];
}

/** A tree as `tree` draws it; files that exist and would change are marked. */
export function treeText(root: string, changes: readonly FileChange[]): string {
  const top: Folder = { folders: new Map(), files: [] };
  for (const change of changes) {
    const parts = change.path.split('/').slice(0, -1);
    let folder = top;
    for (const part of parts) {
      const next = folder.folders.get(part) ?? { folders: new Map(), files: [] };
      folder.folders.set(part, next);
      folder = next;
    }
    folder.files.push(change);
  }
  return `${root}/\n${folderLines(top, '').join('\n')}\n`;
}

function folderLines(folder: Folder, indent: string): readonly string[] {
  const entries = [
    ...[...folder.folders].sort(byName).map(([name, child]) => ({ label: `${name}/`, child })),
    ...folder.files
      .map((file) => ({
        label: `${file.path.split('/').pop() ?? ''}${file.before === undefined ? '' : '  (changed)'}`,
        child: undefined,
      }))
      .sort((left, right) => (left.label < right.label ? -1 : 1)),
  ];
  return entries.flatMap(({ label, child }, index) => {
    const last = index === entries.length - 1;
    const line = `${indent}${last ? '└── ' : '├── '}${label}`;
    return child === undefined ? [line] : [line, ...folderLines(child, `${indent}${last ? '    ' : '│   '}`)];
  });
}

function byName(left: readonly [string, unknown], right: readonly [string, unknown]): number {
  return left[0] < right[0] ? -1 : 1;
}

/** One unified diff after another, as `git apply` reads them. */
export function diffText(changes: readonly FileChange[]): string {
  return changes
    .map(({ path, before, after }) =>
      createTwoFilesPatch(
        before === undefined ? '/dev/null' : `a/${path}`,
        `b/${path}`,
        before ?? '',
        after,
        undefined,
        undefined,
        {
          headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
        },
      ),
    )
    .join('');
}
