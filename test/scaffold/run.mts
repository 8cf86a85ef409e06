/**
 * The scaffold tests: `npm run test:scaffold` runs them with a third of the combinations, which third is the day's;
 * `npm run test:scaffold -- --third 2` with another, `-- --all` with all of them. Other arguments go to mocha, for example
 * --grep echo.
 */
import { spawnSync } from 'node:child_process';

const forwarded = process.argv.slice(2);
const matrix = taken('--all') ? 'all' : takenValue('--third');
const mocha = ['--import', 'tsx', 'node_modules/mocha/bin/mocha.js', '--timeout', '60000', '--forbid-only'];
const { status } = spawnSync(process.execPath, [...mocha, 'test/scaffold/**/*.test.ts', ...forwarded], {
  stdio: 'inherit',
  env: { ...process.env, ...(matrix === undefined ? {} : { SCAFFOLD_MATRIX: matrix }) },
});
process.exitCode = status ?? 1;

function taken(flag: string): boolean {
  const at = forwarded.indexOf(flag);
  if (at !== -1) forwarded.splice(at, 1);
  return at !== -1;
}

function takenValue(flag: string): string | undefined {
  const at = forwarded.indexOf(flag);
  return at === -1 ? undefined : forwarded.splice(at, 2)[1];
}
