/**
 * Every test there is, in the order in which failures are cheapest: `npm test`.
 *
 *   npm test                     everything, about twenty minutes on two cores
 *   npm test -- --only lint      the steps whose name contains the text (several may be given)
 *   npm test -- --list           the names of the steps, with the files that each runs
 *
 * A step is a command. Test runners are counted by what they report, any other command as one test. All steps run, so one
 * failure does not hide another; the last line sums up, and the exit status is 1 when anything failed.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** How results are read: mocha's closing lines, the sum VS Code's runs write, or the exit status alone. */
  readonly counts: 'mocha' | 'editor' | 'status';
}

const root = path.join(import.meta.dirname, '..');
const editorResults = path.join(root, '.cache', 'test-results', 'vscode.json');

/** Files side by side, where no test minds what another does meanwhile. Each may take half a gigabyte, so there are not many. */
const mochaInParallel = (...patterns: string[]): string[] =>
  mocha('--parallel', '--jobs', `${Math.min(availableParallelism(), 4)}`, ...patterns);

const mocha = (...patterns: string[]): string[] => [
  process.execPath,
  '--import',
  'tsx',
  'node_modules/mocha/bin/mocha.js',
  '--timeout',
  '60000',
  '--forbid-only',
  ...patterns,
];

const steps: readonly Step[] = [
  { name: 'format and lint', command: ['npx', 'biome', 'check', '--error-on-warnings'], counts: 'status' },
  { name: 'types', command: ['npx', 'tsc', '--project', '.'], counts: 'status' },
  { name: 'law of imports', command: ['npx', 'depcruise', 'client/src', 'server/src'], counts: 'status' },
  { name: 'dead code', command: ['npx', 'knip'], counts: 'status' },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'], counts: 'status' },
  {
    name: 'engine',
    command: mochaInParallel('test/{go,model,config,draw,workspace,rules,refactor,client}/**/*.test.ts'),
    counts: 'mocha',
  },
  { name: 'inference against go/types', command: mocha('test/oracle/**/*.test.ts'), counts: 'mocha' },
  { name: 'server and command line', command: mochaInParallel('test/{lsp,cli}/**/*.test.ts'), counts: 'mocha' },
  { name: 'examples', command: mocha('test/examples/**/*.test.ts'), counts: 'mocha' },
  { name: 'snippets', command: mocha('test/snippets/**/*.test.ts'), counts: 'mocha' },
  { name: 'scaffolding', command: mocha('test/scaffold/**/*.test.ts'), counts: 'mocha' },
  { name: 'package', command: mocha('test/package/**/*.test.ts'), counts: 'mocha' },
  {
    name: 'editor',
    command: ['npm', 'run', '--silent', 'test:vscode', '--', '--results', editorResults],
    counts: 'editor',
  },
];

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, list: { type: 'boolean', default: false } },
});
const wanted = values.only ?? [''];
const chosen = steps.filter(({ name }) => wanted.some((text) => name.includes(text)));
if (values.list || chosen.length === 0) {
  const files = ({ command }: Step) => command.filter((word) => word.startsWith('test/')).join(' ');
  console.log(steps.map((step) => `${step.name}  ${files(step)}`.trim()).join('\n'));
  process.exit(values.list ? 0 : 2);
}

let passed = 0;
let failed = 0;
const broken: string[] = [];
for (const step of chosen) {
  console.log(`\n== ${step.name}`);
  const started = performance.now();
  if (step.counts === 'editor') rmSync(editorResults, { force: true });
  const { status, output } = await run(step.command);
  const count = resultOf(step, status, output);
  passed += count.passed;
  failed += count.failed;
  if (count.failed > 0) broken.push(step.name);
  console.log(
    `-- ${step.name}: ${count.passed} passed, ${count.failed} failed, ${Math.round((performance.now() - started) / 1000)} s`,
  );
}
if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function run(command: readonly string[]): Promise<{ status: number; output: string }> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    mkdirSync(path.dirname(editorResults), { recursive: true });
    // What users' runs remember on this machine is neither read nor written.
    const env = { ...process.env, GO_ARCHITECT_CACHE: 'off' };
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      process.stdout.write(data);
    });
    child.on('error', (error) => {
      console.error(`${program} could not be started: ${error.message}`);
      resolve({ status: 127, output });
    });
    child.on('close', (code) => resolve({ status: code ?? 1, output }));
  });
}

/** A runner that died without a count, or that ran nothing, is a failure whatever its status. */
function resultOf(step: Step, status: number, output: string): { passed: number; failed: number } {
  if (step.counts === 'status') return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const counted = step.counts === 'mocha' ? mochaCounts(output) : editorCounts();
  const failures = status !== 0 || counted.passed === 0 ? Math.max(counted.failed, 1) : counted.failed;
  return { passed: counted.passed, failed: failures };
}

function mochaCounts(output: string): { passed: number; failed: number } {
  const last = (pattern: RegExp) => Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0);
  return { passed: last(/^ {2}(\d+) passing/gm), failed: last(/^ {2}(\d+) failing/gm) };
}

function editorCounts(): { passed: number; failed: number } {
  try {
    const sum: unknown = JSON.parse(readFileSync(editorResults, 'utf8'));
    if (typeof sum === 'object' && sum !== null && 'passed' in sum && 'failed' in sum) {
      return { passed: Number(sum.passed), failed: Number(sum.failed) };
    }
  } catch (error) {
    console.error(`The editor's results cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  return { passed: 0, failed: 1 };
}
