/**
 * errors/log-and-return: an error is written to the log and returned as well, so that whoever handles it writes it again. One
 * failure, five lines, and nobody can tell whether it happened once or five times.
 *
 * Speaks of a log call at the level of a warning or worse that is given the error, followed in the same block by a return of
 * that error, bare or wrapped. What is turned into another error at a boundary (a gRPC status, an HTTP error) is logged for good
 * reason: there the caller is somebody else.
 */

import type { Binding } from '../../go/bindings.ts';
import { Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  endOf,
  firstChild,
  kindOf,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { defineRule, type FixOffer } from '../rule.ts';
import { functionName, isUsedWithin, returnedValues } from '../support/errorFlow.ts';
import { isReport, reportingNames } from '../support/loggers.ts';
import { insteadOfLogLine } from './support/insteadOfLogLine.ts';
import { isWrittenBetween, returnedError } from './support/returnedVariable.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly log: Symbolic;
  readonly error: Symbolic;
  /** The call that wraps the error on its way out; left out when it is returned bare. */
  readonly wrapper?: Symbolic;
  readonly name: string;
  readonly function: string;
}

/** Functions that hand the same error on with more words. */
const WRAPPERS =
  /^(?:fmt\.Errorf|errors\.Join|(?:github\.com\/(?:pkg|cockroachdb)\/errors|golang\.org\/x\/xerrors)\.(?:Errorf|Wrapf?|WithMessagef?|WithStack))$/;

/** Levels in a chain (`log.Debug().Err(err).Msg("")`) that report nothing. */
const QUIET_CHAIN = /\.(?:Debug|Trace|Info)\(\)/;

export const logAndReturn = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'errors/log-and-return',
    title: 'An error is either logged or returned',
    severity: 'information',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
  },
  sites: [{ kind: Kind.return_statement }],
  observe(statement, view) {
    const { tree } = view;
    const last = returnedValues(tree, statement).at(-1);
    const list = parentOf(tree, statement);
    if (last === undefined || kindOf(tree, list) !== Kind.statement_list) return undefined;
    // Few returns have a log line before them; what is returned is looked up only for those.
    const logged = namedChildren(tree, list).filter((each) => each < statement && mayReport(each, view));
    const returned = logged.length === 0 ? undefined : returnedError(last, view);
    // Who is handed an error, such as a hook of a framework, may be there to log it.
    if (!returned || returned.binding.kind === 'parameter') return undefined;
    const { binding, wrapper } = returned;
    for (const each of logged) {
      const call = firstChild(tree, each);
      if (!isUsedWithin(tree, view.scopes, binding, each) || QUIET_CHAIN.test(textOf(tree, call))) continue;
      if (isWrittenBetween(binding, each, statement, view) || tellsMore(each, binding, view)) continue;
      return {
        start: startOf(tree, call),
        end: endOf(tree, call),
        log: view.callee(call),
        error: view.inference.ofBinding(binding),
        ...(wrapper === undefined ? {} : { wrapper: view.callee(wrapper) }),
        name: binding.name,
        function: functionName(tree, statement),
      };
    }
    return undefined;
  },
  judge({ start, end, log, error, wrapper, name, function: function_ }, { project, file }) {
    const { types } = project;
    const callee = types.callee(log, file);
    if (!callee || !isReport(callee)) return undefined;
    if (wrapper !== undefined && !WRAPPERS.test(types.callee(wrapper, file)?.fullName ?? '')) return undefined;
    if (types.implementsError(types.typeOf(error, file), file) !== true) return undefined;
    return {
      start,
      end,
      message: `${name} is logged here and returned below, so whoever handles it logs it again: return it and let the caller decide.`,
      key: `${project.packageOf(file)?.path ?? file.dir}.${function_} ${callee.fullName}`,
    };
  },
  fixes(finding, context) {
    const instead = insteadOfLogLine(finding.start, context);
    if (!instead) return [];
    const { edits, says } = instead;
    const changes: FixOffer['changes'] = () => [{ kind: 'edit', path: finding.path, edits }];
    if (says === 'less') return [{ id: 'drop', title: 'Remove the log line, and with it what it says', changes }];
    const title =
      says === 'more'
        ? 'Return the error with what the log line says'
        : 'Remove the log line: the error that is returned says what failed';
    return [{ id: 'return', title, preferred: true, changes }];
  },
});

/** A statement that calls something with the name of a logging function. */
function mayReport(statement: SyntaxNode, view: SourceView): boolean {
  if (kindOf(view.tree, statement) !== Kind.expression_statement) return false;
  const call = firstChild(view.tree, statement);
  if (kindOf(view.tree, call) !== Kind.call_expression) return false;
  const name = view.calleeName(call);
  return name !== undefined && (reportingNames as readonly string[]).includes(name);
}

/** The log is given another error as well, one that the caller is not to see. */
function tellsMore(statement: SyntaxNode, returned: Binding, { tree, scopes }: SourceView): boolean {
  const end = statement + sizeOf(tree, statement);
  for (let node = statement; node < end; node++) {
    if (kindOf(tree, node) !== Kind.identifier || !/[eE]rr$|^err(?:or)?[A-Z0-9]/.test(textOf(tree, node))) continue;
    const binding = scopes.local(textOf(tree, node), node);
    if (binding && binding !== returned) return true;
  }
  return false;
}
