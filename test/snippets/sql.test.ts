/**
 * Every migration snippet goes up, down and up again on a real PostgreSQL, run by the tool it is written for; and every
 * statement in the repository snippets is one that this PostgreSQL can plan against the table the migrations make.
 */
import assert from 'node:assert/strict';
import { check, type MigrationCase, type QueryCase } from './checks.ts';
import { readSnippets, type Snippet } from './collection.ts';
import { migrationContexts, probeOfTable } from './documentContexts.ts';
import { expand } from './expand.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { type Variant, variantsOf } from './variants.ts';

const snippets = readSnippets();
const byPrefix = new Map(snippets.map((snippet) => [snippet.prefix, snippet]));
const sql = snippets.filter((snippet) => snippet.languages.includes('sql'));
const repositories = snippets.filter((snippet) => /^ga-(pgx|sqlx?)-/.test(snippet.prefix));

describe('SQL in snippets', function () {
  // With an empty build cache the toolchain first compiles some hundred dependencies.
  this.timeout(1_800_000);

  let postgres: Postgres;
  let problems = new Map<string, string>();
  const migrations: MigrationCase[] = Object.keys(migrationContexts).flatMap(migrationCases);
  const queries: QueryCase[] = repositories.flatMap(queryCases);

  before(async () => {
    postgres = startPostgres();
    problems = await check({ databaseUrl: postgres.url, migrations, queries });
  });

  after(() => postgres?.stop());

  it('has a context for every migration, and a migration for every context', () => {
    const contexts = Object.entries(migrationContexts).flatMap(([prefix, { down }]) =>
      down ? [prefix, down] : [prefix],
    );
    assert.deepEqual(contexts.sort(), sql.map(({ prefix }) => prefix).sort());
  });

  for (const prefix of Object.keys(migrationContexts)) {
    it(`${prefix} goes up, down and up, however it is filled in`, () => {
      const own = migrations.filter(({ name }) => name.startsWith(`${prefix}/`));
      assert.notEqual(own.length, 0);
      for (const { name, files } of own) {
        assert.equal(problems.get(name), undefined, `${name}:\n${Object.values(files).join('\n----\n')}`);
      }
    });
  }

  it('is found in all three kinds of repository', () => {
    const kinds = queries.map(({ name }) => name.split('-')[1]);
    assert.deepEqual([...new Set(kinds)].sort(), ['pgx', 'sql', 'sqlx']);
    assert.ok(queries.length >= 40, `only ${queries.length} snippets with statements were found`);
  });

  for (const { name, queries: statements } of queries) {
    it(`${name} holds statements that PostgreSQL can plan`, () => {
      assert.equal(problems.get(name), undefined, statements.join('\n----\n'));
    });
  }
});

function migrationCases(prefix: string): MigrationCase[] {
  const context = migrationContexts[prefix]!;
  return variantsOf(byPrefix.get(prefix)!).map((variant) => {
    const table = /CREATE TABLE (\w+)/.exec(variant.text)?.[1];
    const files: Record<string, string> =
      context.tool === 'goose'
        ? { '00001_change.sql': variant.text }
        : { '1_change.up.sql': variant.text, '1_change.down.sql': downOf(context.down!, variant) };
    const probe = table ? probeOfTable(table) : context.probe;
    return { name: `${prefix}/${variant.name}`, tool: context.tool, files, before: context.before, probe };
  });
}

function downOf(prefix: string, { path }: Variant): string {
  return expand(byPrefix.get(prefix)!.body, { path: path.replace('.up.', '.down.') });
}

/** The statements of a repository snippet, against the table that the migration snippet makes for its entity. */
function queryCases(snippet: Snippet): QueryCase[] {
  return variantsOf(snippet).flatMap((variant) => {
    const literals = [...variant.text.matchAll(/`([^`]*)`/g)].map(([, text]) => text!.trim());
    const queries = literals.filter((text) => /^(SELECT|INSERT|UPDATE|DELETE|WITH)\b/.test(text)).map(numbered);
    const tables = new Set(
      queries.flatMap((text) => [...text.matchAll(/(?:FROM|INTO|UPDATE) ([a-z_]+s)\b/g)].map(([, table]) => table!)),
    );
    const create = byPrefix.get('ga-migrate-table-up')!.body;
    const before = [...tables].map((table) =>
      expand(create, { path: `/app/migrations/1_create_${table}_table.up.sql` }),
    );
    return queries.length > 0
      ? [{ name: `${snippet.prefix}/${variant.name}`, before: before.join('\n'), queries }]
      : [];
  });
}

/** sqlx replaces `:name` by a number before PostgreSQL sees it. */
function numbered(query: string): string {
  const names: string[] = [];
  return query.replace(/(?<!:):([a-z_]+)/g, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
}
