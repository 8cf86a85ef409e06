/**
 * What an identifier means inside one file, by Go's block scoping.
 *
 * Bindings of a function are collected in one pass over its rows, when the first question about it is asked. Names that are
 * not bound inside the function belong to the file or the package; which of those is for `resolve` to say as far as this one
 * file shows it. Types are not looked at here.
 */
import { type Binding, FunctionBindings, specsOf } from './bindings.ts';
import type { GoHeader, GoImport } from './imports.ts';
import { Field, Kind } from './kinds.ts';
import { likelyPackageNames } from './packageNames.ts';
import {
  childrenByField,
  type FlatTree,
  isNamed,
  kindOf,
  NO_NODE,
  namedChildren,
  ROOT,
  type SyntaxNode,
  sizeOf,
  textOf,
} from './tree.ts';

/** What an identifier means. */
export type Meaning =
  | { readonly kind: 'local'; readonly binding: Binding }
  /** Declared at the top level of this file; `node` is the declaring identifier. */
  | { readonly kind: 'package'; readonly node: SyntaxNode }
  | { readonly kind: 'import'; readonly import: GoImport }
  | { readonly kind: 'predeclared' }
  /** Nothing in this file says: another file of the package, a dot import, an import named differently than its path. */
  | { readonly kind: 'elsewhere' };

const PREDECLARED = new Set(
  `any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8
   uint16 uint32 uint64 uintptr true false iota nil append cap clear close complex copy delete imag len make max min new
   panic print println real recover`.split(/\s+/),
);

export function isPredeclared(name: string): boolean {
  return PREDECLARED.has(name);
}

export class FileScopes {
  readonly #tree: FlatTree;
  readonly #header: GoHeader;
  readonly #bindings = new Map<SyntaxNode, FunctionBindings>();
  #tops: SyntaxNode[] | undefined;
  #imports: Map<string, GoImport> | undefined;
  #packageNames: Map<string, SyntaxNode> | undefined;

  constructor(tree: FlatTree, header: GoHeader) {
    this.#tree = tree;
    this.#header = header;
  }

  /** What an identifier means where it stands. Not for fields and methods: those are what their operand's type says. */
  resolve(identifier: SyntaxNode): Meaning {
    return this.lookup(textOf(this.#tree, identifier), identifier);
  }

  /** What a name would mean at a node. */
  lookup(name: string, at: SyntaxNode): Meaning {
    const binding = this.local(name, at);
    if (binding) return { kind: 'local', binding };
    const node = this.packageNames().get(name);
    if (node !== undefined) return { kind: 'package', node };
    const imported = this.#importNamed(name);
    if (imported) return { kind: 'import', import: imported };
    return PREDECLARED.has(name) && !this.#header.imports.some((each) => each.alias === '.')
      ? { kind: 'predeclared' }
      : { kind: 'elsewhere' };
  }

  /** The local declaration a name refers to at a node. */
  local(name: string, at: SyntaxNode): Binding | undefined {
    return this.#bindingsAt(at)?.find(name, at);
  }

  /** The binding an identifier declares, when it declares one; the first clause's for the symbol of a type switch. */
  declared(identifier: SyntaxNode): Binding | undefined {
    return this.#bindingsAt(identifier)
      ?.named(textOf(this.#tree, identifier))
      .find((each) => each.node === identifier);
  }

  /** Every local declaration of the top-level declaration around a node. */
  bindingsAround(node: SyntaxNode): readonly Binding[] {
    return this.#bindingsAt(node)?.all ?? [];
  }

  /**
   * Identifiers that refer to a binding, in source order; its declaration is none of them, an assignment is. The keys of
   * composite literals count even though they may be names of fields.
   */
  uses(binding: Binding): SyntaxNode[] {
    const uses: SyntaxNode[] = [];
    for (let node = binding.from; node < binding.until; node++) {
      const kind = kindOf(this.#tree, node);
      if (kind !== Kind.identifier && kind !== Kind.type_identifier && kind !== Kind.package_identifier) continue;
      if (node === binding.node || textOf(this.#tree, node) !== binding.name) continue;
      if (this.local(binding.name, node) === binding) uses.push(node);
    }
    return uses;
  }

  /** Top-level names of this file with their declaring identifiers. Methods have none. */
  packageNames(): ReadonlyMap<string, SyntaxNode> {
    if (this.#packageNames) return this.#packageNames;
    const names = new Map<string, SyntaxNode>();
    for (const node of namedChildren(this.#tree, ROOT)) {
      switch (kindOf(this.#tree, node)) {
        case Kind.function_declaration:
          this.#addNames(names, node);
          break;
        case Kind.type_declaration:
        case Kind.const_declaration:
        case Kind.var_declaration:
          for (const spec of specsOf(this.#tree, node)) this.#addNames(names, spec);
          break;
      }
    }
    this.#packageNames = names;
    return names;
  }

  #addNames(names: Map<string, SyntaxNode>, declaration: SyntaxNode): void {
    for (const name of childrenByField(this.#tree, declaration, Field.name)) {
      if (isNamed(this.#tree, name)) names.set(textOf(this.#tree, name), name);
    }
  }

  /** Without an alias, the name follows from the last element of the path often enough to say so here. */
  #importNamed(name: string): GoImport | undefined {
    if (!this.#imports) {
      this.#imports = new Map();
      for (const each of this.#header.imports) {
        const named = each.alias === '' ? likelyPackageNames(each.path)[0] : each.alias;
        if (named !== undefined) this.#imports.set(named, each);
      }
    }
    return this.#imports.get(name);
  }

  #bindingsAt(node: SyntaxNode): FunctionBindings | undefined {
    const top = this.#topAt(node);
    if (top === NO_NODE) return undefined;
    let bindings = this.#bindings.get(top);
    if (!bindings) {
      bindings = new FunctionBindings(this.#tree, top);
      this.#bindings.set(top, bindings);
    }
    return bindings;
  }

  /** The child of the root that a node is in. */
  #topAt(node: SyntaxNode): SyntaxNode {
    if (node === ROOT) return NO_NODE;
    this.#tops ??= topLevel(this.#tree);
    let low = 0;
    let high = this.#tops.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((this.#tops[middle] as SyntaxNode) <= node) low = middle;
      else high = middle;
    }
    return this.#tops[low] ?? NO_NODE;
  }
}

function topLevel(tree: FlatTree): SyntaxNode[] {
  const tops: SyntaxNode[] = [];
  const end = sizeOf(tree, ROOT);
  for (let node = 1; node < end; node += sizeOf(tree, node)) tops.push(node);
  return tops;
}
