/**
 * Runs when npm prepares the package from its repository, as pre-commit and `npm install git+…` have it: builds what is not
 * committed. On a global install npm leaves out what building needs, so it is installed here. Does nothing where a build is there.
 *
 * Plain JavaScript, because nothing that could run TypeScript may be installed yet. Says everything on standard error: what npm
 * prints while packing is read by programs.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (!existsSync('dist/cli.js')) {
  if (!existsSync('node_modules/tsx')) npm('ci', '--global=false', '--include=dev', '--ignore-scripts', '--no-audit');
  npm('run', '--silent', 'build');
}

function npm(...args) {
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}
