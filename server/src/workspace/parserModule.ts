// Finds and compiles the parser's WebAssembly module, once per process. In the product it lies beside the
// bundle; run from sources, it is the committed file in server/native. Workers get the compiled module by
// message instead of compiling it again.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const FILE_NAME = 'go-parser.wasm';

let compiled: Promise<WebAssembly.Module> | undefined;

export function loadParserModule(): Promise<WebAssembly.Module> {
  compiled ??= readFile(findParserModule()).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

function findParserModule(): string {
  const here = dirname(__filename);
  const candidates = [join(here, FILE_NAME), join(here, '..', '..', 'native', FILE_NAME)];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      `The Go parser is missing: ${FILE_NAME} is in none of ${candidates.join(', ')}. Reinstall Go Architect, or run \`npm run build\`.`,
    );
  }
  return found;
}
