/**
 * The handler of an entity in the module's router, under the path that its neighbours' routes begin with. It asks for the use
 * cases through an interface of its own, so that it depends on nothing but the entity.
 */
import { failure, type Result } from '../result.ts';
import { type AnnotatedRoute, type Annotations, annotated, annotationsIn } from './annotations.ts';
import { answersOptions } from './chains.ts';
import { type EntityField, type EntityShape, qualified, qualifierFrom } from './entities.ts';
import { dataOf, entityAndPlace, entityData, testDataIn } from './layers.ts';
import { type HandlerLog, handlerLogIn } from './loggers.ts';
import { handlerWord } from './neighbours.ts';
import { partInOurs } from './ours.ts';
import { nameProblems, namesOf, opensPackage, type Part, type PartOptions, partOf, rendered } from './part.ts';
import type { Place } from './placement.ts';
import { reaches } from './reach.ts';
import { type Responder, responsesIn } from './responses.ts';
import { prefixLike } from './routePrefix.ts';
import { routeWord } from './routeWords.ts';
import type { Survey } from './survey.ts';
import { webOf } from './web.ts';

/** What a feature knows of the place at which its routes will be registered. */
export interface RouteFit {
  /** What the paths begin with in the handler. */
  readonly base: string;
  /** Whether what changes something can be guarded in another way than what reads. */
  readonly guardsWrites: boolean;
}

export function newHandler(options: PartOptions, survey: Survey, fit?: RouteFit): Result<Part> {
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
  const { router, routerPath, unsupported } = survey;
  if (unsupported.router !== undefined) {
    const message = `this module is written with ${unsupported.router}, which handlers are not made for; they are for gin, chi, echo, Fiber v2, gorilla/mux and net/http`;
    return failure({ option: 'project', message });
  }
  if (router === 'nethttp' && !survey.hasGo(22)) {
    const message = 'go.mod asks for a Go before 1.22, whose net/http knows no patterns such as GET /orders/{id}';
    return failure({ option: 'module', message });
  }
  const qualifier = qualifierFrom(place, entity);
  const echoContext = /\/v([5-9]|\d\d)$/.test(routerPath) ? '*echo.Context' : 'echo.Context';
  const { snake, pascal } = namesOf(options);
  const neighbours = foldersLike(place, survey);
  const word = routeWord(options, neighbours, survey);
  const log = handlerLogIn(neighbours, snake, pascal, survey);
  const answers = responsesIn(neighbours, snake, entity, survey);
  const used = [answers?.success, answers?.failure, answers?.invalid].flatMap((one) => one?.folder ?? []);
  const isCircle = used.some((folder) => folder !== place.folder && reaches(folder, place.folder, survey));
  const responses = isCircle ? undefined : answers;
  const internal = responses?.internal;
  const qualifierOf = ({ folder }: Responder) =>
    folder === place.folder ? '' : folder === entity.folder ? qualifier : `${survey.shape(folder).name}.`;
  const web = webOf({
    router,
    log,
    echoContext,
    responses,
    qualifierOf,
    notFound: entity.notFound === undefined ? undefined : `${qualifier}${entity.notFound}`,
    internal: internal === undefined ? `err${pascal}Failed` : `${qualifier}${internal}`,
  });
  const requestTypes = entity.values.map((field) => qualified(field.goType, qualifier));
  const data = {
    ...dataOf(options, place),
    ...entityData(entity, place),
    isNew: opensPackage(`${place.folder}/${namesOf(options).snake}${place.suffix}.go`, survey),
    router,
    routerPath,
    handler: handlerName(dataOf(options, place).prefix, place, survey),
    base: fit?.base ?? baseOf(place, survey),
    path: word,
    answersOptions: answersOptions(neighbours, snake, survey),
    guardsWrites: fit?.guardsWrites ?? false,
    web,
    ownInternal: responses?.failure !== undefined && internal === undefined,
    answerImports: [...new Set(responses === undefined ? [] : used)]
      .filter((folder) => folder !== place.folder && folder !== entity.folder)
      .map((folder) => `${survey.module}/${folder}`),
    comments: commentsOf(
      options,
      word,
      annotationsIn(neighbours, snake, survey, responses?.failure !== undefined),
      web.choosesStatus,
      entity,
    ),
    log,
    requestTypes,
    requestFields: [
      ...entity.values.map(({ pascal, snake, underlying }) => ({ pascal, snake, form: formOf(underlying) })),
      ...(entity.changed === undefined ? [] : [{ pascal: 'Version', snake: 'version', form: formOf('int64') }]),
    ],
    // What functions of the module make of an error is theirs to say.
    malformed: responses === undefined ? malformedIn(entity.values) : undefined,
    discard: discardedBy(log, survey),
    jsonBody: `{${entity.values.map((field) => `"${field.snake}": ${jsonSampleOf(field)}`).join(', ')}}`,
    pathID: entity.id.underlying === 'uuid.UUID' ? '0b6f3c2a-7a39-4a36-9c2f-0d5d3c1e6f01' : '1',
    invalidStatus: 'http.StatusUnprocessableEntity',
    ...testDataIn(place, entity, snake, survey),
  };
  const path = `${place.folder}/${data.snake}${place.suffix}`;
  const files = [
    rendered(`${path}.go`, 'handler.go', data, survey),
    rendered(`${path}_test.go`, 'handler_test.go', data, survey),
  ];
  return partOf(files, handlerSteps(data.handler, log, place, survey), survey);
}

/** What the paths of the routes begin with, as the neighbours' do. */
export function baseOf(place: Place, survey: Survey): string {
  return prefixLike(foldersLike(place, survey), survey);
}

/** What the routes of an entity call it, as the neighbours' do theirs. */
export function routeWordAt(options: PartOptions, place: Place, survey: Survey): string {
  return routeWord(options, foldersLike(place, survey), survey);
}

/** What the type that serves the routes of an entity is called, as its neighbours are. */
export function handlerName(prefix: string, place: Place, survey: Survey): string {
  return `${prefix}${handlerWord(foldersLike(place, survey), survey)}`;
}

/** The folder itself, and those of the same name where every feature has one, or those beside it where each has its own. */
export function foldersLike({ folder, alone }: Place, { folders }: Survey): readonly string[] {
  const segments = folder.split('/');
  const alike = folders.filter((one) => {
    const other = one.split('/');
    const differing = segments.flatMap((segment, at) => (other[at] === segment ? [] : [at]));
    const isLast = differing[0] === segments.length - 1;
    return other.length === segments.length && differing.length === 1 && isLast === alone;
  });
  return [folder, ...alike];
}

const plainComments = { create: '', list: '', get: '', update: '', delete: '' };

/** What stands above the handlers: nothing, or the routes in the words of swag where the neighbours' are. */
function commentsOf(
  options: PartOptions,
  path: string,
  form: Annotations | undefined,
  choosesStatus: boolean,
  { countedID, conflict, changed }: EntityShape,
): Readonly<Record<keyof typeof plainComments, string>> {
  if (form === undefined) {
    return plainComments;
  }
  const { camel, word, words, article } = namesOf(options);
  const one = `/${path}/{id}`;
  const body = `body body ${camel}Request true "Values"`;
  const id = `id path ${countedID ? 'int' : 'string'} true "ID"`;
  // What the functions of the module say of a rule that is broken is what they say of a malformed request.
  const taken = conflict === undefined ? [] : [409];
  const failuresOf = (some: readonly number[]) =>
    some.filter((status) => ![409, 422].includes(status) || !choosesStatus);
  const of = (route: AnnotatedRoute) => annotated({ ...route, failures: failuresOf(route.failures) }, words, form);
  const success = (status: number, type: string) =>
    type === ''
      ? choosesStatus
        ? '200'
        : '204'
      : `${choosesStatus ? 200 : status} {${type.startsWith('[]') ? 'array' : 'object'}} ${type.replace('[]', '')}`;
  const pages = ['limit query int false "Page size"', 'offset query int false "Number of entries to skip"'];
  return {
    create: of({
      title: 'create',
      summary: `Create ${article} ${word}`,
      method: 'post',
      path: `/${path}`,
      parameters: [body],
      success: success(201, `${camel}Response`),
      failures: [400, ...taken, 422, 500],
    }),
    list: of({
      title: 'list',
      summary: `List ${words}`,
      method: 'get',
      path: `/${path}`,
      parameters: pages,
      success: success(200, `[]${camel}Response`),
      failures: [400, 500],
    }),
    get: of({
      title: 'get',
      summary: `Get ${article} ${word}`,
      method: 'get',
      path: one,
      parameters: [id],
      success: success(200, `${camel}Response`),
      failures: [400, 404, 500],
    }),
    update: of({
      title: 'update',
      summary: `Replace ${article} ${word}`,
      method: 'put',
      path: one,
      parameters: [id, body],
      success: success(200, `${camel}Response`),
      failures: [400, 404, ...(changed === undefined ? taken : [409]), 422, 500],
    }),
    delete: of({
      title: 'delete',
      summary: `Delete ${article} ${word}`,
      method: 'delete',
      path: one,
      parameters: [id],
      success: success(204, ''),
      failures: [400, 404, 500],
    }),
  };
}

/** A logger for tests that says nothing; `''` where none is passed. */
function discardedBy(log: HandlerLog, { hasGo }: Survey): string {
  const isNewer = log.name !== 'slog' || hasGo(24);
  return log.type === '' ? '' : isNewer ? log.discard : 'slog.New(slog.NewTextHandler(io.Discard, nil))';
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

/** What a value of JSON must be to fit a type, for who calls the route. */
function formOf(underlying: string): string {
  const base = underlying.replace(/^\*/, '');
  const forms: Readonly<Record<string, string>> = {
    string: 'text',
    bool: 'true or false',
    'time.Time': 'a time such as 2006-01-02T15:04:05Z',
    'uuid.UUID': 'a UUID',
    'decimal.Decimal': 'a decimal number',
    '[]byte': 'bytes in base64',
  };
  const isWhole = /^(u?int(8|16|32|64)?|time\.Duration)$/.test(base);
  return forms[base] ?? (isWhole ? 'a whole number' : base.startsWith('float') ? 'a number' : 'as it is answered');
}

/** A value that does not fit its field, preferably a time: of those the decoder says most. */
function malformedIn(values: readonly EntityField[]): { readonly snake: string; readonly json: string } | undefined {
  const kind = (type: RegExp) => values.find(({ underlying }) => type.test(underlying));
  const time = kind(/^\*?time\.Time$/);
  const other = kind(/^\*?(string|bool|u?int(8|16|32|64)?|float(32|64)|uuid\.UUID)$/);
  return time === undefined ? other && { snake: other.snake, json: '[]' } : { snake: time.snake, json: '"tomorrow"' };
}

function handlerSteps(handler: string, log: HandlerLog, place: Place, { router }: Survey): readonly string[] {
  const made = `${place.packageName}.New${handler}(${log.type === '' ? 'service' : 'service, logger'})`;
  const register = {
    gin: `${made}.Register(engine)`,
    chi: `${made}.Register(router)`,
    echo: `${made}.Register(e.Group(""))`,
    nethttp: `${made}.Register(mux)`,
    mux: `${made}.Register(router)`,
    fiber: `${made}.Register(app)`,
  }[router];
  return [`where the routes are put together, add: ${register}`];
}
