/**
 * errors/swallowed: a call failed, the code noticed, and the caller is told that all is well.
 *
 * Two shapes. `if err != nil { return nil }`: the error is checked and neither returned nor used. `if err2 != nil { return err }`:
 * the error that is returned is another one, known to be nil. Values that are a plain answer to "it failed" (false, a fallback), errors
 * that mean "there is none" (parsing, looking up), callbacks that skip, and blocks with a comment are left alone.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { Binding } from '../../go/scopes.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  ancestors,
  childByField,
  childOfKind,
  endOf,
  type FlatTree,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { defineRule } from '../rule.ts';
import {
  callBehind,
  endsWithError,
  functionName,
  hasComment,
  isUsedWithin,
  nilComparison,
  resultsOf,
  returnedValues,
  statementsOf,
} from '../support/errorFlow.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  /** The variable that was checked, and its type. */
  readonly name: string;
  readonly error: Symbolic;
  /** What gave it. */
  readonly call: Symbolic;
  readonly callee: string;
  /** The expression that is returned in its place. */
  readonly returned: readonly [start: number, end: number];
  /** Of another error that is returned although it is nil: its name. */
  readonly other?: string;
  readonly function: string;
}

interface Data {
  readonly name: string;
  readonly returned: readonly [start: number, end: number];
  readonly other: boolean;
}

/** Calls whose error is an answer (no number, no such file, not of that form) or says that the other side has gone. */
const ASKS =
  /^(?:Parse|Lookup|Look|Stat|Lstat|Atoi|Try|Maybe|Is|Has|Can|Exists?|Check|Valid|Match|Detect|Guess|Probe|Find|ReadDir|Rel|Abs|Write|Flush|Sleep|Unquote|Convert|Cast|Decode(?:String|Rune)|To[A-Z])/i;

/** Functions of which nobody expects that they fail. */
const BEST_EFFORT =
  /^(?:try|maybe|best|clean|cleanup|prune|purge|close|shutdown|stop|remove|delete|is|has|lookup|find|parse|detect|guess|probe|walk|visit|match|skip|ignore)/i;

export const swallowed = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'errors/swallowed',
    title: 'An error that was noticed reaches the caller',
    severity: 'hint',
    recommended: true,
    needs: 'syntax',
    defaults: {},
    honours: ['nilerr', 'nilnesserr', 'nilnil'],
  },
  sites: [{ kind: Kind.if_statement }],
  observe(statement, view) {
    const { tree } = view;
    const compared = nilComparison(tree, childByField(tree, statement, Field.condition));
    const block = childByField(tree, statement, Field.consequence);
    if (compared?.operator !== '!=' || block === NO_NODE) return undefined;
    const [only, ...more] = statementsOf(tree, block);
    if (only === undefined || more.length > 0 || kindOf(tree, only) !== Kind.return_statement) return undefined;
    // Most such blocks return the error or wrap it; they are told apart before anything is looked up.
    const values = returnedValues(tree, only);
    const last = values.at(-1);
    if (last === undefined || (kindOf(tree, last) !== Kind.nil && kindOf(tree, last) !== Kind.identifier))
      return undefined;
    if (textOf(tree, last) === textOf(tree, compared.identifier)) return undefined;
    const around = view.enclosingFunction(statement);
    const results = resultsOf(tree, around);
    if (!endsWithError(results) || values.length !== results.length) return undefined;
    const meaning = view.scopes.resolve(compared.identifier);
    if (meaning.kind !== 'local') return undefined;
    const { binding } = meaning;
    if (hasComment(tree, block) || isUsedWithin(tree, view.scopes, binding, block)) return undefined;
    const call = lastCallFor(binding, statement, view);
    if (call === undefined) return undefined;
    const observation = {
      start: startOf(tree, only),
      end: endOf(tree, only),
      name: binding.name,
      error: view.typeOf(compared.identifier),
      call: view.callee(call),
      callee: view.calleeName(call) ?? '',
      returned: [startOf(tree, last), endOf(tree, last)] as const,
      function: functionName(tree, statement),
    };
    if (kindOf(tree, last) === Kind.identifier) {
      const other = view.scopes.resolve(last);
      if (other.kind !== 'local' || !isKnownNil(other.binding, statement, view)) return undefined;
      return { ...observation, other: other.binding.name };
    }
    if (kindOf(tree, last) !== Kind.nil || !values.slice(0, -1).every((value) => isEmpty(tree, value)))
      return undefined;
    const place = kindOf(tree, around) === Kind.func_literal ? '' : observation.function;
    return ASKS.test(observation.callee) || BEST_EFFORT.test(place) ? undefined : observation;
  },
  judge({ start, end, name, error, call, callee, returned, other, function: function_ }, { project, file }) {
    if (file.isTest) return undefined;
    const { types } = project;
    if (types.implementsError(types.typeOf(error, file), file) !== true) return undefined;
    // What calls a function that is not known may mean anything by its error.
    if (other === undefined && !types.callee(call, file)) return undefined;
    const message =
      other === undefined
        ? `${callee} failed, but the caller is told that nothing happened: return ${name}.`
        : `${name} is the error of ${callee}, but ${other} is returned, which is nil here.`;
    const data: Data = { name, returned, other: other !== undefined };
    return { start, end, message, key: `${project.packageOf(file)?.path ?? file.dir}.${function_} ${callee}`, data };
  },
  fixes(finding) {
    const { name, returned, other } = finding.data as Data;
    const [start, end] = returned;
    return [
      {
        id: 'return',
        title: `Return ${name}`,
        preferred: true,
        safe: other,
        changes: () => [{ kind: 'edit', path: finding.path, edits: [{ start, end, newText: name }] }],
      },
    ];
  },
});

/** The call whose error the statement checks: of its own initializer, or of the assignment right before it. */
function lastCallFor(binding: Binding, statement: SyntaxNode, view: SourceView): SyntaxNode | undefined {
  const { tree } = view;
  const initializer = childByField(tree, statement, Field.initializer);
  const source = initializer === NO_NODE ? previousStatement(tree, statement) : initializer;
  if (source === undefined) return undefined;
  const kind = kindOf(tree, source);
  if (kind !== Kind.short_var_declaration && kind !== Kind.assignment_statement) return undefined;
  const left = childByField(tree, source, Field.left);
  const right = childByField(tree, source, Field.right);
  if (left === NO_NODE || right === NO_NODE) return undefined;
  const targets = namedChildren(tree, left);
  const target = targets.at(-1);
  const values = namedChildren(tree, right);
  const [value] = values;
  if (target === undefined || value === undefined || values.length > 1) return undefined;
  if (kindOf(tree, target) !== Kind.identifier || textOf(tree, target) !== binding.name) return undefined;
  const same = view.scopes.local(binding.name, target) === binding || callBehind(tree, binding) === value;
  return same && kindOf(tree, value) === Kind.call_expression ? value : undefined;
}

function previousStatement(tree: FlatTree, statement: SyntaxNode): SyntaxNode | undefined {
  const list = parentOf(tree, statement);
  if (kindOf(tree, list) !== Kind.statement_list) return undefined;
  const all = namedChildren(tree, list);
  return all[all.indexOf(statement) - 1];
}

/** `nil`, `""`, `0` and `T{}`; `false` is an answer. */
function isEmpty(tree: FlatTree, value: SyntaxNode): boolean {
  switch (kindOf(tree, value)) {
    case Kind.nil:
      return true;
    case Kind.int_literal:
      return textOf(tree, value) === '0';
    case Kind.interpreted_string_literal:
      return textOf(tree, value) === '""';
    case Kind.composite_literal: {
      const body = childByField(tree, value, Field.body);
      const type = childByField(tree, value, Field.type);
      const isPlain = type !== NO_NODE && [Kind.type_identifier, Kind.qualified_type].includes(kindOf(tree, type));
      return isPlain && body !== NO_NODE && namedChildren(tree, body).length === 0;
    }
    default:
      return false;
  }
}

/**
 * Whether an error variable is nil where a statement stands: `if err != nil { return … }` stands before it in one of the blocks around it, and
 * nothing assigns to it in between. Inside loops and closures nothing is known.
 */
function isKnownNil(binding: Binding, statement: SyntaxNode, view: SourceView): boolean {
  const { tree } = view;
  if (binding.kind !== 'variable' && binding.kind !== 'result') return false;
  let inner = statement;
  for (const up of ancestors(tree, statement)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.func_literal || kind === Kind.for_statement || kind === Kind.function_declaration) return false;
    if (kind === Kind.method_declaration) return false;
    if (kind === Kind.statement_list) {
      const before = namedChildren(tree, up).filter((each) => each < inner);
      for (const each of before.reverse()) {
        if (endsWhenSet(binding, each, view)) return !isTakenByAddress(binding, view);
        if (isUsedForWriting(binding, each, view)) return false;
      }
    }
    inner = up;
  }
  return false;
}

/** `if err != nil { …; return }` without an else branch that goes on differently, and without writing to err. */
function endsWhenSet(binding: Binding, statement: SyntaxNode, view: SourceView): boolean {
  const { tree } = view;
  if (kindOf(tree, statement) !== Kind.if_statement) return false;
  if (childByField(tree, statement, Field.alternative) !== NO_NODE) return false;
  const compared = nilComparison(tree, childByField(tree, statement, Field.condition));
  const block = childByField(tree, statement, Field.consequence);
  if (compared?.operator !== '!=' || block === NO_NODE) return false;
  if (textOf(tree, compared.identifier) !== binding.name) return false;
  if (view.scopes.local(binding.name, compared.identifier) !== binding) return false;
  const last = statementsOf(tree, block).at(-1);
  return last !== undefined && kindOf(tree, last) === Kind.return_statement;
}

function isUsedForWriting(binding: Binding, within: SyntaxNode, { tree, scopes }: SourceView): boolean {
  const end = within + sizeOf(tree, within);
  for (let node = within; node < end; node++) {
    if (kindOf(tree, node) !== Kind.identifier || textOf(tree, node) !== binding.name) continue;
    const list = parentOf(tree, node);
    if (fieldOf(tree, list) === Field.left && (scopes.local(binding.name, node) ?? binding) === binding) return true;
  }
  return false;
}

/** `&err` or a closure may write at any time. */
function isTakenByAddress(binding: Binding, { tree, scopes }: SourceView): boolean {
  return scopes.uses(binding).some((use) => {
    const parent = parentOf(tree, use);
    if (kindOf(tree, parent) === Kind.unary_expression && childOfKind(tree, parent, Kind['&']) !== NO_NODE) return true;
    for (const up of ancestors(tree, use)) {
      if (up < binding.node) return false;
      if (kindOf(tree, up) === Kind.func_literal && up > binding.node) return true;
    }
    return false;
  });
}
