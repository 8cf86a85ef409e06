/** `go-architect check --fix`: writes what was fixed, or prints what would be. */
import { diffText } from '../scaffold/preview.ts';
import type { FixedFile, FixResult } from '../workspace/fixRounds.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { writeChanges } from '../workspace/writeFiles.ts';
import type { CommandIo } from './io.ts';
import { relativePath } from './report.ts';

/** Writes what was fixed, module by module; a file that changed on disk meanwhile is left as it is, and false is returned. */
export async function writeFixes(
  { files, fixed, problems }: FixResult,
  workspace: Workspace,
  io: CommandIo,
): Promise<boolean> {
  for (const problem of problems) io.err(`go-architect: ${problem}\n`);
  const byModule = new Map<string, FixedFile[]>();
  for (const file of files) {
    const dir = workspace.project.files.get(file.path)?.module.dir ?? '';
    byModule.set(dir, [...(byModule.get(dir) ?? []), file]);
  }
  const conflicts: string[] = [];
  for (const [dir, own] of byModule) {
    const edited = own.map((file) => ({ ...file, path: file.path.slice(dir.length + 1) }));
    const outcome = await writeChanges(dir, [], edited);
    if (!outcome.ok) conflicts.push(...outcome.conflicts.map((path) => relativePath(io.cwd, `${dir}/${path}`)));
  }
  for (const path of conflicts)
    io.err(`go-architect: ${path} changed while it was being fixed; run the check again.\n`);
  if (conflicts.length === 0) io.err(`Fixed ${count(fixed, 'finding')} in ${count(files.length, 'file')}.\n`);
  return conflicts.length === 0 && problems.length === 0;
}

/** What fixing would change, as `git apply` and `patch -p1` read it. */
export function printFixes({ files, fixed, problems }: FixResult, io: CommandIo): void {
  for (const problem of problems) io.err(`go-architect: ${problem}\n`);
  io.out(diffText(files.map((file) => ({ ...file, path: relativePath(io.cwd, file.path) }))));
  io.err(`Would fix ${count(fixed, 'finding')} in ${count(files.length, 'file')}; nothing was written.\n`);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
