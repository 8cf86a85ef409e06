/**
 * The migration that makes the table of an entity, where the module keeps its migrations, with the next number, in the SQL of
 * its database. A module that keeps none in files gets none.
 */
import type { Field } from '../fields.ts';
import { migrationFiles, migrationFolder, migrationNamed, stemIn, toolIn } from '../migrations.ts';
import type { Dialect } from '../reservedWords.ts';
import { failure, type Result, success } from '../result.ts';
import type { Identifier } from './identifiers.ts';
import { namesOf, type PartFile, type PartOptions, rendered } from './part.ts';
import { folderOf, type Survey } from './survey.ts';

export function dialectOf(survey: Survey): Dialect {
  const { driver, numbered, requires } = survey;
  const isMySql = ['github.com/go-sql-driver/mysql', 'gorm.io/driver/mysql'].some(requires);
  // A module on GORM may be able to open several databases, and its statements are the same for all; its migrations are not.
  const isNumbered = numbered && !(driver === 'gorm' && isMySql && saysMySql(survey));
  return isNumbered ? 'postgres' : isMySql ? 'mysql' : 'sqlite';
}

function saysMySql(survey: Survey): boolean {
  const { reader } = survey;
  return migrationFolders(survey).some((folder) =>
    reader.namesIn(folder).some((name) => /AUTO_INCREMENT|ENGINE *=|`/i.test(reader.read(`${folder}/${name}`) ?? '')),
  );
}

/** The folders that hold numbered SQL files: those that are called so, and those with files for both directions. */
export function migrationFolders({ reader, folders }: Survey): readonly string[] {
  const above = new Set([
    '',
    ...folders.flatMap((folder) => folder.split('/').map((_, at, all) => all.slice(0, at + 1).join('/'))),
  ]);
  const below = (folder: string) =>
    reader
      .namesIn(folder)
      .filter((name) => !/[.]|^(node_modules|vendor|testdata|web|ui)$/.test(name))
      .map((name) => (folder === '' ? name : `${folder}/${name}`));
  const roots = below('');
  const deeper = [...above, ...roots].flatMap(below);
  // As in database/mysql/migrations.
  const deepest = deeper.filter((folder) => /(^|\/)(db|database|sql|migrations?)\//.test(folder)).flatMap(below);
  const candidates = new Set([...above, ...roots, ...deeper, ...deepest]);
  const holds = (folder: string) => {
    const names = reader.namesIn(folder).filter((name) => migrationNamed(name) !== undefined);
    return /(^|[/_-])migrations?$/.test(folder)
      ? names.length > 0
      : names.some((name) => /\.(up|down)\.sql$/.test(name));
  };
  return [...candidates].filter((folder) => folder !== '' && holds(folder)).sort();
}

/** The folder of migrations; `undefined` where the module has none. */
export function migrationsIn(said: string | undefined, survey: Survey): Result<string | undefined> {
  if (said !== undefined) {
    return success(said.replace(/\/$/, ''));
  }
  const found = migrationFolders(survey);
  if (found.length > 1) {
    const list = found.map((folder) => `  ${folder}`).join('\n');
    const message = `several folders hold migrations; say one with --migrations:\n${list}`;
    return failure({ option: 'migrations', message });
  }
  return success(found[0]);
}

/** The files of the migration; a pair that is there already keeps its number. */
export function tableMigration(
  folder: string,
  options: PartOptions,
  fields: readonly Field[],
  id: Identifier,
  survey: Survey,
): readonly PartFile[] {
  const { table } = namesOf(options);
  const name = `create_${table}_table`;
  const { reader } = survey;
  const names = reader.namesIn(folder);
  const read = (file: string) => reader.read(`${folder}/${file}`);
  const found = migrationFolder(names, toolIn(reader.read('go.mod') ?? ''), reader.timestamp, read);
  const dialect = dialectOf(survey);
  const data = {
    table,
    idColumn: identifierColumn(id, dialect, survey),
    columns: fields.map(({ snake, sqlType }) => ({ name: snake, type: typeIn(dialect, sqlType) })),
    time: typeIn(dialect, 'TIMESTAMP WITH TIME ZONE'),
    precision: dialect === 'mysql' ? '(6)' : '',
  };
  const text = (direction: 'up' | 'down') => rendered('', `table.${direction}.sql`, data, survey).text;
  const both = { up: text('up'), down: text('down') };
  const isEarlier = (file: string, own: string | undefined) =>
    found.sign === undefined ? read(file) === both.up : own === name;
  const earlier = names
    .flatMap((file) => ({ file, ...migrationNamed(file) }))
    .find((one) => one.version !== undefined && isEarlier(one.file, one.name))?.version;
  const files = migrationFiles(found.tool, folder, stemIn(found, earlier ?? found.nextVersion, name), both);
  return files.map(({ path, content }) => ({ path, text: content }));
}

/** Whether identifiers that a use case makes are UUIDs: the module has what makes them. */
export function makesUuids({ requires }: Pick<Survey, 'requires'>): boolean {
  return requires('github.com/google/uuid');
}

function identifierColumn({ counted, underlying }: Identifier, dialect: Dialect, survey: Survey): string {
  if (!counted) {
    const isUuid = underlying === 'uuid.UUID' || makesUuids(survey);
    const type = isUuid ? { postgres: 'UUID', mysql: 'CHAR(36)', sqlite: 'TEXT' }[dialect] : 'VARCHAR(64)';
    // SQLite alone takes nothing for a key unless it is told not to.
    return dialect === 'sqlite' ? `${type} NOT NULL PRIMARY KEY` : `${type} PRIMARY KEY`;
  }
  const small = /32$/.test(underlying);
  const unsigned = underlying.startsWith('u') ? ' UNSIGNED' : '';
  return {
    postgres: `${small ? 'INTEGER' : 'BIGINT'} GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY`,
    mysql: `${small ? 'INT' : 'BIGINT'}${unsigned} AUTO_INCREMENT PRIMARY KEY`,
    sqlite: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  }[dialect];
}

const otherTypes: Readonly<Record<Exclude<Dialect, 'postgres'>, Readonly<Record<string, string>>>> = {
  mysql: { 'DOUBLE PRECISION': 'DOUBLE', 'TIMESTAMP WITH TIME ZONE': 'DATETIME(6)', UUID: 'CHAR(36)' },
  sqlite: { 'TIMESTAMP WITH TIME ZONE': 'DATETIME', UUID: 'TEXT' },
};

export function typeIn(dialect: Dialect, type: string): string {
  return dialect === 'postgres' ? type : (otherTypes[dialect][type] ?? type);
}

/** The migration that makes a table, as a test of its repository reads it: how to get there, and whether down follows up in it. */
export function migrationPathFrom(folder: string, migrations: string, file: string): string {
  const up = folder.split('/').map(() => '..');
  return [...up, ...(migrations === '' ? [] : migrations.split('/')), file.slice(folderOf(file).length + 1)].join('/');
}
