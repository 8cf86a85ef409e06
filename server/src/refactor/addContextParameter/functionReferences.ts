/**
 * Finds what refers to a function of a package: by its name in the package itself, behind the package's name where it is
 * imported.
 *
 * No types are needed for this, only scopes, so nothing is ever uncertain here. Methods are methodReferences.ts's part.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  childByField,
  descendantAt,
  endOf,
  fieldOf,
  kindOf,
  NO_NODE,
  parentOf,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { type ProjectFile, packagePath } from '../../model/project.ts';
import { type Declaration, filesOfPackage, isAlone, isExternalTest } from './declarations.ts';
import { type Reference, useOf } from './references.ts';
import type { OpenFile, Sources, Task } from './sources.ts';
import { wordsIn } from './words.ts';

/** All references, or the first that is enough. */
export function* functionReferences(
  declarations: readonly Declaration[],
  sources: Sources,
  isEnough: (reference: Reference) => boolean,
): Task<readonly Reference[]> {
  const [first] = declarations;
  if (!first) return [];
  const { file, fact } = first;
  const { name } = fact;
  const path = packagePath(file.module, file.dir);
  const placesIn = (text: string) => wordsIn(text, name);
  const own = yield* sources.found(name, filesOfPackage(sources.project, file), {
    placesIn,
    findsIn: (at) => referencesIn(at, name, (node) => isBare(at, node)),
    isEnough,
  });
  if (own.some(isEnough)) return own;
  if (isAlone(file.facts) || isExternalTest(file) || !/^\p{Lu}/u.test(name)) return own;
  const imported = yield* sources.found(name, sources.importersOf(path), {
    placesIn,
    findsIn(at) {
      const names = namesOfImport(at.file, path, file.facts.header.packageName);
      return referencesIn(at, name, (node) =>
        names.has('.') && isBare(at, node) ? true : names.has(qualifierOf(at, node) ?? ''),
      );
    },
    isEnough,
  });
  return [...own, ...imported];
}

function* referencesIn(at: OpenFile, name: string, refers: (node: SyntaxNode) => boolean): Generator<Reference> {
  for (const node of namesIn(at, name)) {
    if (refers(node)) yield { at, node, use: useOf(at.tree, node), uncertain: false };
  }
}

/** Every name of this spelling, whatever it means. */
export function* namesIn({ tree }: OpenFile, name: string): Generator<SyntaxNode> {
  for (const start of wordsIn(tree.text, name)) {
    const node = descendantAt(tree, start, start + name.length);
    switch (kindOf(tree, node)) {
      case Kind.identifier:
      case Kind.field_identifier:
      case Kind.type_identifier:
        if (endOf(tree, node) - startOf(tree, node) === name.length) yield node;
    }
  }
}

/** What the package is called in a file that imports it; `.` where its names need no qualifier. */
export function namesOfImport(file: ProjectFile, path: string, packageName: string): Set<string> {
  const imports = file.facts.header.imports.filter((each) => each.path === path && each.alias !== '_');
  return new Set(imports.map(({ alias }) => (alias === '' ? packageName : alias)));
}

/** Whether a name stands for a top-level declaration of the package: it is not local, no field, and declares nothing. */
function isBare({ tree, view }: OpenFile, node: SyntaxNode): boolean {
  if (kindOf(tree, node) === Kind.field_identifier) return false;
  const parent = parentOf(tree, node);
  const role = fieldOf(tree, node);
  switch (kindOf(tree, parent)) {
    case Kind.function_declaration:
    case Kind.method_declaration:
    case Kind.parameter_declaration:
    case Kind.variadic_parameter_declaration:
    case Kind.type_parameter_declaration:
    case Kind.field_declaration:
      if (role === Field.name) return false;
      break;
    case Kind.qualified_type:
      return false;
    case Kind.literal_element:
      // The key of a composite literal: a field. Functions cannot be keys.
      if (fieldOf(tree, parent) === Field.key) return false;
      break;
  }
  return view.scopes.local(textOf(tree, node), node) === undefined;
}

/** `user` of `user.Find`, when that is not a local variable. */
function qualifierOf({ tree, view }: OpenFile, node: SyntaxNode): string | undefined {
  const parent = parentOf(tree, node);
  const role = fieldOf(tree, node);
  let operand: SyntaxNode = NO_NODE;
  if (kindOf(tree, parent) === Kind.selector_expression && role === Field.field) {
    operand = childByField(tree, parent, Field.operand);
    if (operand !== NO_NODE && kindOf(tree, operand) !== Kind.identifier) return undefined;
  } else if (kindOf(tree, parent) === Kind.qualified_type && role === Field.name) {
    operand = childByField(tree, parent, Field.package);
  }
  if (operand === NO_NODE) return undefined;
  const name = textOf(tree, operand);
  return view.scopes.local(name, operand) ? undefined : name;
}
