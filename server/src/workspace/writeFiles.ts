/**
 * Puts generated files on disk, all or none as far as a disk allows: first it looks whether any of them is in the way of
 * something that exists, and only when none is does it write. Nothing that exists is ever overwritten, not even when it
 * appears between the look and the write: each file is written beside its place and then linked to its name, which
 * fails if the name was taken meanwhile.
 */
import { link, lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { GeneratedFile } from '../scaffold/result.ts';

export type WriteOutcome =
  | { readonly ok: true; readonly written: readonly string[] }
  | { readonly ok: false; readonly conflicts: readonly string[] };

/** Paths in the outcome are relative to the root, as they came. */
export async function writeFiles(root: string, files: readonly GeneratedFile[]): Promise<WriteOutcome> {
  for (const file of files) {
    refuseEscape(file.path);
  }
  const conflicts = await existingPaths(root, files);
  if (conflicts.length > 0) {
    return { ok: false, conflicts };
  }
  await mkdir(root, { recursive: true });
  for (const file of files) {
    await writeNewFile(join(root, file.path), file);
  }
  return { ok: true, written: files.map((file) => file.path) };
}

export interface Edited {
  readonly path: string;
  /** What the change was made for; a file that says something else by now is left alone. */
  readonly before: string;
  readonly after: string;
}

/** Writes new files and changes existing ones, or nothing when any is not as it was when the change was made. */
export async function writeChanges(
  root: string,
  created: readonly GeneratedFile[],
  edited: readonly Edited[],
): Promise<WriteOutcome> {
  for (const { path } of [...created, ...edited]) {
    refuseEscape(path);
  }
  const conflicts = [...(await existingPaths(root, created))];
  for (const { path, before } of edited) {
    if ((await readFile(join(root, path), 'utf8')) !== before) {
      conflicts.push(path);
    }
  }
  if (conflicts.length > 0) {
    return { ok: false, conflicts };
  }
  for (const file of created) {
    await writeNewFile(join(root, file.path), file);
  }
  for (const edit of edited) {
    await replaceFile(join(root, edit.path), edit.after);
  }
  return { ok: true, written: [...created, ...edited].map(({ path }) => path) };
}

async function replaceFile(target: string, content: string): Promise<void> {
  const { mode } = await stat(target);
  const temporary = `${target}.${process.pid}.tmp`;
  await writeFile(temporary, content, { mode, flag: 'wx' });
  await rename(temporary, target);
}

/** Which of the files are there already, or cannot be because a file stands where a folder is needed. */
export async function existingPaths(root: string, files: readonly GeneratedFile[]): Promise<readonly string[]> {
  const conflicts = new Set<string>();
  for (const file of files) {
    if (await exists(join(root, file.path))) {
      conflicts.add(file.path);
      continue;
    }
    const blocking = await blockingParent(root, file.path);
    if (blocking !== undefined) {
      conflicts.add(blocking);
    }
  }
  return [...conflicts];
}

/** Whether a path exists and is anything but an empty folder. */
export async function isOccupied(path: string): Promise<boolean> {
  const found = await statOf(path);
  if (found === undefined) {
    return false;
  }
  return !found.isDirectory() || (await readdir(path)).length > 0;
}

async function blockingParent(root: string, path: string): Promise<string | undefined> {
  const parts = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= parts.length; depth++) {
    const parent = parts.slice(0, depth).join('/');
    const found = await statOf(join(root, parent));
    if (found === undefined) {
      return undefined;
    }
    if (!found.isDirectory()) {
      return parent;
    }
  }
  return undefined;
}

async function writeNewFile(target: string, file: GeneratedFile): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.tmp`;
  await writeFile(temporary, file.content, { mode: file.mode, flag: 'wx' });
  try {
    await link(temporary, target);
  } finally {
    await rm(temporary);
  }
}

function refuseEscape(path: string): void {
  if (
    path === '' ||
    isAbsolute(path) ||
    path.includes('\\') ||
    path.split('/').some((part) => part === '..' || part === '')
  ) {
    throw new Error(`a generated file may not be written to "${path}": the path leaves its folder`);
  }
}

async function exists(path: string): Promise<boolean> {
  return (await statOf(path)) !== undefined;
}

async function statOf(path: string): Promise<Awaited<ReturnType<typeof lstat>> | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    throw error;
  }
}
