/**
 * What of a file other files can notice: its package, its imports, the names and types it declares, not where they stand, and of what happens
 * inside functions only what a rule observed to tell other files. As long as it stays the same, a change in a file cannot change what is said
 * about any other file.
 */

import type { FieldFact, FileFacts, MethodFact, SignatureFact } from '../go/facts.ts';
import { isTold } from '../go/facts.ts';

/** Whether other files may have to be judged anew when `before` becomes `after`. */
export function surfaceChanged(before: FileFacts, after: FileFacts): boolean {
  return before !== after && keptSurface(before) !== keptSurface(after);
}

/** While somebody types, what came after one change is what was before the next. */
const surfaces = new WeakMap<FileFacts, string>();

function keptSurface(facts: FileFacts): string {
  let surface = surfaces.get(facts);
  if (surface === undefined) {
    surface = surfaceText(facts);
    surfaces.set(facts, surface);
  }
  return surface;
}

/** Whether the package, the imports or the kind of a file are others now: all that rules about the whole project look at. */
export function headerChanged(before: FileFacts, after: FileFacts): boolean {
  return before !== after && headerOf(before) !== headerOf(after);
}

function headerOf({ header }: FileFacts): string {
  const imports = header.imports.flatMap(({ alias, path, start, end }) => [alias, path, start, end]);
  return JSON.stringify([header.packageName, header.packageStart, header.generated, imports]);
}

/** A text that is the same as long as the surface is. */
export function surfaceText(facts: FileFacts): string {
  const { header, declarations } = facts;
  const parts: unknown[] = [header.packageName, header.generated, header.buildConstraint?.expression];
  for (const imported of header.imports) parts.push(imported.alias, imported.path);
  if (declarations) {
    for (const declared of declarations.functions) parts.push(declared.name, declared.receiver, ...signature(declared));
    for (const declared of declarations.types) {
      parts.push(declared.name, declared.alias, declared.type, declared.typeParameters, declared.embeds);
      for (const field of declared.fields ?? []) parts.push(...fieldSurface(field));
      for (const method of declared.methods ?? []) parts.push(...methodSurface(method));
    }
    for (const declared of declarations.values)
      parts.push(declared.name, declared.constant, declared.type, declared.value);
  }
  for (const [rule, observations] of Object.entries(facts.observations)) {
    for (const observation of observations) if (isTold(observation)) parts.push(rule, observation.told);
  }
  return JSON.stringify(parts);
}

function signature(of: SignatureFact): unknown[] {
  return [of.typeParameters, of.parameters, of.results];
}

function fieldSurface(field: FieldFact): unknown[] {
  return [field.name, field.type, field.embedded, field.tag];
}

function methodSurface(method: MethodFact): unknown[] {
  return [method.name, ...signature(method)];
}
