/**
 * What is handed on in a piece of code, and who takes it: as much of it as may matter to somebody who asks whether a type's methods are demanded
 * from outside the workspace.
 *
 * Kept for each file until it changes, or something that others can notice: whoever asks for one method mostly asks for the next, and
 * parsing functions and working out the types of all that they hand on is most of the work of a refactoring that goes far up.
 */
import type { FileFacts } from '../../go/facts.ts';
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
import { stretchesAround } from './excerpt.ts';
import type { OpenFile, Sources, Task } from './sources.ts';

/** What wants an operand: an interface from outside the project, or something that is not known and may want anything. */
export type Taker = GoType | 'anything';

export interface Operand {
  /** Where it stands in the file. */
  readonly start: number;
  /** Its type, as `path.Type`. */
  readonly key: string;
  readonly taker: Taker;
}

interface Kept {
  readonly surface: number;
  /** By where the function begins, or what stands between two of them. */
  readonly operands: Map<number, readonly Operand[]>;
}

const kept = new WeakMap<FileFacts, Kept>();
const WHOLE = -1;

/** What is handed on around some places in a file, function by function. */
export function* operandsAround(
  file: ProjectFile,
  text: string,
  places: Iterable<number>,
  sources: Sources,
): Task<readonly (readonly Operand[])[]> {
  const stretches = stretchesAround(file, text, places, false);
  const found: (readonly Operand[])[] = [];
  for (const stretch of stretches ?? []) {
    const open = () => sources.glance(file, text, stretch);
    const operands = yield* keptOperands(file, stretch.declarationStart, open, sources);
    if (!operands) break;
    found.push(operands);
  }
  if (found.length === stretches?.length) return found;
  const whole = yield* keptOperands(file, WHOLE, () => sources.open(file), sources);
  return whole ? [whole] : [];
}

function* keptOperands(
  file: ProjectFile,
  place: number,
  open: () => OpenFile | undefined,
  sources: Sources,
): Task<readonly Operand[] | undefined> {
  const { surface } = sources.project;
  let known = kept.get(file.facts);
  if (known?.surface !== surface) {
    known = { surface, operands: new Map() };
    kept.set(file.facts, known);
  }
  const operands = known.operands.get(place);
  if (operands) return operands;
  const at = open();
  if (!at) return undefined;
  const found = operandsOf(at, sources);
  known.operands.set(place, found);
  yield;
  return found;
}

function operandsOf(at: OpenFile, sources: Sources): readonly Operand[] {
  const { tree, moved } = at;
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
        if (taker && key !== undefined) found.push({ start: startOf(tree, node) + moved, key, taker });
      }
    }
  }
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
