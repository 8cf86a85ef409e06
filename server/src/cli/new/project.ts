/** `go-architect new project`: a new folder, so nothing that exists can change. */
import { diffText, treeText } from '../../scaffold/preview.ts';
import {
  cacheNames,
  defaultProjectOptions,
  loggerNames,
  migrationToolNames,
  newProject,
  type ProjectOptions,
  projectOptionProblems,
  routerNames,
} from '../../scaffold/project.ts';
import type { GeneratedFile } from '../../scaffold/result.ts';
import { type ExitStatus, UsageError } from '../io.ts';
import type { NewIo, OutputFlags } from './io.ts';
import { askChoice, askUntilValid, refuseProblems, withValue } from './questions.ts';
import { templatesIn } from './templates.ts';

export interface ProjectFlags extends OutputFlags {
  readonly module?: string;
  readonly router?: string;
  readonly logger?: string;
  readonly migrations?: string;
  readonly cache?: string;
  readonly grpc?: boolean;
}

export async function project(name: string, flags: ProjectFlags, io: NewIo): Promise<ExitStatus> {
  refuseProblems(projectOptionProblems(withDefaults(name, { ...flags, module: flags.module ?? 'example.com/x' })));
  refuseWhatNobodyCanAnswer(flags, io);
  const options = await completed(name, flags, io);
  refuseProblems(projectOptionProblems(options));
  if (await io.isOccupied(`${io.cwd}/${name}`)) {
    throw new UsageError(
      `the folder ${name} is there already and not empty; choose another name or another parent folder`,
    );
  }
  const { templates, areTeams } = await templatesIn(io.cwd, io);
  const parse = areTeams ? await io.goParser() : undefined;
  const files = withValue(() => newProject(options, templates, parse));
  const next = [`cd ${name}`, 'git init && git add .', 'make up', 'less README.md'];
  return deliver(name, files, next, flags, io);
}

function withDefaults(name: string, flags: ProjectFlags): ProjectOptions {
  return { ...defaultProjectOptions, ...withoutUndefined(flags), name, module: flags.module ?? '' } as ProjectOptions;
}

function withoutUndefined<T extends object>(flags: T): Partial<T> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Without a person to ask, everything must have been said; a preview may take the defaults, it changes nothing. */
function refuseWhatNobodyCanAnswer(flags: ProjectFlags, io: NewIo): void {
  if (io.canAsk && flags.yes !== true) {
    return;
  }
  if (flags.module === undefined) {
    throw new UsageError(
      '--module is missing: the path that other code imports, for example --module github.com/acme/orders',
    );
  }
  if (flags.yes !== true && flags.dryRun !== true) {
    throw new UsageError(
      '--yes is missing: there is no terminal to ask on; pass --yes to write the files, with the defaults for every option that is not given',
    );
  }
}

async function completed(name: string, flags: ProjectFlags, io: NewIo): Promise<ProjectOptions> {
  if (flags.yes === true || !io.canAsk) {
    return withDefaults(name, flags);
  }
  const standard = defaultProjectOptions;
  const module =
    flags.module ?? (await askUntilValid(io, 'Module path, for example github.com/acme/orders: ', moduleProblem));
  const router = flags.router ?? (await askChoice(io, 'Router', routerNames, standard.router));
  const logger = flags.logger ?? (await askChoice(io, 'Logger', loggerNames, standard.logger));
  const migrations = flags.migrations ?? (await askChoice(io, 'Migrations', migrationToolNames, standard.migrations));
  const cache = flags.cache ?? (await askChoice(io, 'Cache', cacheNames, standard.cache));
  const grpc = flags.grpc ?? (await askChoice(io, 'gRPC', ['yes', 'no'], 'no')) === 'yes';
  return withDefaults(name, { module, router, logger, migrations, cache, grpc: grpc === true });

  function moduleProblem(path: string): string | undefined {
    return projectOptionProblems(withDefaults(name, { module: path })).find((problem) => problem.option === 'module')
      ?.message;
  }
}

async function deliver(
  root: string,
  files: readonly GeneratedFile[],
  next: readonly string[],
  flags: OutputFlags,
  io: NewIo,
): Promise<ExitStatus> {
  if (flags.dryRun === true) {
    const changes = files.map((file) => ({ path: file.path, after: file.content }));
    io.out(
      flags.json === true ? jsonText(root, files, false, next) : `${treeText(root, changes)}\n${diffText(changes)}`,
    );
    return 0;
  }
  const outcome = await io.writeFiles(root === '.' ? io.cwd : `${io.cwd}/${root}`, files);
  if (!outcome.ok) {
    throw new UsageError(
      `nothing was written, because these are there already:\n${outcome.conflicts.map((path) => `  ${path}`).join('\n')}`,
    );
  }
  io.out(flags.json === true ? jsonText(root, files, true, next) : writtenText(root, files, next));
  return 0;
}

function jsonText(root: string, files: readonly GeneratedFile[], written: boolean, next: readonly string[]): string {
  const listed = files.map(({ path, mode, content }) => ({
    path,
    mode: mode.toString(8),
    ...(written ? {} : { content }),
  }));
  return `${JSON.stringify({ version: 1, root, written, files: listed, next }, undefined, 2)}\n`;
}

function writtenText(root: string, files: readonly GeneratedFile[], next: readonly string[]): string {
  return `Wrote ${files.length} files to ${root}/. What is next:\n${next.map((step) => `  ${step}\n`).join('')}`;
}
