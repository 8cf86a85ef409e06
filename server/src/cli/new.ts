/**
 * `go-architect new …`: asks for what was not said, shows or writes what a generator made. What is made is decided in
 * scaffold/; this file knows flags, questions and messages only.
 */
import { type Command, Option } from 'commander';
import { generators } from '../scaffold/catalog.ts';
import { diffText, treeText } from '../scaffold/preview.ts';
import {
  cacheNames,
  defaultProjectOptions,
  loggerNames,
  migrationToolNames,
  newProject,
  type ProjectOptions,
  projectOptionProblems,
  routerNames,
} from '../scaffold/project.ts';
import type { GeneratedFile, Problem } from '../scaffold/result.ts';
import { TemplateError } from '../scaffold/template.ts';
import { mergeTemplates, type Templates } from '../scaffold/templates.ts';
import type { WriteOutcome } from '../workspace/writeFiles.ts';
import { type CommandIo, type ExitStatus, UsageError } from './io.ts';

/** The outside world as the generators' commands see it. Paths are absolute or relative to `cwd`. */
export interface NewIo extends CommandIo {
  /** Whether there is a person to ask: both input and output are a terminal. */
  readonly canAsk: boolean;
  ask(question: string): Promise<string>;
  shippedTemplates(): Promise<Templates>;
  /** The team's own, from `.go-architect/templates` in a folder; none when there is no such folder. */
  teamTemplates(folder: string): Promise<Templates>;
  /** Whether a path exists and is anything but an empty folder. */
  isOccupied(path: string): Promise<boolean>;
  writeFiles(root: string, files: readonly GeneratedFile[]): Promise<WriteOutcome>;
}

interface OutputFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface ProjectFlags extends OutputFlags {
  readonly module?: string;
  readonly router?: string;
  readonly logger?: string;
  readonly migrations?: string;
  readonly cache?: string;
  readonly grpc?: boolean;
}

/** Adds `new` and its subcommands to the program; `finish` receives the exit status. */
export function registerNew(program: Command, io: NewIo, finish: (status: ExitStatus) => void): void {
  const command = program
    .command('new')
    .description('generate a project or a part of one')
    .option('--list', 'list what can be generated')
    .option('--json', 'print one JSON object instead of text')
    .action((flags: { readonly list?: boolean; readonly json?: boolean }) => {
      if (flags.list !== true) {
        command.outputHelp();
        finish(2);
        return;
      }
      io.out(flags.json === true ? `${JSON.stringify({ version: 1, generators }, undefined, 2)}\n` : listText());
      finish(0);
    });

  withOutputFlags(command.command('project <name>'))
    .description('a new Go backend in a new folder: API, worker, migrations, tests, deployment')
    .option('--module <path>', 'module path, for example github.com/acme/orders')
    .addOption(choice('--router <name>', 'HTTP router', routerNames, defaultProjectOptions.router))
    .addOption(choice('--logger <name>', 'logger', loggerNames, defaultProjectOptions.logger))
    .addOption(choice('--migrations <tool>', 'migration tool', migrationToolNames, defaultProjectOptions.migrations))
    .addOption(choice('--cache <name>', 'cache', cacheNames, defaultProjectOptions.cache))
    .option('--grpc', 'offer gRPC beside HTTP')
    // --json belongs to `new` as well, which takes it wherever it stands.
    .action(async (name: string, flags: ProjectFlags) =>
      finish(await project(name, { ...command.opts(), ...flags }, io)),
    );
}

function listText(): string {
  const width = Math.max(...generators.map((generator) => generator.usage.length));
  return generators.map((generator) => `${generator.usage.padEnd(width)}  ${generator.title}\n`).join('');
}

function withOutputFlags(command: Command): Command {
  return command
    .option('--yes', 'take the defaults for what is not said and ask nothing')
    .option('--dry-run', 'print the files as a tree and as diffs, and write nothing')
    .option('--json', 'print one JSON object instead of text');
}

/** No default of commander's own: what was not said is asked for. */
function choice(flags: string, description: string, choices: readonly string[], standard: string): Option {
  return new Option(flags, `${description} (default: ${standard})`).choices([...choices]);
}

async function project(name: string, flags: ProjectFlags, io: NewIo): Promise<ExitStatus> {
  refuseProblems(projectOptionProblems(withDefaults(name, { ...flags, module: flags.module ?? 'example.com/x' })));
  refuseWhatNobodyCanAnswer(flags, io);
  const options = await completed(name, flags, io);
  refuseProblems(projectOptionProblems(options));
  if (await io.isOccupied(`${io.cwd}/${name}`)) {
    throw new UsageError(
      `the folder ${name} is there already and not empty; choose another name or another parent folder`,
    );
  }
  const templates = mergeTemplates(await io.shippedTemplates(), await io.teamTemplates(io.cwd));
  const files = rendered(() => newProject(options, templates));
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

async function askChoice(io: NewIo, title: string, choices: readonly string[], standard: string): Promise<string> {
  const answer = await askUntilValid(io, `${title} (${choices.join(' | ')}) [${standard}]: `, (text) =>
    text === '' || choices.includes(text) ? undefined : `"${text}" is not one of ${choices.join(', ')}`,
  );
  return answer === '' ? standard : answer;
}

async function askUntilValid(
  io: NewIo,
  question: string,
  problemOf: (answer: string) => string | undefined,
): Promise<string> {
  for (;;) {
    const answer = (await io.ask(question)).trim();
    const problem = problemOf(answer);
    if (problem === undefined) {
      return answer;
    }
    io.err(`${problem}\n`);
  }
}

function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) {
    throw new UsageError(problems.map((problem) => problem.message).join('\n'));
  }
}

/** A template that does not render is the team's to mend, so it is told without a stack. */
function rendered(make: () => ReturnType<typeof newProject>): readonly GeneratedFile[] {
  try {
    const result = make();
    if (!result.ok) {
      throw new UsageError(result.problems.map((problem) => problem.message).join('\n'));
    }
    return result.value;
  } catch (error) {
    if (error instanceof TemplateError) {
      throw new UsageError(error.message);
    }
    throw error;
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
