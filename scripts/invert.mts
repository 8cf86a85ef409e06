/**
 * Inverts real dependencies and lets the Go toolchain judge: every type of another package that a package of a module holds is
 * replaced by an interface, one dependency at a time, in a copy; afterwards the module has to build, its tests included, and
 * gofmt must find nothing that it did not find before.
 *
 *     npm run invert -- MODULE_DIR... [--limit N] [--refused]
 *
 * Prints one line for each dependency; exit code 1 when one of them does not build. `--refused` lists what was refused, and why.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { applyEdits } from '../server/src/go/textEdit.ts';
import { invertDependency } from '../server/src/refactor/invertDependency.ts';
import { Engine } from '../server/src/rules/engine.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string' }, refused: { type: 'boolean' }, only: { type: 'string' } },
});
const limit = Number(values.limit ?? '1000');
let failed = 0;
let done = 0;
for (const directory of positionals) await invertAll(resolve(directory));
console.log(`${done} inverted, ${done - failed} build, ${failed} do not`);
process.exitCode = failed > 0 ? 1 : 0;

async function invertAll(module: string): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'go-architect-invert-')));
  try {
    cpSync(module, folder, { recursive: true, filter: (path) => !path.endsWith('/.git') });
    const problems = vet(folder, ['./...']);
    if (problems !== '') {
      console.log(`${module}: does not build as it is\n${problems}`);
      return;
    }
    await invertEach(module, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function invertEach(module: string, folder: string): Promise<void> {
  const log = (problem: unknown) => console.error(problem);
  const workspace = await Workspace.open({
    roots: [folder],
    engine: new Engine([], log, () => '2026-01-31'),
    depth: 'syntax',
    log,
  });
  const { project } = workspace;
  let here = 0;
  for (const { path: from, files } of project.packages.values()) {
    const imported = new Set<string>();
    for (const file of files.values()) {
      if (file.isTest) continue;
      for (const { path: importPath } of file.facts.header.imports) {
        if (imported.has(importPath) || project.resolveImport(importPath).origin !== 'project') continue;
        imported.add(importPath);
        const inversion = invertDependency({ project, sources: workspace, file, importPath });
        const edge = `${from} -> ${importPath}`;
        if (values.only !== undefined && !edge.includes(values.only)) continue;
        if ('refused' in inversion) {
          if (values.refused) console.log(`refused  ${edge}: ${inversion.refused}`);
          continue;
        }
        if (here++ >= limit) return;
        const before = new Map<string, string>();
        for (const change of inversion.changes) {
          if (change.kind !== 'edit') continue;
          const text = readFileSync(change.path, 'utf8');
          before.set(change.path, text);
          writeFileSync(change.path, applyEdits(text, change.edits));
        }
        const dirty = unformatted(folder, [...before.keys()]);
        const problems = vet(folder, ['./...']);
        for (const [path, text] of before) writeFileSync(path, text);
        const clean = unformatted(folder, [...before.keys()]);
        const misformatted = dirty.filter((path) => !clean.includes(path));
        const verdict = problems !== '' ? 'BROKEN' : misformatted.length > 0 ? 'UNFORMATTED' : 'builds';
        if (verdict !== 'builds') failed++;
        done++;
        const goes = inversion.importGoes ? 'import goes' : 'import stays';
        console.log(`${verdict}  ${edge} (${goes}): ${inversion.title}`);
        if (verdict !== 'builds') console.log(problems || misformatted.join('\n'));
      }
    }
  }
  workspace.dispose();
  console.log(`${module}: ${here} inverted`);
}

/** What the toolchain finds wrong with types, tests included. */
function vet(folder: string, packages: readonly string[]): string {
  try {
    execFileSync('nice', ['go', 'vet', '-unsafeptr', ...packages], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GOFLAGS: process.env['GOFLAGS'] ?? '-mod=mod', GOWORK: 'off' },
    });
    return '';
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr ?? error);
  }
}

function unformatted(folder: string, paths: readonly string[]): string[] {
  return execFileSync('gofmt', ['-l', ...paths], { cwd: folder, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
}
