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
import type { DeclarationIndex } from './declarationIndex.ts';
import { placeOf } from './declarations.ts';
import type { OpenFile, Sources, Task, WordsOf } from './sources.ts';
import { wordsAmong } from './words.ts';

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
  const { within, withOutside } = seenBy(files, sources);
  // Without a package from outside there is nobody to hand it to.
  if (withOutside.length === 0) return undefined;
  const words = wordsFor(names, within, yield* sources.index());
  // Most values are handed on where their type is declared.
  const ordered = [
    ...withOutside.filter(({ dir }) => home.has(dir)),
    ...withOutside.filter(({ dir }) => !home.has(dir)),
  ];
  const mentioning = yield* sources.mentioningAny(words.made, ordered, MOST_FILES + 1);
  for (const file of mentioning.slice(0, MOST_FILES)) {
    yield;
    const text = sources.text(file.path) ?? '';
    for (const at of yield* sources.partsAt(file, text, wordsAmong(text, words.held(file)))) {
      yield;
      const place = placeIn(at, handed, sources);
      if (place !== undefined) return placeOf(at, place, sources);
    }
  }
  return mentioning.length > MOST_FILES ? 'many' : undefined;
}

interface Seen {
  readonly within: ReadonlySet<ProjectFile>;
  /** Those that import a package from outside the workspace. */
  readonly withOutside: readonly ProjectFile[];
}

const seen = new WeakMap<readonly ProjectFile[], Seen>();

function seenBy(files: readonly ProjectFile[], { project }: Sources): Seen {
  let known = seen.get(files);
  if (!known) {
    const isOutside = ({ path }: { readonly path: string }) => project.resolveImport(path).origin === 'external';
    known = {
      within: new Set(files),
      withOutside: files.filter(({ facts }) => facts.header.imports.some(isOutside)),
    };
    seen.set(files, known);
  }
  return known;
}

interface Words {
  /** By which values of the types come into a file: the types, and the functions that return one. */
  readonly made: WordsOf;
  /** By which a function may have one: besides, the fields, methods and types that mention one of the types. */
  held(file: ProjectFile): ReadonlySet<string>;
}

/** Functions are called by their name alone in their own package, behind its name in others. */
function wordsFor(names: ReadonlySet<string>, looked: ReadonlySet<ProjectFile>, index: DeclarationIndex): Words {
  const everywhere = new Set(names);
  const within = new Map<string, string[]>();
  const makers = new Set<string>();
  for (const { name, file } of [...names].flatMap((each) => index.returning(each))) {
    if (!looked.has(file)) continue;
    makers.add(name);
    everywhere.add(`${file.facts.header.packageName}.${name}`);
    const known = within.get(file.dir);
    if (known) known.push(name);
    else within.set(file.dir, [name]);
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
    made: { everywhere: [...everywhere], within },
    held: ({ dir }) => new Set([...holders, ...(ownHolders.get(dir) ?? [])]),
  };
}

function placeIn(at: OpenFile, handed: Handed, sources: Sources): SyntaxNode | undefined {
  for (const { node, key, taker } of operandsOf(at, sources)) {
    if (handed.keys.has(key) && demands(taker, handed.method, at, sources)) return node;
  }
  return undefined;
}

/** What wants an operand: an interface from outside the project, or something that is not known and may want anything. */
type Taker = GoType | 'anything';

interface Operand {
  readonly node: SyntaxNode;
  /** Its type, as `path.Type`. */
  readonly key: string;
  readonly taker: Taker;
}

const operands = new WeakMap<OpenFile, readonly Operand[]>();

/** What is handed on in a file to somebody who may demand a method: asked for once for each method that goes by. */
function operandsOf(at: OpenFile, sources: Sources): readonly Operand[] {
  const known = operands.get(at);
  if (known) return known;
  const { tree } = at;
  const found: Operand[] = [];
  const called = new Map<SyntaxNode, readonly (Taker | undefined)[]>();
  for (let node = 0; node < tree.count; node++) {
    switch (kindOf(tree, node)) {
      case Kind.identifier:
      case Kind.selector_expression:
      case Kind.call_expression:
      case Kind.unary_expression:
      case Kind.composite_literal: {
        // Who takes it is told before what it is, because most takers are of the project or take anything there is.
        const taker = isOperand(tree, node) ? takerOf(at, node, called, sources) : undefined;
        const key = taker && typeKeyOf(at, node, sources);
        if (taker && key !== undefined) found.push({ node, key, taker });
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

/** Whether a taker may demand the method. */
function demands(taker: Taker, method: string, { file }: OpenFile, { project }: Sources): boolean {
  return taker === 'anything' || project.types.member(taker, method, file).kind !== 'none';
}

/** Who takes a value of a type: nobody that matters, unless it is not known or an interface outside the project. */
function takerOfType(type: GoType | undefined, { file }: OpenFile, { project }: Sources): Taker | undefined {
  if (type?.kind === 'unknown') return 'anything';
  if (type?.kind !== 'named' || project.packages.has(type.package.replace(/_test$/, ''))) return undefined;
  return project.types.underlying(type, file).kind === 'interface' ? type : undefined;
}

/** Who takes the arguments of a call, parameter by parameter. */
function takersOfCall(at: OpenFile, call: SyntaxNode, sources: Sources): readonly (Taker | undefined)[] {
  const callee = sources.project.types.callee(at.view.callee(call), at.file);
  if (!callee) return ['anything'];
  return callee.signature?.parameters.map(({ type }) => takerOfType(type, at, sources)) ?? [];
}

/** @param called who takes the arguments of which list, as far as that has been asked */
function takerOf(
  at: OpenFile,
  node: SyntaxNode,
  called: Map<SyntaxNode, readonly (Taker | undefined)[]>,
  sources: Sources,
): Taker | undefined {
  const { tree, view, file } = at;
  const { types } = sources.project;
  const list = parentOf(tree, node);
  switch (kindOf(tree, list)) {
    case Kind.argument_list: {
      const call = parentOf(tree, list);
      if (kindOf(tree, call) !== Kind.call_expression) return undefined;
      let takers = called.get(list);
      if (!takers) {
        takers = takersOfCall(at, call, sources);
        called.set(list, takers);
      }
      if (takers.length <= 1) return takers[0];
      return takers[Math.min(namedChildren(tree, list).indexOf(node), takers.length - 1)];
    }
    case Kind.literal_element: {
      const literal = enclosingLiteral(tree, node);
      const type = literal === NO_NODE ? undefined : types.typeOf(view.typeOf(literal), file);
      if (!type || type.kind === 'slice' || type.kind === 'array' || type.kind === 'map')
        return !type || hasUnknown(type) ? 'anything' : undefined;
      if (type.kind === 'unknown') return 'anything';
      const key = childByField(tree, parentOf(tree, list), Field.key);
      const field = key === NO_NODE ? undefined : types.member(type, textOf(tree, key), file);
      return field?.kind === 'field' ? takerOfType(field.type, at, sources) : undefined;
    }
    case Kind.send_statement: {
      const channel = childByField(tree, list, Field.channel);
      return types.typeOf(view.typeOf(channel), file).kind === 'unknown' ? 'anything' : undefined;
    }
    default:
      return takerOfStatement(at, node, list, sources);
  }
}

function takerOfStatement(at: OpenFile, node: SyntaxNode, list: SyntaxNode, sources: Sources): Taker | undefined {
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
        if (result === NO_NODE) return undefined;
        const results =
          kindOf(tree, result) === Kind.parameter_list
            ? namedChildren(tree, result).map((each) => childByField(tree, each, Field.type))
            : [result];
        const type = results[Math.min(index, results.length - 1)];
        return type === undefined || type === NO_NODE ? undefined : takerOfType(written(type), at, sources);
      }
      return undefined;
    }
    case Kind.var_spec: {
      const type = childByField(tree, statement, Field.type);
      return type === NO_NODE ? undefined : takerOfType(written(type), at, sources);
    }
    case Kind.assignment_statement: {
      const left = childByField(tree, statement, Field.left);
      const target = left === NO_NODE ? undefined : namedChildren(tree, left)[index];
      if (target === undefined || tree.text.slice(startOf(tree, target), startOf(tree, target) + 2).trim() === '_')
        return undefined;
      return takerOfType(project.types.typeOf(view.typeOf(target), file), at, sources);
    }
    default:
      return undefined;
  }
}

/** The composite literal an element stands in, when its type is written: elements of elements have theirs from further out. */
function enclosingLiteral(tree: FlatTree, node: SyntaxNode): SyntaxNode {
  for (const up of ancestors(tree, node)) {
    if (kindOf(tree, up) === Kind.composite_literal && up + sizeOf(tree, up) > node) return up;
  }
  return NO_NODE;
}
