/**
 * The parts of one entity in the layers of whatever layout the module has: the entity itself, the use cases over a port,
 * the handler. In a project of `new project` they are the very files of `new feature`; elsewhere they depend on nothing
 * but the entity, so that they build in the folder they are put in.
 */
import { parseFields } from '../fields.ts';
import { failure, type Result } from '../result.ts';
import { type EntityShape, findEntity, qualified, qualifierFrom } from './entities.ts';
import { partInOurs } from './ours.ts';
import {
  alignedColumns,
  nameProblems,
  namesOf,
  opensPackage,
  type Part,
  type PartOptions,
  partOf,
  rendered,
} from './part.ts';
import { type Place, placeFor } from './placement.ts';
import type { Survey } from './survey.ts';

export function newEntity(options: PartOptions, survey: Survey): Result<Part> {
  const fields = parseFields(options.fields);
  const problems = [...nameProblems(options), ...(fields.ok ? [] : fields.problems)];
  if (!fields.ok || problems.length > 0) {
    return failure(...problems);
  }
  if (survey.isOurs && options.directory === undefined) {
    return partInOurs('entity', options, fields.value, survey);
  }
  const place = placeFor('domain', options.name, options.directory, survey);
  if (!place.ok) {
    return place;
  }
  const strings = fields.value.filter((field) => field.kind === 'string');
  const timed = fields.value.filter((field) => field.kind === 'time');
  const data = {
    ...dataOf(options, place.value),
    isNew: opensPackage(`${place.value.folder}/${namesOf(options).snake}${place.value.suffix}.go`, survey),
    fields: fields.value,
    strings,
    times: timed,
    checked: strings.length + timed.length > 0,
  };
  const path = `${place.value.folder}/${data.snake}${place.value.suffix}`;
  const files = [
    rendered(`${path}.go`, 'entity.go', data, survey),
    rendered(`${path}_test.go`, 'entity_test.go', data, survey),
  ];
  return partOf(files, [`go-architect new usecase ${data.pascal}`], survey);
}

export function newUseCase(options: PartOptions, survey: Survey): Result<Part> {
  const problems = nameProblems(options);
  if (problems.length > 0) {
    return failure(...problems);
  }
  if (survey.isOurs && options.directory === undefined) {
    return partInOurs('usecase', options, undefined, survey);
  }
  const found = entityAndPlace('usecase', options, survey);
  if (!found.ok) {
    return found;
  }
  const { entity, place } = found;
  const data = {
    ...dataOf(options, place),
    ...entityData(entity, place),
    isNew: opensPackage(`${place.folder}/${namesOf(options).snake}${place.suffix}.go`, survey),
  };
  const path = `${place.folder}/${data.snake}${place.suffix}`;
  const files = [
    rendered(`${path}.go`, 'usecase.go', data, survey),
    rendered(`${path}_test.go`, 'usecase_test.go', data, survey),
  ];
  return partOf(
    files,
    [`go-architect new repository ${data.pascal} --port ${place.folder}.${data.prefix}Repository`],
    survey,
  );
}

export function newHandler(options: PartOptions, survey: Survey): Result<Part> {
  const problems = nameProblems(options);
  if (problems.length > 0) {
    return failure(...problems);
  }
  if (survey.isOurs && options.directory === undefined) {
    return partInOurs('handler', options, undefined, survey);
  }
  const found = entityAndPlace('delivery', options, survey);
  if (!found.ok) {
    return found;
  }
  const { entity, place } = found;
  const { router, routerPath, log } = survey;
  if (router === 'nethttp' && !survey.hasGo(22)) {
    const message = 'go.mod asks for a Go before 1.22, whose net/http knows no patterns such as GET /orders/{id}';
    return failure({ option: 'module', message });
  }
  const qualifier = qualifierFrom(place, entity);
  const requestTypes = entity.values.map((field) => qualified(field.goType, qualifier));
  const data = {
    ...dataOf(options, place),
    ...entityData(entity, place),
    isNew: opensPackage(`${place.folder}/${namesOf(options).snake}${place.suffix}.go`, survey),
    router,
    routerPath,
    echoContext: /\/v([5-9]|\d\d)$/.test(routerPath) ? '*echo.Context' : 'echo.Context',
    log,
    requestTypes,
    jsonName: (field: { readonly pascal: string; readonly snake: string }) => field.snake,
  };
  const path = `${place.folder}/${data.snake}${place.suffix}`;
  const files = [rendered(`${path}.go`, 'handler.go', data, survey)];
  return partOf(files, handlerSteps(data.prefix, place, survey), survey);
}

function handlerSteps(prefix: string, place: Place, { router }: Survey): readonly string[] {
  const made = `${place.packageName}.New${prefix}Handler(service, logger)`;
  const register = {
    gin: `${made}.Register(engine)`,
    chi: `${made}.Register(router)`,
    echo: `${made}.Register(e)`,
    nethttp: `${made}.Register(mux)`,
  }[router];
  return [`where the routes are put together, add: ${register}`];
}

type Found =
  | { readonly ok: true; readonly entity: EntityShape; readonly place: Place }
  | Extract<Result<never>, { ok: false }>;

function entityAndPlace(role: 'usecase' | 'delivery', options: PartOptions, survey: Survey): Found {
  const entity = findEntity(options.name, survey);
  if (!entity.ok) {
    return entity;
  }
  const place = placeFor(role, options.name, options.directory, survey);
  return place.ok ? { ok: true, entity: entity.value, place: place.value } : place;
}

/** What every template of an entity knows; `prefix` is what tells its names apart in a package of several. */
export function dataOf(options: PartOptions, place: Place) {
  const names = namesOf(options);
  return { ...names, package: place.packageName, prefix: place.alone ? '' : names.pascal, columns: alignedColumns };
}

export function entityData(entity: EntityShape, place: Place) {
  const qualifier = qualifierFrom(place, entity);
  return {
    entity,
    q: qualifier,
    type: `${qualifier}${entity.name}`,
    idType: qualified(entity.id.goType, qualifier),
    imported: qualifier !== '',
    timed: entity.created || entity.updated,
    sampleID: { string: '"1"', 'uuid.UUID': 'uuid.Nil' }[entity.id.underlying] ?? '1',
  };
}
