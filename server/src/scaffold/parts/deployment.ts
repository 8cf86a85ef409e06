/**
 * Compose and Kubernetes for any module that has commands: one service or deployment for each, with the settings of
 * `.env.example` and the servers that go.mod's drivers speak to. A command that is called like an API has a port; which one
 * is read from the settings.
 */
import { failure, type Result } from '../result.ts';
import { type Part, type PartOptions, partOf, rendered } from './part.ts';
import { lastElement, moduleName } from './services.ts';
import type { Survey } from './survey.ts';

interface ModuleCommand {
  readonly service: string;
  readonly binary: string;
  readonly port: number | undefined;
}

interface Deployment {
  readonly slug: string;
  readonly database: string;
  readonly commands: readonly ModuleCommand[];
  readonly postgres: boolean;
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
    ([name, value]) => [name, quoted(inside(value, deployment).replaceAll('$', () => '$$'))] as const,
  );
  const data = { ...deployment, environment, dockerfile: dockerfile ?? 'deployments/docker/Dockerfile' };
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
  const isMain = (folder: string) => survey.shape(folder).name === 'main';
  const below = survey.folders.filter((folder) => /^cmd\/[^/]+$/.test(folder) && isMain(folder));
  const names = below.map((folder) => folder.slice('cmd/'.length));
  const jobs = names.filter((name) => !/^(migrate|migrations?|seed|tools?|gen|cli|admin)$/i.test(name));
  const own = isMain('cmd') ? 'cmd' : isMain('') ? lastElement(survey.module) : undefined;
  const running = names.length > 0 ? jobs : own === undefined ? [] : [own];
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
    database: slug.replaceAll('-', '_'),
    commands,
    postgres: requires('github.com/jackc/pgx') || requires('github.com/lib/pq'),
    redis: requires('github.com/redis/go-redis') || requires('github.com/go-redis/redis'),
    settings,
  };
}

function settingsIn(text: string): readonly (readonly [string, string])[] {
  return text.split('\n').flatMap((line) => {
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*?)\s*$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, (value ?? '').replace(/^(["'])(.*)\1$/, '$2')] as const];
  });
}

function portIn(settings: readonly (readonly [string, string])[]): number {
  const told = settings.find(([name]) => /^(HTTP_|SERVER_|APP_|API_)?(PORT|ADDR|ADDRESS|LISTEN)$/.test(name));
  const found = /(\d{2,5})$/.exec(told?.[1] ?? '')?.[1];
  return found === undefined ? 8080 : Number(found);
}

/** Between containers a server is reached by its name, not on this machine. */
function inside(value: string, { postgres, redis }: Deployment): string {
  const host = '(?:localhost|127\\.0\\.0\\.1)';
  const database = postgres ? value.replace(new RegExp(`@${host}:5432`), '@postgres:5432') : value;
  return redis ? database.replace(new RegExp(`${host}:6379`), 'redis:6379') : database;
}

function isSecret(name: string, value: string): boolean {
  return /SECRET|PASSWORD|TOKEN|PRIVATE|_KEY$|DSN|DATABASE_URL/i.test(name) || /:\/\/[^/\s:]+:[^@\s]+@/.test(value);
}

/** As a YAML string. */
function quoted(value: string): string {
  return JSON.stringify(value);
}
