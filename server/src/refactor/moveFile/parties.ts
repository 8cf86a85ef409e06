/**
 * Everybody whom the move of a file concerns, and each one's part in it: the files that move, those they leave, those that are at the
 * destination, and those that import what moves.
 */
import type { TextEdit } from '../../go/textEdit.ts';
import { textOf } from '../../go/tree.ts';
import type { Package, Project, ProjectFile } from '../../model/project.ts';
import type { SourceProvider } from '../../model/sources.ts';
import { importsOf, mentionsOf, type OpenFile, openFile, packageNameOf } from '../outerUses.ts';
import { CannotMove } from './cannotMove.ts';
import {
  checkDestination,
  checkExamples,
  checkMethods,
  checkOutsideTests,
  checkStart,
  checkTies,
  checkUnknownNames,
  requireExported,
} from './checks.ts';
import { declaredBy } from './declared.ts';
import { baseName, packageReferences } from './references.ts';
import { type Named, type Rewriting, rewrite } from './rewrite.ts';

export interface Parties {
  readonly project: Project;
  readonly sources: SourceProvider;
  /** The file, and the test that goes along. */
  readonly moved: readonly ProjectFile[];
  readonly source: Package;
  /** The package at the destination, when there is one. */
  readonly target: Package | undefined;
  readonly path: string;
  readonly name: string;
}

export interface ChangedFile {
  readonly open: OpenFile;
  /** Import path of the package it belongs to afterwards. */
  readonly package: string;
  readonly edits: readonly TextEdit[];
  readonly imports: ReadonlySet<string>;
}

export function rewritten(parties: Parties): ChangedFile[] {
  const { project, moved, source, target, path } = parties;
  const sourceName = packageNameOf(source) as string;
  const from: Named = { path: source.path, name: sourceName };
  const to: Named = { path, name: parties.name };
  const movedPaths = new Set(moved.map((file) => file.path));
  const [inside, outside] = byPackageName(source.files.values(), sourceName);
  const movedInside = inside.filter((file) => movedPaths.has(file.path));
  const movedOutside = outside.filter((file) => movedPaths.has(file.path));
  const stay = inside.filter((file) => !movedPaths.has(file.path));
  const stayOutside = outside.filter((file) => !movedPaths.has(file.path));
  const [atTarget, outsideTarget] = target ? byPackageName(target.files.values(), to.name) : [[], []];
  const goes = declaredBy(movedInside);
  const stays = declaredBy(stay);
  const there = declaredBy(atTarget);
  const open = (file: ProjectFile) => opened(file, parties);

  const movedOpen = movedInside.map(open);
  const stayOpen = stay.map(open);
  checkMethods(movedInside, goes, stay, stays);
  checkExamples([...stay, ...stayOutside], goes, movedPaths);
  checkTies(movedOpen, stayOpen, source.path, project);

  const changed: ChangedFile[] = [];
  const finish = (rewriting: Rewriting, owner: string) => {
    const result = rewrite(rewriting);
    changed.push({ open: rewriting.open, package: owner, ...result });
  };
  const takenThere = new Set([...there.keys(), ...goes.keys()]);
  const ofSource = new Set([...goes.keys(), ...stays.keys()]);

  for (const file of movedOpen) {
    const uses = packageReferences(file, (name) => ofSource.has(name), project);
    const back = uses.filter((node) => stays.has(textOf(file.tree, node)));
    requireExported(file, back, stays, source);
    checkStart(file, back, stay);
    checkUnknownNames(file, ofSource, there);
    const mentions = target ? mentionsOf(file, path, to.name) : [];
    const own = { mentions, all: true, source: to };
    finish({ open: file, bare: { nodes: back, target: from }, own, taken: takenThere, clause: to.name }, path);
  }
  checkDestination(movedInside, goes, atTarget, path);

  for (const file of stayOpen) {
    const uses = packageReferences(file, (name) => goes.has(name), project);
    if (uses.length === 0) continue;
    requireExported(file, uses, goes, source);
    finish({ open: file, bare: { nodes: uses, target: to }, taken: ofSource }, source.path);
  }

  for (const file of atTarget.filter((each) => importsPath(each, source.path)).map(open)) {
    const mentions = mentionsOf(file, source.path, sourceName);
    const mine = mentions.filter(({ name }) => goes.has(name));
    if (mine.length === 0) continue;
    const own = { mentions: mine, all: mine.length === mentions.length, source: from };
    finish({ open: file, own, taken: takenThere }, path);
  }

  const inTests = (name: string) => goes.get(name)?.isTest === true;
  const importers = [...project.filesAround(source.module)].filter(
    (file) =>
      movedOutside.includes(file) ||
      (importsPath(file, source.path) && !inside.includes(file) && !atTarget.includes(file)),
  );
  for (const file of importers.map(open)) {
    if (importsOf(file, source.path).some(({ alias }) => alias === '.')) {
      throw new CannotMove(`${baseName(file)} imports ${source.path} with a dot.`);
    }
    const mentions = mentionsOf(file, source.path, sourceName);
    const mine = mentions.filter(({ name }) => goes.has(name));
    const goesAlong = movedPaths.has(file.file.path);
    for (const { name } of mentions) {
      // What a test file declares is seen by the tests of its own package alone.
      if (goesAlong ? stays.get(name)?.isTest === true : inTests(name)) {
        throw new CannotMove(`${baseName(file)} uses ${name}, which a test declares on the other side.`);
      }
    }
    if (mine.length === 0 && !goesAlong) continue;
    const owner = project.packageOf(file.file);
    const neighbours = goesAlong ? [...movedOutside, ...outsideTarget] : sameName(owner, file.file);
    const rewriting: Rewriting = {
      open: file,
      moved: { mentions: mine, all: mine.length === mentions.length, source: from, target: to },
      taken: new Set(declaredBy(neighbours).keys()),
      ...(goesAlong ? { clause: `${to.name}_test` } : {}),
    };
    finish(rewriting, goesAlong ? path : (owner?.path ?? ''));
  }
  checkOutsideTests(movedOutside.map(open), stayOutside.map(open), outsideTarget, project);
  return changed;
}

function opened(file: ProjectFile, { sources }: Parties): OpenFile {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const open = openFile(file, sources);
  if (!open) throw new CannotMove(`${name} cannot be read.`);
  if (file.facts.hasSyntaxErrors) throw new CannotMove(`${name} does not parse; complete it first.`);
  return open;
}

/** Files of the package with its own tests, and files of its external test package. */
function byPackageName(files: Iterable<ProjectFile>, name: string): [ProjectFile[], ProjectFile[]] {
  const inside: ProjectFile[] = [];
  const outside: ProjectFile[] = [];
  for (const file of files) {
    if (file.facts.header.packageName === name) inside.push(file);
    else if (file.facts.header.packageName === `${name}_test`) outside.push(file);
  }
  return [inside, outside];
}

function sameName(owner: Package | undefined, { facts }: ProjectFile): ProjectFile[] {
  return [...(owner?.files.values() ?? [])].filter(
    (each) => each.facts.header.packageName === facts.header.packageName,
  );
}

function importsPath({ facts }: ProjectFile, path: string): boolean {
  return facts.header.imports.some((each) => each.path === path);
}
