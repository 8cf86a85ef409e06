/**
 * How the handlers of a module answer: with functions of its own where all neighbours do, such as `respond.JSON(w, status, data)` or
 * `handleError(ctx, err)`. A function is known by the types of its parameters; what it is for, by what the neighbours hand it. One
 * that chooses the status itself is used only where its package is seen to know the entity's errors; what is not certain is
 * answered plainly.
 */
import { Field, Kind } from '../../go/kinds.ts';
import { childByField, type FlatTree, kindOf, NO_NODE, nodesOfKind, startOf, textOf } from '../../go/tree.ts';
import type { EntityShape } from './entities.ts';
import { folderImportedAs } from './neighbours.ts';
import type { FunctionShape } from './shapes.ts';
import { folderOf, type Survey } from './survey.ts';

type Role = 'context' | 'writer' | 'request' | 'standardContext' | 'status' | 'data' | 'error' | 'message';

export interface Responder {
  readonly name: string;
  /** The folder of its package. */
  readonly folder: string;
  readonly roles: readonly Role[];
  readonly returnsError: boolean;
}

export interface Responses {
  /** Nothing where successes are answered plainly. */
  readonly success: Responder | undefined;
  /** Nothing where failures are answered as successes are. */
  readonly failure: Responder | undefined;
  /** What malformed requests are answered with, where the functions choose the status. */
  readonly invalid: Responder | undefined;
  /** The error that stands for whatever is our fault, where the functions choose the status. */
  readonly internal: string | undefined;
}

const rolesByType: Readonly<Record<string, Role>> = {
  '*gin.Context': 'context',
  'echo.Context': 'context',
  '*echo.Context': 'context',
  '*fiber.Ctx': 'context',
  'http.ResponseWriter': 'writer',
  '*http.Request': 'request',
  'context.Context': 'standardContext',
  int: 'status',
  any: 'data',
  'interface{}': 'data',
  error: 'error',
  string: 'message',
};

interface Use {
  readonly responder: Responder;
  readonly path: string;
  /** Whether what failed was reading the request. */
  readonly isReading: boolean;
}

/** @param folders where the neighbours' handlers are; @param own the beginning of the names of the entity's files */
export function responsesIn(
  folders: readonly string[],
  own: string,
  entity: EntityShape,
  survey: Survey,
): Responses | undefined {
  const { reader, header } = survey;
  const paths = reader.goFiles.filter((path) => {
    const name = path.slice(folderOf(path).length + 1);
    return (
      folders.includes(folderOf(path)) && !name.endsWith('_test.go') && !name.startsWith(own) && !header(path).generated
    );
  });
  const uses = paths.flatMap((path) => usesIn(path, survey));
  const isFailure = ({ responder: { roles } }: Use) =>
    roles.includes('error') || (roles.includes('message') && !roles.includes('data'));
  const found = prevailing(uses, ({ responder }) => responder.roles.includes('data'));
  const success = found === undefined || writesPlainly(paths, found, uses, survey) ? undefined : found;
  const failure = prevailing(uses, (use) => isFailure(use) && !use.isReading);
  const isMixed = failure !== undefined && refusesPlainly(paths, failure, uses, survey);
  const takesStatus = (responder: Responder | undefined) => responder?.roles.includes('status') === true;
  if (success === undefined || takesStatus(success)) {
    // Beside a function that chooses the status there may be one that is told it.
    const told = takesStatus(failure)
      ? failure
      : prevailing(uses, (use) => isFailure(use) && takesStatus(use.responder));
    const chosen = told !== undefined && !refusesPlainly(paths, told, uses, survey) ? told : undefined;
    // What says of itself that all went well is no answer to a failure.
    const isUsable = chosen !== undefined || (success !== undefined && !/success|ok|created|done/i.test(success.name));
    return isUsable ? { success, failure: chosen, invalid: undefined, internal: undefined } : undefined;
  }
  const invalid = prevailing(uses, (use) => isFailure(use) && use.isReading);
  const knows = failure !== undefined && !takesStatus(failure) && !isMixed && knowsMissing(failure, entity, survey);
  return knows && invalid !== undefined && invalid.name !== failure.name && !takesStatus(invalid)
    ? { success, failure, invalid, internal: internalOf(entity, survey) }
    : undefined;
}

function usesIn(path: string, survey: Survey): readonly Use[] {
  const tree = survey.parse(survey.reader.read(path) ?? '');
  return [...nodesOfKind(tree, Kind.call_expression)].flatMap((call) => {
    const responder = responderOf(call, tree, path, survey);
    return responder === undefined ? [] : [{ responder, path, isReading: readsBefore(call, tree) }];
  });
}

function responderOf(call: number, tree: FlatTree, path: string, survey: Survey): Responder | undefined {
  const callee = childByField(tree, call, Field.function);
  if (callee === NO_NODE || ![Kind.identifier, Kind.selector_expression].includes(kindOf(tree, callee))) {
    return undefined;
  }
  const [, qualifier = '', name = ''] = /^(?:(\w+)\.)?(\w+)$/.exec(textOf(tree, callee)) ?? [];
  const folder = qualifier === '' ? folderOf(path) : folderImportedAs(qualifier, path, survey);
  const shape = folder === undefined ? undefined : survey.shape(folder).functions.get(name);
  const roles = shape === undefined ? undefined : rolesOf(shape, survey);
  return folder === undefined || shape === undefined || roles === undefined
    ? undefined
    : { name, folder, roles, returnsError: shape.results.length === 1 };
}

/** What a function that answers is given; nothing for other functions. */
function rolesOf({ parameters, results }: FunctionShape, { router }: Survey): readonly Role[] | undefined {
  const roles = parameters.map(({ type, variadic }) => (variadic === true ? undefined : rolesByType[type]));
  const known = roles.flatMap((role) => role ?? []);
  const returning = router === 'echo' || router === 'fiber';
  const carrier = router === 'gin' || returning ? 'context' : 'writer';
  const other = carrier === 'context' ? 'writer' : 'context';
  const kinds = known.filter((role) => ['data', 'error', 'message'].includes(role)).join();
  // Beside data a text is a message only when it is called so.
  const isCaptioned = parameters.some(({ name, type }) => type === 'string' && /^(message|msg|text)$/i.test(name));
  const answers = /^(data|error|message)$/.test(kinds) || (/^(message,data|data,message)$/.test(kinds) && isCaptioned);
  const isWhole = known.length === roles.length && new Set(known).size === known.length;
  const results_ = results.map(({ type }) => type).join();
  const returns = returning ? results_ === 'error' : results_ === '' || results_ === 'error';
  return isWhole && answers && returns && known.includes(carrier) && !known.includes(other) ? known : undefined;
}

const reading = /ShouldBind|\.Bind\(|Decode|Unmarshal|Parse|Atoi|Valid|Param|ReadAll|stringTo|readJSON|readBody/i;

/** Whether the error that a call answers came of reading the request. */
function readsBefore(call: number, tree: FlatTree): boolean {
  const before = tree.text.slice(0, startOf(tree, call));
  const assigned = [...before.slice(-1200).matchAll(/\berr\w*\s*:?=\s*([^\n]*)/g)].pop()?.[1] ?? '';
  return reading.test(assigned);
}

/** The function that most of the neighbours use for it, in two files or three times. */
function prevailing(uses: readonly Use[], which: (use: Use) => boolean): Responder | undefined {
  const counts = new Map<string, { readonly responder: Responder; readonly paths: Set<string>; count: number }>();
  for (const use of uses) {
    if (which(use)) {
      const key = `${use.responder.folder}.${use.responder.name}`;
      const known = counts.get(key) ?? { responder: use.responder, paths: new Set<string>(), count: 0 };
      known.count += 1;
      known.paths.add(use.path);
      counts.set(key, known);
    }
  }
  const [first, second] = [...counts.values()].sort((a, b) => b.count - a.count);
  const isUsual = first !== undefined && (first.paths.size > 1 || first.count > 2);
  return isUsual && first.count > (second?.count ?? 0) ? first.responder : undefined;
}

/** Whether handlers write answers themselves as well, more often than now and then. */
function writesPlainly(
  paths: readonly string[],
  { name, folder }: Responder,
  uses: readonly Use[],
  { reader, shape }: Survey,
): boolean {
  const declaring = shape(folder).functions.get(name)?.path;
  const plain = paths
    .filter((path) => path !== declaring)
    .map((path) => reader.read(path)?.match(/\.(JSON|IndentedJSON)\(|json\.NewEncoder\(\w|http\.Error\(/g) ?? [])
    .reduce((sum, found) => sum + found.length, 0);
  const own = uses.filter(({ responder }) => responder.name === 'JSON' || responder.name === 'IndentedJSON').length;
  return (plain - own) * 4 > uses.length;
}

/** Whether handlers write refusals themselves as well, more often than now and then. */
function refusesPlainly(
  paths: readonly string[],
  { name, folder }: Responder,
  uses: readonly Use[],
  { reader, shape }: Survey,
): boolean {
  const declaring = shape(folder).functions.get(name)?.path;
  const refusal = /JSON\((\w+, *)?http\.Status(Bad|NotFound|Internal|Unproc|Conflict|Unauth|Forbid)|http\.Error\(/g;
  const plain = paths
    .filter((path) => path !== declaring)
    .reduce((sum, path) => sum + (reader.read(path)?.match(refusal)?.length ?? 0), 0);
  return plain * 4 > uses.filter(({ responder }) => responder.name === name).length;
}

/** Whether the package that chooses the status is seen to answer 404 to the error of what is not there. */
function knowsMissing({ folder }: Responder, { notFound }: EntityShape, { reader }: Survey): boolean {
  const pattern = new RegExp(`\\b${notFound ?? ' '}\\b[^\\n]*(\\n[^\\n]*){0,2}?(StatusNotFound|\\b404\\b)`);
  return reader.goFiles.some(
    (path) => folderOf(path) === folder && !path.endsWith('_test.go') && pattern.test(reader.read(path) ?? ''),
  );
}

function internalOf({ folder }: EntityShape, survey: Survey): string | undefined {
  const { declared } = survey.shape(folder);
  return ['ErrInternal', 'ErrInternalServer', 'ErrInternalServerError'].find((name) => declared.has(name));
}

/** The call of a function that answers, in a file that calls its package so. */
export function answering(
  { name, roles }: Responder,
  qualifier: string,
  given: { readonly status: string; readonly data: string; readonly error: string; readonly context: string },
): string {
  const values: Readonly<Record<Role, string>> = {
    context: 'c',
    writer: 'w',
    request: 'r',
    standardContext: given.context,
    status: given.status,
    data: given.data,
    error: given.error,
    message: given.error === '' ? `http.StatusText(${given.status || 'http.StatusOK'})` : `${given.error}.Error()`,
  };
  return `${qualifier}${name}(${roles.map((role) => values[role]).join(', ')})`;
}
