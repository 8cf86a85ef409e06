/**
 * The yardstick of a cold check with every rule: web-tree-sitter parses the same files on as many worker threads and drops the trees.
 * `node scripts/bench/bareParse.mjs FOLDER`
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { Language, Parser } from 'web-tree-sitter';

const BATCH = 48;
/** As a check does. */
const THREADS = Math.min(availableParallelism(), 8);

if (isMainThread) {
  const files = [...goFiles(process.argv[2])];
  const parsed = await Promise.all(Array.from({ length: THREADS }, () => parseSome(files)));
  console.log(`${parsed.reduce((sum, count) => sum + count, 0)} files on ${THREADS} threads`);
} else {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve('tree-sitter-go/tree-sitter-go.wasm')));
  parentPort.on('message', (paths) => {
    for (const path of paths) parser.parse(readFileSync(path, 'utf8')).delete();
    parentPort.postMessage(paths.length);
  });
  parentPort.postMessage(0);
}

/** Takes batches from the shared list until it is empty; gives how many files that were. */
function parseSome(files) {
  const worker = new Worker(new URL(import.meta.url));
  let parsed = 0;
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (count) => {
      parsed += count;
      const batch = files.splice(0, BATCH);
      if (batch.length > 0) return worker.postMessage(batch);
      worker.terminate();
      resolve(parsed);
    });
  });
}

/** The files that a check reads as well. */
function* goFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!/^[._]|^(?:testdata|vendor|node_modules)$/.test(entry.name)) yield* goFiles(path);
    } else if (entry.isFile() && /^[^._].*\.go$/.test(entry.name)) yield path;
  }
}
