/**
 * Where a module puts its use cases together, as far as its code leaves no doubt: a function that hands the database to a
 * repository and the router to what registers routes. Types decide, not names: an expression is the database or the router
 * because a function of this module takes it as such. What has two readings has none.
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
  parentOf,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { type Chain, chainBefore } from './chains.ts';
import { baseBelow, guardsBefore } from './guards.ts';
import { folderImportedAs, type Handle, handleOfType, keyOf } from './neighbours.ts';
import type { Guards } from './routeTable.ts';
import type { FunctionShape } from './shapes.ts';
import { folderOf, type Survey } from './survey.ts';

export interface Composition {
  readonly path: string;
  readonly tree: FlatTree;
  /** The function or method. */
  readonly function: SyntaxNode;
  /** The expression that is the database. */
  readonly database: string;
  /** The last statement that puts something together: the one that registers routes, or else that makes a repository. */
  readonly last: SyntaxNode;
  readonly routes: Routes | undefined;
  /** The calls of functions of this module that stand in the function itself, in none of its blocks. */
  readonly calls: readonly Placed[];
}

/** A call, and the statement of the function that it is in. */
export interface Placed extends Resolved {
  readonly node: SyntaxNode;
  readonly statement: SyntaxNode;
}

export interface Routes {
  /** The expression that is the router, or the group that the neighbours' groups are made of. */
  readonly router: string;
  /** The type that the neighbours take it as; `''` where only its groups are taken. */
  readonly type: string;
  /** What most of the neighbours put in front of their routes. */
  readonly guards: Guards;
  /** What the paths of the neighbours begin with, besides what the router says. */
  readonly base: string;
  /** The chain that the neighbours' handlers are wrapped in. */
  readonly chain: Chain | undefined;
  /** Whether neighbours are guarded in a way that one cannot repeat. */
  readonly isGuardedOtherwise: boolean;
}

export const routerTypes: Readonly<Record<Survey['router'], readonly string[]>> = {
  gin: ['*gin.Engine', '*gin.RouterGroup', 'gin.IRouter'],
  echo: ['*echo.Echo', '*echo.Group'],
  chi: ['chi.Router', '*chi.Mux'],
  nethttp: ['*http.ServeMux'],
  mux: ['*mux.Router'],
  fiber: ['*fiber.App', 'fiber.Router', '*fiber.Group'],
};

/**
 * Every function that could be the place; one is certain, several have to be told apart by who asks.
 *
 * @param except the folders of the feature itself
 * @param own what statements about the feature itself look like: they say nothing about neighbours
 */
export function compositionsIn(
  handle: Handle,
  except: readonly string[],
  own: RegExp,
  survey: Survey,
): readonly Composition[] {
  const { reader, module } = survey;
  const paths = reader.goFiles.filter(
    (path) =>
      !path.endsWith('_test.go') &&
      !except.includes(folderOf(path)) &&
      !survey.header(path).generated &&
      survey.header(path).imports.some((one) => one.path.startsWith(`${module}/`)),
  );
  return paths.flatMap((path) => {
    const tree = survey.parse(reader.read(path) ?? '');
    const functions = [...nodesOfKind(tree, Kind.function_declaration), ...nodesOfKind(tree, Kind.method_declaration)];
    return functions.flatMap((node) => compositionIn(node, tree, path, handle, except, own, survey) ?? []);
  });
}

function compositionIn(
  node: SyntaxNode,
  tree: FlatTree,
  path: string,
  handle: Handle,
  except: readonly string[],
  own: RegExp,
  survey: Survey,
): Composition | undefined {
  const all = statementsOf(tree, node).flatMap((statement) =>
    [...nodesOfKind(tree, Kind.call_expression, statement)]
      .filter((call) => !isNested(tree, call, statement))
      .flatMap((call): readonly Placed[] => {
        const found = resolved(call, node, tree, path, survey);
        return found === undefined ? [] : [{ ...found, node: call, statement }];
      }),
  );
  // A function of the feature's own package that puts it together is no neighbour either.
  const calls = all.filter(
    ({ statement, folder, called }) =>
      !own.test(textOf(tree, statement)) &&
      !(except.includes(folder) && own.test(survey.reader.read(called.path) ?? '') && isHandedRouter(called, survey)),
  );
  const databases = calls.flatMap(({ called, folder, given, statement }) =>
    called.parameters.flatMap(({ type }, index) => {
      const taken = handleOfType(type, called.path, folder, survey);
      const text = given[index] ?? '';
      return taken !== undefined && keyOf(taken) === keyOf(handle) && /^[A-Za-z_][\w.]*$/.test(text)
        ? [{ text, statement }]
        : [];
    }),
  );
  const registrations = calls.flatMap(({ called, name, folder, given, statement }) => {
    const at = called.parameters.findIndex(({ type }) => routerTypes[survey.router].includes(type));
    const text = given[at] ?? '';
    return at >= 0 && /^[A-Za-z_][\w.]*$/.test(text) && !/middleware/i.test(folder)
      ? [{ text, type: called.parameters[at]?.type ?? '', called, name, given, statement }]
      : [];
  });
  const [database, ...others] = [...new Set(databases.map(({ text }) => text))];
  const repository = databases[databases.length - 1]?.statement;
  if (database === undefined || others.length > 0 || repository === undefined) {
    return undefined;
  }
  const router = routerAmong(registrations, node, tree);
  const last = registrations[registrations.length - 1]?.statement;
  if (router === undefined || last === undefined || startOf(tree, last) < startOf(tree, repository)) {
    const served = calls.filter(({ called }) => /(Handlers?|Controller|Routes?)$/.test(called.results[0]?.type ?? ''));
    const after = router === undefined ? served[served.length - 1]?.statement : undefined;
    return { path, tree, function: node, database, last: after ?? repository, routes: undefined, calls: all };
  }
  const guards = guardsBefore(registrations, survey);
  const chain = guards === undefined ? chainBefore(registrations, survey) : undefined;
  const routes = {
    ...router,
    guards: guards ?? { all: [], writes: [] },
    base: baseBelow(registrations, survey),
    chain,
    isGuardedOtherwise: guards === undefined && chain === undefined,
  };
  return { path, tree, function: node, database, last, routes, calls: all };
}

function isHandedRouter({ parameters }: FunctionShape, { router }: Survey): boolean {
  return parameters.some(({ type }) => routerTypes[router].includes(type));
}

/** The one router that neighbours register at, or the one that all of their groups are made of. */
function routerAmong(
  registrations: readonly { readonly text: string; readonly type: string }[],
  node: SyntaxNode,
  tree: FlatTree,
): { readonly router: string; readonly type: string } | undefined {
  const routers = [...new Set(registrations.map(({ text }) => text))];
  const [router] = routers;
  if (router !== undefined && routers.length === 1) {
    return { router, type: registrations[0]?.type ?? '' };
  }
  const parents = routers.map((one) => {
    const pattern = new RegExp(
      `(?:^|\\W)${one.replaceAll('.', '\\.')}\\s*:?=\\s*([A-Za-z_][\\w.]*)\\.Group\\("[^"]*"\\)`,
    );
    return pattern.exec(textOf(tree, node))?.[1];
  });
  const [parent] = parents;
  return parent !== undefined && parents.every((one) => one === parent) ? { router: parent, type: '' } : undefined;
}

export function statementsOf(tree: FlatTree, node: SyntaxNode): readonly SyntaxNode[] {
  const body = childByField(tree, node, Field.body);
  if (body === NO_NODE) {
    return [];
  }
  const inside = namedChildren(tree, body);
  return inside.flatMap((child) =>
    kindOf(tree, child) === Kind.statement_list ? namedChildren(tree, child) : [child],
  );
}

/** Whether a call stands in a block of its own inside the statement, where other names may hold. */
function isNested(tree: FlatTree, call: SyntaxNode, statement: SyntaxNode): boolean {
  const block = enclosing(tree, call, Kind.block);
  return block !== NO_NODE && startOf(tree, block) >= startOf(tree, statement);
}

export interface Resolved {
  readonly called: FunctionShape;
  /** `Function` or `Type.Method`. */
  readonly name: string;
  readonly folder: string;
  readonly given: readonly string[];
}

/** A call of a function or method of this module, with the texts of its arguments. */
export function resolved(
  call: SyntaxNode,
  node: SyntaxNode,
  tree: FlatTree,
  path: string,
  survey: Survey,
): Resolved | undefined {
  const callee = childByField(tree, call, Field.function);
  const list = childByField(tree, call, Field.arguments);
  if (callee === NO_NODE || list === NO_NODE || kindOf(tree, callee) !== Kind.selector_expression) {
    return undefined;
  }
  const given = namedChildren(tree, list)
    .filter((argument) => kindOf(tree, argument) !== Kind.comment)
    .map((argument) => textOf(tree, argument));
  const operand = childByField(tree, callee, Field.operand);
  const name = textOf(tree, childByField(tree, callee, Field.field));
  const imported =
    kindOf(tree, operand) === Kind.identifier ? folderImportedAs(textOf(tree, operand), path, survey) : undefined;
  const direct = imported === undefined ? undefined : survey.shape(imported).functions.get(name);
  if (imported !== undefined && direct !== undefined) {
    return { called: direct, name, folder: imported, given };
  }
  const made = kindOf(tree, operand) === Kind.identifier ? madeBy(textOf(tree, operand), node, tree) : operand;
  const maker =
    made === NO_NODE || kindOf(tree, made) !== Kind.call_expression || made === call
      ? undefined
      : resolved(made, node, tree, path, survey);
  const type = /^\*?([A-Z]\w*)$/.exec(maker?.called.results[0]?.type ?? '')?.[1];
  const method =
    maker === undefined || type === undefined ? undefined : survey.shape(maker.folder).functions.get(`${type}.${name}`);
  return maker === undefined || method === undefined
    ? undefined
    : { called: method, name: `${type}.${name}`, folder: maker.folder, given };
}

/** The call whose first result a variable is declared with. */
function madeBy(name: string, node: SyntaxNode, tree: FlatTree): SyntaxNode {
  for (const declaration of nodesOfKind(tree, Kind.short_var_declaration, node)) {
    const [first] = namedChildren(tree, childByField(tree, declaration, Field.left));
    const [value] = namedChildren(tree, childByField(tree, declaration, Field.right));
    if (
      first !== undefined &&
      value !== undefined &&
      textOf(tree, first) === name &&
      parentOf(tree, declaration) !== node
    ) {
      return value;
    }
  }
  return NO_NODE;
}
