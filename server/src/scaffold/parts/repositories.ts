/**
 * A repository for a port that is there: each method becomes the statement that its name and signature say. What they do
 * not say is refused by name, because SQL that is guessed is worse than none.
 */
import { type Dialect, isReservedIn } from '../reservedWords.ts';
import { failure, type Result } from '../result.ts';
import { nameForms } from '../words.ts';
import { tableByHand } from './autoMigration.ts';
import { type EntityField, type EntityShape, findEntity, qualified, qualifierFrom } from './entities.ts';
import { dataOf, entityData } from './layers.ts';
import { type Handle, handleFor, neighboursHandle } from './neighbours.ts';
import { partInOurs } from './ours.ts';
import { getsFor, nameProblems, namesOf, opensPackage, type Part, type PartOptions, partOf, rendered } from './part.ts';
import { placeFor } from './placement.ts';
import { findPort, type Port } from './ports.ts';
import { circleProblem, reaches } from './reach.ts';
import { isAutoMigrated, recordOf } from './records.ts';
import { repositoryTest } from './repositoryTests.ts';
import type { MethodShape } from './shapes.ts';
import type { Survey } from './survey.ts';
import { dialectOf } from './tables.ts';

export interface Query {
  readonly kind: 'create' | 'get' | 'list' | 'update' | 'delete' | 'count';
  readonly name: string;
  /** The column that is asked for, its field, and the type of the parameter. */
  readonly key?: EntityField;
  readonly keyType?: string;
  readonly byPointer: boolean;
  readonly slicePointer: boolean;
  readonly paged: boolean;
  readonly countType: string;
}

export function newRepository(options: PartOptions, survey: Survey): Result<Part> {
  const problems = nameProblems(options);
  if (problems.length > 0) {
    return failure(...problems);
  }
  if (survey.isOurs && options.directory === undefined && options.port === undefined) {
    return partInOurs('repository', options, undefined, survey);
  }
  const port = findPort(options, survey);
  if (!port.ok) {
    return port;
  }
  const entity = findEntity(options, survey);
  if (!entity.ok) {
    return entity;
  }
  const place = placeFor('repository', options.name, options.directory, survey);
  if (!place.ok) {
    return place;
  }
  const circle = circleProblem(entity.value.folder, place.value.folder, survey);
  if (circle !== undefined) {
    return failure(circle);
  }
  const { database } = survey.unsupported;
  // Where repositories are written both ways, one is written in the way that is known.
  if (database !== undefined && neighboursHandle(place.value, survey) === undefined) {
    const message = `this module is written with ${database}, which repositories are not made for; they are for pgx, sqlx, database/sql and GORM`;
    return failure({ option: 'project', message });
  }
  const read = port.value.type.methods.map((method) => queryOf(method, entity.value));
  const unclear = port.value.type.methods.filter((_, index) => read[index] === undefined);
  if (unclear.length > 0) {
    return failure({ option: 'port', message: unclearText(port.value, unclear) });
  }
  const queries = read.flatMap((query) => query ?? []);
  const qualifier = qualifierFrom(place.value, entity.value);
  const { numbered } = survey;
  const handle = handleFor(place.value, survey);
  const { driver } = handle;
  const handleShape = survey.shape(handle.folder);
  const isForeignHandle = handle.name !== '' && handle.folder !== place.value.folder;
  const columns = entity.value.fields.map((field) => field.snake);
  const data = {
    ...dataOf(options, place.value),
    ...entityData(entity.value, place.value),
    isNew: opensPackage(`${place.value.folder}/${namesOf(options).snake}${place.value.suffix}.go`, survey),
    driver,
    port: `${port.value.shape.folder}.${port.value.type.name}`,
    // Use cases that import their repositories cannot be imported back.
    portImport: reaches(port.value.shape.folder, place.value.folder, survey) ? '' : port.value.importPath,
    portType: `${port.value.shape.folder === place.value.folder ? '' : `${port.value.shape.name}.`}${port.value.type.name}`,
    samePortPackage: port.value.shape.folder === entity.value.folder,
    queries,
    has: (...kinds: readonly string[]) => queries.some(({ kind }) => kinds.includes(kind)),
    keyTypes: queries.flatMap(({ keyType }) => (keyType === undefined ? [] : [qualified(keyType, qualifier)])),
    qualify: (type: string) => qualified(type, qualifier),
    dbName: driver === 'pgx' && handle.name === '' ? 'pool' : 'db',
    dbType: handleType(handle, isForeignHandle ? handleShape.name : ''),
    handleImport: isForeignHandle ? `${survey.module}/${handle.folder}` : '',
    selected: columns.join(', '),
    mark: (number: number) => (numbered ? `$${number}` : '?'),
    numbered,
    inserted: entity.value.fields.filter((field) => !(entity.value.countedID && field === entity.value.id)),
    set: entity.value.fields.filter(
      ({ pascal }) => !['ID', 'CreatedAt', ...(entity.value.versioned ? ['Version'] : [])].includes(pascal),
    ),
    // Tells, where no row of a version was found, whether there is one of another.
    getByID: queries.find(({ kind, key }) => kind === 'get' && key === entity.value.id)?.name ?? '',
    softDeleted: columns.includes('deleted_at'),
    context: driver === 'pgx' ? '' : 'Context',
    access: handle.access,
    conflict: entity.value.conflict,
    record: recordOf(entity.value, qualifier, options, survey),
  };
  const path = `${place.value.folder}/${data.snake}${place.value.suffix}.go`;
  const dialect = dialectOf(survey);
  const reserved = [data.table, ...columns].find((name) => isReservedIn(dialect, name));
  if (reserved !== undefined) {
    const message = `"${reserved}" is a reserved word in SQL; say another --plural for the table, or another name for the field (or a tag db:"…")`;
    return failure({ option: 'plural', message });
  }
  const needed = {
    pgx: ['github.com/jackc/pgx/v5'],
    sqlx: ['github.com/jmoiron/sqlx'],
    gorm: ['gorm.io/gorm'],
    sql: [],
  };
  const isGorm = driver === 'gorm';
  const made = `${place.value.packageName}.New${data.prefix}Repository(${data.dbName})`;
  const next = [
    ...getsFor(survey, ...needed[driver]),
    ...(isGorm && isAutoMigrated(survey)
      ? [tableByHand(place.value.packageName, data.record.name, survey)]
      : [`go-architect new migration create_${data.table}_table, with the columns ${columns.join(', ')}`]),
    `where the use cases are put together, pass ${made}`,
    ...settingsOf(dialect, survey),
  ];
  const test = repositoryTest(path, { ...data, entity: entity.value }, handle, place.value, options, survey);
  const template = isGorm ? 'repository_gorm.go' : 'repository.go';
  return partOf([rendered(path, template, data, survey), ...test], next, survey);
}

/** What the data source name of MySQL has to say, as far as nothing in the module says it. */
function settingsOf(dialect: Dialect, { reader }: Survey): readonly string[] {
  const settings: readonly (readonly [setting: string, reason: string])[] = [
    ['parseTime', 'a time is then read as one'],
    ['clientFoundRows', 'an update that changes nothing is then told from one that finds nothing'],
  ];
  const says = (setting: string) =>
    [...reader.goFiles, '.env.example', '.env', 'config.yaml', 'config.yml'].some((path) =>
      (reader.read(path) ?? '').includes(setting),
    );
  return dialect === 'mysql'
    ? settings
        .filter(([setting]) => !says(setting))
        .map(([setting, reason]) => `add ${setting}=true to the data source name: ${reason}`)
    : [];
}

function handleType({ driver, name, star }: Handle, packageName: string): string {
  return name === ''
    ? { pgx: '*pgxpool.Pool', sqlx: '*sqlx.DB', sql: '*sql.DB', gorm: '*gorm.DB' }[driver]
    : `${star}${packageName === '' ? '' : `${packageName}.`}${name}`;
}

/** What a method asks of the table, as far as its name and signature leave no doubt. */
export function queryOf(method: MethodShape, entity: EntityShape): Query | undefined {
  const [context, ...parameters] = method.parameters.flatMap(({ type, variadic }) => (variadic ? ['…'] : [type]));
  const results = method.results.map(({ type }) => type);
  if (context !== 'context.Context' || results[results.length - 1] !== 'error') {
    return undefined;
  }
  const base = (type: string | undefined) => (type ?? '').replace(/^(\*|\[\])*/, '').replace(/^\w+\./, '');
  const isEntity = (type: string | undefined) => base(type) === entity.name && /^\*?[\w.]+$/.test(type ?? '');
  const [first] = parameters;
  const [result] = results;
  const common = { name: method.name, byPointer: false, slicePointer: false, paged: false, countType: '' };
  const starts = (pattern: RegExp) => pattern.test(method.name);
  if (parameters.length === 1 && results.length === 1 && isEntity(first) && first?.startsWith('*')) {
    if (starts(/^(Create|Insert|Add|Save)([A-Z]|$)/)) return { ...common, kind: 'create' };
    if (starts(/^Update([A-Z]|$)/)) return { ...common, kind: 'update' };
  }
  const key = parameters.length === 1 ? keyOf(method.name, first, entity) : undefined;
  if (key !== undefined && results.length === 1 && starts(/^(Delete|Remove)([A-Z]|$)/)) {
    return { ...common, kind: 'delete', key, keyType: first ?? '' };
  }
  if (key !== undefined && results.length === 2 && isEntity(result) && starts(/^(Get|Find|Fetch|Load|By)([A-Z]|$)/)) {
    return { ...common, kind: 'get', key, keyType: first ?? '', byPointer: result?.startsWith('*') ?? false };
  }
  const paged = parameters.length === 2 && parameters.every((type) => type === 'int');
  const isSlice = /^\[\]\*?[\w.]+$/.test(result ?? '') && base(result) === entity.name;
  const named = method.parameters
    .slice(1)
    .map(({ name }) => name)
    .join();
  if (results.length === 2 && isSlice && starts(/^(List|GetAll|FindAll|All|Fetch)/)) {
    if (parameters.length === 0 || (paged && named === 'limit,offset')) {
      return { ...common, kind: 'list', paged, slicePointer: result?.startsWith('[]*') ?? false };
    }
  }
  if (parameters.length === 0 && results.length === 2 && starts(/^Count/) && /^int(64)?$/.test(result ?? '')) {
    return { ...common, kind: 'count', countType: result ?? '' };
  }
  return undefined;
}

/** `GetByEmail` asks by the field Email; `Get` and `Delete` by the identifier. */
function keyOf(name: string, type: string | undefined, entity: EntityShape): EntityField | undefined {
  const by = /By([A-Z]\w*)$/.exec(name)?.[1] ?? 'ID';
  const wanted = nameForms(by).pascal;
  const field = entity.fields.find((one) => nameForms(one.pascal).pascal === wanted);
  return field !== undefined &&
    (type ?? '').replace(/^\w+\.(?=[A-Z])/, '') === field.goType.replace(/^\w+\.(?=[A-Z])/, '')
    ? field
    : undefined;
}

function unclearText(port: Port, methods: readonly MethodShape[]): string {
  const list = methods.map(({ name, parameters, results }) => {
    const text = parameters.map((one) => `${one.name} ${one.type}`.trim()).join(', ');
    return `  ${name}(${text}) (${results.map(({ type }) => type).join(', ')})`;
  });
  return [
    `${port.shape.folder}.${port.type.name} has methods whose SQL their names and types do not say; write it by hand, or say another --port:`,
    ...list,
  ].join('\n');
}
