/** A feature in modules on routers that `new project` does not offer: wired, built, and its routes answered. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { newFeature } from '../../server/src/scaffold/parts/features.ts';
import type { Part } from '../../server/src/scaffold/parts/part.ts';
import { surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import type { Result } from '../../server/src/scaffold/result.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { inTemporaryFolder, readerOf, templatesFolder, testsOf } from './generate.ts';

type Files = ReadonlyMap<string, string>;

interface Router {
  readonly name: string;
  readonly requirement: string;
  readonly importPath: string;
  readonly type: string;
  readonly made: string;
  /** The statement of a neighbour, at `router`. */
  readonly route: string;
  readonly serve: string;
}

const mux: Router = {
  name: 'gorilla/mux',
  requirement: 'github.com/gorilla/mux v1.8.1',
  importPath: 'github.com/gorilla/mux',
  type: '*mux.Router',
  made: 'mux.NewRouter()',
  route:
    'router.HandleFunc("/api/v1/accounts", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })',
  serve: 'http.ListenAndServe(":8080", router)',
};

const fiber: Router = {
  name: 'Fiber',
  requirement: 'github.com/gofiber/fiber/v2 v2.52.9',
  importPath: 'github.com/gofiber/fiber/v2',
  type: 'fiber.Router',
  made: 'fiber.New()',
  route: 'router.Get("/api/v1/accounts", func(c *fiber.Ctx) error { return c.SendStatus(http.StatusOK) })',
  serve: 'router.Listen(":8080")',
};

function moduleOn(
  { requirement, importPath, type, made, route, serve }: Router,
  idType: string,
  ...others: readonly (readonly [string, string])[]
): Files {
  return new Map([
    [
      'go.mod',
      `module example.com/acme/ledger\n\ngo 1.26.0\n\nrequire ${requirement}\n\nrequire github.com/google/uuid v1.6.0\n`,
    ],
    ['model/account.go', `package model\n\n// Account is one account.\ntype Account struct {\n\tID ${idType}\n}\n`],
    [
      'repository/account_repository.go',
      'package repository\n\nimport "database/sql"\n\n// AccountRepository keeps accounts.\ntype AccountRepository struct {\n\tdb *sql.DB\n}\n\n// NewAccountRepository returns an AccountRepository.\nfunc NewAccountRepository(db *sql.DB) *AccountRepository {\n\treturn &AccountRepository{db: db}\n}\n',
    ],
    ['service/account_service.go', 'package service\n'],
    [
      'handler/account_handler.go',
      `package handler

import (
	"net/http"

	"example.com/acme/ledger/repository"
	"${importPath}"
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
func (h *AccountHandler) Register(router ${type}) {
	${route}
}
`,
    ],
    [
      'main.go',
      `package main

import (
	"database/sql"
${serve.startsWith('http.') ? '\t"net/http"\n' : ''}	"os"

	"example.com/acme/ledger/handler"
	"example.com/acme/ledger/repository"
	"${importPath}"
)

func main() {
	db, err := sql.Open("sqlite", "ledger.db")
	if err != nil {
		os.Exit(1)
	}
	router := ${made}
	accounts := repository.NewAccountRepository(db)
	handler.NewAccountHandler(accounts).Register(router)

	if err := ${serve}; err != nil {
		os.Exit(1)
	}
}
`,
    ],
    ...others,
  ]);
}

/** A chain that answers what asks before, and lets in who says so; its neighbours' handlers are wrapped as it is said. */
function behindChain(handler: string): Files {
  const plain = moduleOn(
    { ...mux, route: `router.Handle("/api/v1/accounts", ${handler}).Methods("GET", "OPTIONS")` },
    'int64',
  );
  const text = (path: string) => plain.get(path) ?? '';
  return new Map([
    ...plain,
    [
      'go.mod',
      text('go.mod').replace(
        '\n\nrequire github.com/google',
        '\n\nrequire github.com/urfave/negroni v1.0.0\n\nrequire github.com/google',
      ),
    ],
    [
      'handler/account_handler.go',
      `${text('handler/account_handler.go')
        .replace('router *mux.Router)', 'router *mux.Router, n negroni.Negroni)')
        .replace('"github.com/gorilla/mux"', '"github.com/gorilla/mux"\n\t"github.com/urfave/negroni"')}
func accounts(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }
`,
    ],
    [
      'main.go',
      `package main

import (
	"database/sql"
	"net/http"
	"os"

	"example.com/acme/ledger/handler"
	"example.com/acme/ledger/repository"
	"github.com/gorilla/mux"
	"github.com/urfave/negroni"
)

func build(db *sql.DB) http.Handler {
	router := mux.NewRouter()
	n := negroni.New(negroni.HandlerFunc(gate))
	accounts := repository.NewAccountRepository(db)
	handler.NewAccountHandler(accounts).Register(router, *n)

	return router
}

func gate(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
	if r.Method == http.MethodOptions {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		return
	}
	if r.Header.Get("Authorization") == "" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	next(w, r)
}

func main() {
	db, err := sql.Open("sqlite", "ledger.db")
	if err != nil {
		os.Exit(1)
	}
	if err := http.ListenAndServe(":8080", build(db)); err != nil {
		os.Exit(1)
	}
}
`,
    ],
  ]);
}

const chainTest = `package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestChain(t *testing.T) {
	router := build(nil)
	for _, test := range []struct {
		method, path, authorization string
		want                        int
	}{
		{http.MethodGet, "/api/v1/accounts", "", http.StatusUnauthorized},
		{http.MethodGet, "/api/v1/accounts", "me", http.StatusOK},
		{http.MethodGet, "/api/v1/invoices", "", http.StatusUnauthorized},
		{http.MethodPost, "/api/v1/invoices", "", http.StatusUnauthorized},
		{http.MethodGet, "/api/v1/invoices/x", "me", http.StatusBadRequest},
		{http.MethodOptions, "/api/v1/invoices", "", http.StatusOK},
		{http.MethodOptions, "/api/v1/invoices/1", "", http.StatusOK},
		{http.MethodGet, "/api/v1/elsewhere", "", http.StatusNotFound},
	} {
		recorder := httptest.NewRecorder()
		request := httptest.NewRequest(test.method, test.path, http.NoBody)
		if test.authorization != "" {
			request.Header.Set("Authorization", test.authorization)
		}
		router.ServeHTTP(recorder, request)
		if recorder.Code != test.want {
			t.Errorf("%s %s: %d, want %d", test.method, test.path, recorder.Code, test.want)
		}
	}
}
`;

describe('A feature on another router', function () {
  this.timeout(900_000);

  let templates: Templates;
  let parser: GoParser;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
  });

  function add(files: Files): Result<Part> {
    const survey = surveyModule(readerOf(files), templates, (text) => parser.parse(text));
    assert.ok(survey.ok);
    return newFeature({ name: 'Invoice', fields: ['name:string', 'total:int64', 'due_at:time'] }, {}, survey.value);
  }

  function added(files: Files): { readonly files: Files; readonly part: Part } {
    const made = add(files);
    assert.ok(made.ok, JSON.stringify(made));
    const changes = made.value.changes.map(({ path, after }) => [path, after] as const);
    return { files: new Map([...files, ...changes]), part: made.value };
  }

  for (const router of [mux, fiber]) {
    for (const idType of ['int64', 'string', 'ID']) {
      it(`answers on ${router.name}, identified by ${idType}`, async () => {
        const named = 'package model\n\nimport "github.com/google/uuid"\n\n// ID identifies.\ntype ID = uuid.UUID\n';
        const { files } = added(
          moduleOn(router, idType, ...(idType === 'ID' ? [['model/id.go', named] as const] : [])),
        );
        assert.ok((files.get('main.go') ?? '').includes('\tinvoiceHandler.Register(router)\n'), files.get('main.go'));
        assert.match(files.get('handler/invoice_handler.go') ?? '', /"\/api\/v1\/invoices"/);
        assert.deepEqual(added(files).part.changes, []);

        await inTemporaryFolder(async (folder) => {
          assert.match(await testsOf(folder, files), /--- PASS: TestInvoiceRoutesAnswer\/get_missing/);
        });
      });
    }
  }

  it('answers behind the chain of Negroni that its neighbours are wrapped in, and to what asks before', async () => {
    const wrapped = behindChain('n.With(negroni.Wrap(http.HandlerFunc(accounts)))');
    const { files, part } = added(wrapped);
    const main = files.get('main.go') ?? '';

    assert.ok(
      main.includes(
        [
          '\tinvoiceRouter := router.NewRoute().Subrouter()',
          '\tinvoiceRouter.Use(func(next http.Handler) http.Handler { return n.With(negroni.Wrap(next)) })',
          '\tinvoiceHandler.Register(invoiceRouter)',
          '',
        ].join('\n'),
      ),
      main,
    );
    assert.deepEqual(
      part.changes.filter(({ before }) => before !== undefined).map(({ path }) => path),
      ['main.go'],
    );
    assert.deepEqual(added(files).part.changes, []);
    await inTemporaryFolder(async (folder) => {
      assert.match(await testsOf(folder, [...files, ['main_test.go', chainTest] as const]), /--- PASS: TestChain/);
    });
  });

  it('inserts no routes beside those that are wrapped in more than the chain, or not at all', () => {
    for (const handler of [
      'n.With(negroni.HandlerFunc(authenticate), negroni.Wrap(http.HandlerFunc(accounts)))',
      'http.HandlerFunc(accounts)',
    ]) {
      const { part } = added(behindChain(handler));
      assert.ok(!part.changes.some(({ path }) => path === 'main.go'), handler);
      assert.match(part.next.join('\n'), /invoiceHandler\.Register\(router\)\nput before the routes what guards/);
    }
  });

  it('inserts no routes beside those that stand behind a chain of Negroni', () => {
    const plain = moduleOn(mux, 'int64');
    const chained = new Map([
      ...plain,
      [
        'handler/account_handler.go',
        (plain.get('handler/account_handler.go') ?? '')
          .replace('router *mux.Router)', 'router *mux.Router, n negroni.Negroni)')
          .replace('"github.com/gorilla/mux"', '"github.com/gorilla/mux"\n\t"github.com/urfave/negroni"'),
      ] as const,
      ['main.go', (plain.get('main.go') ?? '').replace('Register(router)', 'Register(router, *n)')] as const,
    ]);
    const { part } = added(chained);

    assert.ok(!part.changes.some(({ path }) => path === 'main.go'));
    assert.match(part.next.join('\n'), /invoiceHandler\.Register\(router\)\nput before the routes what guards/);
  });

  it('is refused on other versions of Fiber', () => {
    const made = add(moduleOn({ ...fiber, importPath: 'github.com/gofiber/fiber/v3' }, 'int64'));

    assert.ok(!made.ok);
    assert.match(
      made.problems.map(({ message }) => message).join('\n'),
      /written with Fiber of another version than 2/,
    );
  });
});
