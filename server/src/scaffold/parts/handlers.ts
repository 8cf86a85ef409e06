/**
 * The handler of an entity in the module's router, under the path that its neighbours' routes begin with. It asks for the use
 * cases through an interface of its own, so that it depends on nothing but the entity.
 */
import { failure, type Result } from '../result.ts';
import { type EntityField, qualified, qualifierFrom } from './entities.ts';
import { dataOf, entityAndPlace, entityData } from './layers.ts';
import { routesBelow } from './neighbours.ts';
import { partInOurs } from './ours.ts';
import { nameProblems, namesOf, opensPackage, type Part, type PartOptions, partOf, rendered } from './part.ts';
import type { Place } from './placement.ts';
import type { Survey } from './survey.ts';

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
    base: baseOf(place, survey),
    echoContext: /\/v([5-9]|\d\d)$/.test(routerPath) ? '*echo.Context' : 'echo.Context',
    log,
    requestTypes,
    discard: survey.hasGo(24) || log.name !== 'slog' ? log.discard : 'slog.New(slog.NewTextHandler(io.Discard, nil))',
    jsonBody: `{${entity.values.map((field) => `"${field.snake}": ${jsonSampleOf(field)}`).join(', ')}}`,
    pathID: entity.id.underlying === 'uuid.UUID' ? '0b6f3c2a-7a39-4a36-9c2f-0d5d3c1e6f01' : '1',
    invalidStatus: 'http.StatusUnprocessableEntity',
  };
  const path = `${place.folder}/${data.snake}${place.suffix}`;
  const files = [
    rendered(`${path}.go`, 'handler.go', data, survey),
    rendered(`${path}_test.go`, 'handler_test.go', data, survey),
  ];
  return partOf(files, handlerSteps(data.prefix, place, survey), survey);
}

/** What the paths of the routes begin with, as the neighbours' do. */
export function baseOf(place: Place, survey: Survey): string {
  return routesBelow(foldersLike(place, survey), survey);
}

/** The folder itself, and those of the same name where every feature has one. */
function foldersLike({ folder }: Place, { folders }: Survey): readonly string[] {
  const segments = folder.split('/');
  const alike = folders.filter((one) => {
    const other = one.split('/');
    const differing = segments.flatMap((segment, at) => (other[at] === segment ? [] : [at]));
    return other.length === segments.length && differing.length === 1 && differing[0] !== segments.length - 1;
  });
  return [folder, ...alike];
}

function jsonSampleOf({ underlying }: EntityField): string {
  const base = underlying.replace(/^\*/, '');
  const samples: Readonly<Record<string, string>> = {
    string: '"first"',
    bool: 'true',
    'time.Time': '"2024-01-01T12:00:00Z"',
    'uuid.UUID': '"0b6f3c2a-7a39-4a36-9c2f-0d5d3c1e6f01"',
    'decimal.Decimal': '"1.5"',
    '[]byte': '"Zmlyc3Q="',
  };
  return samples[base] ?? (base.startsWith('sql.Null') ? 'null' : '7');
}

function handlerSteps(prefix: string, place: Place, { router }: Survey): readonly string[] {
  const made = `${place.packageName}.New${prefix}Handler(service, logger)`;
  const register = {
    gin: `${made}.Register(engine)`,
    chi: `${made}.Register(router)`,
    echo: `${made}.Register(e.Group(""))`,
    nethttp: `${made}.Register(mux)`,
  }[router];
  return [`where the routes are put together, add: ${register}`];
}
