/**
 * What a package of the module declares, as far as a generator has to know: names that are taken, structs with their
 * fields, interfaces with their methods. It resolves no types; a type is the text that stands there.
 */
import { fieldFacts, signatureOf } from '../../go/declarations.ts';
import type { FieldFact, ParameterFact } from '../../go/facts.ts';
import { readHeader } from '../../go/imports.ts';
import { Field, Kind } from '../../go/kinds.ts';
import {
  childByField,
  childrenByField,
  type FlatTree,
  kindOf,
  NO_NODE,
  nodesOfKind,
  parentOf,
  ROOT,
  type SyntaxNode,
  textOf,
} from '../../go/tree.ts';
import type { ModuleReader } from './survey.ts';

export interface MethodShape {
  readonly name: string;
  readonly parameters: readonly ParameterFact[];
  readonly results: readonly ParameterFact[];
}

export interface InterfaceShape {
  readonly name: string;
  readonly methods: readonly MethodShape[];
  /** The file it stands in, whose imports say what its types are. */
  readonly path: string;
  /** Whether it takes in other interfaces, whose methods are not listed. */
  readonly embeds: boolean;
}

export interface PackageShape {
  readonly folder: string;
  /** Of the files that are no tests; `''` in an empty folder. */
  readonly name: string;
  /** The file that declares each name of the package. */
  readonly declared: ReadonlyMap<string, string>;
  readonly structs: ReadonlyMap<string, readonly FieldFact[]>;
  /** What named types that are neither structs nor interfaces stand for. */
  readonly named: ReadonlyMap<string, string>;
  /** Those of them that are only another name, and so keep the methods of what they stand for. */
  readonly aliases: ReadonlySet<string>;
  readonly interfaces: readonly InterfaceShape[];
  /** Methods by the type they belong to. */
  readonly methods: ReadonlyMap<string, ReadonlySet<string>>;
  /** Functions by name, and methods as `Type.Method`. */
  readonly functions: ReadonlyMap<string, FunctionShape>;
}

export interface FunctionShape {
  /** The file it stands in. */
  readonly path: string;
  readonly parameters: readonly ParameterFact[];
  readonly results: readonly ParameterFact[];
}

export function shapeOfPackage(
  folder: string,
  reader: Pick<ModuleReader, 'read' | 'goFiles'>,
  parse: (text: string) => FlatTree,
): PackageShape {
  const prefix = folder === '' ? '' : `${folder}/`;
  const paths = reader.goFiles.filter(
    (path) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/') && !path.endsWith('_test.go'),
  );
  const files = paths.map((path) => ({ path, text: reader.read(path) ?? '' }));
  const declared = new Map<string, string>();
  const structs = new Map<string, readonly FieldFact[]>();
  const named = new Map<string, string>();
  const aliases = new Set<string>();
  const interfaces: InterfaceShape[] = [];
  const methods = new Map<string, Set<string>>();
  const functions = new Map<string, FunctionShape>();
  for (const { path, text } of files) {
    const tree = parse(text);
    for (const name of declaredNames(tree)) {
      declared.set(name, path);
    }
    for (const spec of [...nodesOfKind(tree, Kind.type_spec), ...nodesOfKind(tree, Kind.type_alias)]) {
      const name = textOfField(tree, spec, Field.name);
      const type = childByField(tree, spec, Field.type);
      if (type === NO_NODE) {
        continue;
      }
      if (kindOf(tree, type) === Kind.struct_type) {
        structs.set(name, fieldFacts(tree, type));
      } else if (kindOf(tree, type) === Kind.interface_type) {
        interfaces.push(interfaceOf(tree, type, name, path));
      } else {
        named.set(name, textOf(tree, type));
        if (kindOf(tree, spec) === Kind.type_alias) {
          aliases.add(name);
        }
      }
    }
    for (const method of nodesOfKind(tree, Kind.method_declaration)) {
      const receiver = receiverOf(tree, method);
      const name = textOfField(tree, method, Field.name);
      const known = methods.get(receiver) ?? new Set<string>();
      methods.set(receiver, known.add(name));
      functions.set(`${receiver}.${name}`, functionOf(tree, method, path));
    }
    for (const node of nodesOfKind(tree, Kind.function_declaration)) {
      functions.set(textOfField(tree, node, Field.name), functionOf(tree, node, path));
    }
  }
  const name = files.map(({ text }) => readHeader(text).packageName).find((found) => found !== '') ?? '';
  return { folder, name, declared, structs, named, aliases, interfaces, methods, functions };
}

/** Whether a name stands for a type whose methods it lacks: it can then neither be scanned nor printed nor made as that can. */
export function lacksMethods({ named, aliases }: PackageShape, type: string): boolean {
  const stands = named.get(type);
  return stands?.includes('.') === true && !aliases.has(type);
}

/** The type that a method belongs to, without its pointer. */
export function receiverOf(tree: FlatTree, method: SyntaxNode): string {
  return /\*?\s*([A-Za-z_]\w*)[^\s]*\s*\)$/.exec(textOfField(tree, method, Field.receiver))?.[1] ?? '';
}

function functionOf(tree: FlatTree, node: SyntaxNode, path: string): FunctionShape {
  const { parameters, results } = signatureOf(tree, node);
  return { path, parameters, results };
}

/** The names that a file adds to its package. */
export function declaredNames(tree: FlatTree): readonly string[] {
  const names: string[] = [];
  for (const node of nodesOfKind(tree, Kind.function_declaration)) {
    names.push(textOfField(tree, node, Field.name));
  }
  for (const kind of [Kind.type_spec, Kind.type_alias, Kind.const_spec, Kind.var_spec]) {
    for (const node of nodesOfKind(tree, kind)) {
      if (isOfPackage(tree, node)) {
        names.push(...childrenByField(tree, node, Field.name).map((name) => textOf(tree, name)));
      }
    }
  }
  return names.filter((name) => name !== '_' && name !== 'init' && name !== '');
}

/** Whether the declaration around a specification stands at the top of the file. */
function isOfPackage(tree: FlatTree, spec: number): boolean {
  const list = parentOf(tree, spec);
  const declaration = kindOf(tree, list) === Kind.var_spec_list ? parentOf(tree, list) : list;
  return parentOf(tree, declaration) === ROOT;
}

function interfaceOf(tree: FlatTree, node: number, name: string, path: string): InterfaceShape {
  const methods = [...nodesOfKind(tree, Kind.method_elem, node)]
    .filter((method) => parentOf(tree, method) === node)
    .map((method): MethodShape => {
      const { parameters, results } = signatureOf(tree, method);
      return { name: textOfField(tree, method, Field.name), parameters, results };
    });
  const embeds = [...nodesOfKind(tree, Kind.type_elem, node)].some((element) => parentOf(tree, element) === node);
  return { name, methods, path, embeds };
}

function textOfField(tree: FlatTree, node: number, field: Field): string {
  const child = childByField(tree, node, field);
  return child === NO_NODE ? '' : textOf(tree, child);
}
