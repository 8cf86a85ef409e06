/**
 * What becomes of a context that a function makes itself: whether it goes into calls and nowhere else, so that the caller's would have
 * done as well.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import { childByField, kindOf, namedChildren, parentOf, type SyntaxNode, textOf } from '../../go/tree.ts';
import { acquisitionOf, followValue, targetOf } from '../../go/valueFlow.ts';
import { outlivesCaller } from '../support/contextInScope.ts';

/** Calls that begin something that goes on when the caller is gone; the clients of OAuth keep the context for their tokens. */
const STARTS =
  /^(?:New|Start|Run|Serve|Listen|Watch|Subscribe|Spawn|Go|Launch|Enqueue|Schedule|Register|Bootstrap|Init|LoadDefaultConfig)|^(?:Client|TokenSource)$/i;

/** What reads the headers of a trace into a context of its own, and asks that for its span. */
const READS_HEADERS = /^Extract$/;

/** What is only counted or written down needs no context that ends. */
const COUNTS = /diag|metric|monitor|stat(?:s|istics)\b|telemetry|\blog(?!in|ic|out)|\baudit/i;
const LOGS = /[a-z]Log(?:[A-Z]|$)/;
/** `m.heartbeatCount.Add(ctx, 1)`: instruments of OpenTelemetry. */
const INSTRUMENT = /(?:count(?:er)?s?|gauge|histogram|duration|latency|total|seconds|bytes)\.(?:Add|Record)$/i;

/** `errors.Wrap(ctx, err, op)`, `event.WriteError(ctx, op, err)`: errors that are made or reported, for which nobody waits. */
const MAKES_ERROR =
  /^err(?:or)?s?\.|(?:^|\.)(?:E|(?:New|Make|Write|Wrap|Report)(?:Err(?:or)?)f?|Wrapf?|Write\w*Event)$/;

function isOnlyWrittenDown(callee: string): boolean {
  return COUNTS.test(callee) || LOGS.test(callee) || INSTRUMENT.test(callee) || MAKES_ERROR.test(callee);
}

/** Whether the new context goes into calls and nowhere else, directly or by way of a derived one. */
export function isPassedOn(view: SourceView, call: SyntaxNode): boolean {
  const { tree } = view;
  let at = call;
  for (;;) {
    const list = parentOf(tree, at);
    if (kindOf(tree, list) !== Kind.argument_list) return isUsedLocally(view, at, 0);
    const outer = parentOf(tree, list);
    const name = kindOf(tree, outer) === Kind.call_expression ? view.calleeName(outer) : undefined;
    if (name === undefined || STARTS.test(name) || READS_HEADERS.test(name) || outlivesCaller(name)) return false;
    const callee = textOf(tree, childByField(tree, outer, Field.function));
    if (isOnlyWrittenDown(callee)) return false;
    // `WithValuesOf(context.Background(), ctx)` carries over what it wants to keep.
    if (namedChildren(tree, list).some((each) => each !== at && /ctx|context/i.test(textOf(tree, each)))) return false;
    if (!/^With/.test(name) || namedChildren(tree, list)[0] !== at) return true;
    // Whoever derives by a function of their own chooses what is carried over.
    if (!/^(?:context|errgroup)\./.test(callee)) return false;
    at = outer;
    const grand = parentOf(tree, at);
    if (kindOf(tree, grand) === Kind.argument_list) continue;
    return isUsedLocally(view, at, /^errgroup\./.test(textOf(tree, childByField(tree, at, Field.function))) ? 1 : 0);
  }
}

/** `ctx, cancel := context.WithTimeout(context.Background(), d)`, where that ctx is only handed to calls. */
function isUsedLocally(view: SourceView, value: SyntaxNode, index: number): boolean {
  const { tree } = view;
  const acquired = acquisitionOf(view, value);
  const target = acquired && targetOf(view, acquired, index);
  if (!acquired || !target || kindOf(tree, acquired.statement) === Kind.assignment_statement) return false;
  if (/shut|clean|background|detach|stop|root|base|\bbg|parent|main|global/i.test(target.root)) return false;
  let passed = 0;
  const flow = followValue(view, acquired.statement, target, (use) => {
    if (use.how !== 'argument' || use.runs !== 'now') return use.runs === 'now' ? undefined : 'escape';
    const name = view.calleeName(use.call) ?? '';
    if (STARTS.test(name) || outlivesCaller(name) || /^With|Context/.test(name)) return 'escape';
    if (!isOnlyWrittenDown(textOf(tree, childByField(tree, use.call, Field.function)))) passed++;
    return 'harmless';
  });
  return !flow.escapes && passed > 0;
}
