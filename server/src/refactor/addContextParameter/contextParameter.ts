/**
 * What the new parameter of a function can be called, and what in its body has to make room for it.
 *
 * `ctx` it is, unless the function uses that name for something else. A body that begins with `ctx := context.Background()` needs
 * that line no longer; `ctx, cancel := context.WithTimeout(context.Background(), …)` goes on from the parameter.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import {
  childByField,
  childrenByField,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { emptyContext, isContext } from './contextInScope.ts';
import { type Declaration, nodeOf } from './declarations.ts';
import type { OpenFile, Sources } from './sources.ts';

export interface ContextParameter {
  readonly name: string;
  /** Statements that go, and calls of `context.Background` that become the parameter. */
  readonly removed: readonly { readonly start: number; readonly end: number }[];
  readonly replaced: readonly SyntaxNode[];
  /** Offsets of `:=` that become `=`. */
  readonly assigned: readonly number[];
}

const NAMES = ['ctx', 'parent', 'parentCtx', 'callCtx', 'ctx2', 'ctx3'];

export function contextParameter(
  declaration: Declaration,
  at: OpenFile,
  sources: Sources,
): ContextParameter | undefined {
  if (declaration.kind === 'interfaceMethod') {
    const taken = new Set([...declaration.fact.parameters, ...declaration.fact.results].map(({ name }) => name));
    const name = NAMES.find((each) => !taken.has(each));
    return name === undefined ? undefined : { name, removed: [], replaced: [], assigned: [] };
  }
  const node = nodeOf(declaration, at);
  for (const name of NAMES) {
    const found = named(name, node, at, sources);
    if (found) return found;
  }
  return undefined;
}

function named(name: string, top: SyntaxNode, at: OpenFile, sources: Sources): ContextParameter | undefined {
  const { tree, view, file } = at;
  const end = top + sizeOf(tree, top);
  const adapted: { removed: { start: number; end: number }[]; replaced: SyntaxNode[]; assigned: number[] } = {
    removed: [],
    replaced: [],
    assigned: [],
  };
  for (const binding of view.scopes.bindingsAround(top + 1)) {
    if (binding.name !== name) continue;
    if (!isContext(sources.project.types.typeOf(view.inference.ofBinding(binding), file))) return undefined;
    // The body shares the scope of the parameters; a block inside may have a context of its own under the name.
    if (binding.until < end) continue;
    if (binding.kind !== 'variable' || !makeRoom(binding, at, sources, adapted)) return undefined;
  }
  for (let node = top; node < end; node++) {
    const kind = kindOf(tree, node);
    if (kind !== Kind.identifier && kind !== Kind.type_identifier && kind !== Kind.package_identifier) continue;
    if (textOf(tree, node) !== name || view.scopes.local(name, node)) continue;
    const parent = parentOf(tree, node);
    // The key of a composite literal: a field.
    if (
      kindOf(tree, parent) === Kind.literal_element &&
      childByField(tree, parentOf(tree, parent), Field.key) === parent
    )
      continue;
    if (isParameterOfType(at, node)) continue;
    return undefined;
  }
  return { name, ...adapted };
}

/** A name in a function type, which means nothing outside of it. */
function isParameterOfType({ tree }: OpenFile, node: SyntaxNode): boolean {
  const kind = kindOf(tree, parentOf(tree, node));
  return kind === Kind.parameter_declaration || kind === Kind.variadic_parameter_declaration;
}

function makeRoom(
  binding: Binding,
  at: OpenFile,
  sources: Sources,
  adapted: { removed: { start: number; end: number }[]; replaced: SyntaxNode[]; assigned: number[] },
): boolean {
  const { tree, view } = at;
  const list = parentOf(tree, binding.node);
  const statement = kindOf(tree, list) === Kind.expression_list ? parentOf(tree, list) : list;
  const kind = kindOf(tree, statement);
  if (kind === Kind.var_spec) {
    const declaration = parentOf(tree, statement);
    const values = childByField(tree, statement, Field.value);
    if (kindOf(tree, declaration) !== Kind.var_declaration || values === NO_NODE) return false;
    if (childrenByField(tree, statement, Field.name).length !== 1) return false;
    const [value] = namedChildren(tree, values);
    if (value === undefined || !emptyContext(at, value, sources)) return false;
    adapted.removed.push(wholeLines(tree.text, startOf(tree, declaration), endOf(tree, declaration)));
    return true;
  }
  if (kind !== Kind.short_var_declaration) return false;
  const left = childByField(tree, statement, Field.left);
  const right = childByField(tree, statement, Field.right);
  if (left === NO_NODE || right === NO_NODE || kindOf(tree, parentOf(tree, statement)) !== Kind.statement_list)
    return false;
  const targets = namedChildren(tree, left);
  const values = namedChildren(tree, right);
  const [only] = values;
  if (targets.length === 1 && only !== undefined && emptyContext(at, only, sources)) {
    adapted.removed.push(wholeLines(tree.text, startOf(tree, statement), endOf(tree, statement)));
    return true;
  }
  const empties: SyntaxNode[] = [];
  for (let node = right; node < right + sizeOf(tree, right); node++) {
    if (kindOf(tree, node) === Kind.func_literal) return false;
    if (emptyContext(at, node, sources)) empties.push(node);
  }
  if (empties.length === 0) return false;
  const declaresOther = targets.some(
    (target) => target !== binding.node && view.scopes.declared(target)?.node === target,
  );
  adapted.replaced.push(...empties);
  if (!declaresOther) adapted.assigned.push(tree.text.indexOf(':=', endOf(tree, left)));
  return true;
}

/** With the line break where nothing else stands on the lines, and with a blank line that would begin the block. */
function wholeLines(text: string, start: number, end: number): { start: number; end: number } {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const alone = text.slice(lineStart, start).trim() === '' && newline >= 0 && text.slice(end, newline).trim() === '';
  if (!alone) return { start, end };
  const opens = text.slice(0, lineStart).trimEnd().endsWith('{');
  const blank = /^[ \t]*\r?\n/.exec(text.slice(newline + 1, newline + 200));
  const precededByBlank = /\n[ \t]*\r?\n$/.test(text.slice(Math.max(0, lineStart - 200), lineStart));
  return { start: lineStart, end: newline + 1 + (blank && (opens || precededByBlank) ? blank[0].length : 0) };
}
