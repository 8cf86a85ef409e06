/**
 * errors/fatal: code that others call ends the program. Deferred calls do not run, nothing is retried, no test can see it, and the
 * caller who knows what to do is not asked.
 *
 * Speaks of calls that log and exit, of os.Exit, of calls that log an error and panic, and of `panic(err)` where the same function could
 * return the error. Programs
 * (package main, packages of commands), tests and their helpers, `init`, and functions whose name says that they end the
 * program (Must…, …OrDie) are left alone, and so are panics that state what cannot happen.
 */

import * as z from 'zod/mini';
import { calleeText } from '../../go/calleeText.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  ancestors,
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
import { calleeTable, matchCallee, namesIn } from '../support/calls.ts';
import { callBehind, endsWithError, nilComparison, resultsOf, topLevelAround } from '../support/errorFlow.ts';
import { returnInstead } from './support/returnInstead.ts';
import { operandsIn, outermostCall } from './support/whatIsTold.ts';

/** What a call does: end the program, with words or with a status alone, or panic with words. */
type Effect = 'ends' | 'exits' | 'panics';

function logging(prefix: string, isMethod: boolean): [string, Effect][] {
  const name = (last: string) => (isMethod ? `(${prefix}).${last}` : `${prefix}.${last}`);
  return ['', 'f', 'ln'].flatMap((suffix): [string, Effect][] => [
    [name(`Fatal${suffix}`), 'ends'],
    [name(`Panic${suffix}`), 'panics'],
  ]);
}

/** Packages, and types, that have functions of these names: those a library lacks are never asked for. */
const LOG_PACKAGES = [
  'log',
  'github.com/sirupsen/logrus',
  'github.com/labstack/gommon/log',
  'google.golang.org/grpc/grpclog',
  'k8s.io/klog',
  'k8s.io/klog/v2',
  'github.com/golang/glog',
];
const LOG_TYPES = [
  '*log.Logger',
  '*github.com/sirupsen/logrus.Logger',
  '*github.com/sirupsen/logrus.Entry',
  'github.com/sirupsen/logrus.FieldLogger',
  'github.com/sirupsen/logrus.Ext1FieldLogger',
  'github.com/sirupsen/logrus.StdLogger',
  'github.com/sirupsen/logrus.Ext2FieldLogger',
  '*github.com/labstack/gommon/log.Logger',
  'github.com/labstack/echo/v4.Logger',
  'google.golang.org/grpc/grpclog.LoggerV2',
  '*go.uber.org/zap.Logger',
  '*go.uber.org/zap.SugaredLogger',
  '*github.com/rs/zerolog.Logger',
];

/** Functions that never return. */
const fatalCalls = calleeTable<Effect>({
  ...Object.fromEntries(LOG_PACKAGES.flatMap((path) => logging(path, false))),
  ...Object.fromEntries(LOG_TYPES.flatMap((type) => logging(type, true))),
  '(*go.uber.org/zap.SugaredLogger).Fatalw': 'ends',
  '(*go.uber.org/zap.SugaredLogger).Panicw': 'panics',
  'github.com/rs/zerolog/log.Fatal': 'ends',
  'github.com/rs/zerolog/log.Panic': 'panics',
  'k8s.io/klog.Exit': 'ends',
  'k8s.io/klog.Exitf': 'ends',
  'k8s.io/klog.Exitln': 'ends',
  'k8s.io/klog/v2.Exit': 'ends',
  'k8s.io/klog/v2.Exitf': 'ends',
  'k8s.io/klog/v2.Exitln': 'ends',
  'github.com/golang/glog.Exit': 'ends',
  'github.com/golang/glog.Exitf': 'ends',
  'github.com/golang/glog.Exitln': 'ends',
  'github.com/sirupsen/logrus.Exit': 'exits',
  '(*github.com/sirupsen/logrus.Logger).Exit': 'exits',
  'os.Exit': 'exits',
  'syscall.Exit': 'exits',
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
  /** What may be the error that a call is told which logs and panics. */
  readonly told?: readonly Symbolic[];
  /** The function around it, or the function literal, returns an error as well. */
  readonly canReturn?: true;
}

const fatalData = z.object({ canReturn: z.boolean(), exits: z.boolean() });

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
    if (isMeantToEnd(call, view)) return undefined;
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
      const told = /^Panic/.test(view.calleeName(call) ?? '')
        ? { told: variablesIn(outermostCall(tree, call), view) }
        : {};
      return { ...place, call: view.callee(call), ...told, ...(canReturn ? { canReturn } : {}) };
    }
    const panics = panickedError(call, view);
    return panics === undefined ? undefined : { ...place, panics, canReturn: true };
  },
  judge({ call, panics, told = [], canReturn = false, ...place }, { project, file }) {
    if (PROGRAM_FOLDER.test(file.dir)) return undefined;
    const { types } = project;
    const isAnError = (symbolic: Symbolic) => types.implementsError(types.typeOf(symbolic, file), file) === true;
    let effect: Effect = 'panics';
    if (panics !== undefined) {
      if (!isAnError(panics)) return undefined;
    } else {
      const found = call === undefined ? undefined : matchCallee(call, fatalCalls, { project, file });
      if (!found) return undefined;
      effect = found.value;
      // A text states what cannot happen.
      if (effect === 'panics' && !told.some(isAnError)) return undefined;
    }
    const panicking = canReturn ? 'panics with an error it could return' : 'panics with an error';
    const does = effect === 'panics' ? panicking : 'ends the program';
    return {
      start: place.start,
      end: place.end,
      message: `${place.function} ${does}: return the error and let main decide.`,
      key: `${project.packageOf(file)?.path ?? file.dir}.${place.function} ${place.name}`,
      data: { canReturn, exits: effect === 'exits' } satisfies z.infer<typeof fatalData>,
    };
  },
  fixes(finding, context) {
    const data = fatalData.safeParse(finding.data);
    if (!data.success || !data.data.canReturn) return [];
    const edits = returnInstead(finding.start, data.data.exits, context);
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

/** `if level == LevelFatal { os.Exit(1) }` of a logger, and `errors.As(err, &invalidUnmarshalError)`, which says that the program is wrong. */
const MEANT_TO_END = /(?:^|[lL]evel|[^\w])[fF]atal(?:Level)?\b|\b[iI]nvalidUnmarshalErr/;

function isMeantToEnd(call: SyntaxNode, { tree }: SourceView): boolean {
  for (const up of ancestors(tree, call)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration)
      return false;
    const field =
      kind === Kind.if_statement ? Field.condition : kind === Kind.expression_case ? Field.value : undefined;
    const asked = field === undefined ? NO_NODE : childByField(tree, up, field);
    if (asked !== NO_NODE && MEANT_TO_END.test(textOf(tree, asked))) return true;
  }
  return false;
}

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

function variablesIn(call: SyntaxNode, view: SourceView): Symbolic[] {
  return operandsIn(call, view.tree).flatMap((node) => {
    const type = view.typeOf(node);
    return type === 0 ? [] : [type];
  });
}
