/**
 * A function that is passed on as a value keeps its type towards whoever takes it: a literal of the same parameters and results, which calls
 * the function with `context.TODO()`.
 *
 * Only where that surely does the same. Whoever takes `any` may look at a function's name or at its parameters, so the taker must want a
 * function. A method value keeps what it is selected from, so that must be a name that never changes. And all types must have a name in the
 * file already. Everywhere else the value stands against the change.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import { likelyPackageNames } from '../../go/packageNames.ts';
import {
  ancestors,
  childByField,
  type FlatTree,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { GoType, ParameterType } from '../../model/goType.ts';
import type { ProjectFile } from '../../model/project.ts';
import { NotWritable, TypeWriter } from '../typeText.ts';
import { atLeast } from './contextInScope.ts';
import { type Declaration, typePath } from './declarations.ts';
import type { Piece } from './edits.ts';
import type { Reference } from './references.ts';
import type { OpenFile, Sources } from './sources.ts';

/** The literal for a value of the function; undefined where there is none that surely does the same. */
export function wrappedValue({ at, use }: Reference, declaration: Declaration, sources: Sources): Piece | undefined {
  if (use.kind !== 'value') return undefined;
  const { expression } = use;
  const { fact } = declaration;
  if (fact.typeParameters.length > 0 || !isSettled(at, expression, sources)) return undefined;
  const written = wantsFunction(at, expression, sources)
    ? parametersIn(at, expression, declaration, sources)
    : undefined;
  if (!written) return undefined;
  const { parameters, results } = written;
  const callee = textOf(at.tree, expression);
  const words = `${parameters.join(' ')} ${results} ${callee} context`.matchAll(/[\p{L}_][\p{L}\p{Nd}_]*/gu);
  const taken = new Set(Array.from(words, ([name]) => name));
  const names = fact.parameters.map(({ name }, index) =>
    free(name === '' || name === '_' ? `arg${index + 1}` : name, taken),
  );
  const list = parameters
    .map((type, index) => (type === parameters[index + 1] ? names[index] : `${names[index]} ${type}`))
    .join(', ');
  const given = names.map((name, index) => `, ${name}${fact.parameters[index]?.variadic ? '...' : ''}`).join('');
  const header = `func(${list})${results === '' ? '' : ` ${results}`}`;
  const body = (context: string) => `${results === '' ? '' : 'return '}${callee}(${context}.TODO()${given})`;
  const isLong = header.length + body('context').length > LONGEST;
  // What stands in line with its neighbours would have to leave them.
  if (isLong && kindOf(at.tree, parentOf(at.tree, expression)) === Kind.literal_element) return undefined;
  const indent = indentationOf(at.tree, expression);
  return (context) =>
    isLong ? `${header} {\n${indent}\t${body(context)}\n${indent}}` : `${header} { ${body(context)} }`;
}

/** Longer ones gofmt may break up. */
const LONGEST = 90;

/** The types of the parameters and all of the results, as they are written where the value stands. */
function parametersIn(
  { file, view }: OpenFile,
  node: SyntaxNode,
  { fact, file: home }: Declaration,
  sources: Sources,
): { readonly parameters: readonly string[]; readonly results: string } | undefined {
  const { project } = sources;
  const isHidden = (name: string) => view.scopes.local(name, node) !== undefined;
  const writer = new TypeWriter({
    packagePath: typePath(file),
    any: atLeast(file.module.goVersion, 18),
    qualifier(path) {
      const imported = file.facts.header.imports.find(
        (each) => each.path === path && each.alias !== '_' && each.alias !== '.',
      );
      const name = imported && (imported.alias || nameOfPackage(path, file, sources));
      if (name === undefined || isHidden(name)) throw new NotWritable('the package has no name there');
      return name;
    },
  });
  const typed = (facts: typeof fact.parameters): ParameterType[] =>
    facts.map(({ type }) => ({ name: '', type: project.types.typeWritten(type, home) }));
  try {
    const parameters = typed(fact.parameters).map(
      ({ type }, index) => `${fact.parameters[index]?.variadic ? '...' : ''}${writer.type(type)}`,
    );
    const results = writer.signature({
      kind: 'func',
      typeParameters: [],
      parameters: [],
      variadic: false,
      results: typed(fact.results),
    });
    const text = `${parameters.join(' ')} ${results}`;
    for (const [, name = ''] of text.matchAll(/(?<![\p{L}\p{Nd}_.])([\p{L}_][\p{L}\p{Nd}_]*)/gu)) {
      if (isHidden(name)) return undefined;
    }
    return { parameters, results: results.slice('()'.length).trimStart() };
  } catch (error) {
    if (error instanceof NotWritable) return undefined;
    throw error;
  }
}

/** What a package that is imported without another name is called: it says so itself, or a name that fits its path is in use. */
function nameOfPackage(path: string, file: ProjectFile, sources: Sources): string | undefined {
  const [own] = sources.filesAt(path);
  if (own) return own.facts.header.packageName.replace(/_test$/, '');
  const used = [...new Set(likelyPackageNames(path))].filter((each) => sources.text(file.path)?.includes(`${each}.`));
  const isTaken = file.facts.header.imports.some(({ alias }) => alias === used[0]);
  return used.length === 1 && !isTaken ? used[0] : undefined;
}

/** Whether the literal finds the function that the value is now: of a method, what it is selected from never changes. */
function isSettled({ tree, view, file }: OpenFile, expression: SyntaxNode, { project }: Sources): boolean {
  if (kindOf(tree, expression) === Kind.identifier) return true;
  if (kindOf(tree, expression) !== Kind.selector_expression) return false;
  const operand = childByField(tree, expression, Field.operand);
  if (operand === NO_NODE || kindOf(tree, operand) !== Kind.identifier) return false;
  const meaning = view.scopes.resolve(operand);
  if (meaning.kind === 'import') return true;
  const binding = view.scopes.local(textOf(tree, operand), operand);
  if (!binding || !HOLDERS.has(binding.kind)) return false;
  if (isLoopVariable(tree, binding) && !atLeast(file.module.goVersion, 22)) return false;
  // A method of a pointer gets that later as well; one of a value has copied it.
  const method = textOf(tree, childByField(tree, expression, Field.field));
  const callee = project.types.callee(['call', ['.', view.typeOf(operand), method], 0], file);
  if (callee?.kind !== 'interfaceMethod' && callee?.fullName.startsWith('(*') !== true) return false;
  return view.scopes.uses(binding).every((use) => !isChanged(tree, use));
}

const HOLDERS: ReadonlySet<Binding['kind']> = new Set(['parameter', 'receiver', 'variable']);

function isLoopVariable(tree: FlatTree, { node }: Binding): boolean {
  for (const up of ancestors(tree, node)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.for_clause || kind === Kind.range_clause) return true;
    if (kind === Kind.block) return false;
  }
  return false;
}

/** Whether a variable gets another value here, or may get one behind a pointer to it. */
function isChanged(tree: FlatTree, use: SyntaxNode): boolean {
  const parent = parentOf(tree, use);
  const kind = kindOf(tree, parent);
  if (kind === Kind.unary_expression) return tree.text[startOf(tree, parent)] === '&';
  if (kind === Kind.inc_statement || kind === Kind.dec_statement) return true;
  if (kind !== Kind.expression_list || fieldOf(tree, parent) !== Field.left) return false;
  const statement = kindOf(tree, parentOf(tree, parent));
  return (
    statement === Kind.assignment_statement ||
    statement === Kind.short_var_declaration ||
    statement === Kind.range_clause
  );
}

/** Whether who takes the value wants a function and nothing else. */
function wantsFunction(at: OpenFile, expression: SyntaxNode, { project }: Sources): boolean {
  const { tree, view, file } = at;
  const { types } = project;
  const isFunction = (type: GoType | undefined) => type !== undefined && types.underlying(type, file).kind === 'func';
  const list = parentOf(tree, expression);
  switch (kindOf(tree, list)) {
    case Kind.argument_list: {
      const call = parentOf(tree, list);
      if (kindOf(tree, call) !== Kind.call_expression) return false;
      const callee = types.callee(view.callee(call), file);
      if (callee?.kind === 'conversion') return isFunction(types.typeOf(view.typeOf(call), file));
      if (!callee?.signature) return false;
      const { parameters, variadic } = callee.signature;
      const index = namedChildren(tree, list).indexOf(expression);
      const last = parameters.length - 1;
      const parameter = parameters[Math.min(index, last)]?.type;
      const isRest = variadic && index >= last && parameter?.kind === 'slice';
      return isFunction(isRest ? parameter.element : parameter);
    }
    case Kind.literal_element: {
      if (fieldOf(tree, list) === Field.key) return false;
      const key = childByField(tree, parentOf(tree, list), Field.key);
      const literal = ancestorOf(tree, list, Kind.composite_literal);
      const type = literal === NO_NODE ? undefined : types.typeOf(view.typeOf(literal), file);
      if (!type || kindOf(tree, parentOf(tree, parentOf(tree, list))) !== Kind.literal_value) return false;
      const behind = types.underlying(type, file);
      if (behind.kind === 'map') return isFunction(behind.value);
      if (behind.kind !== 'struct' || key === NO_NODE) return false;
      const field = types.member(type, textOf(tree, key), file);
      return field.kind === 'field' && isFunction(field.type);
    }
    case Kind.expression_list: {
      const statement = parentOf(tree, list);
      if (kindOf(tree, statement) !== Kind.assignment_statement || fieldOf(tree, list) !== Field.right) return false;
      const target = namedChildren(tree, childByField(tree, statement, Field.left))[
        namedChildren(tree, list).indexOf(expression)
      ];
      return target !== undefined && isFunction(types.typeOf(view.typeOf(target), file));
    }
    default:
      return false;
  }
}

/** The nearest of a kind whose elements the node is one of: not those of an element without a type of its own. */
function ancestorOf(tree: FlatTree, node: SyntaxNode, kind: number): SyntaxNode {
  let values = 0;
  for (const up of ancestors(tree, node)) {
    if (kindOf(tree, up) === Kind.literal_value) values++;
    if (kindOf(tree, up) === kind) return values === 1 ? up : NO_NODE;
  }
  return NO_NODE;
}

function free(name: string, taken: Set<string>): string {
  let chosen = name;
  while (taken.has(chosen)) chosen += 'Value';
  taken.add(chosen);
  return chosen;
}

function indentationOf(tree: FlatTree, node: SyntaxNode): string {
  const lineStart = tree.text.lastIndexOf('\n', startOf(tree, node) - 1) + 1;
  return /^[ \t]*/.exec(tree.text.slice(lineStart))?.[0] ?? '';
}
