/**
 * Runs a bundle from its compiled form, where an earlier run left one.
 *
 * A check of a middling project takes some tenths of a second, of which the engine spends a good part compiling what it runs.
 * Node does this by itself from version 22 on when told to; this does it for every version the product supports.
 *
 * What is kept is named after the content of the bundle and the version of Node, so it can never be the form of another program, and
 * the engine refuses what it did not make. Because it is code, it is read only where nobody else may write.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** Of the files in the cache folder. */
export const COMPILED_EXTENSION = '.code';

export interface CompiledProgram {
  /** Keeps what is compiled by now, unless it was there before. A failure costs the next run some time and is no concern of this one. */
  keep(): void;
}

/**
 * Runs the CommonJS bundle at `path` as `require` would.
 *
 * @param folder of the cache; undefined compiles anew and keeps nothing
 * @throws whatever the bundle throws while it is loaded
 */
export function runProgram(path: string, folder: string | undefined): CompiledProgram {
  const source = readFileSync(path);
  const kept = folder && join(folder, `${process.version}-${digestOf(source)}${COMPILED_EXTENSION}`);
  const cachedData = kept === undefined ? undefined : readOwn(kept);
  const script = new Script(`${WRAPPER_START}${source.toString('utf8')}\n})`, {
    filename: path,
    columnOffset: -WRAPPER_START.length,
    cachedData,
  });
  const program = { exports: {} };
  script.runInThisContext().call(program.exports, program.exports, createRequire(path), program, path, dirname(path));
  const isKept = cachedData !== undefined && script.cachedDataRejected !== true;
  return { keep: () => (kept === undefined || isKept ? undefined : write(kept, script)) };
}

const WRAPPER_START = '(function (exports, require, module, __filename, __dirname) { ';

function digestOf(source: Buffer): string {
  return createHash('sha256').update(source).digest('hex');
}

/** A file that only this user can have written; undefined for any other, and for none. */
function readOwn(path: string): Buffer | undefined {
  try {
    const descriptor = openSync(path, 'r');
    try {
      const { uid, mode } = fstatSync(descriptor);
      const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
      return isOwn ? readFileSync(descriptor) : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

function write(path: string, script: Script): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, script.createCachedData(), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
  } catch {
    // A folder that cannot be written, or a full disk: the next run compiles as this one did.
    attempt(() => rmSync(temporary, { force: true }));
  }
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // What cannot be removed was never there, or goes with the other remains after an hour.
  }
}
