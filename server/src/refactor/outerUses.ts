/**
 * Where a package uses another one: every mention, and which of them declare something of one of its types.
 *
 * Only syntax is looked at. What flows where is typeFlow.ts's part.
 */

import type { Binding } from '../go/bindings.ts';
import type { GoImport } from '../go/imports.ts';
import { headerOfTree } from '../go/importsOfTree.ts';
import { Field, Kind } from '../go/kinds.ts';
import { SourceView } from '../go/sourceView.ts';
import {
  childByField,
  childrenByField,
  type FlatTree,
  fieldOf,
  hasError,
  isNamed,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  ROOT,
  type SyntaxNode,
  textOf,
} from '../go/tree.ts';
import type { Package, ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';

/** A file with its syntax, which is read when somebody looks at it: of a large package most files have nothing to do with a plan. */
export interface OpenFile {
  readonly file: ProjectFile;
  readonly text: string;
  readonly tree: FlatTree;
  readonly view: SourceView;
}

/** Undefined when the file cannot be read. */
export function openFile(file: ProjectFile, sources: SourceProvider): OpenFile | undefined {
  const text = sources.text(file.path);
  return text === undefined ? undefined : new LazyOpenFile(file, text, sources);
}

class LazyOpenFile implements OpenFile {
  readonly file: ProjectFile;
  readonly text: string;
  readonly #sources: SourceProvider;
  #view: SourceView | undefined;

  constructor(file: ProjectFile, text: string, sources: SourceProvider) {
    this.file = file;
    this.text = text;
    this.#sources = sources;
  }

  get tree(): FlatTree {
    return this.view.tree;
  }

  get view(): SourceView {
    if (!this.#view) {
      const known = this.#sources.tree(this.file.path);
      const tree = known?.text === this.text ? known : this.#sources.parse(this.text);
      if (!tree) throw new Error(`${this.file.path} cannot be parsed here.`);
      this.#view = new SourceView(tree, headerOfTree(tree));
    }
    return this.#view;
  }
}

/** Whether a file does not parse, as far as that matters to who looks for uses of a package. */
export function isBroken(open: OpenFile, path: string): boolean {
  const { declarations, hasSyntaxErrors, header } = open.file.facts;
  // A file without such uses stays as it is; what is wrong inside its functions, which facts may not tell, does not matter.
  if (declarations && !header.generated && importsOf(open, path).length === 0) return hasSyntaxErrors;
  return hasError(open.tree, ROOT);
}

/** The names that a file declares at its top level; mostly its facts know them, and it need not be parsed. */
export function topLevelNames(open: OpenFile): Iterable<string> {
  const { declarations, header } = open.file.facts;
  // Of a generated file the tables may have been left out.
  if (!declarations || header.generated) return open.view.scopes.packageNames().keys();
  const { functions, types, values } = declarations;
  return [...functions.filter(({ receiver }) => !receiver), ...types, ...values].map(({ name }) => name);
}

/** Identifiers of every kind by their text, made when first asked for and forgotten with the tree. */
const indexes = new WeakMap<FlatTree, Map<string, SyntaxNode[]>>();

/** Identifiers with this text in a file, in source order. */
export function identifiersIn(open: OpenFile, name: string): readonly SyntaxNode[] {
  return open.text.includes(name) ? identifiersNamed(open.tree, name) : [];
}

/** Identifiers with this text, in source order. */
export function identifiersNamed(tree: FlatTree, name: string): readonly SyntaxNode[] {
  let index = indexes.get(tree);
  if (!index) {
    index = new Map();
    for (let node = 0; node < tree.count; node++) {
      const kind = kindOf(tree, node);
      if (kind !== Kind.identifier && kind !== Kind.field_identifier && kind !== Kind.package_identifier) continue;
      const text = textOf(tree, node);
      const known = index.get(text);
      if (known) known.push(node);
      else index.set(text, [node]);
    }
    indexes.set(tree, index);
  }
  return index.get(name) ?? [];
}

/** The name a package of the project has in its package clauses; undefined when its files disagree. */
export function packageNameOf(of: Package): string | undefined {
  const names = new Set<string>();
  for (const { isTest, facts } of of.files.values()) if (!isTest) names.add(facts.header.packageName);
  if (names.size > 1) for (const odd of ['main', 'documentation']) names.delete(odd);
  const [name] = names;
  return names.size === 1 && name !== '' ? name : undefined;
}

/** A mention of the other package. */
export interface Mention {
  readonly open: OpenFile;
  /** The identifier of the package. */
  readonly node: SyntaxNode;
  /** What of the package is mentioned. */
  readonly name: string;
  /** The whole type, pointer and type arguments included, where the mention is one. */
  readonly type: SyntaxNode;
}

/** A place that declares variables of a type: a change there changes what they are. */
export type Place =
  | { readonly kind: 'field'; readonly list: SyntaxNode; readonly struct: string; readonly names: readonly string[] }
  | {
      readonly kind: 'parameter';
      readonly function: string;
      /** The receiver's type, for a method. */
      readonly receiver: string | undefined;
      readonly indices: readonly number[];
      readonly bindings: readonly Binding[];
    }
  | { readonly kind: 'variable'; readonly bindings: readonly Binding[] }
  | { readonly kind: 'packageVariable'; readonly names: readonly string[] };

/** Imports of a package in a file; blank ones are uses without mentions. */
export function importsOf({ file }: OpenFile, path: string): readonly GoImport[] {
  return file.facts.header.imports.filter((each) => each.path === path);
}

export function mentionsOf(open: OpenFile, path: string, packageName: string): Mention[] {
  const names = new Set(importsOf(open, path).map(({ alias }) => (alias === '' ? packageName : alias)));
  if (names.size === 0) return [];
  const { tree, view } = open;
  const mentions: Mention[] = [];
  for (const node of [...names].flatMap((name) => identifiersNamed(tree, name)).sort((a, b) => a - b)) {
    if (kindOf(tree, node) === Kind.field_identifier) continue;
    const parent = parentOf(tree, node);
    const parentKind = kindOf(tree, parent);
    if (parentKind === Kind.qualified_type && fieldOf(tree, node) === Field.package) {
      const name = childByField(tree, parent, Field.name);
      if (name !== NO_NODE) mentions.push({ open, node, name: textOf(tree, name), type: wholeType(tree, parent) });
    } else if (parentKind === Kind.selector_expression && fieldOf(tree, node) === Field.operand) {
      if (view.scopes.local(textOf(tree, node), node)) continue;
      const name = childByField(tree, parent, Field.field);
      if (name !== NO_NODE) mentions.push({ open, node, name: textOf(tree, name), type: NO_NODE });
    }
  }
  return mentions;
}

/** With type arguments and one pointer. */
function wholeType(tree: FlatTree, qualified: SyntaxNode): SyntaxNode {
  let type = qualified;
  let parent = parentOf(tree, type);
  if (kindOf(tree, parent) === Kind.generic_type && fieldOf(tree, type) === Field.type) {
    type = parent;
    parent = parentOf(tree, type);
  }
  return kindOf(tree, parent) === Kind.pointer_type ? parent : type;
}

/** The place that a type of a mention declares, when it is all of the declared type. */
export function placeOf({ open: { tree, view }, type }: Mention): Place | undefined {
  if (type === NO_NODE || fieldOf(tree, type) !== Field.type) return undefined;
  const declaration = parentOf(tree, type);
  switch (kindOf(tree, declaration)) {
    case Kind.field_declaration:
      return fieldPlace(tree, declaration);
    case Kind.parameter_declaration:
      return parameterPlace(tree, view, declaration);
    case Kind.var_spec:
      return variablePlace(tree, view, declaration);
    default:
      return undefined;
  }
}

/** Fields of a struct type declared at the top level; embedded ones are no place. */
function fieldPlace(tree: FlatTree, declaration: SyntaxNode): Place | undefined {
  const names = namesOf(tree, declaration);
  const list = parentOf(tree, declaration);
  const struct = parentOf(tree, list);
  const spec = parentOf(tree, struct);
  if (names.length === 0 || kindOf(tree, struct) !== Kind.struct_type) return undefined;
  if (kindOf(tree, spec) !== Kind.type_spec || fieldOf(tree, struct) !== Field.type) return undefined;
  if (parentOf(tree, parentOf(tree, spec)) !== ROOT) return undefined;
  const name = childByField(tree, spec, Field.name);
  if (name === NO_NODE || childByField(tree, spec, Field.type_parameters) !== NO_NODE) return undefined;
  return { kind: 'field', list, struct: textOf(tree, name), names: names.map((each) => textOf(tree, each)) };
}

function parameterPlace(tree: FlatTree, view: SourceView, declaration: SyntaxNode): Place | undefined {
  const list = parentOf(tree, declaration);
  const owner = parentOf(tree, list);
  const kind = kindOf(tree, owner);
  if (kind !== Kind.function_declaration && kind !== Kind.method_declaration) return undefined;
  if (fieldOf(tree, list) !== Field.parameters) return undefined;
  const name = childByField(tree, owner, Field.name);
  if (name === NO_NODE) return undefined;
  const indices: number[] = [];
  let index = 0;
  for (const each of namedChildren(tree, list)) {
    const count = Math.max(1, namesOf(tree, each).length);
    if (each === declaration) for (let at = 0; at < count; at++) indices.push(index + at);
    index += count;
  }
  const bindings = namesOf(tree, declaration).flatMap((each) => view.scopes.declared(each) ?? []);
  const receiver = kind === Kind.method_declaration ? receiverType(tree, owner) : undefined;
  return { kind: 'parameter', function: textOf(tree, name), receiver, indices, bindings };
}

function receiverType(tree: FlatTree, method: SyntaxNode): string {
  const receiver = childByField(tree, method, Field.receiver);
  if (receiver === NO_NODE) return '';
  const declaration = namedChildren(tree, receiver)[0];
  const type = declaration === undefined ? NO_NODE : childByField(tree, declaration, Field.type);
  return type === NO_NODE
    ? ''
    : textOf(tree, type)
        .replace(/^\(?\*?\s*/, '')
        .replace(/[[)].*$/s, '');
}

function variablePlace(tree: FlatTree, view: SourceView, spec: SyntaxNode): Place | undefined {
  const names = namesOf(tree, spec);
  const declaration = parentOf(tree, spec);
  // Columns of a group would have to be aligned anew.
  if (kindOf(tree, declaration) !== Kind.var_declaration) return undefined;
  if (parentOf(tree, declaration) === ROOT) {
    return { kind: 'packageVariable', names: names.map((each) => textOf(tree, each)) };
  }
  const bindings = names.flatMap((each) => view.scopes.declared(each) ?? []);
  return bindings.length === names.length ? { kind: 'variable', bindings } : undefined;
}

function namesOf(tree: FlatTree, declaration: SyntaxNode): SyntaxNode[] {
  return childrenByField(tree, declaration, Field.name).filter((each) => isNamed(tree, each));
}
