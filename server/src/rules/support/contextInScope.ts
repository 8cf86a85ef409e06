/**
 * Which context a piece of code can use: a `ctx` it was given, or that of a request, a command, a framework's own context.
 *
 * Syntax names the candidates, types decide. What a function was given counts, and what it derived from that; a context that the
 * function itself made from nothing does not make anybody wait, so it is no candidate.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  ancestors,
  childByField,
  fieldOf,
  kindOf,
  NO_NODE,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { GoType } from '../../model/goType.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { isNamed } from '../../model/types.ts';
import { isBehindWaitForContext } from './errgroups.ts';

/** Plain data for an observation. */
export interface ContextCandidate {
  readonly name: string;
  readonly type: Symbolic;
}

const MAXIMUM_CANDIDATES = 4;
const LIKELY_TYPE = /Context\b|\bRequest\b|\bCtx\b|\bCommand\b|^\*?testing\.|Context$/;

/** Local names at a node that may give a context, the best first; none where only types could tell. */
export function contextCandidates(view: SourceView, at: SyntaxNode): ContextCandidate[] {
  const { tree, scopes } = view;
  const visible = scopes
    .bindingsAround(at)
    .filter(
      (binding) =>
        binding.from <= at &&
        at < binding.until &&
        isLikely(view, binding) &&
        scopes.local(binding.name, at) === binding,
    );
  // Without anything that came in from outside there is nobody's context to pass on.
  const given = visible.filter(({ kind }) => kind === 'parameter');
  const outer = scopes.bindingsAround(at).filter(({ kind }) => kind === 'parameter');
  const shadowed = outer.some((binding) => binding.from <= at && at < binding.until && isLikely(view, binding));
  if (given.length === 0 && !shadowed) return [];
  const rank = (binding: Binding): number => {
    const written = binding.origin.by === 'type' ? textOf(tree, binding.origin.type) : '';
    if (binding.name === 'ctx') return 0;
    if (/(?:^|\.)Context$/.test(written) && !written.startsWith('*')) return 1;
    return binding.kind === 'parameter' ? 2 : 3;
  };
  return visible
    .sort((a, b) => rank(a) - rank(b) || b.from - a.from)
    .slice(0, MAXIMUM_CANDIDATES)
    .map((binding) => ({ name: binding.name, type: view.inference.ofBinding(binding) }));
}

function isLikely(view: SourceView, { kind, name, origin }: Binding): boolean {
  if (kind === 'parameter' && origin.by === 'type') return LIKELY_TYPE.test(textOf(view.tree, origin.type));
  return kind === 'variable' && /^(?:ctx|context|\w*Ctx)$/.test(name) && origin.by !== 'nothing';
}

export interface FoundContext {
  /** Go for the context: `ctx`, `r.Context()`. */
  readonly expression: string;
  /** What it belongs to, for messages: `ctx`, `r`. */
  readonly name: string;
}

/**
 * The first candidate that is a context or has one.
 *
 * @param waits whether somebody surely waits behind it: a cobra command mostly has a context that nobody ends
 */
export function contextOf(
  candidates: readonly ContextCandidate[],
  { project, file }: { readonly project: Project; readonly file: ProjectFile },
  waits = false,
): FoundContext | undefined {
  for (const { name, type } of candidates) {
    const resolved = project.types.typeOf(type, file);
    const suffix = contextSuffix(resolved, file);
    if (suffix === undefined || (waits && isCommand(resolved))) continue;
    return { expression: name + suffix, name };
  }
  return undefined;
}

function isCommand(type: GoType): boolean {
  return type.kind === 'pointer' && isNamed(type.element, 'github.com/spf13/cobra', 'Command');
}

/** What leads from a value of the type to its context; undefined when nothing does. */
function contextSuffix(type: GoType, file: ProjectFile): string | undefined {
  if (isNamed(type, 'context', 'Context')) return '';
  const pointed = type.kind === 'pointer' ? type.element : undefined;
  if (pointed === undefined) {
    if (isNamed(type, 'github.com/labstack/echo/v4', 'Context')) return '.Request().Context()';
    if (isNamed(type, 'github.com/gofiber/fiber/v3', 'Ctx')) return '.Context()';
    return undefined;
  }
  if (isNamed(pointed, 'net/http', 'Request')) return '.Context()';
  if (isNamed(pointed, 'github.com/gin-gonic/gin', 'Context')) return '.Request.Context()';
  if (isNamed(pointed, 'github.com/gofiber/fiber/v2', 'Ctx')) return '.UserContext()';
  if (isCommand(type)) return '.Context()';
  if (isNamed(pointed, 'testing', 'T') || isNamed(pointed, 'testing', 'B')) {
    return isGoAtLeast(file, 24) ? '.Context()' : undefined;
  }
  return undefined;
}

/** Whether the module is written for Go 1.`minor` or later; without a version it is not known. */
export function isGoAtLeast({ module }: ProjectFile, minor: number): boolean {
  const [, written] = /^1\.(\d+)/.exec(module.goVersion ?? '') ?? [];
  return written !== undefined && Number(written) >= minor;
}

/** Names of functions whose work must go on when the caller has given up, or that decide about lifetimes themselves. */
const OUTLIVES =
  /shut.?down|clos(?:e|ing)|\bstop|^stop|Stop|clean.?up|tear.?down|roll.?back|release|unlock|flush|purge|drain|detach|background|async|dispose|destroy|terminate|finali[sz]e|^deinit/i;

export function outlivesCaller(name: string): boolean {
  return OUTLIVES.test(name);
}

/**
 * Whether code runs apart from its caller: in a goroutine, deferred, in a literal that is kept for later, in a function
 * that cleans up, after waiting for a context's end or another signal, or for the group whose context has taken the caller's place.
 *
 * @param isRunAtOnce of literals that look kept, which of them are not
 */
export function runsApart(
  view: SourceView,
  at: SyntaxNode,
  isRunAtOnce: (view: SourceView, literal: SyntaxNode) => boolean = () => false,
): boolean {
  const { tree } = view;
  let functionNode = NO_NODE;
  for (const up of ancestors(tree, at)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.go_statement || kind === Kind.defer_statement) return true;
    if (kind === Kind.communication_case) {
      const communication = childByField(tree, up, Field.communication);
      if (communication !== NO_NODE && textOf(tree, communication).includes('<-')) return true;
    }
    if (kind === Kind.func_literal && isKept(view, up) && !isRunAtOnce(view, up)) return true;
    if (kind === Kind.function_declaration || kind === Kind.method_declaration) functionNode = up;
  }
  if (functionNode === NO_NODE) return true;
  const name = childByField(tree, functionNode, Field.name);
  if (name !== NO_NODE && outlivesCaller(textOf(tree, name))) return true;
  return waitsBefore(view, functionNode, at) || isBehindWaitForContext(view, at);
}

/** Functions that run what they are given before they return. */
const RUNS_AT_ONCE =
  /(?:Tx|Transaction|InTx|Do|Retry|ForEach|Each|Walk|WalkDir|Range|Map|Filter|SortFunc|Update|View|Once)$/;

/** A literal that is stored or handed to something that may run it at any time. */
function isKept({ tree }: SourceView, literal: SyntaxNode): boolean {
  const parent = parentOf(tree, literal);
  if (kindOf(tree, parent) === Kind.call_expression) return false;
  if (kindOf(tree, parent) !== Kind.argument_list) return true;
  const callee = childByField(tree, parentOf(tree, parent), Field.function);
  return callee === NO_NODE || !RUNS_AT_ONCE.test(textOf(tree, callee));
}

function waitsBefore({ tree }: SourceView, functionNode: SyntaxNode, at: SyntaxNode): boolean {
  for (let node = functionNode; node < at; node++) {
    if (kindOf(tree, node) !== Kind.unary_expression) continue;
    const operator = childByField(tree, node, Field.operator);
    if (operator !== NO_NODE && textOf(tree, operator) === '<-') return true;
  }
  return false;
}

/** The function or method a node is in, for messages and keys; empty at package level. */
export function functionNameAt({ tree }: SourceView, at: SyntaxNode): string {
  for (const up of ancestors(tree, at)) {
    const kind = kindOf(tree, up);
    if (kind !== Kind.function_declaration && kind !== Kind.method_declaration) continue;
    const name = childByField(tree, up, Field.name);
    return name === NO_NODE ? '' : textOf(tree, name);
  }
  return '';
}

/** The call that begins at an offset, for fixes that find their place again. */
export function callAt(view: SourceView, start: number, end: number): SyntaxNode | undefined {
  const { tree } = view;
  for (let node = 0; node < tree.count; node++) {
    if (kindOf(tree, node) !== Kind.call_expression || startOf(tree, node) !== start) continue;
    const covers = start + textOf(tree, node).length === end;
    if (covers && sizeOf(tree, node) > 1) return node;
  }
  return undefined;
}

/** Whether a node is a call of a function of this package: `context.Background()`. */
export function isCallOf(view: SourceView, node: SyntaxNode, path: string, names: readonly string[]): boolean {
  const { tree, scopes } = view;
  if (kindOf(tree, node) !== Kind.call_expression) return false;
  const callee = childByField(tree, node, Field.function);
  if (callee === NO_NODE || kindOf(tree, callee) !== Kind.selector_expression) return false;
  const operand = childByField(tree, callee, Field.operand);
  const field = childByField(tree, callee, Field.field);
  if (operand === NO_NODE || field === NO_NODE || fieldOf(tree, operand) !== Field.operand) return false;
  if (kindOf(tree, operand) !== Kind.identifier || !names.includes(textOf(tree, field))) return false;
  const meaning = scopes.resolve(operand);
  return meaning.kind === 'import' && meaning.import.path === path;
}
