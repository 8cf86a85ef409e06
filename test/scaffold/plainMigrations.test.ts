/** Migrations that no tool reads: a runner of the module's own takes every file as it is, so that a way back in it would be gone at once. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { parseFields } from '../../server/src/scaffold/fields.ts';
import { newMigration } from '../../server/src/scaffold/migrations.ts';
import { type Survey, surveyModule, withFiles } from '../../server/src/scaffold/parts/survey.ts';
import { migrationFolders, tableMigration } from '../../server/src/scaffold/parts/tables.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { readerOf, templatesFolder } from './generate.ts';

const statement = 'CREATE TABLE dials (id INTEGER PRIMARY KEY);\n';
const numbered = 'sqlite/migration/00000000.sql';

describe('A migration for a runner of the module', () => {
  let surveyed: (files: Readonly<Record<string, string>>) => Survey;

  before(async () => {
    const templates = await readTemplates(templatesFolder);
    const parser = GoParser.create(await loadParserModule());
    surveyed = (files) => {
      const all = { 'go.mod': 'module example.com/wtf\n\ngo 1.25\n', 'sqlite/sqlite.go': 'package sqlite\n', ...files };
      const survey = surveyModule(readerOf(new Map(Object.entries(all))), templates, (text) => parser.parse(text));
      assert.ok(survey.ok, JSON.stringify(survey));
      return survey.value;
    };
  });

  const tableIn = (folder: string, survey: Survey) => {
    const fields = parseFields(['name:string']);
    assert.ok(fields.ok);
    const id = { goType: 'int64', underlying: 'int64', counted: true };
    return tableMigration(folder, { name: 'Voucher', fields: ['name:string'] }, fields.value, id, survey);
  };

  it('is one file with the way up alone, numbered as its neighbours are, and the same one the second time', () => {
    const survey = surveyed({ [numbered]: statement });
    assert.deepEqual(migrationFolders(survey), ['sqlite/migration']);
    const files = tableIn('sqlite/migration', survey);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['sqlite/migration/00000001.sql'],
    );
    assert.match(files[0]?.text ?? '', /^CREATE TABLE[\s\S]*vouchers/);
    assert.doesNotMatch(files[0]?.text ?? '', /DROP|goose/);
    const once = withFiles(survey, new Map(files.map(({ path, text }) => [path, text])));
    assert.deepEqual(tableIn('sqlite/migration', once), files);
  });

  it('has a name where its neighbours have one, and is written for goose where one of them is', () => {
    const named = tableIn('migrations', surveyed({ 'migrations/001_init.sql': statement }));
    assert.deepEqual(
      named.map(({ path }) => path),
      ['migrations/002_create_vouchers_table.sql'],
    );
    assert.doesNotMatch(named[0]?.text ?? '', /DROP|goose/);
    const goose = tableIn('migrations', surveyed({ 'migrations/001_init.sql': `-- +goose Up\n${statement}` }));
    assert.match(goose[0]?.text ?? '', /^-- \+goose Up\n/);
    const dashed = surveyed({ 'migrations/1-init.sql': `-- +migrate Up\n${statement}` });
    assert.deepEqual(migrationFolders(dashed), ['migrations']);
    const files = tableIn('migrations', dashed);
    assert.equal(files[0]?.path, 'migrations/2-create_vouchers_table.sql');
    assert.match(files[0]?.text ?? '', /^-- \+migrate Up\n[\s\S]*\n-- \+migrate Down\nDROP TABLE/);
    const once = withFiles(dashed, new Map(files.map(({ path, text }) => [path, text])));
    assert.deepEqual(tableIn('migrations', once), files);
  });

  it('is what new migration makes there as well', () => {
    const made = newMigration({
      name: 'add_phone',
      directory: 'sqlite/migration',
      fileNames: ['00000000.sql'],
      read: () => statement,
      goMod: '',
      timestamp: '20260102030405',
    });
    assert.ok(made.ok);
    assert.deepEqual(
      made.value.files.map(({ path }) => path),
      ['sqlite/migration/00000001.sql'],
    );
    assert.doesNotMatch(made.value.files[0]?.content ?? '', /goose|take it back/);
  });
});
