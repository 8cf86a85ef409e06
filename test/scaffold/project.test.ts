/** What a new project consists of, and that everything that is not Go is read by its reader. Go is matrix.test.ts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { loadConfig } from '../../server/src/config/load.ts';
import {
  migrationToolNames,
  newProject,
  type ProjectOptions,
  projectOptionProblems,
} from '../../server/src/scaffold/project.ts';
import { TemplateError } from '../../server/src/scaffold/template.ts';
import { mergeTemplates, type Templates } from '../../server/src/scaffold/templates.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { check } from '../snippets/checks.ts';
import { problemsOfManifests } from '../snippets/kubernetes.ts';
import {
  type Combination,
  combinationName,
  everyCombination,
  inTemporaryFolder,
  projectFiles,
  run,
  templatesFolder,
  writeProject,
} from './generate.ts';

const richest: Combination = {
  router: 'chi',
  logger: 'slog',
  migrations: 'golang-migrate',
  cache: 'redis',
  grpc: true,
};
const plainest: Combination = { router: 'nethttp', logger: 'zap', migrations: 'goose', cache: 'none', grpc: false };
const options: ProjectOptions = { name: 'shop', module: 'example.com/acme/shop', ...plainest };

interface AlertGroup {
  readonly rules: readonly { readonly alert: string; readonly expr: string }[];
}

describe('New project', () => {
  let templates: Templates;

  before(async () => {
    templates = await readTemplates(templatesFolder);
  });

  it('has every folder and file of the standard tree, whatever is chosen', async () => {
    const wanted = [
      'cmd/api/main.go',
      'cmd/worker/main.go',
      'internal/domain/user/user.go',
      'internal/usecase/user/service.go',
      'internal/repository/postgres/user.go',
      'internal/delivery/http/handler/user.go',
      'internal/delivery/queue/consumer.go',
      'internal/pkg/auth/token.go',
      'internal/pkg/logger/logger.go',
      'internal/pkg/validator/validator.go',
      'pkg/client/client.go',
      'api/openapi/openapi.yaml',
      'api/proto/README.md',
      'configs/prometheus.yml',
      'scripts/backup.sh',
      'deployments/docker/Dockerfile',
      'deployments/k8s/kustomization.yaml',
      'migrations/embed.go',
      'docs/architecture.md',
      'tests/integration/main_test.go',
      'tests/e2e/e2e_test.go',
      '.github/workflows/ci.yml',
      'Makefile',
      'go.mod',
      'go.sum',
      '.env.example',
      '.gitignore',
      '.golangci.yml',
      '.go-architect.yaml',
      'README.md',
      'docker-compose.yml',
    ];
    for (const combination of everyCombination()) {
      const paths = new Set((await projectFiles(combination)).map((file) => file.path));
      assert.deepEqual(
        wanted.filter((path) => !paths.has(path)),
        [],
        combinationName(combination),
      );
    }
  });

  it('leaves nothing of the templates behind', async () => {
    for (const combination of everyCombination()) {
      for (const { path, content } of await projectFiles(combination)) {
        assert.doesNotMatch(
          content,
          /<%|%>|undefined|\[object|\bit\.[a-z]/,
          `${path} with ${combinationName(combination)}`,
        );
        assert.ok(content.endsWith('\n'), `${path} ends with a line break`);
        assert.doesNotMatch(path, /\.eta$/);
      }
    }
  });

  it('mentions what was not chosen nowhere', async () => {
    for (const { path, content } of await projectFiles(plainest)) {
      assert.doesNotMatch(content, /redis/i, path);
      assert.doesNotMatch(
        path.endsWith('go.mod') || path.endsWith('go.sum') ? '' : content,
        /golang-migrate|slog|go-chi/,
        path,
      );
    }
  });

  it('names in its README, for every item of the deployment checklist, a file that is there', async () => {
    for (const combination of [richest, plainest]) {
      const files = await projectFiles(combination);
      const paths = new Set(files.map((file) => file.path));
      const readme = files.find((file) => file.path === 'README.md')?.content ?? '';
      const checklist = readme.slice(readme.indexOf('## Deployment checklist'));
      const rows = checklist.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| item'));
      const items = [
        'Environment variables for configuration',
        'Health check endpoint',
        'Readiness endpoint',
        'Graceful shutdown handling',
        'Database migrations automated',
        'Monitoring and alerting configured',
        'Log aggregation setup',
        'Rate limiting configured',
        'CORS configured properly',
        'Security headers set',
        'TLS/SSL certificates',
        'Backup and restore tested',
      ];
      assert.deepEqual(
        items.filter((item) => !rows.some((row) => row.startsWith(`| ${item}`))),
        [],
      );
      const linked = [...readme.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]!);
      assert.ok(linked.length > items.length);
      assert.deepEqual(
        linked.filter((path) => !paths.has(path)),
        [],
      );
    }
  });

  it('documents every variable that its configuration reads', async () => {
    for (const combination of [richest, plainest]) {
      const files = await projectFiles(combination);
      const config = files.find((file) => file.path === 'internal/pkg/config/config.go')?.content ?? '';
      const example = files.find((file) => file.path === '.env.example')?.content ?? '';
      const read = [...config.matchAll(/env:"([A-Z0-9_]+)/g)].map((match) => match[1]!);
      const documented = [...example.matchAll(/^(?:# )?([A-Z0-9_]+)=/gm)].map((match) => match[1]!);
      assert.ok(read.length > 30);
      assert.deepEqual(
        read.filter((name) => !documented.includes(name)),
        [],
      );
      const others = documented.filter((name) => !read.includes(name));
      assert.deepEqual(others, ['OTEL_EXPORTER_OTLP_ENDPOINT'], 'read by OpenTelemetry itself');
    }
  });

  it('describes in OpenAPI exactly the routes that there are', async () => {
    const files = await projectFiles(plainest);
    const goSource = ['user', 'auth', 'health']
      .map((name) => files.find((file) => file.path === `internal/delivery/http/handler/${name}.go`)?.content ?? '')
      .join('\n');
    const routes = [...goSource.matchAll(/"([A-Z]+) (\/[^"]*)?"(?:\+prefix\+"([^"]+)")?, /g)].map(
      ([, method, path = '', rest]) => `${method} ${rest === undefined ? path : `/api/v1${rest}`}`,
    );
    const document = parse(files.find((file) => file.path === 'api/openapi/openapi.yaml')?.content ?? '');
    const described = Object.entries<object>(document.paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((key) => key !== 'parameters')
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(described.sort(), routes.sort());
    assert.equal(routes.length, 13);
  });

  describe('is read by the readers of its files:', function () {
    this.timeout(600_000);

    for (const combination of [richest, plainest]) {
      it(combinationName(combination), async () => {
        const files = await projectFiles(combination);
        const document = (path: string) => {
          const text = files.find((file) => file.path === path)?.content;
          assert.ok(text, path);
          return { name: path, text };
        };
        for (const { path, content } of files.filter(({ path }) => /\.ya?ml$/.test(path))) {
          const complaints = parseAllDocuments(content).flatMap(({ errors, warnings }) => [...errors, ...warnings]);
          assert.deepEqual(complaints, [], path);
        }
        const fromGo = await check({
          dockerfiles: [document('deployments/docker/Dockerfile')],
          compose: [document('docker-compose.yml')],
          protocols: combination.grpc ? [document('api/proto/user/v1/user.proto')] : [],
        });
        assert.deepEqual([...fromGo], []);
        const manifests = files
          .filter(({ path }) => path.startsWith('deployments/k8s/') && !path.endsWith('kustomization.yaml'))
          .flatMap(({ path, content }) =>
            parseAllDocuments(content).map((one, index) => ({ name: `${path} ${index}`, text: one.toString() })),
          )
          // The Prometheus Operator's own kinds are no part of Kubernetes; what they say is checked below.
          .filter(({ text }) => !text.includes('apiVersion: monitoring.coreos.com/v1\n'));
        assert.ok(manifests.length > 12);
        assert.deepEqual([...problemsOfManifests(manifests)], []);
        await assertWorkflow(document('.github/workflows/ci.yml'));
        await assertOpenApi(document('api/openapi/openapi.yaml').text);
        assertMakefile(document('Makefile').text);
        for (const script of files.filter(({ path }) => path.endsWith('.sh'))) {
          assert.equal(script.mode, 0o755);
          const parsed = spawnSync('sh', ['-n'], { input: script.content, encoding: 'utf8' });
          assert.equal(parsed.stderr, '', script.path);
        }
        const configuration = loadConfig('.go-architect.yaml', document('.go-architect.yaml').text, {
          read: () => undefined,
          rules: [],
        });
        assert.ok(configuration.ok, JSON.stringify(configuration));
      });
    }
  });

  it('lists in its kustomization every manifest but the job, the secret and itself', async () => {
    const files = await projectFiles(richest);
    const manifests = files
      .map((file) => file.path)
      .filter((path) => path.startsWith('deployments/k8s/'))
      .map((path) => path.slice('deployments/k8s/'.length));
    const kustomization = parse(files.find(({ path }) => path === 'deployments/k8s/kustomization.yaml')?.content ?? '');
    const apart = ['kustomization.yaml', 'migrate-job.yaml', 'secret.example.yaml'];
    assert.deepEqual(kustomization.resources.toSorted(), manifests.filter((path) => !apart.includes(path)).sort());
  });

  it('has the same alerts in a cluster as on one machine, and there those of the backup', async () => {
    for (const combination of [richest, plainest]) {
      const files = await projectFiles(combination);
      const read = (path: string) => parse(files.find((file) => file.path === path)?.content ?? '');
      const local: readonly AlertGroup[] = read('configs/alerts.yml').groups;
      const cluster = read('deployments/k8s/alerts.yaml');
      assert.equal(cluster.kind, 'PrometheusRule');
      const [shared, backup, ...others]: readonly AlertGroup[] = cluster.spec.groups;
      const everywhere = (group: AlertGroup | undefined) => ({
        ...group,
        rules: group?.rules.map((rule) => ({ ...rule, expr: rule.expr.replaceAll('namespace="shop", ', '') })),
      });
      assert.deepEqual([everywhere(shared)], local);
      for (const { alert, expr } of cluster.spec.groups.flatMap(({ rules }: AlertGroup) => rules)) {
        const selectors = expr.match(/\{[^}]*\}/g) ?? [];
        assert.equal(
          selectors.length,
          expr.match(/\b[a-z]+(_[a-z]+)+\b(?=[[{)\s])|\bup\b/g)?.length,
          `${alert}: ${expr}`,
        );
        for (const selector of selectors) {
          assert.match(
            selector,
            /^\{namespace="shop", (job=~?"shop-|cronjob="shop-)/,
            `${alert} is about others as well`,
          );
        }
      }
      assert.deepEqual(others, []);

      const expressions = backup?.rules.map(({ alert, expr }) => `${alert} ${expr}`) ?? [];
      const metric = 'kube_cronjob_status_last_successful_time{namespace="shop", cronjob="shop-backup"}';
      assert.deepEqual(expressions, [
        `BackupMissing time() - max(${metric}) > 26 * 3600`,
        `BackupMissing absent(${metric})`,
      ]);
      const operations = files.find(({ path }) => path === 'docs/operations.md')?.content ?? '';
      const alerts = [...local, backup].flatMap((group) => group?.rules.map(({ alert }) => alert) ?? []);
      assert.deepEqual(
        alerts.filter((alert) => !operations.includes(`**${alert}** —`)),
        [],
        'every alert is told what to do about',
      );
    }
  });

  it('alerts by the label that Prometheus gives the processes, in a cluster as on one machine', async () => {
    const files = await projectFiles(richest);
    const textOf = (path: string) => files.find((file) => file.path === path)?.content ?? '';
    const jobs = parse(textOf('configs/prometheus.yml')).scrape_configs.map(
      ({ job_name }: { job_name: string }) => job_name,
    );
    const { spec } = parse(textOf('deployments/k8s/monitoring.yaml'));
    const monitored = ['api', 'worker'].map((name) => {
      const { template } = parseAllDocuments(textOf(`deployments/k8s/${name}.yaml`))[0]!.toJS().spec;
      const ports = template.spec.containers[0].ports.map((port: { name: string }) => port.name);
      assert.ok(ports.includes(spec.podMetricsEndpoints[0].port), name);
      return template.metadata.labels[spec.jobLabel];
    });

    assert.deepEqual(spec.selector.matchExpressions[0].values, monitored);
    assert.deepEqual(jobs, monitored);
    const named = [...textOf('configs/alerts.yml').matchAll(/job=~?"([^"]+)"/g)].map((match) => match[1]!);
    assert.deepEqual(
      [...new Set(named)].filter((job) => job !== 'shop-.*'),
      monitored,
    );
  });

  it('alerts of figures that there are, under the names that the processes give them', async () => {
    for (const combination of [richest, plainest]) {
      const files = await projectFiles(combination);
      const groups: readonly AlertGroup[] = parse(
        files.find(({ path }) => path === 'configs/alerts.yml')?.content ?? '',
      ).groups;
      const expressions = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)).join('\n');
      const used = [...expressions.matchAll(/\b([a-z]+(?:_[a-z]+)+)\{/g)].map(([, name = '']) => name);
      const source = files.map(({ path, content }) => (path.endsWith('.go') ? content : '')).join('\n');
      assert.ok(new Set(used).size >= 7);
      assert.deepEqual(
        used.filter((name) => !source.includes(`"${name.replace(/_bucket$/, '')}"`)),
        [],
      );
    }
  });

  it('mounts the certificate of the database where its URL looks for it', async () => {
    const files = await projectFiles(richest);
    const textOf = (path: string) => files.find((file) => file.path === path)?.content ?? '';
    const [secret, authority] = parseAllDocuments(textOf('deployments/k8s/secret.example.yaml')).map((one) =>
      one.toJS(),
    );
    const url = new URL(secret.stringData.DATABASE_URL);
    assert.equal(url.searchParams.get('sslmode'), 'verify-full');
    const wanted = url.searchParams.get('sslrootcert');
    const users = ['api', 'worker', 'migrate-job', 'backup'].map((name) => {
      const { spec } = parseAllDocuments(textOf(`deployments/k8s/${name}.yaml`))[0]!.toJS();
      const pod = (spec.jobTemplate?.spec ?? spec).template.spec;
      const volume = pod.volumes.find((one: { configMap?: { name: string } }) => one.configMap !== undefined);
      const mount = pod.containers[0].volumeMounts.find((one: { name: string }) => one.name === volume?.name);
      assert.equal(volume?.configMap.name, authority.metadata.name, name);
      return `${mount?.mountPath}/${Object.keys(authority.data)[0]}`;
    });
    assert.deepEqual(new Set(users), new Set([wanted]));
  });

  describe('has scripts that', () => {
    /** Runs one of them with programs of our own in the place of those that it calls. */
    async function script(
      name: string,
      programs: Readonly<Record<string, string>>,
      environment: NodeJS.ProcessEnv,
      ...given: readonly string[]
    ) {
      return inTemporaryFolder(async (folder) => {
        await writeProject(folder, plainest);
        mkdirSync(join(folder, 'programs'));
        for (const [program, text] of Object.entries(programs)) {
          writeFileSync(join(folder, 'programs', program), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
        }
        const path = `${join(folder, 'programs')}:${process.env['PATH']}`;
        return run(folder, `scripts/${name}`, given, { PATH: path, ...environment });
      });
    }

    const kubectl = (job: string) =>
      `echo "kubectl $*" >>calls
       case "$*" in
         *"get namespace"*) exit 1 ;;
         *"get job"*) echo "${job}" ;;
         *logs*) echo "no such column" ;;
         *kustomize*) cat deployments/k8s/alerts.yaml ;;
         *"apply --filename -"*) grep namespace= | head -1 >>calls || true ;;
         *rollout*worker*) cat calls ;;
       esac`;

    it('roll out into a namespace that there need not be, and whose alerts are its own', async () => {
      const { status, output } = await script(
        'deploy.sh',
        { kubectl: kubectl('Complete') },
        { NAMESPACE: 'staging' },
        'shop:v1',
      );

      assert.equal(status, 0, output);
      assert.match(output, /kubectl create namespace staging\n/);
      assert.match(output, /up\{namespace="staging", job/);
      assert.match(output, /--namespace staging rollout status .*shop-api\n/);
    });

    it('notice at once that the migrations failed, and roll nothing out', async () => {
      const begun = Date.now();

      const { status, output } = await script('deploy.sh', { kubectl: kubectl('FailureTarget Failed') }, {}, 'shop:v1');

      assert.equal(status, 1);
      assert.match(output, /no such column\ndeploy: the migrations failed/);
      assert.ok(Date.now() - begun < 30_000);
    });

    for (const [url, roots] of [
      ['postgres://db/shop?sslmode=verify-full', 'system'],
      ['postgres://db/shop?sslmode=verify-full&sslrootcert=/ca.crt', ''],
      ['postgres://db/shop?sslmode=disable', ''],
    ] as const) {
      it(`trust ${roots === '' ? 'what the URL says' : 'what the service trusts'} with ${url}`, async () => {
        const dump = 'for last; do :; done; echo "roots=$PGSSLROOTCERT." >"${last#--file=}"; cat "${last#--file=}"';
        const backup = await script('backup.sh', { pg_dump: dump }, { DATABASE_URL: url, PGSSLROOTCERT: '' });
        assert.equal(backup.status, 0, backup.output);
        assert.ok(backup.output.includes(`roots=${roots}.`), backup.output);
      });
    }
  });

  for (const tool of migrationToolNames) {
    it(`writes its migrations as ${tool} reads them`, async () => {
      const files = (await projectFiles({ ...plainest, migrations: tool })).filter(({ path }) => path.endsWith('.sql'));
      const names = files.map(({ path }) => path.slice('migrations/'.length));
      if (tool === 'goose') {
        assert.deepEqual(names, [
          '00001_create_users_table.sql',
          '00002_create_sessions_table.sql',
          '00003_create_outbox_events_table.sql',
        ]);
        for (const { content } of files) {
          assert.equal(content.match(/^-- \+goose Up$/gm)?.length, 1);
          assert.equal(content.match(/^-- \+goose Down$/gm)?.length, 1);
          assert.ok(content.indexOf('-- +goose Up') < content.indexOf('-- +goose Down'));
        }
        assert.match(
          files[0]?.content ?? '',
          /-- \+goose StatementBegin\nCREATE OR REPLACE FUNCTION[\s\S]*plpgsql;\n-- \+goose StatementEnd/,
        );
      } else {
        assert.equal(names.length, 6);
        assert.deepEqual(
          names.filter((name) => !/^0000[0-9]{2}_create_\w+_table\.(up|down)\.sql$/.test(name)),
          [],
        );
      }
    });
  }

  it("lets a team's own templates replace ours and add to them", () => {
    const own = new Map([
      ['project/base/README.md', '# Ours\n'],
      ['project/base/CODEOWNERS.eta', '* @<%= it.name %>-team\n'],
    ]);

    const result = newProject(options, mergeTemplates(templates, own));

    assert.ok(result.ok);
    const content = (path: string) => result.value.filter((file) => file.path === path).map((file) => file.content);
    assert.deepEqual(content('README.md'), ['# Ours\n']);
    assert.deepEqual(content('CODEOWNERS'), ['* @shop-team\n']);
    assert.equal(content('Makefile').length, 1);
  });

  it('names the template that does not render', () => {
    const own = new Map([['project/base/BROKEN.eta', '<%= it.missing.deeper %>']]);

    assert.throws(
      () => newProject(options, mergeTemplates(templates, own)),
      (error: unknown) => error instanceof TemplateError && error.message.includes('project/base/BROKEN.eta'),
    );
    const unfinished = new Map([['project/base/BROKEN.eta', '<% if ( %>']]);
    assert.throws(() => newProject(options, mergeTemplates(templates, unfinished)), {
      message: /^template project\/base\/BROKEN\.eta does not render: Bad template syntax: [^\n]+$/,
    });
  });

  it('reports every option that is wrong, by name', () => {
    const wrong = {
      ...options,
      name: '../shop',
      module: 'Exa mple.com',
      router: 'fiber',
      logger: 'log',
      cache: 'memcached',
    };

    const problems = projectOptionProblems(wrong as unknown as ProjectOptions);

    assert.deepEqual(
      problems.map((problem) => problem.option),
      ['name', 'module', 'router', 'logger', 'cache'],
    );
    assert.equal(newProject(wrong as unknown as ProjectOptions, templates).ok, false);
  });
});

async function assertWorkflow({ name, text }: { name: string; text: string }): Promise<void> {
  // This parser and the validator below are published for `import` only, and the tests run as CommonJS.
  const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = await import('@actions/workflow-parser');
  const { context, value } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
  if (value) {
    await convertWorkflowTemplate(context, value);
  }
  assert.deepEqual(
    context.errors.getErrors().map(({ message }) => message),
    [],
  );
}

async function assertOpenApi(text: string): Promise<void> {
  const { Validator } = await import('@seriousme/openapi-schema-validator');
  const result = await new Validator().validate(text);
  assert.ok(result.valid, JSON.stringify(result.errors));
  const document = parse(text);
  for (const [, pointer = ''] of text.matchAll(/\$ref: "#\/([^"]+)"/g)) {
    const target = pointer
      .split('/')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
    assert.ok(target, `#/${pointer} is referred to and is not there`);
  }
}

function assertMakefile(text: string): void {
  const targets = [...text.matchAll(/^\.PHONY: (\S+)$/gm)].map((match) => match[1]!);
  assert.ok(targets.length > 15);
  const parsed = spawnSync('make', ['--dry-run', '--warn-undefined-variables', '--file=-', ...targets], {
    input: text,
    encoding: 'utf8',
    env: { ...process.env, EMAIL: 'ada@example.com' },
  });
  assert.deepEqual({ status: parsed.status, complaints: parsed.stderr }, { status: 0, complaints: '' });
}
