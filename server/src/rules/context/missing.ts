/**
 * context/missing: a function waits for something that takes a context, and has none to pass, so its callers cannot say that they have
 * given up. One finding a function, at its name.
 *
 * Looks one step far: at calls that have a variant with a context, and at contexts made from nothing and handed on. Left alone are
 * main, init and tests, functions that set things up or take them down, methods whose signature a well-known interface dictates,
 * and goroutines.
 */
import { calleeText } from '../../go/calleeText.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  ancestors,
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { addContextParameterTo, canAddContextParameter } from '../../refactor/addContextParameter.ts';
import { isRefusal } from '../../refactor/refactoring.ts';
import { defineRule, type FixContext, type FixOffer, type JudgeContext } from '../rule.ts';
import { contextCandidates, isCallOf, runsApart } from '../support/contextInScope.ts';
import { viewOf } from '../support/fixView.ts';
import { contextCallInstead, WAITING } from './no-context-call.ts';
import { hasNobodyWaiting, isElsewhere, isNotWaitedFor, isToolFile } from './nobodyWaits.ts';
import { isPassedOn } from './passedOn.ts';

interface Observation {
  /** Range of the function's name. */
  readonly start: number;
  readonly end: number;
  readonly function: string;
  /** What is called, as written. */
  readonly name: string;
  /** Left out where a context made from nothing shows that one is wanted. */
  readonly call?: Symbolic;
}

export const contextMissing = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'context/missing',
    title: 'A function that waits takes a context',
    severity: 'hint',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['noctx', 'contextcheck'],
  },
  sites: [{ kind: Kind.call_expression, callee: [...WAITING, 'Background', 'TODO'] }],
  observe(call, view) {
    const { tree } = view;
    if (isToolFile(view)) return undefined;
    const declaration = declarationAround(view, call);
    const named = declaration === NO_NODE ? NO_NODE : childByField(tree, declaration, Field.name);
    if (named === NO_NODE) return undefined;
    const functionName = textOf(tree, named);
    if (hasNobodyWaiting(view, declaration, functionName)) return undefined;
    if (contextCandidates(view, call).length > 0 || runsApart(view, call, handsErrorBack)) return undefined;
    const place = { start: startOf(tree, named), end: endOf(tree, named), function: functionName };
    if (isCallOf(view, call, 'context', ['Background', 'TODO'])) {
      // `Delete` that calls `DeleteWithContext` is what the other one is without a context.
      const outer = view.calleeName(parentOf(tree, parentOf(tree, call))) ?? '';
      if (outer.startsWith(functionName) && /(?:Context|Ctx)$/.test(outer)) return undefined;
      return isPassedOn(view, call) ? { ...place, name: textOf(tree, call) } : undefined;
    }
    const callee = childByField(tree, call, Field.function);
    if (callee === NO_NODE || kindOf(tree, callee) !== Kind.selector_expression) return undefined;
    if (isNotWaitedFor(view, call)) return undefined;
    return { ...place, name: calleeText(tree, callee), call: view.callee(call) };
  },
  *judgeFile(context) {
    const { project, file } = context;
    if (isElsewhere(file)) return;
    const seen = new Set<number>();
    for (const observation of (file.facts.observations['context/missing'] ?? []) as readonly Observation[]) {
      const { start, end, function: functionName, name, call } = observation;
      if (seen.has(start) || (call !== undefined && !takesOne(call, context))) continue;
      seen.add(start);
      yield {
        message:
          call === undefined
            ? `${functionName} hands on ${name}: whoever calls it cannot say that they have given up. Let it take a context.`
            : `${functionName} waits for ${name} and takes no context: whoever calls it cannot say that they have given up.`,
        start,
        end,
        key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
      };
    }
  },
  fixes(finding, context) {
    return mayTakeContext(finding.start, context)
      ? [
          offer('propagate', 'Add a context parameter and propagate it through callers', true),
          offer('todo', 'Add a context parameter and use context.TODO() in callers', false),
        ]
      : [];

    function offer(reach: 'propagate' | 'todo', title: string, preferred: boolean): FixOffer {
      return {
        id: reach,
        title,
        preferred,
        preview: true,
        changes: () => {
          const outcome = addContextParameterTo(finding.start, reach, context);
          return isRefusal(outcome) ? [] : outcome.changes;
        },
      };
    }
  },
});

function takesOne(call: Symbolic, context: JudgeContext<Record<never, never>>): boolean {
  return contextCallInstead(call, { ...context, options: {} }) !== undefined;
}

/** What the code action of the same name would do here, it does as a fix. */
function mayTakeContext(start: number, context: FixContext<unknown>): boolean {
  const view = viewOf(context);
  return view !== undefined && canAddContextParameter({ ...context, view, start, end: start });
}

/**
 * Whether a literal that returns an error has run when the function goes on: it, or the variable that holds it, is given to calls whose own
 * error is returned or looked at, as `return withTx(func() error { … })`.
 */
function handsErrorBack(view: SourceView, literal: SyntaxNode): boolean {
  const { tree, scopes } = view;
  const result = childByField(tree, literal, Field.result);
  if (result === NO_NODE || !/\berror\)?$/.test(textOf(tree, result))) return false;
  const list = parentOf(tree, literal);
  if (kindOf(tree, list) === Kind.argument_list) return isErrorUsed(view, parentOf(tree, list));
  const statement = parentOf(tree, list);
  if (kindOf(tree, statement) !== Kind.short_var_declaration) return false;
  const [target, ...others] = namedChildren(tree, childByField(tree, statement, Field.left));
  const held = target === undefined || others.length > 0 ? undefined : scopes.declared(target);
  const uses = held ? scopes.uses(held) : [];
  return uses.length > 0 && uses.every((use) => isRunBy(view, use));
}

function isRunBy(view: SourceView, use: SyntaxNode): boolean {
  const { tree } = view;
  const parent = parentOf(tree, use);
  if (kindOf(tree, parent) === Kind.call_expression) return kindOf(tree, parentOf(tree, parent)) !== Kind.go_statement;
  return kindOf(tree, parent) === Kind.argument_list && isErrorUsed(view, parentOf(tree, parent));
}

/** Whoever keeps a function for later may fail at that too. */
const KEEPS =
  /Subscribe|Register|Handle|^Add|^On[A-Z]|Every|Schedule|Listen|Watch|^Set|^New|Hook|^Use$|Route|Cron|Consume/i;
/** `health.CheckFunc(…)` gives a literal a type; `RunWriteFunc(…)` runs it. */
const GIVES_TYPE = /^[A-Za-z][a-z]+Func$/;

function isErrorUsed(view: SourceView, call: SyntaxNode): boolean {
  const { tree } = view;
  const name = view.calleeName(call) ?? '';
  if (kindOf(tree, call) !== Kind.call_expression || KEEPS.test(name) || GIVES_TYPE.test(name)) return false;
  const list = parentOf(tree, call);
  if (kindOf(tree, list) !== Kind.expression_list) return false;
  const statement = parentOf(tree, list);
  if (kindOf(tree, statement) === Kind.return_statement) return true;
  const left = childByField(tree, statement, Field.left);
  const last = left === NO_NODE ? undefined : namedChildren(tree, left).at(-1);
  return last !== undefined && /err/i.test(textOf(tree, last));
}

function declarationAround({ tree }: SourceView, node: SyntaxNode): SyntaxNode {
  for (const up of ancestors(tree, node)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.function_declaration || kind === Kind.method_declaration) return up;
  }
  return NO_NODE;
}
