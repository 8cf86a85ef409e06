/**
 * Adds a feature to copies of public backends and says what came of it:
 *
 *   node --import tsx scripts/features.mts FOLDER… [-- flags of new feature]
 *
 * Each FOLDER is a clone; it is copied, never changed. A module that asks for a Go older than the generated code needs is raised to it
 * first, in the way the refusal says. Before and after, the copy is built and vetted and our own findings are
 * counted; afterwards the new files are looked at by gofmt, git says which lines of other files were taken away, the packages
 * that got files are tested, and the same command is given once more, which has to change nothing. `npm run build` comes first.
 * The table in docs/scaffolding.md is made of the lines it prints.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

const arguments_ = process.argv.slice(2);
const at = arguments_.indexOf('--');
const folders = at === -1 ? arguments_ : arguments_.slice(0, at);
const flags = at === -1 ? [] : arguments_.slice(at + 1);
const command = resolve('dist/cli.js');
const fields = [
  'name:string',
  'description:text',
  'quantity:int',
  'price:int64',
  'rating:float64',
  'active:bool',
  'sold_at:time',
  'owner_id:uuid',
];
const given = [
  'new',
  'feature',
  'Voucher',
  ...fields.flatMap((field) => ['--field', field]),
  ...flags,
  '--yes',
  '--json',
];

for (const folder of folders) {
  const copy = join(mkdtempSync(join(tmpdir(), 'go-architect-features-')), basename(folder));
  try {
    cpSync(folder, copy, { recursive: true });
    console.log(`${basename(folder)} ${git(copy, 'rev-parse', '--short', 'HEAD').trim()}: ${outcomeOf(copy)}`);
  } finally {
    rmSync(dirname(copy), { recursive: true, force: true });
  }
}

function outcomeOf(copy: string): string {
  git(copy, 'checkout', '--quiet', '.');
  const raised = raisedGo(copy);
  const sound = (step: string) => run(copy, 'go', step, './...').status === 0;
  const malformed = unformattedIn(copy, git(copy, 'ls-files', '*.go').split('\n').filter(Boolean));
  const before = { build: sound('build'), vet: sound('vet'), findings: findingsIn(copy) };
  const added = run(copy, process.execPath, command, ...given);
  if (added.status !== 0) {
    return `refused: ${added.output.trim().split('\n')[0] ?? ''}`;
  }
  const files = git(copy, 'ls-files', '--others', '--exclude-standard').split('\n').filter(Boolean);
  const goFiles = files.filter((path) => path.endsWith('.go'));
  const counted = git(copy, 'diff', '--numstat')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));
  const edited = counted.flatMap(([, , path]) => path ?? []);
  const extended = counted.map(([lines, , path]) => `${path} +${lines}`).join(', ');
  const removed = counted.reduce((sum, [, lines]) => sum + Number(lines), 0);
  const packages = [...new Set(goFiles.map((path) => `./${dirname(path)}`))];
  const tested = run(copy, 'go', 'test', '-run', 'Voucher', ...packages);
  const changedGo = [...goFiles, ...edited.filter((path) => path.endsWith('.go'))];
  const unformatted = unformattedIn(copy, changedGo).filter((path) => !malformed.includes(path));
  const state = () => git(copy, 'status', '--porcelain', '--untracked-files=all') + git(copy, 'diff');
  const once = state();
  const again = run(copy, process.execPath, command, ...given);
  return [
    ...(raised === undefined ? [] : [`go ${raised}`]),
    `build ${before.build} → ${sound('build')}`,
    `vet ${before.vet} → ${sound('vet')}`,
    `findings ${before.findings} → ${findingsIn(copy)}`,
    `${files.length} files new, ${extended === '' ? 'none' : extended} extended, ${removed} lines taken away`,
    `gofmt ${unformatted.length === 0 ? 'clean' : unformatted.join(' ')}`,
    `tests ${tested.status === 0 ? 'pass' : tested.output}`,
    `second run ${again.output.includes('"changes": []') && once === state() ? 'changes nothing' : 'CHANGES'}`,
  ].join('; ');
}

/** The version that the module was raised to; nothing where its own will do. */
function raisedGo(copy: string): string | undefined {
  const asked = /go get go@(\S+)/.exec(run(copy, process.execPath, command, ...given, '--dry-run').output)?.[1];
  if (asked !== undefined) {
    run(copy, 'go', 'get', `go@${asked}`);
    run(copy, 'go', 'mod', 'tidy');
    git(
      copy,
      '-c',
      'user.name=features',
      '-c',
      'user.email=features@example.com',
      'commit',
      '--quiet',
      '--all',
      '-m',
      'Raise Go',
    );
  }
  return asked;
}

function unformattedIn(copy: string, files: readonly string[]): readonly string[] {
  return run(copy, 'gofmt', '-l', ...files)
    .output.split('\n')
    .filter(Boolean);
}

function findingsIn(copy: string): number {
  const { output } = run(copy, process.execPath, command, 'check', '--format', 'json', '.');
  const parsed: unknown = JSON.parse(output.slice(output.indexOf('{')));
  return typeof parsed === 'object' && parsed !== null && 'findings' in parsed && Array.isArray(parsed.findings)
    ? parsed.findings.length
    : Number.NaN;
}

function git(folder: string, ...rest: readonly string[]): string {
  return execFileSync('git', rest, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
}

function run(
  folder: string,
  program: string,
  ...rest: readonly string[]
): { readonly status: number; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status: status ?? 1, output: status === 0 ? stdout : `${stdout}${stderr}` };
}
