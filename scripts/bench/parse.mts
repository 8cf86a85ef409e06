// How fast the parser is, in units of the parser everybody has: web-tree-sitter parsing the same files in the
// same process. The rate in MB/s depends on the machine and its mood; the ratio hardly does. `npm run bench`
// prints both. Run this file itself to see only them.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';
import { extractFacts, ObserverTable } from '../../server/src/go/extract.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import type { FlatTree } from '../../server/src/go/tree.ts';
import { observersOf } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';

export interface ParseFigures {
  readonly files: number;
  readonly megabytes: number;
  readonly nodes: number;
  /** Seconds of processor time. */
  readonly reference: number;
  /** Parse and flat tree and text, from the bytes of the file. */
  readonly own: number;
  readonly ratio: number;
  /** Extraction of the facts of every rule from the flat tree, in units of the reference as well. */
  readonly extractionRatio: number;
  readonly wasmMegabytes: number;
}

export interface EditFigures {
  readonly characters: number;
  readonly nodes: number;
  /** Milliseconds of processor time for one keystroke up to the new flat tree. */
  readonly median: number;
  readonly p95: number;
}

/** Parses every Go file of a directory with both parsers, file by file in turn. */
export async function measureParse(directory: string): Promise<ParseFigures> {
  const reference = await referenceParser();
  const own = GoParser.create(await loadParserModule());
  const files = goFilesIn(directory).map((path) => readFileSync(path));

  // Both need a while until the WebAssembly engine has optimised them.
  for (const bytes of files.slice(0, 300)) {
    reference.parse(bytes.toString())?.delete();
    own.parse(bytes);
  }

  const observers = new ObserverTable(observersOf(allRules));
  let nodes = 0;
  let referenceTime = 0;
  let ownTime = 0;
  let extractionTime = 0;
  for (const bytes of files) {
    const text = bytes.toString();
    referenceTime += timed(() => reference.parse(text)?.delete());
    let tree: FlatTree | undefined;
    ownTime += timed(() => {
      tree = own.parse(bytes);
    });
    if (tree === undefined) continue;
    const parsed = tree;
    nodes += parsed.count;
    extractionTime += timed(() => extractFacts(parsed, observers));
  }
  return {
    files: files.length,
    megabytes: files.reduce((sum, bytes) => sum + bytes.length, 0) / 1e6,
    nodes,
    reference: referenceTime / 1e6,
    own: ownTime / 1e6,
    ratio: ownTime / referenceTime,
    extractionRatio: extractionTime / referenceTime,
    wasmMegabytes: own.memoryBytes / 1e6,
  };
}

/** Types a word into the middle of a file, over and over, and takes the time of each keystroke. */
export async function measureEdits(path: string, keystrokes = 1000): Promise<EditFigures> {
  const text = readFileSync(path, 'utf8');
  const document = GoParser.create(await loadParserModule()).open(text);
  let nodes = document.tree.count;
  const middle = text.indexOf('\n', text.length / 2);
  const word = '\nvar typed = call(argument)';
  const times: number[] = [];
  for (let stroke = 0; stroke < keystrokes; stroke++) {
    const column = stroke % word.length;
    const time = timed(() => {
      if (column === 0 && stroke > 0) document.edit(middle, middle + word.length, '');
      document.edit(middle + column, middle + column, word.charAt(column));
      nodes = document.tree.count;
    });
    times.push(time / 1e3);
  }
  document.dispose();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { characters: text.length, nodes, median: at(0.5), p95: at(0.95) };
}

export async function referenceParser(): Promise<Parser> {
  const require = createRequire(import.meta.url);
  await Parser.init();
  const language = await Language.load(readFileSync(require.resolve('tree-sitter-go/tree-sitter-go.wasm')));
  return new Parser().setLanguage(language);
}

function goFilesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.go'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Microseconds of processor time, which a busy machine disturbs less than the clock. */
function timed(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const source = join(execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim(), 'src');
  console.log(await measureParse(source));
  console.log(await measureEdits(join(source, 'net/http/server.go')));
}
