/**
 * What conditions say about a value that has just been acquired: after `rows, err := db.Query(…)`, whether `rows` can be there
 * when `err != nil` holds, or when it does not.
 *
 * Only the variables acquired together with the value (`err`, `ok`) and the value's own comparison with nil are understood.
 * A condition that asks about those variables in any other way is `unclear`, and whoever asked should not conclude anything.
 */

import type { Binding } from './bindings.ts';
import { Field, Kind } from './kinds.ts';
import type { SourceView } from './sourceView.ts';
import { childByField, kindOf, NO_NODE, namedChildren, type SyntaxNode, sizeOf, textOf } from './tree.ts';
import { pathOf, type ValuePath } from './valueUses.ts';

/** `absent`: there is no value to release. `present`: there is. `open`: the condition does not say. */
export type Presence = 'absent' | 'present' | 'open' | 'unclear';

export interface Verdict {
  readonly whenTrue: Presence;
  readonly whenFalse: Presence;
}

export const OPEN: Verdict = { whenTrue: 'open', whenFalse: 'open' };

export class ValueConditions {
  readonly #view: SourceView;
  readonly #value: ValuePath;
  readonly #companions: ReadonlySet<Binding>;

  /** @param companions what was assigned together with the value and tells whether it is there */
  constructor(view: SourceView, value: ValuePath, companions: ReadonlySet<Binding>) {
    this.#view = view;
    this.#value = value;
    this.#companions = companions;
  }

  /** @param fresh whether the companions still are what the acquisition gave */
  judge(condition: SyntaxNode, fresh: boolean): Verdict {
    if (condition === NO_NODE) return OPEN;
    const whenTrue = this.#under(condition, true, fresh);
    const whenFalse = this.#under(condition, false, fresh);
    if (whenTrue === 'open' && whenFalse === 'open' && fresh && this.#hasOddMention(condition))
      return { whenTrue: 'unclear', whenFalse: 'unclear' };
    return { whenTrue, whenFalse };
  }

  /** Whether an expression is `err`, `ok` and the like, or a type switch's `err.(type)` operand. */
  isCompanion(expression: SyntaxNode): boolean {
    const path = pathOf(this.#view, expression);
    return path?.binding !== undefined && path.fields.length === 0 && this.#companions.has(path.binding);
  }

  /** What follows when the condition as a whole is `sense`, from the parts that must then hold. */
  #under(condition: SyntaxNode, sense: boolean, fresh: boolean): Presence {
    const { tree } = this.#view;
    const pending: [SyntaxNode, boolean][] = [[condition, sense]];
    let presence: Presence = 'open';
    for (let next = pending.pop(); next; next = pending.pop()) {
      const [node, holds] = next;
      const kind = kindOf(tree, node);
      const operator = operatorOf(this.#view, node);
      if (kind === Kind.parenthesized_expression) {
        const inner = namedChildren(tree, node)[0];
        if (inner !== undefined) pending.push([inner, holds]);
      } else if (kind === Kind.unary_expression && operator === '!') {
        pending.push([childByField(tree, node, Field.operand), !holds]);
      } else if (kind === Kind.binary_expression && operator === (holds ? '&&' : '||')) {
        pending.push([childByField(tree, node, Field.left), holds], [childByField(tree, node, Field.right), holds]);
      } else {
        const said = this.#atom(node, holds, fresh);
        if (said === 'absent') return 'absent';
        if (said === 'present') presence = 'present';
      }
    }
    return presence;
  }

  #atom(node: SyntaxNode, holds: boolean, fresh: boolean): Presence {
    if (node === NO_NODE) return 'open';
    const { tree } = this.#view;
    if (fresh && this.isCompanion(node)) return holds ? 'present' : 'absent';
    if (kindOf(tree, node) === Kind.call_expression) {
      return fresh && holds && this.#asksWhichError(node) ? 'absent' : 'open';
    }
    if (kindOf(tree, node) !== Kind.binary_expression) return 'open';
    const operator = operatorOf(this.#view, node);
    if (operator !== '==' && operator !== '!=') return 'open';
    const equal = (operator === '==') === holds;
    let left = childByField(tree, node, Field.left);
    let right = childByField(tree, node, Field.right);
    if (left === NO_NODE || right === NO_NODE) return 'open';
    if (kindOf(tree, left) === Kind.nil) [left, right] = [right, left];
    const withNil = kindOf(tree, right) === Kind.nil;
    if (withNil && this.#isValue(left)) return equal ? 'absent' : 'present';
    if (!fresh) return 'open';
    if (withNil && this.isCompanion(left)) return equal ? 'present' : 'absent';
    // `err == sql.ErrNoRows` is an error that has happened; `n == 0` says nothing.
    if (equal && (this.#isErrorCompanion(left, right) || this.#isErrorCompanion(right, left))) return 'absent';
    return 'open';
  }

  #isValue(expression: SyntaxNode): boolean {
    const path = pathOf(this.#view, expression);
    return (
      path !== undefined &&
      path.binding === this.#value.binding &&
      path.root === this.#value.root &&
      path.fields.join('.') === this.#value.fields.join('.')
    );
  }

  #isErrorCompanion(left: SyntaxNode, right: SyntaxNode): boolean {
    return (
      this.isCompanion(left) && /(?:^|\.)(?:[eE]rr|EOF\b|\w*Err(?:or)?\b|Nil\b)/.test(textOf(this.#view.tree, right))
    );
  }

  /** `errors.Is(err, …)`, `errors.As(err, …)`, `os.IsNotExist(err)`: true only of an error that is there. */
  #asksWhichError(call: SyntaxNode): boolean {
    const { tree } = this.#view;
    const callee = childByField(tree, call, Field.function);
    const list = childByField(tree, call, Field.arguments);
    const first = list === NO_NODE ? undefined : namedChildren(tree, list)[0];
    if (callee === NO_NODE || first === undefined || !this.isCompanion(first)) return false;
    const text = textOf(tree, callee);
    const name = text.slice(text.lastIndexOf('.') + 1);
    return /^(?:[iI]s|[aA]s|[hH]as)/.test(name) && !/nil|ok|success/i.test(name);
  }

  #hasOddMention(condition: SyntaxNode): boolean {
    const { tree } = this.#view;
    const end = condition + sizeOf(tree, condition);
    for (let node = condition; node < end; node++) {
      if (kindOf(tree, node) !== Kind.identifier || !this.isCompanion(node)) continue;
      // Compared with something, alone or among other conditions, it was understood above.
      if (!this.#isUnderstood(node, condition)) return true;
    }
    return false;
  }

  #isUnderstood(mention: SyntaxNode, condition: SyntaxNode): boolean {
    const { tree } = this.#view;
    const end = condition + sizeOf(tree, condition);
    for (let node = condition; node < end; node++) {
      if (kindOf(tree, node) !== Kind.binary_expression) continue;
      const left = childByField(tree, node, Field.left);
      const right = childByField(tree, node, Field.right);
      if (left === mention || right === mention) return true;
    }
    for (let node = condition; node < end; node++) {
      if (kindOf(tree, node) === Kind.call_expression && this.#asksWhichError(node)) {
        if (node < mention && mention < node + sizeOf(tree, node)) return true;
      }
    }
    return mention === condition;
  }
}

function operatorOf({ tree }: SourceView, node: SyntaxNode): string {
  const operator = childByField(tree, node, Field.operator);
  return operator === NO_NODE ? '' : textOf(tree, operator);
}
