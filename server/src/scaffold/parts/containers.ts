/**
 * Repositories in one struct and services in another, each filled by a function that takes what comes before it, and a table of routes
 * that has the services: a new feature gets a field and a value in both, and its handler's routes after the neighbours'. The structs are
 * nowhere written without the names of their fields, so that one more leaves the rest building.
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
import { folderImportedAs, type Handle, handleOfType, keyOf } from './neighbours.ts';
import { type RouteTable, routeTableIn } from './routeTable.ts';
import type { FunctionShape } from './shapes.ts';
import { folderOf, type Survey } from './survey.ts';
import type { OuterPlaces } from './wiringLines.ts';

/** A struct of one member for each feature, and the function that fills it. */
export interface Container {
  readonly folder: string;
  readonly type: string;
  /** The file of the struct, and its last field. */
  readonly declared: { readonly path: string; readonly tree: FlatTree; readonly last: SyntaxNode };
  /** The file of the function, and the last value it fills in. */
  readonly filled: { readonly path: string; readonly tree: FlatTree; readonly last: SyntaxNode };
  /** The parameter that it fills it from. */
  readonly parameter: string;
  /** What the names of the members end in, such as `Repo`; often nothing. */
  readonly suffix: string;
}

export interface Containers {
  readonly repositories: Container;
  readonly services: Container;
  readonly routes: {
    readonly path: string;
    readonly tree: FlatTree;
    readonly table: RouteTable;
    /** The expression that is the struct of services. */
    readonly services: string;
  };
}

export function containersIn(handle: Handle, places: OuterPlaces, survey: Survey): Containers | undefined {
  const files = survey.reader.goFiles.filter(
    (path) => !path.endsWith('_test.go') && !survey.header(path).generated && !/(^|\/)mocks?\//.test(path),
  );
  const takes = (isIt: (type: string, path: string, folder: string) => boolean, folder: string) =>
    files.filter((path) => folderOf(path) === folder).flatMap((path) => filledIn(path, isIt, survey));
  const [repositories, ...more] = takes((type, path, folder) => {
    const taken = handleOfType(type, path, folder, survey);
    return taken !== undefined && keyOf(taken) === keyOf(handle);
  }, places.repository.folder);
  if (repositories === undefined || more.length > 0) {
    return undefined;
  }
  const [services, ...others] = takes((type, path) => isType(type, path, repositories, survey), places.usecase.folder);
  if (services === undefined || others.length > 0) {
    return undefined;
  }
  const routes = files
    .filter((path) => folderOf(path) === places.delivery.folder)
    .flatMap((path) => routesIn(path, services, survey));
  const [one, ...rest] = routes;
  return one === undefined || rest.length > 0 ? undefined : { repositories, services, routes: one };
}

function filledIn(
  path: string,
  isSource: (type: string, path: string, folder: string) => boolean,
  survey: Survey,
): readonly Container[] {
  const folder = folderOf(path);
  const shape = survey.shape(folder);
  const tree = survey.parse(survey.reader.read(path) ?? '');
  return [...nodesOfKind(tree, Kind.function_declaration)].flatMap((node): readonly Container[] => {
    const called: FunctionShape | undefined = shape.functions.get(textOf(tree, childByField(tree, node, Field.name)));
    const [result, ...more] = called?.results ?? [];
    const type = /^\*?([A-Z]\w*)$/.exec(result?.type ?? '')?.[1];
    const sources = called?.parameters.filter((one) => isSource(one.type, path, folder)) ?? [];
    const [source, ...others] = sources;
    if (type === undefined || more.length > 0 || source === undefined || others.length > 0) {
      return [];
    }
    const literals = [...nodesOfKind(tree, Kind.composite_literal, node)].filter(
      (literal) => textOf(tree, childByField(tree, literal, Field.type)) === type,
    );
    const [literal, ...rest] = literals;
    const values = literal === undefined || rest.length > 0 ? [] : keyedIn(literal, tree);
    const isEach = values.every(({ value }) =>
      new RegExp(`^\\w[\\w.]*\\(.*\\b${source.name}\\b.*\\)$`, 's').test(value),
    );
    const last = values[values.length - 1];
    const declared = declaredFields(type, folder, survey);
    if (values.length < 2 || !isEach || last === undefined || declared === undefined || isWrittenBare(type, survey)) {
      return [];
    }
    const suffix = commonSuffix(values.map(({ key }) => key));
    return [{ folder, type, declared, filled: { path, tree, last: last.node }, parameter: source.name, suffix }];
  });
}

/** The elements of a literal whose every element says its field, each on a line of its own. */
export function keyedIn(literal: SyntaxNode, tree: FlatTree) {
  const body = childByField(tree, literal, Field.body);
  const elements = body === NO_NODE ? [] : namedChildren(tree, body);
  const keyed = elements.flatMap((node) => {
    const [, key = '', value = ''] = /^(\w+):\s*([\s\S]*)$/.exec(textOf(tree, node)) ?? [];
    return kindOf(tree, node) === Kind.keyed_element && key !== '' ? [{ node, key, value }] : [];
  });
  const lines = textOf(tree, literal).split('\n').length;
  return keyed.length === elements.length && lines >= keyed.length + 2 ? keyed : [];
}

export function declaredFields(type: string, folder: string, survey: Survey): Container['declared'] | undefined {
  const path = survey.shape(folder).declared.get(type);
  const tree = path === undefined ? undefined : survey.parse(survey.reader.read(path) ?? '');
  if (path === undefined || tree === undefined) {
    return undefined;
  }
  for (const spec of nodesOfKind(tree, Kind.type_spec)) {
    if (textOf(tree, childByField(tree, spec, Field.name)) === type) {
      const fields = [...nodesOfKind(tree, Kind.field_declaration, spec)];
      const last = fields[fields.length - 1];
      return last === undefined ? undefined : { path, tree, last };
    }
  }
  return undefined;
}

/** Whether the module writes the struct anywhere without the names of its fields. */
export function isWrittenBare(type: string, { reader }: Survey): boolean {
  const bare = new RegExp(`(?<!(?:struct|interface|func[^\\n]*) ?)\\b${type}\\{\\s*(?![\\s}]|\\w+\\s*:|//)`);
  return reader.goFiles.some((path) => bare.test(reader.read(path) ?? ''));
}

export function commonSuffix(names: readonly string[]): string {
  const suffixes = ['Repository', 'Repo', 'Store', 'Storage', 'Service', 'UseCase', 'Usecase'];
  return suffixes.find((suffix) => names.every((name) => name.endsWith(suffix))) ?? '';
}

function isType(type: string, path: string, { folder, type: name }: Container, survey: Survey): boolean {
  const [, qualifier = '', declared = ''] = /^\*?(?:(\w+)\.)?([A-Z]\w*)$/.exec(type) ?? [];
  const owner = qualifier === '' ? folderOf(path) : folderImportedAs(qualifier, path, survey);
  return declared === name && owner === folder;
}

function routesIn(path: string, services: Container, survey: Survey): readonly Containers['routes'][] {
  const tree = survey.parse(survey.reader.read(path) ?? '');
  const functions = [...nodesOfKind(tree, Kind.function_declaration), ...nodesOfKind(tree, Kind.method_declaration)];
  return functions.flatMap((node) => {
    const table = routeTableIn(node, tree, survey.router);
    const known = table === undefined ? [] : servicesKnownTo(node, tree, path, services, survey);
    const [expression, ...others] = known;
    return table === undefined || expression === undefined || others.length > 0
      ? []
      : [{ path, tree, table, services: expression }];
  });
}

/** A parameter that is the struct of services, or a field of the receiver. */
function servicesKnownTo(
  node: SyntaxNode,
  tree: FlatTree,
  path: string,
  services: Container,
  survey: Survey,
): readonly string[] {
  const isServices = (type: string) => isType(type, path, services, survey);
  const given = namedChildren(tree, childByField(tree, node, Field.parameters)).flatMap((declaration) => {
    const type = textOf(tree, childByField(tree, declaration, Field.type));
    return isServices(type) ? [textOf(tree, childByField(tree, declaration, Field.name))] : [];
  });
  const receiver = childByField(tree, node, Field.receiver);
  const [, name = '', type = ''] =
    /^\(\s*(\w+)\s+\*?(\w+)\s*\)$/.exec(receiver === NO_NODE ? '' : textOf(tree, receiver)) ?? [];
  const fields = survey.shape(folderOf(path)).structs.get(type) ?? [];
  return [...given, ...fields.filter((field) => isServices(field.type)).map((field) => `${name}.${field.name}`)];
}
