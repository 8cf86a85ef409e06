/**
 * Moves a package to another directory of its module: its files, its package clause where the name follows the directory, and every
 * import and qualified use of it in the workspace, tests included. Packages below it stay where they are.
 *
 * `whyNotMove` says what is in the way from headers and the package's own text alone; only `movePackage` reads the importers. What
 * lies beside the Go files is not known here, so a package that depends on it (go:embed, cgo, assembly, testdata) is not moved.
 * Comments are left alone.
 */
import type { GoImport } from '../go/imports.ts';
import { likelyPackageNames } from '../go/packageNames.ts';
import type { FileChange, TextEdit } from '../go/textEdit.ts';
import { endOf, type SyntaxNode, startOf, textOf } from '../go/tree.ts';
import { packagePath } from '../model/importPaths.ts';
import type { Package, Project } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';
import { importBlockEdits, type NewImport } from './importBlock.ts';
import { contentFault, directoryFault, mayImport } from './movable.ts';
import { mentionsOf, type OpenFile, openFile, packageNameOf } from './outerUses.ts';
import { qualifierEdits } from './qualifierEdits.ts';

export interface PackageMove {
  readonly project: Project;
  readonly sources: SourceProvider;
  readonly package: Package;
  /** Directory relative to the module. */
  readonly destination: string;
}

/** What is in the way, as a sentence; undefined when nothing is. */
export function whyNotMove(move: PackageMove): string | undefined {
  return destinationFault(move) ?? whyByHand(move) ?? visibilityFault(move);
}

/** What makes a move impossible, whoever makes it. */
export function whyImpossible(move: PackageMove): string | undefined {
  return destinationFault(move) ?? visibilityFault(move);
}

/** What a person has to see to, because it lies beside the Go files; the imports are the same whoever moves the package. */
export function whyByHand({ package: moved, sources }: PackageMove): string | undefined {
  return contentFault(moved.files.values(), sources);
}

function destinationFault({ project, sources, package: moved, destination }: PackageMove): string | undefined {
  const { dir, module } = moved;
  if (dir === '') return 'The package at the root of a module cannot be moved.';
  if (destination === dir) return 'The package is there already.';
  const fault = directoryFault(project, module, destination);
  if (fault !== undefined) return fault;
  if (project.packageAt(packagePath(module, destination), module))
    return `${destination} holds a package already; choose another directory.`;
  for (const { path } of moved.files.values()) {
    const newPath = movedPath(path, moved, destination);
    if (sources.text(newPath) !== undefined) return `${newPath} exists already; choose another directory.`;
  }
  if (packageNameOf(moved) === undefined) return 'The files of the package do not agree on its name.';
  return undefined;
}

/** The language's rule of `internal`, for what the package imports and for who imports it. */
function visibilityFault({ project, package: moved, destination }: PackageMove): string | undefined {
  const newPath = packagePath(moved.module, destination);
  for (const { facts } of moved.files.values()) {
    for (const { path } of facts.header.imports) {
      if (path !== moved.path && !mayImport(newPath, path))
        return `It imports ${path}, which cannot be seen from ${destination}.`;
    }
  }
  for (const path of project.importedPaths(moved.module)) {
    if (project.resolveImport(path, moved.module).origin === 'missing') {
      return `${path} is imported and not looked at (testdata or excluded), so whether it imports the package is not known.`;
    }
  }
  for (const file of project.importersOf(moved.path, moved.module)) {
    if (project.packageOf(file) === moved) continue;
    const from = project.packageOf(file)?.path ?? '';
    if (!mayImport(from, newPath)) return `${from} imports it, and ${destination} cannot be seen from there.`;
  }
  return undefined;
}

function movedPath(path: string, { module }: Package, destination: string): string {
  return `${module.dir}/${destination}/${path.slice(path.lastIndexOf('/') + 1)}`;
}

/** The change; ask `whyNotMove` before. Edits come first, then the files are renamed. */
export function movePackage(move: PackageMove): readonly FileChange[] {
  const { project, sources, package: moved, destination } = move;
  const oldName = packageNameOf(moved) ?? '';
  const newName = nameAt(oldName, moved.dir, destination);
  const target: NewImport = { path: packagePath(moved.module, destination), alias: '' };
  const changes: FileChange[] = [];
  for (const file of project.filesAround(moved.module)) {
    const isOwn = moved.files.has(file.path);
    const imports = file.facts.header.imports.some(({ path }) => path === moved.path);
    if (!isOwn && !imports) continue;
    const open = openFile(file, sources);
    if (!open) continue;
    const edits = imports ? importerEdits(open, moved.path, oldName, newName, target) : [];
    if (isOwn && newName !== oldName) edits.push(...clauseEdits(open, oldName, newName));
    if (edits.length > 0) changes.push({ kind: 'edit', path: file.path, edits });
  }
  for (const { path } of moved.files.values()) {
    changes.push({ kind: 'rename', path, newPath: movedPath(path, moved, destination) });
  }
  return changes;
}

/** A name that follows the directory follows it further; one that was chosen stays. */
function nameAt(name: string, dir: string, destination: string): string {
  const last = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  if (last(dir) === last(destination) || !likelyPackageNames(dir).includes(name)) return name;
  const wanted = likelyPackageNames(destination).find((each) => /^[a-z_][\w]*$/.test(each));
  return wanted ?? name;
}

function clauseEdits({ view: { header } }: OpenFile, oldName: string, newName: string): TextEdit[] {
  const { packageName, packageStart: start, packageEnd: end } = header;
  if (packageName === oldName) return [{ start, end, newText: newName }];
  return packageName === `${oldName}_test` ? [{ start, end, newText: `${newName}_test` }] : [];
}

function importerEdits(open: OpenFile, path: string, oldName: string, newName: string, target: NewImport): TextEdit[] {
  const { tree, view, file } = open;
  const imports = view.header.imports.filter((each) => each.path === path);
  const unnamed = imports.some(({ alias }) => alias === '');
  const uses = unnamed && newName !== oldName ? unaliasedUses(open, path, oldName) : [];
  const clashes =
    uses.some((node) => view.scopes.lookup(newName, node).kind !== 'elsewhere') || isTaken(open, newName, path);
  const renames = uses.length > 0 && !clashes;
  const replaced = new Map<number, NewImport>();
  for (const each of imports) replaced.set(each.specStart, { ...target, alias: aliasOf(each, clashes ? oldName : '') });
  const edits = importBlockEdits(tree.text, view.header, { replaced, module: file.module.path });
  if (renames) {
    const replace = (node: SyntaxNode) => ({ start: startOf(tree, node), end: endOf(tree, node), newText: newName });
    edits.push(...qualifierEdits(tree, new Map(uses.map((node) => [node, replace(node)]))));
  }
  return edits;
}

function aliasOf({ alias }: GoImport, otherwise: string): string {
  return alias === '' ? otherwise : alias;
}

/** Another import or declaration of the file that has the name. */
function isTaken({ view, file }: OpenFile, name: string, path: string): boolean {
  if (view.scopes.packageNames().has(name)) return true;
  return file.facts.header.imports.some(
    (each) =>
      each.path !== path && (each.alias === '' ? likelyPackageNames(each.path).includes(name) : each.alias === name),
  );
}

function unaliasedUses(open: OpenFile, path: string, name: string): SyntaxNode[] {
  return mentionsOf(open, path, name)
    .map(({ node }) => node)
    .filter((node) => textOf(open.tree, node) === name);
}
