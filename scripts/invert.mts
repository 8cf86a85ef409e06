/**
 * Inverts real dependencies and lets the Go toolchain judge: every type of another package that a package of a module holds is
 * replaced by an interface, one dependency at a time, in a copy; afterwards the module has to build, its tests included, and
 * gofmt must find nothing that it did not find before.
 *
 *     npm run invert -- MODULE_DIR... [--limit N] [--only TEXT] [--refused]
 *
 * Prints one line for each dependency; exit code 1 when one of them does not build. `--refused` lists what was refused, and why.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { invertDependency } from '../server/src/refactor/invertDependency.ts';
import type { Workspace } from '../server/src/workspace/workspace.ts';
import { judge, withModuleCopy } from './moduleCopy.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string' }, refused: { type: 'boolean' }, only: { type: 'string' } },
});
const limit = Number(values.limit ?? '1000');
let failed = 0;
let done = 0;
for (const directory of positionals) await withModuleCopy(resolve(directory), invertEach);
console.log(`${done} inverted, ${done - failed} build, ${failed} do not`);
process.exitCode = failed > 0 ? 1 : 0;

function invertEach(workspace: Workspace, folder: string): void {
  const { project } = workspace;
  let here = 0;
  for (const { path: from, files } of project.packages.values()) {
    const seen = new Set<string>();
    for (const file of files.values()) {
      if (file.isTest) continue;
      for (const { path: importPath } of file.facts.header.imports) {
        const edge = `${from} -> ${importPath}`;
        if (seen.has(importPath) || project.resolveImport(importPath).origin !== 'project') continue;
        seen.add(importPath);
        if (values.only !== undefined && !edge.includes(values.only)) continue;
        const inversion = invertDependency({ project, sources: workspace, file, importPath });
        if ('refused' in inversion) {
          if (values.refused) console.log(`refused  ${edge}: ${inversion.refused}`);
          continue;
        }
        if (here++ >= limit) return;
        const { verdict, details } = judge(folder, inversion.changes);
        done++;
        if (verdict !== 'builds') failed++;
        const goes = inversion.importGoes ? 'import goes' : 'import stays';
        console.log(`${verdict}  ${edge} (${goes}): ${inversion.title}`);
        if (details !== '') console.log(details);
      }
    }
  }
}
