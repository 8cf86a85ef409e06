/**
 * What a generator asks of a module on disk: where its root is, the texts of files, the names in a folder. It reads on
 * demand and keeps nothing.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder, from this one upwards, with a go.mod. */
export function moduleRoot(folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, 'go.mod'))) {
      return current;
    }
    if (dirname(current) === current) {
      return undefined;
    }
  }
}

/** The nearest folder, from this one upwards, that git keeps its files in; of a worktree or a submodule that is one file. */
export function repositoryRoot(folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, '.git'))) {
      return current;
    }
    if (dirname(current) === current) {
      return undefined;
    }
  }
}

export function readText(root: string, path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

/** Whether there is a folder of that name. */
export function isFolder(root: string, path: string): boolean {
  return statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Nothing for a folder that does not exist. */
export function namesIn(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder)).sort();
  } catch (error) {
    if (isMissing(error)) {
      return [];
    }
    throw error;
  }
}

/** Every Go file of the module, tests included: nothing vendored, no module within, none of what the go command passes over. */
export function goFilesOf(root: string): readonly string[] {
  const files: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const prefix = folder === '' ? '' : `${folder}/`;
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const { name } = entry;
      if (entry.isDirectory()) {
        const passedOver = /^[._]/.test(name) || ['vendor', 'testdata', 'node_modules'].includes(name);
        if (!passedOver && !existsSync(join(root, folder, name, 'go.mod'))) {
          folders.push(`${prefix}${name}`);
        }
      } else if (name.endsWith('.go') && !/^[._]/.test(name)) {
        files.push(`${prefix}${name}`);
      }
    }
  }
  return files.sort();
}

function isMissing(error: unknown): boolean {
  // A folder has no text either, whatever it is called.
  return error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(String(error.code));
}
