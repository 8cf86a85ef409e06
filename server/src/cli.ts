/**
 * Entry of the command line.
 *
 * Commands are functions over a small interface; this file gives them the real world and turns what they throw into a
 * message and an exit status: 0 all right, 1 findings, 2 usage, configuration or internal error.
 */
import { realpathSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { BaselineOptions } from './cli/baseline.ts';
import { type CheckOptions, check } from './cli/check.ts';
import { explain, explainChain } from './cli/explain.ts';
import { graph, graphLevels } from './cli/graph.ts';
import { registerInit } from './cli/init.ts';
import { type CommandIo, type ExitStatus, UsageError, wantsColour } from './cli/io.ts';
import { reporterNames } from './cli/reporters/index.ts';
import { listRules } from './cli/rules.ts';
import { type WhatIfOptions, whatIf } from './cli/whatif/whatif.ts';
import { graphFormatNames } from './draw/format.ts';
import { GoParser } from './go/parser.ts';
import { Engine } from './rules/engine.ts';
import { allRules } from './rules/registry.ts';
import type { Rule } from './rules/rule.ts';
import { timestamp, today } from './workspace/clock.ts';
import { goFilesOf, moduleRoot, namesIn, readText, repositoryRoot } from './workspace/moduleFiles.ts';
import { loadParserModule } from './workspace/parserModule.ts';
import { toSlashes } from './workspace/paths.ts';
import { productVersion } from './workspace/product.ts';
import { shippedTemplates, teamTemplates } from './workspace/templates.ts';
import { askPerson, someoneIsThere } from './workspace/terminal.ts';
import { isOccupied, writeChanges, writeFiles } from './workspace/writeFiles.ts';

const io: CommandIo = {
  cwd: workingDirectory(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stdout.isTTY === true,
  useColour: wantsColour(process.stdout.isTTY === true, process.env),
  ...(process.stderr.isTTY === true
    ? { progress: (text: string) => process.stderr.write(`\r\u001b[K${text}`) && undefined }
    : {}),
};

/** As the system writes it, because what is asked for is compared with it letter by letter. */
function workingDirectory(): string {
  try {
    return toSlashes(realpathSync.native(process.cwd()));
  } catch {
    process.stderr.write('go-architect: the working directory is gone or cannot be read; change to another one.\n');
    process.exit(2);
  }
}

// Whoever reads along may stop reading (`| head`): that is no failure. A full disk is.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') io.err(`go-architect: the output cannot be written: ${error.message}\n`);
  process.exit(error.code === 'EPIPE' ? (process.exitCode ?? 0) : 2);
});

void main();

async function main(): Promise<void> {
  try {
    // The exit code instead of exit(): what was written to a pipe must arrive before the process ends.
    process.exitCode = await run(process.argv);
  } catch (error) {
    process.exitCode = 2;
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof Error && error.name === 'UsageError') io.err(`go-architect: ${error.message}\n`);
    else io.err(`go-architect: internal error, please report it:\n${error instanceof Error ? error.stack : error}\n`);
  }
}

async function run(argv: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = new Command('go-architect')
    .description('A senior Go backend architect: layer boundaries, team standards, and fixes that compile.')
    .version(productVersion())
    .exitOverride()
    .showHelpAfterError('(see --help)');

  program
    .command('check')
    .description('report what breaks the architecture or the standards')
    .argument('[paths...]', 'files or folders; default: the current folder')
    .option(
      '--format <name[:file]>',
      `output format: ${reporterNames.join(', ')}; with a file, written there; may be repeated`,
      collect,
      [],
    )
    .option('--max-warnings <number>', 'fail when there are more warnings than this', wholeNumber)
    .option(
      '--rule <id>',
      'only this rule or family/*, one that is named by itself also when it is off by default; may be repeated',
      collect,
      [],
    )
    .option('--config <file>', "judge by this configuration in place of the project's own", filled)
    .option('--hints', 'list hints as well, which are matters of judgement and never fail a check')
    .option('--since <revision>', 'only what the changes since this git revision answer for', filled)
    .option('--baseline <file>', 'the file with known findings, in place of the configured one', filled)
    .option('--update-baseline', 'remove from the baseline what is gone')
    .option('--accept-new', 'with --update-baseline: add what is new')
    .option('--strict-baseline', 'fail when the baseline knows findings that are gone')
    .option('--fail-on-skipped', 'fail when a file cannot be read or parsed, so that no silence is taken for praise')
    .option('--fix', 'apply the fixes that are safe, then report what is left')
    .option('--dependencies', 'read packages that are not known otherwise from vendor or the module cache')
    .option('--no-cache', 'read everything anew and remember nothing')
    .option('--dry-run', 'with --fix: print the changes as a diff and write nothing')
    .action(async (paths: string[], options: CheckFlags) => {
      const { format, maxWarnings, rule, cache, since, dependencies, config } = options;
      if (options.dryRun && !options.fix) throw new UsageError('--dry-run says what --fix would do; pass both.');
      const fix = options.fix ? (options.dryRun ? 'dry' : 'write') : undefined;
      const baseline = baselineOptions(options);
      const wanted: CheckOptions = {
        formats: format,
        maxWarnings,
        rules: rule,
        fix,
        cache,
        dependencies,
        configuration: config,
        hints: options.hints,
        failOnSkipped: options.failOnSkipped,
        baseline,
        since,
      };
      status = await check(paths, wanted, io, allRules, createEngine);
    });

  program
    .command('explain')
    .description('explain a rule, a file with its layer, or how one package comes to depend on another')
    .argument('<rule, file or package>')
    .argument('[package]', 'the chain of imports that leads to it')
    .option('--format <name>', 'text or json', 'text')
    .action(async (what: string, other: string | undefined, { format }: { format: string }) => {
      status =
        other === undefined
          ? await explain(what, format, io, allRules, createEngine)
          : await explainChain(what, other, format, io, allRules, createEngine);
    });

  program
    .command('graph')
    .description('draw who imports whom: what the configuration declares, what the code does, what is forbidden')
    .argument('[paths...]', 'files or folders; default: the current folder')
    .option('--format <name>', `output format: ${graphFormatNames.join(', ')}`, graphFormatNames[0])
    .option('--level <name>', `what the nodes are: ${graphLevels.join(', ')}`, 'layer')
    .option(
      '--focus <name>',
      'only what is called so on this level, or ends so, and its neighbours: a layer, module or package',
      filled,
    )
    .option('--violations', 'only what is forbidden')
    .action(async (paths: string[], options: { format: string; level: string; focus?: string; violations?: true }) => {
      const { format, level, focus, violations = false } = options;
      status = await graph(paths, { format, level, focus, violations }, io, allRules, createEngine);
    });

  program
    .command('whatif')
    .description('say what a change of the architecture would break, before it is made; nothing is written')
    .option(
      '--forbid <from->to>',
      'imports between layers, packages or patterns, or of packages from outside; may be repeated',
      collect,
      [],
    )
    .option('--move <package>', 'a package, with --to its new folder', filled)
    .option('--to <folder>', 'where it would move to', filled)
    .option('--config <file>', 'another configuration', filled)
    .option('--format <name>', 'text or json', 'text')
    .action(async (options: WhatIfOptions) => {
      status = await whatIf(options, io, allRules, createEngine);
    });

  registerInit(program, io, createEngine, (outcome) => {
    status = outcome;
  });

  program
    .command('rules')
    .description('list every rule with its default severity')
    .option('--format <name>', 'text or json', 'text')
    .action(({ format }: { format: string }) => {
      status = listRules(format, io, allRules);
    });

  const generate = program.command('new').description('generate a project or a part of one');
  // Also where its help is asked for. Read by itself, because a check would load a fifth more for nothing.
  if (argv.includes(generate.name())) {
    await addGenerators(generate, (outcome) => {
      status = outcome;
    });
  }

  program
    .command('lsp')
    .description('run the language server for any editor')
    .option('--stdio', 'talk over standard input and output (the only transport, and the default)')
    .action(async () => {
      // The server reads its transport from the arguments, as every LSP client passes them.
      if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
      await import('./main.ts');
    });

  await program.parseAsync([...argv]);
  return status;
}

async function addGenerators(command: Command, finish: (status: ExitStatus) => void): Promise<void> {
  const { registerNew } = await import('./cli/new.ts');
  registerNew(
    command,
    {
      ...io,
      canAsk: someoneIsThere(),
      ask: askPerson,
      shippedTemplates,
      teamTemplates,
      isOccupied,
      writeFiles,
      writeChanges,
      moduleRoot,
      repositoryRoot,
      readText,
      namesIn,
      goFilesOf,
      goParser: async () => {
        const parser = GoParser.create(await loadParserModule());
        return (text) => parser.parse(text);
      },
      timestamp,
    },
    finish,
  );
}

interface CheckFlags {
  readonly format: string[];
  readonly since?: string;
  readonly config?: string;
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly acceptNew?: true;
  readonly strictBaseline?: true;
  readonly maxWarnings?: number;
  readonly rule: string[];
  readonly fix?: true;
  readonly hints?: true;
  readonly failOnSkipped?: true;
  readonly cache: boolean;
  readonly dependencies?: true;
  readonly dryRun?: true;
}

function baselineOptions({
  baseline,
  updateBaseline,
  acceptNew,
  strictBaseline,
  since,
  fix,
}: CheckFlags): BaselineOptions {
  if (acceptNew && !updateBaseline)
    throw new UsageError('--accept-new lets --update-baseline add findings; pass both.');
  if (updateBaseline && since !== undefined) {
    throw new UsageError('--update-baseline looks at everything, --since at a part; pass one of them.');
  }
  if (updateBaseline && fix) throw new UsageError('--fix and --update-baseline both write; run one after the other.');
  const update = updateBaseline ? (acceptNew ? 'grow' : 'shrink') : undefined;
  return { file: baseline, update, strict: strictBaseline === true };
}

function createEngine(rules: readonly Rule[]): Engine {
  return new Engine(
    rules,
    ({ rule, path, error }) => {
      // One line a rule and file; the others go on, and the run says so by its exit status.
      io.err(
        `go-architect: rule ${rule} failed${path === undefined ? '' : ` on ${path}`}: ${error instanceof Error ? error.stack : error}\n`,
      );
    },
    today,
  );
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

/** A variable of a script that was never set must not quietly stand for the default. */
function filled(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It is empty.');
  return value;
}

function wholeNumber(value: string): number {
  const parsed = Number(value);
  if (!Number.isInteger(parsed) || parsed < 0) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return parsed;
}
