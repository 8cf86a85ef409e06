/**
 * concurrency/defer-in-loop: something acquired in a loop is released by `defer`, which runs when the function ends and not when the
 * round does. Files, rows and connections pile up until then.
 *
 * Only what the round itself acquires counts, and only while it stays in the round: what is appended, assigned to something outside,
 * sent, kept or captured is meant to live longer, and so is what is locked, handed on or set somewhere. A round that always leaves the
 * loop is the last, and what a flag lets happen once piles up nowhere. Closing a channel releases nothing, it says that the end has come.
 */

import type { Binding } from '../../go/bindings.ts';
import { signatureOf } from '../../go/declarations.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import {
  ancestors,
  childByField,
  childOfKind,
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
import { functionNameAt } from '../support/contextInScope.ts';
import { viewOf } from '../support/fixView.ts';
import { loopBodyAsFunction } from './loopBody.ts';
import { stayInRound } from './staysInRound.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly function: string;
  readonly what: string;
}

export const deferInLoop = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'concurrency/defer-in-loop',
    title: 'What a round of a loop acquires is released in that round',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['gocritic', 'deferInLoop', 'revive', 'staticcheck', 'SA9001'],
  },
  sites: [{ kind: Kind.defer_statement }],
  observe(statement, view) {
    const { tree, header } = view;
    if (header.imports.some(({ path }) => path === 'testing')) return undefined;
    const loop = loopAround(view, statement);
    if (loop === NO_NODE || isLastRound(view, statement, loop) || isOverFew(view, loop)) return undefined;
    if (isOnce(view, statement, loop)) return undefined;
    const call = namedChildren(tree, statement)[0];
    if (
      call === undefined ||
      kindOf(tree, call) !== Kind.call_expression ||
      /lock|\.Done$|release|^close$/i.test(textOf(tree, childByField(tree, call, Field.function)))
    )
      return undefined;
    const released = valuesWithin(view, statement, loop).filter((value) => value.node < statement);
    if (released.length === 0 || !released.some((value) => isAcquired(view, value))) return undefined;
    if (!stayInRound(view, released, loop, statement)) return undefined;
    return {
      start: startOf(tree, statement),
      end: startOf(tree, statement) + 'defer'.length,
      function: functionNameAt(view, statement),
      what: (released.find(({ name }) => name !== 'err') ?? released[0])?.name ?? '',
    };
  },
  judge({ start, end, function: functionName, what }, { project, file }) {
    return {
      message: `Runs when the function ends, not the round: every ${what} stays until then.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}: ${what}`,
    };
  },
  fixes(finding, context) {
    const view = viewOf(context);
    if (!view) return [];
    const statement = deferAt(view, finding.start);
    const loop = statement === undefined ? NO_NODE : loopAround(view, statement);
    const edits =
      loop === NO_NODE
        ? undefined
        : loopBodyAsFunction(view, loop, signatureOf(view.tree, view.enclosingFunction(loop)));
    if (!edits) return [];
    return [
      {
        id: 'function',
        title: 'Make each round a function',
        preferred: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

function deferAt({ tree }: SourceView, start: number): SyntaxNode | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (kindOf(tree, node) === Kind.defer_statement && startOf(tree, node) === start) return node;
  }
  return undefined;
}

/** The innermost loop around a statement within its function. */
function loopAround({ tree }: SourceView, statement: SyntaxNode): SyntaxNode {
  for (const up of ancestors(tree, statement)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.for_statement) return up;
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration) break;
  }
  return NO_NODE;
}

/** Some list of statements between the defer and the loop ends by leaving it. */
function isLastRound({ tree }: SourceView, statement: SyntaxNode, loop: SyntaxNode): boolean {
  for (const up of ancestors(tree, statement)) {
    if (up === loop) return false;
    if (kindOf(tree, up) !== Kind.statement_list) continue;
    const last = namedChildren(tree, up).at(-1);
    if (last === undefined) continue;
    const kind = kindOf(tree, last);
    if (kind === Kind.return_statement || kind === Kind.goto_statement) return true;
    if (kind === Kind.break_statement) return true;
    if (kind === Kind.expression_statement && /^(?:panic|log\.Fatal\w*|os\.Exit)\(/.test(textOf(tree, last)))
      return true;
  }
  return false;
}

/** `for _, name := range []string{"a", "b"}` and `for i := 0; i < 2; i++` go round as often as they say. */
function isOverFew({ tree }: SourceView, loop: SyntaxNode): boolean {
  const counts = childOfKind(tree, loop, Kind.for_clause);
  const until = counts === NO_NODE ? NO_NODE : childByField(tree, counts, Field.condition);
  if (until !== NO_NODE && /^\w+ (?:<=?|!=) \d$/.test(textOf(tree, until))) return true;
  const clause = childOfKind(tree, loop, Kind.range_clause);
  const operand = clause === NO_NODE ? NO_NODE : childByField(tree, clause, Field.right);
  return (
    operand !== NO_NODE &&
    (kindOf(tree, operand) === Kind.composite_literal || kindOf(tree, operand) === Kind.int_literal)
  );
}

/** `if !started { … defer timer.Stop(); started = true }` */
function isOnce({ tree }: SourceView, statement: SyntaxNode, loop: SyntaxNode): boolean {
  const flags = new Set<string>();
  for (const up of ancestors(tree, statement)) {
    if (up === loop) return false;
    const kind = kindOf(tree, up);
    if (kind === Kind.statement_list) {
      for (const each of namedChildren(tree, up)) {
        const flag = kindOf(tree, each) === Kind.assignment_statement && /^(\w+) = true$/.exec(textOf(tree, each))?.[1];
        if (flag) flags.add(flag);
      }
    }
    if (kind !== Kind.if_statement) continue;
    const condition = textOf(tree, childByField(tree, up, Field.condition));
    if ([...flags].some((flag) => new RegExp(`(?:^|&& |\\()!${flag}\\b`).test(condition))) return true;
  }
  return false;
}

/** Variables that the loop's body declares and the statement releases. */
function valuesWithin(view: SourceView, statement: SyntaxNode, loop: SyntaxNode): Binding[] {
  const { tree, scopes } = view;
  const body = childByField(tree, loop, Field.body);
  const found = new Set<Binding>();
  for (let node = statement; node < statement + sizeOf(tree, statement); node++) {
    if (kindOf(tree, node) !== Kind.identifier || !isReleased(view, node)) continue;
    const binding = scopes.local(textOf(tree, node), node);
    if (binding?.kind === 'variable' && binding.node > body && binding.node < body + sizeOf(tree, body))
      found.add(binding);
  }
  return [...found];
}

/** What is called, or whose method is; an argument only where the function's name says that it takes something back. */
function isReleased(view: SourceView, node: SyntaxNode): boolean {
  const { tree } = view;
  const list = parentOf(tree, node);
  if (kindOf(tree, list) !== Kind.argument_list) return true;
  const name = view.calleeName(parentOf(tree, list));
  return name === undefined || /close|put|free|stop|cancel|remove|delete|return/i.test(name);
}

/** Made by a call, not read from somewhere that has it anyway. Listeners are held on purpose, to keep their ports, and so are locks. */
function isAcquired(view: SourceView, { origin }: Binding): boolean {
  const { tree } = view;
  return (
    (origin.by === 'value' || origin.by === 'result') &&
    kindOf(tree, origin.value) === Kind.call_expression &&
    !/^Listen|Lock/.test(view.calleeName(origin.value) ?? '')
  );
}
