/**
 * context/http-timeout: an http.Client is made without a timeout. A server that accepts the connection and never answers then holds
 * the caller for ever.
 *
 * A client with a transport or a jar of its own was thought about and may have its limits elsewhere; so may one that gets
 * either later in the same function, or stands below a comment about timeouts. They are left alone, as are tests.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import {
  childByField,
  endOf,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { indentationAt } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { addImport } from '../support/importEdits.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly function: string;
}

/** A request made beside the client that ends with its caller. */
const CARRIES_CONTEXT = /\bNewRequestWithContext\(|\.WithContext\(/;

export const httpTimeout = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'context/http-timeout',
    title: 'An HTTP client has a timeout',
    severity: 'hint',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['gosec', 'forbidigo'],
  },
  sites: [{ kind: Kind.composite_literal }],
  observe(literal, view) {
    const { tree, header } = view;
    if (!isClient(view, literal) || header.imports.some(({ path }) => path === 'testing')) return undefined;
    const names = keysOf(tree, childByField(tree, literal, Field.body));
    if (!names || names.some((name) => name !== 'CheckRedirect')) return undefined;
    const around = view.enclosingFunction(literal);
    if (around !== NO_NODE && /\.(?:Timeout|Transport)\s*=/.test(textOf(tree, around))) return undefined;
    if (around !== NO_NODE && CARRIES_CONTEXT.test(textOf(tree, around))) return undefined;
    if (isExplained(tree, literal)) return undefined;
    return { start: startOf(tree, literal), end: endOf(tree, literal), function: functionNameAt(view, literal) };
  },
  judge({ start, end, function: name }, { project, file }) {
    return {
      message: 'This client waits for ever when a server does not answer: set Timeout.',
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${name}`,
    };
  },
  fixes: (finding, context) => [
    {
      id: 'timeout',
      title: 'Set a timeout of 30 seconds',
      preferred: true,
      changes: () => {
        const view = viewOf(context);
        const literal = view && literalAt(view.tree, finding.start, finding.end);
        if (!view || literal === undefined) return [];
        const { tree } = view;
        const { edits, localName } = addImport(tree, 'time', undefined, literal, context);
        const body = childByField(tree, literal, Field.body);
        const at = startOf(tree, body) + 1;
        const value = `30 * ${localName}.Second`;
        const first = namedChildren(tree, body)[0];
        const newText =
          first === undefined
            ? `Timeout: ${value}`
            : tree.text.slice(at, startOf(tree, first)).includes('\n')
              ? lineBefore(tree, at, first, value)
              : `Timeout: ${value}, `;
        return [{ kind: 'edit', path: finding.path, edits: [...edits, { start: at, end: at, newText }] }];
      },
    },
  ],
});

/** A line of its own, lined up the way gofmt does with the field below, unless a comment or a longer value parts them. */
function lineBefore(tree: FlatTree, at: number, first: SyntaxNode, value: string): string {
  const key = namedChildren(tree, first)[0];
  const isNext = tree.text.slice(at, startOf(tree, first)).trim() === '';
  const width = key === undefined || !isNext || textOf(tree, first).includes('\n') ? 0 : textOf(tree, key).length;
  return `\n${indentationAt(tree.text, startOf(tree, first))}${'Timeout:'.padEnd(width + 1)} ${value},`;
}

function isClient({ tree, scopes }: SourceView, literal: SyntaxNode): boolean {
  const type = childByField(tree, literal, Field.type);
  if (type === NO_NODE || kindOf(tree, type) !== Kind.qualified_type) return false;
  const name = childByField(tree, type, Field.name);
  const qualifier = childByField(tree, type, Field.package);
  if (name === NO_NODE || qualifier === NO_NODE || textOf(tree, name) !== 'Client') return false;
  const meaning = scopes.resolve(qualifier);
  return meaning.kind === 'import' && meaning.import.path === 'net/http';
}

/** A comment above the line speaks of timeouts. */
function isExplained(tree: FlatTree, literal: SyntaxNode): boolean {
  const lineStart = tree.text.lastIndexOf('\n', startOf(tree, literal) - 1);
  const above = tree.text.slice(tree.text.lastIndexOf('\n', lineStart - 1) + 1, lineStart);
  return /^\s*\/\/.*time-?out/i.test(above);
}

/** The names of the fields that are set; undefined when they are not written with names. */
function keysOf(tree: FlatTree, body: SyntaxNode): string[] | undefined {
  const names: string[] = [];
  for (const element of namedChildren(tree, body)) {
    const key = kindOf(tree, element) === Kind.keyed_element ? namedChildren(tree, element)[0] : undefined;
    if (key === undefined) return undefined;
    names.push(textOf(tree, key));
  }
  return names;
}

function literalAt(tree: FlatTree, start: number, end: number): SyntaxNode | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (kindOf(tree, node) !== Kind.composite_literal) continue;
    if (startOf(tree, node) === start && endOf(tree, node) === end) return node;
  }
  return undefined;
}
