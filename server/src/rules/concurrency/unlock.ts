/**
 * concurrency/unlock: a mutex is locked and, on some path out of the function, not unlocked. Whoever wants it next waits for ever.
 *
 * A function that never unlocks hands the lock to its caller on purpose, and so does one whose name or comment speaks of locks: the
 * rule only looks at functions that unlock on some paths and forget others. Silent where the mutex, or the unlocking, leaves
 * the function's sight: method values, literals that are kept, helpers with a telling name.
 */
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
  ROOT,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { followValue, pathOf, type UnreleasedExit, type Use } from '../../go/valueFlow.ts';
import type { ProjectFile } from '../../model/project.ts';
import { defineRule } from '../rule.ts';
import { calleeTable, matchCallee } from '../support/calls.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { indentationAt, wholeLines } from '../support/errorFlow.ts';

const LOCKS = calleeTable({
  '(*sync.Mutex).Lock': 'Unlock',
  '(*sync.RWMutex).Lock': 'Unlock',
  '(*sync.RWMutex).RLock': 'RUnlock',
});

/** Helpers that may unlock, by their names. */
const MAY_UNLOCK = /unlock|release|(?:^|[a-z])(?:Lock|Locked)|^lock/i;

type Observation = Held | Released;

/** A function unlocks what it does not lock: then the lock is handed from one function to the other. */
interface Released {
  /** As in `mu.Unlock`. */
  readonly released: string;
}

interface Held {
  readonly start: number;
  readonly end: number;
  readonly call: Symbolic;
  readonly mutex: string;
  readonly unlock: string;
  /** As in `mu.Unlock`: what another function would call. */
  readonly release: string;
  readonly function: string;
  /** Where the function is left with the lock held. */
  readonly exits: readonly { readonly start: number; readonly end: number }[];
  readonly inserts?: readonly Insertion[];
}

interface Insertion {
  readonly at: number;
}

export const unlock = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'concurrency/unlock',
    title: 'A lock is unlocked on every path',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    defaults: {},
  },
  sites: [{ kind: Kind.call_expression, callee: ['Lock', 'RLock', 'Unlock', 'RUnlock'] }],
  observe(call, view) {
    const { tree } = view;
    const lock = view.calleeName(call) ?? '';
    if (lock.endsWith('Unlock')) return releasedOnly(view, call, lock);
    const statement = parentOf(tree, call);
    if (kindOf(tree, statement) !== Kind.expression_statement) return undefined;
    const callee = childByField(tree, call, Field.function);
    const operand =
      kindOf(tree, callee) === Kind.selector_expression ? childByField(tree, callee, Field.operand) : NO_NODE;
    const path = operand === NO_NODE ? undefined : pathOf(view, operand);
    if (!path || namedChildren(tree, childByField(tree, call, Field.arguments)).length > 0) return undefined;
    const name = lock === 'RLock' ? 'RUnlock' : 'Unlock';
    const around = view.enclosingFunction(call);
    if (around === NO_NODE || handsOver(view, around)) return undefined;
    const judge = (use: Use) => {
      if (use.partial)
        return (use.how === 'method' || use.how === 'field') && MAY_UNLOCK.test(use.name) ? 'escape' : undefined;
      if (use.how !== 'method') return undefined;
      if (use.name === name) return 'release';
      return use.name === lock ? 'acquire' : MAY_UNLOCK.test(use.name) ? undefined : 'harmless';
    };
    const flow = followValue(view, statement, path, judge);
    if (flow.escapes || flow.released !== 'sometimes') return undefined;
    const exits = flow.unreleasedExits.filter(({ how }) => how === 'return' || how === 'end');
    if (exits.length === 0 || exits.length < flow.unreleasedExits.length) return undefined;
    const inserts = insertionsFor(view, exits, path.root);
    return {
      start: startOf(tree, call),
      end: endOf(tree, call),
      call: view.callee(call),
      mutex: textOf(tree, operand),
      unlock: name,
      release: `${path.fields.at(-1) ?? path.root}.${name}`,
      function: functionNameAt(view, call),
      exits: exits.map(({ node, how }) =>
        how === 'end'
          ? { start: endOf(tree, node) - 1, end: endOf(tree, node) }
          : { start: startOf(tree, node), end: endOf(tree, node) },
      ),
      ...(inserts ? { inserts } : {}),
    };
  },
  judge(observation, { project, file }) {
    if ('released' in observation) return undefined;
    const { start, end, call, mutex, unlock: name, function: functionName, exits, inserts } = observation;
    if (isReleasedElsewhere(file, observation.release)) return undefined;
    if (!matchCallee(call, LOCKS, { project, file })) return undefined;
    return {
      message: `${mutex} is not unlocked on every path: call ${mutex}.${name} before leaving.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}: ${mutex}`,
      related: exits.map((exit) => ({ path: file.path, ...exit, message: `Left with ${mutex} locked` })),
      ...(inserts ? { data: { inserts, text: `${mutex}.${name}()` } } : {}),
    };
  },
  fixes(finding, { sources }) {
    const data = finding.data as { readonly inserts: readonly Insertion[]; readonly text: string } | undefined;
    if (!data) return [];
    return [
      {
        id: 'unlock',
        title: `Insert ${data.text} before leaving`,
        preferred: true,
        changes: () => {
          const text = sources.text(finding.path) ?? '';
          const edits = data.inserts.map(({ at }) => ({
            start: at,
            end: at,
            newText: `${data.text}\n${indentationAt(text, at)}`,
          }));
          return [{ kind: 'edit', path: finding.path, edits }];
        },
      },
    ];
  },
});

/** A function that says it deals in locks may return with one held. */
function handsOver({ tree }: SourceView, around: SyntaxNode): boolean {
  const name = childByField(tree, around, Field.name);
  if (name !== NO_NODE && /lock|acquire|begin/i.test(textOf(tree, name))) return true;
  let at = startOf(tree, around);
  for (;;) {
    const lineEnd = tree.text.lastIndexOf('\n', at - 1);
    if (lineEnd < 0) return false;
    const line = tree.text.slice(tree.text.lastIndexOf('\n', lineEnd - 1) + 1, lineEnd).trim();
    if (!line.startsWith('//')) return false;
    if (/\block|\bheld\b|\bholds\b|mutex/i.test(line)) return true;
    at = lineEnd;
  }
}

function releasedOnly(view: SourceView, call: SyntaxNode, name: string): Released | undefined {
  const { tree } = view;
  let around: SyntaxNode = call;
  for (const up of ancestors(tree, call)) if (up !== ROOT) around = up;
  const operand = childByField(tree, childByField(tree, call, Field.function), Field.operand);
  const field = operand === NO_NODE ? undefined : /\w+$/.exec(textOf(tree, operand))?.[0];
  const locked = `${field}.${name === 'RUnlock' ? 'RLock' : 'Lock'}(`;
  return field === undefined || textOf(tree, around).includes(locked) ? undefined : { released: `${field}.${name}` };
}

function isReleasedElsewhere({ facts }: ProjectFile, release: string): boolean {
  const observations = (facts.observations['concurrency/unlock'] ?? []) as readonly Observation[];
  return observations.some((each) => 'released' in each && each.released === release);
}

/** Before each return, where what it returns was not read under the lock; undefined where that cannot be told. */
function insertionsFor({ tree }: SourceView, exits: readonly UnreleasedExit[], root: string): Insertion[] | undefined {
  const inserts: Insertion[] = [];
  for (const { node, how } of exits) {
    if (how !== 'return' || !wholeLines(tree, node)) return undefined;
    for (let at = node; at < node + sizeOf(tree, node); at++) {
      if (kindOf(tree, at) === Kind.identifier && textOf(tree, at) === root) return undefined;
    }
    inserts.push({ at: startOf(tree, node) });
  }
  return inserts;
}
