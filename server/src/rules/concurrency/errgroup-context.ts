/**
 * concurrency/errgroup-context: the context of an errgroup is used where it is over, or not used where it is meant to be.
 *
 * Wait cancels the derived context even when nothing failed, so whatever gets it afterwards fails; most often it took the name of
 * its parent. Thrown away, or passed over by a goroutine in favour of its parent, it stops nobody when a goroutine fails. Logging,
 * tracing and reading values work with a cancelled context and are not reported.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  childByField,
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
import { type Acquisition, acquisitionOf, targetOf } from '../../go/valueFlow.ts';
import { defineRule } from '../rule.ts';
import { callAt, functionNameAt } from '../support/contextInScope.ts';
import { isWithContext } from '../support/errgroups.ts';
import { statementAround } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';

/** Calls that do not mind a cancelled context. */
const INDIFFERENT =
  /log|trac|span|metric|record|value|fromcontext|fromctx|withoutcancel|cause|zerolog|zap|\.ctx$|debug|info|warn|errorcontext/i;

type Problem = 'discarded' | 'after' | 'parent';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly call: { readonly start: number; readonly end: number };
  readonly function: string;
  readonly problem: Problem;
  readonly group: string;
  readonly context: string;
  readonly parent: string;
  readonly places: readonly { readonly start: number; readonly end: number }[];
}

export const errgroupContext = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'concurrency/errgroup-context',
    title: 'The context of an errgroup is used by its goroutines, and only until Wait',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
  },
  sites: [{ kind: Kind.call_expression, callee: ['WithContext'] }],
  observe(call, view) {
    const { tree } = view;
    const acquired = isWithContext(view, call) ? acquisitionOf(view, call) : undefined;
    const target = acquired?.targets[1];
    const found = acquired && target !== undefined ? problemOf(view, call, acquired) : undefined;
    if (!acquired || target === undefined || !found) return undefined;
    const [group] = acquired.targets;
    return {
      start: startOf(tree, target),
      end: endOf(tree, target),
      call: { start: startOf(tree, call), end: endOf(tree, call) },
      function: functionNameAt(view, call),
      problem: found.problem,
      group: group === undefined ? '' : textOf(tree, group),
      context: textOf(tree, target),
      parent: parentExpression(view, call),
      places: found.places.map((node) => ({ start: startOf(tree, node), end: endOf(tree, node) })),
    };
  },
  judge({ start, end, call, function: functionName, problem, group, context, parent, places }, { project, file }) {
    const [message, related] = {
      discarded: [`The group's context is thrown away: a goroutine that fails stops none of the others.`, ''],
      after: [
        `${context} is cancelled when ${group}.Wait returns, and used after that.`,
        `${context} is cancelled here`,
      ],
      parent: [
        `A goroutine of ${group} uses ${parent} instead of ${context}: it goes on when another one fails.`,
        `${context} is meant here`,
      ],
    }[problem] as [string, string];
    return {
      message,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}: ${problem}`,
      related: places.map((place) => ({ path: file.path, ...place, message: related })),
      data: { problem, call },
    };
  },
  fixes(finding, context) {
    const { problem, call } = finding.data as {
      readonly problem: Problem;
      readonly call: { start: number; end: number };
    };
    const view = viewOf(context);
    const node = view && callAt(view, call.start, call.end);
    if (!view || node === undefined) return [];
    const offer = fixOf(view, node, problem);
    if (!offer) return [];
    const { edits, ...rest } = offer;
    return [{ ...rest, preferred: true, changes: () => [{ kind: 'edit', path: finding.path, edits }] }];
  },
});

interface Found {
  readonly problem: Problem;
  readonly places: readonly SyntaxNode[];
}

function problemOf(view: SourceView, call: SyntaxNode, acquired: Acquisition): Found | undefined {
  const { tree } = view;
  const [, target] = acquired.targets;
  if (target !== undefined && textOf(tree, target) === '_') return { problem: 'discarded', places: [] };
  const group = targetOf(view, acquired, 0)?.binding;
  const context = targetOf(view, acquired, 1)?.binding;
  if (!group || !context) return undefined;
  const after = usesAfterWait(view, acquired.statement, group, context);
  if (after.length > 0) return { problem: 'after', places: after };
  const instead = usesOfParent(view, call, group, context);
  return instead.length > 0 ? { problem: 'parent', places: instead } : undefined;
}

/** The only Wait of the group that stands in its own function and is not deferred. */
function waitOf(view: SourceView, statement: SyntaxNode, group: Binding): SyntaxNode | undefined {
  const { tree } = view;
  const calls = callsOn(view, group, statement);
  const waits = calls.filter(({ name }) => name === 'Wait').map(({ call }) => call);
  const [wait] = waits;
  if (wait === undefined || waits.length > 1) return undefined;
  if (view.enclosingFunction(wait) !== view.enclosingFunction(statement)) return undefined;
  if (kindOf(tree, parentOf(tree, wait)) === Kind.defer_statement) return undefined;
  return calls.some(({ name, call }) => name !== 'Wait' && call > wait) ? undefined : wait;
}

function usesAfterWait(view: SourceView, statement: SyntaxNode, group: Binding, context: Binding): SyntaxNode[] {
  const { tree, scopes } = view;
  const wait = waitOf(view, statement, group);
  if (wait === undefined) return [];
  const { list } = statementAround(tree, wait);
  if (list === NO_NODE) return [];
  const behind = wait + sizeOf(tree, wait);
  const end = list + sizeOf(tree, list);
  const found: SyntaxNode[] = [];
  for (const use of scopes.uses(context)) {
    if (use < statement + sizeOf(tree, statement) || use >= end) continue;
    if (isAssigned(view, use)) break;
    if (use >= behind && needsLife(view, use)) found.push(use);
  }
  return found;
}

/** Arguments of calls that stop when the context is over, and questions whether it is. */
function needsLife(view: SourceView, use: SyntaxNode): boolean {
  const { tree } = view;
  const parent = parentOf(tree, use);
  if (kindOf(tree, parent) === Kind.argument_list) {
    const callee = childByField(tree, parentOf(tree, parent), Field.function);
    return callee !== NO_NODE && !INDIFFERENT.test(textOf(tree, callee));
  }
  if (kindOf(tree, parent) !== Kind.selector_expression) return false;
  const name = childByField(tree, parent, Field.field);
  return name !== NO_NODE && textOf(tree, name) === 'Err' && childByField(tree, parent, Field.operand) === use;
}

/** In literals that the group runs and that never look at its context. */
function usesOfParent(view: SourceView, call: SyntaxNode, group: Binding, context: Binding): SyntaxNode[] {
  const { tree, scopes } = view;
  const [argument] = namedChildren(tree, childByField(tree, call, Field.arguments));
  if (argument === undefined || kindOf(tree, argument) !== Kind.identifier) return [];
  const parent = scopes.local(textOf(tree, argument), argument);
  if (!parent || parent === context) return [];
  const uses = scopes.uses(parent);
  // Somebody who waits for the group's end stops the others himself, and gently.
  if (scopes.uses(context).some((use) => isAwaited(view, use))) return [];
  return callsOn(view, group, call).flatMap(({ name, call: start }) => {
    const [literal] = namedChildren(tree, childByField(tree, start, Field.arguments));
    if (!/^(?:Try)?Go$/.test(name) || literal === undefined || kindOf(tree, literal) !== Kind.func_literal) return [];
    const isInside = (node: SyntaxNode): boolean => node >= literal && node < literal + sizeOf(tree, literal);
    if (scopes.uses(context).some(isInside)) return [];
    return uses.filter((use) => isInside(use) && isWorkOf(view, use, literal));
  });
}

/** `<-gctx.Done()` */
function isAwaited({ tree }: SourceView, use: SyntaxNode): boolean {
  return (
    tree.text.slice(startOf(tree, use) - 2, startOf(tree, use)) === '<-' &&
    tree.text.startsWith('.Done()', endOf(tree, use))
  );
}

/** An argument of a call, and not of one that leads away from the context on purpose. */
function isWorkOf(view: SourceView, use: SyntaxNode, literal: SyntaxNode): boolean {
  const { tree } = view;
  if (kindOf(tree, parentOf(tree, use)) !== Kind.argument_list || !needsLife(view, use)) return false;
  return view.enclosingFunction(use) === literal;
}

function callsOn(view: SourceView, group: Binding, from: SyntaxNode): { name: string; call: SyntaxNode }[] {
  const { tree, scopes } = view;
  return scopes.uses(group).flatMap((use) => {
    const selector = parentOf(tree, use);
    const call = parentOf(tree, selector);
    if (use < from || kindOf(tree, selector) !== Kind.selector_expression) return [];
    if (kindOf(tree, call) !== Kind.call_expression) return [];
    const name = childByField(tree, selector, Field.field);
    return name === NO_NODE ? [] : [{ name: textOf(tree, name), call }];
  });
}

function isAssigned({ tree }: SourceView, use: SyntaxNode): boolean {
  const list = parentOf(tree, use);
  if (kindOf(tree, list) !== Kind.expression_list) return false;
  return childByField(tree, parentOf(tree, list), Field.left) === list;
}

function parentExpression({ tree }: SourceView, call: SyntaxNode): string {
  const [argument] = namedChildren(tree, childByField(tree, call, Field.arguments));
  return argument === undefined ? '' : textOf(tree, argument);
}

interface Offer {
  readonly id: string;
  readonly title: string;
  readonly safe?: boolean;
  readonly edits: readonly TextEdit[];
}

function fixOf(view: SourceView, call: SyntaxNode, problem: Problem): Offer | undefined {
  const { tree, scopes } = view;
  const acquired = acquisitionOf(view, call);
  const [groupTarget, target] = acquired?.targets ?? [];
  if (!acquired || groupTarget === undefined || target === undefined) return undefined;
  const parent = parentExpression(view, call);
  const [argument] = namedChildren(tree, childByField(tree, call, Field.arguments));
  if (problem === 'discarded') {
    const callee = childByField(tree, call, Field.function);
    const isGiven = argument !== undefined && scopes.local(parent, argument)?.kind === 'parameter';
    if (!isGiven) return undefined;
    const qualifier = textOf(tree, childByField(tree, callee, Field.operand));
    return {
      id: 'plain',
      title: 'Use a group without a context',
      safe: true,
      edits: [
        { start: endOf(tree, groupTarget), end: endOf(tree, target), newText: '' },
        { start: startOf(tree, call), end: endOf(tree, call), newText: `new(${qualifier}.Group)` },
      ],
    };
  }
  const group = targetOf(view, acquired, 0)?.binding;
  const context = targetOf(view, acquired, 1)?.binding;
  if (!group || !context) return undefined;
  const replace = (node: SyntaxNode, newText: string): TextEdit => ({
    start: startOf(tree, node),
    end: endOf(tree, node),
    newText,
  });
  if (problem === 'parent') {
    const edits = usesOfParent(view, call, group, context).map((use) => replace(use, context.name));
    return { id: 'derived', title: `Use ${context.name} in the goroutines`, edits };
  }
  const after = usesAfterWait(view, acquired.statement, group, context);
  if (parent !== context.name) {
    const source = argument === undefined ? undefined : scopes.local(parent, argument);
    if (!source || after.some((use) => scopes.local(parent, use) !== source)) return undefined;
    return {
      id: 'parent',
      title: `Use ${parent} after Wait`,
      safe: true,
      edits: after.map((use) => replace(use, parent)),
    };
  }
  const name = freeName(view, view.enclosingFunction(call));
  const wait = waitOf(view, acquired.statement, group);
  if (name === undefined || wait === undefined || kindOf(tree, acquired.statement) !== Kind.short_var_declaration)
    return undefined;
  const between = scopes
    .uses(context)
    .filter((use) => use >= acquired.statement + sizeOf(tree, acquired.statement) && use < wait);
  if (between.length === 0) return undefined;
  return {
    id: 'rename',
    title: `Name the group's context ${name}`,
    safe: true,
    edits: [replace(target, name), ...between.map((use) => replace(use, name))],
  };
}

function freeName({ tree }: SourceView, functionNode: SyntaxNode): string | undefined {
  const used = new Set<string>();
  for (let node = functionNode; node < functionNode + sizeOf(tree, functionNode); node++) {
    if (kindOf(tree, node) === Kind.identifier) used.add(textOf(tree, node));
  }
  return ['gctx', 'groupCtx', 'groupContext'].find((name) => !used.has(name));
}
