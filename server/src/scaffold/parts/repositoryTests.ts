/**
 * The test that runs the migration and every statement of a repository: on a real PostgreSQL, where one is named to it, or on
 * SQLite in memory. There is one when the migration of the table is at hand, a driver that a test may open, and fields to say
 * values of.
 */
import { parseFields } from '../fields.ts';
import { type EntityShape, qualified } from './entities.ts';
import { testContextIn } from './layers.ts';
import type { Handle } from './neighbours.ts';
import { alignedColumns, namesOf, type PartFile, type PartOptions, rendered } from './part.ts';
import type { Place } from './placement.ts';
import { folderOf, type Survey } from './survey.ts';
import { dialectOf, migrationFolders, migrationPathFrom } from './tables.ts';
import { testStyleIn } from './testStyle.ts';

interface RepositoryData extends Readonly<Record<string, unknown>> {
  readonly q: string;
  readonly dbType: string;
  readonly queries: readonly { readonly name: string }[];
  readonly entity: EntityShape;
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
  const testDriver = driversOfTests.find(
    (one) => one.dialect === dialect && survey.requires(one.path.replace(/\/stdlib$/, '')),
  );
  const usual = ['Create', 'GetByID', 'List', 'Update', 'Delete'];
  const { entity } = data;
  const isUsual = data.queries.length === usual.length && data.queries.every(({ name }) => usual.includes(name));
  const isWhole = fields.ok && fields.value.length === entity.values.length && entity.created && entity.updated;
  const opens = (driver === 'pgx' && dialect === 'postgres') || testDriver !== undefined;
  if (!fields.ok || !isWhole || !isUsual || !opens || migration === undefined) {
    return [];
  }
  const sql = driver === 'pgx' ? 'pgx.ErrNoRows' : 'sql.ErrNoRows';
  const style = testStyleIn(place, namesOf(options).snake, survey);
  // From outside, what the package declares itself is said with its name.
  const q = data.q === '' ? style.own : data.q;
  const dbType = handle.name !== '' && handle.folder === place.folder ? `*${style.own}${handle.name}` : data.dbType;
  const test = {
    ...data,
    type: `${q}${entity.name}`,
    idType: qualified(entity.id.goType, q),
    driver,
    testDriver,
    inMemory: dialect === 'sqlite',
    testContext: testContextIn(survey),
    given: fields.value,
    cells: alignedColumns,
    databaseID: entity.id.underlying === 'uuid.UUID' ? 'uuid.New()' : '"0b6f3c2a-7a39-4a36-9c2f-0d5d3c1e6f01"',
    missed: entity.notFound === undefined ? sql : `${q}${entity.notFound}`,
    handleType: dbType,
    handleOf: (value: string) => (field === '' ? value : `&${dbType.slice(1)}{${field}: ${value}}`),
    test: style,
    migration: migrationPathFrom(folderOf(path), folderOf(migration), migration),
  };
  return [rendered(path.replace(/\.go$/, '_test.go'), 'repository_test.go', test, survey)];
}

const driversOfTests = [
  { dialect: 'postgres', path: 'github.com/lib/pq', name: 'postgres' },
  { dialect: 'postgres', path: 'github.com/jackc/pgx/v5/stdlib', name: 'pgx' },
  { dialect: 'sqlite', path: 'modernc.org/sqlite', name: 'sqlite' },
  { dialect: 'sqlite', path: 'github.com/mattn/go-sqlite3', name: 'sqlite3' },
] as const;

function migrationOf(options: PartOptions, survey: Survey): string | undefined {
  const pattern = new RegExp(`^\\d+_create_${namesOf(options).table}_table(\\.up)?\\.sql$`);
  return migrationFolders(survey)
    .flatMap((folder) => survey.reader.namesIn(folder).map((name) => `${folder}/${name}`))
    .find((path) => pattern.test(path.slice(folderOf(path).length + 1)));
}
