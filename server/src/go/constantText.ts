/**
 * What a string expression is made of, as far as one file says: constant text, and in between the parts that are only known when the
 * program runs. Understands literals, `+`, constants, variables that are given one text and keep it, and `fmt.Sprintf`.
 *
 * Constants of other files are not known here and are parts like any other.
 */

import type { Binding } from './bindings.ts';
import { unquoteGoString } from './goString.ts';
import { Field, Kind } from './kinds.ts';
import type { SourceView } from './sourceView.ts';
import { childByField, kindOf, NO_NODE, namedChildren, parentOf, type SyntaxNode, startOf, textOf } from './tree.ts';

export type TextPart =
  /** `at` is the offset of the text's first character in the file, when every character stands there as it is; else -1. */
  | { readonly kind: 'text'; readonly text: string; readonly literal: SyntaxNode; readonly at: number }
  | {
      readonly kind: 'value';
      readonly expression: SyntaxNode;
      /** Of Sprintf, the verb, `%s`. */
      readonly verb: string;
      /** Of Sprintf, the call; else NO_NODE. */
      readonly format: SyntaxNode;
    };

const MAXIMUM_PARTS = 200;

/** Undefined when nothing constant is in it. */
export function textParts(view: SourceView, expression: SyntaxNode): readonly TextPart[] | undefined {
  const { tree } = view;
  const parts: TextPart[] = [];
  const pending: SyntaxNode[] = [expression];
  let steps = 0;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (++steps > MAXIMUM_PARTS) return undefined;
    switch (kindOf(tree, node)) {
      case Kind.interpreted_string_literal:
      case Kind.raw_string_literal:
        parts.push(literalPart(view, node, textOf(tree, node)));
        continue;
      case Kind.parenthesized_expression:
        pending.push(...namedChildren(tree, node).slice(0, 1));
        continue;
      case Kind.binary_expression: {
        const operator = childByField(tree, node, Field.operator);
        if (operator === NO_NODE || textOf(tree, operator) !== '+') break;
        pending.push(childByField(tree, node, Field.right), childByField(tree, node, Field.left));
        continue;
      }
      case Kind.identifier: {
        const value = valueBehind(view, node);
        if (value === NO_NODE) break;
        pending.push(value);
        continue;
      }
      case Kind.call_expression: {
        const formatted = formatParts(view, node);
        if (!formatted) break;
        parts.push(...formatted);
        continue;
      }
    }
    parts.push({ kind: 'value', expression: node, verb: '', format: NO_NODE });
  }
  return parts.some(({ kind }) => kind === 'text') ? parts : undefined;
}

function literalPart(view: SourceView, literal: SyntaxNode, written: string): TextPart {
  const text = unquoteGoString(written);
  const verbatim = written.slice(1, -1) === text;
  return { kind: 'text', text, literal, at: verbatim ? startOf(view.tree, literal) + 1 : -1 };
}

/** What a name stands for: the value of a constant, or of a local variable that is never given another. */
export function valueBehind(view: SourceView, identifier: SyntaxNode): SyntaxNode {
  const { tree, scopes } = view;
  const meaning = scopes.resolve(identifier);
  if (meaning.kind === 'package') {
    const spec = parentOf(tree, meaning.node);
    return kindOf(tree, spec) === Kind.const_spec ? valueIn(view, spec, meaning.node) : NO_NODE;
  }
  if (meaning.kind !== 'local') return NO_NODE;
  const { binding } = meaning;
  if (binding.kind === 'constant') return valueIn(view, parentOf(tree, binding.node), binding.node);
  if (binding.kind !== 'variable' || binding.origin.by !== 'value') return NO_NODE;
  return isGivenAnother(view, binding) ? NO_NODE : binding.origin.value;
}

/** Whether a variable is assigned again, or its address taken so that it may be. */
export function isGivenAnother(view: SourceView, binding: Binding): boolean {
  return view.scopes.uses(binding).some((use) => isChanged(view, use));
}

function valueIn({ tree }: SourceView, spec: SyntaxNode, name: SyntaxNode): SyntaxNode {
  if (kindOf(tree, spec) !== Kind.const_spec) return NO_NODE;
  const list = childByField(tree, spec, Field.value);
  const names = namedChildren(tree, spec).filter((child) => kindOf(tree, child) === Kind.identifier);
  return list === NO_NODE ? NO_NODE : (namedChildren(tree, list)[names.indexOf(name)] ?? NO_NODE);
}

function isChanged({ tree }: SourceView, use: SyntaxNode): boolean {
  const parent = parentOf(tree, use);
  if (kindOf(tree, parent) === Kind.unary_expression) {
    const operator = childByField(tree, parent, Field.operator);
    return operator !== NO_NODE && textOf(tree, operator) === '&';
  }
  if (kindOf(tree, parent) !== Kind.expression_list) return false;
  const statement = parentOf(tree, parent);
  const kind = kindOf(tree, statement);
  const assigns =
    kind === Kind.assignment_statement ||
    kind === Kind.short_var_declaration ||
    kind === Kind.range_clause ||
    kind === Kind.receive_statement;
  return assigns && childByField(tree, statement, Field.left) === parent;
}

/** The parts of `fmt.Sprintf("…", a, b)` with plain verbs; undefined for anything else. */
function formatParts(view: SourceView, call: SyntaxNode): TextPart[] | undefined {
  const { tree, scopes } = view;
  const callee = childByField(tree, call, Field.function);
  if (callee === NO_NODE || textOf(tree, callee) !== 'fmt.Sprintf') return undefined;
  const operand = childByField(tree, callee, Field.operand);
  const meaning = operand === NO_NODE ? undefined : scopes.resolve(operand);
  if (meaning?.kind !== 'import' || meaning.import.path !== 'fmt') return undefined;
  const [format, ...values] = namedChildren(tree, childByField(tree, call, Field.arguments));
  if (format === undefined || values.some((each) => kindOf(tree, each) === Kind.variadic_argument)) return undefined;
  const kind = kindOf(tree, format);
  if (kind !== Kind.interpreted_string_literal && kind !== Kind.raw_string_literal) return undefined;
  const whole = literalPart(view, format, textOf(tree, format));
  if (whole.kind !== 'text') return undefined;
  const parts: TextPart[] = [];
  let last = 0;
  let used = 0;
  const upTo = (end: number) => {
    const text = whole.text.slice(last, end);
    if (text !== '') parts.push({ ...whole, text, at: whole.at < 0 ? -1 : whole.at + last });
  };
  for (const match of whole.text.matchAll(/%%|%[-+# 0]*[\d.]*([a-zA-Z])|%/g)) {
    upTo(match.index);
    last = match.index + match[0].length;
    if (match[0] === '%%') {
      parts.push({ ...whole, text: '%', at: -1 });
      continue;
    }
    const expression = values[used++];
    if (match[1] === undefined || expression === undefined) return undefined;
    parts.push({ kind: 'value', expression, verb: match[0], format: call });
  }
  upTo(whole.text.length);
  return used === values.length ? parts : undefined;
}
