/**
 * Where a file names declarations of its own package without a qualifier.
 *
 * Local names, fields, methods and what other packages declare are none. A key of a composite literal is one only where the literal
 * is no struct; where that is not known, nothing is said and the move is refused.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  ancestors,
  childByField,
  childrenByField,
  type FlatTree,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  textOf,
} from '../../go/tree.ts';
import { type GoType, UNKNOWN } from '../../model/goType.ts';
import type { Project } from '../../model/project.ts';
import type { OpenFile } from '../outerUses.ts';
import { CannotMove } from './cannotMove.ts';

/** Identifiers of a file that mean one of these names at the top level of its package, in source order. */
export function packageReferences(open: OpenFile, has: (name: string) => boolean, project: Project): SyntaxNode[] {
  const { tree, view } = open;
  const found: SyntaxNode[] = [];
  for (let node = 0; node < tree.count; node++) {
    const kind = kindOf(tree, node);
    if (kind !== Kind.identifier && kind !== Kind.type_identifier) continue;
    const name = textOf(tree, node);
    if (!has(name) || isDeclaring(tree, node) || view.scopes.local(name, node) || isTypeParameter(tree, node, name)) {
      continue;
    }
    if (isKey(tree, node) && isFieldKey(open, node, project)) continue;
    found.push(node);
  }
  return found;
}

/** Identifiers that mean something outside of the function they stand in; keys of literals are left out. */
export function freeNames({ tree, view }: OpenFile): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  for (let node = 0; node < tree.count; node++) {
    const kind = kindOf(tree, node);
    if (kind !== Kind.identifier && kind !== Kind.type_identifier) continue;
    const name = textOf(tree, node);
    if (name === '_' || isDeclaring(tree, node) || isKey(tree, node) || view.scopes.local(name, node)) continue;
    if (!isTypeParameter(tree, node, name)) nodes.push(node);
  }
  return nodes;
}

function isDeclaring(tree: FlatTree, node: SyntaxNode): boolean {
  return fieldOf(tree, node) === Field.name || fieldOf(tree, parentOf(tree, node)) === Field.alias;
}

/** Of the type declaration around it; functions declare theirs as local names. */
function isTypeParameter(tree: FlatTree, node: SyntaxNode, name: string): boolean {
  for (const up of ancestors(tree, node)) {
    const kind = kindOf(tree, up);
    if (kind !== Kind.type_spec && kind !== Kind.type_alias) continue;
    const list = childByField(tree, up, Field.type_parameters);
    if (list === NO_NODE) continue;
    for (const declaration of namedChildren(tree, list)) {
      if (childrenByField(tree, declaration, Field.name).some((each) => textOf(tree, each) === name)) return true;
    }
  }
  return false;
}

/** Whether a node is the key of an element in a composite literal. */
export function isKey(tree: FlatTree, node: SyntaxNode): boolean {
  const element = parentOf(tree, node);
  return kindOf(tree, element) === Kind.literal_element && fieldOf(tree, element) === Field.key;
}

function isFieldKey(open: OpenFile, node: SyntaxNode, project: Project): boolean {
  const { kind } = project.types.underlying(literalType(open, literalOfKey(open.tree, node), project), open.file);
  if (kind === 'unknown') {
    const name = textOf(open.tree, node);
    throw new CannotMove(`In ${baseName(open)} it is not known whether the key ${name} of a literal is a field.`);
  }
  return kind === 'struct';
}

export function literalOfKey(tree: FlatTree, key: SyntaxNode): SyntaxNode {
  return parentOf(tree, parentOf(tree, parentOf(tree, key)));
}

/** The type of a literal's value, also where it is left out because the literal around it says it; no pointer. */
export function literalType(open: OpenFile, value: SyntaxNode, project: Project): GoType {
  const { tree, view, file } = open;
  const parent = parentOf(tree, value);
  if (kindOf(tree, parent) === Kind.composite_literal) return project.types.typeOf(view.typeOf(parent), file);
  if (kindOf(tree, parent) !== Kind.literal_element) return UNKNOWN;
  const keyed = parentOf(tree, parent);
  const outer = kindOf(tree, keyed) === Kind.keyed_element ? parentOf(tree, keyed) : keyed;
  const around = project.types.underlying(literalType(open, outer, project), file);
  const inner =
    around.kind === 'map'
      ? fieldOf(tree, parent) === Field.key
        ? around.key
        : around.value
      : around.kind === 'slice' || around.kind === 'array'
        ? around.element
        : UNKNOWN;
  return inner.kind === 'pointer' ? inner.element : inner;
}

export function baseName({ file }: OpenFile): string {
  return file.path.slice(file.path.lastIndexOf('/') + 1);
}
