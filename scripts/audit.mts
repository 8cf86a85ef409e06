/**
 * Proof on real code: `npm run audit -- DIR [--rule ID]… [--without ID]… [--all-preferred] [--no-build | --types] [--out FOLDER] [--copy FOLDER] [--samples N]`.
 *
 * Runs every rule on the module in DIR as `strict` would, writes the findings with their source lines for reading (one file a rule
 * under `.cache/audit/NAME/`), applies every safe, preferred fix to a copy, gives the copy to `go build` and `go vet` (tests included)
 * before and after, and prints what came of it. The run fails when a package stops building, when a finding that was fixed is
 * still there, or when fixing once more changes something. The module itself is never written to.
 *
 * `--all-preferred` applies every preferred fix, those too that change what the program does and that `--fix` therefore leaves to
 * its user: they must build all the same. The state before is only built when something is wrong afterwards.
 * `--types` has go/types check the copy, tests included, where building a module's dependencies takes too long: it finds what the
 * compiler would, not what vet's analyzers say, and does not look into what cgo makes.
 * `--copy` and `--keep` say where the copy goes, and that it stays.
 *
 * `npm run audit -- --refactorings DIR` does the like for refactorings, see scripts/auditRefactorings.mts.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Engine } from '../server/src/rules/engine.ts';
import { allRules } from '../server/src/rules/registry.ts';
import type { Finding, FixOffer, Rule } from '../server/src/rules/rule.ts';
import { fixInRounds } from '../server/src/workspace/fixRounds.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';

const root = join(import.meta.dirname, '..');
if (process.argv.includes('--refactorings')) {
  const rest = process.argv.slice(2).filter((argument) => argument !== '--refactorings');
  const script = join(import.meta.dirname, 'auditRefactorings.mts');
  const outcome = spawnSync(process.execPath, ['--import', 'tsx', script, ...rest], { stdio: 'inherit' });
  process.exit(outcome.status ?? 2);
}

const { values: options, positionals } = parseArgs({
  options: {
    rule: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
    'all-preferred': { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    types: { type: 'boolean', default: false },
    out: { type: 'string' },
    copy: { type: 'string' },
    samples: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [directory] = positionals;
if (directory === undefined || !existsSync(directory)) {
  console.error('Say which module: npm run audit -- DIR');
  process.exit(2);
}
const source = realpathSync(resolve(directory));
const name = basename(source) === 'src' ? `${basename(dirname(source))}-src` : basename(source);
const reports = resolve(options.out ?? join(root, '.cache', 'audit', name));

const rules = chosenRules();

// Go keeps what it built by folder: with a place of its own, a second run of the same module builds only what differs.
const copies =
  options.copy === undefined
    ? mkdtempSync(join(realpathSync(tmpdir()), 'go-architect-audit-'))
    : join(resolve(options.copy), name);
if (options.copy !== undefined) rmSync(copies, { recursive: true, force: true });
mkdirSync(copies, { recursive: true });
let failed = false;
try {
  failed = await fixAndBuild();
} finally {
  if (!options.keep) rmSync(copies, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

/** Every rule is on and at its own severity, whatever the module's configuration says of it. */
function chosenRules(): readonly Rule[] {
  const { rule: wanted, without } = options;
  const isOf = (id: string, patterns: readonly string[]) =>
    patterns.some((each) => each === id || (each.endsWith('/*') && id.startsWith(each.slice(0, -1))));
  const matches = (id: string) => !isOf(id, without) && (wanted.length === 0 || isOf(id, wanted));
  return allRules
    .filter(({ meta }) => matches(meta.id))
    .map((rule) => ({ ...rule, meta: { ...rule.meta, recommended: true } }));
}

function look(folder: string): Promise<Workspace> {
  const engine = new Engine(
    rules,
    ({ rule, path, error }) => {
      console.error(`rule ${rule} failed on ${path}: ${error instanceof Error ? error.stack : error}`);
      failed = true;
    },
    () => '2026-01-31',
  );
  return Workspace.open({ roots: [folder], engine, depth: 'syntax', log: console.error });
}

function findingsOf(workspace: Workspace): readonly Finding[] {
  return [...workspace.project.files.keys()].sort().flatMap((path) => workspace.verdict(path)?.findings ?? []);
}

/** One file a rule, each finding with its line and those around it. */
function writeReports(workspace: Workspace, all: readonly Finding[], folder: string): void {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  if (Number(options.samples) === 0) return;
  for (const { meta } of rules) {
    const own = all.filter(({ rule }) => rule === meta.id);
    if (own.length === 0) continue;
    const text = sampled(own, Number(options.samples)).map((finding) => shown(workspace, finding, folder));
    writeFileSync(
      join(reports, `${meta.id.replace('/', '-')}.txt`),
      `${own.length} findings of ${meta.id}\n\n${text.join('\n\n')}\n`,
    );
  }
}

/** Spread evenly over the module, so that one package does not stand for all. */
function sampled<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)] as T);
}

function shown(workspace: Workspace, finding: Finding, folder: string): string {
  const text = workspace.text(finding.path) ?? '';
  const line = text.slice(0, finding.start).split('\n').length;
  const lines = text.split('\n').slice(Math.max(0, line - 4), line + 5);
  const offers = workspace.fixes(finding).map(({ title, safe }) => `    fix${safe ? ' (safe)' : ''}: ${title}`);
  return [
    `${relative(folder, finding.path)}:${line}: ${finding.severity}: ${finding.message}`,
    ...offers,
    ...lines.map((content, index) => `${Math.max(0, line - 4) + index + 1 === line ? '>' : ' '} ${content}`),
  ].join('\n');
}

async function fixAndBuild(): Promise<boolean> {
  const standardLibrary =
    existsSync(join(source, 'go.mod')) && /^module std$/m.test(readFileSync(join(source, 'go.mod'), 'utf8'));
  const copied = standardLibrary ? dirname(source) : source;
  const copy = join(copies, name);
  cpSync(copied, copy, { recursive: true, filter: (path) => !/\/(\.git|node_modules)$/.test(path) });
  const folder = standardLibrary ? join(copy, 'src') : copy;
  const environment = standardLibrary ? { ...process.env, GOROOT: copy, GOFLAGS: '' } : process.env;

  const builds = !options['no-build'];
  const unsafe = options['all-preferred'];
  const workspace = await look(folder);
  const findings = findingsOf(workspace);
  const lines = linesOf(workspace);
  writeReports(workspace, findings, folder);
  const result = fixInRounds(workspace, { findings: () => findingsOf(workspace), mayChange: () => true, unsafe });
  for (const { path, after } of result.files) writeFileSync(path, after);
  const left = fixableOf(workspace, unsafe);
  const again = fixInRounds(workspace, {
    findings: () => findingsOf(workspace).filter((finding) => !queues(workspace, finding)),
    mayChange: () => true,
    unsafe,
  });
  const brokenAfter = builds ? await broken(folder, environment) : new Map<string, string>();
  let brokenBefore = new Map<string, string>();
  if (brokenAfter.size > 0) {
    for (const { path, before: text } of result.files) writeFileSync(path, text);
    brokenBefore = await broken(folder, environment);
    for (const { path, after } of result.files) writeFileSync(path, after);
  }
  const stopped = [...brokenAfter].filter(([complaint]) => !brokenBefore.has(complaint));
  const unformatted = formatted(result.files.map(({ path }) => path));

  const table = rules.flatMap(({ meta }) => {
    const found = findings.filter(({ rule }) => rule === meta.id).length;
    return found === 0
      ? []
      : [{ rule: meta.id, severity: meta.severity, findings: found, fixed: result.fixedByRule.get(meta.id) ?? 0 }];
  });
  const summary = {
    module: name,
    files: workspace.project.files.size,
    lines,
    findings: findings.length,
    fixed: result.fixed,
    filesChanged: result.files.length,
    stoppedBuilding: builds ? stopped.map(([, output]) => output) : null,
    fixableLeft: left.map((finding) => place(workspace, finding)),
    secondRunChanges: again.files.map(({ path }) => relative(copies, path)),
    notFormatted: unformatted,
    problems: result.problems,
    rules: table,
  };
  if (options.json) console.log(JSON.stringify(summary, undefined, 2));
  else {
    console.table(table);
    console.log(
      `${name}: ${summary.files} files, ${summary.lines} lines, ${findings.length} findings (${relative(process.cwd(), reports)}/), ` +
        `${result.fixed} fixed in ${result.files.length} files`,
    );
    console.log(
      builds
        ? `new complaints of ${options.types ? 'go/types' : 'go build and go vet'}: ${stopped.length}; old ones: ${brokenBefore.size}`
        : 'not built (--no-build)',
    );
    for (const [, output] of stopped) console.log(output);
    console.log(
      `findings left that offer a ${unsafe ? 'preferred' : 'safe'} fix: ${left.length}; changed by fixing once more: ${again.files.length}; not gofmt-clean: ${unformatted}`,
    );
    for (const finding of left.slice(0, 20)) console.log(`left: ${place(workspace, finding)}`);
    for (const problem of result.problems) console.log(problem);
  }
  return (
    failed ||
    stopped.length > 0 ||
    left.length > 0 ||
    again.files.length > 0 ||
    unformatted > 0 ||
    result.problems.length > 0
  );
}

/** Fixes that create or rename files are nobody's to apply in bulk, and are not counted. */
function fixableOf(workspace: Workspace, unsafe: boolean): readonly Finding[] {
  return findingsOf(workspace).filter((finding) =>
    workspace
      .fixes(finding)
      .some(
        (offer) =>
          offer.declares === undefined &&
          (offer.safe === true || unsafe) &&
          offer.preferred === true &&
          isEdit(offer.changes()),
      ),
  );
}

/** What declares something behind the imports waits for its turn, one a round and file; rounds end before the longest queues do. */
function queues(workspace: Workspace, finding: Finding): boolean {
  return workspace.fixes(finding).some(({ declares }) => declares !== undefined);
}

function isEdit(changes: ReturnType<FixOffer['changes']>): boolean {
  return changes.length > 0 && changes.every((change) => change.kind === 'edit' && change.path.endsWith('.go'));
}

function place(workspace: Workspace, { path, start, rule, message }: Finding): string {
  const line = (workspace.text(path) ?? '').slice(0, start).split('\n').length;
  return `${relative(copies, path)}:${line}: ${rule}: ${message}`;
}

function linesOf(workspace: Workspace): number {
  let lines = 0;
  for (const path of workspace.project.files.keys()) lines += (workspace.text(path) ?? '').split('\n').length - 1;
  return lines;
}

/** Files that gofmt would change now and would not have changed before the fixes: a fix keeps what is formatted formatted. */
function formatted(paths: readonly string[]): number {
  if (paths.length === 0) return 0;
  const now = unclean(paths);
  const originals = now.map((path) =>
    path.replace(
      join(copies, name),
      basename(source) === 'src' && path.startsWith(join(copies, name, 'src')) ? dirname(source) : source,
    ),
  );
  const wereBefore = new Set(unclean(originals));
  const fresh = now.filter((_, index) => !wereBefore.has(originals[index] ?? ''));
  for (const path of fresh.slice(0, 5)) console.log(`not gofmt-clean: ${path}`);
  return fresh.length;
}

function unclean(paths: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < paths.length; at += 500) {
    const { stdout } = spawnSync('gofmt', ['-l', ...paths.slice(at, at + 500)], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    found.push(...stdout.split('\n').filter((line) => line !== ''));
  }
  return found;
}

/** What `go build` and `go vet`, or go/types, complain about, lines without numbers so that a shifted line is the same complaint. */
async function broken(folder: string, environment: NodeJS.ProcessEnv): Promise<Map<string, string>> {
  const byComplaint = new Map<string, string>();
  const add = (package_: string, line: string) =>
    byComplaint.set(line.replace(/:\d+(:\d+)?/g, '').replaceAll(copies, ''), `${package_}: ${line}`);
  if (options.types) {
    // Built apart: a copy of the standard library is to be judged, not to be what the program is built with.
    const program = join(copies, 'oracle');
    const complaints = await run('go', ['build', '-o', program, '.'], join(import.meta.dirname, 'oracle'), process.env);
    if (complaints !== '') throw new Error(`scripts/oracle does not build: ${complaints}`);
    const records = (await run(program, ['-errors', folder, './...'], folder, environment)).split('\n');
    for (const record of records.slice(1).filter((each) => each !== '')) {
      if (!record.startsWith('{')) throw new Error(`scripts/oracle: ${record}`);
      const { package: package_, message } = JSON.parse(record) as { package: string; message: string };
      add(package_, message);
    }
    return byComplaint;
  }
  for (const command of [
    ['build', './...'],
    ['vet', './...'],
  ]) {
    let package_ = '';
    for (const line of (await run('go', command, folder, environment)).split('\n')) {
      if (line.startsWith('# ')) package_ = line.slice(2).replace(/ \[.*$/, '');
      // What is fetched on the way is news, not a complaint.
      else if (line.trim() !== '' && !line.startsWith('go: downloading ')) add(package_, line);
    }
  }
  return byComplaint;
}

function run(program: string, command: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn('nice', ['-n', '10', program, ...command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.on('error', fail);
    child.on('close', () => done(output));
  });
}
