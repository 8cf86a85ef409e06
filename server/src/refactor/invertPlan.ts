/**
 * Decides which types of another package a package could hold behind interfaces of its own, and what stands in the way of the
 * others. The changes themselves are invertDependency.ts's part.
 */
import { parentOf, ROOT, type SyntaxNode, startOf, textOf } from '../go/tree.ts';
import type { FunctionType, GoType } from '../model/goType.ts';
import type { Package, Project, ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';
import { typeKey } from '../model/typeString.ts';
import { mentionedAsValue } from './mentionedAsValue.ts';
import {
  importsOf,
  isBroken,
  type Mention,
  mentionsOf,
  type OpenFile,
  openFile,
  type Place,
  packageNameOf,
  placeOf,
} from './outerUses.ts';
import { Obstacle, TypeFlow } from './typeFlow.ts';
import { followPlace, type UsesInput } from './typeUses.ts';

export interface InversionRequest {
  readonly project: Project;
  readonly sources: SourceProvider;
  readonly file: ProjectFile;
  /** Of the package that is depended on. */
  readonly importPath: string;
  /** Only this type; by default every one that is held. */
  readonly typeName?: string;
}

/** Whether the file could do without the import, by what the file alone tells: cheap, for asking before planning. */
export function importMayGo(request: InversionRequest): boolean {
  const { project, sources, file, importPath } = request;
  const outer = project.packageAt(importPath, file.module);
  const name = outer && packageNameOf(outer);
  if (name === undefined) return false;
  const { imports, end } = file.facts.header;
  const body = sources.text(file.path)?.slice(end);
  const names = new Set(imports.flatMap(({ path, alias }) => (path === importPath ? [alias || name] : [])));
  if (body === undefined || [...names].some((each) => mentionedAsValue(body, each))) return false;
  const open = openFile(file, sources);
  if (!open) return false;
  const mentions = mentionsOf(open, importPath, name);
  if (mentions.length === 0 || mentions.some((mention) => placeOf(mention) === undefined)) return false;
  const packagePath = project.packageOf(file)?.path;
  if (packagePath === undefined) return false;
  return groupsOf(request, mentions).every(
    (group) => !isHeldByFile(group, `${name}.${group.name}`, project, packagePath),
  );
}

/** Something stands in the way that the rest of the package cannot take out of it. */
function isHeldByFile({ type, declared }: Group, shown: string, project: Project, packagePath: string): boolean {
  const places = declared.map(({ place }) => place);
  const flow = new TypeFlow({ project, packagePath, shown, type, places, isPart: true });
  try {
    for (const { mention, place } of declared) {
      if (place.kind !== 'parameter' && place.kind !== 'variable') continue;
      for (const binding of place.bindings) flow.followBinding(mention.open, binding);
    }
    return false;
  } catch (error) {
    if (error instanceof Obstacle) return true;
    throw error;
  }
}

/** Something declared of the type, to be declared of the interface instead. */
export interface Declared {
  readonly mention: Mention;
  readonly place: Place;
}

/** A type that an interface can replace. */
export interface InvertibleType {
  readonly name: string;
  readonly shown: string;
  readonly type: GoType;
  readonly declared: readonly Declared[];
  /** In the order in which they are declared, as far as that is known. */
  readonly methods: readonly (readonly [string, FunctionType])[];
}

export interface InversionPlan {
  readonly own: Package;
  readonly ownName: string;
  readonly outer: Package;
  readonly outerName: string;
  /** Files of the package, in-package tests included. */
  readonly files: readonly OpenFile[];
  readonly mentions: readonly Mention[];
  readonly types: readonly InvertibleType[];
  /** Sentences without a period, by the type or name they are about. */
  readonly obstacles: readonly { readonly shown: string; readonly why: string }[];
}

export function planInversion(request: InversionRequest): InversionPlan | { readonly refused: string } {
  const { project, sources, file, importPath } = request;
  const outer = project.packageAt(importPath, file.module);
  const own = project.packageOf(file);
  if (!outer || !own) return { refused: `${importPath} is not a package of this workspace` };
  const outerName = packageNameOf(outer);
  if (outerName === undefined) return { refused: `the files of ${importPath} do not agree on their package's name` };
  if (file.isTest) return { refused: 'tests may hold concrete types' };
  const ownName = file.facts.header.packageName;
  const files: OpenFile[] = [];
  for (const each of own.files.values()) {
    if (each.facts.header.packageName !== ownName) continue;
    const open = openFile(each, sources);
    if (!open) return { refused: `${each.path} cannot be read` };
    if (isBroken(open, importPath)) return { refused: `${shortName(each.path)} does not parse; complete it first` };
    if (importsOf(open, importPath).some(({ alias }) => alias === '.')) {
      return { refused: `${shortName(each.path)} imports ${importPath} without a name` };
    }
    files.push(open);
  }
  const mentions = files.flatMap((open) => mentionsOf(open, importPath, outerName));
  const groups = groupsOf(request, mentions);
  const types: InvertibleType[] = [];
  const obstacles: { shown: string; why: string }[] = [];
  for (const group of groups) {
    const shown = `${outerName}.${group.name}`;
    try {
      types.push({
        ...group,
        shown,
        methods: methodsOf(group, shown, { project, sources, own, ownName, files, type: group.type }, outer),
      });
    } catch (error) {
      if (!(error instanceof Obstacle)) throw error;
      obstacles.push({ shown, why: error.message });
    }
  }
  return { own, ownName, outer, outerName, files, mentions, types, obstacles };
}

interface Group {
  readonly name: string;
  readonly type: GoType;
  readonly declared: readonly Declared[];
}

/** What production code declares of types of the other package, by type. */
function groupsOf({ project, importPath, typeName }: InversionRequest, mentions: readonly Mention[]): Group[] {
  const groups = new Map<string, { name: string; type: GoType; declared: Declared[] }>();
  for (const mention of mentions) {
    const { open, name } = mention;
    if (open.file.isTest || open.file.facts.header.generated) continue;
    if (typeName !== undefined && name !== typeName) continue;
    const place = placeOf(mention);
    if (!place) continue;
    const type = project.types.typeOf(open.view.inference.valueOfType(mention.type), open.file);
    const named = type.kind === 'pointer' ? type.element : type;
    // An alias leads to another package's type, which is that package's concern.
    if (named.kind !== 'named' || named.package !== importPath) continue;
    const key = typeKey(type);
    const group = groups.get(key);
    if (group) group.declared.push({ mention, place });
    else groups.set(key, { name, type, declared: [{ mention, place }] });
  }
  return [...groups.values()];
}

function methodsOf(
  { type, declared }: Group,
  shown: string,
  uses: UsesInput,
  outer: Package,
): (readonly [string, FunctionType])[] {
  const [first] = declared;
  if (!first) return [];
  const flow = new TypeFlow({
    project: uses.project,
    packagePath: uses.own.path,
    shown,
    type,
    places: declared.map(({ place }) => place),
  });
  const behind = uses.project.types.underlying(type, first.mention.open.file);
  for (const { mention, place } of declared) {
    const { open } = mention;
    if (type.kind !== 'pointer' && behind.kind !== 'interface' && place.kind !== 'parameter') {
      throw new Obstacle(`${shown} is held as a value, which is ready for use without being set`, open, 0);
    }
    if (place.kind === 'field') checkInjection(open, place.list, mention.type);
    followPlace(flow, open, place, uses);
  }
  if (flow.methods.size === 0) throw new Obstacle(`no method of ${shown} is called`, first.mention.open, 0);
  const order = declarationOrder(outer);
  return [...flow.methods].sort(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0) || (a < b ? -1 : 1));
}

/** Containers that fill fields by their type would no longer find one for it. */
function checkInjection(open: OpenFile, list: SyntaxNode, type: SyntaxNode): void {
  const { tree } = open;
  const text = textOf(tree, list);
  if (/\b(?:fx|dig)\.(?:In|Out)\b/.test(text) || /\binject(?:or)?:?"/.test(text)) {
    throw new Obstacle('the struct is filled by a container that goes by types', open, startOf(tree, type));
  }
}

/** Methods by where they stand in the package; in which file counts less than in which order. */
function declarationOrder(outer: Package): Map<string, number> {
  const order = new Map<string, number>();
  for (const { facts } of outer.files.values()) {
    for (const declared of facts.declarations?.functions ?? []) {
      if (declared.receiver) order.set(declared.name, declared.nameStart);
    }
    for (const declared of facts.declarations?.types ?? []) {
      for (const method of declared.methods ?? [])
        if (!order.has(method.name)) order.set(method.name, method.nameStart);
    }
  }
  return order;
}

/** What keeps a file's import. */
export function keptMentions(
  { mentions }: InversionPlan,
  types: readonly InvertibleType[],
  path: string,
): readonly Mention[] {
  const replaced = new Set(types.flatMap(({ declared }) => declared.map(({ mention }) => mention)));
  return mentions.filter((mention) => mention.open.file.path === path && !replaced.has(mention));
}

/** The declaration at the top level of a file that a node stands in. */
export function topLevelAround({ tree }: OpenFile, node: SyntaxNode): SyntaxNode {
  let top = node;
  for (let up = parentOf(tree, top); up > ROOT; up = parentOf(tree, up)) top = up;
  return top;
}

function shortName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
