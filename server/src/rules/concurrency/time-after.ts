/**
 * concurrency/time-after: a select in a loop waits with time.After. Before Go 1.23 each round that another case wins leaves its timer
 * behind until it fires.
 *
 * Nothing is said of modules for Go 1.23 and later, where such timers are collected, nor where every other case leaves the loop.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  ancestors,
  childByField,
  childOfKind,
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
import { defineRule } from '../rule.ts';
import { callAt, functionNameAt, isCallOf, isGoAtLeast } from '../support/contextInScope.ts';
import { indentationAt, statementsOf } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly function: string;
}

export const timeAfter = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'concurrency/time-after',
    title: 'A loop does not leave timers behind',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
  },
  sites: [{ kind: Kind.call_expression, callee: ['After'] }],
  observe(call, view) {
    const { tree } = view;
    if (!isCallOf(view, call, 'time', ['After'])) return undefined;
    const own = caseAround(view, call);
    const select = own === NO_NODE ? NO_NODE : parentOf(tree, own);
    if (select === NO_NODE || kindOf(tree, select) !== Kind.select_statement || !isInLoop(view, select))
      return undefined;
    const others = namedChildren(tree, select).filter((each) => each !== own && isCase(kindOf(tree, each)));
    if (!others.some((each) => goesRound(view, each))) return undefined;
    return { start: startOf(tree, call), end: endOf(tree, call), function: functionNameAt(view, call) };
  },
  judge({ start, end, function: functionName }, { project, file }) {
    const { goVersion } = file.module;
    if (goVersion === undefined || isGoAtLeast(file, 23)) return undefined;
    return {
      message: 'Each round leaves a timer behind until it fires: stop one of your own.',
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
    };
  },
  fixes(finding, context) {
    const view = viewOf(context);
    const edits = view && timerEdits(view, finding.start, finding.end);
    if (!edits) return [];
    return [
      {
        id: 'timer',
        title: 'Use a timer and stop it',
        preferred: true,
        safe: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

/** The case whose communication receives straight from the call. */
function caseAround({ tree }: SourceView, call: SyntaxNode): SyntaxNode {
  for (const up of ancestors(tree, call)) {
    switch (kindOf(tree, up)) {
      case Kind.communication_case: {
        const communication = childByField(tree, up, Field.communication);
        return communication !== NO_NODE && startOf(tree, call) < endOf(tree, communication) ? up : NO_NODE;
      }
      case Kind.unary_expression:
      case Kind.receive_statement:
      case Kind.expression_statement:
      case Kind.expression_list:
        break;
      default:
        return NO_NODE;
    }
  }
  return NO_NODE;
}

function isCase(kind: Kind): boolean {
  return kind === Kind.communication_case || kind === Kind.default_case;
}

function isInLoop({ tree }: SourceView, select: SyntaxNode): boolean {
  for (const up of ancestors(tree, select)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.for_statement) return true;
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration)
      return false;
  }
  return false;
}

/** A case after which the loop may go on: it does not end by leaving the function or a labelled loop. */
function goesRound({ tree }: SourceView, each: SyntaxNode): boolean {
  if (kindOf(tree, each) === Kind.default_case) return true;
  const last = statementsOf(tree, each).at(-1);
  if (last === undefined) return true;
  switch (kindOf(tree, last)) {
    case Kind.return_statement:
    case Kind.goto_statement:
      return false;
    case Kind.break_statement:
      return childOfKind(tree, last, Kind.label_name) === NO_NODE;
    case Kind.expression_statement:
      return !/^(?:panic|log\.Fatal\w*|os\.Exit)\(/.test(textOf(tree, last));
    default:
      return true;
  }
}

function timerEdits(view: SourceView, start: number, end: number): readonly TextEdit[] | undefined {
  const { tree, scopes } = view;
  const call = callAt(view, start, end);
  const own = call === undefined ? NO_NODE : caseAround(view, call);
  if (call === undefined || own === NO_NODE) return undefined;
  const select = parentOf(tree, own);
  if (kindOf(tree, parentOf(tree, select)) !== Kind.statement_list) return undefined;
  const taken = identifiersOf(view, view.enclosingFunction(select));
  const name = ['timer', 'timeout', 'waitTimer'].find(
    (each) => !taken.has(each) && scopes.lookup(each, select).kind !== 'import',
  );
  if (name === undefined) return undefined;
  const time = textOf(tree, childByField(tree, childByField(tree, call, Field.function), Field.operand));
  const [duration] = namedChildren(tree, childByField(tree, call, Field.arguments));
  if (duration === undefined) return undefined;
  const indentation = indentationAt(tree.text, startOf(tree, select));
  const edits: TextEdit[] = [
    {
      start: startOf(tree, select),
      end: startOf(tree, select),
      newText: `${name} := ${time}.NewTimer(${textOf(tree, duration)})\n${indentation}`,
    },
    { start, end, newText: `${name}.C` },
  ];
  for (const each of namedChildren(tree, select)) {
    if (each === own || !isCase(kindOf(tree, each))) continue;
    const colon = childOfKind(tree, each, Kind[':']);
    if (colon === NO_NODE) return undefined;
    const at = endOf(tree, colon);
    if (!/^[ \t]*(?:\/\/[^\n]*)?\r?\n/.test(tree.text.slice(at))) return undefined;
    const lineEnd = tree.text.indexOf('\n', at);
    edits.push({ start: lineEnd, end: lineEnd, newText: `\n${indentation}\t${name}.Stop()` });
  }
  return edits;
}

function identifiersOf({ tree }: SourceView, functionNode: SyntaxNode): Set<string> {
  const names = new Set<string>();
  for (let node = functionNode; node < functionNode + sizeOf(tree, functionNode); node++) {
    if (kindOf(tree, node) === Kind.identifier) names.add(textOf(tree, node));
  }
  return names;
}
