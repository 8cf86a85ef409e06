/**
 * The statements that put a feature together: its repository, its service and its handler, in the names of the file they are for. What
 * an argument is, is said by what the neighbours hand to constructors that take the same type.
 */
import { registeredBehind } from './chains.ts';
import type { Composition, Routes } from './composition.ts';
import type { EntityShape } from './entities.ts';
import { handlerName } from './handlers.ts';
import { aliasLike, type Draft, type Names } from './insertion.ts';
import { dataOf } from './layers.ts';
import type { HandlerLog } from './loggers.ts';
import { folderImportedAs, type Handle } from './neighbours.ts';
import { namesOf, type PartOptions } from './part.ts';
import type { Place } from './placement.ts';
import type { Guards } from './routeTable.ts';
import { folderOf, type Survey } from './survey.ts';
import { makesUuids } from './tables.ts';

export interface OuterPlaces {
  readonly usecase: Place;
  readonly repository: Place;
  readonly delivery: Place;
}

/** A feature to be wired, and the module it is for. */
export interface Subject {
  readonly options: PartOptions;
  readonly entity: EntityShape;
  readonly places: OuterPlaces;
  readonly handle: Handle;
  readonly log: HandlerLog;
  readonly survey: Survey;
}

export interface Constructed {
  readonly lines: readonly string[];
  /** The variable of the handler. */
  readonly handler: string;
}

/** The three constructors in a row; nothing where an argument cannot be said. */
export function constructed(
  subject: Subject,
  names: Names,
  composition: Pick<Composition, 'path' | 'database' | 'calls'> | undefined,
): Constructed | undefined {
  const { options, entity, places, handle, log, survey } = subject;
  const { camel } = dataOf(options, places.usecase);
  const prefixIn = (place: Place) => dataOf(options, place).prefix;
  const nameOf = (place: Place, role: string) => {
    if (composition !== undefined && folderOf(composition.path) === place.folder) {
      return '';
    }
    const importPath = `${survey.module}/${place.folder}`;
    const alias = composition && aliasLike(importPath, composition.path, survey);
    return names.of(importPath, alias ?? (place.alone ? `${place.packageName}${role}` : undefined));
  };
  const database = composition?.database ?? (handle.driver === 'pgx' ? 'pool' : 'db');
  const repository = nameOf(places.repository, 'repository');
  const service = nameOf(places.usecase, 'service');
  const handler = nameOf(places.delivery, 'handler');
  const handlerType = handlerName(prefixIn(places.delivery), places.delivery, survey);
  const word = /Controller$/.test(handlerType) ? 'Controller' : 'Handler';
  // A variable that is called like a package would hide it.
  const variable = (role: string) => {
    const name = `${camel}${role}`;
    return [repository, service, handler].includes(name) ? `new${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
  };
  const from = (name: string) => (name === '' ? '' : `${name}.`);
  const given = serviceArguments(variable('Repo'), entity, names, survey);
  const logger = loggerArguments(names, composition, log, survey);
  if (given === undefined || logger === undefined) {
    return undefined;
  }
  const made = [variable('Service'), ...logger].join(', ');
  return {
    lines: [
      `${variable('Repo')} := ${from(repository)}New${prefixIn(places.repository)}Repository(${database})`,
      `${variable('Service')} := ${from(service)}New${prefixIn(places.usecase)}Service(${given.join(', ')})`,
      `${variable(word)} := ${from(handler)}New${handlerType}(${made})`,
    ],
    handler: variable(word),
  };
}

/** The repository, and what makes identifiers and tells the time. */
export function serviceArguments(
  repository: string,
  entity: EntityShape,
  names: Names,
  survey: Survey,
): readonly string[] | undefined {
  const identifier = identifierMaker(entity, names, survey) ?? (names.isRead ? 'newID' : undefined);
  return identifier === undefined
    ? undefined
    : [repository, ...(entity.countedID ? [] : [identifier]), `${names.of('time')}.Now`];
}

function identifierMaker(entity: EntityShape, names: Names, survey: Survey): string | undefined {
  const { countedID, id, folder } = entity;
  if (countedID) {
    return '';
  }
  if (id.underlying === 'uuid.UUID') {
    return `${names.of('github.com/google/uuid')}.New`;
  }
  const maker = makesUuids(survey)
    ? `${names.of('github.com/google/uuid')}.NewString`
    : survey.hasGo(24)
      ? `${names.of('crypto/rand')}.Text`
      : undefined;
  if (maker === undefined || id.goType === 'string') {
    return maker;
  }
  const type = `${names.of(`${survey.module}/${folder}`)}.${id.goType}`;
  return `func() ${type} { return ${type}(${maker}()) }`;
}

/** None where the handler takes no logger; nothing where it cannot be said. */
export function loggerArguments(
  names: Names,
  composition: Pick<Composition, 'calls'> | undefined,
  log: HandlerLog,
  survey: Survey,
): readonly string[] | undefined {
  if (log.type === '') {
    return [];
  }
  const logger = loggerGiven(composition, log, survey) ?? loggerFor(names, log.name, survey);
  return logger !== undefined ? [logger] : names.isRead ? ['logger'] : undefined;
}

/** The expression that neighbours are given as a logger of this type. */
function loggerGiven(
  composition: Pick<Composition, 'calls'> | undefined,
  log: HandlerLog,
  survey: Survey,
): string | undefined {
  const given = (composition?.calls ?? []).flatMap(({ called, given: texts }) =>
    called.parameters.flatMap(({ type }, at) => {
      const text = texts[at] ?? '';
      const isOfPackage = log.ownImport === '' || folderOfType(type, called.path, survey) === log.ownImport;
      return type === log.type && isOfPackage && /^[A-Za-z_][\w.]*$/.test(text) ? [text] : [];
    }),
  );
  const [one, ...others] = [...new Set(given)];
  return others.length === 0 ? one : undefined;
}

function folderOfType(type: string, path: string, survey: Survey): string {
  const folder = folderImportedAs(type.split('.')[0] ?? '', path, survey);
  return folder === undefined ? '' : `${survey.module}/${folder}`;
}

/** A logger that is there for whoever asks. */
export function loggerFor(names: Names, name: HandlerLog['name'], { reader }: Survey): string | undefined {
  if (name === 'slog') {
    return `${names.of('log/slog')}.Default()`;
  }
  if (name === 'logrus') {
    return `${names.of('github.com/sirupsen/logrus')}.StandardLogger()`;
  }
  // The global logger of zap says nothing until somebody replaces it.
  const replaces = reader.goFiles.some((path) => (reader.read(path) ?? '').includes('zap.ReplaceGlobals('));
  return name === 'zap' && replaces ? `${names.of('go.uber.org/zap')}.L()` : undefined;
}

/** What the routes are registered at: a group behind the neighbours' guards where they have some, and what guards changes besides. */
export function registeredAt(
  router: string,
  isGroup: boolean,
  { all, writes }: Guards,
  { router: name }: Survey,
): string {
  const isGrouped = all.length > 0 || (name === 'echo' && !isGroup);
  const group = isGrouped ? `${router}.Group(${['""', ...all].join(', ')})` : router;
  return [group, ...writes].join(', ');
}

/** The statements that register a handler where the neighbours' are registered. */
export function registeringLines(
  handler: string,
  routes: Routes | undefined,
  router: string,
  names: Names,
  { options, survey }: Subject,
): readonly string[] {
  if (routes?.chain !== undefined) {
    return registeredBehind(routes.chain, handler, router, `${namesOf(options).camel}Router`, names);
  }
  const guards = routes?.guards ?? { all: [], writes: [] };
  return [`${handler}.Register(${registeredAt(router, routes?.type === '*echo.Group', guards, survey)})`];
}

/** The type of the handler as a parameter or an argument of a file says it. */
export function handlerTypeIn(draft: Draft, { options, places, survey }: Subject): string {
  const { folder } = places.delivery;
  return draft.qualified(folder, handlerName(dataOf(options, places.delivery).prefix, places.delivery, survey));
}
