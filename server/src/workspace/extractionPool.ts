/**
 * Extracts the facts of many files on worker threads.
 *
 * The pool lives for one job: workers take batches until the list is empty and are gone afterwards, so that an idle server
 * holds no second heap. Batches are small enough to balance and to cancel, large enough for messages not to matter. Pool
 * libraries start their workers from a file of their own, which a single-file bundle cannot ship; hence these lines.
 */
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FileResult, WorkerDepth } from './extractFile.ts';
import { loadParserModule } from './parserModule.ts';
import type { WorkerReply, WorkerSetup } from './worker.ts';

const BATCH_SIZE = 48;
const MAXIMUM_WORKERS = 8;

export interface ExtractionJob {
  readonly paths: readonly string[];
  readonly depth: WorkerDepth;
  /** The ids of the rules that observe. */
  readonly rules: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Whether results are to be remembered. */
  readonly stamps: boolean;
  /** Called for every file, in the order of the paths, so that nothing said of a project depends on which thread was faster. */
  onResult(path: string, result: FileResult): void;
  onFailure(failure: WorkerReply['failures'][number]): void;
}

/**
 * Resolves when every file has a result or the signal is aborted.
 *
 * @throws Error when a worker dies; the files it had taken have no result then
 */
export async function extractInWorkers(job: ExtractionJob): Promise<void> {
  if (job.paths.length === 0) return;
  const parserModule = await loadParserModule();
  const count = Math.min(availableParallelism(), MAXIMUM_WORKERS, Math.ceil(job.paths.length / BATCH_SIZE));
  const workers = Array.from({ length: count }, () =>
    startWorker({ parserModule, depth: job.depth, rules: job.rules, stamps: job.stamps }),
  );
  let next = 0;
  let delivered = 0;
  const early = new Map<number, readonly FileResult[]>();
  const deliver = (start: number, results: readonly FileResult[]) => {
    early.set(start, results);
    for (let batch = early.get(delivered); batch; batch = early.get(delivered)) {
      early.delete(delivered);
      for (const result of batch) {
        const path = job.paths[delivered++];
        if (path !== undefined) job.onResult(path, result);
      }
    }
  };
  try {
    await Promise.all(
      workers.map(async (worker) => {
        while (next < job.paths.length && !job.signal?.aborted) {
          const start = next;
          const batch = job.paths.slice(start, start + BATCH_SIZE);
          next += batch.length;
          const { results, failures } = await ask(worker, batch);
          for (const failure of failures) job.onFailure(failure);
          deliver(start, results);
        }
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, batch: readonly string[]): Promise<WorkerReply> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      action();
    };
    const onMessage = (reply: WorkerReply) => settle(() => resolve(reply));
    const onError = (error: unknown) => settle(() => reject(error));
    const onExit = (code: number) => settle(() => reject(new Error(`A worker thread ended with status ${code}.`)));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(batch);
  });
}

function startWorker(setup: WorkerSetup): Worker {
  const here = dirname(__filename);
  // What a worker allocates is gone with the next file; three times this for each of them is room that nobody misses.
  const options = { workerData: setup, resourceLimits: { maxYoungGenerationSizeMb: 16 } };
  if (!__filename.endsWith('.ts')) return new Worker(join(here, 'worker.js'), options);
  // Run from sources there is no bundle to start; the loader that runs this file has to be told to run the worker as well.
  const source = `require('tsx/cjs'); require(${JSON.stringify(join(here, 'worker.ts'))});`;
  return new Worker(source, { ...options, eval: true });
}
