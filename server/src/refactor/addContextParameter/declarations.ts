/**
 * The declarations this refactoring speaks of: functions, methods and methods of interfaces, by the facts of their files, and
 * which files share names.
 */
import { evaluateBuildConstraint, evidentTag } from '../../go/buildConstraint.ts';
import type { FileFacts, FunctionFact, MethodFact } from '../../go/facts.ts';
import { Kind } from '../../go/kinds.ts';
import { ancestors, descendantAt, kindOf, NO_NODE, parentOf, type SyntaxNode, startOf } from '../../go/tree.ts';
import { type Project, type ProjectFile, packagePath } from '../../model/project.ts';
import type { OpenFile, Sources } from './sources.ts';

export type Declaration =
  | { readonly kind: 'function'; readonly file: ProjectFile; readonly fact: FunctionFact }
  | { readonly kind: 'method'; readonly file: ProjectFile; readonly fact: FunctionFact; readonly type: string }
  | { readonly kind: 'interfaceMethod'; readonly file: ProjectFile; readonly fact: MethodFact; readonly type: string };

/** Tells declarations apart as long as no file changes. */
export function keyOf({ file, fact }: Declaration): string {
  return `${file.path}#${fact.nameStart}`;
}

/** A declaration as the messages name it: `Find`, `(*Service).Find`. */
export function shown(declaration: Declaration): string {
  const { fact } = declaration;
  if (declaration.kind === 'function') return fact.name;
  const pointer = declaration.kind === 'method' && declaration.fact.receiver?.pointer === true;
  return pointer ? `(*${declaration.type}).${fact.name}` : `${declaration.type}.${fact.name}`;
}

export function functionDeclaration(file: ProjectFile, fact: FunctionFact): Declaration {
  return fact.receiver ? { kind: 'method', file, fact, type: fact.receiver.type } : { kind: 'function', file, fact };
}

/** The declaration whose signature the offset is in: between `func` and the body, or in an interface on a method. */
export function declarationAt(file: ProjectFile, start: number, end: number): Declaration | undefined {
  const { declarations } = file.facts;
  if (!declarations) return undefined;
  for (const fact of declarations.functions) {
    if (fact.declarationStart <= start && end <= Math.max(fact.end, fact.nameStart))
      return functionDeclaration(file, fact);
  }
  for (const type of declarations.types) {
    for (const fact of type.methods ?? []) {
      if (fact.nameStart <= start && end <= fact.end) return { kind: 'interfaceMethod', file, fact, type: type.name };
    }
  }
  return undefined;
}

/** The top-level function or method around a node; undefined in the initialisation of the package. */
export function declarationAround({ file, tree, moved }: OpenFile, node: SyntaxNode): Declaration | undefined {
  let top: SyntaxNode = node;
  for (const up of ancestors(tree, node)) {
    if (parentOf(tree, up) === NO_NODE) break;
    top = up;
  }
  const kind = kindOf(tree, top);
  if (kind !== Kind.function_declaration && kind !== Kind.method_declaration) return undefined;
  const start = startOf(tree, top) + moved;
  const fact = file.facts.declarations?.functions.find((each) => each.declarationStart === start);
  return fact && functionDeclaration(file, fact);
}

/** The node that has the declaration's parameters: a function, a method, or an interface's element. */
export function nodeOf({ fact }: Declaration, { tree, moved }: OpenFile): SyntaxNode {
  const start = fact.nameStart - moved;
  const name = descendantAt(tree, start, start + fact.name.length);
  return parentOf(tree, name);
}

/** A file that no build includes: a program of its own. */
export function isAlone(facts: FileFacts): boolean {
  const expression = facts.header.buildConstraint?.expression;
  return expression !== undefined && evaluateBuildConstraint(expression, evidentTag) === false;
}

/** The files whose top-level names a file sees without an import, itself included. */
export function filesOfPackage(project: Project, file: ProjectFile): readonly ProjectFile[] {
  if (isAlone(file.facts)) return [file];
  const name = file.facts.header.packageName;
  return [...(project.packageOf(file)?.files.values() ?? [file])].filter(
    (each) => each.facts.header.packageName === name && !isAlone(each.facts),
  );
}

/** The import path of a file's package as types name it. */
export function typePath(file: ProjectFile): string {
  const path = packagePath(file.module, file.dir);
  return isExternalTest(file) ? `${path}_test` : path;
}

export function isExternalTest(file: ProjectFile): boolean {
  return file.isTest && file.facts.header.packageName.endsWith('_test');
}

/**
 * The files that can hold a value whose type a package of these paths declares: its own and those of every package that
 * imports it, directly or through others.
 */
export function filesThatSee(sources: Sources, paths: ReadonlySet<string>): readonly ProjectFile[] {
  return sources.seeing(paths, () => filesSeeing(sources, paths));
}

function filesSeeing(sources: Sources, paths: ReadonlySet<string>): readonly ProjectFile[] {
  const reached = new Set(paths);
  const inTests = new Set<string>();
  const pending = [...reached];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const file of sources.importersOf(next)) {
      const path = packagePath(file.module, file.dir);
      if (file.isTest) inTests.add(path);
      else if (!reached.has(path)) {
        reached.add(path);
        pending.push(path);
      }
    }
  }
  const seeing: ProjectFile[] = [];
  for (const path of reached) seeing.push(...sources.filesAt(path));
  for (const path of inTests) {
    if (reached.has(path)) continue;
    // Tests may import what the package itself does not; what one of them sees, its neighbours see.
    seeing.push(...sources.filesAt(path).filter((file) => file.isTest));
  }
  return seeing;
}

/** `internal/user/service.go:42`, for people. */
export function placeOf({ file, tree, moved }: OpenFile, node: SyntaxNode, sources: Sources): string {
  return placeInFile(file, sources.text(file.path) ?? '', startOf(tree, node) + moved);
}

export function placeInFile(file: ProjectFile, text: string, offset: number): string {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return `${file.path.slice(file.module.dir.length + 1)}:${line}`;
}
