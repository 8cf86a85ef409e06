/** A feature in a module that is not ours: wired where the place is certain, built, tested, and its SQL run by PostgreSQL. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { type FeatureFolders, featureIn } from '../../server/src/scaffold/parts/features.ts';
import type { Part } from '../../server/src/scaffold/parts/part.ts';
import type { Result } from '../../server/src/scaffold/result.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { inTemporaryFolder, projectFiles, readerOf, run, templatesFolder } from './generate.ts';
import { startPostgresServer } from './servers.ts';

type Files = ReadonlyMap<string, string>;

const fields = ['name:string', 'total:int64', 'open:bool', 'due_at:time', 'owner_id:uuid'];

const main = `package main

import (
	"context"
	"net/http"
	"os"

	"example.com/acme/ledger/handler"
	"example.com/acme/ledger/repository"
	"example.com/acme/ledger/service"
	"github.com/jackc/pgx/v5/pgxpool"
)

func main() {
	db, err := pgxpool.New(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		os.Exit(1)
	}
	mux := http.NewServeMux()
	accounts := service.NewAccountService(repository.NewAccountRepository(db))
	handler.NewAccountHandler(accounts).Register(mux)

	if err := http.ListenAndServe(":8080", mux); err != nil {
		os.Exit(1)
	}
}
`;

const layers: readonly (readonly [path: string, text: string])[] = [
  ['main.go', main],
  [
    'model/account.go',
    'package model\n\n// Account is one account.\ntype Account struct {\n\tID   int64\n\tName string\n}\n',
  ],
  [
    'repository/account_repository.go',
    `package repository

import "github.com/jackc/pgx/v5/pgxpool"

// AccountRepository keeps accounts.
type AccountRepository struct {
	db *pgxpool.Pool
}

// NewAccountRepository returns an AccountRepository.
func NewAccountRepository(db *pgxpool.Pool) *AccountRepository {
	return &AccountRepository{db: db}
}
`,
  ],
  [
    'service/account_service.go',
    `package service

// AccountRepository keeps accounts.
type AccountRepository any

// AccountService is what can be done with accounts.
type AccountService struct {
	accounts AccountRepository
}

// NewAccountService returns an AccountService.
func NewAccountService(accounts AccountRepository) *AccountService {
	return &AccountService{accounts: accounts}
}
`,
  ],
  [
    'handler/account_handler.go',
    `package handler

import (
	"net/http"

	"example.com/acme/ledger/service"
)

// AccountHandler serves accounts.
type AccountHandler struct {
	accounts *service.AccountService
}

// NewAccountHandler returns an AccountHandler.
func NewAccountHandler(accounts *service.AccountService) *AccountHandler {
	return &AccountHandler{accounts: accounts}
}

// Register adds the routes.
func (h *AccountHandler) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/v1/accounts", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
}
`,
  ],
  ['migrations/0007_create_accounts_table.up.sql', 'CREATE TABLE accounts (id BIGINT PRIMARY KEY);\n'],
  ['migrations/0007_create_accounts_table.down.sql', 'DROP TABLE accounts;\n'],
  [
    'api/openapi.yaml',
    'openapi: 3.0.3\ninfo: { title: Ledger, version: "1" }\npaths:\n  /api/v1/accounts:\n    get: { responses: { "200": { description: All } } }\n\n# What is sent.\ncomponents:\n  schemas:\n    Account: { type: object }\n',
  ],
];

describe('Add a feature to any module', function () {
  this.timeout(900_000);

  let templates: Templates;
  let parser: GoParser;
  let module: Files;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
    const generated = await projectFiles({
      router: 'nethttp',
      logger: 'slog',
      migrations: 'golang-migrate',
      cache: 'none',
      grpc: false,
    });
    const textOf = (path: string) => generated.find((file) => file.path === path)?.content ?? '';
    module = new Map([
      ['go.mod', textOf('go.mod').replace(/^module .*/m, 'module example.com/acme/ledger')],
      ['go.sum', textOf('go.sum')],
      ...layers,
    ]);
  });

  function add(files: Files, folders: FeatureFolders = {}): Result<Part> {
    return featureIn({ name: 'Invoice', fields }, folders, readerOf(files), templates, (text) => parser.parse(text));
  }

  function added(files: Files): { readonly files: Files; readonly part: Part } {
    const result = add(files);
    assert.ok(result.ok, JSON.stringify(result));
    const { changes } = result.value;
    return {
      files: new Map([...files, ...changes.map(({ path, after }) => [path, after] as const)]),
      part: result.value,
    };
  }

  function refusal(files: Files, folders: FeatureFolders = {}): string {
    const result = add(files, folders);
    assert.ok(!result.ok, 'it was not refused');
    return result.problems.map(({ message }) => message).join('\n');
  }

  const changed = (change: readonly [path: string, text: string]): Files => new Map([...module, change]);

  it('has the test of the repository stop where the way back begins, in the words of the tool that the migrations are for', () => {
    const files = new Map([...module].filter(([path]) => !path.startsWith('migrations/')));
    files.set('migrations/1-accounts.sql', '-- +migrate Up\nCREATE TABLE accounts (id BIGINT);\n');
    const test = added(files).files.get('repository/invoice_repository_test.go') ?? '';
    assert.match(test, /os\.ReadFile\("\.\.\/migrations\/2-create_invoices_table\.sql"\)/);
    assert.match(test, /strings\.Cut\(string\(migration\), "-- \+migrate Down"\)/);
  });

  it('writes every layer in the words of its neighbours, and inserts what is certain', () => {
    const { part } = added(module);

    assert.deepEqual(
      part.changes.filter(({ before }) => before === undefined).map(({ path }) => path),
      [
        'model/invoice.go',
        'model/invoice_test.go',
        'migrations/0008_create_invoices_table.up.sql',
        'migrations/0008_create_invoices_table.down.sql',
        'service/invoice_service.go',
        'service/invoice_service_test.go',
        'repository/invoice_repository.go',
        'repository/invoice_repository_test.go',
        'handler/invoice_handler.go',
        'handler/invoice_handler_test.go',
      ],
    );
    const entity = part.changes.find(({ path }) => path === 'model/invoice.go')?.after ?? '';
    assert.match(entity, /RuneCountInString\(e\.Name\) > 255 [\s\S]*"%w: name must have at most 255 characters/);
    assert.match(entity, /invoiceUUID\.MatchString\(e\.OwnerID\)[\s\S]*"%w: owner_id must be a UUID"/);
    const edited = part.changes.filter(({ before }) => before !== undefined);
    assert.deepEqual(edited.map(({ path }) => path).sort(), ['api/openapi.yaml', 'main.go']);
    for (const { before = '', after } of edited) {
      const lines = after.split('\n');
      let at = 0;
      for (const line of before.split('\n')) {
        at = lines.indexOf(line, at) + 1;
        assert.notEqual(at, 0, `the line ${JSON.stringify(line)} is where it was`);
      }
    }
    const composition = edited.find(({ path }) => path === 'main.go')?.after ?? '';
    assert.ok(
      composition.includes(
        [
          '\thandler.NewAccountHandler(accounts).Register(mux)',
          '',
          '\tinvoiceRepo := repository.NewInvoiceRepository(db)',
          '\tinvoiceService := service.NewInvoiceService(invoiceRepo, time.Now)',
          '\tinvoiceHandler := handler.NewInvoiceHandler(invoiceService, slog.Default())',
          '\tinvoiceHandler.Register(mux)',
          '',
        ].join('\n'),
      ),
      composition,
    );
  });

  it('changes nothing the second time', () => {
    assert.deepEqual(added(added(module).files).part.changes, []);
  });

  it('inserts no wiring where its place is not certain, and says which lines it would be', () => {
    const guarded = changed(['main.go', main.replace('.Register(mux)', '.Register(mux, authenticate)')]);
    const handler = (module.get('handler/account_handler.go') ?? '').replace(
      'Register(mux *http.ServeMux)',
      'Register(mux *http.ServeMux, authenticate func(http.Handler) http.Handler)',
    );
    const twice = main.replace(
      'mux := http',
      'other := pgxpool.Must(nil)\n\trepository.NewAccountRepository(other)\n\tmux := http',
    );

    for (const files of [new Map([...guarded, ['handler/account_handler.go', handler]]), changed(['main.go', twice])]) {
      const { part } = added(files);
      assert.ok(!part.changes.some(({ path }) => path === 'main.go'));
      assert.match(
        part.next.join('\n'),
        /NewInvoiceHandler\(invoiceService, slog\.Default\(\)\)\n {2}invoiceHandler\.Register\(mux\)/,
      );
      assert.match(part.next.join('\n'), /what guards those of their neighbours/);
    }
  });

  it('imports no package that imports its own', () => {
    const circular = (module.get('service/account_service.go') ?? '').replace(
      'package service\n',
      'package service\n\nimport _ "example.com/acme/ledger/repository"\n',
    );
    const { files } = added(changed(['service/account_service.go', circular]));

    assert.doesNotMatch(files.get('repository/invoice_repository.go') ?? '', /ledger\/service"/);
    assert.match(added(module).files.get('repository/invoice_repository.go') ?? '', /ledger\/service"/);
  });

  it('is refused where something is in the way, naming all of it', () => {
    const files = new Map([
      ...module,
      ['handler/invoice_handler.go', 'package handler\n'],
      ['service/invoice_service.go', 'package service\n'],
    ]);

    assert.match(refusal(files), /service\/invoice_service\.go differs[\s\S]*handler\/invoice_handler\.go differs/);
  });

  it('is refused where it would be guessing, saying what is missing', () => {
    const unknown = new Map([...module].filter(([path]) => !path.startsWith('service/') && !path.startsWith('model/')));
    const iris = changed(['handler/app.go', 'package handler\n\nimport _ "github.com/kataras/iris/v12"\n']);
    const two = changed(['db/migrations/0001_a.up.sql', 'SELECT 1;\n']);

    assert.match(refusal(unknown), /layout of this module is not recognised.*--domain FOLDER --usecase FOLDER/);
    assert.match(
      refusal(iris),
      /written with Iris.*\n {2}go-architect new entity Invoice\n[\s\S]*new repository Invoice/,
    );
    assert.match(
      refusal(new Map([...two, ['db/db.go', 'package db\n']])),
      /--migrations:\n {2}db\/migrations\n {2}migrations/,
    );
  });

  it('builds, is formatted, passes its tests, and its SQL runs on PostgreSQL', async () => {
    const postgres = await startPostgresServer();
    try {
      await inTemporaryFolder(async (folder) => {
        const { files } = added(module);
        await writeFiles(
          folder,
          [...files].map(([path, content]) => ({ path, content, mode: 0o644 as const })),
        );
        const environment = { GOFLAGS: '-buildvcs=false -trimpath', TEST_DATABASE_URL: postgres.url('postgres') };
        assert.deepEqual(await run(folder, 'gofmt', ['-l', '.']), { status: 0, output: '' });
        assert.deepEqual(await run(folder, 'go', ['vet', './...'], environment), { status: 0, output: '' });
        const tested = await run(folder, 'go', ['test', '-v', './...'], environment);
        assert.equal(tested.status, 0, tested.output);
        assert.match(tested.output, /--- PASS: TestInvoiceRepositoryOnPostgreSQL/);
      });
    } finally {
      postgres.remove();
    }
  });
});
