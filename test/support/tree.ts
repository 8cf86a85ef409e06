/** Folders on disk for tests that are about the disk. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Folder {
  /** Absolute, with `/`, without symbolic links. */
  readonly path: string;
  write(name: string, content?: string): void;
  remove(name: string): void;
  dispose(): void;
}

/** A new empty folder whose path has a space and a letter beyond ASCII. */
export function newFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'go-architect-')));
  const path = join(top, 'größe mit leer');
  mkdirSync(path);
  const folder: Folder = {
    path: path.replaceAll('\\', '/'),
    write: (name, content = 'package x\n') => {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    },
    remove: (name) => rmSync(join(path, name), { recursive: true, force: true }),
    dispose: () => rmSync(top, { recursive: true, force: true }),
  };
  for (const [name, content] of Object.entries(files)) folder.write(name, content);
  return folder;
}
