/**
 * concurrency/graceful-shutdown: a program serves HTTP and never shuts the server down. When it is told to stop, for a deployment for
 * instance, requests that are under way are cut off.
 *
 * Looks at package main only, and at servers that this file shows: one that is handed on, or whose file speaks of shutting down, may be
 * shut down elsewhere. A server that runs beside the program, for profiles or metrics, may be cut off and is left alone.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { TextEdit } from '../../go/textEdit.ts';
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
} from '../../go/tree.ts';
import { pathOf } from '../../go/valueFlow.ts';
import { usesOf } from '../../go/valueUses.ts';
import { defineRule, type FixContext } from '../rule.ts';
import { callAt, functionNameAt, isCallOf, isGoAtLeast } from '../support/contextInScope.ts';
import { indentationAt } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { addImport } from '../support/importEdits.ts';

const SERVE = ['ListenAndServe', 'ListenAndServeTLS', 'Serve', 'ServeTLS'];

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly function: string;
}

export const gracefulShutdown = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'concurrency/graceful-shutdown',
    title: 'A program that serves HTTP shuts its server down',
    severity: 'hint',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
  },
  sites: [{ kind: Kind.call_expression, callee: SERVE }],
  observe(call, view) {
    const { tree, header } = view;
    if (header.packageName !== 'main' || header.imports.some(({ path }) => path === 'testing')) return undefined;
    if (runsAside(view, call) || /\bShutdown\b/.test(tree.text)) return undefined;
    if (!isCallOf(view, call, 'net/http', SERVE) && !isOwnServer(view, call)) return undefined;
    return { start: startOf(tree, call), end: endOf(tree, call), function: functionNameAt(view, call) };
  },
  judge({ start, end, function: functionName }, { project, file }) {
    if (
      /(?:^|\/)(?:tests?|e2e|examples?|docs?|testdata|samples?|demos?|tools?|scripts|hack|perf)(?:\/|$)/.test(file.dir)
    )
      return undefined;
    return {
      message: 'Nothing shuts this server down: requests under way are cut off when the program is told to stop.',
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
    };
  },
  fixes(finding, context) {
    const edits = shutdownEdits(finding.start, finding.end, context);
    if (!edits) return [];
    return [
      {
        id: 'shutdown',
        title: 'Shut the server down on a signal',
        preferred: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

/** Started with `go`, so that something else keeps the program running. */
function runsAside({ tree }: SourceView, call: SyntaxNode): boolean {
  for (const up of ancestors(tree, call)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.go_statement || kind === Kind.func_literal) return true;
  }
  return false;
}

/** A method of a local `http.Server` that is only configured and served here. */
function isOwnServer(view: SourceView, call: SyntaxNode): boolean {
  const { tree } = view;
  const callee = childByField(tree, call, Field.function);
  if (kindOf(tree, callee) !== Kind.selector_expression) return false;
  const path = pathOf(view, childByField(tree, callee, Field.operand));
  if (!path?.binding || path.fields.length > 0 || !isServer(view, path.binding)) return false;
  const uses = usesOf(view, path, view.enclosingFunction(call));
  return uses.every(({ how, name, runs }) => {
    if (runs === 'later') return false;
    if (how === 'method') return name !== 'Close' && name !== 'RegisterOnShutdown';
    return how === 'field' || how === 'read' || how === 'assigned';
  });
}

function isServer(view: SourceView, { origin }: Binding): boolean {
  const { tree } = view;
  if (origin.by !== 'value') return false;
  let value = origin.value;
  if (kindOf(tree, value) === Kind.unary_expression) value = childByField(tree, value, Field.operand);
  const type = kindOf(tree, value) === Kind.composite_literal ? childByField(tree, value, Field.type) : NO_NODE;
  if (type === NO_NODE || kindOf(tree, type) !== Kind.qualified_type) return false;
  const meaning = view.scopes.resolve(childByField(tree, type, Field.package));
  const name = textOf(tree, childByField(tree, type, Field.name));
  return name === 'Server' && meaning.kind === 'import' && meaning.import.path === 'net/http';
}

/**
 * `log.Fatal(http.ListenAndServe(addr, handler))` and `log.Fatal(server.ListenAndServe())`, as a statement of their own: what fails is still
 * fatal. Other forms say themselves what to do about an error, and that is not for a fix to rewrite.
 */
function shutdownEdits(start: number, end: number, context: FixContext<unknown>): readonly TextEdit[] | undefined {
  const view = viewOf(context);
  const call = view && callAt(view, start, end);
  if (!view || call === undefined || !isGoAtLeast(context.file, 16)) return undefined;
  const { tree } = view;
  const fatal = parentOf(tree, parentOf(tree, call));
  const statement = parentOf(tree, fatal);
  if (!isCallOf(view, fatal, 'log', ['Fatal', 'Fatalln']) || kindOf(tree, statement) !== Kind.expression_statement)
    return undefined;
  if (namedChildren(tree, childByField(tree, fatal, Field.arguments)).length !== 1) return undefined;
  if (kindOf(tree, parentOf(tree, statement)) !== Kind.statement_list || !hasImportGroup(view)) return undefined;
  const names = freeNames(view, view.enclosingFunction(call));
  if (!names) return undefined;
  const callee = childByField(tree, call, Field.function);
  const operand = textOf(tree, childByField(tree, callee, Field.operand));
  const serve = view.calleeName(call) ?? '';
  const given = namedChildren(tree, childByField(tree, call, Field.arguments)).map((each) => textOf(tree, each));
  const isFunction = isCallOf(view, call, 'net/http', SERVE);
  if (isFunction && serve !== 'ListenAndServe') return undefined;
  const imports: TextEdit[] = [];
  const use = (path: string): string => {
    const { edits, localName } = addImport(tree, path, undefined, call, context);
    imports.push(...edits);
    return localName;
  };
  const [ctx, errors] = [use('context'), use('errors')];
  const http = isFunction ? operand : use('net/http');
  const [os, signal, syscall, time] = [use('os'), use('os/signal'), use('syscall'), use('time')];
  const server = isFunction ? names.server : operand;
  const [address = '', handler = ''] = given;
  const fields = handler === 'nil' ? `Addr: ${address}` : `Addr: ${address}, Handler: ${handler}`;
  const fatalCall = textOf(tree, childByField(tree, fatal, Field.function));
  const lines = [
    ...(isFunction ? [`${server} := &${http}.Server{${fields}}`] : []),
    `ctx, stop := ${signal}.NotifyContext(${ctx}.Background(), ${os}.Interrupt, ${syscall}.SIGTERM)`,
    'stopped := make(chan error, 1)',
    'go func() {',
    '\t<-ctx.Done()',
    '\tstop()',
    `\tdeadline, cancel := ${ctx}.WithTimeout(${ctx}.Background(), 10*${time}.Second)`,
    '\tdefer cancel()',
    `\tstopped <- ${server}.Shutdown(deadline)`,
    '}()',
    `if err := ${server}.${serve}(${isFunction ? '' : given.join(', ')}); !${errors}.Is(err, ${http}.ErrServerClosed) {`,
    `\t${fatalCall}(err)`,
    '}',
    'if err := <-stopped; err != nil {',
    `\t${fatalCall}(err)`,
    '}',
  ];
  const at = startOf(tree, statement);
  const newText = lines.join(`\n${indentationAt(tree.text, at)}`);
  return [...imports, { start: at, end: endOf(tree, statement), newText }];
}

/** Several imports find their places one by one only where there is a group already. */
function hasImportGroup({ header }: SourceView): boolean {
  return header.imports.some(({ grouped }) => grouped);
}

function freeNames({ tree }: SourceView, functionNode: SyntaxNode): { readonly server: string } | undefined {
  const used = new Set<string>();
  for (let node = functionNode; node < functionNode + sizeOf(tree, functionNode); node++) {
    if (kindOf(tree, node) === Kind.identifier) used.add(textOf(tree, node));
  }
  if (['ctx', 'stop', 'stopped'].some((name) => used.has(name))) return undefined;
  const server = ['server', 'httpServer', 'srv'].find((name) => !used.has(name));
  return server === undefined ? undefined : { server };
}
