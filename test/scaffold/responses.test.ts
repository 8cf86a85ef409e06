/** Handlers answer as their neighbours do: with the module's own functions where that is certain, and described as theirs are. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GoParser } from '../../server/src/go/parser.ts';
import { newHandler } from '../../server/src/scaffold/parts/handlers.ts';
import { surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { repositoryRoot } from '../snippets/collection.ts';
import { inTemporaryFolder, run, templatesFolder } from './generate.ts';

type Files = ReadonlyMap<string, string>;

const entity = (missing: string) => `package domain

import "errors"

var (
	ErrInternal = errors.New("internal error")
	${missing.padEnd(11)} = errors.New("not found")
	ErrInvalid  = errors.New("invalid")
)

// Invoice is one invoice.
type Invoice struct {
	ID     int64
	Number string
}
`;

const ginResponses = `package handler

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"example.com/acme/ledger/internal/domain"
)

var statuses = map[error]int{
	domain.ErrNotFound: http.StatusNotFound,
}

func handleSuccess(c *gin.Context, data any) {
	c.JSON(http.StatusOK, gin.H{"success": true, "data": data})
}

func handleError(c *gin.Context, err error) {
	status, ok := statuses[err]
	if !ok {
		status = http.StatusInternalServerError
	}
	c.JSON(status, gin.H{"success": false, "message": err.Error()})
}

func validationError(c *gin.Context, err error) {
	c.JSON(http.StatusBadRequest, gin.H{"success": false, "message": err.Error()})
}
`;

const ginNeighbour = (name: string) => `package handler

import (
	"strconv"

	"github.com/gin-gonic/gin"
)

type ${name}Service interface {
	Get(id int) (string, error)
}

// ${name}Handler serves.
type ${name}Handler struct {
	service ${name}Service
}

// Get godoc
//
//	@Summary	Get one
//	@Tags		${name}s
//	@Produce	json
//	@Success	200	{object}	map[string]any
//	@Failure	400	{object}	errorResponse
//	@Router		/${name.toLowerCase()}s/{id} [get]
//	@Security	BearerAuth
func (h *${name}Handler) Get(c *gin.Context) {
	id, err := strconv.Atoi(c.Param("id"))
	if err != nil {
		validationError(c, err)
		return
	}
	found, err := h.service.Get(id)
	if err != nil {
		handleError(c, err)
		return
	}
	handleSuccess(c, found)
}
`;

const respond = `package respond

import (
	"encoding/json"
	"log"
	"net/http"
)

// JSON answers.
func JSON(w http.ResponseWriter, status int, payload any) {
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(payload); err != nil {
		log.Println(err)
	}
}

// Error refuses.
func Error(w http.ResponseWriter, status int, reason error) {
	JSON(w, status, map[string]string{"message": reason.Error()})
}
`;

const chiNeighbour = (name: string) => `package handler

import (
	"net/http"

	"example.com/acme/ledger/internal/respond"
)

type ${name}Service interface {
	Get(id string) (string, error)
}

// ${name}Handler serves.
type ${name}Handler struct {
	service ${name}Service
}

// Get answers.
func (h *${name}Handler) Get(w http.ResponseWriter, r *http.Request) {
	found, err := h.service.Get(r.PathValue("id"))
	if err != nil {
		respond.Error(w, http.StatusInternalServerError, err)
		return
	}
	respond.JSON(w, http.StatusOK, found)
}
`;

const uses = (path: string) => `package router\n\nimport _ "${path}"\n`;

describe('Answers of a handler', function () {
  this.timeout(300_000);

  let templates: Templates;
  let parser: GoParser;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
  });

  function moduleOf(router: string, missing: string, handlers: Readonly<Record<string, string>>): Files {
    const goModule = (name: string) => readFileSync(join(repositoryRoot, 'test/snippets/gomod', name), 'utf8');
    return new Map([
      ['go.mod', goModule('go.mod').replace(/^module .*/m, 'module example.com/acme/ledger')],
      ['go.sum', goModule('go.sum')],
      ['internal/domain/invoice.go', entity(missing)],
      ['internal/usecase/usecase.go', 'package usecase\n'],
      ['internal/repository/repository.go', 'package repository\n'],
      ['internal/handler/router/router.go', uses(router)],
      ...Object.entries(handlers),
    ]);
  }

  function handlerIn(files: Files): { readonly text: string; readonly all: Files } {
    const survey = surveyModule(
      {
        read: (path) => files.get(path),
        goFiles: [...files.keys()].filter((path) => path.endsWith('.go')),
        namesIn: () => [],
        timestamp: '20260102030405',
      },
      templates,
      (text) => parser.parse(text),
    );
    assert.ok(survey.ok);
    const made = newHandler({ name: 'Invoice', fields: [], directory: 'internal/handler' }, survey.value);
    assert.ok(made.ok, JSON.stringify(made));
    const changes = made.value.changes.map(({ path, after }) => [path, after] as const);
    return { text: new Map(changes).get('internal/handler/invoice.go') ?? '', all: new Map([...files, ...changes]) };
  }

  async function assertSound(files: Files): Promise<void> {
    await inTemporaryFolder(async (folder) => {
      await writeFiles(
        folder,
        [...files].map(([path, content]) => ({ path, content, mode: 0o644 as const })),
      );
      const environment = { GOFLAGS: '-buildvcs=false -trimpath -mod=mod' };
      assert.deepEqual(await run(folder, 'gofmt', ['-l', 'internal/handler']), { status: 0, output: '' });
      assert.deepEqual(await run(folder, 'go', ['vet', './...'], environment), { status: 0, output: '' });
      const tested = await run(folder, 'go', ['test', './...'], environment);
      assert.equal(tested.status, 0, tested.output);
    });
  }

  const gin = (missing: string, others: Readonly<Record<string, string>> = {}) =>
    moduleOf('github.com/gin-gonic/gin', missing, {
      'internal/handler/response.go': ginResponses.replaceAll('ErrNotFound', missing),
      'internal/handler/account.go': ginNeighbour('Account'),
      'internal/handler/ledger.go': ginNeighbour('Ledger'),
      ...others,
    });

  it('are given by functions that choose the status, when these know the error of what is missing', async () => {
    const { text, all } = handlerIn(gin('ErrNotFound'));

    assert.match(text, /\thandleSuccess\(c, newInvoiceResponse\(&e\)\)\n/);
    assert.match(text, /case errors\.Is\(err, domain\.ErrNotFound\):\n\t\thandleError\(c, domain\.ErrNotFound\)\n/);
    assert.match(text, /case errors\.Is\(err, domain\.ErrInvalid\):\n\t\tvalidationError\(c, err\)\n/);
    assert.match(text, /\thandleError\(c, domain\.ErrInternal\)\n}/);
    assert.doesNotMatch(text, /c\.JSON\(|func \(h \*InvoiceHandler\) (answer|refuse)\(/);
    await assertSound(all);
  });

  it('are described to swag as the neighbours are', () => {
    const { text } = handlerIn(gin('ErrNotFound'));

    assert.ok(
      text.includes(
        [
          '// get godoc',
          '//',
          '//\t@Summary\tGet an invoice',
          '//\t@Tags\tInvoices',
          '//\t@Produce\tjson',
          '//\t@Param\tid path int true "ID"',
          '//\t@Success\t200 {object} invoiceResponse',
          '//\t@Failure\t400 {object} errorResponse',
          '//\t@Failure\t404 {object} errorResponse',
          '//\t@Failure\t500 {object} errorResponse',
          '//\t@Router\t/invoices/{id} [get]',
          '//\t@Security\tBearerAuth',
          'func (h *InvoiceHandler) get(c *gin.Context) {',
        ].join('\n'),
      ),
      text,
    );
  });

  it('are plain where those functions are not seen to know the error', () => {
    const unknowing = gin('ErrNotFound', {
      'internal/handler/response.go': ginResponses.replace('domain.ErrNotFound: http.StatusNotFound,', ''),
    });

    assert.match(handlerIn(unknowing).text, /\tc\.JSON\(http\.StatusCreated, newInvoiceResponse\(&e\)\)\n/);
  });

  it('are given by functions that take the status', async () => {
    const { text, all } = handlerIn(
      moduleOf('github.com/go-chi/chi/v5', 'ErrNotFound', {
        'internal/respond/respond.go': respond,
        'internal/handler/account.go': chiNeighbour('Account'),
        'internal/handler/ledger.go': chiNeighbour('Ledger'),
      }),
    );

    assert.match(text, /\trespond\.JSON\(w, http\.StatusCreated, newInvoiceResponse\(&e\)\)\n/);
    assert.match(text, /\trespond\.Error\(w, http\.StatusNotFound, domain\.ErrNotFound\)\n/);
    assert.match(text, /\trespond\.Error\(w, http\.StatusInternalServerError, errInvoiceFailed\)\n/);
    assert.doesNotMatch(text, /@Summary|json\.NewEncoder/);
    await assertSound(all);
  });

  it('are refusals given by a function that takes the text, beside plain successes', async () => {
    const refusing = (name: string) =>
      ginNeighbour(name)
        .replaceAll(/\t\tvalidationError\(c, err\)/g, '\t\trefuse(c, 400, err.Error())')
        .replace('handleError(c, err)', 'refuse(c, 500, err.Error())')
        .replace('handleSuccess(c, found)', 'c.JSON(200, found)');
    const { text, all } = handlerIn(
      gin('ErrNotFound', {
        'internal/handler/response.go':
          'package handler\n\nimport "github.com/gin-gonic/gin"\n\nfunc refuse(c *gin.Context, status int, message string) {\n\tc.AbortWithStatusJSON(status, gin.H{"message": message})\n}\n',
        'internal/handler/account.go': refusing('Account'),
        'internal/handler/ledger.go': refusing('Ledger'),
      }),
    );

    assert.match(text, /\trefuse\(c, http\.StatusBadRequest, err\.Error\(\)\)\n/);
    assert.match(text, /\trefuse\(c, http\.StatusInternalServerError, errInvoiceFailed\.Error\(\)\)\n/);
    assert.match(text, /\tc\.JSON\(http\.StatusCreated, newInvoiceResponse\(&e\)\)\n/);
    await assertSound(all);
  });

  it('are given by the function that is told the status, beside one that chooses it', () => {
    const responses =
      'package handler\n\nimport "github.com/gin-gonic/gin"\n\nfunc succeed(c *gin.Context, status int, message string, data any) {}\n\nfunc fail(c *gin.Context, status int, message string) {}\n\nfunc respond(c *gin.Context, err error) {}\n';
    const both = (name: string) =>
      ginNeighbour(name)
        .replaceAll(/\t\tvalidationError\(c, err\)/g, '\t\tfail(c, 400, err.Error())')
        .replace('handleError(c, err)', 'respond(c, err)\n\t\trespond(c, err)')
        .replace('handleSuccess(c, found)', 'succeed(c, 200, "found", found)');
    const { text } = handlerIn(
      gin('ErrNotFound', {
        'internal/handler/response.go': responses,
        'internal/handler/account.go': both('Account'),
        'internal/handler/ledger.go': both('Ledger'),
      }),
    );

    assert.match(text, /\tfail\(c, http\.StatusNotFound, domain\.ErrNotFound\.Error\(\)\)\n/);
    assert.match(
      text,
      /\tsucceed\(c, http\.StatusCreated, http\.StatusText\(http\.StatusCreated\), newInvoiceResponse\(&e\)\)\n/,
    );
  });

  it('carry the message that a function wants beside the data', async () => {
    const captioned = chiNeighbour('Account').replace(
      'respond.JSON(w, http.StatusOK, found)',
      'respond.Data(w, 200, "found", found)',
    );
    const { text, all } = handlerIn(
      moduleOf('github.com/go-chi/chi/v5', 'ErrNotFound', {
        'internal/respond/respond.go': `${respond}\n// Data answers.\nfunc Data(w http.ResponseWriter, status int, message string, data any) {\n\tJSON(w, status, map[string]any{"message": message, "data": data})\n}\n`,
        'internal/handler/account.go': captioned,
        'internal/handler/ledger.go': captioned.replaceAll('Account', 'Ledger'),
      }),
    );

    assert.match(
      text,
      /\trespond\.Data\(w, http\.StatusCreated, http\.StatusText\(http\.StatusCreated\), newInvoiceResponse\(&e\)\)\n/,
    );
    await assertSound(all);
  });

  it('come from a controller where the neighbours are controllers', async () => {
    const controller = (name: string) =>
      `${chiNeighbour(name).replaceAll('Handler', 'Controller')}\n// New${name}Controller returns one.\nfunc New${name}Controller() *${name}Controller { return &${name}Controller{} }\n`;
    const { text, all } = handlerIn(
      moduleOf('github.com/go-chi/chi/v5', 'ErrNotFound', {
        'internal/respond/respond.go': respond,
        'internal/handler/account.go': controller('Account'),
        'internal/handler/ledger.go': controller('Ledger'),
      }),
    );

    assert.match(text, /^func NewInvoiceController\(/m);
    assert.doesNotMatch(text, /InvoiceHandler/);
    await assertSound(all);
  });

  it('are plain where the function for successes alone is known', () => {
    const succeeding = chiNeighbour('Account')
      .replace('respond.JSON(', 'respond.Success(')
      .replace('respond.Error(w, http.StatusInternalServerError, err)', 'panic(err)');
    const { text } = handlerIn(
      moduleOf('github.com/go-chi/chi/v5', 'ErrNotFound', {
        'internal/respond/respond.go': respond.replace('func JSON(', 'func Success('),
        'internal/handler/account.go': succeeding,
        'internal/handler/ledger.go': succeeding.replaceAll('Account', 'Ledger'),
      }),
    );

    assert.doesNotMatch(text, /respond\./);
  });

  it('are plain where one neighbour alone does it, and where neighbours answer in two ways', () => {
    const one = handlerIn(
      moduleOf('github.com/go-chi/chi/v5', 'ErrNotFound', {
        'internal/respond/respond.go': respond,
        'internal/handler/account.go': chiNeighbour('Account'),
      }),
    );
    const mixed = handlerIn(
      gin('ErrNotFound', {
        'internal/handler/raw.go':
          'package handler\n\nimport "github.com/gin-gonic/gin"\n\nfunc raw(c *gin.Context) {\n\tc.JSON(200, 1)\n\tc.JSON(200, 2)\n}\n',
      }),
    );

    assert.match(one.text, /json\.NewEncoder/);
    assert.match(mixed.text, /\tc\.JSON\(http\.StatusCreated, newInvoiceResponse\(&e\)\)\n/);
  });
});
