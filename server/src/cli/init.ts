/**
 * `go-architect init`: a configuration written down to be read, corrected and committed. It says what was recognised, a layout
 * by name, or what another tool's rules say. An existing configuration is never touched.
 */
import type { Command } from 'commander';
import { type LoadResult, loadConfig } from '../config/load.ts';
import { isLayoutName, layoutNames } from '../config/presets.ts';
import { presetConfiguration } from '../config/presetText.ts';
import { proposedConfiguration } from '../config/propose.ts';
import { configurationForModules } from '../config/proposeModules.ts';
import { nearestName } from '../config/suggest.ts';
import {
  recogniseTool,
  translateArchGo,
  translateDepguard,
  translateGoArchLint,
  translateGoCleanarch,
  translateImportRestrictions,
} from '../config/translate/index.ts';
import type { PeerTool } from '../config/translate/recognise.ts';
import type { ModuleContext, Translation, TranslationNote } from '../config/translate/translation.ts';
import { folderImports } from '../model/folderImports.ts';
import { configurationFileName } from '../protocol.ts';
import type { Governance } from '../workspace/configurations.ts';
import { isFolder, readText } from '../workspace/moduleFiles.ts';
import { loadTarget } from '../workspace/target.ts';
import { Workspace } from '../workspace/workspace.ts';
import { writeFiles } from '../workspace/writeFiles.ts';
import type { CreateEngine } from './check.ts';
import { type CommandIo, type ExitStatus, UsageError } from './io.ts';
import { relativePath } from './report.ts';
import { plural } from './reporters/words.ts';

export interface InitOptions {
  readonly preset?: string;
  readonly from?: string;
  readonly domain?: string;
  readonly application?: string;
  readonly interfaces?: string;
  readonly infrastructure?: string;
  readonly ignoreTests?: boolean;
  readonly ignorePackage?: readonly string[];
}

const cleanarch = 'go-cleanarch';

export function registerInit(
  program: Command,
  io: CommandIo,
  createEngine: CreateEngine,
  done: (status: ExitStatus) => void,
): void {
  const flag = `with --from ${cleanarch}:`;
  program
    .command('init')
    .description('write .go-architect.yaml: the layout that was recognised, one by name, or the rules of another tool')
    .argument('[folder]', 'a folder of the module; default: the current folder')
    .option('--preset <name>', `a layout by name: ${layoutNames.join(', ')}`)
    .option(
      '--from <file>',
      `translate .go-arch-lint.yml, arch-go.yml, .golangci.yml (depguard), .import-restrictions, or ${cleanarch}`,
    )
    .option('--domain <name>', `${flag} its flag -domain`)
    .option('--application <name>', `${flag} its flag -application`)
    .option('--interfaces <name>', `${flag} its flag -interfaces`)
    .option('--infrastructure <name>', `${flag} its flag -infrastructure`)
    .option('--ignore-tests', `${flag} its flag -ignore-tests`)
    .option(
      '--ignore-package <path>',
      `${flag} its flag -ignore-package; may be repeated`,
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .action(async (folder: string | undefined, options: InitOptions) => {
      done(await init(folder, options, io, createEngine));
    });
}

/** A configuration with what is to be said of it. */
interface Proposal {
  readonly content: string;
  readonly summary: string;
  readonly notes: readonly TranslationNote[];
}

export async function init(
  folder: string | undefined,
  options: InitOptions,
  io: CommandIo,
  createEngine: CreateEngine,
): Promise<ExitStatus> {
  refuseContradictions(options);
  const target = loadTarget(folder === undefined ? [] : [folder], io.cwd);
  const workspace = await Workspace.open({
    roots: target.roots,
    engine: createEngine([]),
    depth: 'imports',
    log: (message) => io.err(`${message}\n`),
  });
  const modules = workspace.governance.filter(({ module }) => module.goModPath !== undefined && module.inside);
  // The module of the folder itself, whatever further ones lie in it.
  const first = modules.find(({ module }) => target.roots.includes(module.dir)) ?? modules[0];
  if (!first) throw new UsageError('There is no Go module here; run it where a go.mod is, or name the folder.');
  if (modules.length > 1 && !target.roots.includes(first.module.dir)) {
    if (options.preset === undefined && options.from === undefined) {
      return writeForAll(modules, target.roots, io);
    }
    const folders = modules.map(({ module }) => relativePath(io.cwd, module.dir)).join(', ');
    throw new UsageError(`There are several modules; name the folder of one: ${folders}.`);
  }
  const { module, detected } = first;
  const path = relativePath(io.cwd, `${module.dir}/${configurationFileName}`);
  // Said first: whoever has a configuration need not hear what is wrong with the other tool's file.
  if (readText(module.dir, configurationFileName) !== undefined) throw existing(path);
  const context: ModuleContext = {
    modulePath: module.goMod.modulePath,
    directories: directoriesOf(workspace, module.dir),
    imported: [...workspace.project.importedPaths()],
  };
  let proposal: Proposal;
  if (options.preset !== undefined) proposal = fromPreset(options.preset, context);
  else if (options.from !== undefined) proposal = fromTool(options.from, options, context, module.dir, io.cwd);
  else {
    const layers = detected?.config === undefined ? 0 : detected.layers.length;
    const summary =
      layers > 0
        ? `the ${detected?.name} layout, ${plural(layers, 'layer')}`
        : 'no layout was recognised; its comments propose the packages there are as layers';
    const known = workspace.project.modules.find(({ dir }) => dir === module.dir);
    const folders = known ? folderImports(workspace.project, known) : [];
    const notes = (detected?.circles ?? []).map(({ remark }) => ({ line: undefined, message: remark }));
    proposal = { content: proposedConfiguration(detected, folders), summary, notes };
  }
  const outcome = await writeFiles(module.dir, [
    { path: configurationFileName, content: proposal.content, mode: 0o644 },
  ]);
  if (!outcome.ok) throw existing(path);
  io.out(`Wrote ${path}: ${proposal.summary}.\n`);
  for (const { line, message } of proposal.notes) io.out(`  ${line === undefined ? '' : `line ${line}: `}${message}\n`);
  return 0;
}

/** One configuration above modules that lie side by side: each has the layers that were recognised in it. */
async function writeForAll(
  governed: readonly Governance[],
  roots: readonly string[],
  io: CommandIo,
): Promise<ExitStatus> {
  const [root = ''] = roots;
  const path = relativePath(io.cwd, `${root}/${configurationFileName}`);
  if (roots.length === 0 || readText(root, configurationFileName) !== undefined) throw existing(path);
  const own = governed.find(({ module }) => readText(module.dir, configurationFileName) !== undefined);
  if (own) throw existing(relativePath(io.cwd, `${own.module.dir}/${configurationFileName}`));
  const content = configurationForModules(
    governed.map(({ module, detected }) => ({ folder: module.dir.slice(root.length + 1), detected })),
  );
  const outcome = await writeFiles(root, [{ path: configurationFileName, content, mode: 0o644 }]);
  if (!outcome.ok) throw existing(path);
  io.out(`Wrote ${path}: one configuration for ${plural(governed.length, 'module')}.\n`);
  return 0;
}

function existing(path: string): UsageError {
  return new UsageError(`${path} exists already and is left as it is.`);
}

function refuseContradictions(options: InitOptions): void {
  if (options.preset !== undefined && options.from !== undefined) {
    throw new UsageError('--preset and --from both say what to write; choose one.');
  }
  if (options.from === cleanarch) return;
  const flags = ['domain', 'application', 'interfaces', 'infrastructure', 'ignoreTests'] as const;
  const given = flags.find((flag) => options[flag] !== undefined);
  if (given !== undefined || (options.ignorePackage ?? []).length > 0) {
    throw new UsageError(
      `--${given === 'ignoreTests' ? 'ignore-tests' : (given ?? 'ignore-package')} is a flag of ${cleanarch}; pass --from ${cleanarch} as well.`,
    );
  }
}

function directoriesOf({ project }: Workspace, root: string): string[] {
  const directories = new Set<string>();
  for (const { module, dir } of project.files.values()) if (module.dir === root) directories.add(dir);
  return [...directories].sort();
}

function fromPreset(name: string, { directories }: ModuleContext): Proposal {
  if (!isLayoutName(name)) {
    const nearest = nearestName(name, layoutNames);
    const hint = nearest === undefined ? `Choose one of ${layoutNames.join(', ')}.` : `Did you mean ${nearest}?`;
    throw new UsageError(`There is no preset "${name}". ${hint}`);
  }
  return { content: presetConfiguration(name, directories), summary: `the ${name} layout`, notes: [] };
}

function fromTool(from: string, options: InitOptions, context: ModuleContext, root: string, cwd: string): Proposal {
  if (from === cleanarch) {
    const translation = translateGoCleanarch(
      { ...options, ignoreTests: options.ignoreTests ?? false, ignorePackages: options.ignorePackage ?? [] },
      context,
    );
    return accepted(translation, cleanarch, cleanarch);
  }
  const path = from.replaceAll('\\', '/');
  const folder = path.startsWith('/') ? '/' : cwd;
  if (isFolder(folder, path))
    throw new UsageError(`"${from}" is a folder; name the file in it that is to be translated.`);
  const text = readText(folder, path);
  if (text === undefined) throw new UsageError(`There is no file "${from}" to translate.`);
  const tool = recogniseTool(path.slice(path.lastIndexOf('/') + 1), text);
  if (tool === undefined) {
    const hint = path.endsWith('.toml') ? ' TOML is not read; write it as YAML first.' : '';
    throw new UsageError(`"${from}" is the configuration of no tool that can be translated.${hint}`);
  }
  return accepted(translated(tool, text, context, root), tool, from);
}

function translated(tool: PeerTool, text: string, context: ModuleContext, root: string): Translation {
  switch (tool) {
    case 'go-arch-lint':
      return translateGoArchLint(text, context);
    case 'arch-go':
      return translateArchGo(text, context);
    case 'depguard':
      return translateDepguard(text, context);
    case 'import-boss':
      return translateImportRestrictions(restrictionsIn(context, root), context);
  }
}

/** All of them count, whichever was named: a package is held to the nearest and to those above it. */
function restrictionsIn({ directories }: ModuleContext, root: string) {
  const folders = new Set(['']);
  for (const directory of directories) {
    for (let end = directory.length; end > 0; end = directory.lastIndexOf('/', end - 1))
      folders.add(directory.slice(0, end));
  }
  return [...folders].sort().flatMap((directory) => {
    const text = readText(root, directory === '' ? '.import-restrictions' : `${directory}/.import-restrictions`);
    return text === undefined ? [] : [{ directory, text }];
  });
}

function accepted(translation: Translation, tool: string, from: string): Proposal {
  if (!translation.ok) {
    const lines = translation.problems.map(({ line, column, message }) => `${from}:${line}:${column}: ${message}`);
    throw new UsageError(`The rules of ${tool} cannot be translated.\n${lines.join('\n')}`);
  }
  const { config, notes } = translation;
  const loaded: LoadResult = loadConfig(configurationFileName, config, { read: () => undefined });
  if (!loaded.ok) {
    // Our mistake, not that of whoever wrote the other file.
    throw new Error(
      `The translation is no valid configuration: ${loaded.issues.map(({ message }) => message).join(' ')}\n${config}`,
    );
  }
  const said =
    notes.length === 0
      ? ''
      : `; ${notes.length === 1 ? 'one part is' : `${notes.length} parts are`} not carried over as written, which its comments tell`;
  return {
    content: config,
    summary: `translated from ${tool}, ${plural(loaded.config.layers.size, 'layer')}${said}`,
    notes,
  };
}
