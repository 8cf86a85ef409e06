/** Which snippets are offered where, and in whose words. */
import assert from 'node:assert/strict';
import { fittingSnippets, type SnippetPlace } from '../../server/src/scaffold/fittingSnippets.ts';
import { goSnippets } from '../../server/src/workspace/snippetFiles.ts';

const place: SnippetPlace = {
  role: 'repository',
  isTest: false,
  inside: 'declarations',
  imports: new Map([
    ['github.com/jackc/pgx/v5/pgxpool', 'pgxpool'],
    ['github.com/go-chi/chi/v5', 'chi'],
    ['log/slog', 'slog'],
  ]),
  entities: [
    { name: 'Order', importPath: 'example.com/shop/internal/domain/order', packageName: 'order' },
    { name: 'User', importPath: 'example.com/shop/internal/domain/user', packageName: 'user' },
  ],
  fileName: 'store',
  folder: 'postgres',
};

const prefixes = (at: Partial<SnippetPlace>) =>
  fittingSnippets(goSnippets(), { ...place, ...at }).map(({ source }) => source.prefix);

describe('snippets that fit', () => {
  it('are those of the layer in the libraries of the project', () => {
    const inRepository = prefixes({});
    assert.equal(inRepository[0], 'ga-pgx-repository');
    assert.ok(inRepository.includes('ga-cache-aside'));
    assert.ok(!inRepository.some((prefix) => /^ga-(sqlx|sql|gin|chi|usecase)-/.test(prefix)));
    const inDelivery = prefixes({ role: 'delivery' });
    assert.ok(inDelivery.includes('ga-chi-create') && inDelivery.includes('ga-http-mw-auth'));
    assert.ok(!inDelivery.some((prefix) => /^ga-(gin|echo|pgx)-/.test(prefix)));
    assert.ok(
      !prefixes({ role: 'delivery', imports: new Map([['github.com/gin-gonic/gin', 'gin']]) }).some((prefix) =>
        /^ga-(chi|echo)-/.test(prefix),
      ),
    );
    assert.equal(prefixes({ role: 'domain' })[0], 'ga-entity');
  });

  it('are first those that the file is called after, even where the layer is for something else', () => {
    const first = (at: Partial<SnippetPlace>) => prefixes({ role: 'delivery', ...at })[0];
    assert.equal(first({ fileName: 'user_handler', folder: 'handler' }), 'ga-chi-handler');
    assert.equal(first({ fileName: 'audit', folder: 'middlewares' }), 'ga-http-mw-auth');
    assert.equal(first({ fileName: 'cors', folder: 'middleware' }), 'ga-http-mw-cors');
    assert.equal(first({ fileName: 'health_handler', folder: 'handler' }), 'ga-health');
    assert.equal(first({ fileName: 'list_orders', folder: 'handler' }), 'ga-chi-list');
    assert.equal(prefixes({ fileName: 'user_cache', folder: 'redis' })[0], 'ga-cache-aside');
    assert.equal(prefixes({ fileName: 'metrics', folder: 'observability' })[0], 'ga-metrics-registry');
    assert.match(prefixes({ role: 'domain', fileName: 'errors' })[0] ?? '', /^ga-domain-errors?$/);
    const inUseCase = prefixes({ role: 'usecase', fileName: 'create_order', folder: 'order' });
    assert.ok(!inUseCase.some((prefix) => /^ga-(chi|http|pgx)-/.test(prefix)), inUseCase.join(' '));
  });

  it('are those of net/http where no router is chosen, and none of a router that no snippet speaks of', () => {
    const of = (...paths: readonly string[]) =>
      prefixes({ role: 'delivery', imports: new Map(paths.map((path) => [path, path.split('/').pop() ?? ''])) });
    const plain = of('net/http');
    assert.equal(plain[0], 'ga-http-handler');
    assert.ok(!plain.some((prefix) => /^ga-(chi|echo|gin)-/.test(prefix)), plain.join(' '));
    const fiber = of('net/http', 'github.com/gofiber/fiber/v2');
    assert.ok(!fiber.some((prefix) => /^ga-((chi|echo|gin)-|http-(handler|create|mw))/.test(prefix)), fiber.join(' '));
  });

  it('are all of a kind while the project has chosen no library', () => {
    const offered = prefixes({ imports: new Map() });
    for (const prefix of ['ga-pgx-create', 'ga-sql-create', 'ga-sqlx-create'])
      assert.ok(offered.includes(prefix), prefix);
  });

  it('are whole files in an empty file, statements in a function, tests in a test', () => {
    assert.deepEqual(prefixes({ role: 'main', inside: 'emptyFile' }).includes('ga-main'), true);
    assert.ok(!prefixes({ role: 'main' }).includes('ga-main'));
    assert.ok(prefixes({ role: 'usecase', inside: 'statements' }).includes('ga-trace-span'));
    assert.ok(prefixes({ isTest: true }).every((prefix) => /^ga-(test|benchmark|fuzz|mock|fake)/.test(prefix)));
    assert.ok(prefixes({ isTest: true }).length > 0);
  });

  it('are none where no layer says what the code is for', () => {
    assert.deepEqual(prefixes({ role: undefined }), []);
  });

  it('speak of the entity the file is named after, or let the user choose among those there are', () => {
    const create = (at: Partial<SnippetPlace>) =>
      fittingSnippets(goSnippets(), { ...place, ...at }).find(({ source }) => source.prefix === 'ga-pgx-create');
    const chosen = create({});
    assert.match(chosen?.body ?? '', /func \(r \*\$\{1\|Order,User\|\}Repository\) Create/);
    assert.match(chosen?.body ?? '', /\*\$\{4\|order\.,user\.\|\}\$\{1\}/);
    const inFolder = create({ folder: 'user' });
    assert.match(inFolder?.body ?? '', /func \(r \*\$\{1:User\}Repository\) Create/);
    assert.match(inFolder?.body ?? '', /\$\{4:user\.\}/);
    const named = create({ fileName: 'user_repository' });
    assert.match(named?.body ?? '', /\$\{1:\$\{TM_FILENAME_BASE/);
    assert.match(named?.body ?? '', /\$\{4:user\.\}/);
    assert.deepEqual(
      named?.needs.map(({ path }) => path),
      ['context', 'errors', 'example.com/shop/internal/domain/user', 'fmt', 'github.com/jackc/pgx/v5/pgconn'],
    );
    const own = create({ entities: [{ name: 'Order', importPath: undefined, packageName: 'order' }] });
    assert.match(own?.body ?? '', /\$\{4:\}/);
  });
});
