/**
 * errors/ignored: a call can fail, nobody looks, and what follows believes it did not. A value that was never decoded, a row that
 * was never written, a file whose last bytes are lost when it is closed.
 *
 * Speaks of a table of functions whose error matters (support/mattering.ts), called as a statement, and of closing files that were
 * written. Writing `_ =` is an answer and is accepted; so is cleaning up on the way out with another error.
 */
import { calleeText } from '../../go/calleeText.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  ancestors,
  childByField,
  endOf,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { defineRule, type FixContext, type FixOffer } from '../rule.ts';
import { commentAbove, commentBehind } from '../support/comments.ts';
import { functionName, nilComparison, returnedValues, statementAround, statementsOf } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { callAround, type PeerDiagnostic, type PeerFix } from '../support/peerFixes.ts';
import { checking, closing, closingAtTheEnd } from './support/checkedCall.ts';
import { type ErrorPlace, errorPlaceOf, matteringNames } from './support/mattering.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly call: Symbolic;
  readonly callee: string;
  /** The variable of a file that was written, when the call closes it. */
  readonly closes?: string;
  readonly function: string;
}

/** What gives a value is no clean-up, wherever it stands. */
const READS = /Unmarshal|Decode|Scan|Bind|Pars|Read|Get|Select|Validate|Struct|Var/;

/** The terminal, and what a program writes while it goes down. */
const NOBODY_TO_TELL = /^os\.Std(?:out|err)\.|^(?:\w+\.)*(?:panic|crash)\w*\.Write/i;

/** A comment that takes the failure into account. */
const SAYS_IGNORED = /\b(?:ignor|best[- ]effort|(?:don'?t|do not) care|deliberate|intentional|on purpose)/i;

interface Data {
  readonly place: ErrorPlace;
  readonly results: number;
}

export const ignored = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'errors/ignored',
    title: 'The error of a call that matters is looked at',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['errcheck', 'G104', 'gosec', 'revive'],
  },
  sites: [{ kind: Kind.call_expression, callee: [...matteringNames, 'Close'] }],
  observe(call, view) {
    const { tree } = view;
    const { statement } = statementAround(tree, call);
    if (statement === NO_NODE || namedChildren(tree, statement)[0] !== call) return undefined;
    const callee = view.calleeName(call) ?? '';
    const isDeferred = kindOf(tree, statement) === Kind.defer_statement;
    if (!isDeferred && kindOf(tree, statement) !== Kind.expression_statement) return undefined;
    if (isDeferred !== (callee === 'Close') && callee !== 'Close') return undefined;
    if (leavesWithError(tree, statement, !READS.test(callee)) || saysSo(tree, statement)) return undefined;
    const closes = callee === 'Close' ? writtenFile(call, view) : undefined;
    if (callee === 'Close' && closes === undefined) return undefined;
    if (callee === 'Unmarshal' && readsWhatWasWritten(view, call)) return undefined;
    return {
      start: startOf(tree, call),
      end: endOf(tree, call),
      call: view.callee(call),
      callee: calleeText(tree, childByField(tree, call, Field.function)),
      ...(closes === undefined ? {} : { closes }),
      function: functionName(tree, call),
    };
  },
  judge({ start, end, call, callee, closes, function: function_ }, { project, file }) {
    if (NOBODY_TO_TELL.test(callee)) return undefined;
    const { types } = project;
    const target = types.callee(call, file);
    if (!target || target.kind === 'value' || target.kind === 'conversion') return undefined;
    const place = closes === undefined ? errorPlaceOf(target) : 'result';
    if (place === undefined) return undefined;
    if (place === 'result' && types.returnsError(target, file) !== true) return undefined;
    if (closes !== undefined && target.fullName !== '(*os.File).Close') return undefined;
    const data: Data = { place, results: target.results?.length ?? 0 };
    const short = callee.startsWith('…') ? target.fullName : callee;
    return {
      start,
      end,
      message:
        closes === undefined
          ? `${short} may fail, and nobody looks: what follows believes that it did not.`
          : `${closes} was written to; closing it may fail, and then the last bytes are lost unnoticed.`,
      key: `${project.packageOf(file)?.path ?? file.dir}.${function_} ${target.fullName}`,
      data,
    };
  },
  fixes(finding, context) {
    const view = viewOf(context);
    const call = view && callWithin(view.tree, finding.start, finding.end);
    if (!view || call === undefined) return [];
    const { statement } = statementAround(view.tree, call);
    const { place, results } = finding.data as Data;
    const offers: FixOffer[] = [];
    const offer = (id: string, title: string, edits: readonly TextEdit[] | undefined, preferred = false) => {
      if (edits) offers.push({ id, title, preferred, changes: () => [{ kind: 'edit', path: finding.path, edits }] });
    };
    if (kindOf(view.tree, statement) === Kind.defer_statement) {
      const edits = closing(statement, call, view) ?? closingAtTheEnd(call, view);
      offer('close', 'Return the error of closing', edits, true);
      return offers;
    }
    offer('check', 'Check the error and return it', checking(statement, call, place, results, view, context), true);
    if (place === 'result' && results > 0) {
      const blanks = Array.from({ length: results }, () => '_').join(', ');
      const at = startOf(view.tree, statement);
      offer('blank', 'Say that it is ignored on purpose', [{ start: at, end: at, newText: `${blanks} = ` }]);
    }
    return offers;
  },
});

/** Inside `if err != nil { … }`, and before `return ErrTooLong`, something has failed already, and the caller hears of that. */
function leavesWithError(tree: FlatTree, statement: SyntaxNode, isCleanUp: boolean): boolean {
  for (const up of ancestors(tree, statement)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration)
      return false;
    if (kind !== Kind.if_statement) continue;
    const compared = nilComparison(tree, childByField(tree, up, Field.condition));
    const block = childByField(tree, up, Field.consequence);
    if (block !== NO_NODE && isCleanUp && returnsNewError(tree, block)) return true;
    const inside = block !== NO_NODE && statement > block && statement < block + sizeOf(tree, block);
    if (inside && compared?.operator === '!=' && /err/i.test(textOf(tree, compared.identifier))) return true;
  }
  return false;
}

/** `data, _ := json.Marshal(in); json.Unmarshal(data, &out)` makes a copy: what was just encoded can be decoded. */
function readsWhatWasWritten({ tree, scopes }: SourceView, call: SyntaxNode): boolean {
  const [data] = namedChildren(tree, childByField(tree, call, Field.arguments));
  if (data === undefined || kindOf(tree, data) !== Kind.identifier) return false;
  const origin = scopes.local(textOf(tree, data), data)?.origin;
  return origin?.by === 'result' && origin.index === 0 && /^json\.Marshal\(/.test(textOf(tree, origin.value));
}

/** `os.Symlink(name, link) // ignore err` */
function saysSo(tree: FlatTree, statement: SyntaxNode): boolean {
  return SAYS_IGNORED.test(commentBehind(tree, statement)) || SAYS_IGNORED.test(commentAbove(tree, statement));
}

/** `return ErrTooLong` and `return fmt.Errorf("…")` at the end of a block. */
function returnsNewError(tree: FlatTree, block: SyntaxNode): boolean {
  const last = statementsOf(tree, block).at(-1);
  if (last === undefined || kindOf(tree, last) !== Kind.return_statement) return false;
  const value = returnedValues(tree, last).at(-1);
  return (
    value !== undefined &&
    /^(?:\w+\.)?(?:err|Err)[\p{Lu}]\w*$|^(?:fmt\.Errorf|errors\.New)\(/u.test(textOf(tree, value))
  );
}

/** The variable of `f.Close()` when this function opened it for writing and never syncs it or closes it with a look at the error. */
function writtenFile(call: SyntaxNode, view: SourceView): string | undefined {
  const { tree, scopes, header } = view;
  // Programs that generate, and tests, notice by other means.
  if (header.packageName === 'main' || header.imports.some(({ path }) => path === 'testing')) return undefined;
  const operand = childByField(tree, childByField(tree, call, Field.function), Field.operand);
  if (operand === NO_NODE || kindOf(tree, operand) !== Kind.identifier) return undefined;
  const binding = scopes.local(textOf(tree, operand), operand);
  if (binding?.origin.by !== 'result' || kindOf(tree, binding.origin.value) !== Kind.call_expression) return undefined;
  const opened = binding.origin.value;
  const opener = textOf(tree, childByField(tree, opened, Field.function));
  const isWritten =
    opener === 'os.Create' || (opener === 'os.OpenFile' && /O_(?:WRONLY|RDWR|APPEND)/.test(textOf(tree, opened)));
  if (!isWritten) return undefined;
  let written = false;
  for (const use of scopes.uses(binding)) {
    const after = tree.text.slice(endOf(tree, use), endOf(tree, use) + 12);
    // A file that is removed in the end has no last bytes to lose.
    if (/^\.Name\(/.test(after) && tree.text.slice(0, startOf(tree, use)).endsWith('os.Remove(')) return undefined;
    if (/^\.Sync\(/.test(after) || (use !== operand && /^\.Close\(/.test(after))) return undefined;
    written ||= /^\.(?:Write|ReadFrom)/.test(after) || kindOf(tree, parentOf(tree, use)) === Kind.argument_list;
  }
  return written ? binding.name : undefined;
}

function callWithin(tree: FlatTree, start: number, end: number): SyntaxNode | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (startOf(tree, node) === start && endOf(tree, node) === end && kindOf(tree, node) === Kind.call_expression)
      return node;
  }
  return undefined;
}

/** For errcheck, which knows more functions than the table: the call at a place is checked and its error returned. */
export function checkAndReturn(
  view: SourceView,
  { start }: PeerDiagnostic,
  context: FixContext<unknown>,
): PeerFix | undefined {
  const { project, file } = context;
  const call = callAround(view, start);
  const callee = call === undefined ? undefined : project.types.callee(view.callee(call), file);
  // Those of the table are this rule's own findings.
  if (call === undefined || !callee || errorPlaceOf(callee) || project.types.returnsError(callee, file) !== true) {
    return undefined;
  }
  const { statement } = statementAround(view.tree, call);
  if (statement === NO_NODE || kindOf(view.tree, statement) !== Kind.expression_statement) return undefined;
  if (namedChildren(view.tree, statement)[0] !== call) return undefined;
  const edits = checking(statement, call, 'result', callee.results?.length ?? 1, view, context);
  return edits && { title: 'Check the error and return it', edits };
}
