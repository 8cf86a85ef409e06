/**
 * Turns values between the quotes of a query into values of the query: `'%" + name + "%'"` becomes `$2` and the argument
 * `"%" + name + "%"`.
 *
 * Only where everything stands in the file as it is: no escapes in the literals, no values that are spread, and a style of
 * placeholders that is known. Everything else gives no edits.
 */
import type { TextPart } from '../../../go/constantText.ts';
import { Field, Kind } from '../../../go/kinds.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import { HOLE, type SqlToken, sqlTokens } from '../../../go/sql.ts';
import type { TextEdit } from '../../../go/textEdit.ts';
import {
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../../go/tree.ts';
import { removeImportIfUnused } from '../../support/importEdits.ts';
import type { Style } from './drivers.ts';
import { type QueryCall, sourceOffset, textOfParts } from './queryCalls.ts';

export function placeholderEdits(
  view: SourceView,
  { query, parts, values, isSpread }: QueryCall,
  splices: readonly (readonly TextPart[])[],
  fallback: Style | undefined,
): TextEdit[] | undefined {
  const { tree } = view;
  const tokens = sqlTokens(textOfParts(parts));
  if (!tokens || isSpread || splices.length === 0) return undefined;
  const placeholders = tokens.filter(({ kind }) => kind === 'placeholder');
  const style = placeholders.some(({ text }) => text.startsWith('$'))
    ? 'dollar'
    : placeholders.some(({ text }) => text === '?')
      ? 'question'
      : fallback;
  const isUniform = placeholders.every(({ text }) => (style === 'dollar' ? text.startsWith('$') : text === '?'));
  if (!style || !isUniform || placeholders.length > values.length) return undefined;
  if (parts.some((part) => part.kind === 'text' && part.at < 0) || isSharedQuery(view, query)) return undefined;
  // Parts that are not known may hold placeholders of their own.
  if (parts.some((part) => part.kind === 'value' && !splices.some((splice) => splice.includes(part)))) return undefined;
  const strings = tokens.filter(({ kind, text }) => kind === 'string' && text.includes(HOLE));
  if (strings.length !== splices.length) return undefined;
  const edits: TextEdit[] = [];
  const given: { readonly behind: number; readonly text: string }[] = [];
  let number = Math.max(0, ...placeholders.map(({ text }) => Number(text.slice(1)) || 0));
  for (const [index, string] of strings.entries()) {
    const splice = splices[index];
    const value = splice && argumentOf(view, string, splice);
    const range = splice && isOnePiece(view, splice) ? rangeOf(parts, string) : undefined;
    if (!value || !range) return undefined;
    number++;
    edits.push({ ...range, newText: style === 'dollar' ? `$${number}` : '?' });
    const behind = style === 'dollar' ? values.length : placeholders.filter(({ start }) => start < string.start).length;
    given.push({ behind, text: value });
  }
  for (const { behind, text } of given) {
    const before = behind === 0 ? query : values[behind - 1];
    if (before === undefined) return undefined;
    edits.push({ start: endOf(tree, before), end: endOf(tree, before), newText: `, ${text}` });
  }
  edits.push(...formatEdits(view, splices, edits));
  return overlaps(edits) ? undefined : edits;
}

/** A query in a variable that is used for something else as well, say a second call. */
function isSharedQuery({ tree, scopes }: SourceView, query: SyntaxNode): boolean {
  if (kindOf(tree, query) !== Kind.identifier) return false;
  const binding = scopes.local(textOf(tree, query), query);
  return !binding || scopes.uses(binding).length !== 1;
}

/** What the query is given instead: the values inside the quotes and the texts around them. */
function argumentOf(view: SourceView, string: SqlToken, splice: readonly TextPart[]): string | undefined {
  const holes = splice.filter((part) => part.kind === 'value');
  if (holes.some(({ verb }) => verb !== '' && verb !== '%s' && verb !== '%v')) return undefined;
  const texts = string.text.slice(1, -1).split(HOLE);
  const pieces: string[] = [];
  for (const [index, text] of texts.entries()) {
    if (/["\\]|''|[^\x20-\x7e]/.test(text)) return undefined;
    if (text !== '') pieces.push(`"${text}"`);
    const hole = holes[index];
    if (hole?.kind === 'value') pieces.push(textOf(view.tree, hole.expression));
  }
  return pieces.join('+');
}

/** From the opening quote to behind the closing one, in the file. */
function rangeOf(parts: readonly TextPart[], { start, end }: SqlToken): { start: number; end: number } | undefined {
  const first = sourceOffset(parts, start);
  const last = sourceOffset(parts, end - 1);
  return first !== undefined && last !== undefined ? { start: first, end: last + 1 } : undefined;
}

/** Whether the parts are one literal, or literals with the same quotes and nothing but a plus in between. */
function isOnePiece({ tree }: SourceView, splice: readonly TextPart[]): boolean {
  const nodes = splice.map((part) => (part.kind === 'text' ? part.literal : part.expression));
  if (splice.some((part) => part.kind === 'value' && part.format !== NO_NODE)) {
    return new Set(nodes.filter((_, index) => splice[index]?.kind === 'text')).size === 1;
  }
  const quotes = splice.flatMap((part) => (part.kind === 'text' ? [tree.text[startOf(tree, part.literal)]] : []));
  if (new Set(quotes).size > 1) return false;
  return nodes.every((node, index) => {
    const next = nodes[index + 1];
    return next === undefined || /^\s*\+\s*$/.test(tree.text.slice(endOf(tree, node), startOf(tree, next)));
  });
}

/** Sprintf loses the values that moved, and goes when none is left. */
function formatEdits(
  { tree }: SourceView,
  splices: readonly (readonly TextPart[])[],
  others: readonly TextEdit[],
): TextEdit[] {
  const moved = splices.flat().filter((part) => part.kind === 'value' && part.format !== NO_NODE);
  const calls = new Set(moved.map((part) => (part.kind === 'value' ? part.format : NO_NODE)));
  const edits: TextEdit[] = [];
  for (const call of calls) {
    const list = childByField(tree, call, Field.arguments);
    const [format] = namedChildren(tree, list);
    if (format === undefined) continue;
    // Everything in it has moved, since parts that stay were refused above.
    edits.push({ start: startOf(tree, call), end: startOf(tree, format), newText: '' });
    edits.push({ start: endOf(tree, format), end: endOf(tree, call), newText: '' });
  }
  return calls.size === 0 ? edits : [...edits, ...removeImportIfUnused(tree, 'fmt', [...others, ...edits])];
}

function overlaps(edits: readonly TextEdit[]): boolean {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  return sorted.some((edit, index) => (sorted[index + 1]?.start ?? edit.end) < edit.end);
}
