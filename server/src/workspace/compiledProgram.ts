/**
 * Runs a bundle and its parts from their compiled form, where an earlier run left one.
 *
 * A check of a middling project takes some tenths of a second, of which the engine spends a good part compiling what it runs.
 * Node does this by itself from version 22 on when told to; this does it for every version the product supports.
 *
 * What is kept is named after the content of the bundle and the version of Node, and each part in it after its own content, so it can
 * never be the form of another program, and the engine refuses what it did not make. Because it is code, it is read only where nobody else may write.
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
 * Runs the CommonJS bundle at `path` as `require` would, and the parts beside it that it requires by `./NAME.js`.
 *
 * @param folder of the cache; undefined compiles anew and keeps nothing
 * @throws whatever the bundle throws while it is loaded
 */
export function runProgram(path: string, folder: string | undefined): CompiledProgram {
  const here = dirname(path);
  const outside = createRequire(path);
  const source = readFileSync(path);
  const place = folder && join(folder, `${process.version}-${digestOf(source)}${COMPILED_EXTENSION}`);
  const kept = place === undefined ? undefined : readParts(place);
  const loaded = new Map<string, { exports: unknown }>();
  const compiled = new Map<string, Script>();
  const either = (name: string): unknown => (name.startsWith('./') ? load(join(here, name)).exports : outside(name));
  const require = Object.assign(either, outside);
  let isComplete = true;
  const load = (file: string, text = readFileSync(file)): { exports: unknown } => {
    const known = loaded.get(file);
    if (known) return known;
    const module = { exports: {} };
    // Before it runs, so that parts which require each other end.
    loaded.set(file, module);
    const digest = digestOf(text);
    const cachedData = kept?.get(digest);
    const script = new Script(`${WRAPPER_START}${text.toString('utf8')}\n})`, {
      filename: file,
      columnOffset: -WRAPPER_START.length,
      cachedData,
    });
    if (cachedData === undefined || script.cachedDataRejected === true) isComplete = false;
    compiled.set(digest, script);
    script.runInThisContext().call(module.exports, module.exports, require, module, file, here);
    return module;
  };
  load(path, source);
  return {
    keep: () => {
      if (place === undefined || isComplete) return;
      const parts = new Map<string, Buffer>(kept);
      for (const [digest, script] of compiled) parts.set(digest, script.createCachedData());
      write(place, parts);
    },
  };
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

/** Compiled forms by the digest of their text, as `write` has written them; undefined when they are not all there. */
function readParts(path: string): ReadonlyMap<string, Buffer> | undefined {
  const content = readOwn(path);
  const headEnd = content?.indexOf(10) ?? -1;
  if (!content || headEnd < 0) return undefined;
  const parts = new Map<string, Buffer>();
  let at = headEnd + 1;
  for (const entry of content.toString('latin1', 0, headEnd).split(' ')) {
    const [digest = '', size = ''] = entry.split(':');
    const end = at + Number(size);
    if (!(end > at && end <= content.length)) return undefined;
    parts.set(digest, content.subarray(at, end));
    at = end;
  }
  return parts;
}

/** A line of digests and sizes in bytes, and what they stand for. */
function write(path: string, parts: ReadonlyMap<string, Buffer>): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const head = [...parts].map(([digest, { length }]) => `${digest}:${length}`).join(' ');
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${head}\n`), ...parts.values()]), { mode: 0o600, flag: 'wx' });
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
