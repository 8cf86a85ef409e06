/** What is written for modules on GORM: built, and run on SQLite in memory and on PostgreSQL. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { newFeature } from '../../server/src/scaffold/parts/features.ts';
import type { Part, PartOptions } from '../../server/src/scaffold/parts/part.ts';
import { newRepository } from '../../server/src/scaffold/parts/repositories.ts';
import { type Survey, surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import type { Result } from '../../server/src/scaffold/result.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { inTemporaryFolder, readerOf, run, templatesFolder } from './generate.ts';
import { startPostgresServer } from './servers.ts';

type Files = ReadonlyMap<string, string>;

const fields = 'name:string note:text count:int total:int64 rating:float64 open:bool due_at:time owner_id:uuid'.split(
  ' ',
);

const goMod = (...required: readonly string[]) =>
  `module example.com/acme/ledger\n\ngo 1.26.0\n\nrequire (\n${required.map((one) => `\t${one}\n`).join('')})\n`;

const gorm = 'gorm.io/gorm v1.31.1';
const sqlite = 'github.com/glebarez/sqlite v1.11.0';
const postgres = 'gorm.io/driver/postgres v1.6.0';

const account = (idType: string) => `package model

// Account is one account.
type Account struct {
	ID   ${idType} \`gorm:"primaryKey"\`
	Name string
}
`;

/** @param type what the repository takes, with its import */
const repository = (type: string, importPath: string) => `package repository

import "${importPath}"

// AccountRepository keeps accounts.
type AccountRepository struct {
	db ${type}
}

// NewAccountRepository returns an AccountRepository.
func NewAccountRepository(db ${type}) *AccountRepository {
	return &AccountRepository{db: db}
}
`;

const handler = `package handler

import (
	"net/http"

	"example.com/acme/ledger/repository"
)

// AccountHandler serves accounts.
type AccountHandler struct {
	accounts *repository.AccountRepository
}

// NewAccountHandler returns an AccountHandler.
func NewAccountHandler(accounts *repository.AccountRepository) *AccountHandler {
	return &AccountHandler{accounts: accounts}
}

// Register adds the routes.
func (h *AccountHandler) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /accounts", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
}
`;

const mainWith = (migrate: string) => `package main

import (
	"net/http"
	"os"

	"example.com/acme/ledger/handler"
	"example.com/acme/ledger/model"
	"example.com/acme/ledger/repository"
	"github.com/glebarez/sqlite"
	"gorm.io/gorm"
)

func main() {
	db, err := gorm.Open(sqlite.Open("ledger.db"), &gorm.Config{})
	if err != nil {
		os.Exit(1)
	}
	if err := ${migrate}; err != nil {
		os.Exit(1)
	}
	mux := http.NewServeMux()
	accounts := repository.NewAccountRepository(db)
	handler.NewAccountHandler(accounts).Register(mux)

	if err := http.ListenAndServe(":8080", mux); err != nil {
		os.Exit(1)
	}
}
`;

const moduleOn = (idType: string, ...others: readonly (readonly [string, string])[]): Files =>
  new Map([
    ['go.mod', goMod(gorm, sqlite)],
    ['model/account.go', account(idType)],
    ['repository/account_repository.go', repository('*gorm.DB', 'gorm.io/gorm')],
    ['service/account_service.go', 'package service\n'],
    ['handler/account_handler.go', handler],
    ['main.go', mainWith('db.AutoMigrate(&model.Account{})')],
    ...others,
  ]);

describe('A feature on GORM', function () {
  this.timeout(900_000);

  let templates: Templates;
  let parser: GoParser;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
  });

  function surveyed(files: Files): Survey {
    const survey = surveyModule(readerOf(files), templates, (text) => parser.parse(text));
    assert.ok(survey.ok);
    return survey.value;
  }

  function added(
    files: Files,
    make: (survey: Survey) => Result<Part> = (survey) => newFeature({ name: 'Invoice', fields }, {}, survey),
  ): { readonly files: Files; readonly part: Part } {
    const made = make(surveyed(files));
    assert.ok(made.ok, JSON.stringify(made));
    const { changes } = made.value;
    const paths = changes.map(({ path }) => path);
    assert.equal(new Set(paths).size, paths.length, 'a file is changed once');
    return {
      files: new Map([...files, ...changes.map(({ path, after }) => [path, after] as const)]),
      part: made.value,
    };
  }

  async function tested(files: Files, environment: NodeJS.ProcessEnv = {}): Promise<string> {
    return inTemporaryFolder(async (folder) => {
      await writeFiles(
        folder,
        [...files].map(([path, content]) => ({ path, content, mode: 0o644 as const })),
      );
      const all = { GOFLAGS: '-buildvcs=false -trimpath -mod=mod', ...environment };
      assert.deepEqual(await run(folder, 'go', ['mod', 'tidy'], all), { status: 0, output: '' });
      assert.deepEqual(await run(folder, 'gofmt', ['-l', '.']), { status: 0, output: '' });
      assert.deepEqual(await run(folder, 'go', ['vet', './...'], all), { status: 0, output: '' });
      const { status, output } = await run(folder, 'go', ['test', '-v', './...'], all);
      assert.equal(status, 0, output);
      return output;
    });
  }

  for (const idType of ['uint', 'string']) {
    it(`runs on SQLite, its table made by AutoMigrate, identified by ${idType}`, async () => {
      const { files } = added(moduleOn(idType));
      const main = files.get('main.go') ?? '';

      assert.ok(main.includes('db.AutoMigrate(&model.Account{}, &repository.InvoiceRecord{})'), main);
      assert.ok(main.includes('invoiceRepo := repository.NewInvoiceRepository(db)'), main);
      assert.doesNotMatch(files.get('model/invoice.go') ?? '', /gorm/);
      assert.match(await tested(files), /--- PASS: TestInvoiceRepositoryOnSQLite/);
      assert.deepEqual(added(files).part.changes, []);
    });
  }

  const database = `package database

import (
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// Database is what repositories work on.
type Database interface {
	GetDB() *gorm.DB
	Begin() *gorm.DB
	Close() error
}

// Open connects.
func Open(url string) (*gorm.DB, error) { return gorm.Open(postgres.Open(url)) }
`;
  const onPostgres = moduleOn(
    'string',
    ['go.mod', goMod(gorm, postgres)],
    ['main.go', 'package main\n\nfunc main() {}\n'],
    ['database/database.go', database],
    ['repository/account_repository.go', repository('database.Database', 'example.com/acme/ledger/database')],
    ['migrations/0001_create_accounts_table.up.sql', 'CREATE TABLE accounts (id INTEGER PRIMARY KEY);\n'],
    ['migrations/0001_create_accounts_table.down.sql', 'DROP TABLE accounts;\n'],
  );

  it('runs on PostgreSQL after its migration, through what hands the database out', async () => {
    const server = await startPostgresServer();
    try {
      const { files } = added(onPostgres);
      const written = files.get('repository/invoice_repository.go') ?? '';

      assert.ok(files.has('migrations/0002_create_invoices_table.up.sql'));
      assert.match(written, /type invoiceRecord struct/);
      assert.match(written, /r\.db\.GetDB\(\)\.WithContext\(ctx\)/);
      assert.match(
        await tested(files, { TEST_DATABASE_URL: server.url('postgres') }),
        /--- PASS: TestInvoiceRepositoryOnPostgreSQL/,
      );
    } finally {
      server.remove();
    }
  });

  it('runs on PostgreSQL without migrations, in columns of the right types', async () => {
    const server = await startPostgresServer();
    try {
      const { files } = added(new Map([...onPostgres].filter(([path]) => !path.startsWith('migrations/'))));

      assert.match(files.get('repository/invoice_repository.go') ?? '', /column:owner_id;type:uuid;not null/);
      assert.match(
        await tested(files, { TEST_DATABASE_URL: server.url('postgres') }),
        /--- PASS: TestInvoiceRepositoryOnPostgreSQL/,
      );
    } finally {
      server.remove();
    }
  });

  it('keeps the rows of what is deleted, where the entity says when it was', async () => {
    const entity = `package model

import (
	"errors"

	"gorm.io/gorm"
)

// ErrNotFound is in every error about something that is not there.
var ErrNotFound = errors.New("not found")

// Invoice is one invoice.
type Invoice struct {
	ID        uint   \`gorm:"primaryKey"\`
	Number    string \`gorm:"column:invoice_number;uniqueIndex"\`
	DeletedAt gorm.DeletedAt
}
`;
    const port = `package service

import (
	"context"

	"example.com/acme/ledger/model"
)

// InvoiceRepository keeps invoices.
type InvoiceRepository interface {
	Create(ctx context.Context, invoice *model.Invoice) error
	GetByNumber(ctx context.Context, number string) (model.Invoice, error)
	FindAll(ctx context.Context) ([]*model.Invoice, error)
	Update(ctx context.Context, invoice *model.Invoice) error
	Delete(ctx context.Context, id uint) error
	Count(ctx context.Context) (int, error)
}
`;
    const test = `package repository

import (
	"errors"
	"testing"

	"example.com/acme/ledger/model"
	"github.com/glebarez/sqlite"
	"gorm.io/gorm"
)

func TestDeletedInvoicesStay(t *testing.T) {
	db, err := gorm.Open(sqlite.Open(":memory:"), &gorm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.AutoMigrate(&InvoiceRecord{}); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	store := NewInvoiceRepository(db)
	invoice := model.Invoice{Number: "7"}
	if err := store.Create(ctx, &invoice); err != nil || invoice.ID == 0 {
		t.Fatal(invoice, err)
	}
	invoice.Number = ""
	if err := store.Update(ctx, &invoice); err != nil {
		t.Fatal(err)
	}
	if found, err := store.GetByNumber(ctx, ""); err != nil || found.ID != invoice.ID {
		t.Fatal(found, err)
	}
	if found, err := store.FindAll(ctx); err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	if count, err := store.Count(ctx); err != nil || count != 1 {
		t.Fatal(count, err)
	}
	if err := store.Delete(ctx, invoice.ID); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{store.Delete(ctx, invoice.ID), store.Update(ctx, &invoice)} {
		if !errors.Is(err, model.ErrNotFound) {
			t.Error(err)
		}
	}
	var stayed int64
	if err := db.Unscoped().Model(&InvoiceRecord{}).Count(&stayed).Error; err != nil || stayed != 1 {
		t.Error(stayed, err)
	}
}
`;
    const files = moduleOn('uint', ['model/invoice.go', entity], ['service/invoice_service.go', port]);
    const made = added(files, (survey) => newRepository({ name: 'Invoice', fields: [] }, survey));

    assert.match(made.part.next.join('\n'), /give &repository\.InvoiceRecord\{\} to AutoMigrate as well \(main\.go\)/);
    const output = await tested(new Map([...made.files, ['repository/deleted_test.go', test]]));
    assert.match(output, /--- PASS: TestDeletedInvoicesStay/);
  });

  it('is given to AutoMigrate only where one call lists the models', () => {
    const lines = 'db.AutoMigrate(\n\t\t&model.Account{},\n\t\t&model.Entry{},\n\t)';
    const twice = `errors.Join(db.AutoMigrate(&model.Account{}), db.AutoMigrate(&model.Entry{}))`;
    const mainOf = (migrate: string, ...others: readonly (readonly [string, string])[]) => {
      const { files, part } = added(moduleOn('uint', ['main.go', mainWith(migrate)], ...others));
      return { main: files.get('main.go') ?? '', next: part.next.join('\n') };
    };

    assert.ok(mainOf(lines).main.includes('\t\t&model.Entry{},\n\t\t&repository.InvoiceRecord{},\n\t)'));
    assert.ok(mainOf('db.AutoMigrate(new(model.Account))').main.includes(', new(repository.InvoiceRecord))'));
    for (const migrate of [twice, 'db.AutoMigrate(model.All()...)', 'migrate(db)']) {
      const { main, next } = mainOf(migrate);
      assert.doesNotMatch(main, /InvoiceRecord/);
      assert.match(next, /make the table.*&repository\.InvoiceRecord\{\}/);
    }
  });

  it('inserts no import into AutoMigrate that would lead back', () => {
    const migration = `package migration

import (
	"example.com/acme/ledger/model"
	"gorm.io/gorm"
)

// Run makes the tables.
func Run(db *gorm.DB) error { return db.AutoMigrate(&model.Account{}) }
`;
    const back = repository('*gorm.DB', 'gorm.io/gorm').replace(
      'import "gorm.io/gorm"',
      'import (\n\t_ "example.com/acme/ledger/migration"\n\t"gorm.io/gorm"\n)',
    );
    const { files, part } = added(
      moduleOn(
        'uint',
        ['main.go', mainWith('migration.Run(db)')],
        ['migration/migration.go', migration],
        ['repository/account_repository.go', back],
      ),
    );

    assert.equal(files.get('migration/migration.go'), migration);
    assert.match(part.next.join('\n'), /AutoMigrate as well \(migration\/migration\.go\)/);
  });

  it('tells a value that is taken, as far as GORM can, in the words of the module', () => {
    const answersOf = (...others: readonly (readonly [string, string])[]) => {
      const { files } = added(moduleOn('uint', ...others));
      return ['model/invoice.go', 'repository/invoice_repository.go', 'handler/invoice_handler.go']
        .map((path) => files.get(path) ?? '')
        .join('\n');
    };
    const shared =
      'package model\n\nimport "errors"\n\n// ErrAlreadyExists is shared.\nvar ErrAlreadyExists = errors.New("taken")\n';

    assert.match(answersOf(), /ErrInvoiceConflict = [\s\S]*return model\.ErrInvoiceConflict[\s\S]*StatusConflict/);
    assert.match(answersOf(['model/errors.go', shared]), /return model\.ErrAlreadyExists[\s\S]*StatusConflict/);
    assert.doesNotMatch(answersOf(['model/errors.go', shared]), /ErrInvoiceConflict/);
    const older = answersOf(['go.mod', goMod('gorm.io/gorm v1.24.0', sqlite)]);
    assert.doesNotMatch(older, /ErrInvoiceConflict|Duplicate|Translator/);
    // That an invoice was changed meanwhile is told by any.
    assert.match(older, /errors\.Is\(err, model\.ErrInvoiceChanged\):\n.*StatusConflict/);
  });

  it('takes a type of the module that embeds the database, as it is taken there', () => {
    const lib =
      'package lib\n\nimport "gorm.io/gorm"\n\n// Database is the database.\ntype Database struct {\n\t*gorm.DB\n}\n';
    const { files } = added(
      moduleOn(
        'uint',
        ['lib/database.go', lib],
        ['repository/account_repository.go', repository('lib.Database', 'example.com/acme/ledger/lib')],
        ['main.go', 'package main\n\nfunc main() {}\n'],
      ),
    );

    assert.match(files.get('repository/invoice_repository.go') ?? '', /func NewInvoiceRepository\(db lib\.Database\)/);
    assert.match(files.get('repository/invoice_repository_test.go') ?? '', /return lib\.Database\{DB: db\}/);
  });

  it('is refused where entities read themselves through the repositories, which could not import them', () => {
    const entity = `package model

import "example.com/acme/ledger/repository"

// Account is one account.
type Account struct {
	ID uint
}

// Find reads it.
func (a *Account) Find(accounts *repository.AccountRepository) {}
`;
    const made = newFeature({ name: 'Invoice', fields }, {}, surveyed(moduleOn('uint', ['model/account.go', entity])));

    assert.ok(!made.ok);
    assert.deepEqual(
      made.problems.map(({ message }) => message),
      ['model imports repository, which therefore cannot import it; say another folder'],
    );
  });

  it('is refused for the first version of GORM', () => {
    const old = repository('*gorm.DB', 'github.com/jinzhu/gorm');
    const options: PartOptions = { name: 'Invoice', fields };
    const made = newFeature(
      options,
      {},
      surveyed(
        moduleOn('uint', ['repository/account_repository.go', old], ['main.go', 'package main\n\nfunc main() {}\n']),
      ),
    );

    assert.ok(!made.ok);
    assert.match(
      made.problems.map(({ message }) => message).join('\n'),
      /written with GORM v1, which features are not/,
    );
  });
});
