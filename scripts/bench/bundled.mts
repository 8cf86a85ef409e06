/**
 * Runs a bench as the product runs: as a bundle, beside a copy of dist/. From its sources, where a name of another module is a getter,
 * the same work takes up to twice as long.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { repositoryRoot } from '../vscode-server.mts';

/**
 * @param name of a file in scripts/bench
 * @returns what it printed
 * @throws Error when it fails; it has said why on standard error then
 */
export function runBundled(name: string, ...parameters: readonly string[]): string {
  // Within the repository, where Node finds its packages.
  const folder = path.join(repositoryRoot, '.cache', 'bench');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(repositoryRoot, 'dist'), folder, { recursive: true });
  const outfile = path.join(folder, `${name}.cjs`);
  buildSync({
    entryPoints: [path.join(import.meta.dirname, `${name}.mts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minifySyntax: true,
    external: ['web-tree-sitter', 'tree-sitter-go'],
    logLevel: 'error',
  });
  const { status, stdout } = spawnSync(process.execPath, [outfile, ...parameters], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`scripts/bench/${name}.mts failed with status ${status}`);
  return stdout;
}
