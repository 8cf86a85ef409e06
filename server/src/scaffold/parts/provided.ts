/**
 * Modules that Fx puts together: lists of constructors of repositories, of services and of handlers, each in `fx.Provide`, and a type for the
 * routes of each feature, such as `UserRoutes`, which one constructor is given all of. A new feature gets a row in each list and a type for
 * its routes, with the fields that the neighbours reach the router and their guards through.
 */
import type { FieldFact } from '../../go/facts.ts';
import { Field, Kind } from '../../go/kinds.ts';
import {
  childByField,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  parentOf,
  type SyntaxNode,
  textOf,
} from '../../go/tree.ts';
import { guardsAmong } from './featureRoutes.ts';
import { functionCalled } from './guards.ts';
import type { Spot } from './insertion.ts';
import { folderImportedAs } from './neighbours.ts';
import { type GuardedResource, type Guards, guardedResourcesIn } from './routeTable.ts';
import { type FunctionShape, receiverOf } from './shapes.ts';
import { folderOf, type Survey } from './survey.ts';
import type { OuterPlaces } from './wiringLines.ts';

/** `fx.Provide(NewUserService)` as a row of a list. */
export interface ProvidedRow extends Spot {
  /** What the file calls Fx. */
  readonly fx: string;
  readonly folder: string;
  readonly name: string;
  readonly called: FunctionShape;
}

export interface Provided {
  readonly repository: ProvidedRow;
  readonly service: ProvidedRow;
  readonly handler: ProvidedRow;
  readonly routes: ProvidedRow;
  readonly routing: Routing;
}

export interface Routing {
  readonly folder: string;
  /** The constructor that is given the routes of all features: its last parameter, and the last element of its list. */
  readonly all: {
    readonly path: string;
    readonly tree: FlatTree;
    readonly parameter: SyntaxNode;
    readonly element: SyntaxNode;
  };
  /** What the types are called after the feature, such as `Routes`, and whether they are passed by pointer. */
  readonly suffix: string;
  readonly isPointer: boolean;
  readonly method: string;
  /** The fields through which the router and the guards are reached, and the file that says their types. */
  readonly fields: readonly FieldFact[];
  readonly path: string;
  /** The router and the guards, in which `r` is the receiver. */
  readonly router: string;
  readonly guards: Guards;
  readonly isStrictest: boolean;
}

const fxPath = 'go.uber.org/fx';

export function providedIn({ repository, usecase, delivery }: OuterPlaces, survey: Survey): Provided | undefined {
  const rows = rowsIn(survey);
  const lastOf = (folder: string, pattern: RegExp) => {
    const found = rows.filter((row) => row.folder === folder && pattern.test(row.name));
    const isOneFile = new Set(found.map(({ path }) => path)).size === 1;
    return isOneFile ? found[found.length - 1] : undefined;
  };
  const stores = lastOf(repository.folder, /^New\w+(Repository|Repo|Store|Storage)$/);
  const services = lastOf(usecase.folder, /^New\w+(Service|Use[Cc]ase|Interactor)$/);
  const handlers = lastOf(delivery.folder, /^New\w+(Handler|Controller)$/);
  const found = rows.flatMap((row) => {
    const routing = routingOf(row, rows, delivery.folder, survey);
    return routing === undefined ? [] : [{ row, routing }];
  });
  const [one, ...others] = found;
  const routes =
    one === undefined ? undefined : lastOf(one.routing.folder, new RegExp(`^New\\w+${one.routing.suffix}$`));
  return stores === undefined ||
    services === undefined ||
    handlers === undefined ||
    routes === undefined ||
    one === undefined ||
    others.length > 0
    ? undefined
    : { repository: stores, service: services, handler: handlers, routes, routing: one.routing };
}

function rowsIn(survey: Survey): readonly ProvidedRow[] {
  const { reader, header } = survey;
  return reader.goFiles.flatMap((path) => {
    const imported = path.endsWith('_test.go') ? undefined : header(path).imports.find((one) => one.path === fxPath);
    if (imported === undefined) {
      return [];
    }
    const fx = imported.alias || 'fx';
    const tree = survey.parse(reader.read(path) ?? '');
    return [...nodesOfKind(tree, Kind.call_expression)].flatMap((call) => rowAt(call, fx, path, tree, survey) ?? []);
  });
}

function rowAt(call: SyntaxNode, fx: string, path: string, tree: FlatTree, survey: Survey): ProvidedRow | undefined {
  const [argument, ...more] = argumentsOf(call, tree);
  const list = parentOf(tree, call);
  const isRow =
    calleeOf(call, tree) === `${fx}.Provide` &&
    kindOf(tree, list) === Kind.argument_list &&
    /^\w+\.(Options|Module)$/.test(calleeOf(parentOf(tree, list), tree));
  if (argument === undefined || more.length > 0 || !isRow) {
    return undefined;
  }
  const [, qualifier = '', name = ''] = /^(?:(\w+)\.)?(\w+)$/.exec(textOf(tree, argument)) ?? [];
  const folder = qualifier === '' ? folderOf(path) : folderImportedAs(qualifier, path, survey);
  const called = folder === undefined ? undefined : survey.shape(folder).functions.get(name);
  return folder === undefined || called === undefined
    ? undefined
    : { path, tree, last: call, fx, folder, name, called };
}

function calleeOf(call: SyntaxNode, tree: FlatTree): string {
  const callee = kindOf(tree, call) === Kind.call_expression ? childByField(tree, call, Field.function) : NO_NODE;
  return callee === NO_NODE ? '' : textOf(tree, callee);
}

function argumentsOf(call: SyntaxNode, tree: FlatTree): readonly SyntaxNode[] {
  const list = childByField(tree, call, Field.arguments);
  return list === NO_NODE ? [] : namedChildren(tree, list).filter((one) => kindOf(tree, one) !== Kind.comment);
}

/** The constructor of a row as the one that is given the routes of all features. */
function routingOf(
  { called, name, folder }: ProvidedRow,
  rows: readonly ProvidedRow[],
  delivery: string,
  survey: Survey,
): Routing | undefined {
  const types = called.parameters.map(({ type }) => /^(\*?)([A-Z]\w*?)(Routes?|Router)$/.exec(type));
  const [first] = types;
  const isAlike = types.every((one) => one?.[1] === first?.[1] && one?.[3] === first?.[3]);
  const isCalled = survey.reader.goFiles.some((path) =>
    new RegExp(`(?<!func )\\b${name}\\(`).test(survey.reader.read(path) ?? ''),
  );
  if (types.length < 2 || !first || !isAlike || isCalled) {
    return undefined;
  }
  const [, star = '', , suffix = ''] = first;
  const isProvided = types.every((one) =>
    rows.some((row) => row.folder === folder && row.name === `New${one?.[2]}${suffix}`),
  );
  const tree = survey.parse(survey.reader.read(called.path) ?? '');
  const node = functionCalled(name, tree);
  const all = node === undefined ? undefined : listIn(node, called, tree);
  const neighbours = types.flatMap((one) => neighbourOf(`${one?.[2]}${suffix}`, folder, delivery, survey) ?? []);
  const [neighbour] = neighbours;
  const isOne = neighbours.every(
    (one) => one.isKnown && one.method === neighbour?.method && one.router === neighbour.router,
  );
  const known = isOne
    ? guardsAmong(
        neighbours.flatMap(({ resources }) => resources),
        survey,
      )
    : undefined;
  if (!isProvided || all === undefined || neighbour === undefined || known === undefined) {
    return undefined;
  }
  const used = [neighbour.router, ...known.guards.all, ...known.guards.writes].map((one) => /^r\.(\w+)/.exec(one)?.[1]);
  // One neighbour has to have all that is used, so that one file says what it is.
  const whole = neighbours.find(({ fields }) => used.every((one) => fields.some((field) => field.name === one)));
  return whole === undefined
    ? undefined
    : {
        folder,
        all: { path: called.path, tree, ...all },
        suffix,
        isPointer: star !== '',
        method: whole.method,
        fields: whole.fields.filter((field) => used.includes(field.name)),
        path: whole.path,
        router: whole.router,
        ...known,
      };
}

/** The last parameter of a constructor, and the last element of the one list that is made of all of them. */
function listIn(node: SyntaxNode, { parameters }: FunctionShape, tree: FlatTree) {
  const names = parameters.map(({ name }) => name).join();
  const found = [...nodesOfKind(tree, Kind.composite_literal, node)].flatMap((literal) => {
    const elements = namedChildren(tree, childByField(tree, literal, Field.body));
    const element = elements[elements.length - 1];
    return element !== undefined && elements.map((one) => textOf(tree, one)).join() === names ? [element] : [];
  });
  const declared = namedChildren(tree, childByField(tree, node, Field.parameters));
  const parameter = declared[declared.length - 1];
  const [element, ...others] = found;
  return element === undefined || others.length > 0 || parameter === undefined ? undefined : { element, parameter };
}

interface Neighbour {
  readonly method: string;
  readonly path: string;
  readonly fields: readonly FieldFact[];
  readonly router: string;
  /** Whether its fields reach the router and every guard. */
  readonly isKnown: boolean;
  readonly resources: readonly GuardedResource[];
}

/** The routes of one feature, registered by a method of their type; nothing where they are about no resource. */
function neighbourOf(type: string, folder: string, delivery: string, survey: Survey): Neighbour | undefined {
  const shape = survey.shape(folder);
  const path = shape.declared.get(type);
  const fields = shape.structs.get(type) ?? [];
  const methods = [...(shape.methods.get(type) ?? [])];
  const [method = '', ...others] = methods;
  const called = shape.functions.get(`${type}.${method}`);
  const isServed = fields.some((field) => {
    const qualifier = /^\*?(\w+)\./.exec(field.type)?.[1];
    return qualifier !== undefined && folderImportedAs(qualifier, path ?? '', survey) === delivery;
  });
  if (path === undefined || called?.path !== path || others.length > 0 || called.parameters.length > 0 || !isServed) {
    return undefined;
  }
  const tree = survey.parse(survey.reader.read(path) ?? '');
  const node = [...nodesOfKind(tree, Kind.method_declaration)].find((one) => receiverOf(tree, one) === type);
  const receiver =
    node === undefined ? undefined : /^\(\s*(\w+)\s/.exec(textOf(tree, childByField(tree, node, Field.receiver)))?.[1];
  const resources = node === undefined ? [] : guardedResourcesIn(node, tree, survey.router);
  const said = (expression: string) => {
    const rest = /^(\w+)(\.\w+(?:\.\w+)*(?:\(\))?)$/.exec(expression);
    return rest?.[1] === receiver ? `r${rest?.[2] ?? ''}` : undefined;
  };
  const routers = new Set(resources.map(({ root }) => said(root)));
  const [router] = routers;
  const guarded = resources.map(({ root, routes }) => ({
    root,
    routes: routes.map(({ isRead, guards }) => ({ isRead, guards: guards.map((guard) => said(guard) ?? '') })),
  }));
  const isKnown = guarded.every(({ routes }) => routes.every(({ guards }) => !guards.includes('')));
  return resources.length === 0
    ? undefined
    : {
        method,
        path,
        fields,
        router: router ?? '',
        isKnown: isKnown && !!router && routers.size === 1,
        resources: guarded,
      };
}
