/**
 * Puts a feature together with the rest of its module: the constructors of its parts in a row, and its routes at the router,
 * after the neighbours'. How the module does that is one of eight ways; where it is none of them for certain nothing is inserted,
 * and the next steps say which lines belong where. What is there stays as it is: lines come after others, and parameters and arguments
 * after the last of their kind.
 */
import { endOf } from '../../go/tree.ts';
import type { FileChange } from '../preview.ts';
import { type Composition, compositionsIn } from './composition.ts';
import { type Containers, containersIn } from './containers.ts';
import { type ControllerStruct, controllerStructIn } from './controllerStruct.ts';
import type { EntityShape } from './entities.ts';
import { type FeatureRoutes, featureRoutesIn } from './featureRoutes.ts';
import { baseOf, foldersLike, handlerName } from './handlers.ts';
import { type Names, nameIn } from './insertion.ts';
import { dataOf } from './layers.ts';
import { handlerLogIn } from './loggers.ts';
import { type ModuleFunction, moduleFunctionAmong } from './moduleFunctions.ts';
import { type Handle, handleFor } from './neighbours.ts';
import { namesOf, type PartOptions } from './part.ts';
import { type PassedUseCases, passedUseCasesIn } from './passedUseCases.ts';
import { type Provided, providedIn } from './provided.ts';
import { type RouterConstructor, routerConstructorIn } from './routerConstructor.ts';
import type { Survey } from './survey.ts';
import { changesFor } from './wiringChanges.ts';
import { constructed, type OuterPlaces, registeringLines, type Subject } from './wiringLines.ts';

export interface Wiring {
  readonly changes: readonly FileChange[];
  readonly next: readonly string[];
}

/** How the module puts its features together, as far as that is certain. */
export type Way =
  | { readonly kind: 'function'; readonly composition: Composition }
  | { readonly kind: 'functions'; readonly one: ModuleFunction }
  | { readonly kind: 'routes'; readonly one: FeatureRoutes }
  | { readonly kind: 'constructor'; readonly one: RouterConstructor }
  | { readonly kind: 'containers'; readonly one: Containers }
  | { readonly kind: 'struct'; readonly one: ControllerStruct }
  | { readonly kind: 'provided'; readonly one: Provided }
  | { readonly kind: 'passed'; readonly one: PassedUseCases }
  | { readonly kind: 'unknown'; readonly found: readonly Composition[] };

/** What has to be known before the handler is written. */
export interface WiringPlan {
  readonly way: Way;
  /** What the paths begin with in the handler; the rest is the group's that it is registered at. */
  readonly base: string;
  /** What they begin with for whoever calls them. */
  readonly wholeBase: string;
  /** Whether the neighbours guard what changes something in another way than what reads. */
  readonly guardsWrites: boolean;
}

export function wiringPlan(options: PartOptions, places: OuterPlaces, survey: Survey): WiringPlan {
  const way = wayOf(options, places, survey);
  const base = baseOf(places.delivery, survey);
  switch (way.kind) {
    case 'constructor':
    case 'containers':
    case 'struct': {
      const { path, guards } = way.kind === 'containers' ? way.one.routes.table : way.one.table;
      const own = path === '' ? base : '';
      return { way, base: own, wholeBase: `${path}${own}`, guardsWrites: guards.writes.length > 0 };
    }
    case 'passed': {
      const { base: before, table } = way.one;
      const path = `${before}${table.path}`;
      const own = path === '' ? base : '';
      return { way, base: own, wholeBase: `${path}${own}`, guardsWrites: table.guards.writes.length > 0 };
    }
    case 'provided':
      return { way, base, wholeBase: base, guardsWrites: way.one.routing.guards.writes.length > 0 };
    case 'unknown':
      return { way, base, wholeBase: base, guardsWrites: false };
    default: {
      const { routes } = way.kind === 'function' ? way.composition : way.one.composition;
      const known = base === '' ? (routes?.base ?? '') : base;
      const guards = way.kind === 'routes' ? way.one.guards : routes?.guards;
      return { way, base: known, wholeBase: known, guardsWrites: (guards?.writes.length ?? 0) > 0 };
    }
  }
}

function wayOf(options: PartOptions, places: OuterPlaces, survey: Survey): Way {
  const handle = handleFor(places.repository, survey);
  const own = ownStatements(options, places, survey);
  const folders = [places.usecase.folder, places.repository.folder, places.delivery.folder];
  const found = compositionsIn(handle, folders, own, survey);
  const whole = found.filter(({ routes }) => routes !== undefined);
  const certain = whole.filter(({ routes }) => routes?.isGuardedOtherwise === false);
  const [one] = certain;
  const routes = whole.length === 1 ? whole.map((each) => featureRoutesIn(each, handle, places, survey))[0] : undefined;
  if (routes !== undefined) {
    return { kind: 'routes', one: routes };
  }
  if (one !== undefined && certain.length === whole.length) {
    const module = moduleFunctionAmong(certain, survey);
    if (module !== undefined) {
      return { kind: 'functions', one: module };
    }
    if (whole.length === 1) {
      return { kind: 'function', composition: one };
    }
  }
  if (whole.length === 0) {
    const constructors = found.flatMap((composition) => routerConstructorIn(composition, own, survey) ?? []);
    const [router, ...others] = constructors;
    if (router !== undefined && others.length === 0) {
      return { kind: 'constructor', one: router };
    }
    const structs = found.flatMap((composition) => controllerStructIn(composition, own, survey) ?? []);
    const [struct, ...more] = structs;
    if (struct !== undefined && more.length === 0) {
      return { kind: 'struct', one: struct };
    }
    const containers = containersIn(handle, places, survey);
    if (containers !== undefined) {
      return { kind: 'containers', one: containers };
    }
    const [passed, ...further] = found.flatMap((composition) => passedUseCasesIn(composition, survey) ?? []);
    if (passed !== undefined && further.length === 0) {
      return { kind: 'passed', one: passed };
    }
    const provided = providedIn(places, survey);
    if (provided !== undefined) {
      return { kind: 'provided', one: provided };
    }
  }
  return { kind: 'unknown', found: whole.length > 0 ? whole : found };
}

/** What the statements about this feature look like once they are there. */
function ownStatements(options: PartOptions, places: OuterPlaces, survey: Survey): RegExp {
  const { camel, pascal } = namesOf(options);
  const handler = handlerName(dataOf(options, places.delivery).prefix, places.delivery, survey);
  const variables = `(?:${camel}|new${pascal})(?:Repo|Service|Handler|Controller)`;
  const made = places.delivery.alone ? '' : `|New${handler}`;
  return new RegExp(`\\b(?:${variables}|New${pascal}(?:Repository|Service)${made})\\b`);
}

export function wiringOf(
  plan: WiringPlan,
  options: PartOptions,
  entity: EntityShape,
  places: OuterPlaces,
  survey: Survey,
): Wiring {
  if (isWired(options, places, survey)) {
    return { changes: [], next: [] };
  }
  const { snake, pascal } = namesOf(options);
  const log = handlerLogIn(foldersLike(places.delivery, survey), snake, pascal, survey);
  const handle: Handle = handleFor(places.repository, survey);
  const subject: Subject = { options, entity, places, handle, log, survey };
  const changes = changesFor(plan.way, subject);
  return changes !== undefined
    ? { changes, next: remarksOn(plan.way) }
    : { changes: [], next: byHand(plan.way, subject) };
}

/** What a person has to know about lines that were inserted. */
function remarksOn(way: Way): readonly string[] {
  const known =
    way.kind === 'routes'
      ? way.one
      : way.kind === 'provided'
        ? { ...way.one.routing, path: `${way.one.routing.folder}` }
        : undefined;
  if (known?.isStrictest !== true) {
    return [];
  }
  const { all, writes } = known.guards;
  const said = [
    ...(all.length === 0 ? [] : [`all routes are behind ${all.join(', ')}`]),
    ...(writes.length === 0 ? [] : [`those that change something behind ${writes.join(', ')}`]),
  ];
  return [
    `${said.join(', ')}, as in the strictest of the neighbours, which differ; take away in ${known.path} what is too much`,
  ];
}

/** Whether the module makes the handler somewhere already. */
function isWired(options: PartOptions, { delivery }: OuterPlaces, survey: Survey): boolean {
  const { snake } = namesOf(options);
  const made = `New${handlerName(dataOf(options, delivery).prefix, delivery, survey)}(`;
  const importPath = `${survey.module}/${delivery.folder}`;
  return survey.reader.goFiles.some((path) => {
    const text = path.endsWith('_test.go') ? '' : (survey.reader.read(path) ?? '');
    const isOwn = path.startsWith(`${delivery.folder}/${snake}`);
    const isNear =
      !isOwn &&
      !delivery.alone &&
      path.startsWith(`${delivery.folder}/`) &&
      new RegExp(`(?<!func )\\b${made.slice(0, -1)}\\(`).test(text);
    const isImported = survey.header(path).imports.some((imported) => imported.path === importPath);
    return isNear || (isImported && text.includes(`.${made}`));
  });
}

/** The lines for a person, with the places that are known. */
function byHand(way: Way, subject: Subject): readonly string[] {
  const { survey } = subject;
  const found =
    way.kind === 'unknown'
      ? way.found
      : way.kind === 'function'
        ? [way.composition]
        : way.kind === 'routes' || way.kind === 'passed'
          ? [way.one.composition]
          : [];
  const [one, ...others] = found;
  const composition = others.length === 0 ? one : undefined;
  const names: Names = {
    isRead: true,
    of: (importPath, preferred) => preferred ?? nameIn(importPath, survey) ?? importPath.split('/').pop() ?? importPath,
  };
  const made = constructed(subject, names, composition);
  const routes = composition?.routes;
  const router =
    routes?.router ??
    { gin: 'engine', chi: 'router', echo: 'e', nethttp: 'mux', mux: 'router', fiber: 'app' }[survey.router];
  const said =
    made === undefined ? [] : [...made.lines, ...registeringLines(made.handler, routes, router, names, subject)];
  const where =
    composition === undefined
      ? `where the module is put together${one === undefined ? '' : ` (${[...new Set(found.map(({ path }) => path))].join(', ')})`}`
      : `in ${composition.path}, after line ${lineOf(composition)}`;
  const isOpen = routes === undefined || routes.isGuardedOtherwise;
  const warning = isOpen ? ['put before the routes what guards those of their neighbours'] : [];
  return [`not wired: ${reasonFor(way, survey)}`, `${where}, add:`, ...said.map((line) => `  ${line}`), ...warning];
}

/** Why nothing was inserted. */
function reasonFor(way: Way, survey: Survey): string {
  if (way.kind !== 'unknown') {
    return 'a name in the lines is taken where they belong, or an argument of a constructor is not certain';
  }
  const { found } = way;
  const [one, ...others] = found;
  const container = containerOf(survey);
  if (one === undefined || (one.routes === undefined && container !== undefined)) {
    return container === undefined
      ? 'no function is seen to hand the database to a repository'
      : `${container} puts this module together, not in a way that is known`;
  }
  if (others.length > 0) {
    return 'several functions put features together';
  }
  return one.routes === undefined
    ? 'the function that hands the database to repositories registers no routes'
    : 'the neighbours guard their routes in different ways, or in one that cannot be repeated';
}

const containerLibraries: readonly (readonly [importPath: string, title: string])[] = [
  ['go.uber.org/fx', 'Fx'],
  ['go.uber.org/dig', 'dig'],
  ['github.com/google/wire', 'Wire'],
  ['github.com/samber/do', 'do'],
];

/** What calls the constructors in place of the module. */
function containerOf({ reader, header }: Survey): string | undefined {
  const imported = new Set(
    reader.goFiles
      .filter((path) => !path.endsWith('_test.go'))
      .flatMap((path) => header(path).imports.map((one) => one.path)),
  );
  return containerLibraries.find(([path]) =>
    [...imported].some((one) => one === path || one.startsWith(`${path}/v`)),
  )?.[1];
}

function lineOf({ tree, last }: Composition): number {
  return tree.text.slice(0, endOf(tree, last)).split('\n').length;
}
