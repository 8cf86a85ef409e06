/** Temporary folders for tests, gone when the test ends. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A new folder with these files, by relative path. Symbolic links in the path are resolved, as the product does. */
export function makeFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'go-architect-')));
  for (const [name, content] of Object.entries(files)) writeInto(folder, name, content);
  return folder;
}

/** Writes a file and the folders it needs; returns its absolute path. */
export function writeInto(folder: string, name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
