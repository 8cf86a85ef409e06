/**
 * errors/wrap: an error of another package leaves an exported function as it came, so whoever reads it in a log knows neither what
 * was tried nor with what.
 *
 * Speaks only where the one call that gave the error is clear from the function itself and known by its types. It leaves alone what is
 * meant to pass unchanged: errors told apart before they are returned, calls that make or translate errors, methods of
 * interfaces whose callers compare (Read, Next, Scan), and functions that only hand a call on to their namesake and fail nowhere else.
 */

import * as z from 'zod/mini';
import { calleeText } from '../../go/calleeText.ts';
import { errorMessage } from '../../go/errorMessage.ts';
import { Field, Kind } from '../../go/kinds.ts';
import { type ReturnedError, resultNames, returnedByName, returnedError } from '../../go/returnedError.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  childByField,
  endOf,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  parentOf,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { wrapError } from '../../go/wrapError.ts';
import { importSurroundings } from '../../model/importSurroundings.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { type Callee, isError, takesContext } from '../../model/types.ts';
import { FAILED_TO, messageTypes, wrapPrefix } from '../../model/wrapStyle.ts';
import { defineRule, type FixContext } from '../rule.ts';
import { endsWithError, resultsOf, returnedValues, statementsOf } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { assertedError, missesWrapped } from './assert.ts';
import { comparedError, comparesErrors } from './compare.ts';
import { makesError } from './support/errorMakers.ts';
import { IDENTITY_TEST_IN_TEXT, identityTest, isVisitor, skips } from './support/identityTests.ts';
import { lookingInGenerated } from './support/lookingInGenerated.ts';
import type { LooksAtIdentity } from './support/looksAtIdentity.ts';

const options = z.strictObject({
  prefix: z
    .optional(z.enum(['auto', 'failed to', 'none']))
    .check(
      z.describe(
        'How messages begin: with `failed to`, with nothing, or (`auto`) as most of the project’s messages do.',
      ),
    ),
  ignore: z
    .optional(z.array(z.string()))
    .check(z.describe('Packages whose errors may pass unwrapped, by import path; `path/**` includes what is below.')),
});
type Options = z.infer<typeof options>;

/** Functions of well-known interfaces whose callers compare what they get with a sentinel, or that have nothing to add. */
const PASSING =
  /^(?:Read|ReadAt|ReadByte|ReadBytes|ReadFrom|ReadFull|ReadRune|ReadString|ReadLine|ReadDir|Head|ToSql|Write|WriteAt|WriteByte|WriteString|WriteTo|Seek|Peek|Close|CloseWithError|Flush|Sync|Next|NextPart|Recv|RecvMsg|Send|SendMsg|Accept|RoundTrip|Scan|Value|Err|Error|Wait|Unwrap|Is|As|Stat|Lstat|Open|Marshal\w*|Unmarshal\w*|Encode\w*|Decode\w*|Append\w*|Format|Visit\w*|Walk\w*)$/;

/** Migrations, which their runner names, and stand-ins for tests. */
const ELSEWHERE = /(?:^|\/)(?:migrations?|mocks?|fakes?|stubs?|test\w*)(?:\/|$)/i;

/** Handlers of frameworks: what they return goes to the framework's own error handler, which looks at it. */
const HANDLER =
  /\b(?:echo\.Context|fiber\.Ctx|cobra\.Command|cli\.Context|cli\.Command|buffalo\.Context|iris\.Context)\b/;

/**
 * The function's last result is an error, or there is an assertion, a switch, or a comparison with what a package exports or what is
 * named as errors of packages are. The first looks at no more than what is shown of a signature (go/extract.ts), or a literal inside
 * that returns an error would do.
 */
const IN_TEXT = new RegExp(
  [
    String.raw`^[^]{0,24}\berror\s*,?\s*\)?\s*\{`,
    String.raw`\.\s*\(`,
    String.raw`\bswitch\b`,
    ...IDENTITY_TEST_IN_TEXT,
    String.raw`[!=]=\s*\(*(?:[eE]rr(?:or)?[A-Z_\u0080-\uffff]|Err\b|[\w\u0080-\uffff]+\s*\.\s*[A-Z\u0080-\uffff])`,
    String.raw`(?:\b[eE]rr(?:or)?[A-Z_\u0080-\uffff][\w\u0080-\uffff]*|\bErr|\.\s*[A-Z\u0080-\uffff][\w\u0080-\uffff]*)\)*\s*[!=]=(?!\s*nil\b)`,
  ].join('|'),
);

/** Whether the surroundings say if there is a fix. */
const wrapData = z.object({ depends: z.boolean(), visits: z.optional(z.boolean()) });

interface Unwrapped {
  readonly start: number;
  readonly end: number;
  readonly function: string;
  readonly call: Symbolic;
  readonly callee: string;
  /** The call itself is what is returned. */
  readonly direct?: true;
  /** fmt is imported, and its name means something else here. */
  readonly hidesFmt?: true;
  /** The function is made for filepath.WalkDir, which waits for fs.SkipDir. */
  readonly visits?: true;
}

/** What looks at errors by identity is observed too: where there is any, wrapping changes what the program does. */
type Observation = Unwrapped | LooksAtIdentity;

export const wrap = defineRule<Observation, Options>({
  meta: {
    id: 'errors/wrap',
    title: 'Errors of other packages say what failed when they leave an exported function',
    severity: 'information',
    recommended: true,
    needs: 'syntax',
    options,
    defaults: { prefix: 'auto', ignore: [] },
    minimumGo: '1.13',
    honours: ['wrapcheck'],
  },
  sites: [
    { kind: Kind.return_statement },
    { kind: Kind.binary_expression },
    { kind: Kind.expression_switch_statement },
    { kind: Kind.call_expression },
    { kind: Kind.type_assertion_expression },
    { kind: Kind.type_switch_statement },
  ],
  inText: IN_TEXT,
  observe(node, view) {
    switch (kindOf(view.tree, node)) {
      case Kind.return_statement:
        return unwrapped(node, view) ?? (skips(node, view) ? { tests: {} } : undefined);
      case Kind.binary_expression:
      case Kind.expression_switch_statement: {
        const compares = comparedError(node, view);
        return compares ? { compares } : testing(node, view);
      }
      case Kind.call_expression:
        return testing(node, view);
      default: {
        const asserts = assertedError(node, view);
        return asserts && { asserts };
      }
    }
  },
  judge(observation, { project, file, options: { ignore = [] } }) {
    if (!('callee' in observation) || file.isTest || ELSEWHERE.test(file.dir)) return undefined;
    const { start, end, function: functionName, call, callee: written, direct, hidesFmt, visits } = observation;
    const callee = project.types.callee(call, file);
    if (!callee || !comesFromElsewhere(callee, project.packageOf(file)?.path ?? file.dir)) return undefined;
    const last = callee.results?.at(-1);
    if (!last || !isError(last)) return undefined;
    const takesError = callee.signature?.parameters.some(
      ({ type }) => project.types.implementsError(type, file) === true,
    );
    if (takesError !== false) return undefined;
    const from = packageOf(callee.fullName);
    if (makesError(callee.fullName, from, direct === true && !hasContext(callee))) return undefined;
    if (ignore.some((pattern) => covers(pattern, from))) return undefined;
    return {
      message: `${functionName} passes on the error of ${written} as it is: say what failed.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName} -> ${callee.fullName}`,
      data: { depends: direct === true || hidesFmt === true, ...(visits ? { visits } : {}) } satisfies z.infer<
        typeof wrapData
      >,
    };
  },
  fixes(finding, context) {
    const data = wrapData.safeParse(finding.data);
    if (!data.success) return [];
    const edits = () => editsFor(finding.start, finding.end, context);
    // An error with a name can be wrapped where fmt can be named; whether a call can that is returned as it is, its surroundings say.
    if (data.data.depends && !edits()) return [];
    return [
      {
        id: 'wrap',
        title: 'Wrap the error with what failed',
        preferred: true,
        get safe() {
          return !data.data.visits && !looksAtIdentity(context);
        },
        changes: () => [{ kind: 'edit', path: finding.path, edits: edits() ?? [] }],
      },
    ];
  },
});

const identity = new WeakMap<Project, { readonly generation: number; readonly answer: boolean }>();

/** Whether anything in the project would no longer recognise an error once it is wrapped. */
function looksAtIdentity(context: FixContext<Options>): boolean {
  const { project } = context;
  const known = identity.get(project);
  if (known?.generation === project.generation) return known.answer;
  const answer = [...project.files.values()].some((file) =>
    observedIn(file, context)?.some((each) =>
      'compares' in each
        ? mayBeOurs(each.compares.call, project, file) && comparesErrors(each.compares, project, file)
        : 'tests' in each
          ? mayBeOurs(each.tests.call, project, file)
          : 'asserts' in each && missesWrapped(each.asserts.error, project, file),
    ),
  );
  identity.set(project, { generation: project.generation, answer });
  return answer;
}

function observedIn(file: ProjectFile, context: FixContext<Options>): readonly Observation[] | undefined {
  if (file.facts.header.generated) return lookingInGenerated(file, context);
  return file.facts.observations['errors/wrap'] as readonly Observation[] | undefined;
}

function testing(node: SyntaxNode, view: SourceView): Observation | undefined {
  const tests = identityTest(node, view);
  return tests && { tests };
}

/** Whether what gave an error is a function that may be wrapped here; what comes straight from another module stays as it is. */
function mayBeOurs(call: Symbolic | undefined, project: Project, file: ProjectFile): boolean {
  const callee = call === undefined ? undefined : project.types.callee(call, file);
  switch (callee?.kind) {
    case 'interfaceMethod':
      return !PASSING.test(callee.fullName.slice(callee.fullName.lastIndexOf('.') + 1));
    case 'function':
    case 'method':
      return project.packages.has(packageOf(callee.fullName).replace(/_test$/, ''));
    default:
      return true;
  }
}

function unwrapped(statement: SyntaxNode, view: SourceView): Unwrapped | undefined {
  const { tree } = view;
  if (view.header.packageName === 'main') return undefined;
  const around = view.enclosingFunction(statement);
  if (around === NO_NODE || kindOf(tree, around) === Kind.func_literal) return undefined;
  const result = childByField(tree, around, Field.result);
  if (result === NO_NODE) return undefined;
  const name = childByField(tree, around, Field.name);
  const functionName = name === NO_NODE ? '' : textOf(tree, name);
  if (!/^\p{Lu}/u.test(functionName) || PASSING.test(functionName)) return undefined;
  // The text says no faster than the signature.
  if (!/\berror\s*,?\s*\)?$/.test(textOf(tree, result))) return undefined;
  if (!endsWithError(resultsOf(tree, around))) return undefined;
  const returned = returnedFrom(view, statement);
  if (!returned || returned.call === NO_NODE || isReworded(view, around)) return undefined;
  const { call, assignment, bare } = returned;
  const callee = childByField(tree, call, Field.function);
  if (callee === NO_NODE || !mayComeFromElsewhere(view, callee)) return undefined;
  // Who accepts looks at what the listener says: whether it was closed, or had to wait too long.
  if (
    runsOwnCode(view, call) ||
    isHandler(view, around) ||
    /^Accept(?:TCP|Unix|TLS)?$/.test(view.calleeName(call) ?? '')
  )
    return undefined;
  const isNamesake = view.calleeName(call) === functionName && !isLastOfSeveral(view, statement, call, around);
  if (bare && isNamesake) return undefined;
  if (assignment === NO_NODE && (isNamesake || handsOn(view, call, around))) return undefined;
  const symbolic = view.callee(call);
  if (symbolic === 0) return undefined;
  const underlined = underlinedOf(returned);
  return {
    start: startOf(tree, underlined),
    end: endOf(tree, underlined),
    function: functionName,
    call: symbolic,
    callee: calleeText(tree, callee),
    ...(assignment === NO_NODE ? { direct: true as const } : {}),
    ...(hidesFmt(view, statement) ? { hidesFmt: true as const } : {}),
    ...(isVisitor(view, around) ? { visits: true as const } : {}),
  };
}

function hidesFmt({ header, scopes }: SourceView, statement: SyntaxNode): boolean {
  return header.imports.some(
    ({ path, alias }) => path === 'fmt' && scopes.local(alias || 'fmt', statement) !== undefined,
  );
}

/** `defer log.CapturePanic(logger, &err)`, `defer recovered(&err)`. */
const OF_PANICS = /^defer\s+[\w.]*(?:[pP]anic|[rR]ecover)\w*\(/;

/** What a return statement returns as the error, by its name included where nothing is written. */
function returnedFrom(view: SourceView, statement: SyntaxNode): ReturnedError | undefined {
  return (
    returnedError(view, statement) ??
    returnedByName(view, statement, resultNames(view, view.enclosingFunction(statement)))
  );
}

/** Of a bare `return`, the statement: the error is named elsewhere. */
function underlinedOf({ bare, statement, error }: ReturnedError): SyntaxNode {
  return bare ? statement : error;
}

/** A plain name is a function of this package or a variable, unless a package is imported into this one's names. */
function mayComeFromElsewhere({ tree, header, scopes }: SourceView, callee: SyntaxNode): boolean {
  if (kindOf(tree, callee) === Kind.selector_expression) return true;
  if (kindOf(tree, callee) !== Kind.identifier || !header.imports.some(({ alias }) => alias === '.')) return false;
  return scopes.resolve(callee).kind === 'elsewhere';
}

/**
 * `defer func() { err = fmt.Errorf("…: %w", err) }()` and `defer wrap(&err)` give every error its words on the way out. What makes an
 * error of a panic says nothing of the others.
 */
function isReworded(view: SourceView, around: SyntaxNode): boolean {
  const { tree, scopes } = view;
  const result = resultNames(view, around).at(-1);
  if (result === undefined) return false;
  const name = textOf(tree, result);
  for (const deferred of nodesOfKind(tree, Kind.defer_statement, around)) {
    for (const each of nodesOfKind(tree, Kind.identifier, deferred)) {
      if (textOf(tree, each) !== name || scopes.local(name, each)?.node !== result) continue;
      const parent = parentOf(tree, each);
      if (kindOf(tree, parent) === Kind.unary_expression && !OF_PANICS.test(textOf(tree, deferred))) return true;
      if (kindOf(tree, parent) !== Kind.expression_list || fieldOf(tree, parent) !== Field.left) continue;
      const right = childByField(tree, parentOf(tree, parent), Field.right);
      if ([...nodesOfKind(tree, Kind.identifier, right)].some((value) => textOf(tree, value) === name)) return true;
    }
  }
  return false;
}

/** Errors of functions that are given a function may be the caller's own. */
function runsOwnCode(view: SourceView, call: SyntaxNode): boolean {
  return [...nodesOfKind(view.tree, Kind.func_literal, call)].length > 0;
}

/** Whether a framework takes what the function returns; of gRPC by its messages, `(ctx, *orderv1.GetRequest)`. */
function isHandler({ tree, header }: SourceView, around: SyntaxNode): boolean {
  const parameters = textOf(tree, childByField(tree, around, Field.parameters));
  if (HANDLER.test(parameters)) return true;
  const messages = /\*(\w+)\.\w+(?:Request|Req)\b/.exec(parameters)?.[1];
  const from = header.imports.find(({ alias, path }) => messages !== undefined && (alias || path).endsWith(messages));
  return from !== undefined && /proto|pb(?:\/|$)|grpc|\/gen\//.test(from.path);
}

/**
 * Whether a call ends a function that returns other errors too, so that its name does not say which it was. Where the function's own
 * parameters are handed on, it stands in for what it calls.
 */
function isLastOfSeveral(view: SourceView, statement: SyntaxNode, call: SyntaxNode, around: SyntaxNode): boolean {
  const { tree } = view;
  const body = childByField(tree, around, Field.body);
  if (body === NO_NODE || statementsOf(tree, body).at(-1) !== statement) return false;
  if (givesItsParameters(view, call, around)) return false;
  return [...nodesOfKind(tree, Kind.return_statement, around)].some((other) => {
    const last = other === statement ? undefined : returnedValues(tree, other).at(-1);
    if (last === undefined || kindOf(tree, last) === Kind.nil || view.enclosingFunction(other) !== around) return false;
    // The same called in another way says the same.
    return kindOf(tree, last) !== Kind.call_expression || view.calleeName(last) !== view.calleeName(call);
  });
}

/** A function that is nothing but a call with its own parameters: another name for the same thing. */
function handsOn(view: SourceView, call: SyntaxNode, around: SyntaxNode): boolean {
  const body = childByField(view.tree, around, Field.body);
  return body !== NO_NODE && statementsOf(view.tree, body).length === 1 && givesItsParameters(view, call, around);
}

function givesItsParameters({ tree }: SourceView, call: SyntaxNode, around: SyntaxNode): boolean {
  const given = namedChildren(tree, childByField(tree, call, Field.arguments)).map((each) => textOf(tree, each));
  const parameters = namedChildren(tree, childByField(tree, around, Field.parameters)).flatMap((each) =>
    namedChildren(tree, each)
      .filter((name) => fieldOf(tree, name) === Field.name)
      .map((name) => textOf(tree, name)),
  );
  return (
    given.length === parameters.length &&
    given.every((text, index) => text.replace(/\.\.\.$/, '') === parameters[index])
  );
}

/** What an interface of this package promises is kept by somebody else. */
function comesFromElsewhere({ kind, fullName }: Callee, ownPackage: string): boolean {
  if (kind === 'interfaceMethod') return /^\p{Lu}/u.test(fullName.slice(fullName.lastIndexOf('.') + 1));
  return (kind === 'function' || kind === 'method') && packageOf(fullName) !== ownPackage;
}

/** `database/sql` of `(*database/sql.DB).Query`. */
function packageOf(fullName: string): string {
  const receiver = /^\(\*?(.*)\)\.[^.]+$/.exec(fullName)?.[1];
  const name = receiver ?? fullName;
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

function hasContext({ signature }: Callee): boolean {
  return signature !== undefined && takesContext(signature) === true;
}

function covers(pattern: string, path: string): boolean {
  if (!pattern.endsWith('/**')) return pattern === path;
  const root = pattern.slice(0, -3);
  return path === root || path.startsWith(`${root}/`);
}

function editsFor(start: number, end: number, context: FixContext<Options>) {
  const view = viewOf(context);
  if (!view) return undefined;
  const { tree } = view;
  for (const statement of nodesOfKind(tree, Kind.return_statement)) {
    if (startOf(tree, statement) > start || endOf(tree, statement) < end) continue;
    const returned = returnedFrom(view, statement);
    const underlined = returned && underlinedOf(returned);
    if (!returned || underlined === undefined) continue;
    if (startOf(tree, underlined) !== start || endOf(tree, underlined) !== end) continue;
    const {
      project,
      file,
      options: { prefix = 'auto' },
      sources,
    } = context;
    const message = errorMessage(view, returned, messageTypes(project, file, view));
    const begin = prefix === 'auto' ? wrapPrefix(project, sources, file) : prefix === 'none' ? '' : FAILED_TO;
    const results = resultsOf(tree, view.enclosingFunction(statement)).length;
    const wrapped = wrapError(
      view,
      returned,
      { ...message, format: begin + message.format },
      results,
      importSurroundings(project, file),
    );
    return wrapped?.importsTwice ? undefined : wrapped?.edits;
  }
  return undefined;
}
