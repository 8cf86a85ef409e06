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
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileFacts } from '../go/facts.ts';
import type { FileVerdict } from '../rules/engine.ts';
import type { Finding } from '../rules/rule.ts';
import { cacheFolder } from './cacheFolder.ts';
import { COMPILED_EXTENSION } from './compiledProgram.ts';
import { type FileStamp, hashOf } from './extractFile.ts';
import { type PackedFacts, unpackFacts } from './packedFacts.ts';
import { buildIdentity } from './product.ts';
import { Spool } from './spool.ts';

/** One file of the cache's index. */
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
  /** The one to show where all are known. */
  readonly best?: string;
  readonly all: boolean;
}

/** A file changed this shortly before the cache was written may change again without its time telling. */
const FRESH = 2_000;

const EXTENSION = '.facts';
/** Of the length at the end of the file. */
const LENGTH_DIGITS = 12;
const KEPT_DAYS = 30;

export class FactsCache {
  readonly #path: string;
  readonly #identity: string;
  #index: Index | undefined;
  #observed = '';
  #body: Buffer | undefined;
  #count: number | undefined;
  readonly #fresh = new Map<string, Entry>();
  #spool: Spool | undefined;
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

  /** Notes what was read: on disk already, because a check of a million lines has no room for what it need not look at. */
  store(path: string, stamp: FileStamp, { head, observations, declarations }: PackedFacts): void {
    this.#kept.delete(path);
    this.#spool ??= new Spool(this.#path);
    const at = this.#spool.length;
    this.#spool.add(observations);
    const middle = this.#spool.length;
    this.#spool.add(declarations);
    this.#fresh.set(path, { ...stamp, head, at, middle, end: this.#spool.length });
  }

  /** Takes back what was put on disk and will not be written. */
  close(): void {
    this.#spool?.discard();
    this.#spool = undefined;
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
    const spool = this.#spool ?? new Spool(this.#path);
    this.#spool = undefined;
    const files: Record<string, Entry> = Object.fromEntries(this.#fresh);
    for (const path of this.#kept) {
      const entry = this.#index?.files[path];
      if (!entry) continue;
      const at = spool.length;
      spool.add(this.#readBody().subarray(entry.at, entry.end));
      files[path] = { ...entry, at, middle: at + entry.middle - entry.at, end: spool.length };
    }
    const index: Index = {
      identity: this.#identity,
      observed: this.#observed,
      written: Date.now(),
      bodyLength: spool.length,
      files,
      found,
    };
    spool.add(JSON.stringify(index));
    spool.add(`\n${String(spool.length - index.bodyLength).padStart(LENGTH_DIGITS)}`);
    const failure = spool.keep();
    if (failure === undefined) forgetOld(dirname(this.#path));
    return failure;
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
      this.#body = readFileSync(this.#path).subarray(0, this.#index?.bodyLength ?? 0);
    }
    return this.#body;
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

/** Where the cache of these roots lies; undefined when there is to be none. */
export function cacheFileFor(
  roots: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const folder = cacheFolder(environment);
  return folder && join(folder, `${hashOf(roots.join('\0')).replace(/\W/g, '-')}${EXTENSION}`);
}

function readIndex(path: string, identity: string): Index | undefined {
  try {
    const descriptor = openSync(path, 'r');
    try {
      const { size } = fstatSync(descriptor);
      const bodyEnd = size - LENGTH_DIGITS - 1;
      const indexLength = Number(readAt(descriptor, bodyEnd, LENGTH_DIGITS + 1));
      const index = JSON.parse(readAt(descriptor, bodyEnd - indexLength, indexLength)) as Index;
      return index.identity === identity && index.bodyLength === bodyEnd - indexLength ? index : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Missing, damaged or not ours: the run goes on without and writes a new one.
    return undefined;
  }
}

function readAt(descriptor: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length);
  return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, length, position));
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

/** Caches of folders that nobody has checked for a month go, and what runs left behind that were killed. */
function forgetOld(folder: string): void {
  const hour = 60 * 60 * 1_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const isKept = [EXTENSION, COMPILED_EXTENSION].some((extension) => name.endsWith(extension));
    const isUnfinished = [EXTENSION, COMPILED_EXTENSION].some((extension) => name.includes(`${extension}.`));
    const kept = isKept ? KEPT_DAYS * 24 * hour : isUnfinished ? hour : Infinity;
    // Another run may have taken it away.
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (changed !== undefined && Date.now() - changed > kept) rmSync(path, { force: true });
  }
}
