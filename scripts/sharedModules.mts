/**
 * Bundles that share modules: each holds what it alone needs, and what several need lies in chunks beside them, once.
 *
 * esbuild splits ECMAScript modules only, and what is shipped is CommonJS, which every Node that VS Code and CI have can `require`.
 * So the chunks are built as modules, and their import and export declarations are rewritten here. A name that is imported becomes
 * a constant of the importing chunk, as quick to call as if it had been bundled; the getters that a transpiler would write cost
 * a call at each use. It is taken when the chunk that exports it has run: sources export no variable that changes, and
 * test/package/vsix.test.ts holds every chunk to having set what it exports.
 */
import { readdir, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { type ExportNamedDeclaration, type ImportDeclaration, parse } from 'acorn';
import { type BuildOptions, build, type Metafile } from 'esbuild';

const chunkPrefix = 'shared-';

/** Whether a file that a build has written is a chunk, not a bundle. */
export function isChunk(file: string): boolean {
  return path.basename(file).startsWith(chunkPrefix);
}

/**
 * Builds the entries (file by name of bundle) into `folder`, with their chunks, and removes chunks that an earlier build left.
 * @throws Error where a chunk imports or exports in a way that this rewriting does not know
 */
export async function buildSharing(
  folder: string,
  entryPoints: Readonly<Record<string, string>>,
  options: BuildOptions,
): Promise<Metafile> {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints,
    outdir: folder,
    chunkNames: `${chunkPrefix}[hash]`,
    splitting: true,
    format: 'esm',
    write: false,
    metafile: true,
  });
  await Promise.all(outputFiles.map((file) => writeFile(file.path, asCommonJs(file.text, path.basename(file.path)))));
  const present = new Set(outputFiles.map((file) => path.basename(file.path)));
  const left = (await readdir(folder)).filter((name) => isChunk(name) && !present.has(name));
  await Promise.all(left.map((name) => rm(path.join(folder, name))));
  return metafile;
}

/** The same program with `require` and `module.exports`; `name` is for messages. */
export function asCommonJs(source: string, name: string): string {
  const { body } = parse(source, { ecmaVersion: 'latest', sourceType: 'module' });
  // Imports are bound before anything runs, so what stands for them comes first.
  const required: string[] = [];
  const rest: string[] = [];
  let end = 0;
  for (const statement of body) {
    if (!/^(Import|Export)/.test(statement.type)) continue;
    rest.push(source.slice(end, statement.start));
    end = statement.end;
    if (statement.type === 'ImportDeclaration') required.push(requireFor(statement));
    else if (statement.type === 'ExportNamedDeclaration') rest.push(exportsFor(statement, name));
    else throw new Error(`${name} has an ${statement.type}, which is not rewritten.`);
  }
  return ['"use strict";', ...required, ...rest, source.slice(end)].join('');
}

function requireFor({ specifiers, source }: ImportDeclaration): string {
  const required = `require(${JSON.stringify(source.value)})`;
  if (specifiers.length === 0) return `${required};`;
  const named: string[] = [];
  const whole: string[] = [];
  for (const specifier of specifiers) {
    if (specifier.type !== 'ImportSpecifier') whole.push(specifier.local.name);
    else named.push(renamed(nameOf(specifier.imported), specifier.local.name));
  }
  const bindings = named.length === 0 ? whole : [...whole, `{${named.join(',')}}`];
  return `const ${bindings.map((binding) => `${binding}=${required}`).join(',')};`;
}

function exportsFor({ declaration, specifiers, source }: ExportNamedDeclaration, name: string): string {
  if (declaration || source) throw new Error(`${name} has an export that is no list of names, which is not rewritten.`);
  const entries = specifiers.map(({ local, exported }) => renamed(nameOf(exported), nameOf(local)));
  return `module.exports={${entries.join(',')}};`;
}

function nameOf(node: ImportDeclaration['specifiers'][number]['local'] | { type: 'Literal'; value?: unknown }): string {
  return node.type === 'Identifier' ? node.name : String(node.value);
}

function renamed(property: string, value: string): string {
  return property === value ? value : `${property}:${value}`;
}
