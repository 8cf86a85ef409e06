/**
 * `go-architect new …`: asks for what was not said, shows or writes what a generator made. What is made is decided in
 * scaffold/; this file and those beside it in new/ know flags, questions and messages only.
 */
import type { Command, Option } from 'commander';
import { generators } from '../scaffold/catalog.ts';
import { fieldTypes } from '../scaffold/fields.ts';
import { newDockerfile, newWorkflow } from '../scaffold/moduleParts.ts';
import { partDefinitions } from '../scaffold/parts/catalog.ts';
import {
  cacheNames,
  defaultProjectOptions,
  loggerNames,
  migrationToolNames,
  routerNames,
} from '../scaffold/project.ts';
import { type ExitStatus, UsageError } from './io.ts';
import { type FeatureFlags, feature, type MigrationFlags, migration } from './new/feature.ts';
import type { NewIo, OutputFlags } from './new/io.ts';
import { modulePart } from './new/modulePart.ts';
import { type PartFlags, part } from './new/part.ts';
import { type ProjectFlags, project } from './new/project.ts';

export type { NewIo } from './new/io.ts';

/** Gives the command `new` its options and subcommands; `finish` receives the exit status. */
export function registerNew(command: Command, io: NewIo, finish: (status: ExitStatus) => void): void {
  command
    .option('--list', 'list what can be generated')
    .option('--json', 'print one JSON object instead of text')
    .action((flags: { readonly list?: boolean; readonly json?: boolean }) => {
      const [unknown] = command.args;
      if (unknown !== undefined) {
        throw new UsageError(`there is no generator "${unknown}"; go-architect new --list names those there are`);
      }
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
    .addOption(choice(command, '--router <name>', 'HTTP router', routerNames, defaultProjectOptions.router))
    .addOption(choice(command, '--logger <name>', 'logger', loggerNames, defaultProjectOptions.logger))
    .addOption(
      choice(command, '--migrations <tool>', 'migration tool', migrationToolNames, defaultProjectOptions.migrations),
    )
    .addOption(choice(command, '--cache <name>', 'cache', cacheNames, defaultProjectOptions.cache))
    .option('--grpc', 'offer gRPC beside HTTP')
    // --json belongs to `new` as well, which takes it wherever it stands.
    .action(async (name: string, flags: ProjectFlags) =>
      finish(await project(name, { ...command.opts(), ...flags }, io)),
    );

  registerParts(command, io, finish);
  registerModuleParts(command, io, finish);
  registerFittedParts(command, io, finish);
  // Last, because what is made of it would take after it: a name that is none is answered above.
  command.allowExcessArguments();
}

function registerParts(command: Command, io: NewIo, finish: (status: ExitStatus) => void): void {
  withOutputFlags(command.command('feature <name> [fields...]'))
    .description('an entity through every layer: domain, use case, repository, HTTP, migration, tests')
    .option('--field <name:type>', `a field; may be repeated; types: ${fieldTypes.join(', ')}`, collect, [])
    .option('--plural <name>', 'the plural, where adding an s will not do')
    .option('--domain <path>', 'the folder of the entity, where the layout does not say it')
    .option('--usecase <path>', 'the folder of the use case')
    .option('--repository <path>', 'the folder of the repository')
    .option('--delivery <path>', 'the folder of the HTTP handlers')
    .option('--migrations <path>', 'the folder of migrations')
    .action(async (first: string, more: readonly string[], flags: FeatureFlags) => {
      const { name, field } = nameAndFields([first, ...more], flags.field);
      finish(await feature(name, { ...command.opts(), ...flags, field }, io));
    });

  withOutputFlags(command.command('migration <name>'))
    .description('the next migration, up and down')
    .option('--directory <path>', 'the folder of migrations, relative to the module', 'migrations')
    .action(async (name: string, flags: MigrationFlags) =>
      finish(await migration(name, { ...command.opts(), ...flags }, io)),
    );
}

function registerModuleParts(command: Command, io: NewIo, finish: (status: ExitStatus) => void): void {
  const parts = [
    ['dockerfile', 'a small image, not root, for the commands of this module', newDockerfile, 'module'],
    ['ci', 'a GitHub workflow that lints, builds and tests this module', newWorkflow, 'repository'],
  ] as const;
  for (const [name, description, make, place] of parts) {
    withOutputFlags(command.command(name))
      .description(description)
      .action(async (flags: OutputFlags) => finish(await modulePart(make, place, { ...command.opts(), ...flags }, io)));
  }
}

function registerFittedParts(command: Command, io: NewIo, finish: (status: ExitStatus) => void): void {
  for (const definition of partDefinitions) {
    const { name, title, kinds, fields, options } = definition;
    const named = fields === undefined ? `${name} <name>` : `${name} <name> [fields...]`;
    const subcommand = withOutputFlags(command.command(definition.named ? named : name))
      .description(title)
      .showHelpAfterError(`(go-architect ${definition.usage}; see --help)`);
    if (fields !== undefined) {
      subcommand
        .option('--field <name:type>', `a field; may be repeated; types: ${fieldTypes.join(', ')}`, collect, [])
        .option('--plural <name>', 'the plural, where adding an s will not do');
    }
    if (kinds !== undefined) {
      subcommand.addOption(choice(command, '--kind <kind>', 'which', kinds, kinds[0] ?? ''));
    }
    if (options.includes('port')) {
      subcommand.option('--port <interface>', 'the interface to implement, as Name or folder.Name');
    }
    if (options.includes('directory')) {
      subcommand.option('--directory <path>', 'the folder to write to, relative to the module');
    }
    subcommand.action(async (...given: readonly unknown[]) => {
      const texts = definition.named ? given.flat().filter((one) => typeof one === 'string') : [];
      const flags: PartFlags = { ...command.opts(), ...subcommand.opts() };
      if (fields === undefined) {
        finish(await part(definition, texts[0] ?? '', flags, io));
        return;
      }
      const { name: said, field } = nameAndFields(texts, flags.field);
      finish(await part(definition, said, { ...flags, field }, io));
    });
  }
}

/** Several fields may follow one `--field`, before or after the name: what has a colon is no name. */
function nameAndFields(
  texts: readonly string[],
  given: readonly string[] | undefined,
): { readonly name: string; readonly field: readonly string[] } {
  const [name = '', ...others] = texts.filter((text) => !text.includes(':'));
  if (others.length > 0) {
    throw new UsageError(
      `one name is expected, and here are ${others.length + 1}: ${[name, ...others].join(', ')}; write fields as name:type`,
    );
  }
  return { name, field: [...(given ?? []), ...texts.filter((text) => text.includes(':'))] };
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
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
function choice(
  command: Command,
  flags: string,
  description: string,
  choices: readonly string[],
  standard: string,
): Option {
  return command.createOption(flags, `${description} (default: ${standard})`).choices([...choices]);
}
