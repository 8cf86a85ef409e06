/**
 * A cache in front of a repository, against a real Redis: no reader leaves a copy of what changed while it was reading, what is
 * written back is not read from a copy, and gRPC works on the same repository as HTTP.
 */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { partDefinitions } from '../../server/src/scaffold/parts/catalog.ts';
import type { Part, PartOptions } from '../../server/src/scaffold/parts/part.ts';
import { surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import type { Result } from '../../server/src/scaffold/result.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { foreignModule } from './foreignModule.ts';
import { inTemporaryFolder, projectFiles, readerOf, run, templatesFolder } from './generate.ts';
import { startRedisServer } from './servers.ts';

type Files = ReadonlyMap<string, string>;

const fields = ['number:string', 'customer_id:uuid', 'total:int64', 'note:text'];

/** Readers and writers of one account, with a store that lets a change happen while it is read. */
const races = `package repository

import (
	"context"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"example.com/acme/ledger/model"
)

type slowStore struct {
	owner     string
	reads     int
	meanwhile func()
}

func (s *slowStore) Get(_ context.Context, id int64) (model.Account, error) {
	s.reads++
	read := model.Account{ID: id, Owner: s.owner}
	if change := s.meanwhile; change != nil {
		s.meanwhile = nil
		change()
	}
	return read, nil
}

func (s *slowStore) GetForUpdate(ctx context.Context, id int64) (model.Account, error) { return s.Get(ctx, id) }

func (s *slowStore) Save(_ context.Context, e *model.Account) error { s.owner = e.Owner; return nil }

func (s *slowStore) Update(_ context.Context, e *model.Account) error { s.owner = e.Owner; return nil }

func (s *slowStore) Delete(context.Context, int64) error { s.owner = "nobody"; return nil }

func TestNoCopyIsOlderThanAChange(t *testing.T) {
	options, err := redis.ParseURL(os.Getenv("TEST_REDIS_URL"))
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	changes := map[string]func(r *CachedAccountRepository) error{
		"update": func(r *CachedAccountRepository) error { return r.Update(t.Context(), &model.Account{ID: 1, Owner: "new"}) },
		"save":   func(r *CachedAccountRepository) error { return r.Save(t.Context(), &model.Account{ID: 1, Owner: "new"}) },
		"delete": func(r *CachedAccountRepository) error { return r.Delete(t.Context(), 1) },
	}
	for name, change := range changes {
		client.FlushDB(t.Context())
		store := &slowStore{owner: "old"}
		cached := NewCachedAccountRepository(store, client, time.Minute, slog.Default())
		get := func() model.Account {
			found, err := cached.Copies().Get(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		if get(); get().Owner != "old" || store.reads != 1 {
			t.Errorf("%s: %d reads, want the second from a copy", name, store.reads)
		}
		if found, _ := cached.Get(t.Context(), 1); found.Owner != "old" || store.reads != 2 {
			t.Errorf("%s: %d reads, want what may be written back from the store", name, store.reads)
		}
		if _, _ = cached.Copies().GetForUpdate(t.Context(), 1); store.reads != 3 {
			t.Errorf("%s: %d reads, want what is read for an update from the store", name, store.reads)
		}
		client.FlushDB(t.Context())
		store.meanwhile = func() {
			if err := change(cached); err != nil {
				t.Error(err)
			}
		}
		if get(); get().Owner == "old" {
			t.Errorf("%s: the slow reader left what was old", name)
		}
		// The mark of a reader that was overtaken must not be taken for that of the next.
		client.FlushDB(t.Context())
		store.owner = "old"
		store.meanwhile = func() {
			if err := change(cached); err != nil {
				t.Error(err)
			}
			client.FlushDB(t.Context())
			get()
		}
		if get(); get().Owner == "old" {
			t.Errorf("%s: the slower reader overwrote what the faster one kept", name)
		}
	}
}
`;

const port = `package service

import (
	"context"

	"example.com/acme/ledger/model"
)

// AccountStore keeps accounts.
type AccountStore interface {
	Get(ctx context.Context, id int64) (model.Account, error)
	GetForUpdate(ctx context.Context, id int64) (model.Account, error)
	Save(ctx context.Context, e *model.Account) error
	Update(ctx context.Context, e *model.Account) error
	Delete(ctx context.Context, id int64) error
}
`;

describe('A cache in front of a repository', function () {
  this.timeout(600_000);

  let templates: Templates;
  let parser: GoParser;
  let ours: Files;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
    const generated = await projectFiles({
      router: 'chi',
      logger: 'slog',
      migrations: 'golang-migrate',
      cache: 'redis',
      grpc: true,
    });
    ours = new Map(generated.map(({ path, content }) => [path, content]));
  });

  function add(files: Files, part: string, options: Partial<PartOptions> = {}): Result<Part> {
    const definition = partDefinitions.find(({ name }) => name === part);
    assert.ok(definition, `there is no part ${part}`);
    const survey = surveyModule(readerOf(files), templates, (text) => parser.parse(text));
    assert.ok(survey.ok, JSON.stringify(survey));
    return definition.make({ name: 'Invoice', fields: [], ...options }, survey.value);
  }

  function made(files: Files, part: string, options: Partial<PartOptions> = {}) {
    const result = add(files, part, options);
    assert.ok(result.ok, `${part}: ${JSON.stringify(result)}`);
    const { changes, next } = result.value;
    return { files: new Map([...files, ...changes.map(({ path, after }) => [path, after] as const)]), next };
  }

  const featured = () =>
    ['entity', 'usecase', 'repository', 'handler'].reduce<Files>(
      (files, part) => made(files, part, { fields }).files,
      ours,
    );

  it('keeps nothing that changed while it was read, and writes back nothing from a copy', async () => {
    const redis = await startRedisServer();
    try {
      await inTemporaryFolder(async (folder) => {
        const module = new Map([...foreignModule(ours), ['service/account_store.go', port]]);
        const { files } = made(module, 'cache', { name: 'Account', port: 'service.AccountStore' });
        await writeFiles(
          folder,
          [...files, ['repository/races_test.go', races] as const].map(([path, content]) => ({
            path,
            content,
            mode: 0o644 as const,
          })),
        );
        const environment = { GOFLAGS: '-buildvcs=false -trimpath', TEST_REDIS_URL: redis.url };
        const tested = await run(folder, 'go', ['test', '-v', './repository/...'], environment);
        assert.equal(tested.status, 0, tested.output);
        assert.match(tested.output, /--- PASS: TestNoCopyIsOlderThanAChange/);
        assert.match(tested.output, /--- PASS: TestAccountCopiesKeepNothingThatChangedMeanwhile/);
      });
    } finally {
      redis.remove();
    }
  });

  it('is refused where a method changes things in a way that it cannot follow', () => {
    const odd = new Map([
      ...foreignModule(ours),
      [
        'service/account_store.go',
        port.replace('\tDelete(', '\tMarkPaid(ctx context.Context, id int64) error\n\tDelete('),
      ],
    ]);
    const refused = add(odd, 'cache', { name: 'Account', port: 'service.AccountStore' });

    assert.ok(!refused.ok);
    assert.match(refused.problems[0]?.message ?? '', /cannot follow: MarkPaid/);
  });

  it('is what gRPC works on where HTTP does', () => {
    const cached = made(featured(), 'cache').files;
    const composition = cached.get('cmd/api/run.go') ?? '';
    const inUse = new Map([
      ...cached,
      [
        'cmd/api/run.go',
        composition
          .replace('NewService(postgres.NewInvoiceRepository(pool))', 'NewService(invoices)')
          .replace(
            '\tmiddlewares, err :=',
            '\tinvoices := redis.NewCachedInvoiceRepository(postgres.NewInvoiceRepository(pool), redisClient, time.Minute, log)\n\tmiddlewares, err :=',
          ),
      ] as const,
    ]);

    const shared = made(inUse, 'grpc');
    assert.match(
      shared.files.get('cmd/api/run.go') ?? '',
      /RegisterInvoiceServiceServer\(grpcServer, grpcserver\.NewInvoiceServer\(invoiceusecase\.NewService\(invoices\)\)\)/,
    );
    assert.doesNotMatch(shared.next.join('\n'), /not in use/);
    const elsewhere = new Map([
      ...inUse,
      [
        'cmd/api/run.go',
        (inUse.get('cmd/api/run.go') ?? '').replace('NewService(invoices)', 'NewService(stores.invoices)'),
      ],
    ]);
    const said = made(elsewhere, 'grpc');
    assert.equal(said.files.get('cmd/api/run.go'), elsewhere.get('cmd/api/run.go'));
    assert.match(said.next.join('\n'), /add: .*NewService\(stores\.invoices\)/);
    assert.match(
      made(cached, 'grpc').next.join('\n'),
      /CachedInvoiceRepository of internal\/repository\/redis\/invoice_cache\.go is not in use yet/,
    );
  });

  it('lets a caller of gRPC say the version that a change was made from, where the use case takes one', () => {
    const entity = 'internal/domain/invoice/invoice.go';
    const service = 'internal/usecase/invoice/service.go';
    const files = featured();
    const counted = new Map([
      ...files,
      [entity, (files.get(entity) ?? '').replace(/(type Invoice struct \{\n)/, '$1\tVersion int64\n')] as const,
      [
        service,
        (files.get(service) ?? '').replace(/(type UpdateInput struct \{\n)(?!\tVersion)/, '$1\tVersion *int64\n'),
      ] as const,
    ]);
    const added = made(counted, 'grpc').files;
    const server = added.get('internal/delivery/grpc/server/invoice.go') ?? '';

    const proto = added.get('api/proto/invoice/v1/invoice.proto') ?? '';
    assert.match(proto, /message UpdateInvoiceRequest \{[^}]*int64 version = \d+;\n\}/);
    assert.doesNotMatch(proto, /message CreateInvoiceRequest \{[^}]*version/);
    assert.match(server, /UpdateInput\{\n\t\tVersion: +version,/);
    assert.doesNotMatch(server, /invoice\.Values\{[^}]*Version/);
  });

  it('lets gRPC refuse what cannot be stored by its field, as HTTP does', async () => {
    const { files } = made(featured(), 'grpc');
    const server = files.get('internal/delivery/grpc/server/invoice.go') ?? '';

    assert.match(server, /GetNumber\(\)\) > 255 \{\n\t\tfields\["number"\] = "must have at most 255 characters"/);
    assert.match(server, /GetNote\(\)\) > 10000 \{/);
    assert.match(server, /GetCustomerId\(\); .*\n\t\tfields\["customer_id"\] = "must be a UUID"/);
    assert.equal(server.match(/id, err := invoiceID\(request\.GetId\(\)\)/g)?.length, 3);
    await inTemporaryFolder(async (folder) => {
      await writeFiles(
        folder,
        [...files].map(([path, content]) => ({ path, content, mode: 0o644 as const })),
      );
      const environment = { GOFLAGS: '-buildvcs=false -trimpath' };
      const tested = await run(folder, 'go', ['test', '-v', './internal/delivery/grpc/server/'], environment);
      assert.equal(tested.status, 0, tested.output);
      assert.match(tested.output, /--- PASS: TestInvoiceServiceRefusesWhatCannotBeStored/);
    });
    const test = files.get('internal/delivery/grpc/server/invoice_test.go') ?? '';
    assert.match(test, /assert\.Equal\(t, \[\]string\{"customer_id"\}, invoiceRefused\(t, err\)\)/);
    assert.match(test, /through\(\[\]Interceptor\{authentication\(/);
  });
});
