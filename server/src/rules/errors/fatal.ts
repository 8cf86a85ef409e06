/**
 * errors/fatal: code that others call ends the program. Deferred calls do not run, nothing is retried, no test can see it, and the
 * caller who knows what to do is not asked.
 *
 * Speaks of calls that log and exit, of os.Exit, and of `panic(err)` where the same function could return the error. Programs
 * (package main, packages of commands), tests and their helpers, `init`, and functions whose name says that they end the
 * program (Must…, …OrDie) are left alone, and so are panics that state what cannot happen.
 */

import * as z from 'zod/mini';
import { calleeText } from '../../go/calleeText.ts';
import { signatureOf } from '../../go/declarations.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  ancestors,
  childByField,
  endOf,
  type FlatTree,
  firstChild,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { defineRule, type FixContext } from '../rule.ts';
import { calleeTable, matchCallee, namesIn } from '../support/calls.ts';
import {
  callBehind,
  endsWithError,
  nilComparison,
  resultsOf,
  statementAround,
  topLevelAround,
} from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { addImport } from '../support/importEdits.ts';
import { type Exchange, withImports } from '../support/importExchange.ts';
import { returnStatement } from '../support/zeroValues.ts';

type Style = 'print' | 'format' | 'exit';

const prints = (type: string): [string, Style][] => [
  [`${type}.Fatal`, 'print'],
  [`${type}.Fatalln`, 'print'],
  [`${type}.Fatalf`, 'format'],
];

/** Functions that never return, by how they are told what happened. */
const fatalCalls = calleeTable<Style>({
  ...Object.fromEntries(prints('log')),
  ...Object.fromEntries(prints('(*log.Logger)')),
  ...Object.fromEntries(prints('github.com/sirupsen/logrus')),
  ...Object.fromEntries(prints('(*github.com/sirupsen/logrus.Logger)')),
  ...Object.fromEntries(prints('(*github.com/sirupsen/logrus.Entry)')),
  ...Object.fromEntries(prints('(*go.uber.org/zap.SugaredLogger)')),
  ...Object.fromEntries(prints('k8s.io/klog/v2')),
  ...Object.fromEntries(prints('github.com/golang/glog')),
  '(*go.uber.org/zap.SugaredLogger).Fatalw': 'exit',
  '(*go.uber.org/zap.Logger).Fatal': 'exit',
  '(*github.com/rs/zerolog.Logger).Fatal': 'exit',
  'github.com/rs/zerolog/log.Fatal': 'exit',
  'os.Exit': 'exit',
  'syscall.Exit': 'exit',
});

/** Functions that say by their name that they end the program. */
const ENDS_BY_NAME =
  /^(?:must|fatal|exit|die|abort|quit|crash|panic|check|usage|main|execute)|Must|Fatal|Exit|OrDie|OrPanic/i;

/** Folders of programs and their subcommands, whatever their packages are called. */
const PROGRAM_FOLDER =
  /(?:^|\/)(?:cmd|cmds|cli|command|commands|tools?|scripts?|hack|examples?|testutils?|testing|tests?|suites?|mocks?|e2e|integration|fixtures|testdata)(?:\/|$)/;
const PROGRAM_IMPORTS = /^(?:testing|github\.com\/(?:spf13\/cobra|urfave\/cli|alecthomas\/kong|stretchr\/testify)\b)/;

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly function: string;
  /** Left out for panic. */
  readonly call?: Symbolic;
  /** What panic is given. */
  readonly panics?: Symbolic;
  /** The function around it, or the function literal, returns an error as well. */
  readonly canReturn?: true;
}

const fatalData = z.object({ canReturn: z.boolean() });

export const fatal = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'errors/fatal',
    title: 'Only main ends the program; everybody else returns an error',
    severity: 'information',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['revive', 'forbidigo', 'gocritic'],
  },
  sites: [{ kind: Kind.call_expression, callee: [...namesIn(fatalCalls), 'panic'] }],
  observe(call, view) {
    const { tree, header } = view;
    if (header.packageName === 'main' || header.imports.some(({ path }) => PROGRAM_IMPORTS.test(path)))
      return undefined;
    const top = topLevelAround(tree, call);
    const functionName = top === NO_NODE ? undefined : nameOfFunction(tree, top);
    if (functionName === undefined || functionName === 'init' || ENDS_BY_NAME.test(functionName)) return undefined;
    // A second signal, a watchdog: whoever listens for signals decides about the process.
    if (tree.text.slice(startOf(tree, top), endOf(tree, top)).includes('signal.Notify')) return undefined;
    const callee = childByField(tree, call, Field.function);
    const place = {
      start: startOf(tree, call),
      end: endOf(tree, call),
      name: calleeText(tree, callee),
      function: functionName,
    };
    if (place.name !== 'panic') {
      const around = view.enclosingFunction(call);
      const canReturn = around !== NO_NODE && endsWithError(resultsOf(tree, around));
      return { ...place, call: view.callee(call), ...(canReturn ? { canReturn } : {}) };
    }
    const panics = panickedError(call, view);
    return panics === undefined ? undefined : { ...place, panics, canReturn: true };
  },
  judge({ call, panics, canReturn = false, ...place }, { project, file }) {
    if (PROGRAM_FOLDER.test(file.dir)) return undefined;
    if (panics !== undefined) {
      if (project.types.implementsError(project.types.typeOf(panics, file), file) !== true) return undefined;
    } else if (call === undefined || !matchCallee(call, fatalCalls, { project, file })) return undefined;
    const does = panics === undefined ? 'ends the program' : 'panics with an error it could return';
    return {
      start: place.start,
      end: place.end,
      message: `${place.function} ${does}: return the error and let main decide.`,
      key: `${project.packageOf(file)?.path ?? file.dir}.${place.function} ${place.name}`,
      data: { canReturn } satisfies z.infer<typeof fatalData>,
    };
  },
  fixes(finding, context) {
    const data = fatalData.safeParse(finding.data);
    if (!data.success || !data.data.canReturn) return [];
    const edits = returnInstead(finding.start, context);
    if (!edits) return [];
    return [
      {
        id: 'return',
        title: 'Return the error instead',
        preferred: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

/** `Name` or `Type.Name`'s last part; undefined for anything but a function. */
function nameOfFunction(tree: FlatTree, top: SyntaxNode): string | undefined {
  const kind = kindOf(tree, top);
  if (kind !== Kind.function_declaration && kind !== Kind.method_declaration) return undefined;
  const name = childByField(tree, top, Field.name);
  return name === NO_NODE ? undefined : textOf(tree, name);
}

/**
 * The error in `if err != nil { panic(err) }`, where a call gave it and the function around returns an error as well. Recovered
 * values and errors of `defer` have nobody to be returned to.
 */
function panickedError(call: SyntaxNode, view: SourceView): Symbolic | undefined {
  const { tree } = view;
  if (view.scopes.resolve(childByField(tree, call, Field.function)).kind !== 'predeclared') return undefined;
  const [argument, ...more] = namedChildren(tree, childByField(tree, call, Field.arguments));
  if (argument === undefined || more.length > 0 || kindOf(tree, argument) !== Kind.identifier) return undefined;
  const meaning = view.scopes.resolve(argument);
  if (meaning.kind !== 'local' || callBehind(tree, meaning.binding) === undefined) return undefined;
  const around = view.enclosingFunction(call);
  if (around === NO_NODE || !endsWithError(resultsOf(tree, around))) return undefined;
  for (const up of ancestors(tree, call)) {
    if (up === around) return undefined;
    if (kindOf(tree, up) !== Kind.if_statement) continue;
    const compared = nilComparison(tree, childByField(tree, up, Field.condition));
    if (compared?.operator !== '!=' || textOf(tree, compared.identifier) !== textOf(tree, argument)) return undefined;
    return view.typeOf(argument);
  }
  return undefined;
}

/** Edits that return what the call was told, when the function can and the call is the last thing its block does. */
function returnInstead(start: number, context: FixContext<unknown>): readonly TextEdit[] | undefined {
  const view = viewOf(context);
  const call = view && callAt(view.tree, start);
  if (!view || call === undefined) return undefined;
  const { tree } = view;
  const { statement, list } = statementAround(tree, call);
  if (statement === NO_NODE || kindOf(tree, statement) !== Kind.expression_statement) return undefined;
  if (firstChild(tree, statement) !== call || namedChildren(tree, list).at(-1) !== statement) return undefined;
  const around = view.enclosingFunction(call);
  const signature = around === NO_NODE ? undefined : signatureOf(tree, around);
  if (!signature || !endsWithError(signature.results)) return undefined;
  const told = whatItIsTold(call, view, context);
  if (!told) return undefined;
  const typeParameters = new Set(signature.typeParameters.map(({ name }) => name));
  const replacement = returnStatement(signature.results, told.error, context, typeParameters);
  if (replacement === undefined) return undefined;
  const edits = [{ start: startOf(tree, statement), end: endOf(tree, statement), newText: replacement }];
  return withImports(tree, edits, told.imports);
}

interface Told {
  readonly error: string;
  readonly imports: Exchange;
}

function whatItIsTold(call: SyntaxNode, view: SourceView, context: FixContext<unknown>): Told | undefined {
  const { tree } = view;
  const callee = childByField(tree, call, Field.function);
  const given = namedChildren(tree, childByField(tree, call, Field.arguments));
  const [first, second] = given;
  if (first === undefined || given.some((each) => kindOf(tree, each) === Kind.variadic_argument)) return undefined;
  const isErrorValue = (node: SyntaxNode): boolean =>
    context.project.types.implementsError(
      context.project.types.typeOf(view.typeOf(node), context.file),
      context.file,
    ) === true;
  const name = textOf(tree, callee);
  if (name === 'panic') return { error: textOf(tree, first), imports: { goes: [] } };
  const goes = importOf(callee, view);
  if (name.endsWith('f')) {
    const format = kindOf(tree, first) === Kind.interpreted_string_literal ? textOf(tree, first) : undefined;
    const last = given.at(-1);
    if (format === undefined || last === undefined) return undefined;
    const wraps = given.length > 1 && isErrorValue(last) && /%[vs](?:\\n)?"$/.test(format);
    const text = (wraps ? format.replace(/%[vs](\\n)?"$/, '%w"') : format).replace(/\\n"$/, '"');
    const fmt = addImport(tree, 'fmt', undefined, call, context);
    const rest = given.slice(1).map((each) => textOf(tree, each));
    return {
      error: `${fmt.localName}.Errorf(${[text, ...rest].join(', ')})`,
      imports: { comes: { path: 'fmt', addition: fmt }, goes },
    };
  }
  if (given.length === 1 && isErrorValue(first)) return { error: textOf(tree, first), imports: { goes } };
  if (kindOf(tree, first) !== Kind.interpreted_string_literal) return undefined;
  const text = textOf(tree, first).slice(1, -1);
  if (given.length === 1) {
    const errors = addImport(tree, 'errors', undefined, call, context);
    return {
      error: `${errors.localName}.New("${text}")`,
      imports: { comes: { path: 'errors', addition: errors }, goes },
    };
  }
  if (given.length !== 2 || second === undefined || !isErrorValue(second) || text.includes('%')) return undefined;
  const fmt = addImport(tree, 'fmt', undefined, call, context);
  const message = text.replace(/[:\s]+$/, '');
  return {
    error: `${fmt.localName}.Errorf("${message}: %w", ${textOf(tree, second)})`,
    imports: { comes: { path: 'fmt', addition: fmt }, goes },
  };
}

function importOf(callee: SyntaxNode, view: SourceView): string[] {
  const operand = childByField(view.tree, callee, Field.operand);
  if (operand === NO_NODE || kindOf(view.tree, operand) !== Kind.identifier) return [];
  const meaning = view.scopes.resolve(operand);
  return meaning.kind === 'import' ? [meaning.import.path] : [];
}

function callAt(tree: FlatTree, start: number): SyntaxNode | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (startOf(tree, node) !== start || kindOf(tree, node) !== Kind.call_expression) continue;
    if (sizeOf(tree, node) > 1 && kindOf(tree, parentOf(tree, node)) !== Kind.selector_expression) return node;
  }
  return undefined;
}
