/**
 * Files on disk to facts, the cheapest way that suffices: headers only, on this thread for a handful of files, on worker
 * threads for many.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { type Depth, extractHeaderFacts, type ObserverFailure, type ObserverTable } from '../go/extract.ts';
import type { FileFacts } from '../go/facts.ts';
import { readHeader, readHeaderPrefix } from '../go/imports.ts';
import type { GoParser } from '../go/parser.ts';
import { extractFile, type FileResult, type FileStamp, type WorkerDepth } from './extractFile.ts';
import { extractInWorkers } from './extractionPool.ts';
import { type PackedFacts, unpackFacts } from './packedFacts.ts';

/** Starting a worker costs about as much as parsing this many files. */
const WORTH_A_WORKER = 40;

export interface ReadJob<File extends { readonly path: string }> {
  readonly files: readonly File[];
  readonly depth: Depth;
  readonly parser: GoParser;
  readonly observers: ObserverTable;
  readonly signal?: AbortSignal | undefined;
  onFacts(file: File, facts: FileFacts): void;
  /** Called before `onFacts` with what is worth remembering; without, nothing is stamped. Files read for their header are not remembered. */
  readonly remember?: ((path: string, stamp: FileStamp, packed: PackedFacts) => void) | undefined;
  onUnreadable(file: File, reason: string): void;
  onObserverFailure(failure: ObserverFailure): void;
}

export async function readFacts<File extends { readonly path: string }>(job: ReadJob<File>): Promise<void> {
  const { depth, files } = job;
  if (depth === 'imports') {
    for (const file of files) readOne(job, file, () => headerFacts(file.path));
  } else if (files.length < WORTH_A_WORKER) {
    const { parser, observers } = job;
    const onFailure = (failure: ObserverFailure) => job.onObserverFailure(failure);
    const stamps = job.remember !== undefined;
    for (const file of files) take(job, file, extractFile(file.path, { parser, depth, observers, stamps, onFailure }));
  } else await readInWorkers(job, depth);
}

function readOne<File extends { readonly path: string }>(job: ReadJob<File>, file: File, read: () => FileFacts): void {
  let facts: FileFacts;
  try {
    facts = read();
  } catch (error) {
    job.onUnreadable(file, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  job.onFacts(file, facts);
}

function take<File extends { readonly path: string }>(job: ReadJob<File>, file: File, result: FileResult): void {
  if (!result.ok) {
    job.onUnreadable(file, `cannot be read: ${result.reason}`);
    return;
  }
  if (result.stamp) job.remember?.(file.path, result.stamp, result.packed);
  job.onFacts(file, unpackFacts(result.packed));
}

async function readInWorkers<File extends { readonly path: string }>(
  job: ReadJob<File>,
  depth: WorkerDepth,
): Promise<void> {
  const byPath = new Map(job.files.map((file) => [file.path, file]));
  await extractInWorkers({
    paths: [...byPath.keys()],
    depth,
    rules: job.observers.rules,
    signal: job.signal,
    stamps: job.remember !== undefined,
    onResult: (path, result) => {
      const file = byPath.get(path);
      if (file) take(job, file, result);
    },
    onFailure: ({ rule, message }) => job.onObserverFailure({ rule, error: new Error(message) }),
  });
}

const PREFIX_LENGTH = 8192;
/** A buffer, because it searches for a byte by the processor's own instructions and a plain array does not. */
const prefix = Buffer.alloc(PREFIX_LENGTH);

function headerFacts(path: string): FileFacts {
  const descriptor = openSync(path, 'r');
  try {
    const length = readSync(descriptor, prefix, 0, PREFIX_LENGTH, 0);
    const start = prefix.subarray(0, length);
    const { header, complete } = readHeaderPrefix(start);
    if (complete || length < PREFIX_LENGTH) return extractHeaderFacts(header, () => start.toString('utf8'));
  } finally {
    closeSync(descriptor);
  }
  const bytes = readFileSync(path);
  return extractHeaderFacts(readHeader(bytes), () => bytes.toString('utf8'));
}
