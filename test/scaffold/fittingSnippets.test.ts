/** Which snippets are offered where, and in whose words. */
import assert from 'node:assert/strict';
import { fittingSnippets, type SnippetPlace } from '../../server/src/scaffold/fittingSnippets.ts';
import { snippetImports, usedPackages } from '../../server/src/scaffold/snippetImports.ts';
import { goSnippets } from '../../server/src/workspace/snippetFiles.ts';
import { expand } from '../snippets/expand.ts';

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
  inputs: [],
  fileName: 'store',
  folder: 'postgres',
};

const prefixes = (at: Partial<SnippetPlace>) =>
  fittingSnippets(goSnippets(), { ...place, ...at }).map(({ source }) => source.prefix);

const everywhere: readonly Partial<SnippetPlace>[] = (
  ['domain', 'usecase', 'repository', 'delivery', 'platform', 'main'] as const
).flatMap((role) =>
  (['emptyFile', 'declarations', 'statements'] as const).flatMap((inside) =>
    [false, true].map((isTest) => ({ role, inside, isTest, imports: new Map<string, string>() })),
  ),
);

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

  it('need every package that they use', () => {
    for (const source of goSnippets()) {
      const [found] = everywhere.flatMap((at) => fittingSnippets([source], { ...place, ...at, entities: [] }));
      const used = usedPackages(expand(source.body, { path: 'item.go' }), Object.keys(snippetImports));
      assert.deepEqual(new Set(found?.needs.map(({ name }) => name)), new Set(used), source.prefix);
    }
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
    const input = { name: 'Order', importPath: 'example.com/shop/internal/usecase/order', packageName: 'ordering' };
    const served = fittingSnippets(goSnippets(), {
      ...place,
      role: 'delivery',
      fileName: 'order_handler',
      inputs: [input],
    });
    const handler = served.find(({ source }) => source.prefix === 'ga-chi-handler');
    assert.match(handler?.body ?? '', /\$\{\d+:ordering\.\}Create/);
    assert.ok(handler?.needs.some(({ path }) => path === input.importPath));
    // The package of the use cases and that of the entity may have one name, and a variable must hide neither.
    const alike = fittingSnippets(goSnippets(), {
      ...place,
      role: 'delivery',
      fileName: 'order_handler',
      inputs: [{ ...input, packageName: 'order' }],
    }).find(({ source }) => source.prefix === 'ga-chi-handler');
    assert.match(alike?.body ?? '', /\$\{\d+:orderusecase\.\}Create/);
    assert.ok(alike?.needs.some(({ name, alias }) => name === 'orderusecase' && alias));
    assert.match(
      create({ fileName: 'order' })?.body ?? '',
      /Create\(ctx context\.Context, e \*\$\{4:order\.\}\$\{1\}\)/,
    );
    const defined = fittingSnippets(goSnippets(), { ...place, role: 'domain', fileName: 'refund', folder: 'refund' });
    assert.match(defined[0]?.body ?? '', /^\/\/ \$\{1:\$\{TM_FILENAME_BASE/);
    const own = create({ entities: [{ name: 'Order', importPath: undefined, packageName: 'order' }] });
    assert.match(own?.body ?? '', /\$\{4:\}/);
  });
});
