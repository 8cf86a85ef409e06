/**
 * What the last run learnt, on disk, so that the next one reads only what changed.
 *
 * One file a set of roots, in the user's cache folder. It holds the facts of every Go file and, as long as nothing that files
 * see of each other has changed, what was found in it. A file is known by its content; its size and time are looked at first, and
 * its content only when these differ or are too fresh to be trusted.
 *
 * The cache is a convenience: whatever is wrong with it (missing, damaged, written by another build) means that it is not used, and a
 * failure to write it is nothing but a slower next run.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileFacts } from '../go/facts.ts';
import type { FileVerdict } from '../rules/engine.ts';
import type { Finding } from '../rules/rule.ts';
import { type FileStamp, hashOf } from './extractFile.ts';
import { type PackedFacts, unpackFacts } from './packedFacts.ts';
import { buildIdentity } from './product.ts';

/** One file of the cache's first line. */
interface Entry extends FileStamp {
  readonly head: string;
  /** Where observations begin in the body, where declarations begin, and where they end: bytes. */
  readonly at: number;
  readonly middle: number;
  readonly end: number;
}

interface Index {
  readonly identity: string;
  /** The rules that observed, by their ids. */
  readonly observed: string;
  /** When it was written, in milliseconds; what changed later than that is looked at closely. */
  readonly written: number;
  readonly bodyLength: number;
  readonly files: Readonly<Record<string, Entry>>;
  /** What was found, as long as the project as a whole is the one it was found in. */
  readonly found?: Found;
}

/** Findings with what they rest on. */
export interface Found {
  /** Stands for the configuration, the day, and what files see of each other. */
  readonly basis: string;
  /** By path; 0 stands for a file without findings. A file that is missing was not judged. */
  readonly verdicts: Readonly<Record<string, FileVerdict | 0>>;
  readonly outsideGo: Readonly<Record<string, readonly Finding[]>>;
  /** What each finding's fixes are called, as far as somebody asked. Good as long as no file at all has changed. */
  readonly titles: Readonly<Record<string, FixTitles>>;
}

/** What the fixes of a finding are called: all of them, or only the first. */
export interface FixTitles {
  readonly titles: readonly string[];
  readonly all: boolean;
}

/** A file changed this shortly before the cache was written may change again without its time telling. */
const FRESH = 2_000;

const EXTENSION = '.facts';
const KEPT_DAYS = 30;

export class FactsCache {
  readonly #path: string;
  readonly #identity: string;
  #index: Index | undefined;
  #observed = '';
  #body: Buffer | undefined;
  #count: number | undefined;
  readonly #fresh = new Map<string, Entry & { readonly packed: PackedFacts }>();
  readonly #kept = new Set<string>();

  /**
   * @param path of the cache's file
   * @param identity of what wrote it: facts of another build or of other rules are of no use
   */
  constructor(path: string, identity: string) {
    this.#path = path;
    this.#identity = identity;
    this.#index = readIndex(path, identity);
  }

  /** To be called before anything is looked up: facts hold what rules observed, and those of another set of rules are of no use. */
  useFor(rules: readonly string[]): void {
    this.#observed = [...rules].sort().join(' ');
    if (this.#index?.observed !== this.#observed) this.#index = undefined;
  }

  /** Facts of a file that is as it was; undefined when it has to be read. */
  lookup(path: string): FileFacts | undefined {
    const entry = this.#index?.files[path];
    if (!this.#index || !entry || !isUnchanged(path, entry, this.#index.written)) return undefined;
    this.#kept.add(path);
    return new CachedFacts(unpackFacts({ head: entry.head, observations: '{}', declarations: '' }), () =>
      this.#unpack(entry),
    );
  }

  /** Notes what was read. */
  store(path: string, stamp: FileStamp, packed: PackedFacts): void {
    this.#kept.delete(path);
    this.#fresh.set(path, { ...stamp, head: packed.head, at: 0, middle: 0, end: 0, packed });
  }

  /** What files see of each other, over all of them. */
  surface(paths: Iterable<string>): string {
    const hash = createHash('sha1');
    for (const path of [...paths].sort()) {
      const entry = this.#fresh.get(path) ?? this.#index?.files[path];
      hash.update(`${path}\0${entry?.surface ?? ''}\0`);
    }
    return hash.digest('base64');
  }

  /** What was found in files that are as they were, when it rests on the same; undefined otherwise. */
  found(basis: string): Found | undefined {
    const found = this.#index?.found;
    if (found?.basis !== basis) return undefined;
    const verdicts = Object.fromEntries(Object.entries(found.verdicts).filter(([path]) => this.#kept.has(path)));
    return { ...found, verdicts };
  }

  /** Whether a run that ended with this basis has nothing to add. */
  isCurrent(basis: string): boolean {
    this.#count ??= Object.keys(this.#index?.files ?? {}).length;
    return this.#fresh.size === 0 && this.#kept.size === this.#count && this.#index?.found?.basis === basis;
  }

  /** Puts everything that was looked up or stored on disk. Returns why not, if so. */
  write(found: Found): string | undefined {
    const parts: Part[] = [];
    const files: Record<string, Entry> = {};
    let at = 0;
    const add = (path: string, entry: Entry, observations: Part, declarations: Part) => {
      parts.push(observations, declarations);
      const middle = at + Buffer.byteLength(observations);
      const end = middle + Buffer.byteLength(declarations);
      const { size, time, hash, surface, head } = entry;
      files[path] = { size, time, hash, surface, head, at, middle, end };
      at = end;
    };
    for (const path of this.#kept) {
      const entry = this.#index?.files[path];
      if (!entry) continue;
      const body = this.#readBody();
      add(path, entry, body.subarray(entry.at, entry.middle), body.subarray(entry.middle, entry.end));
    }
    for (const [path, entry] of this.#fresh) add(path, entry, entry.packed.observations, entry.packed.declarations);
    const index: Index = {
      identity: this.#identity,
      observed: this.#observed,
      written: Date.now(),
      bodyLength: at,
      files,
      found,
    };
    const temporary = `${this.#path}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeParts(temporary, [`${JSON.stringify(index)}\n`, ...parts]);
      renameSync(temporary, this.#path);
      forgetOld(dirname(this.#path));
      return undefined;
    } catch (error) {
      if (existsSync(temporary)) rmSync(temporary, { force: true });
      return error instanceof Error ? error.message : String(error);
    }
  }

  #unpack(entry: Entry): FileFacts {
    const body = this.#readBody();
    return unpackFacts({
      head: entry.head,
      observations: body.toString('utf8', entry.at, entry.middle),
      declarations: body.toString('utf8', entry.middle, entry.end),
    });
  }

  #readBody(): Buffer {
    if (!this.#body) {
      const bytes = readFileSync(this.#path);
      this.#body = bytes.subarray(bytes.length - (this.#index?.bodyLength ?? 0));
    }
    return this.#body;
  }
}

/** A piece of the cache: text as it was packed, or bytes as they were read. */
type Part = string | Buffer;

const BATCH_BYTES = 1 << 20;

/** Writes the pieces one after the other, some at a time: bytes of all of them at once would be most of what a check needs. */
function writeParts(path: string, parts: Iterable<Part>): void {
  const descriptor = openSync(path, 'w');
  try {
    let batch: Buffer[] = [];
    let size = 0;
    const flush = () => {
      writeFileSync(descriptor, Buffer.concat(batch));
      batch = [];
      size = 0;
    };
    for (const part of parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part;
      batch.push(bytes);
      size += bytes.length;
      if (size >= BATCH_BYTES) flush();
    }
    flush();
  } finally {
    closeSync(descriptor);
  }
}

/** Facts whose head is at hand; the rest is fetched when somebody asks. */
class CachedFacts implements FileFacts {
  readonly header: FileFacts['header'];
  readonly suppressions: FileFacts['suppressions'];
  readonly hasSyntaxErrors: boolean;
  readonly #fetch: () => FileFacts;
  #whole: FileFacts | undefined;

  constructor(head: FileFacts, fetch: () => FileFacts) {
    this.header = head.header;
    this.suppressions = head.suppressions;
    this.hasSyntaxErrors = head.hasSyntaxErrors;
    this.#fetch = fetch;
  }

  get observations(): FileFacts['observations'] {
    this.#whole ??= this.#fetch();
    return this.#whole.observations;
  }

  get declarations(): FileFacts['declarations'] {
    this.#whole ??= this.#fetch();
    return this.#whole.declarations;
  }
}

/** The cache of these roots for this build and these rules; undefined when there is none to be had. */
export function openFactsCache(roots: readonly string[], rules: readonly string[]): FactsCache | undefined {
  const build = buildIdentity();
  const path = cacheFileFor(roots);
  return build === undefined || path === undefined ? undefined : new FactsCache(path, `${build} ${rules.join(' ')}`);
}

/** Where the cache of these roots lies. `GO_ARCHITECT_CACHE` names another folder, or none when it is `off`. */
export function cacheFileFor(
  roots: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const wanted = environment['GO_ARCHITECT_CACHE'];
  if (wanted === 'off') return undefined;
  const folder = wanted || join(userCacheFolder(environment), 'go-architect');
  return join(folder, `${hashOf(roots.join('\0')).replace(/\W/g, '-')}${EXTENSION}`);
}

function userCacheFolder(environment: NodeJS.ProcessEnv): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') return environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  return environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
}

function readIndex(path: string, identity: string): Index | undefined {
  try {
    const bytes = readFileSync(path);
    const end = bytes.indexOf(10);
    const index = JSON.parse(bytes.toString('utf8', 0, end)) as Index;
    return index.identity === identity && bytes.length === end + 1 + index.bodyLength ? index : undefined;
  } catch {
    // Missing, damaged or not ours: the run goes on without and writes a new one.
    return undefined;
  }
}

function isUnchanged(path: string, entry: Entry, written: number): boolean {
  try {
    const stats = statSync(path);
    if (stats.size !== entry.size) return false;
    if (stats.mtimeMs === entry.time && stats.mtimeMs < written - FRESH) return true;
    return hashOf(readFileSync(path)) === entry.hash;
  } catch {
    return false;
  }
}

/** Caches of folders that nobody has checked for a month go. */
function forgetOld(folder: string): void {
  const oldest = Date.now() - KEPT_DAYS * 24 * 60 * 60 * 1_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.endsWith(EXTENSION) && statSync(path).mtimeMs < oldest) rmSync(path, { force: true });
  }
}
