/**
 * What a command on the command line is about: the folders that have to be read to judge, and the part of them that was
 * asked for.
 *
 * A path inside a module means the module is read, because layers and edges are questions about the whole; what is said is then
 * limited to the path.
 */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ancestorsOf, joinPath, parentOf, toSlashes } from './paths.ts';

export interface Target {
  /** Absolute directories to discover. */
  readonly roots: readonly string[];
  /** What was asked for, absolute. */
  readonly asked: readonly string[];
  /** Whether something at this path was asked for. */
  includes(path: string): boolean;
}

/** A path that does not exist; its message is for the user. */
export class MissingPathError extends Error {
  override readonly name = 'UsageError';
}

/** An empty path: a variable of a script that was never set, and never a wish to look at everything. */
export class EmptyPathError extends Error {
  override readonly name = 'UsageError';
}

/**
 * @param paths files or directories relative to `cwd`; none means `cwd`. `dir/...` is understood as `dir`.
 * @param moduleFiles what a go.mod or go.work among the paths means
 */
export function loadTarget(
  paths: readonly string[],
  cwd: string,
  moduleFiles: 'stand for their module' | 'stand for themselves' = 'stand for themselves',
): Target {
  const asked = (paths.length === 0 ? ['.'] : paths).map((path) =>
    meant(absolute(withoutDots(path), cwd), moduleFiles === 'stand for their module'),
  );
  const roots = [...new Set(asked.map(rootOf))];
  // A root inside another is read with it.
  const outermost = roots.filter((root) => !roots.some((other) => other !== root && isWithin(other, root)));
  // Asked for every file of a project, so what does not depend on the file is worked out once.
  const folders = asked.map((wanted) => (wanted.endsWith('/') ? wanted : `${wanted}/`));
  const includes = (path: string) => folders.some((folder) => path.startsWith(folder)) || asked.includes(path);
  return { roots: outermost, asked, includes };
}

/** `dir/...` and `...` as the go command has them. */
function withoutDots(path: string): string {
  return /^\.\.\.$/.test(path) ? '.' : path.replace(/[\\/]\.\.\.$/, '') || path.slice(0, -'...'.length);
}

function absolute(path: string, cwd: string): string {
  if (path.trim() === '') throw new EmptyPathError('A path is empty; write "." for the current folder.');
  const found = resolve(cwd, path);
  if (!existsSync(found)) throw new MissingPathError(`There is no file or folder "${path}".`);
  return toSlashes(realpathSync.native(found));
}

function meant(path: string, moduleFilesStandForMore: boolean): string {
  return moduleFilesStandForMore && /\/go\.(?:mod|work)$/.test(path) && !statSync(path).isDirectory()
    ? parentOf(path)
    : path;
}

/** The module around a path; the path itself when modules lie below it. */
function rootOf(path: string): string {
  const directory = statSync(path).isDirectory() ? path : parentOf(path);
  for (const ancestor of ancestorsOf(directory)) {
    if (existsSync(joinPath(ancestor, 'go.mod'))) return ancestor;
  }
  return directory;
}

function isWithin(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}
