/**
 * Proof of "Add context parameter" on real code: `npm run audit -- --refactorings DIR [--functions N] [--seed N] [--batch N] [--reach propagate|todo]
 * [--tests] [--only PATTERN] [--refused] [--with-sources]`.
 *
 * Samples functions and methods of the module in DIR, seeded, applies the refactoring to a copy, a batch of functions at a time, and gives
 * the copy to `go build ./... && go vet ./...` (tests included). A batch that does not build is applied again one function at a time, so that
 * every broken one is found by name. Packages that do not build as they are do not count. With `--tests`, tests that passed before
 * each batch must pass after it. The run fails when anything is broken, or when gofmt would change a file that it would not have changed
 * before. The module itself is never written to.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { GoParser } from '../server/src/go/parser.ts';
import { SourceView } from '../server/src/go/sourceView.ts';
import { applyEdits } from '../server/src/go/textEdit.ts';
import { addContextParameter } from '../server/src/refactor/addContextParameter.ts';
import { isRefusal, type RefactoringChange } from '../server/src/refactor/refactoring.ts';
import { Engine } from '../server/src/rules/engine.ts';
import { loadCatalogue } from '../server/src/workspace/catalogueFile.ts';
import { dependencyFacts } from '../server/src/workspace/dependencyFacts.ts';
import { loadParserModule } from '../server/src/workspace/parserModule.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';
import { shuffled } from './shuffled.ts';

const { values: options, positionals } = parseArgs({
  options: {
    functions: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
    batch: { type: 'string', default: '8' },
    reach: { type: 'string', default: 'propagate' },
    packages: { type: 'string', default: './...' },
    only: { type: 'string' },
    tests: { type: 'boolean', default: false },
    refused: { type: 'boolean', default: false },
    'with-sources': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [directory] = positionals;
if (directory === undefined || !existsSync(directory)) {
  console.error('Say which module: npm run audit -- --refactorings DIR');
  process.exit(2);
}

/** A function by what stays the same when others change. */
interface Sample {
  readonly file: string;
  readonly type: string;
  readonly name: string;
}

interface Applied {
  readonly sample: Sample;
  readonly files: number;
  readonly notes: number;
}

const source = realpathSync(resolve(directory));
const standardLibrary = isStandardLibrary(source);
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'go-architect-refactorings-')));
const copy = join(scratch, basename(standardLibrary ? dirname(source) : source));
cpSync(standardLibrary ? dirname(source) : source, copy, {
  recursive: true,
  filter: (path) => !/\/(\.git|node_modules)$/.test(path),
});
const folder = standardLibrary ? join(copy, 'src') : copy;
const environment = standardLibrary ? { ...process.env, GOROOT: copy, GOFLAGS: '' } : process.env;
const patterns = options.packages.split(',');

const before = troubles();
const testsBefore = options.tests ? passingTests() : new Set<string>();
const workspace = await Workspace.open({
  roots: [folder],
  engine: new Engine(
    [],
    (failure) => console.error(failure),
    () => '2026-01-31',
  ),
  depth: 'syntax',
  log: console.error,
});
if (options['with-sources']) {
  workspace.project.useOutside(loadCatalogue, dependencyFacts(GoParser.create(await loadParserModule())));
}
const originals = new Map<string, string>();
const refusals = new Map<string, number>();
const broken: string[] = [];
const unformatted = new Set<string>();
const brokenTests = new Set<string>();
let applied = 0;
let refused = 0;
let touched = 0;
let milliseconds = 0;
let longest = 0;

const wanted = Number(options.functions);
const queue = shuffled(samples(), Number(options.seed));
let batch: Applied[] = [];
for (const sample of queue) {
  if (applied + batch.length >= wanted) break;
  const done = await apply(sample);
  if (done) batch.push(done);
  if (batch.length >= Number(options.batch)) await judge();
}
await judge();
report();
workspace.dispose();
if (!options.keep) rmSync(scratch, { recursive: true, force: true });

function isStandardLibrary(dir: string): boolean {
  const mod = join(dir, 'go.mod');
  return existsSync(mod) && /^module std$/m.test(readFileSync(mod, 'utf8'));
}

function samples(): Sample[] {
  const only = options.only === undefined ? undefined : new RegExp(options.only);
  const found: Sample[] = [];
  for (const path of [...workspace.project.files.keys()].sort()) {
    const file = workspace.project.files.get(path);
    if (!file?.facts.declarations || file.facts.header.generated) continue;
    const place = relative(folder, path);
    for (const fact of file.facts.declarations.functions)
      found.push({ file: place, type: fact.receiver?.type ?? '', name: fact.name });
    for (const type of file.facts.declarations.types) {
      for (const fact of type.methods ?? [])
        found.push({ file: place, type: `interface ${type.name}`, name: fact.name });
    }
  }
  return only ? found.filter((each) => only.test(shown(each))) : found;
}

function shown({ file, type, name }: Sample): string {
  return `${file}: ${type === '' ? '' : `${type}.`}${name}`;
}

function placeOf({ file, type, name }: Sample): { path: string; offset: number } | undefined {
  const path = join(folder, file);
  const declarations = workspace.project.files.get(path)?.facts.declarations;
  const fact = type.startsWith('interface ')
    ? declarations?.types
        .find((each) => each.name === type.slice('interface '.length))
        ?.methods?.find((each) => each.name === name)
    : declarations?.functions.find((each) => each.name === name && (each.receiver?.type ?? '') === type);
  return fact && { path, offset: fact.nameStart };
}

/** Applies the refactoring to the copy as it is now; undefined when it is not offered or refuses. */
async function apply(sample: Sample): Promise<Applied | undefined> {
  const place = placeOf(sample);
  const file = place && workspace.project.files.get(place.path);
  const tree = place && workspace.tree(place.path);
  if (!place || !file || !tree) return undefined;
  const view = new SourceView(tree, file.facts.header);
  const { project } = workspace;
  const proposals = addContextParameter.proposals({
    project,
    file,
    view,
    start: place.offset,
    end: place.offset,
    sources: workspace,
  });
  const proposal = proposals.find(({ id }) => id === options.reach);
  if (!proposal) return undefined;
  const begun = performance.now();
  const outcome = await proposal.run({ report: () => undefined, pause: () => Promise.resolve() });
  const took = performance.now() - begun;
  milliseconds += took;
  longest = Math.max(longest, took);
  if (isRefusal(outcome)) {
    refused++;
    const reason = outcome.refused.replace(/^\S+ cannot take a context: /, '').split('; ')[0] ?? '';
    const kind = reason.replace(/\S+:\d+/g, 'PLACE');
    refusals.set(kind, (refusals.get(kind) ?? 0) + 1);
    if (options.refused) console.log(`refused ${shown(sample)}: ${reason}`);
    return undefined;
  }
  const paths = await write(outcome);
  return { sample, files: paths.length, notes: outcome.notes?.length ?? 0 };
}

async function write({ changes }: RefactoringChange): Promise<string[]> {
  const paths: string[] = [];
  for (const change of changes) {
    if (change.kind !== 'edit') throw new Error(`unexpected ${change.kind}`);
    const text = readFileSync(change.path, 'utf8');
    if (!originals.has(change.path)) originals.set(change.path, text);
    writeFileSync(change.path, applyEdits(text, change.edits));
    paths.push(change.path);
  }
  await workspace.refresh(paths);
  return paths;
}

async function restore(): Promise<void> {
  for (const [path, text] of originals) writeFileSync(path, text);
  const paths = [...originals.keys()];
  originals.clear();
  await workspace.refresh(paths);
}

/** Builds what the batch has made of the copy, and puts the copy back. */
async function judge(): Promise<void> {
  const members = batch;
  batch = [];
  if (members.length === 0) return;
  for (const path of misformatted()) unformatted.add(path);
  const found = newTroubles();
  if (found === '') {
    applied += members.length;
    for (const { files } of members) touched += files;
    if (options.tests) checkTests(members);
    await restore();
  } else {
    await restore();
    if (members.length === 1) {
      applied++;
      broken.push(`${shown((members[0] as Applied).sample)}\n${found}`);
      console.log(`BROKEN ${broken.at(-1)}`);
    } else {
      for (const part of [members.slice(0, members.length >> 1), members.slice(members.length >> 1)]) {
        for (const { sample } of part) {
          const again = await apply(sample);
          if (again) batch.push(again);
        }
        await judge();
      }
      return;
    }
  }
  console.error(`${applied} applied, ${broken.length} broken, ${refused} refused`);
}

/** What the Go toolchain says, by package. */
function troubles(): Map<string, string> {
  const found = new Map<string, string>();
  for (const command of ['build', 'vet']) {
    const { stdout, stderr } = spawnSync('nice', ['-n', '10', 'go', command, ...patterns], {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    let current = '';
    for (const line of `${stderr}\n${stdout}`.split('\n')) {
      if (/^go: (?:downloading|finding)/.test(line) || line.trim() === '') continue;
      const heading = /^# (\S+)/.exec(line)?.[1];
      if (heading !== undefined) current = heading.replace(/^\[|\]$/g, '');
      else found.set(current, `${found.get(current) ?? ''}${line}\n`);
    }
  }
  return found;
}

function newTroubles(): string {
  const now = troubles();
  return [...now]
    .filter(([name]) => !before.has(name))
    .map(([name, lines]) => `# ${name}\n${lines}`)
    .join('');
}

/** Files that gofmt would change now and would not have changed before. */
function misformatted(): string[] {
  const list = (text: string): boolean => {
    const { status, stdout } = spawnSync('gofmt', { input: text, encoding: 'utf8', maxBuffer: 1 << 28 });
    return status === 0 && stdout === text;
  };
  return [...originals]
    .filter(([path, text]) => list(text) && !list(readFileSync(path, 'utf8')))
    .map(([path]) => {
      if (options.keep) writeFileSync(join(scratch, `${basename(path)}.unformatted`), readFileSync(path));
      return relative(folder, path);
    });
}

function passingTests(): Set<string> {
  const { stdout } = spawnSync('nice', ['-n', '10', 'go', 'test', '-json', '-count=1', ...patterns], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const passing = new Set<string>();
  for (const line of stdout.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { Action, Package, Test } = JSON.parse(line) as { Action: string; Package: string; Test?: string };
    if (Action === 'pass' && Test !== undefined) passing.add(`${Package}.${Test}`);
  }
  return passing;
}

function checkTests(members: readonly Applied[]): void {
  const now = passingTests();
  const lost = [...testsBefore].filter((each) => !now.has(each));
  // Tests that fail now and then are asked a second time.
  const still = lost.length === 0 ? [] : [...passingTests()];
  for (const each of lost.filter((test) => !still.includes(test))) {
    brokenTests.add(each);
    console.log(`TEST ${each} after ${members.map(({ sample }) => shown(sample)).join(', ')}`);
  }
}

function report(): void {
  const { size } = workspace.project.files;
  console.log(`${basename(source)}: ${size} files, seed ${options.seed}, ${options.reach}`);
  console.log(`  applied ${applied} (${touched} files changed), broken ${broken.length}, refused ${refused}`);
  const mean = milliseconds / Math.max(1, applied + refused);
  console.log(
    `  ${mean.toFixed(0)} ms on average, ${longest.toFixed(0)} ms at most; built before with ${before.size} packages in trouble`,
  );
  console.log(
    `  not as gofmt would have it: ${unformatted.size}${unformatted.size > 0 ? ` (${[...unformatted].join(', ')})` : ''}`,
  );
  if (options.tests) console.log(`  tests that passed before: ${testsBefore.size}; that fail now: ${brokenTests.size}`);
  for (const [reason, count] of [...refusals].sort((a, b) => b[1] - a[1]).slice(0, 12))
    console.log(`  ${count} refused: ${reason}`);
  if (broken.length + brokenTests.size + unformatted.size > 0 || applied === 0) process.exitCode = 1;
}
