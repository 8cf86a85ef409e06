/**
 * Snippets that belong together are put into one package, as a user would, and tested there with `go test`: the
 * repositories against PostgreSQL, the handlers and the middleware of each router by requests, the rest by what it does.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSnippets } from './collection.ts';
import { expand } from './expand.ts';
import { GoModule, packageOf, supportPackages } from './goModule.ts';
import { type Postgres, startPostgres } from './postgres.ts';

const snippets = new Map(readSnippets().map((snippet) => [snippet.prefix, snippet]));

interface Suite {
  readonly prefixes: readonly string[];
  /** The tests, by their path in the folder `behaviour`. */
  readonly tests: readonly string[];
}

const handlers = ['handler', 'create', 'get', 'list', 'update', 'patch', 'delete'];
const netHttp = ['ga-http-envelope', 'ga-http-error', 'ga-http-decode', ...starting('ga-http-mw-')];
const everyApi = ['ga-http-list-query', 'ga-validator', 'ga-fake'];

const suites: Readonly<Record<string, Suite>> = {
  pgx: { prefixes: starting('ga-pgx-'), tests: ['repository/repository_test.go', 'pgx/pgx_test.go'] },
  sql: { prefixes: starting('ga-sql-'), tests: ['repository/repository_test.go', 'sql/sql_test.go'] },
  sqlx: { prefixes: starting('ga-sqlx-'), tests: ['repository/repository_test.go', 'sqlx/sqlx_test.go'] },
  http: api('http', [...handlers.map((name) => `ga-http-${name}`), 'ga-http-router', ...netHttp]),
  chi: api('chi', [...starting('ga-chi-'), ...netHttp]),
  gin: api('gin', starting('ga-gin-')),
  echo: api('echo', starting('ga-echo-')),
  service: {
    prefixes: [
      ...['ga-worker', 'ga-pool', 'ga-retry', 'ga-shutdown', 'ga-http-server', 'ga-ready', 'ga-config'],
      ...['ga-redis-client', 'ga-redis-lock', 'ga-cache-aside', 'ga-cache-invalidate', 'ga-consumer-redis'],
    ],
    tests: ['service/service_test.go'],
  },
};

describe('Snippets at work', function () {
  // With an empty build cache the toolchain first compiles some hundred dependencies.
  this.timeout(1_800_000);

  let postgres: Postgres;
  let module: GoModule;
  let output = '';

  before(async () => {
    postgres = startPostgres();
    postgres.execute(expand(snippets.get('ga-migrate-table-up')!.body, { path: '/app/1_create_users_table.up.sql' }));
    module = new GoModule(join(import.meta.dirname, 'gomod'));
    for (const [path, text] of supportPackages(snippets)) module.write(path, text);
    for (const [name, { prefixes, tests }] of Object.entries(suites)) {
      const files = packageOf(prefixes, snippets, '/home/dev/app/internal/app/user.go');
      for (const [file, text] of files) module.write(`${name}/${file}`, text);
      for (const test of tests) {
        const text = readFileSync(join(import.meta.dirname, 'behaviour', test), 'utf8');
        module.write(`${name}/${test.slice(test.indexOf('/') + 1)}`, text);
      }
    }
    // One package at a time: those with a database share its only table.
    output = await module.runWith({ DATABASE_URL: postgres.url }, 'go', 'test', '-p', '1', './...');
  });

  after(() => {
    module?.remove();
    postgres?.stop();
  });

  for (const name of Object.keys(suites)) {
    it(`${name}: do together what they say`, () => {
      assert.match(output, new RegExp(`^ok\\s+example.com/snippets/${name}\\s`, 'm'), output);
    });
  }
});

function api(router: string, prefixes: readonly string[]): Suite {
  return { prefixes: [...prefixes, ...everyApi], tests: ['api/api_test.go', `${router}/${router}_test.go`] };
}

function starting(start: string): string[] {
  return [...snippets.keys()].filter((prefix) => prefix.startsWith(start));
}
