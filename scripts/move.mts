/**
 * Moves real packages and lets the Go toolchain judge: every package of a module is moved to another folder under another name, one
 * at a time, in a copy; afterwards the module has to build, its tests included, and gofmt must find nothing that it did not find
 * before.
 *
 *     npm run move -- MODULE_DIR... [--limit N] [--refused]
 *
 * Prints one line for each package; exit code 1 when one of them does not build. `--refused` lists what was refused, and why.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { movePackage, whyNotMove } from '../server/src/refactor/movePackage.ts';
import type { Workspace } from '../server/src/workspace/workspace.ts';
import { judge, withModuleCopy } from './moduleCopy.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string' }, refused: { type: 'boolean' } },
});
const limit = Number(values.limit ?? '1000');
let failed = 0;
let done = 0;
for (const directory of positionals) await withModuleCopy(resolve(directory), moveEach);
console.log(`${done} moved, ${done - failed} build, ${failed} do not`);
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
      if (values.refused) console.log(`refused  ${moved.path}: ${refused}`);
      continue;
    }
    if (here++ >= limit) return;
    const { verdict, details } = judge(folder, movePackage(move));
    done++;
    if (verdict !== 'builds') failed++;
    console.log(`${verdict}  ${moved.path} -> ${destination}`);
    if (details !== '') console.log(details);
  }
}
