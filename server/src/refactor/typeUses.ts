/**
 * Shows a TypeFlow every use of what was declared of a type: inside its package, and from outside where names are exported.
 *
 * Also finds what a change of a parameter's type breaks although every call still compiles: functions that are handed over as
 * values, for wiring by type, and methods that an interface asks for.
 */
import { Field, Kind } from '../go/kinds.ts';
import { childByField, fieldOf, kindOf, NO_NODE, parentOf, type SyntaxNode, startOf } from '../go/tree.ts';
import type { GoType } from '../model/goType.ts';
import type { Package, Project, ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';
import { sameType } from '../model/typeString.ts';
import { identifiersIn, importsOf, mentionsOf, type OpenFile, openFile, type Place } from './outerUses.ts';
import { Obstacle, type TypeFlow } from './typeFlow.ts';

export interface UsesInput {
  readonly project: Project;
  readonly sources: SourceProvider;
  readonly own: Package;
  readonly ownName: string;
  /** Files of the package, in-package tests included. */
  readonly files: readonly OpenFile[];
  readonly type: GoType;
}

export function followPlace(flow: TypeFlow, open: OpenFile, place: Place, input: UsesInput): void {
  switch (place.kind) {
    case 'field':
      for (const name of place.names) followField(flow, name, input);
      return;
    case 'variable':
      for (const binding of place.bindings) flow.followBinding(open, binding);
      return;
    case 'parameter':
      for (const binding of place.bindings) flow.followBinding(open, binding);
      checkHandedOver(place.function, place.receiver, open, input);
      return;
    case 'packageVariable':
      for (const name of place.names) followPackageVariable(flow, name, open, input);
  }
}

function followField(flow: TypeFlow, name: string, input: UsesInput): void {
  for (const open of input.files) followSelectors(flow, open, name, input);
  if (!isExported(name)) return;
  for (const open of importersOf(input, name)) followSelectors(flow, open, name, input);
}

function followSelectors(flow: TypeFlow, open: OpenFile, name: string, input: UsesInput): void {
  for (const node of identifiersIn(open, name)) {
    const { tree } = open;
    const selector = parentOf(tree, node);
    if (kindOf(tree, node) !== Kind.field_identifier || kindOf(tree, selector) !== Kind.selector_expression) continue;
    if (mayBeField(open, selector, name, input)) flow.follow(open, selector);
  }
}

/** False when `x.name` surely is something else. */
function mayBeField({ tree, view, file }: OpenFile, selector: SyntaxNode, name: string, input: UsesInput): boolean {
  const operand = childByField(tree, selector, Field.operand);
  if (operand === NO_NODE) return true;
  if (kindOf(tree, operand) === Kind.identifier && view.scopes.resolve(operand).kind === 'import') return false;
  const { types } = input.project;
  const type = types.typeOf(view.typeOf(operand), file);
  if (type.kind === 'unknown') return true;
  const member = types.member(type, name, file);
  if (member.kind === 'field') return member.type.kind === 'unknown' || sameType(member.type, input.type);
  return member.kind === 'unknown';
}

function followPackageVariable(flow: TypeFlow, name: string, declared: OpenFile, input: UsesInput): void {
  if (isExported(name)) {
    throw new Obstacle(`the exported variable ${name} has this type`, declared, declared.view.header.end);
  }
  for (const open of input.files) {
    for (const node of identifiersIn(open, name)) {
      const { tree, view } = open;
      if (kindOf(tree, node) !== Kind.identifier) continue;
      const parent = parentOf(tree, node);
      if (kindOf(tree, parent) === Kind.var_spec && fieldOf(tree, node) === Field.name) continue;
      const meaning = view.scopes.resolve(node).kind;
      if (meaning === 'package' || meaning === 'elsewhere') flow.follow(open, node);
    }
  }
}

/** A function used as a value has a type that others rely on, and a method may be what an interface asks for. */
function checkHandedOver(name: string, receiver: string | undefined, declared: OpenFile, input: UsesInput): void {
  if (receiver !== undefined) checkInterfaces(name, declared, input);
  for (const open of input.files) {
    const found = receiver === undefined ? functionValue(open, name) : methodValue(open, name);
    if (found !== undefined) throw handedOver(name, open, found);
  }
  if (!isExported(name)) return;
  if (receiver !== undefined) {
    for (const open of importersOf(input, name)) {
      const found = methodValue(open, name);
      if (found !== undefined) throw handedOver(name, open, found);
    }
    return;
  }
  for (const file of input.project.filesAround(input.own.module)) {
    if (isOwn(file, input) || !file.facts.header.imports.some((each) => each.path === input.own.path)) continue;
    const open = openFile(file, input.sources);
    if (!open) throw new Obstacle(`${file.path} cannot be read`, declared, 0);
    if (importsOf(open, input.own.path).some(({ alias }) => alias === '.')) {
      throw new Obstacle(`${shortName(file.path)} imports the package without a name`, open, 0);
    }
    for (const mention of mentionsOf(open, input.own.path, input.ownName)) {
      if (mention.name !== name || mention.type !== NO_NODE) continue;
      const selector = parentOf(open.tree, mention.node);
      if (!isCalled(open, selector)) throw handedOver(name, open, selector);
    }
  }
}

function handedOver(name: string, open: OpenFile, node: SyntaxNode): Obstacle {
  const line = open.tree.text.slice(0, startOf(open.tree, node)).split('\n').length;
  const where = `${shortName(open.file.path)}:${line}`;
  return new Obstacle(
    `${name} is handed over as a value (${where}), and what takes it may go by its type`,
    open,
    startOf(open.tree, node),
  );
}

function checkInterfaces(name: string, declared: OpenFile, { project, own }: UsesInput): void {
  for (const { facts } of project.filesAround(own.module)) {
    for (const type of facts.declarations?.types ?? []) {
      if (!type.methods?.some((method) => method.name === name)) continue;
      throw new Obstacle(`the interface ${type.name} may ask for the method ${name} as it is`, declared, 0);
    }
  }
}

function functionValue(open: OpenFile, name: string): SyntaxNode | undefined {
  for (const node of identifiersIn(open, name)) {
    const { tree, view } = open;
    if (kindOf(tree, node) !== Kind.identifier) continue;
    if (kindOf(tree, parentOf(tree, node)) === Kind.function_declaration) continue;
    if (view.scopes.local(name, node) || isCalled(open, node) || isKey(open, node)) continue;
    return node;
  }
  return undefined;
}

function methodValue(open: OpenFile, name: string): SyntaxNode | undefined {
  for (const node of identifiersIn(open, name)) {
    const { tree } = open;
    const selector = parentOf(tree, node);
    if (kindOf(tree, node) !== Kind.field_identifier || kindOf(tree, selector) !== Kind.selector_expression) continue;
    if (!isCalled(open, selector)) return selector;
  }
  return undefined;
}

function isCalled({ tree }: OpenFile, node: SyntaxNode): boolean {
  return kindOf(tree, parentOf(tree, node)) === Kind.call_expression && fieldOf(tree, node) === Field.function;
}

function isKey({ tree }: OpenFile, node: SyntaxNode): boolean {
  const element = parentOf(tree, node);
  const keyed = parentOf(tree, element);
  return (
    kindOf(tree, element) === Kind.literal_element &&
    kindOf(tree, keyed) === Kind.keyed_element &&
    element === keyed + 1
  );
}

/** Files of other packages from which a name of this one can be reached, and in whose text it stands. */
function importersOf(input: UsesInput, name: string): OpenFile[] {
  const reached = new Set([input.own.path]);
  const importers = new Map<string, Set<string>>();
  const around = [...input.project.filesAround(input.own.module)];
  for (const file of around) {
    const from = input.project.packageOf(file)?.path;
    if (from === undefined) continue;
    for (const { path } of file.facts.header.imports) {
      const known = importers.get(path);
      if (known) known.add(from);
      else importers.set(path, new Set([from]));
    }
  }
  const pending = [input.own.path];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    for (const importer of importers.get(path) ?? []) {
      if (reached.has(importer)) continue;
      reached.add(importer);
      pending.push(importer);
    }
  }
  const found: OpenFile[] = [];
  for (const file of around) {
    if (isOwn(file, input) || !reached.has(input.project.packageOf(file)?.path ?? '')) continue;
    if (!input.sources.text(file.path)?.includes(`.${name}`)) continue;
    const open = openFile(file, input.sources);
    if (open) found.push(open);
  }
  return found;
}

function isOwn(file: ProjectFile, { files }: UsesInput): boolean {
  return files.some((open) => open.file.path === file.path);
}

function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}

function shortName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
