/** A feature added to generated projects of every router: it builds, is tested, and touches nothing it should not. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { GoParser } from '../../server/src/go/parser.ts';
import { addFeature, type Feature, type FeatureOptions } from '../../server/src/scaffold/feature.ts';
import { fieldTypes, parseFields } from '../../server/src/scaffold/fields.ts';
import { pluralOf } from '../../server/src/scaffold/plurals.ts';
import type { FileChange } from '../../server/src/scaffold/preview.ts';
import { routerNames } from '../../server/src/scaffold/project.ts';
import type { Result } from '../../server/src/scaffold/result.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { articleOf, nameForms } from '../../server/src/scaffold/words.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeChanges, writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { type Combination, projectFiles, run, templatesFolder, writeProject } from './generate.ts';
import { type PostgresServer, postgresPrograms, startPostgresServer } from './servers.ts';

const base: Combination = { router: 'chi', logger: 'slog', migrations: 'golang-migrate', cache: 'none', grpc: false };
/** One field of every type, under a name of two words. */
const everyType = fieldTypes.map((type) => `${type}_value:${type}`);

describe('Add feature', function () {
  this.timeout(900_000);

  let templates: Templates;
  let parser: GoParser;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
  });

  function add(files: ReadonlyMap<string, string>, options: FeatureOptions): Result<Feature> {
    const migrationNames = [...files.keys()]
      .filter((path) => path.startsWith('migrations/'))
      .map((path) => path.slice(11));
    const project = { read: (path: string) => files.get(path), migrationNames, timestamp: '20260102030405' };
    return addFeature(options, project, templates, (text) => parser.parse(text));
  }

  function added(files: ReadonlyMap<string, string>, options: FeatureOptions): readonly FileChange[] {
    const result = add(files, options);
    assert.ok(result.ok, JSON.stringify(result));
    return result.value.changes;
  }

  async function project(combination: Combination = base): Promise<Map<string, string>> {
    return new Map((await projectFiles(combination)).map((file) => [file.path, file.content]));
  }

  function applied(files: ReadonlyMap<string, string>, changes: readonly FileChange[]): Map<string, string> {
    return new Map([...files, ...changes.map(({ path, after }) => [path, after] as const)]);
  }

  for (const router of routerNames) {
    it(`builds, vets, passes its tests and needs no formatting, with ${router}`, async () => {
      const combination: Combination = { ...base, router, migrations: router === 'gin' ? 'goose' : 'golang-migrate' };
      const folder = mkdtempSync(join(tmpdir(), 'go-architect-feature-'));
      try {
        await writeProject(folder, combination);
        const before = await project(combination);
        const first = added(before, { name: 'OrderItem', fields: everyType });
        const between = applied(before, first);
        const second = added(between, { name: 'category', fields: ['open:bool'] });
        // What has no plural must not get two names where one is meant, nor one where two are.
        const third = added(applied(between, second), { name: 'News', fields: ['title:string'] });
        assert.ok(third.some(({ path }) => path === 'internal/domain/news/news.go'));
        for (const changes of [first, second, third]) {
          const created = changes.flatMap((change) =>
            change.before === undefined ? [{ path: change.path, content: change.after, mode: 0o644 as const }] : [],
          );
          const edited = changes.flatMap(({ path, before: old, after }) =>
            old === undefined ? [] : [{ path, before: old, after }],
          );
          assert.deepEqual((await writeChanges(folder, created, edited)).ok, true);
        }

        const go = (...arguments_: readonly string[]) => run(folder, 'go', arguments_, { GOFLAGS: '-buildvcs=false' });
        assert.deepEqual(await run(folder, 'gofmt', ['-l', '.']), { status: 0, output: '' });
        assert.deepEqual(await go('mod', 'tidy', '-diff'), { status: 0, output: '' });
        assert.deepEqual(await go('vet', '-trimpath', '-tags', 'integration,e2e', './...'), { status: 0, output: '' });
        const tested = await go(
          'test',
          '-trimpath',
          './cmd/...',
          './internal/domain/...',
          './internal/usecase/...',
          './internal/delivery/http/...',
        );
        assert.equal(tested.status, 0, tested.output);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }

  it('inserts into two files only, and takes no line from them', async () => {
    const files = await project();

    const changes = added(files, { name: 'Order', fields: ['total:int64'] });

    const edited = changes.filter((change) => change.before !== undefined);
    assert.deepEqual(
      edited.map((change) => change.path),
      ['cmd/api/run.go', 'api/openapi/openapi.yaml'],
    );
    for (const { before = '', after } of edited) {
      const lines = after.split('\n');
      let at = 0;
      for (const line of before.split('\n')) {
        at = lines.indexOf(line, at) + 1;
        assert.notEqual(at, 0, `the line ${JSON.stringify(line)} is where it was`);
      }
    }
    const [composition] = edited;
    assert.equal(composition!.after.split('\n').length, composition!.before!.split('\n').length + 2);
  });

  it('changes nothing when it is asked for again', async () => {
    const files = await project();
    const options = { name: 'Order', fields: ['total:int64', 'number:string'] };

    const once = applied(files, added(files, options));

    assert.deepEqual(added(once, options), []);
  });

  it('refuses to touch its own files once someone has changed them, and names them', async () => {
    const files = await project();
    const options = { name: 'Order', fields: ['total:int64'] };
    const once = applied(files, added(files, options));
    once.set('internal/domain/order/order.go', 'package order // mine\n');

    const result = add(once, options);

    assert.ok(!result.ok);
    assert.match(result.problems[0]!.message, /nothing was changed[\s\S]*internal\/domain\/order\/order\.go/);
  });

  it('refuses an entity that is there, such as the user', async () => {
    const result = add(await project(), { name: 'User', fields: ['total:int64'] });

    assert.ok(!result.ok);
    assert.match(result.problems[0]!.message, /internal\/domain\/user\/user\.go/);
  });

  it('refuses a name that its own files give to something else', async () => {
    const files = await project();
    for (const name of ['Context', 'Row', 'Validator', 'S']) {
      const result = add(files, { name, fields: ['total:int64'] });
      assert.ok(!result.ok, name);
      assert.match(result.problems[0]?.message ?? '', /what the files of a feature call something else/);
    }
  });

  it('gives the new handler what its neighbours are given, by the names of the file', async () => {
    const files = new Map(await project());
    const run = files.get('cmd/api/run.go') ?? assert.fail();
    files.set('cmd/api/run.go', run.replace(/\bpool\b/g, 'db').replace(/\btokens\b/g, 'jwt'));
    const [composition] = added(files, { name: 'Order', fields: ['total:int64'] }).filter(
      ({ path }) => path === 'cmd/api/run.go',
    );
    assert.match(composition?.after ?? '', /postgres\.NewOrderRepository\(db\)\), jwt, validate\),/);

    files.set('cmd/api/run.go', run.replace(/handler\.NewUser\(.*\),/, ''));
    const result = add(files, { name: 'Order', fields: ['total:int64'] });
    assert.ok(!result.ok);
    assert.match(result.problems[0]?.message ?? '', /cannot be told what the routes need/);
  });

  it('refuses a project of another structure, naming what is missing', () => {
    const result = add(new Map([['go.mod', 'module example.com/x\n']]), { name: 'Order', fields: ['total:int64'] });

    assert.ok(!result.ok);
    assert.match(result.problems[0]!.message, /cmd\/api\/run\.go \(where the API is put together\)/);
  });

  it('says so when the list of routes is gone', async () => {
    const files = await project();
    files.set('cmd/api/run.go', 'package main\n');

    const result = add(files, { name: 'Order', fields: ['total:int64'] });

    assert.ok(!result.ok);
    assert.match(result.problems[0]!.message, /no list \[\]router\.Registrar/);
  });

  it('describes every route it adds in the contract, and keeps its comments and order', async () => {
    const files = await project();
    const contract = files.get('api/openapi/openapi.yaml')!;
    files.set('api/openapi/openapi.yaml', contract.replace('components:\n', '# A comment of ours.\ncomponents:\n'));

    const changes = added(files, { name: 'OrderItem', fields: everyType });
    const after = changes.find(({ path }) => path === 'api/openapi/openapi.yaml')!.after;

    assert.match(after, /\n\n# A comment of ours\.\ncomponents:\n/);
    const document = parse(after);
    assert.deepEqual(Object.keys(document.paths['/api/v1/order-items']), ['get', 'post']);
    assert.deepEqual(Object.keys(document.paths['/api/v1/order-items/{id}']), [
      'parameters',
      'get',
      'put',
      'patch',
      'delete',
    ]);
    assert.deepEqual(Object.keys(document.components.schemas).slice(-5), [
      'OrderItem',
      'OrderItemValues',
      'OrderItemReplacement',
      'OrderItemChanges',
      'OrderItemEnvelope',
    ]);
    const { Validator } = await import('@seriousme/openapi-schema-validator');
    const verdict = await new Validator().validate(after);
    assert.ok(verdict.valid, JSON.stringify(verdict.errors));
  });

  it('gives every whole number the bits in the database that it has in Go', async () => {
    const changes = added(await project(), { name: 'Order', fields: ['a:int', 'b:int32', 'c:int64'] });

    const table = changes.find(({ path }) => path.endsWith('_create_orders_table.up.sql'))?.after ?? '';
    assert.match(table, /\ba BIGINT NOT NULL,\n *b INTEGER NOT NULL,\n *c BIGINT NOT NULL,/);
  });

  it('tests its repository only where the project has a database for it', async () => {
    const files = await project();
    const path = 'tests/integration/order_repository_test.go';
    const paths = () => added(files, { name: 'Order', fields: ['total:int64'] }).map((change) => change.path);
    assert.ok(paths().includes(path));

    files.delete('tests/integration/main_test.go');

    assert.ok(!paths().includes(path));
  });

  it('takes the next number for its migration', async () => {
    const files = await project({ ...base, migrations: 'goose' });

    const changes = added(files, { name: 'Order', fields: ['total:int64'] });

    assert.ok(changes.some(({ path }) => path === 'migrations/00004_create_orders_table.sql'));
  });

  describe('with SQL that PostgreSQL runs', () => {
    let postgres: PostgresServer;

    before(async () => {
      postgres = await startPostgresServer();
    });

    after(() => postgres.remove());

    it('in the test of the repository that comes with it, up to the largest values of its types', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'go-architect-feature-'));
      try {
        const files = new Map(await project());
        for (const options of [
          { name: 'OrderItem', fields: everyType },
          { name: 'category', fields: ['open:bool'] },
        ]) {
          for (const { path, after } of added(files, options)) files.set(path, after);
        }
        const all = [...files].map(([path, content]) => ({ path, content, mode: 0o644 as const }));
        assert.ok((await writeFiles(folder, all)).ok);
        const wanted = ['-run', 'OrderItem|Category', '-v', './tests/integration/...'];
        const tested = await run(folder, 'go', ['test', '-trimpath', '-count=1', '-tags', 'integration', ...wanted], {
          GOFLAGS: '-buildvcs=false',
          TEST_DATABASE_URL: postgres.url('postgres'),
        });
        assert.equal(tested.status, 0, tested.output);
        assert.equal(tested.output.match(/^--- PASS: Test(OrderItem|Category)Repository/gm)?.length, 8);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it('up, every statement of the repository, down', async () => {
      const files = await project();
      const changes = added(files, { name: 'OrderItem', fields: everyType });
      const textOf = (pattern: RegExp) => changes.find(({ path }) => pattern.test(path))!.after;
      const repository = textOf(/repository\/postgres\/order_item\.go$/);
      const statements = [...repository.matchAll(/= `([^`]+)`/g)].map((match) => match[1]!.trim());
      assert.equal(statements.length, 6);
      const script = [
        ...[...files].filter(([path]) => /migrations\/.*\.up\.sql$/.test(path)).map(([, text]) => text),
        textOf(/order_items_table\.up\.sql$/),
        ...statements.map((statement, index) => `PREPARE s${index} AS ${statement};`),
        textOf(/order_items_table\.down\.sql$/),
      ].join('\n');

      execFileSync(
        join(postgresPrograms(), 'psql'),
        [postgres.url('postgres'), '--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1'],
        { input: script, stdio: ['pipe', 'ignore', 'inherit'] },
      );
    });
  });

  describe('with fields that', () => {
    const refusals: Record<string, RegExp> = {
      total: /write name:type/,
      'total:': /write name:type/,
      ':int': /write name:type/,
      'total:int:7': /write name:type/,
      'to-tal:int': /write name:type/,
      'total:money': /the types are string, text/,
      'id:int': /every entity has id already/,
      'createdAt:time': /every entity has created_at already/,
      'version:int': /every entity has version already/,
      'order:int': /reserved word in SQL/,
      'range:int': /Go keyword/,
    };
    for (const [text, message] of Object.entries(refusals)) {
      it(`are ${JSON.stringify(text)} is refused, saying why`, () => {
        const result = parseFields([text]);
        assert.ok(!result.ok);
        assert.match(result.problems[0]!.message, message);
      });
    }

    it('are given twice, or not at all, is refused', () => {
      const twice = parseFields(['total:int', 'Total:int64']);
      assert.ok(!twice.ok && /given twice/.test(twice.problems[0]!.message));
      const none = parseFields([]);
      assert.ok(!none.ok && /at least one field/.test(none.problems[0]!.message));
    });
  });

  it('knows the forms of a name', () => {
    assert.deepEqual(nameForms('OrderItem'), {
      pascal: 'OrderItem',
      camel: 'orderItem',
      snake: 'order_item',
      word: 'order item',
    });
    assert.deepEqual(nameForms('customer_id'), {
      pascal: 'CustomerID',
      camel: 'customerID',
      snake: 'customer_id',
      word: 'customer id',
    });
    assert.equal(nameForms('HTTPCall').snake, 'http_call');
    assert.deepEqual(['order', 'user', 'item'].map(articleOf), ['an', 'an', 'an']);
    assert.equal(articleOf('category'), 'a');
  });

  it('knows the plurals of English, also the irregular and those that are none', () => {
    const plurals = {
      order: 'orders',
      category: 'categories',
      day: 'days',
      box: 'boxes',
      address: 'addresses',
      match: 'matches',
      status: 'statuses',
      analysis: 'analyses',
      person: 'people',
      child: 'children',
      quiz: 'quizzes',
      leaf: 'leaves',
      schema: 'schemas',
      virus: 'viruses',
      lens: 'lenses',
      news: 'news',
      equipment: 'equipment',
      furniture: 'furniture',
      series: 'series',
      orders: 'orders',
    };
    assert.deepEqual(Object.keys(plurals).map(pluralOf), Object.values(plurals));
  });
});
