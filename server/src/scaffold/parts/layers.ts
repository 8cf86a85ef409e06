/**
 * The inner parts of one entity in whatever layout the module has: the entity itself and the use cases over a port. In a project of `new project` they are the very files of `new feature`; elsewhere they depend on nothing
 * but the entity, so that they build in the folder they are put in.
 */
import { parseFields } from '../fields.ts';
import { failure, type Result } from '../result.ts';
import { type EntityShape, findEntity, qualified, qualifierFrom, sharedError, tellsConflicts } from './entities.ts';
import { identifierIn } from './identifiers.ts';
import { portFolder } from './neighbours.ts';
import { partInOurs } from './ours.ts';
import {
  alignedColumns,
  nameProblems,
  namesOf,
  opensPackage,
  type Part,
  type PartFile,
  type PartOptions,
  partOf,
  rendered,
} from './part.ts';
import { type Place, placeFor } from './placement.ts';
import { circleProblem } from './reach.ts';
import type { Survey } from './survey.ts';
import { testStyleIn } from './testStyle.ts';

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
  const id = identifierIn(place.value, survey);
  const sampleID = sampleOf(id.underlying);
  const names = dataOf(options, place.value);
  const data = {
    ...names,
    id,
    sampleID,
    // What the database gives out is no argument of a constructor.
    idParameter: id.counted ? '' : `id ${id.goType}, `,
    idArgument: id.counted ? '' : `${sampleID}, `,
    idCells: (value: string) => (id.counted ? [] : [['ID:', `${value},`]]),
    notFound: ownError('NotFound', names.prefix, place.value.folder, options, survey),
    conflict: tellsConflicts(survey)
      ? ownError('Conflict', names.prefix, place.value.folder, options, survey)
      : undefined,
    changed: ownError('Changed', names.prefix, place.value.folder, options, survey),
    isNew: opensPackage(`${place.value.folder}/${namesOf(options).snake}${place.value.suffix}.go`, survey),
    fields: fields.value,
    strings,
    times: timed,
    checked: strings.length + timed.length > 0,
    test: testStyleIn(place.value, names.snake, survey),
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
  const names = dataOf(options, place);
  const ports = portPlace(place, options, survey);
  const portName = ports === undefined ? `${names.prefix}Repository` : `${names.pascal}Repository`;
  const data = {
    ...names,
    ...entityData(entity, place),
    isNew: opensPackage(`${place.folder}/${names.snake}${place.suffix}.go`, survey),
    portImport: ports === undefined ? '' : `${survey.module}/${ports.folder}`,
    portType: ports === undefined ? portName : `${ports.packageName}.${portName}`,
    testContext: testContextIn(survey),
    ...testDataIn(place, entity, names.snake, survey),
  };
  const path = `${place.folder}/${data.snake}${place.suffix}`;
  const files = [
    rendered(`${path}.go`, 'usecase.go', data, survey),
    rendered(`${path}_test.go`, 'usecase_test.go', data, survey),
    ...(ports === undefined ? [] : [portFile(ports, entity, options, survey)]),
  ];
  const next = `go-architect new repository ${data.pascal} --port ${(ports ?? place).folder}.${portName}`;
  return partOf(files, [next], survey);
}

/** Where the ports of this module stand apart from their use cases. */
function portPlace(usecase: Place, options: PartOptions, survey: Survey): Place | undefined {
  const folder = portFolder(usecase, survey);
  const place = folder === undefined ? undefined : placeFor('repository', options.name, folder, survey);
  return place?.ok === true ? place.value : undefined;
}

function portFile(place: Place, entity: EntityShape, options: PartOptions, survey: Survey): PartFile {
  const names = dataOf(options, place);
  // Beside the entity it needs a name of its own.
  const suffix = place.suffix === '' && place.folder === entity.folder ? '_repository' : place.suffix;
  const path = `${place.folder}/${names.snake}${suffix}.go`;
  const data = { ...names, ...entityData(entity, place), isNew: opensPackage(path, survey) };
  return rendered(path, 'port.go', data, survey);
}

/** What tests know besides: how they are written here, and how they write the types of the entity, be they inside or outside. */
export function testDataIn(place: Place, entity: EntityShape, own: string, survey: Survey) {
  const test = testStyleIn(place, own, survey);
  const testQ = place.folder === entity.folder ? test.own : `${entity.packageName}.`;
  return { test, testQ, testType: `${testQ}${entity.name}`, testIdType: qualified(entity.id.goType, testQ) };
}

/** The context of a test: the test's own where the module may use it. */
export function testContextIn({ hasGo }: Pick<Survey, 'hasGo'>): string {
  return hasGo(24) ? 't.Context()' : 'context.Background()';
}

/** A logger for tests that says nothing. */
export function discardIn({ hasGo, log }: Pick<Survey, 'hasGo' | 'log'>): string {
  return hasGo(24) || log.name !== 'slog' ? log.discard : 'slog.New(slog.NewTextHandler(io.Discard, nil))';
}

type Found =
  | { readonly ok: true; readonly entity: EntityShape; readonly place: Place }
  | Extract<Result<never>, { ok: false }>;

export function entityAndPlace(role: 'usecase' | 'delivery', options: PartOptions, survey: Survey): Found {
  const entity = findEntity(options, survey);
  if (!entity.ok) {
    return entity;
  }
  const place = placeFor(role, options.name, options.directory, survey);
  if (!place.ok) {
    return place;
  }
  const circle = circleProblem(entity.value.folder, place.value.folder, survey);
  return circle === undefined
    ? { ok: true, entity: entity.value, place: place.value }
    : { ok: false, problems: [circle] };
}

function sampleOf(type: string): string {
  return { string: '"1"', 'uuid.UUID': 'uuid.Nil' }[type] ?? '1';
}

/**
 * The error of an entity that is not there, or there already: its package's own where that has one for all of its entities, else
 * one that comes with the entity. In the file that would be written it is not the package's yet.
 */
function ownError(
  word: string,
  prefix: string,
  folder: string,
  options: PartOptions,
  survey: Survey,
): string | undefined {
  const { declared } = survey.shape(folder);
  const own = `Err${prefix}${word}`;
  const shared = sharedError(
    word,
    [...declared.keys()].filter((name) => name !== own || prefix === ''),
  );
  const declaring = declared.get(shared ?? '');
  const isOwnFile = declaring?.split('/').pop()?.startsWith(namesOf(options).snake) ?? false;
  return shared === undefined || isOwnFile ? own : undefined;
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
    sampleID: sampleOf(entity.id.underlying),
  };
}
