// Compiles server/native/go-parser.wasm, the parser the product ships, and writes down in PROVENANCE.md what it
// was made from. The result is committed so that nobody needs a C compiler to work on Go Architect;
// test/go/wasm.test.ts compiles it again and compares. Run it with `npm run build:wasm`.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export const DEBIAN_PACKAGES = ['clang', 'lld', 'wasi-libc', 'libclang-rt-14-dev-wasm32'];

const WASM = 'server/native/go-parser.wasm';
const PROVENANCE = 'server/native/PROVENANCE.md';
const TREE_SITTER = 'server/native/tree-sitter';
const GRAMMAR = 'node_modules/tree-sitter-go/src/parser.c';

// All paths are relative to the repository and assertions (which would embed file names) are off, so the same
// compiler makes the same bytes anywhere.
function compilerArguments(output: string): string[] {
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
  const problem = result.error?.message ?? (result.status === 0 ? undefined : result.stderr);
  if (problem === undefined) return { ok: true };
  const needs = `Building the parser needs the Debian packages ${DEBIAN_PACKAGES.join(', ')}, and \`npm ci\` for the grammar.`;
  return { ok: false, problem: `${problem}\n${needs}` };
}

/** The first line of `clang --version`, or undefined where there is no clang. */
export function compilerVersion(): string | undefined {
  const result = spawnSync('clang', ['--version'], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.split('\n')[0]?.trim() : undefined;
}

/** PROVENANCE.md as it must be for the sources and the module that are here, made by this compiler. */
export function provenance(compiler: string): string {
  const grammar = JSON.parse(readFileSync(join(root, 'node_modules/tree-sitter-go/package.json'), 'utf8')) as {
    version: string;
  };
  const sources = [
    'go_parser.c',
    'lexing.h',
    'lookup.h',
    'memory.h',
    'reuse.h',
    ...(readdirSync(join(root, TREE_SITTER), { recursive: true }) as string[])
      .filter((path) => /\.[ch]$/.test(path))
      .map((path) => `tree-sitter/${path.replaceAll('\\', '/')}`)
      .sort(),
  ];
  const rows = sources.map((path) => `| \`${path}\` | \`${sha256(`server/native/${path}`)}\` |`);
  return `# Where go-parser.wasm comes from

Written by \`npm run build:wasm\`; a test rebuilds the module and fails when a byte or a line here differs.

| part | version | origin | licence |
|---|---|---|---|
| tree-sitter, C library | 0.27.1 | Rust crate \`tree-sitter\`, folders \`src\` and \`include\`, unchanged; files that are not compiled in are left out | MIT, \`tree-sitter/LICENSE\` |
| Unicode macros of ICU, in \`tree-sitter/src/unicode\` | as in tree-sitter | the same crate | Unicode, \`tree-sitter/src/unicode/LICENSE\` |
| Go grammar, \`src/parser.c\` | ${grammar.version} | npm package \`tree-sitter-go\`, pinned in package-lock.json | MIT |
| everything else in this folder | | Go Architect | MIT |

The C library is kept here because npm has it only up to 0.25, which recovers differently from syntax errors than
the current release and reads past the end of a text that ends in half a surrogate pair.

Compiler: \`${compiler}\`, with lld, wasi-libc and the WebAssembly builtins of the same distribution (Debian 12:
${DEBIAN_PACKAGES.join(', ')}). Command, in the repository's root:

\`\`\`sh
clang ${compilerArguments(WASM)
    .map((argument) => (/[^\w@%+=:,./-]/.test(argument) ? `'${argument}'` : argument))
    .join(' ')}
\`\`\`

| file | SHA-256 |
|---|---|
| \`go-parser.wasm\` | \`${sha256(WASM)}\` |
| \`tree-sitter-go/src/parser.c\` | \`${sha256(GRAMMAR)}\` |
${rows.join('\n')}
`;
}

function sha256(path: string): string {
  return createHash('sha256')
    .update(readFileSync(join(root, path)))
    .digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = buildParserModule(WASM);
  if (result.ok) {
    chmodSync(join(root, WASM), 0o644);
    writeFileSync(join(root, PROVENANCE), provenance(compilerVersion() ?? 'unknown'));
  } else {
    console.error(result.problem);
    process.exitCode = 1;
  }
}
