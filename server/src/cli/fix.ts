/**
 * `go-architect check --fix`: applies the safe, preferred fixes of what a check found, round after round until none is left.
 *
 * Rounds happen in memory, so a dry run sees exactly what a real one writes, and files are written once, at the end. A fix that
 * would leave a file with a syntax error it did not have is a bug of ours: the file keeps its text and the user is told.
 */
import { withoutLostImports } from '../go/importEdits.ts';
import { applyEdits } from '../go/textEdit.ts';
import { hasError, ROOT } from '../go/tree.ts';
import { combineFixes } from '../rules/fixAll.ts';
import type { Finding } from '../rules/rule.ts';
import { diffText } from '../scaffold/preview.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { writeChanges } from '../workspace/writeFiles.ts';
import type { CommandIo } from './io.ts';
import { relativePath } from './report.ts';

export interface FixedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface FixResult {
  readonly files: readonly FixedFile[];
  /** Number of findings that were fixed, over all rounds. */
  readonly fixed: number;
  readonly fixedByRule: ReadonlyMap<string, number>;
  /** What went wrong, a sentence for each file that was left alone. */
  readonly problems: readonly string[];
}

/** Fixes that beget findings with fixes end here, rather than never. */
const MOST_ROUNDS = 10;

/**
 * Leaves the workspace with the fixed files as open documents.
 *
 * @param findings what is to be fixed as things stand now: called anew each round
 * @param mayChange files that were asked for
 * @param unsafe preferred fixes that change behaviour too, which is for proof on real code only
 */
export function fixAll(
  workspace: Workspace,
  findings: () => readonly Finding[],
  mayChange: (path: string) => boolean,
  unsafe = false,
): FixResult {
  const before = new Map<string, string>();
  const problems: string[] = [];
  const leftAlone = new Set<string>();
  const fixedByRule = new Map<string, number>();
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const combined = combineFixes(findings(), {
      offersOf: (finding) => (leftAlone.has(finding.path) ? [] : workspace.fixes(finding)),
      unsafe,
      mayChange: (path) => mayChange(path) && !leftAlone.has(path) && path.endsWith('.go'),
    });
    const texts = new Map([...combined.edits.keys()].map((path) => [path, workspace.text(path) ?? '']));
    const broken = [...combined.edits].filter(([path, edits]) => {
      const wasBroken = isBroken(workspace, path);
      const tree = workspace.tree(path);
      const settled = tree ? withoutLostImports(tree, edits) : edits;
      workspace.openDocument(path, round, applyEdits(texts.get(path) ?? '', settled));
      return isBroken(workspace, path) && !wasBroken;
    });
    if (broken.length > 0) {
      // A fix may span files: the round is taken back as a whole and made again without the culprits.
      for (const [path, text] of texts) workspace.openDocument(path, round, text);
      for (const [path] of broken) {
        leftAlone.add(path);
        problems.push(`${path}: the fixes would break the file, so it was left as it was; please report it.`);
      }
      continue;
    }
    for (const [path, text] of texts) if (!before.has(path)) before.set(path, text);
    for (const { rule } of combined.fixed) fixedByRule.set(rule, (fixedByRule.get(rule) ?? 0) + 1);
    if (combined.fixed.length === 0) break;
  }
  const files = [...before].flatMap(([path, text]) => {
    const after = workspace.text(path);
    return after === undefined || after === text ? [] : [{ path, before: text, after }];
  });
  const fixed = [...fixedByRule.values()].reduce((sum, each) => sum + each, 0);
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), fixed, fixedByRule, problems };
}

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

function isBroken(workspace: Workspace, path: string): boolean {
  const tree = workspace.tree(path);
  return tree !== undefined && hasError(tree, ROOT);
}
