/**
 * Where values of some types are handed to packages outside the workspace that demand a method of them, or may: an interface that has
 * it, or something that could not be read.
 *
 * Only files that import a package from outside and name the type, or a function that returns it, are looked at. Whatever takes
 * `any` is no matter, but where the taker is not known it cannot be told from one that takes an interface.
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
import { type OpenFile, type Sources, type Task, wordsIn } from './sources.ts';

export interface Handed {
  readonly method: string;
  /** `path.Type`, and the types' plain names. */
  readonly keys: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** Directories of the packages that declare them. */
  readonly home: ReadonlySet<string>;
  readonly files: readonly ProjectFile[];
}

/** More files are not looked through: the answer is not worth the wait. */
const MOST_FILES = 30;

/** The first place found; `many` when there are more files than can be looked through; undefined when there is none. */
export function* handedOn(handed: Handed, sources: Sources): Task<string | 'many' | undefined> {
  const { names, home, files } = handed;
  const { project } = sources;
  const open = files.filter((file) =>
    file.facts.header.imports.some(({ path }) => project.resolveImport(path).origin === 'external'),
  );
  // Without a package from outside there is nobody to hand it to.
  if (open.length === 0) return undefined;
  const words = wordsFor(names, files, sources);
  // Most values are handed on where their type is declared.
  const ordered = [...open.filter(({ dir }) => home.has(dir)), ...open.filter(({ dir }) => !home.has(dir))];
  const mentioning = yield* sources.mentioningAny((file) => words.made(file), ordered);
  for (const file of mentioning.slice(0, MOST_FILES)) {
    yield;
    const parts = partsOf(file, words.held(file), sources);
    if (!parts.some((at) => placeIn(at, handed, sources) !== undefined)) continue;
    const at = sources.open(file);
    const place = at && placeIn(at, handed, sources);
    if (at && place !== undefined) return placeOf(file, at.tree.text, startOf(at.tree, place));
  }
  return mentioning.length > MOST_FILES ? 'many' : undefined;
}

/** The functions of a file that have one of the words, or the whole of it where that does not do. */
function partsOf(file: ProjectFile, words: readonly string[], sources: Sources): readonly OpenFile[] {
  const text = sources.text(file.path);
  if (text === undefined) return [];
  const places = words.flatMap((word) => [...wordsIn(text, word)]).sort((a, b) => a - b);
  const functions = sources.functionsAt(file, text, places);
  if (functions) return functions;
  const at = sources.open(file);
  return at ? [at] : [];
}

interface Words {
  /** By which values of the types come into a file: the types, and the functions that return one. */
  made(file: ProjectFile): readonly string[];
  /** By which a function may have one: besides, the fields, methods and types that mention one of the types. */
  held(file: ProjectFile): readonly string[];
}

/** Functions are called by their name alone in their own package, behind its name in others. */
function wordsFor(names: ReadonlySet<string>, files: readonly ProjectFile[], { index }: Sources): Words {
  const everywhere = new Set(names);
  const within = new Map<string, string[]>();
  const makers = new Set<string>();
  const looked = new Set(files);
  for (const { name, file } of [...names].flatMap((each) => index.returning(each))) {
    if (!looked.has(file)) continue;
    makers.add(name);
    everywhere.add(`${file.facts.header.packageName}.${name}`);
    within.set(file.dir, [...(within.get(file.dir) ?? []), name]);
  }
  const holders = new Set([...names, ...makers]);
  const ownHolders = new Map<string, Set<string>>();
  const pending = [...names];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { name, file } of index.holding(next)) {
      if (!looked.has(file)) continue;
      const isExported = /^\p{Lu}/u.test(name);
      const known = isExported ? holders : (ownHolders.get(file.dir) ?? new Set<string>());
      if (!isExported) ownHolders.set(file.dir, known);
      if (known.has(name)) continue;
      known.add(name);
      // A type made of one of the types hands it on as those do.
      if (file.facts.declarations?.types.some((each) => each.name === name)) pending.push(name);
    }
  }
  return {
    made: ({ dir }) => [...everywhere, ...(within.get(dir) ?? [])],
    held: ({ dir }) => [...holders, ...(ownHolders.get(dir) ?? [])],
  };
}

function placeIn(at: OpenFile, handed: Handed, sources: Sources): SyntaxNode | undefined {
  for (const [node, key] of operandsOf(at, sources)) {
    if (handed.keys.has(key) && isTaken(at, node, handed.method, sources)) return node;
  }
  return undefined;
}

const operands = new WeakMap<OpenFile, readonly (readonly [SyntaxNode, string])[]>();

/** What is handed on in a file, with its type as `path.Type`: asked for once for each method that goes by. */
function operandsOf(at: OpenFile, sources: Sources): readonly (readonly [SyntaxNode, string])[] {
  const known = operands.get(at);
  if (known) return known;
  const { tree } = at;
  const found: (readonly [SyntaxNode, string])[] = [];
  for (let node = 0; node < tree.count; node++) {
    switch (kindOf(tree, node)) {
      case Kind.identifier:
      case Kind.selector_expression:
      case Kind.call_expression:
      case Kind.unary_expression:
      case Kind.composite_literal: {
        const key = isOperand(tree, node) ? typeKeyOf(at, node, sources) : undefined;
        if (key !== undefined) found.push([node, key]);
      }
    }
  }
  operands.set(at, found);
  return found;
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

function typeKeyOf({ view, file }: OpenFile, node: SyntaxNode, { project }: Sources): string | undefined {
  let type: GoType = project.types.typeOf(view.typeOf(node), file);
  if (type.kind === 'pointer') type = type.element;
  return type.kind === 'named' ? `${type.package}.${type.name}` : undefined;
}

/** Whether a type may demand the method: it is not known, or an interface outside the project that has it. */
function demands(type: GoType, method: string, { file }: OpenFile, { project }: Sources): boolean {
  if (type.kind === 'unknown') return true;
  if (type.kind !== 'named' || project.packages.has(type.package.replace(/_test$/, ''))) return false;
  const { types } = project;
  return types.underlying(type, file).kind === 'interface' && types.member(type, method, file).kind !== 'none';
}

function isTaken(at: OpenFile, node: SyntaxNode, method: string, sources: Sources): boolean {
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
      return parameter !== undefined && demands(parameter.type, method, at, sources);
    }
    case Kind.literal_element: {
      const literal = enclosingLiteral(tree, node);
      const type = literal === NO_NODE ? undefined : types.typeOf(view.typeOf(literal), file);
      if (!type || type.kind === 'slice' || type.kind === 'array' || type.kind === 'map')
        return !type || hasUnknown(type);
      const key = childByField(tree, parentOf(tree, list), Field.key);
      const field = key === NO_NODE ? undefined : types.member(type, textOf(tree, key), file);
      return type.kind === 'unknown' || (field?.kind === 'field' && demands(field.type, method, at, sources));
    }
    case Kind.send_statement:
      return types.typeOf(view.typeOf(childByField(tree, list, Field.channel)), file).kind === 'unknown';
    default:
      return isTakenByStatement(at, node, list, method, sources);
  }
}

function isTakenByStatement(
  at: OpenFile,
  node: SyntaxNode,
  list: SyntaxNode,
  method: string,
  sources: Sources,
): boolean {
  const { tree, view, file } = at;
  const { project } = sources;
  const written = (type: SyntaxNode) => project.types.typeOf(view.inference.valueOfType(type), file);
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
        return type !== undefined && type !== NO_NODE && demands(written(type), method, at, sources);
      }
      return false;
    }
    case Kind.var_spec: {
      const type = childByField(tree, statement, Field.type);
      return type !== NO_NODE && demands(written(type), method, at, sources);
    }
    case Kind.assignment_statement: {
      const left = childByField(tree, statement, Field.left);
      const target = left === NO_NODE ? undefined : namedChildren(tree, left)[index];
      if (target === undefined || tree.text.slice(startOf(tree, target), startOf(tree, target) + 2).trim() === '_')
        return false;
      return demands(project.types.typeOf(view.typeOf(target), file), method, at, sources);
    }
    default:
      return false;
  }
}

/** The composite literal an element stands in, when its type is written: elements of elements have theirs from further out. */
function enclosingLiteral(tree: FlatTree, node: SyntaxNode): SyntaxNode {
  for (const up of ancestors(tree, node)) {
    if (kindOf(tree, up) === Kind.composite_literal && up + sizeOf(tree, up) > node) return up;
  }
  return NO_NODE;
}
