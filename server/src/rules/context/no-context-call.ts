/**
 * context/no-context-call: a call that waits for a database, the network or a program, without the context that is in scope, although
 * there is a variant that takes it.
 *
 * Says nothing where no context is in scope (`context/missing` does), in tests, in goroutines, deferred calls and clean-up, of
 * requests that get their context later (`req.WithContext`) and of programs that are started and left running.
 */

import * as z from 'zod/mini';
import { calleeText } from '../../go/calleeText.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import { ancestors, childByField, endOf, kindOf, NO_NODE, type SyntaxNode, startOf, textOf } from '../../go/tree.ts';
import { contextVariantOf } from '../../model/contextVariants.ts';
import { defineRule, type JudgeContext } from '../rule.ts';
import { calleeTable, matchCallee } from '../support/calls.ts';
import {
  type ContextCandidate,
  callAt,
  contextCandidates,
  contextOf,
  functionNameAt,
  runsApart,
} from '../support/contextInScope.ts';
import { viewOf } from '../support/fixView.ts';
import { dialEdits, lookupEdits, requestEdits, variantEdits } from './passContext.ts';

const options = z.strictObject({
  logging: z
    .optional(z.boolean())
    .check(z.describe('Also report slog.Info and its like, which have variants that take a context.')),
});

type Options = z.infer<typeof options>;

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly function: string;
  readonly call: Symbolic;
  readonly candidates: readonly ContextCandidate[];
}

interface Data {
  readonly expression: string;
  readonly how: 'variant' | 'dial' | 'lookup' | 'request';
}

/** Functions of package net that its resolver has as methods, with a context before and the same results. */
const LOOKUPS = ['Addr', 'CNAME', 'Host', 'IP', 'MX', 'NS', 'SRV', 'TXT'].map((each) => `Lookup${each}`);

/** Calls whose replacement is not one of the same name. */
const OTHERWISE = calleeTable<{ readonly how: Data['how']; readonly instead: string }>({
  'net.Dial': { how: 'dial', instead: 'net.Dialer.DialContext' },
  'net.DialTimeout': { how: 'dial', instead: 'net.Dialer.DialContext' },
  ...Object.fromEntries(
    LOOKUPS.map((name) => [`net.${name}`, { how: 'lookup' as const, instead: `net.DefaultResolver.${name}` }]),
  ),
  ...Object.fromEntries(
    ['Get', 'Head', 'Post', 'PostForm'].flatMap((name) =>
      ['net/http', '(*net/http.Client)'].map((owner) => [
        `${owner}.${name}`,
        { how: 'request' as const, instead: 'http.NewRequestWithContext and Do' },
      ]),
    ),
  ),
});

const LOGGING = ['Debug', 'Info', 'Warn', 'Error'];
export const WAITING = [
  'Query QueryRow Exec Prepare Ping Begin Stmt Handshake',
  'Select NamedExec NamedQuery Queryx QueryRowx Preparex PrepareNamed MustExec Beginx MustBegin',
  'Command NewRequest Get Head Post PostForm Dial DialTimeout',
  ...LOOKUPS,
].flatMap((line) => line.split(' '));

export const noContextCall = defineRule<Observation, Options>({
  meta: {
    id: 'context/no-context-call',
    title: 'Calls that wait are given the context in scope',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    options,
    defaults: {},
    honours: ['noctx', 'sloglint'],
  },
  sites: [{ kind: Kind.call_expression, callee: [...WAITING, ...LOGGING] }],
  observe(call, view) {
    const { tree, header } = view;
    if (header.imports.some(({ path }) => path === 'testing' || path === 'net/http/httptest')) return undefined;
    const callee = childByField(tree, call, Field.function);
    if (callee === NO_NODE || kindOf(tree, callee) !== Kind.selector_expression) return undefined;
    const candidates = contextCandidates(view, call);
    if (candidates.length === 0 || runsApart(view, call)) return undefined;
    const name = view.calleeName(call) ?? '';
    if (isSeenTo(view, call, name) || isChosen(view, call, textOf(tree, callee))) return undefined;
    return {
      start: startOf(tree, call),
      end: endOf(tree, call),
      name: calleeText(tree, callee),
      function: functionNameAt(view, call),
      call: view.callee(call),
      candidates,
    };
  },
  judge({ start, end, name, function: functionName, call, candidates }, context) {
    const { project, file } = context;
    const found = contextOf(candidates, context);
    const better = found && contextCallInstead(call, context);
    if (!found || !better) return undefined;
    // The variant itself may be made of the call without.
    if (functionName === better.instead || functionName.endsWith(`.${better.instead}`)) return undefined;
    const data: Data = { expression: found.expression, how: better.how };
    return {
      message: `${name} goes on when the caller has given up: use ${better.instead} with ${found.expression}.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName} ${name}`,
      data,
    };
  },
  fixes(finding, context) {
    const { expression, how } = finding.data as Data;
    const view = viewOf(context);
    const call = view && callAt(view, finding.start, finding.end);
    if (!view || call === undefined) return [];
    const edits =
      how === 'variant'
        ? variantEdits(view, call, expression, contextVariantOf(view.callee(call), context.file, context.project.types))
        : how === 'dial'
          ? dialEdits(view, call, expression)
          : how === 'lookup'
            ? lookupEdits(view, call, expression)
            : requestEdits(view, call, expression, context);
    if (!edits) return [];
    return [
      {
        id: 'pass',
        title: `Pass ${expression}`,
        preferred: true,
        safe: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

export function contextCallInstead(
  call: Symbolic,
  context: JudgeContext<Options>,
): { how: Data['how']; instead: string } | undefined {
  const { project, file } = context;
  const otherwise = matchCallee(call, OTHERWISE, context);
  if (otherwise) return otherwise.value;
  const variant = contextVariantOf(call, file, project.types);
  // It does not wait for the connection, and its variant takes the context for that alone.
  if (!variant || variant.callee.fullName === 'google.golang.org/grpc.DialContext') return undefined;
  const isLogging = LOGGING.some((name) => variant.name.startsWith(name));
  return isLogging && context.options.logging !== true ? undefined : { how: 'variant', instead: variant.name };
}

/** The request gets its context afterwards, or is handed on together with it; the program is meant to go on running. */
function isSeenTo(view: SourceView, call: SyntaxNode, name: string): boolean {
  if (name !== 'NewRequest' && name !== 'Command' && name !== 'Handshake') return false;
  const around = textOf(view.tree, view.enclosingFunction(call));
  // The connection ends by itself.
  if (name === 'Handshake') return /\.Set(?:Read|Write)?Deadline\(/.test(around);
  if (name === 'Command') {
    if (/daemon|background|spawn|launch|^start/i.test(functionNameAt(view, call))) return true;
    return /\.(?:Start|Process|Wait|Cancel)\b/.test(around);
  }
  return /\.WithContext\(/.test(around) || /\(ctx, (?:[^()]*, )?\w*[rR]eq(?:uest)?\b/.test(around);
}

/** `if bound { exec.CommandContext(ctx, …) } else { exec.Command(…) }` knows both and chooses. */
function isChosen({ tree }: SourceView, call: SyntaxNode, callee: string): boolean {
  for (const up of ancestors(tree, call)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.function_declaration || kind === Kind.method_declaration) return false;
    if (kind === Kind.if_statement && childByField(tree, up, Field.alternative) !== NO_NODE) {
      if (textOf(tree, up).includes(`${callee}Context(`)) return true;
    }
  }
  return false;
}
