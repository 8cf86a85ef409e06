/**
 * Opens a real VS Code with the extension: `npm start` on examples/shop, `npm start -- PATH` on another project.
 *
 *   --server      the VS Code server in the browser, even where a desktop VS Code is installed
 *   --port N      the port of the server (a free one otherwise)
 *
 * A desktop `code` on PATH is used when there is one and a screen to show it on. Otherwise the VS Code server is fetched into
 * the cache, the extension is packed and installed into it as a user would, and an address on this machine is printed. The
 * user's own VS Code, its settings and extensions stay as they are: everything runs with folders of its own.
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { findOnPath } from './chromium.mts';
import {
  AdviceError,
  cacheFolder,
  installExtension,
  provideVsCodeServer,
  type RunningServer,
  repositoryRoot,
  runScript,
  startVsCodeServer,
} from './vscode-server.mts';

/** A wrong command line or a wish that cannot be met; like any AdviceError it is shown without a stack. */
class UserError extends AdviceError {}

interface Choice {
  readonly project: string;
  readonly isExample: boolean;
  readonly port: number;
  readonly wantsServer: boolean;
}

const example = path.join(repositoryRoot, 'examples', 'shop');

async function readChoice(): Promise<Choice> {
  const { values, positionals } = readArguments();
  if (positionals.length > 1) throw new UserError(`one project at a time, please; got ${positionals.join(' and ')}.`);
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UserError(`${values.port} is no port; give a number from 1 to 65535.`);
  }
  // Under npm the working directory is the repository; INIT_CWD is where the user typed the command.
  const project = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), positionals[0] ?? example);
  if (!existsSync(project)) throw new UserError(`${project} does not exist.`);
  if (!statSync(project).isDirectory()) throw new UserError(`${project} is a file; give the folder of a Go project.`);
  if (!(await holdsGoModule(project))) {
    throw new UserError(
      `${project} is not a Go project: no go.mod or go.work in it or in the ${searchDepth} levels below.`,
    );
  }
  return { project, isExample: project === example, port, wantsServer: values.server };
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { server: { type: 'boolean', default: false }, port: { type: 'string' } },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message}\nUsage: npm start [-- [PATH] [--server] [--port N]]`);
  }
}

const searchDepth = 3;

async function holdsGoModule(folder: string, depth = searchDepth): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.some(({ name }) => name === 'go.mod' || name === 'go.work')) return true;
  if (depth === 0) return false;
  for (const entry of entries) {
    const isHidden = /^[._]|^(node_modules|vendor|testdata)$/.test(entry.name);
    if (!entry.isDirectory() || isHidden) continue;
    if (await holdsGoModule(path.join(folder, entry.name), depth - 1)) return true;
  }
  return false;
}

/** The desktop VS Code, where there is one and a screen for it. */
function desktopCode(): string | undefined {
  const hasScreen = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
  return hasScreen ? findOnPath('code') : undefined;
}

async function openOnDesktop(code: string, { project, isExample }: Choice): Promise<void> {
  console.log('Building …');
  await runScript('build.mts', [], 'The build failed.');
  const state = path.join(cacheFolder, 'desktop');
  await mkdir(state, { recursive: true });
  const args = [
    '--new-window',
    `--user-data-dir=${path.join(state, 'data')}`,
    `--extensions-dir=${path.join(state, 'extensions')}`,
    `--extensionDevelopmentPath=${repositoryRoot}`,
    // The example is ours; any other project is for the user to trust or not.
    ...(isExample ? ['--disable-workspace-trust'] : []),
    // Electron has no sandbox for root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    project,
  ];
  const child = spawn(code, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  const stop = (): void => void child.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (exitCode !== 0 && exitCode !== null) {
    throw new UserError(`${code} ended with exit code ${exitCode}. Try the browser instead: npm start -- --server`);
  }
  console.log(`\nVS Code opens ${shown(project)} in a window of its own.\n`);
  await printWhatToLookAt(project);
}

async function openInServer({ project, isExample, port }: Choice): Promise<void> {
  const temporary = await mkdtemp(path.join(tmpdir(), 'go-architect-start-'));
  let editor: RunningServer | undefined;
  let isStopping = false;
  const stop = async (): Promise<void> => {
    isStopping = true;
    await editor?.stop();
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Heard more than once: the terminal sends the signal to all of us, and who started us passes it on. Only the first
    // counts, but all have to be heard, or the second would end us before everything is put away.
    process.on(signal, () => {
      if (isStopping) return;
      console.log('\nStopping …');
      void stop().then(() => process.exit(0));
    });
  }
  try {
    const server = await provideVsCodeServer();
    console.log('Building, packing and installing the extension …');
    const vsix = path.join(temporary, 'go-architect.vsix');
    await runScript('package.mts', [vsix], 'The extension could not be built and packed.');
    const extensions = path.join(temporary, 'extensions');
    await installExtension(server, vsix, extensions);
    const data = path.join(temporary, 'data');
    await mkdir(path.join(data, 'data', 'User'), { recursive: true });
    await writeFile(path.join(data, 'data', 'User', 'settings.json'), JSON.stringify(settings));
    if (isStopping) return;
    // Whoever reaches the port can read files and start programs as this user, so only who knows the token may.
    const token = randomBytes(16).toString('hex');
    editor = await startVsCodeServer(server, {
      port,
      dataFolder: data,
      connectionToken: token,
      extraArguments: ['--extensions-dir', extensions, ...(isExample ? ['--disable-workspace-trust'] : [])],
    });
    const query = new URLSearchParams({ folder: project, tkn: token });
    console.log(`\nVS Code with Go Architect on ${shown(project)}. Open\n`);
    console.log(`  http://127.0.0.1:${editor.port}/?${query}\n`);
    await printWhatToLookAt(project);
    console.log('\nCtrl-C stops it.');
    await editor.ended;
    if (!isStopping) throw new UserError('the VS Code server ended by itself. Run the command again.');
  } catch (error) {
    if (isStopping) return;
    await stop();
    if ((error as Error).message !== 'EADDRINUSE') throw error;
    throw new UserError(`port ${port} is in use. Give another one with --port, or none to get a free one.`);
  }
}

const settings = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  // A browser's VS Code saves by itself after a second; trying something out must not change the project.
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** Says where to begin, from what the command line finds in the same project. */
async function printWhatToLookAt(project: string): Promise<void> {
  const findings = await findingsOf(project);
  if (findings === undefined) {
    console.log('  The command line could not check this project; `node dist/cli.js check` in its folder says why.');
    return;
  }
  const first = findings.find(({ severity }) => severity === 'error') ?? findings[0];
  if (first === undefined) {
    console.log(
      '  There are no findings to begin with: import an outer layer from an inner one and see it underlined.',
    );
  } else {
    const others = findings.length - 1;
    const more = others === 0 ? '' : `, then the other ${others} in the Problems view (Ctrl+Shift+M)`;
    console.log(`  Look first at ${first.file}, line ${first.line}${more}:`);
    console.log(`    ${first.message}`);
    console.log('  Put the cursor on what is underlined and press Ctrl+. for what can be done about it.');
  }
  console.log('  The braces { } in the status bar of a Go file show the layout and the menu.');
}

interface Finding {
  readonly file: string;
  readonly line: number;
  readonly severity: string;
  readonly message: string;
}

/** `undefined` when the check itself fails; the editor is what the user came for, so that is no reason to stop. */
function findingsOf(project: string): Promise<readonly Finding[] | undefined> {
  const cli = path.join(repositoryRoot, 'dist', 'cli.js');
  return new Promise((resolve) => {
    const options = { cwd: project, maxBuffer: 64 * 1024 * 1024 };
    // Exit code 1 only says that there are findings; whether there is a report shows in the output.
    execFile(process.execPath, [cli, 'check', '--format', 'json'], options, (_error, output) => {
      try {
        resolve((JSON.parse(output) as { readonly findings: readonly Finding[] }).findings);
      } catch {
        resolve(undefined);
      }
    });
  });
}

/** A path as a user would type it here. */
function shown(folder: string): string {
  const relative = path.relative(process.env['INIT_CWD'] ?? process.cwd(), folder);
  return relative === '' ? '.' : relative.startsWith('..') ? folder : relative;
}

try {
  const choice = await readChoice();
  const code = choice.wantsServer ? undefined : desktopCode();
  if (code === undefined) await openInServer(choice);
  else await openOnDesktop(code, choice);
} catch (error) {
  console.error(
    error instanceof Error && !(error instanceof AdviceError) ? error : `npm start: ${(error as Error).message}`,
  );
  process.exit(1);
}
