/**
 * A struct with a handler of each feature, filled where they are made, and a method of it with the table of routes: a new feature gets a field,
 * a value, and a line after the neighbours' routes. The struct is filled once in the whole module, so that no field stays empty.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  childByField,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  type SyntaxNode,
  textOf,
} from '../../go/tree.ts';
import type { Composition } from './composition.ts';
import type { Spot } from './insertion.ts';
import { folderImportedAs } from './neighbours.ts';
import { type RouteTable, routeTableIn } from './routeTable.ts';
import { receiverOf } from './shapes.ts';
import { folderOf, type Survey } from './survey.ts';

export interface ControllerStruct {
  readonly composition: Composition;
  /** The statement that makes the last handler, and its value in the struct. */
  readonly made: SyntaxNode;
  readonly value: SyntaxNode;
  /** The last field with a handler. */
  readonly declared: Spot;
  readonly folder: string;
  readonly type: string;
  /** What the names of the fields end in. */
  readonly suffix: string;
  readonly path: string;
  readonly tree: FlatTree;
  readonly table: RouteTable;
  /** What the method calls the struct. */
  readonly receiver: string;
}

const handlerField = /(Handler|Controller)$/;

export function controllerStructIn(
  composition: Composition,
  own: RegExp,
  survey: Survey,
): ControllerStruct | undefined {
  const { tree, function: node } = composition;
  const literals = [...nodesOfKind(tree, Kind.composite_literal, node)];
  const found = literals.flatMap((literal) => structOf(literal, composition, own, survey) ?? []);
  const [one, ...others] = found;
  return others.length === 0 ? one : undefined;
}

function structOf(
  literal: SyntaxNode,
  composition: Composition,
  own: RegExp,
  survey: Survey,
): ControllerStruct | undefined {
  const { tree, path } = composition;
  const [, qualifier = '', type = ''] =
    /^(?:(\w+)\.)?([A-Z]\w*)$/.exec(textOf(tree, childByField(tree, literal, Field.type))) ?? [];
  const folder = qualifier === '' ? folderOf(path) : folderImportedAs(qualifier, path, survey);
  const file = folder === undefined ? undefined : survey.shape(folder).declared.get(type);
  const values = handlersIn(literal, tree).filter(({ value }) => !own.test(value));
  const last = values[values.length - 1];
  const made = last === undefined ? undefined : statementMaking(last.value, composition);
  if (folder === undefined || file === undefined || values.length < 2 || last === undefined || made === undefined) {
    return undefined;
  }
  const declared = fieldBefore(type, last.key, file, survey);
  const [routes, ...others] = methodsWithTable(folder, type, survey);
  const suffix = handlerField.exec(last.key)?.[0] ?? '';
  return declared === undefined || routes === undefined || others.length > 0 || timesFilled(type, survey) !== 1
    ? undefined
    : { composition, made, value: last.node, declared, folder, type, suffix, ...routes };
}

/** The elements of a literal that are handlers, each a variable. */
function handlersIn(literal: SyntaxNode, tree: FlatTree) {
  const body = childByField(tree, literal, Field.body);
  return (body === NO_NODE ? [] : namedChildren(tree, body)).flatMap((node) => {
    const [, key = '', value = ''] = /^(\w+):\s*(\w+)$/.exec(textOf(tree, node)) ?? [];
    return kindOf(tree, node) === Kind.keyed_element && handlerField.test(key) ? [{ node, key, value }] : [];
  });
}

function statementMaking(name: string, { tree, calls }: Composition): SyntaxNode | undefined {
  return calls
    .map(({ statement }) => statement)
    .find(
      (statement) =>
        kindOf(tree, statement) === Kind.short_var_declaration &&
        textOf(tree, childByField(tree, statement, Field.left)) === name,
    );
}

function fieldBefore(type: string, name: string, path: string, survey: Survey): Spot | undefined {
  const tree = survey.parse(survey.reader.read(path) ?? '');
  const specs = [...nodesOfKind(tree, Kind.type_spec)];
  const spec = specs.find((one) => textOf(tree, childByField(tree, one, Field.name)) === type);
  const fields = spec === undefined ? [] : [...nodesOfKind(tree, Kind.field_declaration, spec)];
  const last = fields.find((field) => textOf(tree, childByField(tree, field, Field.name)) === name);
  return last === undefined ? undefined : { path, tree, last };
}

function methodsWithTable(folder: string, type: string, survey: Survey) {
  const paths = survey.reader.goFiles.filter((path) => folderOf(path) === folder && !path.endsWith('_test.go'));
  return paths.flatMap((path) => {
    const tree = survey.parse(survey.reader.read(path) ?? '');
    return [...nodesOfKind(tree, Kind.method_declaration)].flatMap((node) => {
      const table = receiverOf(tree, node) === type ? routeTableIn(node, tree, survey.router) : undefined;
      const receiver = /^\(\s*(\w+)\s/.exec(textOf(tree, childByField(tree, node, Field.receiver)))?.[1];
      return table === undefined || receiver === undefined ? [] : [{ path, tree, table, receiver }];
    });
  });
}

/** How often the module writes the struct, tests included. */
function timesFilled(type: string, { reader }: Survey): number {
  const written = new RegExp(`(?<!(?:struct|interface|func[^\\n]*) ?)\\b${type}\\{`, 'g');
  return reader.goFiles.reduce((sum, path) => sum + (reader.read(path)?.match(written)?.length ?? 0), 0);
}
