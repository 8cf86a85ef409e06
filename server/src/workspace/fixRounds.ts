/**
 * Fixes everything that can be fixed at once: applies the preferred fixes of findings, round after round until none is left. A fix may lie
 * in text that another one changes, and may make room for one more.
 *
 * Rounds happen in memory, as open documents, so whoever only asks sees exactly what somebody who writes gets. A fix that would leave a
 * file with a syntax error it did not have is a bug of ours: the file keeps its text and the user is told.
 */
import { withoutLostImports } from '../go/importEdits.ts';
import { applyEdits, composeEdits, type TextEdit } from '../go/textEdit.ts';
import { hasError, ROOT } from '../go/tree.ts';
import { combineFixes } from '../rules/fixAll.ts';
import type { Finding } from '../rules/rule.ts';
import type { Workspace } from './workspace.ts';

export interface FixedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** What makes the one of the other, all rounds together. */
  readonly edits: readonly TextEdit[];
}

export interface FixResult {
  readonly files: readonly FixedFile[];
  /** Number of findings that were fixed, over all rounds. */
  readonly fixed: number;
  readonly fixedByRule: ReadonlyMap<string, number>;
  /** What went wrong, a sentence for each file that was left alone. */
  readonly problems: readonly string[];
}

export interface FixRequest {
  /** What is to be fixed as things stand now: called anew each round. */
  findings(): readonly Finding[];
  /** Files that were asked for. */
  mayChange(path: string): boolean;
  /** Only offers with this id; otherwise the preferred one of each finding. */
  readonly offer?: string | undefined;
  /** Preferred fixes that change behaviour too, which is for proof on real code only. */
  readonly unsafe?: boolean | undefined;
}

/** Fixes that beget findings with fixes for ever end here; those that end by themselves need far fewer. */
const MOST_ROUNDS = 100;

/** Leaves the workspace with the fixed files as open documents. */
export function fixInRounds(workspace: Workspace, { findings, mayChange, offer, unsafe }: FixRequest): FixResult {
  const before = new Map<string, string>();
  const made = new Map<string, readonly TextEdit[]>();
  const problems: string[] = [];
  const leftAlone = new Set<string>();
  const fixedByRule = new Map<string, number>();
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const combined = combineFixes(findings(), {
      offersOf: (finding) => (leftAlone.has(finding.path) ? [] : workspace.fixes(finding)),
      offer,
      unsafe,
      treeOf: (path) => workspace.tree(path),
      mayChange: (path) => mayChange(path) && !leftAlone.has(path) && path.endsWith('.go'),
    });
    const texts = new Map([...combined.edits.keys()].map((path) => [path, workspace.text(path) ?? '']));
    const settled = new Map<string, readonly TextEdit[]>();
    const broken = [...combined.edits].filter(([path, edits]) => {
      const wasBroken = isBroken(workspace, path);
      const tree = workspace.tree(path);
      const complete = tree ? withoutLostImports(tree, edits) : edits;
      settled.set(path, complete);
      workspace.openDocument(path, round, applyEdits(texts.get(path) ?? '', complete));
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
    for (const [path, text] of texts) {
      if (!before.has(path)) before.set(path, text);
      made.set(path, composeEdits(before.get(path) ?? '', made.get(path) ?? [], settled.get(path) ?? []));
    }
    for (const { rule } of combined.fixed) fixedByRule.set(rule, (fixedByRule.get(rule) ?? 0) + 1);
    if (combined.fixed.length === 0) break;
  }
  const files = [...before].flatMap(([path, text]) => {
    const after = workspace.text(path);
    return after === undefined || after === text ? [] : [{ path, before: text, after, edits: made.get(path) ?? [] }];
  });
  const fixed = [...fixedByRule.values()].reduce((sum, each) => sum + each, 0);
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), fixed, fixedByRule, problems };
}

/** What fixing one file would change, without other files; afterwards the workspace is as it was. */
export function fixedFile(workspace: Workspace, path: string, request: Omit<FixRequest, 'mayChange'>): FixResult {
  const file = workspace.project.files.get(path);
  const open = workspace.document(path);
  const known = open && { version: open.version, text: open.text };
  const result = fixInRounds(workspace, { ...request, mayChange: (changed) => changed === path });
  if (workspace.document(path) === open) return result;
  if (known) workspace.openDocument(path, known.version, known.text);
  else {
    workspace.closeDocument(path);
    if (file) workspace.project.setFile(file);
  }
  return result;
}

function isBroken(workspace: Workspace, path: string): boolean {
  const tree = workspace.tree(path);
  return tree !== undefined && hasError(tree, ROOT);
}
