/**
 * Finds what refers to one of a set of methods that change together, by the type of what each selector selects from.
 *
 * Types are inferred without a compiler, so some are unknown. A selector whose operand might be of one of the types is
 * uncertain, and whoever asked must not go on as if it were none. What packages outside the project return is not uncertain:
 * they cannot name the project's types, unless they are given them.
 */
import { Field, Kind } from '../../go/kinds.ts';
import { likelyPackageNames } from '../../go/packageNames.ts';
import type { Symbolic } from '../../go/symbols.ts';
import { childByField, fieldOf, kindOf, NO_NODE, parentOf, type SyntaxNode, textOf } from '../../go/tree.ts';
import { LOCAL_MARK } from '../../model/environment.ts';
import type { FunctionType, GoType } from '../../model/goType.ts';
import type { ProjectFile } from '../../model/project.ts';
import { hasUnknown, type TypeResolver } from '../../model/types.ts';
import { filesOfPackage } from './declarations.ts';
import { namesIn } from './functionReferences.ts';
import { selectorsIn } from './mentions.ts';
import { operandBefore } from './operandInText.ts';
import { type Reference, type Use, useOf } from './references.ts';
import type { OpenFile, Sources, Task } from './sources.ts';

export interface MethodQuestion {
  readonly name: string;
  /** As `Callee.fullName`. */
  readonly fullNames: ReadonlySet<string>;
  /** Any of them: all take as many. */
  readonly signature: FunctionType;
  /** Every type of the project that has a method of the name, as `path.Type`. */
  readonly carriers: ReadonlySet<string>;
  /** The files that can hold values of the types. */
  readonly files: readonly ProjectFile[];
}

/** All references, or the first that is enough. */
export function* methodReferences(
  question: MethodQuestion,
  sources: Sources,
  isEnough: (reference: Reference) => boolean,
): Task<readonly Reference[]> {
  const { name, files, signature, carriers } = question;
  // A method expression (`T.Find(t)`) takes the receiver besides, and has the name of a type before it.
  const isNamedByType = (text: string, at: number) => {
    const operand = /([\p{L}_][\p{L}\p{Nd}_]*|\S)\s*\.\s*$/u.exec(text.slice(Math.max(0, at - 80), at))?.[1] ?? ')';
    return operand === ')' || operand === ']' || [...carriers].some((key) => key.endsWith(`.${operand}`));
  };
  const needs = signature.parameters.length - (signature.variadic ? 1 : 0);
  const takes = needs > 0 ? 'some' : signature.variadic ? 'any' : 'none';
  return yield* sources.found(name, files, {
    *placesIn(text, file) {
      const fitting = new Set(selectorsIn(text, name, takes));
      for (const at of takes === 'none' ? selectorsIn(text, name, 'any') : fitting) {
        if ((fitting.has(at) || isNamedByType(text, at)) && !isAnother(text, at, file, question, sources)) yield at;
      }
    },
    findsIn: (at) => referencesIn(at, question, sources),
    isEnough,
  });
}

/** Whether the text shows that something else of this name is selected; in files that are read as a whole all is looked at. */
function isAnother(
  text: string,
  at: number,
  file: ProjectFile,
  question: MethodQuestion,
  { project }: Sources,
): boolean {
  if (file.facts.hasSyntaxErrors) return false;
  const symbolic = operandBefore(file, text, at);
  if (symbolic === undefined || symbolic === 0) return false;
  const { types } = project;
  const type = types.typeOf(symbolic, file);
  // Without the arguments of calls, type parameters stay what they are.
  if (type.kind !== 'unknown' && !isSettled(type)) return false;
  return meaningOf(symbolic, type, file, question, types) === 'another';
}

function isSettled(type: GoType): boolean {
  const named = type.kind === 'pointer' ? type.element : type;
  return named.kind === 'named' && named.typeArguments.length === 0;
}

/** What selecting the method's name from an expression finds. */
function meaningOf(
  symbolic: Symbolic,
  type: GoType,
  file: ProjectFile,
  { name, fullNames, carriers }: MethodQuestion,
  types: TypeResolver,
): 'one of them' | 'another' | 'unknown' {
  const callee = types.callee(['call', ['.', symbolic, name], 0], file);
  if (callee) {
    const isMethod = callee.kind === 'method' || callee.kind === 'interfaceMethod';
    return isMethod && fullNames.has(callee.fullName) ? 'one of them' : 'another';
  }
  if (type.kind === 'unknown') return 'unknown';
  const member = types.member(type, name, file);
  return member.kind === 'none' || member.kind === 'field' || !mayHaveIt(type, carriers) ? 'another' : 'unknown';
}

function* referencesIn(at: OpenFile, question: MethodQuestion, sources: Sources): Generator<Reference> {
  for (const node of namesIn(at, question.name)) {
    if (fieldOf(at.tree, node) !== Field.field) continue;
    const selector = parentOf(at.tree, node);
    if (kindOf(at.tree, selector) !== Kind.selector_expression) continue;
    const found = referenceAt(at, node, selector, question, sources);
    if (found) yield found;
  }
}

function referenceAt(
  at: OpenFile,
  node: SyntaxNode,
  selector: SyntaxNode,
  question: MethodQuestion,
  { project }: Sources,
): Reference | undefined {
  const { tree, view, file } = at;
  const operand = childByField(tree, selector, Field.operand);
  if (operand === NO_NODE) return undefined;
  const symbolic = view.typeOf(operand);
  const { types } = project;
  if (symbolic !== 0) {
    const type = types.typeOf(symbolic, file);
    const meaning = meaningOf(symbolic, type, file, question, types);
    if (meaning === 'another') return undefined;
    if (meaning === 'one of them') {
      return { at, node, use: useOf(tree, node, type.kind === 'unknown'), uncertain: false };
    }
  }
  if (isQualifier(at, operand, project)) return undefined;
  const use = useOf(tree, node);
  if (!couldTake(use, operand, question.signature, at)) return undefined;
  if (symbolic !== 0 && !mayHoldOurs(symbolic, at, project)) return undefined;
  return { at, node, use, uncertain: true };
}

/** Whether a name is that of an imported package: not local, and not declared by the package either. */
function isQualifier({ tree, view, file }: OpenFile, operand: SyntaxNode, project: Sources['project']): boolean {
  if (kindOf(tree, operand) !== Kind.identifier) return false;
  const name = textOf(tree, operand);
  if (view.scopes.local(name, operand)) return false;
  return isImportName(name, file, project);
}

function isImportName(name: string, file: ProjectFile, project: Sources['project']): boolean {
  const { imports } = file.facts.header;
  if (imports.some(({ alias }) => alias === name)) return true;
  for (const { facts } of filesOfPackage(project, file)) {
    const { declarations } = facts;
    if (declarations?.values.some((each) => each.name === name)) return false;
    if (declarations?.types.some((each) => each.name === name)) return false;
    if (declarations?.functions.some((each) => each.name === name && !each.receiver)) return false;
  }
  const plain = imports.filter(({ alias }) => alias === '');
  if (imports.some(({ alias }) => alias === '.'))
    return plain.some(({ path }) => likelyPackageNames(path).includes(name));
  return plain.length > 0;
}

/** Whether a call gives as many arguments as the method takes. */
function couldTake(use: Use, operand: SyntaxNode, { parameters, variadic }: FunctionType, at: OpenFile): boolean {
  const { tree } = at;
  if (use.kind !== 'call') return true;
  const { nodes } = use.arguments;
  const [only] = nodes;
  if (nodes.length === parameters.length) return true;
  if (nodes.length === 1 && only !== undefined && parameters.length > 1) {
    const kind = kindOf(tree, only);
    if (kind === Kind.call_expression || kind === Kind.type_conversion_expression) return true;
  }
  // With a receiver before the arguments, where it is a method expression.
  if (nodes.length === parameters.length + 1 && mayBeType(at, operand)) return true;
  return variadic && nodes.length >= parameters.length - 1;
}

/** Whether an operand may be a type rather than a value. */
function mayBeType({ tree, view }: OpenFile, operand: SyntaxNode): boolean {
  switch (kindOf(tree, operand)) {
    case Kind.identifier: {
      const kind = view.scopes.local(textOf(tree, operand), operand)?.kind;
      return kind === undefined || kind === 'type' || kind === 'typeParameter';
    }
    case Kind.parenthesized_expression:
    case Kind.selector_expression:
    case Kind.index_expression:
      return true;
    default:
      return false;
  }
}

/** Whether a type, known as far as it is, may be one of those that have the method. */
function mayHaveIt(type: GoType, carriers: ReadonlySet<string>): boolean {
  switch (type.kind) {
    case 'named':
      return carriers.has(`${type.package}.${type.name}`) || type.name.includes(LOCAL_MARK);
    case 'pointer':
      return mayHaveIt(type.element, carriers);
    default:
      return true;
  }
}

const MAXIMUM_STEPS = 400;

/**
 * Whether an expression of unknown type may have one of the project's types: an expression made of what other packages declare
 * alone has none.
 */
function mayHoldOurs(symbolic: Symbolic, at: OpenFile, project: Sources['project']): boolean {
  const pending: Symbolic[] = [symbolic];
  const { packages } = project;
  let steps = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (++steps > MAXIMUM_STEPS || next === 0) return true;
    if (typeof next === 'string') {
      if (!isForeignImport(next, at.file, project)) return true;
      continue;
    }
    const type = project.types.typeOf(next, at.file);
    if (type.kind !== 'unknown' && !hasUnknown(type)) {
      if (mentionsOurs(type, packages)) return true;
      continue;
    }
    switch (next[0]) {
      case 'type':
      case 'typeName':
      case 'literal':
        if (next[2] !== undefined || !isForeignType(next[1], at.file, project)) return true;
        break;
      case 'call':
        pending.push(next[1], ...(next[2] === 0 ? [] : next[2]));
        break;
      case 'instance':
      case '[]':
        // Type arguments may be anything.
        if (next[0] === 'instance' || next[2] !== 0) return true;
        pending.push(next[1]);
        break;
      case '.':
      case '[:]':
      case '*':
      case '&':
      case '<-':
      case 'unary':
      case 'result':
      case 'key':
      case 'element':
      case 'value':
        pending.push(next[1]);
        break;
      case 'binary':
        pending.push(next[2], next[3]);
        break;
      case 'constant':
        break;
    }
  }
  return false;
}

function isForeignImport(name: string, file: ProjectFile, project: Sources['project']): boolean {
  if (!isImportName(name, file, project)) return false;
  const { imports } = file.facts.header;
  const candidates = imports.filter(({ alias, path }) =>
    alias === '' ? likelyPackageNames(path).includes(name) : alias === name,
  );
  const possible = candidates.length > 0 ? candidates : imports.filter(({ alias }) => alias === '');
  return possible.every(({ path }) => {
    const { origin } = project.resolveImport(path);
    return origin === 'standard' || origin === 'external';
  });
}

/** Whether a type as written names only what other packages declare, or Go itself. */
function isForeignType(text: string, file: ProjectFile, project: Sources['project']): boolean {
  for (const [written, qualifier] of text.matchAll(/(?:([\p{L}_][\p{L}\p{Nd}_]*)\.)?[\p{L}_][\p{L}\p{Nd}_]*/gu)) {
    if (qualifier === undefined) {
      if (!PLAIN_TYPES.has(written)) return false;
    } else if (!isForeignImport(qualifier, file, project)) return false;
  }
  return true;
}

const PLAIN_TYPES = new Set(
  `bool byte complex64 complex128 float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr
   map chan func struct interface any error`.split(/\s+/),
);

function mentionsOurs(type: GoType, packages: ReadonlyMap<string, unknown>): boolean {
  const pending: GoType[] = [type];
  for (let next = pending.pop(); next; next = pending.pop()) {
    switch (next.kind) {
      case 'named':
        if (packages.has(next.package.replace(/_test$/, ''))) return true;
        pending.push(...next.typeArguments);
        break;
      case 'typeParam':
      case 'unknown':
        return true;
      case 'pointer':
      case 'slice':
      case 'array':
      case 'chan':
        pending.push(next.element);
        break;
      case 'map':
        pending.push(next.key, next.value);
        break;
      case 'func':
        pending.push(...next.parameters.map((each) => each.type), ...next.results.map((each) => each.type));
        break;
      case 'struct':
        pending.push(...next.fields.map((each) => each.type));
        break;
      case 'interface':
        pending.push(...next.methods.map((each) => each.signature), ...next.embedded);
        break;
      case 'tuple':
        pending.push(...next.members.map((each) => each.type));
        break;
      case 'union':
        pending.push(...next.terms.map((each) => each.type));
        break;
      case 'basic':
        break;
    }
  }
  return false;
}
