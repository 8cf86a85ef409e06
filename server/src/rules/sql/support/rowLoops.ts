/** Loops over rows: `for rows.Next() { … }`. When such a loop ends by itself, the rows have closed themselves. */
import { Field, Kind } from '../../../go/kinds.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import {
  ancestors,
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
} from '../../../go/tree.ts';
import type { UnreleasedExit, Use } from '../../../go/valueFlow.ts';

/** The loop whose condition a call of Next is; NO_NODE when it is asked for in another way. */
export function loopOver({ tree }: SourceView, next: Use): SyntaxNode {
  if (next.how !== 'method' || next.name !== 'Next' || next.partial || next.runs !== 'now') return NO_NODE;
  const parent = parentOf(tree, next.call);
  if (kindOf(tree, parent) === Kind.for_statement) return parent;
  if (kindOf(tree, parent) !== Kind.for_clause || childByField(tree, parent, Field.condition) !== next.call)
    return NO_NODE;
  return parentOf(tree, parent);
}

/** Whether the loop may be left while there are rows: by break, goto or a jump to a label. Returns are not looked at. */
export function isBrokenOff({ tree }: SourceView, loop: SyntaxNode): boolean {
  const end = loop + sizeOf(tree, loop);
  for (let node = loop; node < end; node++) {
    const kind = kindOf(tree, node);
    if (kind === Kind.goto_statement) return true;
    if (kind === Kind.continue_statement && namedChildren(tree, node).length > 0) return true;
    if (kind !== Kind.break_statement) continue;
    if (namedChildren(tree, node).length > 0 || breaksOut(tree, node) === loop) return true;
  }
  return false;
}

/** Whether the exit comes behind a loop that has read all rows. */
export function isDrained(view: SourceView, { node, how }: UnreleasedExit, loops: readonly SyntaxNode[]): boolean {
  const { tree } = view;
  const at = how === 'end' || how === 'scope' ? endOf(tree, node) : startOf(tree, node);
  return loops.some((loop) => at >= endOf(tree, loop) && !isBrokenOff(view, loop) && isCertain(view, loop, at));
}

/**
 * Whether an exit is taken because a row could not be read: `if err := rows.Scan(&id); err != nil { return err }`, or the same in two
 * statements, with a helper that gets the rows (`scanUser(rows)`) as well.
 */
export function isBehindFailedRead(view: SourceView, exit: SyntaxNode, rows: string): boolean {
  return isBehindFailed(view, exit, new RegExp(`\\b${rows}\\.(?:Scan|Values)\\(|[(,]\\s*${rows}\\s*[,)]`));
}

/** Whether an exit is taken because the rows have an error (`if err := rows.Err(); err != nil`), which has closed them. */
export function isBehindOwnError(view: SourceView, exit: SyntaxNode, rows: string): boolean {
  return isBehindFailed(view, exit, new RegExp(`= ${rows}\\.Err\\(\\)$`));
}

function isBehindFailed({ tree }: SourceView, exit: SyntaxNode, call: RegExp): boolean {
  for (const up of ancestors(tree, exit)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration) break;
    if (kind !== Kind.if_statement) continue;
    const condition = childByField(tree, up, Field.condition);
    const consequence = childByField(tree, up, Field.consequence);
    if (endOf(tree, exit) > endOf(tree, consequence) || !/^\w+ != nil$/.test(textOf(tree, condition))) continue;
    const own = childByField(tree, up, Field.initializer);
    const before = namedChildren(tree, parentOf(tree, up)).filter((statement) => statement < up);
    const made = own === NO_NODE ? before.at(-1) : own;
    if (made !== undefined && call.test(textOf(tree, made))) return true;
  }
  return false;
}

/** Nothing but blocks that hold the exit as well may stand around the loop. */
function isCertain({ tree }: SourceView, loop: SyntaxNode, exit: number): boolean {
  for (const up of ancestors(tree, loop)) {
    if (endOf(tree, up) >= exit) return true;
    const kind = kindOf(tree, up);
    if (kind === Kind.if_statement || kind === Kind.expression_case || kind === Kind.func_literal) return false;
  }
  return true;
}

function breaksOut(tree: SourceView['tree'], statement: SyntaxNode): SyntaxNode {
  for (const up of ancestors(tree, statement)) {
    switch (kindOf(tree, up)) {
      case Kind.for_statement:
      case Kind.expression_switch_statement:
      case Kind.type_switch_statement:
      case Kind.select_statement:
      case Kind.func_literal:
        return up;
    }
  }
  return NO_NODE;
}
