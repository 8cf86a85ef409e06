/**
 * Compose and Kubernetes for any module that has commands: one service or deployment for each, with the settings of
 * `.env.example` and the servers that go.mod's drivers speak to. A command that is called like an API has a port; which one
 * is read from the settings.
 */
import { failure, type Result } from '../result.ts';
import { runningCommands } from './commands.ts';
import { type Part, type PartOptions, partOf, rendered } from './part.ts';
import { moduleName } from './services.ts';
import { accountIn, type DatabaseAccount, settingsIn } from './settings.ts';
import type { Survey } from './survey.ts';

interface ModuleCommand {
  readonly service: string;
  readonly binary: string;
  readonly port: number | undefined;
}

interface Deployment {
  readonly slug: string;
  /** Who the database is made for, and under which name. */
  readonly account: DatabaseAccount;
  readonly commands: readonly ModuleCommand[];
  readonly postgres: boolean;
  readonly mysql: boolean;
  readonly redis: boolean;
  /** Every setting of `.env.example`, in order. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

export function newCompose(_options: PartOptions, survey: Survey): Result<Part> {
  const deployment = deploymentOf(survey);
  if (deployment === undefined) {
    return nothingToRun();
  }
  const taken = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'].find(
    (path) => path !== 'compose.yaml' && survey.reader.read(path) !== undefined,
  );
  if (taken !== undefined) {
    const message = `nothing was changed, because ${taken} is there already; a second file for Compose would hide it`;
    return failure({ option: 'module', message });
  }
  const dockerfile = ['Dockerfile', 'deployments/docker/Dockerfile'].find(
    (path) => survey.reader.read(path) !== undefined,
  );
  const environment = deployment.settings.map(
    ([name, value]) => [name, quoted(inside(name, value, deployment).replaceAll('$', () => '$$'))] as const,
  );
  const data = { ...deployment, environment, quoted, dockerfile: dockerfile ?? 'deployments/docker/Dockerfile' };
  const next = [...(dockerfile === undefined ? ['go-architect new dockerfile'] : []), 'docker compose up --build'];
  return partOf([rendered('compose.yaml', 'compose.yaml', data, survey)], next, survey);
}

export function newKubernetes(_options: PartOptions, survey: Survey): Result<Part> {
  const deployment = deploymentOf(survey);
  if (deployment === undefined) {
    return nothingToRun();
  }
  const folder = 'deployments/k8s';
  if (survey.isOurs && survey.reader.read(`${folder}/kustomization.yaml`) !== undefined) {
    return partOf([], [`the manifests are there: ${folder}`], survey);
  }
  const { slug, commands, settings } = deployment;
  const secrets = settings.filter(([name, value]) => isSecret(name, value)).map(([name]) => name);
  const plain = settings
    .filter(([name, value]) => !isSecret(name, value))
    .map(([name, value]) => [name, quoted(value)]);
  const files = [
    rendered(`${folder}/config.yaml`, 'config.yaml', { slug, secrets, settings: plain }, survey),
    ...commands.map((command) => {
      const data = { slug, ...command, secrets, object: commands.length === 1 ? slug : `${slug}-${command.service}` };
      return rendered(`${folder}/${command.service}.yaml`, 'deployment.yaml', data, survey);
    }),
    rendered(`${folder}/kustomization.yaml`, 'kustomization.yaml', { commands }, survey),
  ];
  const literals = secrets.map((name) => ` --from-literal=${name}=…`).join('');
  const next = [
    ...(commands.some(({ port }) => port !== undefined) ? ['serve /health and /ready: go-architect new health'] : []),
    ...(secrets.length > 0 ? [`kubectl create secret generic ${slug}${literals}`] : []),
    `push the image and say its tag in place of ${slug}:latest`,
    `kubectl apply -k ${folder}`,
  ];
  return partOf(files, next, survey);
}

function nothingToRun(): Result<Part> {
  return failure({
    option: 'module',
    message: 'there is nothing to run: neither a main package here nor one in cmd/ or a folder below it',
  });
}

function deploymentOf(survey: Survey): Deployment | undefined {
  const { reader, requires } = survey;
  const slug = moduleName(survey.module)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const settings = settingsIn(reader.read('.env.example') ?? '');
  const running = runningCommands(survey);
  if (running.length === 0) {
    return undefined;
  }
  const port = portIn(settings);
  const commands = running.map((name) => ({
    service: (name === 'cmd' ? slug : name).toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    binary: name,
    port: /worker|consumer|cron|job|scheduler/i.test(name) ? undefined : port,
  }));
  return {
    slug,
    account: accountIn(settings, slug.replaceAll('-', '_')),
    commands,
    postgres: ['github.com/jackc/pgx', 'github.com/lib/pq', 'gorm.io/driver/postgres'].some(requires),
    mysql: requires('github.com/go-sql-driver/mysql') || requires('gorm.io/driver/mysql'),
    redis: requires('github.com/redis/go-redis') || requires('github.com/go-redis/redis'),
    settings,
  };
}

function portIn(settings: readonly (readonly [string, string])[]): number {
  const told = settings.find(([name]) => /^(HTTP_|SERVER_|APP_|API_)?(PORT|ADDR|ADDRESS|LISTEN)$/.test(name));
  const found = /(\d{2,5})$/.exec(told?.[1] ?? '')?.[1];
  return found === undefined ? 8080 : Number(found);
}

/** Between containers a server is reached by its name, not on this machine. */
function inside(name: string, value: string, { postgres, mysql, redis }: Deployment): string {
  const servers = [
    ...(postgres ? [{ service: 'postgres', port: 5432, named: /^(DB|DATABASE|PG|POSTGRES(QL)?)_?HOST$/i }] : []),
    ...(mysql ? [{ service: 'mysql', port: 3306, named: /^(DB|DATABASE|MYSQL)_?HOST$/i }] : []),
    ...(redis ? [{ service: 'redis', port: 6379, named: /^(REDIS|CACHE)_?HOST$/i }] : []),
  ];
  const host = '(?:localhost|127\\.0\\.0\\.1)';
  const own = servers.filter(({ named }) => named.test(name));
  const [only] = own;
  if (only !== undefined && own.length === 1 && new RegExp(`^${host}$`).test(value)) {
    return only.service;
  }
  return servers.reduce(
    (text, { service, port }) => text.replace(new RegExp(`(?<![\\w.])${host}:${port}\\b`), `${service}:${port}`),
    value,
  );
}

function isSecret(name: string, value: string): boolean {
  return /SECRET|PASSWORD|TOKEN|PRIVATE|_KEY$|DSN|DATABASE_URL/i.test(name) || /(:\/\/|^)[^/\s:]+:[^@\s]+@/.test(value);
}

/** As a YAML string. */
function quoted(value: string): string {
  return JSON.stringify(value);
}
