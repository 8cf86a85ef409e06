/**
 * Entry of a worker thread: reads files, parses them, extracts their facts, and sends the facts back.
 *
 * A worker knows rules only by what they observe; it holds no project and decides nothing. The protocol is two messages:
 * a batch of paths in, a batch of packed facts or failures out.
 */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { extractFacts, ObserverTable } from '../go/extract.ts';
import { GoParser } from '../go/parser.ts';
import { observersOf } from '../rules/engine.ts';
import { allRules } from '../rules/registry.ts';
import { packFacts } from './packedFacts.ts';

/** What a worker starts with. */
export interface WorkerSetup {
  readonly parserModule: WebAssembly.Module;
}

export type FileResult =
  | { readonly ok: true; readonly packed: string }
  | { readonly ok: false; readonly reason: string };

export interface WorkerReply {
  readonly results: readonly FileResult[];
  /** Rules that threw while observing, with the file they threw on. */
  readonly failures: readonly { readonly rule: string; readonly path: string; readonly message: string }[];
}

const port = parentPort;
if (port) {
  const parser = GoParser.create((workerData as WorkerSetup).parserModule);
  const observers = new ObserverTable(observersOf(allRules));
  port.on('message', (paths: readonly string[]) => port.postMessage(process(paths, parser, observers)));
}

function process(paths: readonly string[], parser: GoParser, observers: ObserverTable): WorkerReply {
  const failures: { rule: string; path: string; message: string }[] = [];
  const results = paths.map((path): FileResult => {
    try {
      const facts = extractFacts(parser.parse(readFileSync(path)), observers, ({ rule, error }) => {
        failures.push({ rule, path, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      });
      return { ok: true, packed: packFacts(facts) };
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : String(error) };
    }
  });
  return { results, failures };
}
