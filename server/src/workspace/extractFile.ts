/** One file from disk to packed facts, on whatever thread; with a stamp, when the facts are to be remembered. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import {
  type Depth,
  extractDeclarations,
  extractFacts,
  extractHeaderFacts,
  extractWhereObserved,
  type ObserverFailure,
  type ObserverTable,
} from '../go/extract.ts';
import type { FileFacts } from '../go/facts.ts';
import { generatedMarkerEnd, isTestFile } from '../go/fileKind.ts';
import { readHeader } from '../go/imports.ts';
import type { GoParser } from '../go/parser.ts';
import { surfaceText } from '../model/surface.ts';
import { type PackedFacts, packFacts } from './packedFacts.ts';

/** What a file is recognised by. */
export interface FileStamp {
  readonly size: number;
  /** Of the last change, in milliseconds. */
  readonly time: number;
  readonly hash: string;
  /** Stands for everything that other files can notice of the file. */
  readonly surface: string;
}

export type FileResult =
  | { readonly ok: true; readonly packed: PackedFacts; readonly stamp: FileStamp | undefined }
  | { readonly ok: false; readonly reason: string };

/** Headers are read where they are wanted; everything deeper may go to another thread. */
export type WorkerDepth = Exclude<Depth, 'imports'>;

export interface FileExtraction {
  readonly parser: GoParser;
  readonly depth: WorkerDepth;
  readonly observers: ObserverTable;
  readonly stamps: boolean;
  onFailure(failure: { readonly rule: string; readonly path: string; readonly error: unknown }): void;
}

export function extractFile(path: string, { parser, depth, observers, stamps, onFailure }: FileExtraction): FileResult {
  try {
    // Looked at before it is read: a change in between makes the stamp too old, never too new.
    const stats = stamps ? statSync(path) : undefined;
    const bytes = readFileSync(path);
    const tell = ({ rule, error }: ObserverFailure) => onFailure({ rule, path, error });
    const facts =
      depth === 'declarations' ? declaredFacts(path, bytes, parser) : syntaxFacts(path, bytes, parser, observers, tell);
    const stamp = stats && {
      size: stats.size,
      time: stats.mtimeMs,
      hash: hashOf(bytes),
      surface: hashOf(surfaceText(facts)),
    };
    return { ok: true, packed: packFacts(facts), stamp };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function syntaxFacts(
  path: string,
  bytes: Buffer,
  parser: GoParser,
  observers: ObserverTable,
  onFailure: (failure: ObserverFailure) => void,
): FileFacts {
  if (isGenerated(bytes)) return extractDeclarations(bytes, parser, true);
  if (isTestFile(path)) return extractWhereObserved(bytes, observers.inTests, parser, onFailure);
  return extractFacts(parser.parse(bytes), observers, onFailure);
}

/** No rule judges what a generated file does, and everybody may use what it declares. */
function isGenerated(bytes: Buffer): boolean {
  return bytes.includes(generatedMarkerEnd) && readHeader(bytes).generated;
}

/** What a test declares concerns nobody else. */
function declaredFacts(path: string, bytes: Buffer, parser: GoParser): FileFacts {
  if (!isTestFile(path)) return extractDeclarations(bytes, parser);
  return extractHeaderFacts(readHeader(bytes), () => bytes.toString('utf8'));
}

export function hashOf(content: string | Buffer): string {
  return createHash('sha1').update(content).digest('base64');
}
