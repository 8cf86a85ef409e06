/**
 * errors/assert: a type assertion or type switch looks at an error itself and misses the same error once it is wrapped.
 *
 * Silent in the methods by which errors describe themselves or take in others of their own type, where the assertion asks for exactly
 * those methods (Unwrap, Is, As), in loops that go from error to cause, in tests, where the same function asks errors.As for the type too, where the value is asked how it is written as JSON or text, and where the operand is
 * not known to be an `error`.
 */
import { jumpsOver } from '../../go/jumps.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  childByField,
  childrenByField,
  enclosing,
  endOf,
  type FlatTree,
  fieldOf,
  isNamed,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { isError } from '../../model/types.ts';
import { defineRule, type FixContext } from '../rule.ts';
import { indentationAt } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { forAllWhoAsk } from '../support/forAllWhoAsk.ts';
import { addImport } from '../support/importEdits.ts';
import { isErrorMethod } from './support/errorMethods.ts';
import { switchWithAs } from './support/switchWithAs.ts';
import { isUnwrapped, walksItself } from './support/unwrapped.ts';

export interface AssertedError {
  readonly start: number;
  readonly end: number;
  readonly error: Symbolic;
  readonly type: string;
  readonly kind: 'assertion' | 'switch';
  /** Nobody asks whether the assertion holds. */
  readonly panics?: true;
}

/** Interfaces that ask how an error is wrapped. */
const ABOUT_WRAPPING = /\b(?:Unwrap|Is|As|Cause|StackTrace|Errors|WrappedErrors|GRPCStatus)\(/;

/** Types that are called after it ask so too. */
const NAMED_AFTER_WRAPPING = /^\*?(?:\w+\.)?\w*(?:[uU]nwrap|[wW]rapper)\w*$/;

/** They are about the value at hand: what wraps it is written differently. */
const ABOUT_WRITING = /^(?:json\.Marshaler|encoding\.TextMarshaler|fmt\.(?:Formatter|Stringer))$/;

export const assertion = defineRule<AssertedError, Record<never, never>>({
  meta: {
    id: 'errors/assert',
    title: 'The type of an error is asked with errors.As, which sees through wrapping',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    minimumGo: '1.13',
    honours: ['errorlint', 'forcetypeassert'],
  },
  sites: [{ kind: Kind.type_assertion_expression }, { kind: Kind.type_switch_statement }],
  observe: (node, view) => assertedError(node, view),
  judge({ start, end, error, type, kind, panics }, { project, file }) {
    if (!missesWrapped(error, project, file)) return undefined;
    const name = kind === 'assertion' && returnsWhatItFinds(type, project, file) ? 'errors.AsType' : 'errors.As';
    return {
      start,
      end,
      message: panics
        ? `The type assertion panics once somebody wraps ${type}: use ${name}, and say what happens to other errors.`
        : `The type ${kind} misses ${type} once somebody wraps it: use ${name}.`,
      key: `${project.packageOf(file)?.path ?? file.dir} ${kind} ${type}`,
    };
  },
  fixes(finding, context) {
    const edits = editsFor(finding.start, finding.end, context);
    if (!edits) return [];
    return [
      {
        id: 'as',
        title: `Ask with ${edits.some(({ newText }) => newText.includes('.AsType[')) ? 'errors.AsType' : 'errors.As'}`,
        preferred: true,
        safe: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

/** A type assertion or a type switch that may be about an error, as far as the syntax shows it. */
export const assertedError = forAllWhoAsk(assertedErrorAt);

function assertedErrorAt(node: SyntaxNode, view: SourceView): AssertedError | undefined {
  const { tree } = view;
  const isSwitch = kindOf(tree, node) === Kind.type_switch_statement;
  const operand = childByField(tree, node, isSwitch ? Field.value : Field.operand);
  if (operand === NO_NODE || isErrorMethod(view, node)) return undefined;
  const asked = isSwitch ? askedBySwitch(tree, node) : [childByField(tree, node, Field.type)];
  const isAboutWrapping = (each: SyntaxNode) =>
    each !== NO_NODE && (ABOUT_WRAPPING.test(textOf(tree, each)) || NAMED_AFTER_WRAPPING.test(textOf(tree, each)));
  const type = asked.find((each) => each !== NO_NODE);
  if (type === undefined || asked.some(isAboutWrapping)) return undefined;
  if (ABOUT_WRITING.test(textOf(tree, type)) || asksAsWell(view, node, textOf(tree, operand), textOf(tree, type)))
    return undefined;
  if (walksItself(view, node, operand) || isUnwrapped(view, operand) || knowsWhatItMade(view, node, operand))
    return undefined;
  if (asked.some((each) => each !== NO_NODE && isReceiversOwn(view, node, textOf(tree, each)))) return undefined;
  const error = view.typeOf(operand);
  if (error === 0) return undefined;
  const underlined = isSwitch ? operand : node;
  return {
    start: startOf(tree, underlined),
    end: endOf(tree, underlined),
    error,
    type: textOf(tree, type).replace(/\s+/g, ' '),
    kind: isSwitch ? 'switch' : 'assertion',
    ...(isSwitch || asksWhether(tree, node) ? {} : { panics: true as const }),
  };
}

/** `target, ok := err.(T)`, in whatever way it is assigned. */
function asksWhether(tree: FlatTree, assertion: SyntaxNode): boolean {
  const values = parentOf(tree, assertion);
  const statement = parentOf(tree, values);
  if (namedChildren(tree, values).length !== 1) return false;
  if (kindOf(tree, statement) === Kind.var_spec) return childrenByField(tree, statement, Field.name).length === 2;
  const isAssigned = [Kind.short_var_declaration, Kind.assignment_statement].includes(kindOf(tree, statement));
  return isAssigned && namedChildren(tree, childByField(tree, statement, Field.left)).length === 2;
}

/** A quick look at the outermost error, before or after the thorough one into the same variable or one of the same type. */
function asksAsWell(view: SourceView, assertion: SyntaxNode, operand: string, type: string): boolean {
  const { tree } = view;
  const statement = parentOf(tree, parentOf(tree, assertion));
  const isAssigned = [Kind.short_var_declaration, Kind.assignment_statement].includes(kindOf(tree, statement));
  const target = isAssigned ? childByField(tree, statement, Field.left) : NO_NODE;
  const name = target === NO_NODE ? undefined : textOf(tree, target).split(',')[0];
  const around = textOf(tree, view.enclosingFunction(assertion));
  if (!around.includes(`.As(${operand}, &`)) return false;
  const variables = [...around.matchAll(/\bvar (\w+) (\S+)\n/g)].flatMap(([, each, its]) =>
    its === type ? [each] : [],
  );
  return [name, ...variables].some((each) => each !== undefined && around.includes(`.As(${operand}, &${each})`));
}

/** `func (errs Errors) Add(err error)` takes its own kind apart: what wraps one is no longer of its kind. */
function isReceiversOwn(view: SourceView, assertion: SyntaxNode, type: string): boolean {
  const { tree } = view;
  const method = enclosing(tree, assertion, Kind.method_declaration);
  if (method === NO_NODE) return false;
  const receiver = textOf(tree, childByField(tree, method, Field.receiver));
  const own = type.replace(/^\*/, '');
  return receiver.endsWith(`${own})`) && !/\w/.test(receiver.charAt(receiver.length - own.length - 2));
}

/** `newError(…).(*Err)`, without asking whether it is one: the code knows what the call makes. */
function knowsWhatItMade({ tree }: SourceView, assertion: SyntaxNode, operand: SyntaxNode): boolean {
  if (kindOf(tree, operand) !== Kind.call_expression || kindOf(tree, assertion) !== Kind.type_assertion_expression)
    return false;
  return !asksWhether(tree, assertion);
}

/** Whether what is asserted on is an error, so that the assertion misses it once it is wrapped. */
export function missesWrapped(error: Symbolic, project: Project, file: ProjectFile): boolean {
  return isError(project.types.typeOf(error, file));
}

/** Go 1.26 has AsType, which returns what it finds. It takes errors only; As takes any interface. */
function returnsWhatItFinds(type: string, { types }: Project, file: ProjectFile): boolean {
  const [, minor = 0] = (file.module.goVersion ?? '1.0').split('.').map(Number);
  return minor >= 26 && types.implementsError(types.typeWritten(type, file), file) === true;
}

function askedBySwitch(tree: FlatTree, statement: SyntaxNode): SyntaxNode[] {
  return namedChildren(tree, statement)
    .filter((each) => kindOf(tree, each) === Kind.type_case)
    .flatMap((each) => childrenByField(tree, each, Field.type))
    .filter((each) => isNamed(tree, each) && textOf(tree, each) !== 'nil');
}

function editsFor(start: number, end: number, context: FixContext<unknown>): readonly TextEdit[] | undefined {
  const view = viewOf(context);
  if (!view) return undefined;
  const { tree } = view;
  for (let node = 0; node < tree.count; node++) {
    const kind = kindOf(tree, node);
    if (kind !== Kind.type_assertion_expression && kind !== Kind.type_switch_statement) continue;
    const underlined = kind === Kind.type_switch_statement ? childByField(tree, node, Field.value) : node;
    if (underlined === NO_NODE || startOf(tree, underlined) !== start || endOf(tree, underlined) !== end) continue;
    return kind === Kind.type_switch_statement ? switchEdits(node, view, context) : asEdits(node, view, context);
  }
  return undefined;
}

function switchEdits(
  statement: SyntaxNode,
  view: SourceView,
  context: FixContext<unknown>,
): readonly TextEdit[] | undefined {
  const errors = addImport(view.tree, 'errors', undefined, statement, context);
  const edits = errors.isSecond ? undefined : switchWithAs(statement, errors.localName, view);
  return edits && [...errors.edits, ...edits];
}

/** Edits of `target, ok := err.(T)`, on its own or at the head of an if. */
function asEdits(assertion: SyntaxNode, view: SourceView, context: FixContext<unknown>): TextEdit[] | undefined {
  const { tree } = view;
  const list = parentOf(tree, assertion);
  const statement = parentOf(tree, list);
  if (kindOf(tree, statement) !== Kind.short_var_declaration || namedChildren(tree, list).length !== 1)
    return undefined;
  const targets = namedChildren(tree, childByField(tree, statement, Field.left));
  const [target, ok] = targets;
  if (target === undefined || ok === undefined || targets.length !== 2) return undefined;
  const operand = childByField(tree, assertion, Field.operand);
  const type = textOf(tree, childByField(tree, assertion, Field.type));
  // As refuses a pointer to `error`, and every error is one.
  if (type === 'error') return undefined;
  if (kindOf(tree, operand) !== Kind.identifier && kindOf(tree, operand) !== Kind.selector_expression) return undefined;
  const errors = addImport(tree, 'errors', undefined, assertion, context);
  if (errors.isSecond) return undefined;
  const error = textOf(tree, operand);
  if (returnsWhatItFinds(type, context.project, context.file)) {
    const newText = `${errors.localName}.AsType[${type}](${error})`;
    return [...errors.edits, { start: startOf(tree, assertion), end: endOf(tree, assertion), newText }];
  }
  const written = textOf(tree, target);
  const anonymous = written === '_';
  // The variable is declared before: it must be new, and nothing else may have its name there.
  if (!anonymous && (view.scopes.declared(target) === undefined || isTaken(view, written, statement, target)))
    return undefined;
  const call = `${errors.localName}.As(${error}, ${anonymous ? `new(${type})` : `&${written}`})`;
  const parent = parentOf(tree, statement);
  const head = fieldOf(tree, statement) === Field.initializer && kindOf(tree, parent) === Kind.if_statement;
  if (!head) {
    if (kindOf(tree, parent) !== Kind.statement_list || textOf(tree, ok) === '_') return undefined;
    const isNew = view.scopes.declared(ok) !== undefined;
    const newline = `\n${indentationAt(tree.text, startOf(tree, statement))}`;
    const declaration = anonymous ? '' : `var ${written} ${type}${newline}`;
    const newText = `${declaration}${textOf(tree, ok)} ${isNew ? ':=' : '='} ${call}`;
    return [...errors.edits, { start: startOf(tree, statement), end: endOf(tree, statement), newText }];
  }
  const condition = childByField(tree, parent, Field.condition);
  const uses = usesOf(view, ok, parent);
  const [use] = uses;
  const before =
    anonymous ||
    (kindOf(tree, parentOf(tree, parent)) === Kind.statement_list &&
      !jumpsOver(view, parent) &&
      !isUsedBehind(view, written, parent));
  if (!before || condition === NO_NODE || use === undefined || uses.length !== 1) return undefined;
  if (use < condition || use >= condition + sizeOf(tree, condition)) return undefined;
  const start = startOf(tree, parent);
  const newline = `\n${indentationAt(tree.text, start)}`;
  return [
    ...errors.edits,
    ...(anonymous ? [] : [{ start, end: start, newText: `var ${written} ${type}${newline}` }]),
    { start: startOf(tree, statement), end: startOf(tree, condition), newText: '' },
    { start: startOf(tree, use), end: endOf(tree, use), newText: call },
  ];
}

/** Whether a name means something else around a statement, or is declared again where the variable would reach. */
function isTaken(view: SourceView, name: string, statement: SyntaxNode, target: SyntaxNode): boolean {
  if (view.scopes.local(name, statement)) return true;
  const around = parentOf(view.tree, statement);
  const outer = kindOf(view.tree, around) === Kind.if_statement ? parentOf(view.tree, around) : around;
  return view.scopes
    .bindingsAround(statement)
    .some(
      (each) =>
        each.name === name &&
        each.node !== target &&
        each.node >= outer &&
        each.node < outer + sizeOf(view.tree, outer),
    );
}

/** Whether a name of the package, of an import or of Go is used behind a statement, where a variable before it would hide it. */
function isUsedBehind({ tree, scopes }: SourceView, name: string, statement: SyntaxNode): boolean {
  const block = parentOf(tree, statement);
  const end = block + sizeOf(tree, block);
  for (let node = statement + sizeOf(tree, statement); node < end; node++) {
    const kind = kindOf(tree, node);
    const isName = kind === Kind.identifier || kind === Kind.type_identifier || kind === Kind.package_identifier;
    if (isName && textOf(tree, node) === name && scopes.local(name, node) === undefined) return true;
  }
  return false;
}

function usesOf(view: SourceView, declared: SyntaxNode, within: SyntaxNode): SyntaxNode[] {
  const binding = view.scopes.declared(declared);
  if (!binding) return [];
  return view.scopes.uses(binding).filter((each) => each >= within && each < within + sizeOf(view.tree, within));
}
