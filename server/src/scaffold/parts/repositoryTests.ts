/**
 * The test that runs the migration and every statement of a repository: on a real PostgreSQL, where one is named to it, or on
 * SQLite in memory. There is one when the migration of the table is at hand, a driver that a test may open, and fields to say
 * values of.
 */
import { parseFields } from '../fields.ts';
import { wayBackIn } from '../migrations.ts';
import type { Dialect } from '../reservedWords.ts';
import { type EntityShape, qualified } from './entities.ts';
import { testContextIn } from './layers.ts';
import type { Handle } from './neighbours.ts';
import { alignedColumns, namesOf, type PartFile, type PartOptions, rendered } from './part.ts';
import type { Place } from './placement.ts';
import { isAutoMigrated } from './records.ts';
import { folderOf, type Survey } from './survey.ts';
import { dialectOf, migrationFolders, migrationPathFrom } from './tables.ts';
import { testStyleIn } from './testStyle.ts';

interface RepositoryData extends Readonly<Record<string, unknown>> {
  readonly q: string;
  readonly dbType: string;
  readonly queries: readonly { readonly name: string }[];
  readonly entity: EntityShape;
  readonly record: { readonly name: string };
}

export function repositoryTest(
  path: string,
  data: RepositoryData,
  handle: Handle,
  place: Place,
  options: PartOptions,
  survey: Survey,
): readonly PartFile[] {
  const { driver, field } = handle;
  const fields = parseFields(options.fields);
  const migration = migrationOf(options, survey);
  const dialect = dialectOf(survey);
  const isGorm = driver === 'gorm';
  const isKnown = (one: TestDriver) => survey.requires(one.path.replace(/\/stdlib$/, ''));
  const style = testStyleIn(place, namesOf(options).snake, survey);
  // GORM makes the table of a record on any database, and so in memory, where the test may see the record.
  const isMade = isGorm && (isAutoMigrated(survey) || style.own === '');
  const testDriver = isGorm
    ? dialectors.find((one) => isKnown(one) && (one.dialect === 'sqlite' && isMade ? true : one.dialect === dialect))
    : driversOfTests.find((one) => one.dialect === dialect && isKnown(one));
  const usual = ['Create', 'GetByID', 'List', 'Update', 'Delete'];
  const { entity } = data;
  const isUsual = data.queries.length === usual.length && data.queries.every(({ name }) => usual.includes(name));
  const isWhole = fields.ok && fields.value.length === entity.values.length && entity.created && entity.updated;
  const opens = (driver === 'pgx' && dialect === 'postgres') || testDriver !== undefined;
  const reads = migration !== undefined && (testDriver?.dialect ?? dialect) === dialect;
  const isHandedOut = handle.access.endsWith(')');
  const isStub = isHandedOut && survey.shape(handle.folder).interfaces.some(({ name }) => name === handle.name);
  const makes = isMade && (!reads || isAutoMigrated(survey));
  if (!fields.ok || !isWhole || !isUsual || !opens || !(reads || makes) || (isHandedOut && !isStub)) {
    return [];
  }
  const sql = { pgx: 'pgx.ErrNoRows', gorm: 'gorm.ErrRecordNotFound', sql: 'sql.ErrNoRows', sqlx: 'sql.ErrNoRows' }[
    driver
  ];
  // From outside, what the package declares itself is said with its name.
  const q = data.q === '' ? style.own : data.q;
  const dbType =
    handle.name !== '' && handle.folder === place.folder ? `${handle.star}${style.own}${handle.name}` : data.dbType;
  const pascal = namesOf(options).pascal;
  const test = {
    ...data,
    type: `${q}${entity.name}`,
    idType: qualified(entity.id.goType, q),
    driver,
    testDriver,
    inMemory: (testDriver?.dialect ?? dialect) === 'sqlite',
    conflict: entity.conflict === undefined || entity.countedID ? '' : `${q}${entity.conflict}`,
    changed: `${q}${entity.changed ?? ''}`,
    // What a type of the module hands out, a double hands out as well.
    double: isStub ? { name: `database${pascal}`, of: dbType, method: handle.access.slice(1) } : undefined,
    testContext: testContextIn(survey),
    given: fields.value,
    cells: alignedColumns,
    databaseID: entity.id.underlying === 'uuid.UUID' ? 'uuid.New()' : '"0b6f3c2a-7a39-4a36-9c2f-0d5d3c1e6f01"',
    missed: entity.notFound === undefined ? sql : `${q}${entity.notFound}`,
    handleType: dbType,
    handleOf: (value: string) =>
      isStub
        ? `database${pascal}{db: ${value}}`
        : field === ''
          ? value
          : `${dbType.replace(/^\*/, '&')}{${field}: ${value}}`,
    test: style,
    models: makes ? `${style.own}${data.record.name}` : '',
    migration: makes ? '' : migrationPathFrom(folderOf(path), folderOf(migration ?? ''), migration ?? ''),
    wayBack: wayBackIn(survey.reader.read(migration ?? '') ?? ''),
  };
  return [rendered(path.replace(/\.go$/, '_test.go'), 'repository_test.go', test, survey)];
}

interface TestDriver {
  readonly dialect: Dialect;
  readonly path: string;
  readonly name: string;
}

/** What opens a database for GORM; the first one needs no server. */
const dialectors: readonly TestDriver[] = [
  { dialect: 'sqlite', path: 'gorm.io/driver/sqlite', name: 'sqlite' },
  { dialect: 'sqlite', path: 'github.com/glebarez/sqlite', name: 'sqlite' },
  { dialect: 'postgres', path: 'gorm.io/driver/postgres', name: 'postgres' },
];

const driversOfTests: readonly TestDriver[] = [
  { dialect: 'postgres', path: 'github.com/lib/pq', name: 'postgres' },
  { dialect: 'postgres', path: 'github.com/jackc/pgx/v5/stdlib', name: 'pgx' },
  { dialect: 'sqlite', path: 'modernc.org/sqlite', name: 'sqlite' },
  { dialect: 'sqlite', path: 'github.com/mattn/go-sqlite3', name: 'sqlite3' },
];

function migrationOf(options: PartOptions, survey: Survey): string | undefined {
  const pattern = new RegExp(`^\\d+[_-]create_${namesOf(options).table}_table(\\.up)?\\.sql$`);
  return migrationFolders(survey)
    .flatMap((folder) => survey.reader.namesIn(folder).map((name) => `${folder}/${name}`))
    .find((path) => pattern.test(path.slice(folderOf(path).length + 1)));
}
