/**
 * Where values of some types are handed to code that could not be read: a package that is neither in the workspace nor known
 * otherwise may demand methods of them as they are.
 *
 * Only files that import such a package and name the type, or something that is declared to be of it or to return it, are looked
 * at. Whatever takes `any` is no matter, but where the taker is not known it cannot be told from one that takes an interface.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  ancestors,
  childByField,
  type FlatTree,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { GoType } from '../../model/goType.ts';
import type { ProjectFile } from '../../model/project.ts';
import { hasUnknown } from '../../model/types.ts';
import { placeOf } from './declarations.ts';
import type { OpenFile, Sources, Task } from './sources.ts';

export interface Handed {
  /** `path.Type`, and the types' plain names. */
  readonly keys: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly files: readonly ProjectFile[];
}

/** The first place found; undefined when there is none. */
export function* handedOn({ keys, names, files }: Handed, sources: Sources): Task<string | undefined> {
  const { types } = sources.project;
  const known = new Map<string, boolean>();
  const isKnown = (path: string, file: ProjectFile): boolean => {
    const answer = known.get(path);
    if (answer !== undefined) return answer;
    const { origin } = sources.project.resolveImport(path);
    const found = origin === 'project' || path === 'C' || path === 'unsafe' || types.knowsPackage(path, file);
    known.set(path, found);
    return found;
  };
  // Without a package that could not be read there is nobody to hand it to.
  const open = files.filter((file) => file.facts.header.imports.some(({ path }) => !isKnown(path, file)));
  if (open.length === 0) return undefined;
  for (const at of yield* sources.openedAny([...names, ...namesOfValues(names, files)], open)) {
    const place = placeIn(at, keys, sources);
    if (place !== undefined) return placeOf(at.file, at.tree.text, startOf(at.tree, place));
  }
  return undefined;
}

const MAXIMUM_WORDS = 40;

/** What is declared to be of one of the types or to return it: functions, methods, fields, variables. */
function namesOfValues(names: ReadonlySet<string>, files: readonly ProjectFile[]): string[] {
  const found = new Set<string>();
  const mentions = (type: string) => type.split(/[^\p{L}\p{Nd}_]+/u).some((word) => names.has(word));
  for (const { facts } of files) {
    if (found.size >= MAXIMUM_WORDS) break;
    const { functions = [], types = [], values = [] } = facts.declarations ?? {};
    for (const { name, results } of functions) if (results.some(({ type }) => mentions(type))) found.add(name);
    for (const { fields = [] } of types) for (const { name, type } of fields) if (mentions(type)) found.add(name);
    for (const { name, type } of values) if (mentions(type)) found.add(name);
  }
  found.delete('_');
  return [...found];
}

function placeIn(at: OpenFile, keys: ReadonlySet<string>, sources: Sources): SyntaxNode | undefined {
  const { tree } = at;
  for (let node = 0; node < tree.count; node++) {
    switch (kindOf(tree, node)) {
      case Kind.identifier:
      case Kind.selector_expression:
      case Kind.call_expression:
      case Kind.unary_expression:
      case Kind.composite_literal:
        if (isOperand(tree, node) && isOneOf(at, node, keys, sources) && isTakenByUnknown(at, node, sources))
          return node;
    }
  }
  return undefined;
}

/** Whether an expression is handed on as a whole: an argument, a result, an element, the right side of an assignment. */
function isOperand(tree: FlatTree, node: SyntaxNode): boolean {
  const parent = parentOf(tree, node);
  switch (kindOf(tree, parent)) {
    case Kind.argument_list:
      return true;
    case Kind.literal_element:
      return fieldOf(tree, parent) !== Field.key;
    case Kind.expression_list:
      return fieldOf(tree, parent) !== Field.left;
    case Kind.send_statement:
      return fieldOf(tree, node) === Field.value;
    default:
      return false;
  }
}

function isOneOf({ view, file }: OpenFile, node: SyntaxNode, keys: ReadonlySet<string>, { project }: Sources): boolean {
  let type: GoType = project.types.typeOf(view.typeOf(node), file);
  if (type.kind === 'pointer') type = type.element;
  return type.kind === 'named' && keys.has(`${type.package}.${type.name}`);
}

function isTakenByUnknown(at: OpenFile, node: SyntaxNode, sources: Sources): boolean {
  const { tree, view, file } = at;
  const { types } = sources.project;
  const list = parentOf(tree, node);
  switch (kindOf(tree, list)) {
    case Kind.argument_list: {
      const call = parentOf(tree, list);
      if (kindOf(tree, call) !== Kind.call_expression) return false;
      const callee = types.callee(view.callee(call), file);
      if (!callee) return true;
      if (!callee.signature) return false;
      const { parameters } = callee.signature;
      const index = namedChildren(tree, list).indexOf(node);
      const parameter = parameters[Math.min(index, parameters.length - 1)];
      return parameter?.type.kind === 'unknown';
    }
    case Kind.literal_element: {
      const literal = enclosingLiteral(tree, node);
      const type = literal === NO_NODE ? undefined : types.typeOf(view.typeOf(literal), file);
      if (!type || type.kind === 'slice' || type.kind === 'array' || type.kind === 'map')
        return !type || hasUnknown(type);
      const key = childByField(tree, parentOf(tree, list), Field.key);
      const field = key === NO_NODE ? undefined : types.member(type, textOf(tree, key), file);
      return type.kind === 'unknown' || (field?.kind === 'field' && field.type.kind === 'unknown');
    }
    case Kind.send_statement:
      return types.typeOf(view.typeOf(childByField(tree, list, Field.channel)), file).kind === 'unknown';
    default:
      return isStatementUnknown(at, node, list, sources);
  }
}

function isStatementUnknown(at: OpenFile, node: SyntaxNode, list: SyntaxNode, { project }: Sources): boolean {
  const { tree, view, file } = at;
  const statement = parentOf(tree, list);
  const index = namedChildren(tree, list).indexOf(node);
  switch (kindOf(tree, statement)) {
    case Kind.return_statement: {
      for (const up of ancestors(tree, node)) {
        const kind = kindOf(tree, up);
        if (kind !== Kind.func_literal && kind !== Kind.function_declaration && kind !== Kind.method_declaration)
          continue;
        const result = childByField(tree, up, Field.result);
        if (result === NO_NODE) return false;
        const results =
          kindOf(tree, result) === Kind.parameter_list
            ? namedChildren(tree, result).map((each) => childByField(tree, each, Field.type))
            : [result];
        const type = results[Math.min(index, results.length - 1)];
        return type !== undefined && type !== NO_NODE && isUnknownType(at, type, project);
      }
      return false;
    }
    case Kind.var_spec: {
      const type = childByField(tree, statement, Field.type);
      return type !== NO_NODE && isUnknownType(at, type, project);
    }
    case Kind.assignment_statement: {
      const left = childByField(tree, statement, Field.left);
      const target = left === NO_NODE ? undefined : namedChildren(tree, left)[index];
      if (target === undefined || tree.text.slice(startOf(tree, target), startOf(tree, target) + 2).trim() === '_')
        return false;
      return project.types.typeOf(view.typeOf(target), file).kind === 'unknown';
    }
    default:
      return false;
  }
}

function isUnknownType({ view, file }: OpenFile, type: SyntaxNode, { types }: Sources['project']): boolean {
  return types.typeOf(view.inference.valueOfType(type), file).kind === 'unknown';
}

/** The composite literal an element stands in, when its type is written: elements of elements have theirs from further out. */
function enclosingLiteral(tree: FlatTree, node: SyntaxNode): SyntaxNode {
  for (const up of ancestors(tree, node)) {
    if (kindOf(tree, up) === Kind.composite_literal && up + sizeOf(tree, up) > node) return up;
  }
  return NO_NODE;
}
