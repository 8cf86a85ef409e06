/**
 * The scaffold tests: `npm run test:scaffold` runs them with a third of the combinations, which third is the day's;
 * `npm run test:scaffold -- --all` with all of them. Other arguments go to mocha, for example --grep echo.
 */
import { spawnSync } from 'node:child_process';

const arguments_ = process.argv.slice(2);
const all = arguments_.includes('--all');
const mocha = ['--import', 'tsx', 'node_modules/mocha/bin/mocha.js', '--timeout', '60000', '--forbid-only'];
const forwarded = arguments_.filter((argument) => argument !== '--all');
const { status } = spawnSync(process.execPath, [...mocha, 'test/scaffold/**/*.test.ts', ...forwarded], {
  stdio: 'inherit',
  env: { ...process.env, ...(all ? { SCAFFOLD_MATRIX: 'all' } : {}) },
});
process.exitCode = status ?? 1;
