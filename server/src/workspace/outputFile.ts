/** Reports on disk. A report is replaced as a whole; folders it needs are made. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ancestorsOf } from './paths.ts';

/** A report that cannot be written; its message is for the user. */
export class OutputError extends Error {
  override readonly name = 'UsageError';
}

/** @returns whether its folder had to be made, which who misspelt it would want to know */
export function writeReport(cwd: string, file: string, text: string): boolean {
  const path = resolve(cwd, file);
  try {
    const made = makeFolder(dirname(path));
    writeFileSync(path, text);
    return made;
  } catch (error) {
    throw new OutputError(`The report cannot be written to ${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Step by step: where the kernel makes no folders, as in /proc, what Node does by itself never ends. */
function makeFolder(path: string): boolean {
  if (existsSync(path)) return false;
  makeFolder(dirname(path));
  mkdirSync(path);
  return true;
}

/** From the root of the repository around a folder to the folder: `''` for the root or without one, else ending with `/`. */
export function prefixInRepository(cwd: string): string {
  for (const ancestor of ancestorsOf(cwd)) {
    if (existsSync(join(ancestor, '.git'))) return ancestor === cwd ? '' : `${cwd.slice(ancestor.length + 1)}/`;
  }
  return '';
}
