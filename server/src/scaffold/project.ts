/**
 * "New Project": options in, the files of a whole backend out. The tree is laid out in overlays under
 * templates/project/: `base` is in every project, the others (`router-gin`, `cache-redis`, …) are added when chosen.
 * A template's path is the path of the file it becomes; the ending `.eta` marks the ones that are rendered and is
 * dropped. A user's own templates replace ours where the relative path is the same and add files where it is not.
 */
import type { FlatTree } from '../go/tree.ts';
import { type DependencyLock, goModText, goSumText } from './dependencies.ts';
import { finishGoSource } from './goSource.ts';
import { type LoggerName, loggerNames, logIdiom } from './logging.ts';
import { migrationFiles } from './migrations.ts';
import { modulePathProblem, projectNameProblem } from './names.ts';
import { type FileMode, failure, type GeneratedFile, type Problem, type Result, success } from './result.ts';
import { soundText } from './soundness.ts';
import { renderTemplate } from './template.ts';
import { isRendered, type Templates, targetOf, templatesUnder } from './templates.ts';

export const routerNames = ['gin', 'chi', 'echo', 'nethttp'] as const;
export const migrationToolNames = ['golang-migrate', 'goose'] as const;
export const cacheNames = ['redis', 'none'] as const;
export { loggerNames };

export type RouterName = (typeof routerNames)[number];
export type MigrationToolName = (typeof migrationToolNames)[number];
export type CacheName = (typeof cacheNames)[number];

export interface ProjectOptions {
  readonly name: string;
  readonly module: string;
  readonly router: RouterName;
  readonly logger: LoggerName;
  readonly migrations: MigrationToolName;
  readonly cache: CacheName;
  readonly grpc: boolean;
}

export const defaultProjectOptions = {
  router: 'chi',
  logger: 'slog',
  migrations: 'golang-migrate',
  cache: 'none',
  grpc: false,
} as const satisfies Omit<ProjectOptions, 'name' | 'module'>;

const lockPath = 'project/dependencies.json';

/** @param parse where templates are not only ours: what they make is then read, which takes longer than making it */
export function newProject(
  options: ProjectOptions,
  templates: Templates,
  parse?: (text: string) => FlatTree,
): Result<readonly GeneratedFile[]> {
  const problems = projectOptionProblems(options);
  if (problems.length > 0) {
    return failure(...problems);
  }
  const chosen = chosenConditions(options);
  const lock = dependencyLock(templates);
  const data = templateData(options, lock);
  const files = new Map<string, GeneratedFile>();
  files.set('go.mod', regularFile('go.mod', goModText(lock, options.module, chosen)));
  files.set('go.sum', regularFile('go.sum', goSumText(lock, chosen)));
  for (const overlay of chosenOverlays(options)) {
    for (const [path, text] of templatesUnder(templates, `project/${overlay}`)) {
      const name = `project/${overlay}/${path}`;
      const file = renderFile(name, path, text, data);
      if (parse !== undefined) {
        soundText(name, file.path, file.content, parse);
      }
      files.set(file.path, file);
    }
  }
  for (const file of migrationsOf(options, templates)) {
    files.set(file.path, file);
  }
  return success([...files.values()].sort((left, right) => (left.path < right.path ? -1 : 1)));
}

export function projectOptionProblems(options: ProjectOptions): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (option: string, message: string | undefined) => {
    if (message !== undefined) {
      problems.push({ option, message });
    }
  };
  add('name', projectNameProblem(options.name));
  add('module', modulePathProblem(options.module));
  add('router', choiceProblem(options.router, routerNames));
  add('logger', choiceProblem(options.logger, loggerNames));
  add('migrations', choiceProblem(options.migrations, migrationToolNames));
  add('cache', choiceProblem(options.cache, cacheNames));
  return problems;
}

function choiceProblem(value: string, choices: readonly string[]): string | undefined {
  return choices.includes(value) ? undefined : `"${value}" is not one of ${choices.join(', ')}`;
}

function chosenOverlays(options: ProjectOptions): readonly string[] {
  return [
    'base',
    // chi and net/http take the same handlers; only the table of routes differs.
    ...(options.router === 'chi' || options.router === 'nethttp' ? ['router-standard'] : []),
    `router-${options.router}`,
    `logger-${options.logger}`,
    `migrations-${options.migrations}`,
    ...(options.cache === 'redis' ? ['cache-redis'] : []),
    ...(options.grpc ? ['grpc'] : []),
  ];
}

/** The option values that the lines of the dependency lock are conditional on. */
export function chosenConditions(options: ProjectOptions): ReadonlySet<string> {
  return new Set([
    `router=${options.router}`,
    `logger=${options.logger}`,
    `migrations=${options.migrations}`,
    `cache=${options.cache}`,
    `grpc=${options.grpc ? 'yes' : 'no'}`,
  ]);
}

/** The schema is written once, as pairs of SQL files; each tool gets it in its own form and numbering. */
function migrationsOf(options: ProjectOptions, templates: Templates): readonly GeneratedFile[] {
  const ups = [...templatesUnder(templates, 'project/migrations')].filter(([path]) => path.endsWith('.up.sql'));
  return ups.flatMap(([path, up], index) => {
    const name = path.slice(path.indexOf('_') + 1, -'.up.sql'.length);
    const down = templates.get(`project/migrations/${path.replace(/\.up\.sql$/, '.down.sql')}`) ?? '';
    const digits = options.migrations === 'goose' ? 5 : 6;
    const version = String(index + 1).padStart(digits, '0');
    return migrationFiles(options.migrations, 'migrations', `${version}_${name}`, { up, down });
  });
}

/** @param name of the template among all of them, for what is wrong with it */
function renderFile(
  name: string,
  templatePath: string,
  text: string,
  data: Readonly<Record<string, unknown>>,
): GeneratedFile {
  const path = targetOf(templatePath);
  if (!isRendered(templatePath)) {
    return regularFile(path, text);
  }
  const content = renderTemplate(name, text, data);
  return regularFile(path, path.endsWith('.go') ? finishGoSource(content) : content);
}

function regularFile(path: string, content: string): GeneratedFile {
  return { path, content, mode: modeOf(path) };
}

function modeOf(path: string): FileMode {
  return path.endsWith('.sh') ? 0o755 : 0o644;
}

function templateData(options: ProjectOptions, lock: DependencyLock): Readonly<Record<string, unknown>> {
  return {
    ...options,
    redis: options.cache === 'redis',
    log: logIdiom(options.logger),
    /** Fit for Kubernetes objects, databases and metric labels. */
    slug: options.name.toLowerCase().replace(/_/g, '-'),
    database: options.name.toLowerCase().replace(/-/g, '_'),
    goVersion: lock.go,
    goMinor: lock.go.split('.').slice(0, 2).join('.'),
  };
}

function dependencyLock(templates: Templates): DependencyLock {
  const text = templates.get(lockPath);
  if (text === undefined) {
    throw new Error(`the installation is incomplete: ${lockPath} is missing from the templates`);
  }
  return JSON.parse(text) as DependencyLock;
}
