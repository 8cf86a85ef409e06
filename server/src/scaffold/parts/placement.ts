/**
 * Where a part belongs: the folder of its layer in the layout that was recognised, one folder deeper where the neighbours
 * have a folder for each entity, under the package name and the file name ending that the neighbours use. Where nothing is
 * recognised the usual folders of a clean architecture are taken; where several fit, they are named and one has to be said.
 */
import { layoutWords, neutralWords, plainWord, wiringWords } from '../../config/layoutVocabulary.ts';
import { pluralOf } from '../plurals.ts';
import { failure, type Result, success } from '../result.ts';
import { nameForms } from '../words.ts';
import { folderOf, type Survey } from './survey.ts';

export type PartRole = 'domain' | 'usecase' | 'repository' | 'delivery';

export interface Place {
  readonly folder: string;
  readonly packageName: string;
  /** Whether the package is the entity's alone, so that names in it need not say which. */
  readonly alone: boolean;
  /** What file names end in, such as `_repository`; often nothing. */
  readonly suffix: string;
}

interface RolePlace {
  /** Names of the layer in the recognised layouts, the more particular first. */
  readonly layers: readonly string[];
  readonly standard: string;
  /** Folders inside the layer that hold the role, the more particular first. */
  readonly deeper: readonly (readonly string[])[];
  readonly fileWords: readonly string[];
}

const databaseWords = ['postgres', 'postgresql', 'pgx', 'mysql', 'sqlite', 'sql', 'sqlx', 'db', 'database'];

const places: Readonly<Record<PartRole, RolePlace>> = {
  domain: {
    layers: ['domain', 'model'],
    standard: 'internal/domain',
    deeper: [['entity', 'entities', 'model', 'models']],
    fileWords: ['entity', 'model'],
  },
  usecase: {
    layers: ['usecase', 'application', 'service'],
    standard: 'internal/usecase',
    deeper: [['usecase', 'usecases', 'service', 'services']],
    fileWords: ['usecase', 'service', 'interactor'],
  },
  repository: {
    layers: ['repository', 'infrastructure', 'adapters', 'adapter'],
    standard: 'internal/repository',
    deeper: [['repository', 'repositories', 'repo', 'persistence', 'persistent', 'storage', 'store'], databaseWords],
    fileWords: ['repository', 'repo', 'store'],
  },
  delivery: {
    layers: ['delivery', 'handler', 'interfaces', 'adapters', 'adapter'],
    standard: 'internal/handler',
    deeper: [
      ['http', 'rest', 'restapi', 'api', 'web'],
      ['handler', 'handlers', 'controller', 'controllers', 'action', 'actions'],
      ['v1', 'v2', 'v3'],
    ],
    fileWords: ['handler', 'controller', 'http'],
  },
};

export function placeFor(role: PartRole, name: string, directory: string | undefined, survey: Survey): Result<Place> {
  if (directory !== undefined) {
    return success(described(directory.replace(/\/$/, ''), role, name, survey));
  }
  const candidates = placesFor(role, name, survey);
  if (candidates.length > 1) {
    const list = candidates.map((folder) => `  ${folder}`).join('\n');
    return failure({
      option: 'directory',
      message: `several folders could take it; say one with --directory:\n${list}`,
    });
  }
  return success(described(candidates[0] ?? places[role].standard, role, name, survey));
}

/** The folders that could take it: one, or those among which only a person can choose. */
export function placesFor(role: PartRole, name: string, survey: Survey): readonly string[] {
  const { layers, standard, deeper } = places[role];
  const found = layers.flatMap((layer) => [...(survey.layers.get(layer) ?? [])]);
  const own = found.filter((folder) => folder.split('/').some((segment) => isNamedAfter(segment, name)));
  if (own.length > 0) {
    return own.map((folder) => deepest(folder, deeper, survey));
  }
  // Of several layers that could hold it the one is taken that says so further in, as adapter/repository does.
  const told = layers
    .map((layer) => (survey.layers.get(layer) ?? []).map((folder) => deepest(folder, deeper, survey)))
    .filter((folders) => folders.length > 0);
  const [words = []] = deeper;
  const saying = told.find((folders) =>
    folders.every((folder) => folder.split('/').some((segment) => words.includes(plainWord(segment)))),
  );
  const serving = handlerFolders(role, survey);
  // A layer of adapters that says nothing of HTTP may have nothing to do with it.
  const isOnlyAdapters = ['delivery', 'handler', 'interfaces'].every((layer) => !survey.layers.get(layer)?.length);
  const bases = saying ??
    (isOnlyAdapters ? serving : undefined) ??
    told[0] ??
    entityFolder(role, survey) ??
    serving ?? [deepest(besideLayers(standard, survey), deeper, survey)];
  const beside = besideOthers(bases, name, survey);
  if (beside !== undefined) {
    return [beside];
  }
  // Where handlers of several entities lie together another one lies there too, whatever folders are below.
  return bases === serving
    ? bases
    : bases.map((folder) => (isDivided(folder, survey) ? `${folder}/${folderNameOf(name)}` : folder));
}

/** The one folder that is called after entities and holds some, wherever it lies: where the layout says nothing of the domain. */
function entityFolder(role: PartRole, survey: Survey): readonly string[] | undefined {
  const words = ['entity', 'entities', 'model', 'models', 'domain'];
  const found = survey.folders.filter(
    (folder) =>
      words.includes(plainWord(lastOf(folder))) &&
      [...survey.shape(folder).structs.values()].some((fields) => fields.some(({ name }) => /^I[Dd]$/.test(name))),
  );
  return role === 'domain' && found.length === 1 ? found : undefined;
}

/**
 * The folders whose packages have handlers in the module's router: one, or one in each feature. Where the layout says nothing of the delivery,
 * as with `internal/order/port/http`, they do.
 */
function handlerFolders(role: PartRole, survey: Survey): readonly string[] | undefined {
  if (role !== 'delivery') {
    return undefined;
  }
  const { routerPath, reader, header, folders } = survey;
  const routing = routerPath === '' ? 'net/http' : routerPath;
  const isRouted = (folder: string) =>
    reader.goFiles.some(
      (path) => folderOf(path) === folder && header(path).imports.some((one) => one.path === routing),
    );
  const routed = folders.filter((folder) => !/middleware/i.test(folder) && isRouted(folder));
  const makes = (folder: string) =>
    [...survey.shape(folder).functions.keys()].some((name) => /^New\w*(Handlers?|Controller)$/.test(name));
  const answers = (folder: string) =>
    [...survey.shape(folder).functions].some(
      ([name, { parameters, results }]) =>
        /^[A-Z]/.test(name) &&
        ['', 'error'].includes(results.map(({ type }) => type).join()) &&
        requestTypes.has(parameters.map(({ type }) => type).join()),
    );
  // Helpers take requests as well, so that functions say something only where nothing is called a handler.
  const made = routed.filter(makes);
  const found = made.length > 0 ? made : routed.filter(answers);
  return new Set(found.map(lastOf)).size === 1 ? found : undefined;
}

/** What a function takes that answers a request. */
const requestTypes: ReadonlySet<string> = new Set([
  ...['*gin.Context', 'echo.Context', '*echo.Context', '*fiber.Ctx', 'fiber.Ctx'],
  'http.ResponseWriter,*http.Request',
]);

/** The usual folder, below the one that holds all layers that were recognised. */
function besideLayers(standard: string, { layers }: Survey): string {
  const known = new Set(Object.values(places).flatMap((place) => place.layers));
  const found = [...layers].flatMap(([name, folders]) => (known.has(name) ? folders : []));
  const parents = new Set(found.map((folder) => folder.slice(0, Math.max(folder.lastIndexOf('/'), 0))));
  const [parent = ''] = parents;
  return parents.size === 1 ? `${parent === '' ? '' : `${parent}/`}${lastOf(standard)}` : standard;
}

/** As far in as folders are called by the role's words, in whatever order. */
function deepest(base: string, deeper: RolePlace['deeper'], survey: Survey): string {
  const further = deeper.map((words) => childAmong(base, words, survey)).find((folder) => folder !== base);
  return further === undefined ? base : deepest(further, deeper, survey);
}

/**
 * Where every feature has a folder with the same layers, this one gets such a folder: `internal/news/usecase` says
 * `internal/voucher/usecase`. Folders with a command of their own are no features but services, between which one has to choose.
 */
function besideOthers(all: readonly string[], name: string, { reader }: Survey): string | undefined {
  // A feature may call a layer otherwise than most do.
  const usual = all.find((one) => all.filter((other) => lastOf(other) === lastOf(one)).length * 2 > all.length);
  const folders = all.filter((one) => usual === undefined || lastOf(one) === lastOf(usual));
  const split = folders.map((folder) => folder.split('/'));
  const [first = []] = split;
  const differing = first.flatMap((segment, index) => (split.some((one) => one[index] !== segment) ? [index] : []));
  const [at = -1] = differing;
  const alike = split.every(({ length }) => length === first.length);
  if (folders.length < 2 || !alike || differing.length !== 1 || at === first.length - 1) {
    return undefined;
  }
  const features = split.map((segments) => `${segments.slice(0, at + 1).join('/')}/`);
  const areServices = reader.goFiles.some((path) =>
    features.some((feature) => path.startsWith(feature) && /(^|\/)(cmd\/|main\.go$)/.test(path.slice(feature.length))),
  );
  return areServices ? undefined : [...first.slice(0, at), folderNameOf(name), ...first.slice(at + 1)].join('/');
}

function described(folder: string, role: PartRole, name: string, survey: Survey): Place {
  const base = folder.split('/').pop() ?? '';
  const packageName = survey.shape(folder).name || base.toLowerCase().replaceAll(/[^a-z0-9]/g, '') || 'main';
  const alone = isNamedAfter(base, name);
  return { folder, packageName, alone, suffix: suffixIn(folder, role, survey) };
}

/** The one child of a folder that is called by one of the words, or the folder itself. */
function childAmong(folder: string, words: readonly string[], { folders }: Survey): string {
  const called = childrenOf(folder, folders).filter((child) => words.includes(plainWord(lastOf(child))));
  // A repo beside a repository is something else by the same name, and not a second place for the same.
  const isBoth = called.every((child) => /^repo(sitor(y|ies))?$/.test(plainWord(lastOf(child))));
  const children = isBoth
    ? called.filter((child) => plainWord(lastOf(child)) !== 'repo' || called.length === 1)
    : called;
  return children.length === 1 && children[0] !== undefined ? children[0] : folder;
}

/** Whether a folder has a package for each entity. */
function isDivided(folder: string, { folders }: Survey): boolean {
  return childrenOf(folder, folders).some((child) => {
    const word = plainWord(lastOf(child));
    return !neutralWords.has(word) && !wiringWords.has(word) && !layerWords.has(word) && !databaseWords.includes(word);
  });
}

const layerWords: ReadonlySet<string> = new Set([
  ...layoutWords.flatMap(({ roles }) => roles.flatMap(({ words, weakWords }) => [...words, ...(weakWords ?? [])])),
  ...['cache', 'redis', 'memory', 'inmemory', 'websocket', 'response', 'request', 'reqctx', 'contract', 'ctxutil'],
  ...['action', 'actions', 'mapper', 'resthandler', 'sqlc', 'sqlcgen', 'v1', 'v2', 'v3'],
]);

export function childrenOf(folder: string, folders: readonly string[]): readonly string[] {
  const prefix = `${folder}/`;
  const below = folders
    .filter((one) => one.startsWith(prefix))
    .map((one) => one.slice(prefix.length).split('/')[0] ?? '');
  return [...new Set(below)].map((child) => `${prefix}${child}`);
}

/** The ending that most files here share when they are named after entities, such as `_handler`. */
function suffixIn(folder: string, role: PartRole, { reader }: Survey): string {
  const names = reader.goFiles
    .filter((path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
    .map((path) => path.slice(folder.length + 1, -3))
    .filter((name) => !name.endsWith('_test'));
  return (
    places[role].fileWords
      .map((word) => `_${word}`)
      .find((suffix) => names.filter((name) => name.endsWith(suffix)).length * 2 > names.length) ?? ''
  );
}

/** The folder of the module that is called by one of the words and lies highest. */
export function folderCalled(words: readonly string[], { folders }: Survey): string | undefined {
  return folders
    .filter((folder) => words.includes(plainWord(lastOf(folder))) && !/^(cmd|test|tests)(\/|$)/.test(folder))
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))[0];
}

/** Where this module keeps helpers without business knowledge. */
export function helperFolder(name: string, { folders }: Survey): string {
  const parent = ['internal/pkg', 'internal/platform', 'pkg'].find((one) =>
    folders.some((folder) => folder.startsWith(`${one}/`)),
  );
  return `${parent ?? 'internal'}/${name}`;
}

function folderNameOf(name: string): string {
  return nameForms(name).snake.replaceAll('_', '');
}

function isNamedAfter(segment: string, name: string): boolean {
  const wanted = folderNameOf(name);
  const word = plainWord(segment);
  return word === wanted || word === pluralOf(wanted);
}

function lastOf(folder: string): string {
  return folder.split('/').pop() ?? '';
}
