// How fast the parser is, in units of the parser everybody has: web-tree-sitter parsing the same files in the
// same process. The rate in MB/s depends on the machine and its mood; the ratio hardly does.
//
// `npm run bench -- --only parse` runs a bundle of this with a directory of Go files.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractFacts, ObserverTable } from '../../server/src/go/extract.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import type { FlatTree } from '../../server/src/go/tree.ts';
import { observersOf } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { referenceParser } from './reference.mts';

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

/** Parses every Go file of a directory with both parsers, file by file in turn. */
async function measureParse(directory: string): Promise<ParseFigures> {
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

const [, , directory] = process.argv;
if (directory === undefined) throw new Error('Which directory? Its Go files are parsed.');
void measureParse(directory).then((figures) => console.log(JSON.stringify(figures)));
