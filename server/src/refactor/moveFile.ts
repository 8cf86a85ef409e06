/**
 * Moves one file to another directory of its module, into the package that is there or a new one: its package clause, what it uses of
 * the package it leaves, and every use of what it declares in the workspace, tests included. A test file of its name goes along where
 * it can.
 *
 * The move is refused where the code would not build afterwards, or would start in another order: names that are not exported and
 * used on both sides, methods apart from their type, imports in a circle, init functions, build constraints.
 */
import { likelyPackageNames } from '../go/packageNames.ts';
import type { FileChange } from '../go/textEdit.ts';
import { packagePath } from '../model/importPaths.ts';
import type { Package, Project, ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';
import { contentFault, directoryFault, mayImport } from './movable.ts';
import { CannotMove } from './moveFile/cannotMove.ts';
import { type FileAfter, importCycle } from './moveFile/importCycle.ts';
import { rewritten } from './moveFile/parties.ts';
import { startFault } from './moveFile/start.ts';
import { packageNameOf } from './outerUses.ts';

export interface FileMove {
  readonly project: Project;
  readonly sources: SourceProvider;
  readonly file: ProjectFile;
  /** Directory relative to the module. */
  readonly destination: string;
}

export interface FileMovePlan {
  /** Edits come first, then files are renamed. */
  readonly changes: readonly FileChange[];
  /** The files that move: the file, and the test of its name where that goes along. */
  readonly moved: readonly ProjectFile[];
  /** Import path of the package they move to. */
  readonly path: string;
  /** What every changed file is and imports afterwards, by its path before. */
  readonly after: ReadonlyMap<string, FileAfter>;
}

/** The change, or what is in the way as a sentence. */
export function planFileMove(move: FileMove): FileMovePlan | { readonly refused: string } {
  const { project, file } = move;
  const fault = whyNotMoveFile(move);
  if (fault !== undefined) return { refused: fault };
  const test = project.files.get(file.path.replace(/\.go$/, '_test.go'));
  const alone = () => attempt(move, [file]);
  if (!test || test === file) return alone();
  const together = attempt(move, [file, test]);
  if (!('refused' in together)) return together;
  const without = alone();
  return 'refused' in without ? together : without;
}

function attempt(move: FileMove, moved: readonly ProjectFile[]): FileMovePlan | { readonly refused: string } {
  const fault = contentFault(moved, move.sources) ?? placeFault(move, moved);
  if (fault !== undefined) return { refused: fault };
  try {
    return plan(move, moved);
  } catch (error) {
    if (error instanceof CannotMove) return { refused: error.message };
    throw error;
  }
}

/** What is in the way as far as the headers of the package show; the rest is said by the plan. */
export function whyNotMoveFile({ project, file, destination }: FileMove): string | undefined {
  const own = project.packageOf(file);
  if (!own) return 'The file belongs to no package.';
  if (file.isTest) return 'A test moves with the file it tests.';
  if (destination === own.dir) return 'The file is there already.';
  const directory = directoryFault(project, file.module, destination);
  if (directory !== undefined) return directory;
  const name = packageNameOf(own);
  if (name === undefined) return 'The files of the package do not agree on its name.';
  if (name === 'main' || file.facts.header.packageName !== name)
    return 'A command is built by its path; move it by hand.';
  if (![...own.files.values()].some((each) => !each.isTest && each !== file && !each.facts.header.buildConstraint)) {
    return 'It is the only file of its package; move the package.';
  }
  return undefined;
}

function placeFault({ sources, destination }: FileMove, moved: readonly ProjectFile[]): string | undefined {
  for (const each of moved) {
    const newPath = pathAt(each, destination);
    if (sources.text(newPath) !== undefined)
      return `${destination}/${newPath.slice(newPath.lastIndexOf('/') + 1)} exists already; choose another directory.`;
    const start = startFault(each, sources);
    if (start !== undefined) return start;
  }
  return undefined;
}

function pathAt({ path, module }: ProjectFile, destination: string): string {
  return `${module.dir}/${destination}/${path.slice(path.lastIndexOf('/') + 1)}`;
}

function plan(move: FileMove, moved: readonly ProjectFile[]): FileMovePlan {
  const { project, sources, file, destination } = move;
  const source = project.packageOf(file) as Package;
  const path = packagePath(file.module, destination);
  const target = project.packageAt(path, file.module);
  const name = target ? packageNameOf(target) : newName(destination);
  if (name === undefined || name === 'main') {
    throw new CannotMove(`The package at ${destination} has no name that others could use.`);
  }
  const changed = rewritten({ project, sources, moved, source, target, path, name });
  const after = new Map<string, FileAfter>();
  const changes: FileChange[] = [];
  for (const { open, package: owner, edits, imports } of changed) {
    const { file: each } = open;
    const isExternal = each.isTest && each.facts.header.packageName.endsWith('_test');
    const role = !each.isTest ? 'production' : isExternal ? 'externalTest' : 'test';
    after.set(each.path, { package: owner, role, imports });
    if (edits.length > 0) changes.push({ kind: 'edit', path: each.path, edits });
  }
  for (const [changedPath, { package: owner, imports, role }] of after) {
    const before = new Set(project.files.get(changedPath)?.facts.header.imports.map((each) => each.path));
    for (const each of imports) {
      if (before.has(each) && owner !== path) continue;
      if (role !== 'externalTest' && each === owner) throw new CannotMove(`${owner} would import itself.`);
      if (!mayImport(owner, each)) throw new CannotMove(`${each} cannot be seen from ${owner}.`);
    }
  }
  const circle = importCycle(project, file.module, after, path);
  if (circle !== undefined) throw new CannotMove(`${circle} would import itself, by way of what uses it.`);
  for (const each of moved) changes.push({ kind: 'rename', path: each.path, newPath: pathAt(each, destination) });
  return { changes, moved, path, after };
}

function newName(destination: string): string | undefined {
  return likelyPackageNames(destination).find((each) => /^[a-z_]\w*$/.test(each) && !KEYWORDS.has(each));
}

const KEYWORDS = new Set(
  `break case chan const continue default defer else fallthrough for func go goto if import interface map package range
   return select struct switch type var`.split(/\s+/),
);
