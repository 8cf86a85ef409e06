/**
 * `go-architect new …`: asks for what was not said, shows or writes what a generator made. What is made is decided in
 * scaffold/; this file knows flags, questions and messages only.
 */
import { type Command, Option } from 'commander';
import type { FlatTree } from '../go/tree.ts';
import { generators } from '../scaffold/catalog.ts';
import { addFeature, type ProjectFiles } from '../scaffold/feature.ts';
import { fieldTypes, parseFields } from '../scaffold/fields.ts';
import { newMigration } from '../scaffold/migrations.ts';
import { type ModuleSurvey, newDockerfile, newWorkflow } from '../scaffold/moduleParts.ts';
import { diffText, type FileChange, treeText } from '../scaffold/preview.ts';
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
import type { GeneratedFile, Problem, Result } from '../scaffold/result.ts';
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
  writeChanges(
    root: string,
    created: readonly GeneratedFile[],
    edited: readonly { path: string; before: string; after: string }[],
  ): Promise<WriteOutcome>;
  /** The nearest folder upwards with a go.mod. */
  moduleRoot(folder: string): string | undefined;
  readText(root: string, path: string): string | undefined;
  namesIn(root: string, folder: string): readonly string[];
  /** A reader of Go source; starting it takes a moment. */
  goParser(): Promise<(text: string) => FlatTree>;
  /** Now, as `YYYYMMDDhhmmss` in UTC. */
  timestamp(): string;
}

interface OutputFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface FeatureFlags extends OutputFlags {
  readonly field?: readonly string[];
  readonly plural?: string;
}

interface MigrationFlags extends OutputFlags {
  readonly directory?: string;
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

  registerParts(command, io, finish);
  registerModuleParts(command, io, finish);
}

function registerParts(command: Command, io: NewIo, finish: (status: ExitStatus) => void): void {
  withOutputFlags(command.command('feature <name>'))
    .description('an entity through every layer: domain, use case, repository, HTTP, migration, tests')
    .option('--field <name:type>', `a field; may be repeated; types: ${fieldTypes.join(', ')}`, collect, [])
    .option('--plural <name>', 'the plural, where adding an s will not do')
    .action(async (name: string, flags: FeatureFlags) =>
      finish(await feature(name, { ...command.opts(), ...flags }, io)),
    );

  withOutputFlags(command.command('migration <name>'))
    .description('the next migration, up and down')
    .option('--directory <path>', 'the folder of migrations, relative to the module', 'migrations')
    .action(async (name: string, flags: MigrationFlags) =>
      finish(await migration(name, { ...command.opts(), ...flags }, io)),
    );
}

function registerModuleParts(command: Command, io: NewIo, finish: (status: ExitStatus) => void): void {
  const parts = [
    ['dockerfile', 'a small image, not root, for the commands of this module', newDockerfile],
    ['ci', 'a GitHub workflow that lints, builds and tests this module', newWorkflow],
  ] as const;
  for (const [name, description, make] of parts) {
    withOutputFlags(command.command(name))
      .description(description)
      .action(async (flags: OutputFlags) => finish(await modulePart(make, { ...command.opts(), ...flags }, io)));
  }
}

async function modulePart(
  make: (survey: ModuleSurvey, templates: Templates) => Result<readonly GeneratedFile[]>,
  flags: OutputFlags,
  io: NewIo,
): Promise<ExitStatus> {
  const root = rootOf(io);
  const templates = mergeTemplates(await io.shippedTemplates(), await io.teamTemplates(root));
  const survey: ModuleSurvey = {
    goMod: io.readText(root, 'go.mod') ?? '',
    hasSum: io.readText(root, 'go.sum') !== undefined,
    commands: io.namesIn(root, 'cmd').filter((name) => io.readText(root, `cmd/${name}/main.go`) !== undefined),
    mainAtRoot: io.readText(root, 'main.go') !== undefined,
  };
  const changes = withValue(() => make(survey, templates)).map((file) => ({ path: file.path, after: file.content }));
  const taken = changes.filter(({ path, after }) => ![undefined, after].includes(io.readText(root, path)));
  if (taken.length > 0) {
    throw new UsageError(
      `nothing was written, because this is there already and differs: ${taken.map(({ path }) => path).join(', ')}`,
    );
  }
  const missing = changes.filter(({ path }) => io.readText(root, path) === undefined);
  return deliverChanges(root, missing, ['read it, and change what this module does differently'], flags, io);
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

async function feature(name: string, flags: FeatureFlags, io: NewIo): Promise<ExitStatus> {
  const root = rootOf(io);
  const fields = await fieldsOf(flags, io);
  const templates = mergeTemplates(await io.shippedTemplates(), await io.teamTemplates(root));
  const parse = await io.goParser();
  const project: ProjectFiles = {
    read: (path) => io.readText(root, path),
    migrationNames: io.namesIn(root, 'migrations'),
    timestamp: io.timestamp(),
  };
  const options = { name, fields, ...(flags.plural === undefined ? {} : { plural: flags.plural }) };
  const { changes, next } = withValue(() => addFeature(options, project, templates, parse));
  return deliverChanges(root, changes, next, flags, io);
}

/** Fields have no default: they are asked for on a terminal and must be said without one. */
async function fieldsOf(flags: FeatureFlags, io: NewIo): Promise<readonly string[]> {
  const said = flags.field ?? [];
  if (said.length > 0) {
    return said;
  }
  if (!io.canAsk || flags.yes === true) {
    throw new UsageError('--field is missing: a feature needs at least one, for example --field total:int64');
  }
  const problemOf = (answer: string) => {
    const parsed = parseFields(answer.split(/\s+/));
    return parsed.ok ? undefined : parsed.problems.map((problem) => problem.message).join('\n');
  };
  const answer = await askUntilValid(io, 'Fields, for example number:string total:int64: ', problemOf);
  return answer.split(/\s+/);
}

async function migration(name: string, flags: MigrationFlags, io: NewIo): Promise<ExitStatus> {
  const root = rootOf(io);
  const directory = flags.directory ?? 'migrations';
  const result = newMigration({
    name,
    directory,
    fileNames: io.namesIn(root, directory),
    goMod: io.readText(root, 'go.mod') ?? '',
    timestamp: io.timestamp(),
  });
  const files = withValue(() => result);
  const changes = files.map((file) => ({ path: file.path, after: file.content }));
  return deliverChanges(
    root,
    changes,
    ['write the SQL of both directions, then apply it, revert it and apply it again'],
    flags,
    io,
  );
}

function rootOf(io: NewIo): string {
  const root = io.moduleRoot(io.cwd);
  if (root === undefined) {
    throw new UsageError('there is no go.mod here or in a folder above; run the command inside of a Go module');
  }
  return root;
}

/** Shows every change before it is made; on a terminal it asks, without one --yes has to be said. */
async function deliverChanges(
  root: string,
  changes: readonly FileChange[],
  next: readonly string[],
  flags: OutputFlags,
  io: NewIo,
): Promise<ExitStatus> {
  const json = (written: boolean) =>
    `${JSON.stringify({ version: 1, root, written, changes: changes.map((change) => (written ? { path: change.path } : change)), next }, undefined, 2)}\n`;
  if (changes.length === 0) {
    io.out(flags.json === true ? json(true) : 'Everything is there already; nothing was changed.\n');
    return 0;
  }
  const preview = () => `${treeText('.', changes)}\n${diffText(changes)}`;
  if (flags.dryRun === true) {
    io.out(flags.json === true ? json(false) : preview());
    return 0;
  }
  if (flags.yes !== true && !(await agreed(preview, io))) {
    io.err('Nothing was changed.\n');
    return 0;
  }
  const created = changes.flatMap(({ path, before, after }): readonly GeneratedFile[] =>
    before === undefined ? [{ path, content: after, mode: 0o644 }] : [],
  );
  const edited = changes.flatMap(({ path, before, after }) => (before === undefined ? [] : [{ path, before, after }]));
  const outcome = await io.writeChanges(root, created, edited);
  if (!outcome.ok) {
    throw new UsageError(
      `nothing was written, because these changed meanwhile:\n${outcome.conflicts.map((path) => `  ${path}`).join('\n')}`,
    );
  }
  io.out(
    flags.json === true
      ? json(true)
      : `${treeText('.', changes)}What is next:\n${next.map((step) => `  ${step}\n`).join('')}`,
  );
  return 0;
}

async function agreed(preview: () => string, io: NewIo): Promise<boolean> {
  if (!io.canAsk) {
    throw new UsageError(
      '--yes is missing: there is no terminal to ask on; pass --yes to make the changes, or --dry-run to see them',
    );
  }
  io.out(preview());
  return /^y(es)?$/i.test((await io.ask('Make these changes? (yes | no) [no]: ')).trim());
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
  const files = withValue(() => newProject(options, templates));
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
function withValue<T>(make: () => Result<T>): T {
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
