/**
 * Moves real packages and lets the Go toolchain judge: every package of a module is moved to another folder under another name, one
 * at a time, in a copy; afterwards the module has to build, its tests included, and gofmt must find nothing that it did not find
 * before.
 *
 *     npm run move -- MODULE_DIR... [--files] [--limit N] [--refused]
 *
 * With `--files` every single file is moved instead, once to a new package and once into a package that is there: the first one it
 * imports, or else its neighbour. Prints one line for each move; exit code 1 when one of them does not build. `--refused` lists what
 * was refused, and why.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { FileChange } from '../server/src/go/textEdit.ts';
import { planFileMove } from '../server/src/refactor/moveFile.ts';
import { movePackage, whyNotMove } from '../server/src/refactor/movePackage.ts';
import type { Workspace } from '../server/src/workspace/workspace.ts';
import { judge, withModuleCopy } from './moduleCopy.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'boolean' }, limit: { type: 'string' }, refused: { type: 'boolean' } },
});
const limit = Number(values.limit ?? '1000');
let failed = 0;
let done = 0;
let refusals = 0;
for (const directory of positionals) await withModuleCopy(resolve(directory), values.files ? moveEachFile : moveEach);
console.log(`${done} moved, ${done - failed} build, ${failed} do not; ${refusals} refused`);
process.exitCode = failed > 0 ? 1 : 0;

function moveEach(workspace: Workspace, folder: string): void {
  const { project } = workspace;
  let here = 0;
  for (const moved of project.packages.values()) {
    // Into a sibling of the same parent, so that `internal` folders stay visible; the name becomes longer.
    const destination = `${moved.dir}_elsewhere/the${moved.dir.slice(moved.dir.lastIndexOf('/') + 1)}`;
    const move = { project, sources: workspace, package: moved, destination };
    const refused = whyNotMove(move);
    if (refused !== undefined) {
      refuse(moved.path, refused);
      continue;
    }
    if (here++ >= limit) return;
    settle(`${moved.path} -> ${destination}`, folder, movePackage(move));
  }
}

function moveEachFile(workspace: Workspace, folder: string): void {
  const { project } = workspace;
  let here = 0;
  for (const source of project.packages.values()) {
    const neighbours = [...project.packages.values()].filter(({ module }) => module === source.module);
    const next = neighbours[(neighbours.indexOf(source) + 1) % neighbours.length];
    for (const file of source.files.values()) {
      if (file.isTest) continue;
      const imported = file.facts.header.imports.flatMap(({ path }) => project.packages.get(path) ?? []);
      const elsewhere = `${source.dir}_elsewhere/${source.dir.slice(source.dir.lastIndexOf('/') + 1)}`;
      for (const destination of [elsewhere, (imported[0] ?? next)?.dir ?? '']) {
        const what = `${file.path.slice(folder.length + 1)} -> ${destination}`;
        const plan = planFileMove({ project, sources: workspace, file, destination });
        if ('refused' in plan) {
          refuse(what, plan.refused);
          continue;
        }
        if (here++ >= limit) return;
        settle(`${what}${plan.moved.length > 1 ? ' with its test' : ''}`, folder, plan.changes);
      }
    }
  }
}

function refuse(what: string, reason: string): void {
  refusals++;
  if (values.refused) console.log(`refused  ${what}: ${reason}`);
}

function settle(what: string, folder: string, changes: readonly FileChange[]): void {
  const { verdict, details } = judge(folder, changes);
  done++;
  if (verdict !== 'builds') failed++;
  console.log(`${verdict}  ${what}`);
  if (details !== '') console.log(details);
}
