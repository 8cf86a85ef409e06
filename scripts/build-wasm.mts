// Compiles server/native/go-parser.wasm, the parser the product ships, from C sources that npm installs. The
// result is committed so that nobody needs a C compiler to work on Go Architect; test/go/wasm.test.ts compiles it
// again and compares. Run it with `npm run build:wasm`, and bring PROVENANCE.md up to date when it changed.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export const DEBIAN_PACKAGES = ['clang', 'lld', 'wasi-libc', 'libclang-rt-14-dev-wasm32'];

const TREE_SITTER = 'server/native/tree-sitter';
const GRAMMAR = 'node_modules/tree-sitter-go/src/parser.c';

// All paths are relative to the repository and assertions (which would embed file names) are off, so the same
// compiler makes the same bytes anywhere.
export function compilerArguments(output: string): string[] {
  return [
    '--target=wasm32-wasi',
    '-O3',
    '-flto',
    '-std=c11',
    '-mexec-model=reactor',
    '-DNDEBUG',
    '-DTREE_SITTER_HIDE_SYMBOLS',
    `-DGRAMMAR_SOURCE="../../${GRAMMAR}"`,
    '-I',
    `${TREE_SITTER}/include`,
    '-I',
    `${TREE_SITTER}/src`,
    '-Wno-macro-redefined',
    '-Wl,--strip-all',
    '-Wl,--gc-sections',
    '-o',
    output,
    'server/native/go_parser.c',
  ];
}

/** Compiles the module to `output`, a path relative to the repository or absolute. */
export function buildParserModule(output: string): { ok: true } | { ok: false; problem: string } {
  const result = spawnSync('clang', compilerArguments(output), { cwd: root, encoding: 'utf8' });
  if (result.error) return { ok: false, problem: `clang does not start: ${result.error.message}` };
  if (result.status !== 0) return { ok: false, problem: result.stderr };
  return { ok: true };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = buildParserModule('server/native/go-parser.wasm');
  if (!result.ok) {
    console.error(result.problem);
    console.error(
      `Building the parser needs the Debian packages ${DEBIAN_PACKAGES.join(', ')}, and \`npm ci\` for the sources.`,
    );
    process.exitCode = 1;
  }
}
