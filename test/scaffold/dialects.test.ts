/** What is written for modules on SQLite and MySQL: the one is run by a driver in Go, the other read by a parser of MySQL. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { newFeature } from '../../server/src/scaffold/parts/features.ts';
import type { Part } from '../../server/src/scaffold/parts/part.ts';
import { surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import { isReservedIn } from '../../server/src/scaffold/reservedWords.ts';
import type { Result } from '../../server/src/scaffold/result.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { askGo, inTemporaryFolder, readerOf, templatesFolder, testsOf } from './generate.ts';

type Files = ReadonlyMap<string, string>;

const fields = 'name:string note:text count:int total:int64 rating:float64 open:bool due_at:time owner_id:uuid'.split(
  ' ',
);

function moduleOn(requirement: string, driver: string, idType: string): Files {
  return new Map([
    ['go.mod', `module example.com/acme/ledger\n\ngo 1.26.0\n\nrequire ${requirement}\n`],
    ['model/account.go', `package model\n\n// Account is one account.\ntype Account struct {\n\tID ${idType}\n}\n`],
    [
      'repository/account_repository.go',
      `package repository\n\nimport (\n\t"database/sql"\n\n\t_ "${driver}"\n)\n\n// AccountRepository keeps accounts.\ntype AccountRepository struct {\n\tdb *sql.DB\n}\n\n// NewAccountRepository returns an AccountRepository.\nfunc NewAccountRepository(db *sql.DB) *AccountRepository {\n\treturn &AccountRepository{db: db}\n}\n`,
    ],
    ['service/account_service.go', 'package service\n'],
    ['handler/account_handler.go', 'package handler\n'],
    ['migrations/0001_create_accounts_table.up.sql', 'CREATE TABLE accounts (id INTEGER PRIMARY KEY);\n'],
    ['migrations/0001_create_accounts_table.down.sql', 'DROP TABLE accounts;\n'],
  ]);
}

describe('A feature on another database', function () {
  this.timeout(900_000);

  let templates: Templates;
  let parser: GoParser;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
  });

  function add(files: Files, given: readonly string[] = fields): Result<Part> {
    const survey = surveyModule(readerOf(files), templates, (text) => parser.parse(text));
    assert.ok(survey.ok);
    return newFeature({ name: 'Invoice', fields: given }, {}, survey.value);
  }

  function added(files: Files): { readonly files: Files; readonly next: string } {
    const made = add(files);
    assert.ok(made.ok, JSON.stringify(made));
    const changes = made.value.changes.map(({ path, after }) => [path, after] as const);
    return { files: new Map([...files, ...changes]), next: made.value.next.join('\n') };
  }

  for (const idType of ['int64', 'string']) {
    it(`runs on SQLite, identified by ${idType}`, async () => {
      await inTemporaryFolder(async (folder) => {
        const { files } = added(moduleOn('modernc.org/sqlite v1.40.1', 'modernc.org/sqlite', idType));
        assert.match(await testsOf(folder, files), /--- PASS: TestInvoiceRepositoryOnSQLite/);
      });
    });
  }

  for (const [idType, column] of [
    ['uint64', 'id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY'],
    ['string', 'id VARCHAR(64) PRIMARY KEY'],
  ] as const) {
    it(`is MySQL, identified by ${idType}`, async () => {
      const { files, next } = added(
        moduleOn('github.com/go-sql-driver/mysql v1.10.0', 'github.com/go-sql-driver/mysql', idType),
      );
      const repository = files.get('repository/invoice_repository.go') ?? '';
      const up = files.get('migrations/0002_create_invoices_table.up.sql') ?? '';
      const queries = [...repository.matchAll(/query\w+ += `([^`]*)`/g)].map((match) => match[1] ?? '');
      const down = files.get('migrations/0002_create_invoices_table.down.sql') ?? '';

      assert.equal(queries.length, 5);
      assert.deepEqual(await problemsInMySql([up, down, ...queries]), {});
      assert.ok(up.includes(column), up);
      assert.doesNotMatch([up, ...queries].join('\n'), /\$\d|RETURNING|WITH TIME ZONE|\bUUID\b/);
      assert.match(next, /parseTime=true[\s\S]*clientFoundRows=true/);
      assert.ok(!files.has('repository/invoice_repository_test.go'));
    });
  }

  it('is refused where a column would be a reserved word of that database', () => {
    const made = add(moduleOn('github.com/go-sql-driver/mysql v1.10.0', 'github.com/go-sql-driver/mysql', 'int64'), [
      'rank:int',
    ]);

    assert.ok(!made.ok);
    assert.match(made.problems.map(({ message }) => message).join('\n'), /"rank" is a reserved word/);
  });

  it('knows the words that MySQL reserves', async () => {
    const some = ['rank', 'groups', 'interval', 'key', 'range', 'schema', 'system', 'usage', 'window', 'row_number'];
    const others = ['name', 'status', 'type', 'date', 'comment', 'value', 'level', 'role', 'position', 'user'];
    const statement = (word: string) => `SELECT ${word} FROM t WHERE ${word} = ?`;

    const problems = await problemsInMySql([...some, ...others].map(statement));

    assert.deepEqual(
      others.filter((word) => isReservedIn('mysql', word) || problems[statement(word)] !== undefined),
      [],
    );
    assert.deepEqual(
      some.filter((word) => !isReservedIn('mysql', word)),
      [],
    );
  });
});

/** What a parser of MySQL has to say, by statement. */
async function problemsInMySql(statements: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { problems } = (await askGo('mysql', { statements })) as {
    readonly problems: Readonly<Record<string, string>>;
  };
  return problems;
}
