/**
 * Whether a value that must be released is released: on every path from where it is acquired to every end of the function.
 * Rules about cancel functions, rows, transactions, response bodies, spans, locks and errgroups share it.
 *
 *     // rows, err := db.Query(q): is rows.Close called?
 *     const acquired = acquisitionOf(view, call);            // { statement, targets: [rows, err] }
 *     const rows = acquired && targetOf(view, acquired, 0);  // a ValuePath, undefined for `_` and anything odd
 *     const flow = rows && followValue(view, acquired.statement, rows, releasedBy('Close'));
 *     if (!flow || flow.escapes || flow.unreleasedExits.length === 0) return undefined;
 *
 *     // ctx, cancel := context.WithTimeout(ctx, d): calling the value itself releases it
 *     followValue(view, statement, cancel, (use) => (use.how === 'call' ? 'release' : undefined));
 *
 *     // s.mu.Lock(): the value is a path of fields; a second Lock acquires it anew
 *     followValue(view, statement, pathOf(view, operand), (use) =>
 *       use.partial ? undefined : use.name === 'Unlock' ? 'release' : use.name === 'Lock' ? 'acquire' : 'harmless');
 *
 * What counts as what is the asker's to say, use by use (see `Use` in valueUses.ts); what the asker leaves open is decided so:
 * calling methods, comparing and reading are harmless; whatever lets the value be kept or released elsewhere is an escape:
 * returned, stored, sent, aliased, discarded on purpose (`_ = x`), passed to a function, its address taken, a method value.
 *
 * Understood: if and else, loops, switch and select, labels, break, continue, fallthrough, early returns; `defer x.Close()`
 * and `defer func() { … x.Close() … }()` anywhere in the function, also before the acquisition; literals that are called on
 * the spot; panic, os.Exit, log.Fatal, t.Fatal and their like, after which nothing needs releasing; `if err != nil { return }`
 * after an acquisition, where the value is not there, in the forms listed in valueConditions.ts; conditions that are repeated
 * (`if locked { … }` around acquisition and release); the value being overwritten, and acquired again in a loop.
 *
 * Not understood, and therefore an escape without exits: goto, code that does not parse, variables of an enclosing function,
 * named results, literals that are stored, passed on or run by `go` and use the value (unless they both acquire and release
 * it themselves), conditions that ask about the error in an unknown way, functions of more than 20,000 steps.
 */
import { Field, Kind } from './kinds.ts';
import type { SourceView } from './sourceView.ts';
import { childByField, hasError, kindOf, NO_NODE, namedChildren, parentOf, type SyntaxNode } from './tree.ts';
import { ValueEvents } from './valueEvents.ts';
import { type JudgeUse, pathOf, usesOf, type ValuePath } from './valueUses.ts';
import { notUnderstood, ValueWalk } from './valueWalk.ts';

export { type JudgeUse, pathOf, type Use, type ValuePath } from './valueUses.ts';

export interface ValueFlow {
  /** Somewhere the value leaves what this function shows, or the function is not understood: say nothing, in doubt. */
  readonly escapes: boolean;
  /** The first use by which it escapes; NO_NODE when the function is not understood. */
  readonly escapedAt: SyntaxNode;
  /**
   * `deferred`: a deferred call releases it on every path. `always`: released (or handed over, see `escapes`) on every path.
   * `sometimes`: on some paths only. `never`: no release can be reached.
   */
  readonly released: 'always' | 'deferred' | 'sometimes' | 'never';
  /**
   * Where the value is lost without having been released or handed over. Empty when the function is not understood. With
   * `escapes`, these are paths on which it had not escaped yet.
   */
  readonly unreleasedExits: readonly UnreleasedExit[];
  /** The uses that release it, in source order, whether or not they can be reached. */
  readonly releases: readonly SyntaxNode[];
}

export interface UnreleasedExit {
  /** The return statement; the block that ends; the statement that overwrites the value or acquires it again. */
  readonly node: SyntaxNode;
  /** `scope`: the block that declares the variable is left, by its end or a jump, in a loop for example. */
  readonly how: 'return' | 'end' | 'scope' | 'overwritten' | 'again';
}

/** A statement that acquires, with what it assigns to. */
export interface Acquisition {
  readonly statement: SyntaxNode;
  /** The expressions on the left side, in order; none for a call that stands alone. */
  readonly targets: readonly SyntaxNode[];
}

/**
 * The statement whose only value is this call: `a, b := f()`, `a, b = f()`, `var a, b = f()`, `f()`. Undefined where the call is
 * part of anything else, which is an escape.
 */
export function acquisitionOf({ tree }: SourceView, call: SyntaxNode): Acquisition | undefined {
  const parent = parentOf(tree, call);
  if (kindOf(tree, parent) === Kind.expression_statement) return { statement: parent, targets: [] };
  if (kindOf(tree, parent) !== Kind.expression_list || namedChildren(tree, parent).length !== 1) return undefined;
  const statement = parentOf(tree, parent);
  switch (kindOf(tree, statement)) {
    case Kind.short_var_declaration:
    case Kind.assignment_statement: {
      const left = childByField(tree, statement, Field.left);
      return left === NO_NODE || left === parent ? undefined : { statement, targets: namedChildren(tree, left) };
    }
    case Kind.var_spec: {
      const declaration = parentOf(tree, statement);
      const targets = namedChildren(tree, statement).filter((child) => kindOf(tree, child) === Kind.identifier);
      return kindOf(tree, declaration) === Kind.var_declaration ? { statement: declaration, targets } : undefined;
    }
    default:
      return undefined;
  }
}

/** The local variable that the acquisition assigns at this position; undefined for `_`, fields, variables of the package. */
export function targetOf(view: SourceView, { targets }: Acquisition, index: number): ValuePath | undefined {
  const target = targets[index];
  const path = target === undefined ? undefined : pathOf(view, target);
  return path?.binding && path.fields.length === 0 ? path : undefined;
}

/** Calling one of these methods of the value releases it. */
export function releasedBy(...methods: readonly string[]): JudgeUse {
  return (use) => (use.how === 'method' && !use.partial && methods.includes(use.name) ? 'release' : undefined);
}

/** @param statement where the value is acquired, as in `Acquisition`; a lock's is the statement that calls Lock */
export function followValue(view: SourceView, statement: SyntaxNode, value: ValuePath, judge: JudgeUse): ValueFlow {
  const functionNode = view.enclosingFunction(statement);
  if (functionNode === NO_NODE || hasError(view.tree, functionNode)) return notUnderstood([]);
  const uses = usesOf(view, value, functionNode);
  const events = new ValueEvents(view, value, statement, uses, judge);
  const { binding } = value;
  const isElsewhere =
    value.fields.length === 0 &&
    binding !== undefined &&
    (binding.kind === 'result' || view.enclosingFunction(binding.node) !== functionNode);
  if (isElsewhere || events.isLost) return notUnderstood(events.releases);
  return new ValueWalk(view, functionNode, statement, value, events).result();
}
