/**
 * A cache in front of a repository, in two: the repository for those who change things, which reads from the store and forgets
 * what it changes, and its copies for those who only show them, which read by identifier through Redis. Everything else of the
 * port goes through as it is. A port without such a read has nothing to cache, and one with a method that is neither a read nor
 * a change it can follow would serve what is no longer so; both are refused.
 */
import { failure, type Result } from '../result.ts';
import { findEntity, qualified, qualifierFrom } from './entities.ts';
import { dataOf, discardIn, entityData, testContextIn } from './layers.ts';
import { getsFor, nameProblems, opensPackage, type Part, type PartOptions, partOf, rendered } from './part.ts';
import { folderCalled, placeFor } from './placement.ts';
import { findPort } from './ports.ts';
import { queryOf } from './repositories.ts';
import { folderOf, type Survey } from './survey.ts';

export function newCache(options: PartOptions, survey: Survey): Result<Part> {
  const problems = nameProblems(options);
  if (problems.length > 0) {
    return failure(...problems);
  }
  const port = findPort(options, survey);
  if (!port.ok) {
    return port;
  }
  const found = findEntity(options, survey);
  if (!found.ok) {
    return found;
  }
  const entity = found.value;
  const { shape, type } = port.value;
  const read = type.methods.map((method) => queryOf(method, entity));
  const unclear = type.methods.filter(
    ({ name }, index) =>
      !reading.test(name) && read[index]?.kind !== 'create' && !isOfOne(read[index], entity.id.pascal),
  );
  const queries = read.flatMap((query) => (query !== undefined && isOfOne(query, entity.id.pascal) ? [query] : []));
  if (!queries.some(({ kind }) => kind === 'get')) {
    const message = `${shape.folder}.${type.name} has no method that returns one ${entity.name} by its identifier; there is nothing to cache`;
    return failure({ option: 'port', message });
  }
  if (unclear.length > 0) {
    const list = unclear.map(({ name }) => name).join(', ');
    const message = `${shape.folder}.${type.name} changes entities in ways a cache cannot follow: ${list}; write it by hand`;
    return failure({ option: 'port', message });
  }
  const folder = options.directory ?? cacheFolder(options, survey);
  const known = cachedAlready(folder, entity.name, survey);
  if (known !== undefined) {
    return partOf([], [`${entity.name} is cached already: ${known}`], survey);
  }
  const base = folder.split('/').pop() ?? '';
  const packageName = survey.shape(folder).name || base.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const place = { folder, packageName, alone: false, suffix: '' };
  const qualifier = qualifierFrom(place, entity);
  const names = dataOf(options, place);
  const path = `${folder}/${names.snake}_cache.go`;
  // Two packages of one name, the domain's and the use cases', need a word to tell them apart.
  const meets = shape.name === entity.packageName && shape.folder !== entity.folder;
  const portName = meets ? `${shape.name}port` : shape.name;
  const data = {
    ...names,
    ...entityData(entity, place),
    isNew: opensPackage(path, survey),
    log: survey.log,
    queries,
    keyTypes: [qualified(entity.id.goType, qualifier)],
    qualify: (text: string) => qualified(text, qualifier),
    portImport: shape.folder === folder ? '' : port.value.importPath,
    portAlias: meets ? `${portName} ` : '',
    portType: `${shape.folder === folder ? '' : `${portName}.`}${type.name}`,
    portField: type.name,
    testContext: testContextIn(survey),
    discard: discardIn(survey),
  };
  const made = `${packageName}.NewCached${names.pascal}Repository(store, client, time.Minute, logger)`;
  const next = [
    ...getsFor(survey, `${redis}/v9`),
    `pass this in place of the repository to everything that changes ${names.words}, gRPC and workers as well: ${made}`,
    `pass its Copies() to what only shows ${names.words}: what they return may be old by a moment and must not be written back`,
  ];
  const files = [
    rendered(path, 'cache.go', data, survey),
    rendered(path.replace(/\.go$/, '_test.go'), 'cache_test.go', data, survey),
  ];
  return partOf(files, next, survey);
}

const redis = 'github.com/redis/go-redis';

/** What a method is called that changes nothing that is there. */
const reading =
  /^(Create|Insert|Register|Get|Find|Fetch|Load|Read|By|List|All|Count|Exists?|Has|Is|Search|Query|Select|Lookup|Page|Ping)([A-Z]|$)/;
/** Such a read is for writing back, or for those who cannot take an old answer. */
const current = /(Current|Fresh|Lock|Locked|ForUpdate|ForShare)([A-Z]|$)/;

/** Whether it reads or changes one entity, known by its identifier. What stores may replace what is there. */
function isOfOne(query: ReturnType<typeof queryOf>, id: string): boolean {
  switch (query?.kind) {
    case 'update':
      return true;
    case 'create':
      return /^(Save|Store|Put|Upsert)/.test(query.name);
    case 'get':
      return query.key?.pascal === id && !current.test(query.name);
    case 'delete':
      return query.key?.pascal === id;
    default:
      return false;
  }
}

/** The cache that a project of ours was made with, or one of a team's own: a repository with its name and with Redis. */
function cachedAlready(folder: string, entity: string, survey: Survey): string | undefined {
  const path = survey.shape(folder).declared.get(`${entity}Repository`);
  const usesRedis = path !== undefined && survey.header(path).imports.some((one) => one.path.startsWith(redis));
  return usesRedis ? path : undefined;
}

/** Where caches are already, else beside the repositories. */
function cacheFolder(options: PartOptions, survey: Survey): string {
  const repositories = placeFor('repository', options.name, undefined, survey);
  const folder = repositories.ok ? repositories.value.folder : 'internal/repository/cache';
  const beside = folderOf(folder);
  const caches = survey.folders.find((one) => /(^|\/)(redis|cache|rediscache)$/.test(one) && folderOf(one) === beside);
  return caches ?? (survey.isOurs ? (folderCalled(['redis'], survey) ?? 'internal/repository/redis') : folder);
}
