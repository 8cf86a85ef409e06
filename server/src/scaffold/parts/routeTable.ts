/**
 * The routes that one function registers at groups of a router, in gin, echo and Fiber: from which group those of the neighbours are made, and
 * what is put in front of them. A resource is a group with a path of its own, or routes that begin with the same word; what most
 * resources have in front of what reads, and of what changes, is what a new one gets. Without a majority nothing is known.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  ancestors,
  childByField,
  enclosing,
  endOf,
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
import { mostOf } from './neighbours.ts';
import type { ModuleRouter } from './survey.ts';

export interface Guards {
  /** In front of every route. */
  readonly all: readonly string[];
  /** In front of what changes something, besides. */
  readonly writes: readonly string[];
}

export interface RouteTable {
  /** The expression of the group that the neighbours' are made of. */
  readonly root: string;
  /** The path of that group, as far as the function says it. */
  readonly path: string;
  readonly guards: Guards;
  /** The last statement about a neighbour's routes. */
  readonly last: SyntaxNode;
}

interface Group {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly parent: Group | undefined;
  readonly path: string;
  readonly guards: readonly string[];
}

interface Route {
  readonly group: Group;
  readonly path: string;
  /** What the group uses before, and what stands in front of the route itself. */
  readonly uses: readonly string[];
  readonly guards: readonly string[];
  readonly isRead: boolean;
  readonly node: SyntaxNode;
}

interface Resource {
  readonly word: string;
  readonly routes: readonly Route[];
}

const methods: Readonly<Partial<Record<ModuleRouter, RegExp>>> = {
  gin: /^(GET|POST|PUT|PATCH|DELETE)$/,
  echo: /^(GET|POST|PUT|PATCH|DELETE)$/,
  fiber: /^(Get|Post|Put|Patch|Delete)$/,
};
/** What paths begin with before they say what they are about. */
const prefixes = /^(api|rest|v\d+)$/;
const notResources =
  /^(auth\w*|login|logout|register|sign-?(up|in)|sessions?|tokens?|health\w*|ready\w*|live\w*|ping|metrics|swagger|docs|version)$/i;

/** The table of a function that makes the groups of several resources. */
export function routeTableIn(node: SyntaxNode, tree: FlatTree, router: ModuleRouter): RouteTable | undefined {
  const routes = routesIn(node, tree, router);
  const groups = new Set(routes.flatMap(({ group }) => lineOf(group)));
  const candidates = [...groups]
    .map((group) => ({ group, resources: resourcesOf(group, routes) }))
    .filter(({ resources }) => resources.length > 1)
    .sort((a, b) => b.resources.length - a.resources.length || lineOf(b.group).length - lineOf(a.group).length);
  const [found] = candidates;
  const guards = found === undefined ? undefined : commonGuards(found.resources, found.group);
  if (found === undefined || guards === undefined) {
    return undefined;
  }
  const list = listOf(found.resources, node, tree);
  const last = found.resources.flatMap(({ routes: own }) =>
    own.flatMap((route) => childOf(list, route.node, tree) ?? []),
  );
  const end = last.sort((a, b) => startOf(tree, b) - startOf(tree, a))[0];
  const isVisible = [found.group.name, ...guards.all, ...guards.writes].every((expression) =>
    isKnownAt(expression, end ?? node, node, tree),
  );
  // What changes something is taken apart in gin and echo alone.
  const isFitting = router !== 'fiber' || guards.writes.length === 0;
  return end === undefined || !isVisible || !isFitting
    ? undefined
    : { root: found.group.name, path: pathOf(found.group), guards, last: end };
}

/**
 * What a function that registers the routes of one neighbour puts in front of them, at the router it is given; nothing where it does
 * not register any there, or differently from one to the next.
 */
export function guardsIn(node: SyntaxNode, tree: FlatTree, router: ModuleRouter): Guards | undefined {
  const routes = routesIn(node, tree, router);
  const guards = routes.length === 0 ? undefined : guardsOf(routes, undefined);
  return router === 'fiber' && (guards?.writes.length ?? 0) > 0 ? undefined : guards;
}

/** What stands in front of each route about a resource, from the router that the function is given. */
export interface GuardedResource {
  /** The expression of that router. */
  readonly root: string;
  readonly routes: readonly { readonly isRead: boolean; readonly guards: readonly string[] }[];
}

/** The resources of a function that registers the routes of one neighbour, each route with what is in front of it. */
export function guardedResourcesIn(node: SyntaxNode, tree: FlatTree, router: ModuleRouter): readonly GuardedResource[] {
  const routes = routesIn(node, tree, router);
  const roots = new Set(routes.flatMap(({ group }) => lineOf(group).slice(0, 1)));
  return [...roots]
    .flatMap((root) => resourcesOf(root, routes).map((resource) => ({ root: root.name, routes: resource.routes })))
    .map((resource) => ({
      root: resource.root,
      routes: resource.routes.map((route) => ({ isRead: route.isRead, guards: inFrontOf(route, undefined) })),
    }));
}

/** The guards that most have; nothing without a majority. */
export function prevailingGuards(guards: readonly (Guards | undefined)[]): Guards | undefined {
  const keys = guards.map((one) => (one === undefined ? undefined : JSON.stringify(one)));
  const key = mostOf(keys.filter((one) => one !== undefined));
  return keys.filter((one) => one === key).length * 2 > keys.length ? guards[keys.indexOf(key)] : undefined;
}

export function isResource(word: string): boolean {
  return /^[a-z][\w-]*$/i.test(word) && !notResources.test(word);
}

function routesIn(node: SyntaxNode, tree: FlatTree, router: ModuleRouter): readonly Route[] {
  const registering = methods[router];
  if (registering === undefined) {
    return [];
  }
  const groups: Group[] = [];
  const outside = new Map<string, Group>();
  const groupAt = (name: string, at: SyntaxNode): Group => {
    const visible = groups.filter((group) => group.name === name && isInScope(group.node, at, tree));
    const known = outside.get(name) ?? { name, node, parent: undefined, path: '', guards: [] };
    outside.set(name, known);
    return visible[visible.length - 1] ?? known;
  };
  for (const declaration of nodesOfKind(tree, Kind.short_var_declaration, node)) {
    const [left, ...more] = namedChildren(tree, childByField(tree, declaration, Field.left));
    const [right] = namedChildren(tree, childByField(tree, declaration, Field.right));
    const made = left === undefined || right === undefined || more.length > 0 ? undefined : groupMadeBy(right, tree);
    if (made !== undefined && left !== undefined) {
      const { operand, path, guards } = made;
      groups.push({ name: textOf(tree, left), node: declaration, parent: groupAt(operand, declaration), path, guards });
    }
  }
  const uses = usesIn(node, tree);
  return [...nodesOfKind(tree, Kind.call_expression, node)].flatMap((call): readonly Route[] => {
    const { operand, field, given } = callOf(call, tree);
    const [first, ...rest] = given;
    if (
      !registering.test(field) ||
      !isName(operand) ||
      first === undefined ||
      !isText(first, tree) ||
      rest.length === 0
    ) {
      return [];
    }
    const group = groupAt(operand, call);
    const before = uses.filter(
      ({ name, node: use }) => startOf(tree, use) < startOf(tree, call) && groupAt(name, use) === group,
    );
    const own = router === 'echo' ? rest.slice(1) : rest.slice(0, -1);
    const guards = own.map((guard) => textOf(tree, guard));
    const used = before.flatMap((use) => use.guards);
    return [{ group, path: literal(first, tree), uses: used, guards, isRead: /^get$/i.test(field), node: call }];
  });
}

/** Statements such as `group.Use(authenticate)`. */
function usesIn(node: SyntaxNode, tree: FlatTree) {
  return [...nodesOfKind(tree, Kind.expression_statement, node)].flatMap((statement) => {
    const [call] = namedChildren(tree, statement);
    const { operand, field, given } = call === undefined ? nothing : callOf(call, tree);
    return field === 'Use' && isName(operand)
      ? [{ name: operand, node: statement, guards: given.map((guard) => textOf(tree, guard)) }]
      : [];
  });
}

/** `v1.Group("/orders", guard).Use(another)`, taken apart. */
function groupMadeBy(
  expression: SyntaxNode,
  tree: FlatTree,
): { readonly operand: string; readonly path: string; readonly guards: readonly string[] } | undefined {
  const { operand, operandNode, field, given } = callOf(expression, tree);
  if (field === 'Use') {
    const inner = groupMadeBy(operandNode, tree) ?? (isName(operand) ? { operand, path: '', guards: [] } : undefined);
    return inner && { ...inner, guards: [...inner.guards, ...given.map((guard) => textOf(tree, guard))] };
  }
  const [first, ...guards] = given;
  return field === 'Group' && isName(operand) && first !== undefined && isText(first, tree)
    ? { operand, path: literal(first, tree), guards: guards.map((guard) => textOf(tree, guard)) }
    : undefined;
}

interface Call {
  readonly operand: string;
  readonly operandNode: SyntaxNode;
  readonly field: string;
  readonly given: readonly SyntaxNode[];
}

const nothing: Call = { operand: '', operandNode: NO_NODE, field: '', given: [] };

function callOf(call: SyntaxNode, tree: FlatTree): Call {
  const callee = kindOf(tree, call) === Kind.call_expression ? childByField(tree, call, Field.function) : NO_NODE;
  if (callee === NO_NODE || kindOf(tree, callee) !== Kind.selector_expression) {
    return nothing;
  }
  const operandNode = childByField(tree, callee, Field.operand);
  const list = childByField(tree, call, Field.arguments);
  return {
    operand: textOf(tree, operandNode),
    operandNode,
    field: textOf(tree, childByField(tree, callee, Field.field)),
    given: list === NO_NODE ? [] : namedChildren(tree, list),
  };
}

function resourcesOf(root: Group, routes: readonly Route[]): readonly Resource[] {
  const found = new Map<string, Route[]>();
  for (const route of routes) {
    const line = lineOf(route.group);
    const at = line.indexOf(root);
    const below = at === -1 ? undefined : [...line.slice(at + 1).map(({ path }) => path), route.path].join('/');
    const isDirect = route.group === root;
    const word = below?.split('/').find((segment) => segment !== '' && !(isDirect && prefixes.test(segment))) ?? '';
    if (below !== undefined && isResource(word)) {
      found.set(word, [...(found.get(word) ?? []), route]);
    }
  }
  return [...found].map(([word, own]) => ({ word, routes: own }));
}

/** From the router to the group itself. */
function lineOf(group: Group): readonly Group[] {
  return group.parent === undefined ? [group] : [...lineOf(group.parent), group];
}

function pathOf(group: Group): string {
  const path = lineOf(group)
    .flatMap((one) => one.path.split('/'))
    .filter((segment) => segment !== '')
    .join('/');
  return path === '' ? '' : `/${path}`;
}

function commonGuards(resources: readonly Resource[], root: Group): Guards | undefined {
  return prevailingGuards(resources.map(({ routes }) => guardsOf(routes, root)));
}

/** What stands in front of all routes below a group, and of those that change something; nothing where they differ. */
function guardsOf(routes: readonly Route[], root: Group | undefined): Guards | undefined {
  return commonGuardsOf(routes.map((route) => ({ isRead: route.isRead, guards: inFrontOf(route, root) })));
}

function inFrontOf(route: Route, root: Group | undefined): readonly string[] {
  const line = lineOf(route.group);
  const groups = root === undefined ? line : line.slice(line.indexOf(root) + 1);
  // What the group itself uses before is in front of a new route at it already.
  const uses = route.group === root ? [] : route.uses;
  return [...groups.flatMap(({ guards }) => guards), ...uses, ...route.guards];
}

/** What all routes that read have in front of them, and all that change something; nothing where they differ. */
export function commonGuardsOf(routes: GuardedResource['routes']): Guards | undefined {
  const same = (some: GuardedResource['routes']) => {
    const all = some.map(({ guards }) => guards);
    return all.every((one) => one.join() === all[0]?.join()) ? all[0] : undefined;
  };
  const reads = same(routes.filter(({ isRead }) => isRead)) ?? (routes.some(({ isRead }) => isRead) ? undefined : []);
  const writes =
    same(routes.filter(({ isRead }) => !isRead)) ?? (routes.every(({ isRead }) => isRead) ? reads : undefined);
  if (reads === undefined || writes === undefined || reads.some((guard, at) => writes[at] !== guard)) {
    return undefined;
  }
  return { all: reads, writes: writes.slice(reads.length) };
}

/** The list of statements in which the neighbours' routes lie. */
function listOf(resources: readonly Resource[], node: SyntaxNode, tree: FlatTree): SyntaxNode {
  const [first, ...others] = resources.flatMap(({ routes }) => routes.map((route) => route.node));
  const lists =
    first === undefined ? [] : [...ancestors(tree, first)].filter((one) => kindOf(tree, one) === Kind.statement_list);
  const holdsAll = (list: SyntaxNode) =>
    others.every((one) => startOf(tree, one) >= startOf(tree, list) && endOf(tree, one) <= endOf(tree, list));
  return lists.find(holdsAll) ?? node;
}

function childOf(list: SyntaxNode, node: SyntaxNode, tree: FlatTree): SyntaxNode | undefined {
  return [node, ...ancestors(tree, node)].find((one) => parentOf(tree, one) === list);
}

/** Whether the names in an expression mean at a statement what they mean to the neighbours: none is declared further inside. */
function isKnownAt(expression: string, at: SyntaxNode, node: SyntaxNode, tree: FlatTree): boolean {
  const names = [...expression.replaceAll(/"[^"]*"/g, '').matchAll(/(?<![.\w])[A-Za-z_]\w*/g)].map((match) => match[0]);
  return names.every((name) => {
    const declarations = [...nodesOfKind(tree, Kind.short_var_declaration, node)].filter((declaration) =>
      namedChildren(tree, childByField(tree, declaration, Field.left)).some((left) => textOf(tree, left) === name),
    );
    return declarations.length === 0 || declarations.some((declaration) => isInScope(declaration, at, tree));
  });
}

/** Whether what a statement declares is known further on. */
function isInScope(declaration: SyntaxNode, at: SyntaxNode, tree: FlatTree): boolean {
  const block = enclosing(tree, declaration, Kind.block);
  return startOf(tree, declaration) < startOf(tree, at) && (block === NO_NODE || endOf(tree, at) <= endOf(tree, block));
}

function isName(text: string): boolean {
  return /^[A-Za-z_][\w.]*$/.test(text);
}

function isText(node: SyntaxNode, tree: FlatTree): boolean {
  return [Kind.interpreted_string_literal, Kind.raw_string_literal].includes(kindOf(tree, node));
}

function literal(node: SyntaxNode, tree: FlatTree): string {
  return textOf(tree, node).slice(1, -1);
}
