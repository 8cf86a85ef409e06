/**
 * Every part, added to a project of `new project` and to a small module of another layout: together they build, vet, need no
 * formatting and give our own rules nothing to say; a second time changes nothing; what conflicts is refused with nothing written.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { GoParser } from '../../server/src/go/parser.ts';
import { partDefinitions } from '../../server/src/scaffold/parts/catalog.ts';
import type { Part, PartOptions } from '../../server/src/scaffold/parts/part.ts';
import { surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import type { Result } from '../../server/src/scaffold/result.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { check } from '../snippets/checks.ts';
import { repositoryRoot } from '../snippets/collection.ts';
import { problemsOfManifests } from '../snippets/kubernetes.ts';
import { foreignModel, foreignModule } from './foreignModule.ts';
import { inTemporaryFolder, projectFiles, readerOf, run, templatesFolder } from './generate.ts';

type Files = ReadonlyMap<string, string>;
type Wish = readonly [part: string, options: Partial<PartOptions>];

const fields = ['number:string', 'total:int64', 'paid:bool', 'due_at:time'];

describe('Add a part', function () {
  this.timeout(900_000);

  let templates: Templates;
  let parser: GoParser;
  let ours: Files;
  let foreign: Files;

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
    foreign = foreignModule(ours);
  });

  function add(files: Files, part: string, options: Partial<PartOptions> = {}): Result<Part> {
    const definition = partDefinitions.find(({ name }) => name === part);
    assert.ok(definition, `there is no part ${part}`);
    const survey = surveyModule(readerOf(files), templates, (text) => parser.parse(text));
    assert.ok(survey.ok, JSON.stringify(survey));
    return definition.make({ name: '', fields: [], ...options }, survey.value);
  }

  /** The files with the part, or the very same where it changes nothing. */
  function withPart(files: Files, [part, options]: Wish): Files {
    const result = add(files, part, options);
    assert.ok(result.ok, `${part}: ${JSON.stringify(result)}`);
    for (const { path, before } of result.value.changes) {
      assert.equal(files.get(path), before, `${part} says otherwise of what ${path} was`);
    }
    return new Map([...files, ...result.value.changes.map(({ path, after }) => [path, after] as const)]);
  }

  function refusal(files: Files, part: string, options: Partial<PartOptions>): string {
    const result = add(files, part, options);
    assert.ok(!result.ok, `${part} was not refused`);
    return result.problems.map(({ message }) => message).join('\n');
  }

  async function assertSound(files: Files): Promise<void> {
    await inTemporaryFolder(async (folder) => {
      const written = await writeFiles(
        folder,
        [...files].map(([path, content]) => ({ path, content, mode: 0o644 as const })),
      );
      assert.ok(written.ok);
      const go = (...arguments_: readonly string[]) =>
        run(folder, 'go', arguments_, { GOFLAGS: '-buildvcs=false -trimpath' });
      assert.deepEqual(await run(folder, 'gofmt', ['-l', '.']), { status: 0, output: '' });
      assert.deepEqual(await go('build', './...'), { status: 0, output: '' });
      assert.deepEqual(await go('vet', './...'), { status: 0, output: '' });
      const tested = await go('test', '-short', './...');
      assert.equal(tested.status, 0, tested.output);
      const checked = await run(repositoryRoot, process.execPath, [
        ...['--import', 'tsx', join(repositoryRoot, 'server/src/cli.ts')],
        ...['check', '--max-warnings', '0', folder],
      ]);
      assert.equal(checked.status, 0, checked.output);
      assert.match(checked.output, /0 errors, 0 warnings in [0-9]+ files/);
    });
  }

  const wishes: readonly Wish[] = [
    ['entity', { name: 'Invoice', fields }],
    ['usecase', { name: 'Invoice' }],
    ['repository', { name: 'Invoice' }],
    ['handler', { name: 'Invoice' }],
    ...['access-log', 'timeout', 'recovery', 'body-limit', 'security-headers'].map(
      (kind): Wish => ['middleware', { name: `Own-${kind}`.replaceAll('-', ''), kind }],
    ),
    ['health', {}],
    ['shutdown', {}],
    ...['counter', 'histogram', 'gauge'].map((kind): Wish => ['metric', { name: `Upload${kind}`, kind }]),
    ['worker', { name: 'Reminder' }],
    ['cache', { name: 'Invoice' }],
    ['tracing', {}],
    ['consumer', { name: 'Upload', kind: 'redis' }],
    ['grpc', { name: 'Invoice' }],
  ];

  it('builds, vets and has no findings in a project of new project', async () => {
    const before = ours;
    const after = wishes.reduce(withPart, before);

    await assertSound(after);
  });

  it('says of a worker to run with the context of the group that the others run in', () => {
    const nextOf = (files: Files) => {
      const result = add(files, 'worker', { name: 'Reminder' });
      assert.ok(result.ok);
      return result.value.next.join('\n');
    };
    const made = (logger: string) => `worker.NewReminderWorker(job, time.Minute, 30*time.Second, ${logger})`;
    const grouped = (variables: string) => [
      'cmd/jobs/main.go',
      `package main\n\nimport "golang.org/x/sync/errgroup"\n\nfunc main() {\n\t${variables} := errgroup.WithContext(ctx)\n}\n`,
    ];
    const withGroup = (variables: string) => new Map([...foreign, grouped(variables) as [string, string]]);

    assert.equal(
      nextOf(ours),
      `in cmd/worker/run.go, beside the other group.Go: group.Go(func() error { return ${made('log')}.Run(groupCtx) })`,
    );
    assert.equal(
      nextOf(withGroup('jobs, jobsCtx')),
      `in cmd/jobs/main.go, beside the other jobs.Go: jobs.Go(func() error { return ${made('logger')}.Run(jobsCtx) })`,
    );
    const unknown = `where the process is put together: group.Go(func() error { return ${made('logger')}.Run(ctx) })`;
    assert.equal(nextOf(foreign), unknown);
    assert.equal(nextOf(withGroup('jobs, _')), unknown);
  });

  it('is a gRPC service also in a project that was made without', async () => {
    const generated = await projectFiles({
      router: 'chi',
      logger: 'slog',
      migrations: 'golang-migrate',
      cache: 'none',
      grpc: false,
    });
    const before = new Map(generated.map(({ path, content }) => [path, content]));
    const after = [...wishes.slice(0, 3), ['grpc', { name: 'Invoice' }] as const].reduce(withPart, before);

    assert.ok(after.has('internal/delivery/grpc/server/status.go'));
    await assertSound(after);
    assert.deepEqual([...withPart(after, ['grpc', { name: 'Invoice' }])], [...after]);
  });

  it('builds, vets and has no findings in a small module of another layout', async () => {
    await assertSound(wishes.reduce(withPart, foreign));
  });

  for (const [router, logger, driver] of [
    ['github.com/gin-gonic/gin', 'go.uber.org/zap', 'github.com/jmoiron/sqlx'],
    ['github.com/labstack/echo/v4', 'github.com/rs/zerolog', 'github.com/jackc/pgx/v5'],
  ] as const) {
    it(`builds and vets with ${router}, ${logger} and ${driver}`, async () => {
      const goMod = readFileSync(join(repositoryRoot, 'test/snippets/gomod/go.mod'), 'utf8');
      const uses = (package_: string, path: string) => `package ${package_}\n\nimport _ "${path}"\n`;
      const module = new Map([
        ['go.mod', goMod.replace(/^module .*/m, 'module example.com/acme/ledger')],
        ['go.sum', readFileSync(join(repositoryRoot, 'test/snippets/gomod/go.sum'), 'utf8')],
        ['internal/domain/errors.go', foreignModel.replace('package model', 'package domain')],
        ['internal/usecase/usecase.go', 'package usecase\n'],
        ['internal/repository/repository.go', uses('repository', driver)],
        ['internal/delivery/router.go', uses('delivery', router)],
        ['internal/delivery/log.go', uses('delivery', logger)],
      ]);
      const kinds = ['rabbitmq', 'kafka'].map((kind): Wish => ['consumer', { name: `Import${kind}`, kind }]);

      await assertSound([...wishes, ...kinds].reduce(withPart, module));
    });
  }

  it('is put where its layer is, in the words of its neighbours', () => {
    const added = [...wishes.slice(0, 4).reduce(withPart, foreign).keys()].filter((path) => !foreign.has(path));

    assert.deepEqual(added, [
      'model/invoice.go',
      'model/invoice_test.go',
      'service/invoice_service.go',
      'service/invoice_service_test.go',
      'repository/invoice_repository.go',
      'handler/invoice_handler.go',
      'handler/invoice_handler_test.go',
    ]);
  });

  it('is refused, with nothing to write, where a file or a name is in the way', () => {
    const edited = new Map([
      ...foreign,
      ['model/invoice.go', 'package model\n\n// Invoice is ours.\ntype Invoice struct{}\n'],
    ]);
    const named = new Map([
      ...foreign,
      ['model/bill.go', 'package model\n\n// Invoice is ours.\ntype Invoice struct{}\n'],
    ]);

    assert.match(
      refusal(edited, 'entity', { name: 'Invoice', fields }),
      /model\/invoice\.go differs from what would be written/,
    );
    assert.match(refusal(named, 'entity', { name: 'Invoice', fields }), /model\/bill\.go declares Invoice/);
    assert.match(refusal(foreign, 'entity', { name: 'func', fields }), /Go keyword/);
    assert.match(refusal(foreign, 'entity', { name: '../Invoice', fields }), /cannot be a Go type name/);
    assert.match(
      refusal(foreign, 'entity', { name: 'Invoice', fields, directory: '../model' }),
      /no folder below the module/,
    );
    assert.match(
      refusal(foreign, 'entity', { name: 'Invoice', fields, directory: '.' }),
      /^"\." is the root of the module, and no part is written .* say a folder below it, .* for example internal\/order$/m,
    );
    assert.match(refusal(foreign, 'usecase', { name: 'Invoice' }), /no struct Invoice in .*model.*new entity Invoice/);
    assert.match(refusal(ours, 'handler', { name: 'Invoice' }), /internal\/domain\/invoice\/invoice\.go is missing/);
  });

  it('is refused where it would be written for another library than the module uses', () => {
    const uses = (path: string) => `package handler\n\nimport _ "${path}"\n`;
    const iris = new Map([...foreign, ['handler/app.go', uses('github.com/kataras/iris/v12')]]);
    const mongo = new Map(
      [
        ...foreign,
        ['handler/app.go', uses('go.mongodb.org/mongo-driver/mongo')] as const,
        ['handler/db.go', uses('go.mongodb.org/mongo-driver/mongo')] as const,
      ]
        .filter(([path]) => path !== 'repository/account_repository.go')
        .map(([path, text]) => [path, text] as const),
    );
    const withUseCase = withPart(withPart(mongo, ['entity', { name: 'Invoice', fields }]), [
      'usecase',
      { name: 'Invoice', directory: 'service' },
    ]);

    assert.match(refusal(iris, 'handler', { name: 'Account' }), /written with Iris/);
    assert.match(refusal(withUseCase, 'repository', { name: 'Invoice' }), /written with MongoDB/);
  });

  it('heeds the Go version of the module', () => {
    const since = (version: string) =>
      new Map([...foreign, ['go.mod', `module example.com/acme/ledger\n\ngo ${version}\n`]]);
    const added = (files: Files) => {
      const after = withPart(files, ['entity', { name: 'Invoice', fields }]);
      return [...after.keys()].filter((path) => !files.has(path));
    };

    assert.deepEqual(added(since('1.24.0')), ['model/invoice.go', 'model/invoice_test.go']);
    assert.deepEqual(added(since('1.21')), ['model/invoice.go', 'model/invoice_test.go']);
    assert.match(refusal(since('1.20'), 'entity', { name: 'Invoice', fields }), /a Go before 1\.21/);
    assert.match(refusal(since('1.21'), 'handler', { name: 'Account' }), /a Go before 1\.22/);
  });

  it('makes no SQL and no cache of what a port does not say', () => {
    const withPort = (methods: string) =>
      new Map([
        ...foreign,
        [
          'service/ledger.go',
          `package service\n\nimport (\n\t"context"\n\n\t"example.com/acme/ledger/model"\n)\n\n// LedgerStore keeps.\ntype LedgerStore interface {\n${methods}}\n`,
        ],
      ]);
    const odd = withPort(
      '\tGet(ctx context.Context, id int64) (*model.Account, error)\n\tDeleteOlderThan(ctx context.Context, days int) error\n',
    );
    const blind = withPort('\tCreate(ctx context.Context, a *model.Account) error\n');
    const options = { name: 'Account', port: 'service.LedgerStore' };

    assert.match(
      refusal(odd, 'repository', options),
      /do not say[\s\S]*\n {2}DeleteOlderThan\(ctx context\.Context, days int\) \(error\)/,
    );
    assert.doesNotMatch(refusal(odd, 'repository', options), / {2}Get\(/);
    assert.match(refusal(odd, 'cache', options), /cannot follow: DeleteOlderThan/);
    assert.match(refusal(blind, 'cache', options), /nothing to cache/);
    assert.match(
      refusal(blind, 'repository', { name: 'Account', port: 'service.Nothing' }),
      /no interface service\.Nothing/,
    );
    assert.match(refusal(foreign, 'repository', { name: 'Account', plural: 'Grant' }), /"grant" is a reserved word/);
  });

  it('deploys what the module has, as Compose and Kubernetes read it', async () => {
    const example = 'DATABASE_URL=postgres://u:p@localhost:5432/ledger\nLOG_LEVEL=info\nHTTP_ADDRESS=:9000\nPRICE=5$\n';
    const main = 'package main\n\nfunc main() {}\n';
    const commands = new Map([
      ...foreign,
      ['.env.example', example],
      ['cmd/api/main.go', main],
      ['cmd/worker/main.go', main],
    ]);
    const deployed = (
      [
        ['compose', {}],
        ['kubernetes', {}],
      ] as const
    ).reduce<Files>(withPart, commands);
    const rooted = withPart(withPart(foreign, ['compose', {}]), ['kubernetes', {}]);
    const compose = [deployed, rooted].map((files, index) => ({
      name: `${index}`,
      text: files.get('compose.yaml') ?? '',
    }));
    const manifests = [deployed, rooted].flatMap((files) =>
      ['config', 'api', 'worker', 'ledger']
        .flatMap((name) => (files.get(`deployments/k8s/${name}.yaml`) ?? '').split(/^---$/m))
        .filter((text) => text !== '')
        .map((text, index) => ({ name: `${files.size} ${index}`, text })),
    );

    assert.deepEqual([...(await check({ compose }))], []);
    assert.deepEqual([...problemsOfManifests(manifests)], []);
    assert.equal(manifests.length, 1 + 5 + 3 + 1 + 5);
    const { services } = parse(compose[0]?.text ?? '');
    assert.deepEqual(Object.keys(services), ['api', 'worker', 'postgres', 'redis']);
    assert.deepEqual(services.api.ports, ['127.0.0.1:9000:9000']);
    assert.equal(services.worker.ports, undefined);
    const containerOf = (name: string) =>
      parse((deployed.get(`deployments/k8s/${name}.yaml`) ?? '').split(/^---$/m)[0] ?? '').spec.template.spec
        .containers[0];
    assert.deepEqual(containerOf('api').lifecycle, { preStop: { sleep: { seconds: 5 } } });
    assert.equal(containerOf('worker').lifecycle, undefined);
    assert.deepEqual(services.api.environment, {
      DATABASE_URL: 'postgres://u:p@postgres:5432/ledger',
      LOG_LEVEL: 'info',
      HTTP_ADDRESS: ':9000',
      PRICE: '5$$',
    });
    const settings = parse(deployed.get('deployments/k8s/config.yaml') ?? '').data;
    assert.deepEqual(settings, { LOG_LEVEL: 'info', HTTP_ADDRESS: ':9000', PRICE: '5$' });
    assert.match(refusal(ours, 'compose', {}), /docker-compose\.yml is there already/);
  });

  it('changes nothing the second time', () => {
    for (const module of [ours, foreign]) {
      const once = wishes.reduce(withPart, module);
      const twice = wishes.reduce(withPart, once);

      assert.deepEqual([...twice], [...once]);
    }
  });
});

function _namesIn(files: Files, folder: string): readonly string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const below = [...files.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  return [...new Set(below.map((path) => path.split('/')[0] ?? ''))].sort();
}
