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
import { folderImportedAs, type Handle, handleOfType, keyOf } from './neighbours.ts';
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
}

export interface Routes {
  /** The expression that is the router, or the group that the neighbours' groups are made of. */
  readonly router: string;
  /** The type that the neighbours take it as; `''` where only its groups are taken. */
  readonly type: string;
  /** A middleware that neighbours are given beside it; nothing where none is. */
  readonly guard: string | undefined;
  /** Whether neighbours are guarded in a way that one cannot repeat. */
  readonly isGuardedOtherwise: boolean;
}

const routerTypes: Readonly<Record<Survey['router'], readonly string[]>> = {
  gin: ['*gin.Engine', '*gin.RouterGroup', 'gin.IRouter'],
  echo: ['*echo.Echo', '*echo.Group'],
  chi: ['chi.Router', '*chi.Mux'],
  nethttp: ['*http.ServeMux'],
};
const middlewareTypes: readonly string[] = ['gin.HandlerFunc', 'echo.MiddlewareFunc'];
const guarding = /auth|guard|jwt|acl|permission|\bmw\b|middleware/i;

/** Every function that could be the place; one is certain, several have to be told apart by who asks. */
export function compositionsIn(handle: Handle, except: readonly string[], survey: Survey): readonly Composition[] {
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
    return functions.flatMap((node) => compositionIn(node, tree, path, handle, survey) ?? []);
  });
}

function compositionIn(
  node: SyntaxNode,
  tree: FlatTree,
  path: string,
  handle: Handle,
  survey: Survey,
): Composition | undefined {
  const statements = statementsOf(tree, node);
  const calls = statements.flatMap((statement) =>
    [...nodesOfKind(tree, Kind.call_expression, statement)]
      .filter((call) => !isNested(tree, call, statement))
      .flatMap((call) => resolved(call, node, tree, path, survey) ?? [])
      .map((call) => ({ ...call, statement })),
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
  const registrations = calls.flatMap(({ called, folder, given, statement }) => {
    const at = called.parameters.findIndex(({ type }) => routerTypes[survey.router].includes(type));
    const text = given[at] ?? '';
    return at >= 0 && /^[A-Za-z_][\w.]*$/.test(text) && !/middleware/i.test(folder)
      ? [{ text, type: called.parameters[at]?.type ?? '', called, given, statement }]
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
    return { path, tree, function: node, database, last: after ?? repository, routes: undefined };
  }
  const guards = registrations.flatMap(({ called, given }) =>
    called.parameters.flatMap(({ type }, index) => {
      const text = given[index] ?? '';
      return guarding.test(text) ? [middlewareTypes.includes(type) && /^[A-Za-z_]\w*$/.test(text) ? text : ''] : [];
    }),
  );
  const [guard, ...more] = [...new Set(guards)];
  const isGuardedInside = registrations.some(({ called }) => hasGuard(survey.reader.read(called.path) ?? ''));
  return {
    path,
    tree,
    function: node,
    database,
    last,
    routes: {
      ...router,
      guard: guard === '' ? undefined : guard,
      isGuardedOtherwise: guard === '' || more.length > 0 || (guard === undefined && isGuardedInside),
    },
  };
}

/** Whether a file that registers routes puts something in front of them that lets in whom it knows. */
function hasGuard(text: string): boolean {
  return /\.(Use|With|Group|GET|POST|PUT|DELETE|Get|Post|Put|Delete)\([^\n]*\b\w*(auth|jwt|session|guard|permission)\w*\b/i.test(
    text.replaceAll(/"[^"\n]*"/g, '""').replaceAll(/\/\/.*$/gm, ''),
  );
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
    return { called: direct, folder: imported, given };
  }
  const made = kindOf(tree, operand) === Kind.identifier ? madeBy(textOf(tree, operand), node, tree) : operand;
  const maker =
    made === NO_NODE || kindOf(tree, made) !== Kind.call_expression || made === call
      ? undefined
      : resolved(made, node, tree, path, survey);
  const type = /^\*?([A-Z]\w*)$/.exec(maker?.called.results[0]?.type ?? '')?.[1];
  const method =
    maker === undefined || type === undefined ? undefined : survey.shape(maker.folder).functions.get(`${type}.${name}`);
  return maker === undefined || method === undefined ? undefined : { called: method, folder: maker.folder, given };
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
