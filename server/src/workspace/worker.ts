/**
 * Entry of a worker thread: reads files, parses them, extracts their facts, and sends the facts back.
 *
 * A worker knows rules only by what they observe; it holds no project and decides nothing. The protocol is two messages:
 * a batch of paths in, a batch of packed facts or failures out.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { ObserverTable } from '../go/extract.ts';
import { GoParser } from '../go/parser.ts';
import { observersOf } from '../rules/engine.ts';
import { allRules } from '../rules/registry.ts';
import { extractFile, type FileResult, type WorkerDepth } from './extractFile.ts';

/** What a worker starts with. */
export interface WorkerSetup {
  readonly parserModule: WebAssembly.Module;
  readonly depth: WorkerDepth;
  /** The ids of the rules that observe. */
  readonly rules: readonly string[];
  /** Whether results are to be remembered, and so need a stamp. */
  readonly stamps: boolean;
}

export interface WorkerReply {
  readonly results: readonly FileResult[];
  /** Rules that threw while observing, with the file they threw on. */
  readonly failures: readonly { readonly rule: string; readonly path: string; readonly message: string }[];
}

const port = parentPort;
if (port) {
  const { parserModule, depth, rules, stamps } = workerData as WorkerSetup;
  const parser = GoParser.create(parserModule);
  const observers = new ObserverTable(observersOf(allRules.filter(({ meta }) => rules.includes(meta.id))));
  port.on('message', (paths: readonly string[]) => {
    const failures: WorkerReply['failures'][number][] = [];
    const results = paths.map((path) =>
      extractFile(path, {
        parser,
        depth,
        observers,
        stamps,
        onFailure: ({ rule, error }) =>
          failures.push({
            rule,
            path,
            message: error instanceof Error ? (error.stack ?? error.message) : String(error),
          }),
      }),
    );
    port.postMessage({ results, failures } satisfies WorkerReply);
  });
}
