/**
 * Puts the new context to use inside the function that takes it: calls become their context variants, `context.TODO()` becomes the
 * parameter.
 *
 * What runs beside the function or after it keeps what it has: a context that ends with the request would end that too.
 * `context.Background()` is replaced only in the function that was asked for, and not where something is shut down.
 */
import { Field, Kind } from '../../go/kinds.ts';
import { childByField, endOf, kindOf, NO_NODE, parentOf, type SyntaxNode, sizeOf, startOf } from '../../go/tree.ts';
import { contextVariantOf } from '../../model/contextVariants.ts';
import { contextAt, emptyContext, isDetached } from './contextInScope.ts';
import type { ContextParameter } from './contextParameter.ts';
import { type Declaration, keyOf, nodeOf } from './declarations.ts';
import type { Edits } from './edits.ts';
import { argumentsOf, isOneCall } from './references.ts';
import type { OpenFile, Sources } from './sources.ts';

export interface Body {
  readonly at: OpenFile;
  readonly declaration: Declaration;
  readonly parameter: ContextParameter;
  /** It is the function that was asked for, not one of its callers. */
  readonly asked: boolean;
  readonly edits: Edits;
  readonly sources: Sources;
  /** Whether a call gets an argument anyway. */
  isChanged(call: SyntaxNode): boolean;
}

const ENDINGS = new Set(['Shutdown', 'Close', 'Stop', 'Disconnect', 'GracefulStop', 'WithoutCancel']);

export function adaptBody(body: Body): void {
  const { at, declaration, parameter, edits } = body;
  const { tree } = at;
  for (const { start, end } of parameter.removed) edits.replace(at, 0, start, end, '');
  for (const node of parameter.replaced)
    edits.replace(at, node, startOf(tree, node), endOf(tree, node), parameter.name);
  for (const offset of parameter.assigned) edits.replace(at, 0, offset, offset + 2, '=');
  const top = nodeOf(declaration, at);
  const block = childByField(tree, top, Field.body);
  if (block === NO_NODE) return;
  for (let node = block; node < block + sizeOf(tree, block); node++) {
    if (kindOf(tree, node) !== Kind.call_expression || isRemoved(body, node)) continue;
    if (!replaceEmpty(body, node) && !body.isChanged(node)) switchToVariant(body, node);
  }
}

function isRemoved({ at, parameter }: Body, node: SyntaxNode): boolean {
  const start = startOf(at.tree, node);
  return parameter.replaced.includes(node) || parameter.removed.some((each) => each.start <= start && start < each.end);
}

/** True when the call is one of an empty context, replaced or not. */
function replaceEmpty(body: Body, call: SyntaxNode): boolean {
  const { at, asked, edits, sources } = body;
  const { tree, view } = at;
  const empty = emptyContext(at, call, sources);
  if (!empty) return false;
  const list = parentOf(tree, call);
  if (kindOf(tree, list) !== Kind.argument_list || isDetached(at, call)) return true;
  const receiving = parentOf(tree, list);
  const name = kindOf(tree, receiving) === Kind.call_expression ? view.calleeName(receiving) : undefined;
  if (empty === 'Background' && (!asked || ENDINGS.has(name ?? ''))) return true;
  const text = contextFor(body, call);
  if (text !== undefined) edits.replace(at, call, startOf(tree, call), endOf(tree, call), text);
  return true;
}

function switchToVariant(body: Body, call: SyntaxNode): void {
  const { at, edits, sources } = body;
  const { tree, view, file } = at;
  const called = childByField(tree, call, Field.function);
  const list = childByField(tree, call, Field.arguments);
  if (called === NO_NODE || list === NO_NODE) return;
  const kind = kindOf(tree, called);
  const name = kind === Kind.selector_expression ? childByField(tree, called, Field.field) : called;
  if (kind !== Kind.selector_expression && kind !== Kind.identifier) return;
  const variant = contextVariantOf(view.callee(call), file, sources.project.types);
  if (!variant || isDetached(at, call)) return;
  const given = argumentsOf(tree, list);
  const single = isOneCall(tree, given);
  const { types } = sources.project;
  if (single !== undefined && types.callee(view.callee(single), file)?.results?.length !== 1) return;
  const text = contextFor(body, call);
  if (text === undefined) return;
  edits.replace(at, name, startOf(tree, name), endOf(tree, name), variant.name);
  const all = variant.trailing.length > 0 && given.nodes.length === 0 ? [text, ...variant.trailing].join(', ') : text;
  edits.argument(at, call, given, all);
}

/** The context at a node once the function has its parameter. */
function contextFor({ at, declaration, parameter, sources }: Body, node: SyntaxNode): string | undefined {
  const available = contextAt(at, node, sources);
  if (available.kind === 'expression') return available.text;
  if (available.kind !== 'function' || keyOf(available.declaration) !== keyOf(declaration)) return undefined;
  return parameter.name;
}
