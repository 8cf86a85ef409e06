/**
 * A cache in front of a repository: reads by identifier through Redis, forgets what changes, and lets everything else of
 * the port through as it is. A port without such a read has nothing to cache, and one whose changes it cannot recognise
 * would serve what is no longer so; both are refused.
 */
import { failure, type Result } from '../result.ts';
import { findEntity, qualified, qualifierFrom } from './entities.ts';
import { dataOf, entityData } from './layers.ts';
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
  const changing = /^(Update|Set|Change|Patch|Delete|Remove|Save|Upsert|Restore|Archive)/;
  const read = type.methods.map((method) => queryOf(method, entity));
  const unclear = type.methods.filter(
    ({ name }, index) =>
      changing.test(name) && !(read[index]?.kind === 'create') && !isOfOne(read[index], entity.id.pascal),
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
  };
  const made = `${packageName}.NewCached${names.pascal}Repository(store, client, 10*time.Minute, logger)`;
  const next = [
    ...getsFor(survey, 'github.com/redis/go-redis/v9'),
    `where the repository is passed to the use cases, pass in its place: ${made}`,
  ];
  return partOf([rendered(path, 'cache.go', data, survey)], next, survey);
}

function isOfOne(query: ReturnType<typeof queryOf>, id: string): boolean {
  return query?.kind === 'update' || ((query?.kind === 'get' || query?.kind === 'delete') && query.key?.pascal === id);
}

/** Where caches are already, else beside the repositories. */
function cacheFolder(options: PartOptions, survey: Survey): string {
  const repositories = placeFor('repository', options.name, undefined, survey);
  const folder = repositories.ok ? repositories.value.folder : 'internal/repository/cache';
  const beside = folderOf(folder);
  const caches = survey.folders.find((one) => /(^|\/)(redis|cache|rediscache)$/.test(one) && folderOf(one) === beside);
  return caches ?? (survey.isOurs ? (folderCalled(['redis'], survey) ?? 'internal/repository/redis') : folder);
}
