/**
 * errors/swallowed: a call failed, the code noticed, and the caller is told that all is well.
 *
 * Three shapes. `if err != nil { return nil }`: the error is checked and neither returned nor used. `if err2 != nil { return err }`:
 * the error that is returned is another one, known to be nil. `if err2 != nil { return fmt.Errorf("…: %w", err) }`: the other one is
 * what the returned error is made of. A bare `return` counts as the first where the named results still are what they began as. Values that are a plain answer to "it failed" (false, a fallback), errors
 * that mean "there is none" (parsing, looking up), callbacks that skip, and blocks with a comment are left alone.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import { resultNames } from '../../go/returnedError.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  childByField,
  endOf,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { isError } from '../../model/types.ts';
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
import { isKnownNil, isStillZero } from './support/knownNil.ts';

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
  readonly returned: { readonly start: number; readonly end: number };
  /** What is to be written there; the variable that was checked when left out. */
  readonly text?: string;
  /** Of another error that is returned although it is nil: its name. */
  readonly other?: string;
  /** What makes the returned error out of the other one, and the type of that one where `%w` does not say that it is an error. */
  readonly made?: { readonly of?: Symbolic; readonly call: Symbolic; readonly callee: string };
  readonly function: string;
}

interface Data {
  readonly name: string;
  readonly returned: { readonly start: number; readonly end: number };
  readonly text?: string;
  readonly other: boolean;
  readonly made: boolean;
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
    tests: false,
    defaults: {},
    honours: ['nilerr', 'nilnesserr', 'nilnil'],
  },
  sites: [{ kind: Kind.if_statement }],
  observe(statement, view) {
    const { tree } = view;
    const compared = nilComparison(tree, childByField(tree, statement, Field.condition));
    const block = childByField(tree, statement, Field.consequence);
    if (compared?.operator !== '!=' || block === NO_NODE) return undefined;
    const statements = statementsOf(tree, block);
    const only = statements.at(-1);
    if (only === undefined || kindOf(tree, only) !== Kind.return_statement) return undefined;
    // Most such blocks return the error or wrap it; they are told apart before anything is looked up.
    const values = returnedValues(tree, only);
    const last = values.at(-1);
    const others = last === undefined ? [] : othersIn(tree, last, textOf(tree, compared.identifier));
    const isNil = last === undefined || kindOf(tree, last) === Kind.nil;
    if (isNil ? statements.length > 1 : others.length === 0) return undefined;
    const around = view.enclosingFunction(statement);
    const results = resultsOf(tree, around);
    if (!endsWithError(results)) return undefined;
    const names = last === undefined ? resultNames(view, around) : values;
    if (names.length !== results.length) return undefined;
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
      returned: last === undefined ? { start: endOf(tree, only), end: endOf(tree, only) } : rangeOf(tree, last),
      function: functionName(tree, statement),
    };
    if (last !== undefined && !isNil) {
      const nil = others.find((each) => {
        const other = view.scopes.resolve(each);
        return other.kind === 'local' && isKnownNil(other.binding, only, view);
      });
      if (nil === undefined) return undefined;
      const found = { ...observation, returned: rangeOf(tree, nil) };
      const other = textOf(tree, nil);
      if (nil === last) return { ...found, other };
      const of = isWrapped(tree, last, nil) ? undefined : view.typeOf(nil);
      const made = {
        call: view.callee(last),
        callee: view.calleeName(last) ?? '',
        ...(of === undefined ? {} : { of }),
      };
      return { ...found, other, made };
    }
    if (last === undefined) {
      const results = names.map((each) => view.scopes.declared(each));
      const error = results.at(-1);
      if (!error || !(isKnownNil(error, only, view) || isStillZero(error, only, view))) return undefined;
      if (!results.slice(0, -1).every((each) => each && isStillZero(each, only, view))) return undefined;
    } else if (!values.slice(0, -1).every((value) => isEmpty(tree, value))) return undefined;
    const written = [...names.slice(0, -1).map((each) => textOf(tree, each)), binding.name].join(', ');
    const place = kindOf(tree, around) === Kind.func_literal ? '' : observation.function;
    if (ASKS.test(observation.callee) || BEST_EFFORT.test(place)) return undefined;
    return last === undefined ? { ...observation, text: ` ${written}` } : observation;
  },
  judge(
    { start, end, name, error, call, callee, returned, text, other, made, function: function_ },
    { project, file },
  ) {
    const { types } = project;
    if (types.implementsError(types.typeOf(error, file), file) !== true) return undefined;
    // What calls a function that is not known may mean anything by its error.
    if (other === undefined && !types.callee(call, file)) return undefined;
    if (made && !isMadeOfError(made, project, file)) return undefined;
    const message =
      other === undefined
        ? `${callee} failed, but the caller is told that nothing happened: return ${name}.`
        : `${name} is the error of ${callee}, but ${other} is ${made ? `given to ${made.callee}` : 'returned'}, which is nil here.`;
    const data: Data = {
      name,
      returned,
      ...(text === undefined ? {} : { text }),
      other: other !== undefined,
      made: made !== undefined,
    };
    return { start, end, message, key: `${project.packageOf(file)?.path ?? file.dir}.${function_} ${callee}`, data };
  },
  fixes(finding) {
    const { name, returned, text = name, other, made } = finding.data as Data;
    const { start, end } = returned;
    return [
      {
        id: 'return',
        title: made ? `Say ${name} instead` : `Return ${name}`,
        preferred: true,
        safe: other,
        changes: () => [{ kind: 'edit', path: finding.path, edits: [{ start, end, newText: text }] }],
      },
    ];
  },
});

function rangeOf(tree: FlatTree, node: SyntaxNode): { readonly start: number; readonly end: number } {
  return { start: startOf(tree, node), end: endOf(tree, node) };
}

/**
 * Variables that may be errors other than the one that was checked: what is returned itself, or what is handed to the call whose result
 * is returned, when that one is not.
 */
function othersIn(tree: FlatTree, returned: SyntaxNode, checked: string): readonly SyntaxNode[] {
  const candidates =
    kindOf(tree, returned) === Kind.call_expression
      ? namedChildren(tree, childByField(tree, returned, Field.arguments))
      : [returned];
  const names = candidates.filter((each) => kindOf(tree, each) === Kind.identifier);
  return names.some((each) => textOf(tree, each) === checked) ? [] : names;
}

/** `fmt.Errorf("…: %w", err)` takes an error there, whatever its type. */
function isWrapped(tree: FlatTree, call: SyntaxNode, argument: SyntaxNode): boolean {
  const given = namedChildren(tree, childByField(tree, call, Field.arguments));
  const [format] = given;
  const isErrorf = /\bErrorf$/.test(textOf(tree, childByField(tree, call, Field.function)));
  return isErrorf && format !== undefined && given.at(-1) === argument && /%w["`]$/.test(textOf(tree, format));
}

/** Whether an error goes into a call that is known and gives an error. */
function isMadeOfError({ of, call }: NonNullable<Observation['made']>, { types }: Project, file: ProjectFile): boolean {
  if (of !== undefined && !isError(types.typeOf(of, file))) return false;
  const last = types.callee(call, file)?.results?.at(-1);
  return last !== undefined && types.implementsError(last, file) === true;
}

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
