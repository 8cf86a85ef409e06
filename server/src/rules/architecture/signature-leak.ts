/**
 * architecture/signature-leak: what an inner layer offers to others mentions a type of an outer layer, a driver, a framework or
 * generated protobuf code. An import that is used inside a function can be taken back in an afternoon; one that shows in a
 * signature has become everybody's.
 *
 * Looks at exported functions and methods, exported fields and methods of exported types, and what exported types are
 * defined as. A qualifier means the file's import of that name; names from dot imports are not followed.
 */
import * as z from 'zod/mini';
import type { Layer, Rationale } from '../../config/config.ts';
import { isInfrastructurePackage } from '../../config/infrastructure.ts';
import { reasonBehind } from '../../config/rationale.ts';
import type { FunctionFact, SignatureFact, TypeFact } from '../../go/facts.ts';
import type { GoImport } from '../../go/imports.ts';
import { likelyPackageNames } from '../../go/packageNames.ts';
import { importOrigin } from '../../model/importOrigin.ts';
import type { Package, Project, ProjectFile } from '../../model/project.ts';
import { defineRule } from '../rule.ts';
import { decisionOf, explainedHere, innerTarget, layerOfTarget, ownLayer, representativeFile } from './edges.ts';
import { isInner } from './innerLayers.ts';

const options = z.strictObject({
  layers: z.optional(z.array(z.string())).check(z.describe('Layers to look at, instead of the inner ones.')),
});

export const signatureLeak = defineRule<never, z.infer<typeof options>>({
  meta: {
    id: 'architecture/signature-leak',
    title: 'What an inner layer offers mentions no type of an outer one',
    severity: 'information',
    recommended: true,
    needs: 'declarations',
    options,
    defaults: {},
  },
  *judgeFile({ project, file, options: { layers } }) {
    const own = ownLayer(file);
    const { declarations } = file.facts;
    if (!own || !declarations || file.isTest) return;
    if (layers === undefined ? !isInner(own.layer) : !layers.includes(own.layer.name)) return;
    const leaks = leaksOf(project, file, own.layer);
    if (leaks.size === 0 || isWithin(own.layer, file)) return;
    const owner = project.packageOf(file)?.path ?? file.dir;
    for (const { name, types, start, end } of offered(declarations.functions, declarations.types)) {
      const found = new Map(types.flatMap((type) => mentions(type, leaks)));
      if (found.size === 0) continue;
      const list = [...found.keys()].join(', ');
      const whys = [...new Set([...found.values()].flatMap(({ why }) => why ?? []))];
      yield {
        message: `${name} shows ${list} to everybody who uses ${own.layer.name}, but ${reasonsFor(found)}.`,
        start,
        end,
        key: `${owner}.${name}`,
        related: whys.flatMap(explainedHere),
        ...decisionOf(whys[0]),
      };
    }
  },
});

/** Go lets nobody import an internal package but who lies beside it: where that is the layer itself, nothing is shown to others. */
function isWithin(own: Layer, { dir, module }: ProjectFile): boolean {
  const at = `${dir}/`.lastIndexOf('/internal/');
  const around = at < 0 ? undefined : module.scope.layerOf(dir.slice(0, at));
  return around?.kind === 'layer' && around.layer === own;
}

/** Why the types of a package must not show, by the name the file has for it. */
type Leaks = ReadonlyMap<string, (type: string) => Leak | undefined>;

interface Leak {
  readonly because: string;
  readonly why?: Rationale;
}

function leaksOf(project: Project, file: ProjectFile, own: Layer): Leaks {
  const leaks = new Map<string, (type: string) => Leak | undefined>();
  for (const imported of file.facts.header.imports) {
    if (imported.alias === '_' || imported.alias === '.') continue;
    const why = whyHidden(project, file, own, imported.path);
    if (why) for (const name of namesOf(project, file, imported)) leaks.set(name, why);
  }
  return leaks;
}

function namesOf(project: Project, file: ProjectFile, { alias, path }: GoImport): readonly string[] {
  if (alias !== '') return [alias];
  const target = project.packageAt(path, file.module);
  const name = target && representativeFile(target)?.facts.header.packageName;
  return name === undefined ? likelyPackageNames(path) : [name];
}

function whyHidden(
  project: Project,
  file: ProjectFile,
  own: Layer,
  path: string,
): ((type: string) => Leak | undefined) | undefined {
  const { layers } = file.module.scope;
  const target = innerTarget(project, file, path);
  if (target) {
    const layer = layerOfTarget(target)?.layer;
    const verdict = layer && layers.mayImport(own, layer);
    if (layer && verdict && !verdict.allowed) {
      const leak = { ...verdict, because: `that is a type of ${layer.name}: ${verdict.because}` };
      return () => leak;
    }
    if (target.package && isProtobuf(target.package)) {
      return () => ({ because: 'that is generated protobuf code, made for the wire' });
    }
    return undefined;
  }
  const origin = importOrigin(project, file, path);
  if (origin === 'external') {
    const verdict = layers.mayImportExternal(own, path);
    if (!verdict.allowed) return () => verdict;
    return isInfrastructurePackage(path) ? () => ({ because: `${path} is a driver or a framework` }) : undefined;
  }
  if (origin !== 'standard') return undefined;
  const verdict = layers.mayImportStandard(own, path);
  if (!verdict.allowed) return () => verdict;
  const types = technicalTypes.get(path);
  const leak = { because: `${path} is how it is built` };
  return types && ((type) => (types === 'all' || types.has(type) ? leak : undefined));
}

/** Types of the standard library that say how a program is stored or reached. */
const technicalTypes: ReadonlyMap<string, 'all' | ReadonlySet<string>> = new Map<string, 'all' | ReadonlySet<string>>([
  ['database/sql', 'all'],
  ['database/sql/driver', 'all'],
  ['net/http', new Set(['Handler', 'HandlerFunc', 'Request', 'ResponseWriter'])],
]);

function isProtobuf({ files }: Package): boolean {
  const all = [...files.values()].filter((file) => !file.isTest);
  return all.every((file) => file.facts.header.generated) && all.some((file) => file.path.endsWith('.pb.go'));
}

interface Offered {
  readonly name: string;
  /** As written. */
  readonly types: readonly string[];
  readonly start: number;
  readonly end: number;
}

function* offered(functions: readonly FunctionFact[], types: readonly TypeFact[]): Iterable<Offered> {
  for (const declared of functions) {
    const { receiver, nameStart: start } = declared;
    if (!isExported(declared.name) || (receiver && !isExported(receiver.type))) continue;
    const name = receiver ? `${receiver.type}.${declared.name}` : declared.name;
    yield { name, types: typesOf(declared), start, end: start + declared.name.length };
  }
  for (const type of types) {
    if (!isExported(type.name)) continue;
    const place = { start: type.nameStart, end: type.nameStart + type.name.length };
    yield { name: type.name, types: [type.type, ...type.typeParameters.map((each) => each.type)], ...place };
    for (const embedded of type.embeds ?? []) yield { name: type.name, types: [embedded], ...place };
    let before = -1;
    for (const field of type.fields ?? []) {
      if (!isExported(field.name) || field.start === before) continue;
      before = field.start;
      const end = field.start + (field.embedded ? field.type : field.name).length;
      yield { name: `${type.name}.${field.name}`, types: [field.type], start: field.start, end };
    }
    for (const method of type.methods ?? []) {
      if (!isExported(method.name)) continue;
      const end = method.nameStart + method.name.length;
      yield { name: `${type.name}.${method.name}`, types: typesOf(method), start: method.nameStart, end };
    }
  }
}

function typesOf({ typeParameters, parameters, results }: SignatureFact): string[] {
  return [...typeParameters, ...parameters, ...results].map(({ type }) => type);
}

/** Every reason once, with the types it is about where there are others. */
function reasonsFor(found: ReadonlyMap<string, Leak>): string {
  const types = new Map<string, string[]>();
  for (const [type, { because, why }] of found) {
    const reason = because + reasonBehind(why);
    types.set(reason, [...(types.get(reason) ?? []), type]);
  }
  if (types.size === 1) return [...types.keys()].join();
  return [...types].map(([reason, named]) => `${reason} (${named.join(', ')})`).join(', and ');
}

/** Qualified types within a type as written, with why each must not show. */
function mentions(type: string, leaks: Leaks): [string, Leak][] {
  return [...type.matchAll(QUALIFIED)].flatMap(([written, qualifier = '', name = '']): [string, Leak][] => {
    const leak = leaks.get(qualifier)?.(name);
    return leak === undefined ? [] : [[written, leak]];
  });
}

const QUALIFIED = /(?<![\p{L}\p{Nd}_.])([\p{L}_][\p{L}\p{Nd}_]*)\.(\p{Lu}[\p{L}\p{Nd}_]*)/gu;

function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}
