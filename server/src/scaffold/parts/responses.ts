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

type Role = 'context' | 'writer' | 'request' | 'standardContext' | 'status' | 'data' | 'error';

export interface Responder {
  readonly name: string;
  /** The folder of its package. */
  readonly folder: string;
  readonly roles: readonly Role[];
  readonly returnsError: boolean;
}

export interface Responses {
  readonly success: Responder;
  /** Nothing where failures are answered plainly, through the function for successes. */
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
  'http.ResponseWriter': 'writer',
  '*http.Request': 'request',
  'context.Context': 'standardContext',
  int: 'status',
  any: 'data',
  'interface{}': 'data',
  error: 'error',
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
  const success = prevailing(uses, 'data', () => true);
  if (success === undefined || writesPlainly(paths, success, uses, survey)) {
    return undefined;
  }
  const failure = prevailing(uses, 'error', ({ isReading }) => !isReading);
  if (success.roles.includes('status')) {
    const chosen = failure?.roles.includes('status') === true ? failure : undefined;
    return { success, failure: chosen, invalid: undefined, internal: undefined };
  }
  const invalid = prevailing(uses, 'error', ({ isReading }) => isReading);
  const knows = failure !== undefined && !failure.roles.includes('status') && knowsMissing(failure, entity, survey);
  return knows && invalid !== undefined && invalid.name !== failure.name && !invalid.roles.includes('status')
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
  const carrier = router === 'gin' || router === 'echo' ? 'context' : 'writer';
  const other = carrier === 'context' ? 'writer' : 'context';
  const answers = known.filter((role) => role === 'data' || role === 'error').length === 1;
  const isWhole = known.length === roles.length && new Set(known).size === known.length;
  const results_ = results.map(({ type }) => type).join();
  const returns = router === 'echo' ? results_ === 'error' : results_ === '' || results_ === 'error';
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
function prevailing(uses: readonly Use[], role: Role, which: (use: Use) => boolean): Responder | undefined {
  const counts = new Map<string, { readonly responder: Responder; readonly paths: Set<string>; count: number }>();
  for (const use of uses) {
    if (use.responder.roles.includes(role) && which(use)) {
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
  };
  return `${qualifier}${name}(${roles.map((role) => values[role]).join(', ')})`;
}
