/**
 * "Invert the dependency": a package that holds a concrete type of another package gets an interface of its own with just the
 * methods it uses; fields and parameters take that interface, and the import goes where nothing else needs it. Whoever calls the
 * package goes on passing the concrete type, which implements the interface.
 *
 * It refuses where an interface cannot take the type's place: fields are used, the type is asserted, returned or passed on as
 * it is, functions are handed to a container that goes by types, or the methods themselves speak of the other package.
 */

import { Kind } from '../go/kinds.ts';
import type { FileChange, TextEdit } from '../go/textEdit.ts';
import { endOf, kindOf, type SyntaxNode, startOf } from '../go/tree.ts';
import type { GoType } from '../model/goType.ts';
import type { ProjectFile } from '../model/project.ts';
import { fieldTypeEdits } from './fieldColumns.ts';
import { importBlockEdits, type NewImport } from './importBlock.ts';
import { freeName, ImportedNames } from './importedNames.ts';
import {
  type InversionPlan,
  type InversionRequest,
  type InvertibleType,
  keptMentions,
  planInversion,
  topLevelAround,
} from './invertPlan.ts';
import { importsOf, type OpenFile } from './outerUses.ts';
import { NotWritable, TypeWriter } from './typeText.ts';

export interface Inversion {
  readonly title: string;
  /** The asked file imports the other package no more. */
  readonly importGoes: boolean;
  /** What stays and why, a sentence each. */
  readonly notes: readonly string[];
  readonly changes: readonly FileChange[];
}

export function invertDependency(request: InversionRequest): Inversion | { readonly refused: string } {
  const plan = planInversion(request);
  if ('refused' in plan) return plan;
  const obstacles = [...plan.obstacles];
  const written: WrittenType[] = [];
  const names = new ImportedNames(plan, request.project);
  for (const type of plan.types) {
    try {
      written.push(writeInterface(type, plan, request, names, written));
    } catch (error) {
      if (!(error instanceof NotWritable)) throw error;
      obstacles.push({ shown: type.shown, why: error.message });
    }
  }
  if (written.length === 0) {
    const [first] = obstacles;
    const nothing = `no field, parameter or variable of package ${plan.ownName} has a type of ${plan.outerName}`;
    return { refused: first ? `${first.shown} cannot be replaced by an interface: ${first.why}` : nothing };
  }
  const types = written.map(({ type }) => type);
  const kept = keptMentions(plan, types, request.file.path);
  const blank = importsOf(openOf(plan, request.file), request.importPath).every(({ alias }) => alias === '_');
  return {
    title: titleOf(plan, written),
    importGoes: kept.length === 0 && !blank,
    notes: notesOf(
      plan,
      obstacles,
      kept.map(({ name }) => name),
    ),
    changes: changesOf(plan, written, names, request),
  };
}

interface WrittenType {
  readonly type: InvertibleType;
  /** The interface's name. */
  readonly name: string;
  /** Where its declaration goes; undefined when it is there already. */
  readonly place: { readonly open: OpenFile; readonly offset: number; readonly text: string } | undefined;
}

function openOf(plan: InversionPlan, file: ProjectFile): OpenFile {
  const open = plan.files.find((each) => each.file.path === file.path);
  if (!open) throw new NotWritable('the file is not part of its package');
  return open;
}

function titleOf(plan: InversionPlan, written: readonly WrittenType[]): string {
  const [only] = written;
  if (only && written.length === 1) {
    const { name, place, type } = only;
    if (!place) return `Invert the dependency on ${type.shown}: the interface ${name} takes its place`;
    const count = type.methods.length === 1 ? 'the one method' : `the ${type.methods.length} methods`;
    return `Invert the dependency on ${type.shown}: an interface ${name} with ${count} used here`;
  }
  const names = written.map(({ name }) => name);
  return `Invert the dependency on package ${plan.outerName}: interfaces ${names.slice(0, -1).join(', ')} and ${names.at(-1)} of its methods used here`;
}

function notesOf(
  { outer, outerName }: InversionPlan,
  obstacles: InversionPlan['obstacles'],
  kept: readonly string[],
): string[] {
  const notes = obstacles.map(({ shown, why }) => `${shown} stays as it is: ${why}.`);
  if (kept.length > 0) {
    const names = [...new Set(kept)].map((name) => `${outerName}.${name}`).join(', ');
    notes.push(`The import of ${outer.path} stays, because ${names} is used here as well.`);
  }
  return notes;
}

function writeInterface(
  type: InvertibleType,
  plan: InversionPlan,
  request: InversionRequest,
  names: ImportedNames,
  before: readonly WrittenType[],
): WrittenType {
  const [first] = type.declared;
  const home = type.declared.find(({ mention }) => mention.open.file.path === request.file.path) ?? first;
  if (!home) throw new NotWritable('nothing is declared of it');
  const existing = existingInterface(type, plan, request);
  if (existing !== undefined && isFree(existing, type)) return { type, name: existing, place: undefined };
  const { open, type: node } = home.mention;
  const constraint = open.view.header.buildConstraint;
  if (constraint && type.declared.some(({ mention }) => mention.open !== open)) {
    throw new NotWritable(`the file it would be declared in is built only with ${constraint.expression}`);
  }
  const name = freeName(
    type.name,
    plan,
    type,
    before.map((each) => each.name),
  );
  const writer = new TypeWriter({
    packagePath: plan.own.path,
    qualifier: (path) => names.qualifier(open, path),
    any: hasAny(request.file.module.goVersion),
  });
  const methods = type.methods.map(([method, signature]) => {
    try {
      return `\t${method}${writer.signature(signature)}\n`;
    } catch (error) {
      if (!(error instanceof NotWritable)) throw error;
      throw new NotWritable(`its method ${method} cannot be asked for here, because ${error.message}`);
    }
  });
  const offset = beforeDeclaration(open, node);
  const comment = `// ${name} is what package ${plan.ownName} needs; an implementation is handed in from outside.`;
  return {
    type,
    name,
    place: { open, offset, text: `${comment}\ntype ${name} interface {\n${methods.join('')}}\n\n` },
  };
}

/** Whether a name means the package's type wherever it would be written. */
function isFree(name: string, { declared }: InvertibleType): boolean {
  return declared.every(({ mention: { open, type } }) => {
    const { kind } = open.view.scopes.lookup(name, type);
    return kind === 'package' || kind === 'elsewhere';
  });
}

/** An interface the package has already that the type implements and that has every method used. */
function existingInterface(type: InvertibleType, plan: InversionPlan, request: InversionRequest): string | undefined {
  const { types } = request.project;
  let best: { readonly name: string; readonly size: number } | undefined;
  for (const { file } of plan.files) {
    if (file.isTest || file.facts.header.buildConstraint) continue;
    for (const fact of file.facts.declarations?.types ?? []) {
      if (!fact.methods || fact.typeParameters.length > 0 || fact.alias) continue;
      const candidate: GoType = { kind: 'named', package: plan.own.path, name: fact.name, typeArguments: [] };
      if (types.implements(type.type, candidate, file) !== true) continue;
      const hasAll = type.methods.every(([name]) => types.member(candidate, name, file).kind === 'method');
      if (!hasAll || (best && best.size <= fact.methods.length)) continue;
      best = { name: fact.name, size: fact.methods.length };
    }
  }
  return best?.name;
}

function hasAny(goVersion: string | undefined): boolean {
  const [major = 1, minor = 0] = (goVersion ?? '1.16').split('.').map(Number);
  return major > 1 || minor >= 18;
}

/** Above the declaration around a node and the comment that belongs to it. */
function beforeDeclaration(open: OpenFile, node: SyntaxNode): number {
  const { tree } = open;
  const { text } = tree;
  let start = startOf(tree, topLevelAround(open, node));
  for (;;) {
    const above = text.slice(0, start).replace(/\n[ \t]*$/, '');
    if (above.length === start || /\n[ \t]*$/.test(above)) return start;
    const comment = commentEndingAt(open, above.length);
    if (comment === undefined) return start;
    start = comment;
  }
}

function commentEndingAt({ tree }: OpenFile, offset: number): number | undefined {
  for (let node = 1; node < tree.count; node++) {
    if (kindOf(tree, node) !== Kind.comment || endOf(tree, node) !== offset) continue;
    const line = tree.text.lastIndexOf('\n', startOf(tree, node) - 1) + 1;
    return tree.text.slice(line, startOf(tree, node)).trim() === '' ? startOf(tree, node) : undefined;
  }
  return undefined;
}

function changesOf(
  plan: InversionPlan,
  written: readonly WrittenType[],
  names: ImportedNames,
  { importPath, file }: InversionRequest,
): FileChange[] {
  const types = written.map(({ type }) => type);
  const changes: FileChange[] = [];
  for (const open of plan.files) {
    const edits = typeEdits(open, written);
    for (const { place } of written) {
      if (place?.open === open) edits.push({ start: place.offset, end: place.offset, newText: place.text });
    }
    if (edits.length === 0) continue;
    const gone = keptMentions(plan, types, open.file.path).length === 0;
    const removed = new Set(
      gone ? importsOf(open, importPath).flatMap((each) => (each.alias === '_' ? [] : [each.specStart])) : [],
    );
    const added: readonly NewImport[] = written.some(({ place }) => place?.open === open) ? names.added(open) : [];
    if (removed.size > 0 || added.length > 0) {
      edits.push(...importBlockEdits(open.tree.text, open.view.header, { removed, added, module: file.module.path }));
    }
    changes.push({ kind: 'edit', path: open.file.path, edits });
  }
  return changes;
}

/** The new types of fields, parameters and variables of one file. */
function typeEdits(open: OpenFile, written: readonly WrittenType[]): TextEdit[] {
  const edits: TextEdit[] = [];
  const lists = new Map<SyntaxNode, Map<SyntaxNode, string>>();
  for (const { type, name } of written) {
    for (const { mention, place } of type.declared) {
      if (mention.open !== open) continue;
      if (place.kind === 'field') {
        const types = lists.get(place.list) ?? new Map<SyntaxNode, string>();
        lists.set(place.list, types.set(mention.type, name));
      } else
        edits.push({ start: startOf(open.tree, mention.type), end: endOf(open.tree, mention.type), newText: name });
    }
  }
  for (const [list, types] of lists) edits.push(...fieldTypeEdits(open.tree, list, types));
  return edits;
}
