/**
 * What the paths of a new handler begin with: what those of its neighbours do. Where neighbours' handlers say no paths, because tables of routes
 * stand elsewhere, it is what most of these are registered under, groups taken into account. A group that is handed on says nothing: whoever is given
 * it is below it already.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  childByField,
  enclosing,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  type SyntaxNode,
  textOf,
} from '../../go/tree.ts';
import { mostOf } from './neighbours.ts';
import type { Survey } from './survey.ts';

/** What the paths of the routes in these packages begin with, or where they have none those of the whole module. */
export function prefixLike(folders: readonly string[], survey: Survey): string {
  return routesBelow(folders, survey) ?? prefixInModule(folders, survey);
}

/** What most begin with, such as `/api/v1`; `''` when they begin with what they are about, nothing when there are no paths. */
function routesBelow(folders: readonly string[], survey: Survey): string | undefined {
  const prefix = (folder: string) => `${folder}/`;
  const paths = survey.reader.goFiles.filter(
    (path) =>
      !path.endsWith('_test.go') &&
      folders.some((folder) => path.startsWith(prefix(folder)) && !path.slice(folder.length + 1).includes('/')),
  );
  const routes = paths.flatMap((path) => {
    const tree = survey.parse(survey.reader.read(path) ?? '');
    return [...nodesOfKind(tree, Kind.interpreted_string_literal)].map((node) => textOf(tree, node).slice(1, -1));
  });
  const said = routes.filter((route) => /^\/[a-z][\w/:{}-]*$/.test(route));
  return said.length === 0 ? undefined : commonPrefix(said);
}

/** The versions and the word `api` that most paths begin with. */
export function commonPrefix(paths: readonly string[]): string {
  const about = paths.filter((path) => !/^\/(health|ready|live|startup|metrics|docs|swagger)\w*/.test(path));
  const prefixes = about.map((path) => /^((?:\/(?:api|rest|v\d+))+)(?=\/)/.exec(path)?.[1] ?? '');
  const most = mostOf(prefixes) ?? '';
  return prefixes.filter((one) => one === most).length * 2 > prefixes.length ? most : '';
}

const registering =
  /^(GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete|Handle|HandleFunc|Group|Route|Mount|PathPrefix)$/;

/** Of the files that import the router, or the handlers where a type of the module stands for the router. */
function prefixInModule(folders: readonly string[], survey: Survey): string {
  const { reader, routerPath, module } = survey;
  const routing = new Set([
    routerPath === '' ? 'net/http' : routerPath,
    ...folders.map((folder) => `${module}/${folder}`),
  ]);
  const paths = reader.goFiles.filter(
    (path) =>
      !path.endsWith('_test.go') &&
      !survey.header(path).generated &&
      survey.header(path).imports.some((one) => routing.has(one.path)),
  );
  return commonPrefix(paths.flatMap((path) => pathsIn(survey.parse(reader.read(path) ?? ''))));
}

/** The paths that routes begin with; a group stands for the routes that are registered at it where it is made. */
function pathsIn(tree: FlatTree): readonly string[] {
  const calls = [...nodesOfKind(tree, Kind.call_expression)].flatMap((call) => callAt(call, tree) ?? []);
  const groups = new Map(
    calls.flatMap(({ call, path, name }) => {
      const variable = variableMadeBy(call, tree);
      return name === 'Group' && variable !== '' ? [[variable, path] as const] : [];
    }),
  );
  return calls.flatMap(({ call, path, operand, name }) => {
    const isGroup = name === 'Group' && variableMadeBy(call, tree) !== '';
    const group = groups.get(operand);
    const whole = [...(group ?? '').split('/'), ...path.split('/')].filter((segment) => segment !== '').join('/');
    return isGroup ? [] : [`/${whole}`];
  });
}

function callAt(call: SyntaxNode, tree: FlatTree) {
  const callee = childByField(tree, call, Field.function);
  const list = childByField(tree, call, Field.arguments);
  const [first] = list === NO_NODE ? [] : namedChildren(tree, list);
  if (first === undefined || callee === NO_NODE || kindOf(tree, callee) !== Kind.selector_expression) {
    return undefined;
  }
  const name = textOf(tree, childByField(tree, callee, Field.field));
  const path = /^"(?:[A-Z]+ )?([\w/:{}*-]*)"$/.exec(textOf(tree, first))?.[1];
  const operand = textOf(tree, childByField(tree, callee, Field.operand));
  return path === undefined || !registering.test(name) ? undefined : { call, name, path, operand };
}

/** The variable that a declaration keeps a group in, whatever else is called on it first. */
function variableMadeBy(call: SyntaxNode, tree: FlatTree): string {
  const declaration = enclosing(tree, call, Kind.short_var_declaration);
  const [left, ...more] =
    declaration === NO_NODE ? [] : namedChildren(tree, childByField(tree, declaration, Field.left));
  const [right] = declaration === NO_NODE ? [] : namedChildren(tree, childByField(tree, declaration, Field.right));
  const isMade = right !== undefined && textOf(tree, right).startsWith(textOf(tree, call));
  return left === undefined || more.length > 0 || !isMade ? '' : textOf(tree, left);
}
