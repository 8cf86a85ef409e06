/**
 * A function in the package of each feature's handlers that is given the database and the router and does the rest, such as `Routes`, and one
 * function that calls them all: a new feature gets such a function in a file of its own, called like the neighbours', and a call after theirs.
 * Its guards are those of most neighbours. Where these have no majority but each has part of what the strictest have, those of the strictest are
 * taken and it is said: what is closed too well is noticed at the first request, what stands open is not.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  childByField,
  type FlatTree,
  kindOf,
  namedChildren,
  nodesOfKind,
  type SyntaxNode,
  textOf,
} from '../../go/tree.ts';
import { type Composition, type Placed, routerTypes } from './composition.ts';
import { functionCalled } from './guards.ts';
import { foldersLike } from './handlers.ts';
import { type Handle, handleOfType, keyOf } from './neighbours.ts';
import {
  commonGuardsOf,
  type GuardedResource,
  type Guards,
  guardedResourcesIn,
  prevailingGuards,
} from './routeTable.ts';
import type { Survey } from './survey.ts';
import type { OuterPlaces } from './wiringLines.ts';

export interface FeatureRoutes {
  /** The function that calls them all. */
  readonly composition: Composition;
  /** What they are all called. */
  readonly name: string;
  /** The call after which the new one stands, and what it hands over. */
  readonly last: Placed;
  readonly router: Handed;
  readonly database: Handed;
  readonly path: string;
  readonly guards: Guards;
  /** What the packages in the guards are called in the neighbours' files, and their paths. */
  readonly guardImports: ReadonlyMap<string, string>;
  /** Whether the guards are those of the strictest neighbours alone. */
  readonly isStrictest: boolean;
}

/** A parameter that the neighbours have, and what they are given for it. */
export interface Handed {
  readonly name: string;
  readonly type: string;
  /** What the type's package is called, and its path. */
  readonly imported: readonly [name: string, importPath: string];
  readonly given: string;
}

export function featureRoutesIn(
  composition: Composition,
  handle: Handle,
  { delivery }: OuterPlaces,
  survey: Survey,
): FeatureRoutes | undefined {
  const isOfDatabase = (type: string, { called, folder }: Placed) => {
    const taken = handleOfType(type, called.path, folder, survey);
    return taken !== undefined && keyOf(taken) === keyOf(handle);
  };
  const isOfRouter = (type: string) => routerTypes[survey.router].includes(type);
  const features = foldersLike(delivery, survey);
  const registrations = composition.calls.filter(
    ({ called, folder }) =>
      called.parameters.some(({ type }) => isOfRouter(type)) &&
      !/middleware/i.test(folder) &&
      folder !== delivery.folder,
  );
  const last = registrations[registrations.length - 1];
  const isAlike = registrations.every(
    ({ name, folder, node, statement, called }) =>
      name === last?.name &&
      features.includes(folder) &&
      called.results.length === 0 &&
      kindOf(composition.tree, statement) === Kind.expression_statement &&
      namedChildren(composition.tree, statement)[0] === node,
  );
  const folders = new Set(registrations.map(({ folder }) => folder));
  if (last === undefined || !isAlike || folders.size < 2 || folders.size < registrations.length) {
    return undefined;
  }
  const handed = registrations.map((one) => ({
    router: handedAs(one, isOfRouter, survey),
    database: handedAs(one, (type) => isOfDatabase(type, one), survey),
  }));
  const { router, database } = handed[handed.length - 1] ?? {};
  const isEach = handed.every((one) => one.router !== undefined && one.database !== undefined);
  const front = isEach ? guardsOf(registrations, composition, survey) : undefined;
  const file = last.called.path.split('/').pop() ?? '';
  return router === undefined || database === undefined || front === undefined || last.name.includes('.')
    ? undefined
    : { composition, name: last.name, last, router, database, path: `${delivery.folder}/${file}`, ...front };
}

/** The one parameter of a kind, where its type is another package's. */
function handedAs({ called, given }: Placed, isIt: (type: string) => boolean, survey: Survey): Handed | undefined {
  const found = called.parameters.flatMap(({ name, type }, at) => (isIt(type) ? [{ name, type, at }] : []));
  const [one, ...others] = found;
  const qualifier = /^\*?(\w+)\.\w+$/.exec(one?.type ?? '')?.[1];
  const importPath = qualifier === undefined ? undefined : importedAs(qualifier, called.path, survey);
  const text = given[one?.at ?? -1];
  return one === undefined || others.length > 0 || qualifier === undefined || importPath === undefined || !text
    ? undefined
    : { name: one.name, type: one.type, imported: [qualifier, importPath], given: text };
}

/** The path of what a file calls a package. */
export function importedAs(name: string, path: string, survey: Survey): string | undefined {
  const { module } = survey;
  const found = survey.header(path).imports.find(({ path: imported, alias }) => {
    const isOwn = imported.startsWith(`${module}/`);
    const own = isOwn ? survey.shape(imported.slice(module.length + 1)).name : undefined;
    const segments = imported.split('/').filter((segment) => !/^v\d+$/.test(segment));
    return (alias || own || segments.pop()) === name;
  });
  return found?.path;
}

type Front = Pick<FeatureRoutes, 'guards' | 'guardImports' | 'isStrictest'>;

function guardsOf(registrations: readonly Placed[], composition: Composition, survey: Survey): Front | undefined {
  const guardImports = new Map<string, string>();
  const open = { all: [], writes: [] };
  const found = registrations.map((one) => resourcesOf(one, guardImports, survey));
  const resources = found.flatMap((one) => one ?? []);
  if (found.some((one) => one === undefined)) {
    return undefined;
  }
  if (resources.length === 0) {
    // Nothing is seen of the routes in this router; they are open where nothing says otherwise.
    const isOpen = composition.routes?.isGuardedOtherwise === false && composition.routes.guards.all.length === 0;
    return isOpen ? { guards: open, guardImports, isStrictest: false } : undefined;
  }
  const known = guardsAmong(resources, survey);
  return known && { ...known, guardImports };
}

/** What most resources have in front of them, or the strictest; nothing where neither is certain. */
export function guardsAmong(
  resources: readonly GuardedResource[],
  { router }: Survey,
): Pick<FeatureRoutes, 'guards' | 'isStrictest'> | undefined {
  const common = prevailingGuards(resources.map(({ routes }) => commonGuardsOf(routes)));
  const guards = common ?? strictestOf(resources);
  // What changes something is taken apart in gin and echo alone.
  const isFitting = router !== 'fiber' || guards?.writes.length === 0;
  return guards === undefined || !isFitting ? undefined : { guards, isStrictest: common === undefined };
}

/** The resources of a neighbour with their guards as any package could write them; nothing where one cannot be written elsewhere. */
function resourcesOf(
  { called, name }: Placed,
  imports: Map<string, string>,
  survey: Survey,
): readonly GuardedResource[] | undefined {
  const tree = survey.parse(survey.reader.read(called.path) ?? '');
  const node = functionCalled(name, tree);
  if (node === undefined) {
    return undefined;
  }
  const resources = guardedResourcesIn(node, tree, survey.router);
  const isKnown = resources.every(({ routes }) =>
    routes.every(({ guards }) =>
      guards.every((guard) => {
        const qualifier = /^([a-z]\w*)\.[A-Z]\w*(?:\(\))?$/.exec(saidOutright(guard, node, tree))?.[1];
        const importPath = qualifier === undefined ? undefined : importedAs(qualifier, called.path, survey);
        if (qualifier === undefined || importPath === undefined) {
          return false;
        }
        const isOne = (imports.get(qualifier) ?? importPath) === importPath;
        imports.set(qualifier, importPath);
        return isOne;
      }),
    ),
  );
  return isKnown
    ? resources.map(({ root, routes }) => ({
        root,
        routes: routes.map(({ isRead, guards }) => ({
          isRead,
          guards: guards.map((guard) => saidOutright(guard, node, tree)),
        })),
      }))
    : undefined;
}

/** What a variable of the function is declared with, where it is one. */
function saidOutright(expression: string, node: SyntaxNode, tree: FlatTree): string {
  const values = [...nodesOfKind(tree, Kind.short_var_declaration, node)].flatMap((declaration) => {
    const [left, ...more] = namedChildren(tree, childByField(tree, declaration, Field.left));
    const [right] = namedChildren(tree, childByField(tree, declaration, Field.right));
    const isIt = left !== undefined && more.length === 0 && textOf(tree, left) === expression;
    return isIt && right !== undefined ? [textOf(tree, right)] : [];
  });
  const [value, ...others] = values;
  return value === undefined || others.length > 0 ? expression : value;
}

/** The longest guards, where all others are a beginning of them. */
function strictestOf(resources: readonly GuardedResource[]): Guards | undefined {
  const routes = resources.flatMap((resource) => resource.routes);
  const longest = (isRead: boolean) => {
    const all = routes.filter((route) => route.isRead === isRead).map(({ guards }) => guards);
    const most = [...all].sort((a, b) => b.length - a.length)[0] ?? [];
    return all.every((guards) => beginsWith(most, guards)) ? most : undefined;
  };
  const reads = longest(true);
  const writes = longest(false);
  return reads === undefined || writes === undefined || !beginsWith(writes, reads)
    ? undefined
    : { all: reads, writes: writes.slice(reads.length) };
}

function beginsWith(list: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((one, at) => list[at] === one);
}
