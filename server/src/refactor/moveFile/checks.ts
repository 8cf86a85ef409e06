/**
 * What stands in the way of a file that moves, as far as names show: what is used on both sides, what belongs together, and what is at
 * the destination already. Each check throws with its reason.
 */
import { Kind } from '../../go/kinds.ts';
import { likelyPackageNames } from '../../go/packageNames.ts';
import { isPredeclared } from '../../go/scopes.ts';
import { kindOf, parentOf, type SyntaxNode, startOf, textOf } from '../../go/tree.ts';
import type { Package, Project, ProjectFile } from '../../model/project.ts';
import type { OpenFile } from '../outerUses.ts';
import { CannotMove } from './cannotMove.ts';
import { type Declared, declaredBy, importNames } from './declared.ts';
import { checkMembers, hiddenMembers, isExported } from './members.ts';
import { baseName, freeNames, packageReferences } from './references.ts';
import { callsForEffect } from './start.ts';

export function requireExported(
  open: OpenFile,
  nodes: readonly SyntaxNode[],
  declared: Declared,
  source: Package,
): void {
  for (const node of nodes) {
    const name = textOf(open.tree, node);
    if (!isExported(name)) {
      throw new CannotMove(`${baseName(open)} uses ${name}, which is not exported and would be in another package.`);
    }
    if (declared.get(name)?.isTest) {
      throw new CannotMove(`${baseName(open)} uses ${name}, which a test of ${source.dir} declares.`);
    }
  }
}

export function checkMethods(
  moved: readonly ProjectFile[],
  goes: Declared,
  stay: readonly ProjectFile[],
  stays: Declared,
): void {
  for (const [files, others] of [
    [moved, stays],
    [stay, goes],
  ] as const) {
    for (const { facts } of files) {
      const apart = facts.declarations?.functions.find(({ receiver }) => receiver && others.has(receiver.type));
      if (apart?.receiver) {
        throw new CannotMove(`${apart.receiver.type} and its method ${apart.name} would be in different packages.`);
      }
    }
  }
}

/** Examples are named after what they show, which vet looks for in their package. */
export function checkExamples(files: readonly ProjectFile[], goes: Declared, moved: ReadonlySet<string>): void {
  for (const { facts, isTest, path } of files) {
    if (!isTest || moved.has(path)) continue;
    for (const { name } of facts.declarations?.functions ?? []) {
      const shown = /^Example(\p{Lu}[^_]*)/u.exec(name)?.[1];
      if (shown !== undefined && goes.has(shown)) throw new CannotMove(`${name} is an example of ${shown}.`);
    }
  }
}

export function checkTies(moved: readonly OpenFile[], stay: readonly OpenFile[], path: string, project: Project): void {
  const mine = { all: hiddenMembers(moved, false), reachable: hiddenMembers(moved, true) };
  const theirs = { all: hiddenMembers(stay, false), reachable: hiddenMembers(stay, true) };
  for (const open of moved) checkMembers(open, mine.all, theirs.reachable, path, project);
  for (const open of stay) checkMembers(open, theirs.all, mine.reachable, path, project);
}

/** What is worked out when the program starts may rest on what the other files do then. */
export function checkStart(open: OpenFile, back: readonly SyntaxNode[], stay: readonly ProjectFile[]): void {
  const { tree, file } = open;
  if (file.isTest) return;
  if (callsForEffect(open)) {
    throw new CannotMove(
      `${baseName(open)} has a variable without a name that calls something when the program starts.`,
    );
  }
  const { functions, types } = file.facts.declarations ?? { functions: [], types: [] };
  const initialising = back.some((node) => {
    const at = startOf(tree, node);
    return ![...functions, ...types].some((each) => each.declarationStart <= at && at < each.declarationEnd);
  });
  const hasInit = stay.some(({ facts }) =>
    facts.declarations?.functions.some(({ name, receiver }) => name === 'init' && !receiver),
  );
  if (initialising && hasInit) {
    throw new CannotMove(`${baseName(open)} works out variables from those of a package that has an init function.`);
  }
}

/** A name that nothing read so far declares may stand in a file that is not looked at, or mean something else at the destination. */
export function checkUnknownNames(open: OpenFile, known: ReadonlySet<string>, there: Declared): void {
  const { tree, view, file } = open;
  const imported = new Set(importNames(file));
  for (const node of freeNames(open)) {
    const name = textOf(tree, node);
    if (known.has(name) || imported.has(name)) continue;
    const { kind } = view.scopes.resolve(node);
    if (kind === 'predeclared' && there.has(name)) {
      throw new CannotMove(`${baseName(open)} uses ${name}, which means something else at the destination.`);
    }
    // A package may be called differently than its path says.
    const mayBeImport = !isExported(name) && kindOf(tree, parentOf(tree, node)) === Kind.selector_expression;
    if (kind === 'elsewhere' && !mayBeImport) {
      throw new CannotMove(`${baseName(open)} uses ${name}, and no file that is looked at declares it.`);
    }
  }
}

/** Names of one package, whichever file has them, must differ from each other and from what its files call their imports. */
export function checkDestination(
  moved: readonly ProjectFile[],
  goes: Declared,
  target: readonly ProjectFile[],
  path: string,
): void {
  if (target.length === 0) return;
  const there = declaredBy(target);
  const theirImports = new Set(target.flatMap(importNames));
  for (const name of goes.keys()) {
    if (there.has(name)) throw new CannotMove(`${name} is declared at the destination already.`);
    if (theirImports.has(name)) throw new CannotMove(`${name} is the name of an import at the destination.`);
    if (isPredeclared(name)) throw new CannotMove(`${name} hides a predeclared name at the destination.`);
  }
  for (const { facts } of moved) {
    for (const { alias, path: imported } of facts.header.imports) {
      if (imported === path) continue;
      const clash = (alias === '' ? likelyPackageNames(imported) : [alias]).find((name) => there.has(name));
      if (clash !== undefined) {
        throw new CannotMove(`It imports ${imported}, and ${clash} is declared at the destination.`);
      }
    }
  }
}

/** Files of external test packages share names as those of any package do. */
export function checkOutsideTests(
  moved: readonly OpenFile[],
  stay: readonly OpenFile[],
  target: readonly ProjectFile[],
  project: Project,
): void {
  if (moved.length === 0) return;
  const goes = declaredBy(moved.map(({ file }) => file));
  const stays = declaredBy(stay.map(({ file }) => file));
  const there = declaredBy(target);
  const imports = new Set(target.flatMap(importNames));
  for (const name of goes.keys()) {
    if (there.has(name) || imports.has(name))
      throw new CannotMove(`The tests at the destination have a ${name} already.`);
  }
  for (const [files, other] of [
    [moved, stays],
    [stay, goes],
  ] as const) {
    for (const open of files) {
      const [node] = packageReferences(open, (name) => other.has(name), project);
      if (node !== undefined) {
        throw new CannotMove(`${baseName(open)} uses ${textOf(open.tree, node)} of another test file.`);
      }
    }
  }
}
