/**
 * Unexported fields and methods: what ties two files of a package together without a name at the top level.
 *
 * After a move they can be reached on one side only. Wherever a file may be using one of the other side, the move is refused; where both
 * sides have one of the name, the type decides.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  ancestors,
  childByField,
  childrenByField,
  type FlatTree,
  isNamed,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  parentOf,
  ROOT,
  type SyntaxNode,
  sizeOf,
  textOf,
} from '../../go/tree.ts';
import type { GoType } from '../../model/goType.ts';
import type { Project } from '../../model/project.ts';
import type { OpenFile } from '../outerUses.ts';
import { CannotMove } from './cannotMove.ts';
import { baseName, isKey, literalOfKey, literalType } from './references.ts';

/** The unexported members that some files declare. */
export interface HiddenMembers {
  /** By name, the types that declare it; '' for a type without a name. */
  readonly owners: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of types that are no interfaces. */
  readonly methods: ReadonlySet<string>;
  readonly ofInterfaces: ReadonlySet<string>;
  /** Struct types with such a field. */
  readonly structs: ReadonlySet<string>;
}

export function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}

/** @param outsideOfBodies only what other files can reach: no types that functions declare for themselves */
export function hiddenMembers(files: readonly OpenFile[], outsideOfBodies: boolean): HiddenMembers {
  const owners = new Map<string, Set<string>>();
  const methods = new Set<string>();
  const ofInterfaces = new Set<string>();
  const structs = new Set<string>();
  const add = (name: string, owner: string) => {
    if (isExported(name) || name === '_' || name === '') return;
    const known = owners.get(name);
    if (known) known.add(owner);
    else owners.set(name, new Set([owner]));
  };
  for (const { tree } of files) {
    for (const field of nodesOfKind(tree, Kind.field_declaration)) {
      if (outsideOfBodies && isInBody(tree, field)) continue;
      const owner = ownerOf(tree, field);
      for (const name of fieldNames(tree, field)) {
        add(name, owner);
        if (!isExported(name)) structs.add(owner);
      }
    }
    for (const method of nodesOfKind(tree, Kind.method_elem)) {
      if (outsideOfBodies && isInBody(tree, method)) continue;
      const name = nameOf(tree, method);
      add(name, ownerOf(tree, method));
      if (!isExported(name)) ofInterfaces.add(name);
    }
    for (const method of nodesOfKind(tree, Kind.method_declaration)) {
      const name = nameOf(tree, method);
      add(name, receiverName(tree, method));
      if (!isExported(name)) methods.add(name);
    }
  }
  return { owners, methods, ofInterfaces, structs };
}

function nameOf(tree: FlatTree, declaration: SyntaxNode): string {
  const name = childByField(tree, declaration, Field.name);
  return name === NO_NODE ? '' : textOf(tree, name);
}

function fieldNames(tree: FlatTree, field: SyntaxNode): string[] {
  const names = childrenByField(tree, field, Field.name).filter((each) => isNamed(tree, each));
  if (names.length > 0) return names.map((each) => textOf(tree, each));
  const type = childByField(tree, field, Field.type);
  return type === NO_NODE ? [] : [baseTypeName(textOf(tree, type))];
}

/** `Client` of `*pkg.Client[T]`. */
function baseTypeName(type: string): string {
  return /([\p{L}_][\p{L}\p{Nd}_]*)\s*(?:\[|$)/u.exec(type)?.[1] ?? '';
}

function receiverName(tree: FlatTree, method: SyntaxNode): string {
  const receiver = childByField(tree, method, Field.receiver);
  const declaration = receiver === NO_NODE ? undefined : namedChildren(tree, receiver)[0];
  const type = declaration === undefined ? NO_NODE : childByField(tree, declaration, Field.type);
  return type === NO_NODE ? '' : baseTypeName(textOf(tree, type).replace(/[()]/g, ''));
}

/** The type that a struct or interface is the definition of. */
function ownerOf(tree: FlatTree, member: SyntaxNode): string {
  for (const up of ancestors(tree, member)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.field_declaration_list || kind === Kind.struct_type || kind === Kind.interface_type) continue;
    return kind === Kind.type_spec ? nameOf(tree, up) : '';
  }
  return '';
}

/** Throws where a file of one side may use a hidden member of the other. `path` is the import path of the package. */
export function checkMembers(
  open: OpenFile,
  own: HiddenMembers,
  other: HiddenMembers,
  path: string,
  project: Project,
): void {
  for (const name of own.methods) {
    if (other.ofInterfaces.has(name)) {
      throw new CannotMove(`The unexported method ${name} of one file may implement an interface of another.`);
    }
  }
  const { tree, view, file } = open;
  const isOwn = (type: GoType, name: string): boolean => {
    const bare = type.kind === 'pointer' ? type.element : type;
    if (bare.kind === 'named') {
      return (
        bare.package === path &&
        own.owners.get(name)?.has(bare.name) === true &&
        other.owners.get(name)?.has(bare.name) !== true
      );
    }
    return bare.kind === 'struct' && other.owners.get(name)?.has('') !== true;
  };
  for (let node = 0; node < tree.count; node++) {
    const kind = kindOf(tree, node);
    if (kind === Kind.composite_literal) checkUnkeyed(open, node, other);
    if (kind === Kind.call_expression) checkConversion(open, node, other);
    if (kind !== Kind.field_identifier && kind !== Kind.identifier) continue;
    const name = textOf(tree, node);
    if (!other.owners.has(name)) continue;
    const parent = parentOf(tree, node);
    if (kind === Kind.field_identifier) {
      if (kindOf(tree, parent) !== Kind.selector_expression) continue;
      const operand = childByField(tree, parent, Field.operand);
      if (isOwn(project.types.typeOf(view.typeOf(operand), file), name)) continue;
    } else {
      if (!isKey(tree, node)) continue;
      const type = literalType(open, literalOfKey(tree, node), project);
      const shape = project.types.underlying(type, file).kind;
      if (shape === 'map' || shape === 'slice' || shape === 'array' || isOwn(type, name)) continue;
    }
    throw new CannotMove(`${baseName(open)} uses ${name}, an unexported field or method that the other side declares.`);
  }
}

/** A literal without keys may set unexported fields. */
function checkUnkeyed({ tree, file }: OpenFile, literal: SyntaxNode, { structs }: HiddenMembers): void {
  const type = childByField(tree, literal, Field.type);
  const body = childByField(tree, literal, Field.body);
  if (type === NO_NODE || body === NO_NODE) return;
  let mentions = false;
  for (const node of nodesOfKind(tree, Kind.type_identifier, type)) mentions ||= structs.has(textOf(tree, node));
  if (!mentions) return;
  const kind = kindOf(tree, type);
  const isStruct = kind === Kind.type_identifier || kind === Kind.generic_type;
  const end = body + sizeOf(tree, body);
  for (let value = body; value < end; value++) {
    if (kindOf(tree, value) !== Kind.literal_value || (value === body && !isStruct)) continue;
    const first = namedChildren(tree, value).find((each) => kindOf(tree, each) !== Kind.comment);
    if (first === undefined || kindOf(tree, first) === Kind.keyed_element) continue;
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    throw new CannotMove(`${name} sets unexported fields of ${textOf(tree, type)} by their order.`);
  }
}

/** Structs with unexported fields have no equal in another package. */
function checkConversion(open: OpenFile, call: SyntaxNode, { structs }: HiddenMembers): void {
  const callee = childByField(open.tree, call, Field.function);
  if (callee === NO_NODE || kindOf(open.tree, callee) !== Kind.identifier) return;
  const name = textOf(open.tree, callee);
  if (structs.has(name)) throw new CannotMove(`${baseName(open)} converts to ${name}, which has unexported fields.`);
}

/** Whether a node lies in the body of a function that is declared at the top level. */
function isInBody(tree: FlatTree, node: SyntaxNode): boolean {
  for (const up of ancestors(tree, node)) {
    const kind = kindOf(tree, up);
    const parent = parentOf(tree, up);
    if (kind === Kind.block && parentOf(tree, parent) === ROOT) {
      const function_ = kindOf(tree, parent);
      if (function_ === Kind.function_declaration || function_ === Kind.method_declaration) return true;
    }
  }
  return false;
}
