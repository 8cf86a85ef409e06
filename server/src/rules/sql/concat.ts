/**
 * sql/concat: a string put between the quotes of a query, `"… name = '" + name + "'"`, instead of being given to it as a value.
 *
 * Only what stands inside a quoted SQL string of a statement that takes placeholders, is a string, and comes from a variable of
 * the function, a field or a request is reported: there a placeholder always would do. Names of tables and columns, lists of
 * placeholders, conditions that are put together, numbers, constants and anything escaped by a call are left alone.
 */
import type { TextPart } from '../../go/constantText.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import { HOLE, sqlTokens } from '../../go/sql.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { defineRule } from '../rule.ts';
import { callAt, functionNameAt } from '../support/contextInScope.ts';
import { viewOf } from '../support/fixView.ts';
import { styleOf } from './support/drivers.ts';
import { placeholderEdits } from './support/placeholderEdits.ts';
import {
  CHANGES,
  databaseOf,
  FILLS,
  type QueryCall,
  queryCallOf,
  READS,
  ROW_READS,
  textOfParts,
} from './support/queryCalls.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly function: string;
  readonly call: Symbolic;
  readonly value: Symbolic;
  readonly whole: { readonly start: number; readonly end: number };
}

/** What a request brings in. */
const GETTERS =
  /^(?:FormValue|PostFormValue|PathValue|URLParam|Param|Params|QueryParam|Query|DefaultQuery|PostForm|Get|Cookie)$/;

export const concat = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'sql/concat',
    title: 'Values are given to a query, not written into it',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['gosec', 'G201', 'G202', 'G701'],
  },
  sites: [{ kind: Kind.call_expression, callee: [...READS, ...ROW_READS, ...CHANGES, ...FILLS, 'Raw'] }],
  observe(call, view) {
    const { tree } = view;
    const query = queryCallOf(view, call);
    const [splice] = query ? splicesOf(query) : [];
    const first = splice?.find((part) => part.kind === 'value' && isFromOutside(view, part.expression));
    if (first?.kind !== 'value') return undefined;
    const { expression } = first;
    return {
      start: startOf(tree, expression),
      end: endOf(tree, expression),
      name: textOf(tree, expression),
      function: functionNameAt(view, call),
      call: view.callee(call),
      value: view.typeOf(expression),
      whole: { start: startOf(tree, call), end: endOf(tree, call) },
    };
  },
  judge({ start, end, name, function: functionName, call, value, whole }, context) {
    const { project, file } = context;
    if (!databaseOf(call, context)) return undefined;
    const type = project.types.underlying(project.types.typeOf(value, file), file);
    if (type.kind !== 'basic' || type.name !== 'string') return undefined;
    return {
      message: `${name} becomes part of the SQL text: a quote in it changes the query. Give it to the query as a value.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName} ${name}`,
      data: whole,
    };
  },
  fixes(finding, context) {
    const view = viewOf(context);
    const { start, end } = finding.data as Observation['whole'];
    const call = view && callAt(view, start, end);
    const query = view && call !== undefined ? queryCallOf(view, call) : undefined;
    if (!view || call === undefined || !query) return [];
    const database = databaseOf(view.callee(call), context);
    const fallback =
      database?.library === 'pgx'
        ? 'dollar'
        : database?.library === 'gorm'
          ? 'question'
          : styleOf(context.project, context.file);
    const edits = placeholderEdits(view, query, splicesOf(query), fallback);
    if (!edits) return [];
    return [
      {
        id: 'placeholder',
        title: 'Give it to the query as a value',
        preferred: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

/** The parts that make up each quoted SQL string with a value in it, the texts around included. */
function splicesOf({ parts }: QueryCall): TextPart[][] {
  const text = textOfParts(parts);
  const found: TextPart[][] = [];
  const tokens = sqlTokens(text) ?? [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'string' || !token.text.includes(HOLE) || !token.text.startsWith("'")) continue;
    // SQLite and MySQL take names of tables and columns in quotes as well.
    if (/^(?:from|into|update|join|table|as|by)$/i.test(tokens[index - 1]?.text ?? '')) continue;
    let offset = 0;
    const inside: TextPart[] = [];
    for (const part of parts) {
      const length = part.kind === 'text' ? part.text.length : HOLE.length;
      if (offset < token.end && offset + length > token.start) inside.push(part);
      offset += length;
    }
    found.push(inside);
  }
  return found;
}

/** A variable of the function or a field of one that is not known to be harmless, or what a request is asked for. */
function isFromOutside(view: SourceView, expression: SyntaxNode): boolean {
  const { tree } = view;
  let at = expression;
  let isField = false;
  for (;;) {
    const kind = kindOf(tree, at);
    if (kind === Kind.parenthesized_expression) at = namedChildren(tree, at)[0] ?? NO_NODE;
    else if (kind === Kind.selector_expression || kind === Kind.index_expression) {
      isField = true;
      at = childByField(tree, at, Field.operand);
    } else break;
    if (at === NO_NODE) return false;
  }
  if (kindOf(tree, at) === Kind.call_expression) return !isField && isGetter(view, at);
  if (kindOf(tree, at) !== Kind.identifier) return false;
  const binding = view.scopes.local(textOf(tree, at), at);
  if (!binding) return false;
  const { kind, origin } = binding;
  if (kind === 'parameter' || kind === 'receiver') return true;
  if (kind !== 'variable') return false;
  if (origin.by === 'value') {
    const isCall = kindOf(tree, origin.value) === Kind.call_expression;
    return isCall ? isGetter(view, origin.value) : isField && kindOf(tree, origin.value) !== Kind.composite_literal;
  }
  return origin.by === 'type' && isField;
}

function isGetter(view: SourceView, call: SyntaxNode): boolean {
  return GETTERS.test(view.calleeName(call) ?? '');
}
