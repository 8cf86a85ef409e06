/**
 * Brings the VS Code server (the npm package code-server, and the Node it needs) into a cache and starts it.
 *
 * It is what `npm start` falls back to where no desktop VS Code is installed, and what the tests run inside. Only the server
 * of VS Code itself is started, not code-server's own command line, because that one does not know the switches which
 * extension tests need. Everything comes from the npm registry, at versions pinned here; nothing is compiled and no install
 * script runs. This module does not know about extensions, workspaces or tests: callers pass what they need.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const codeServerVersion = '4.139.1';
const nodeVersion = '24.21.0';

export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Where downloads are kept between runs. `off` speaks of what a check remembers: downloads have to lie somewhere. */
export const cacheFolder = downloadFolder(process.env['GO_ARCHITECT_CACHE']);

function downloadFolder(wanted: string | undefined): string {
  return path.resolve(
    wanted === undefined || wanted === '' || wanted === 'off' ? path.join(repositoryRoot, '.cache') : wanted,
  );
}

/** Something outside went wrong and the message says all the user needs; a stack of ours would add nothing. */
export class AdviceError extends Error {}

const noNetwork =
  'The npm registry could not be reached or did not answer as expected. Check the network and run again.';

export interface VsCodeServer {
  /** The Node executable that runs the server. */
  readonly node: string;
  /** The server's entry file. */
  readonly entry: string;
}

/** The server from the cache; downloads and unpacks it first when it is not there. */
export async function provideVsCodeServer(): Promise<VsCodeServer> {
  const folder = path.join(cacheFolder, 'vscode-server');
  await mkdir(folder, { recursive: true });
  const node = await provideNode(folder);
  const unpacked = path.join(folder, `code-server-${codeServerVersion}`);
  await provideFolder(unpacked, (target) => downloadServer(target));
  const logWriter = path.join(repositoryRoot, 'scripts', 'vscode-server-log.cjs');
  await copyFile(logWriter, path.join(unpacked, 'node_modules', '@vscode', 'spdlog', 'index.js'));
  return { node, entry: path.join(unpacked, 'out', 'server-main.js') };
}

export interface ServerOptions {
  /** 0 lets the system choose a free port. */
  readonly port: number;
  /** Where the server keeps its state; the caller owns the folder. */
  readonly dataFolder: string;
  readonly connectionToken?: string;
  readonly extraArguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RunningServer {
  readonly port: number;
  /** Resolves when the server process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends the server and every process it started, and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts the server and resolves once it accepts connections. */
export async function startVsCodeServer(server: VsCodeServer, options: ServerOptions): Promise<RunningServer> {
  const token =
    options.connectionToken === undefined
      ? ['--without-connection-token']
      : ['--connection-token', options.connectionToken];
  const child = spawn(
    server.node,
    [
      server.entry,
      ...['--host', '127.0.0.1', '--port', String(options.port)],
      ...token,
      '--accept-server-license-terms',
      ...['--telemetry-level', 'off'],
      ...['--server-data-dir', options.dataFolder],
      ...(options.extraArguments ?? []),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.environment },
      // A process group of its own, so that stopping reaches the extension host and what it started as well.
      detached: process.platform !== 'win32',
    },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = (): Promise<void> => stopProcessTree(child, ended);
  try {
    return { port: await portOf(child), ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Lets VS Code's own installer unpack a VSIX into a folder of extensions, and returns where it put it. */
export async function installExtension(server: VsCodeServer, vsix: string, extensionsFolder: string): Promise<string> {
  await mkdir(extensionsFolder, { recursive: true });
  await run(
    server.node,
    [server.entry, '--accept-server-license-terms', '--extensions-dir', extensionsFolder, '--install-extension', vsix],
    extensionsFolder,
    `VS Code could not install ${vsix}.`,
  );
  const installed = await readdir(extensionsFolder, { withFileTypes: true });
  const folder = installed.find((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  if (folder === undefined) throw new Error(`VS Code installed ${vsix}, but nothing is in ${extensionsFolder}.`);
  return path.join(extensionsFolder, folder.name);
}

/** Waits for the line in which the server names the port it listens on. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    let isListening = false;
    const listen = (line: string): void => {
      // Read on after the start too, or the server would block on a full pipe; but what it says is then of no interest.
      if (isListening) return;
      said.push(line);
      // The server says so and lives on without listening; waiting for its end would be waiting for ever.
      if (line.includes('EADDRINUSE')) reject(new Error('EADDRINUSE'));
      const port = /Extension host agent listening on (\d+)/.exec(line)?.[1];
      if (port === undefined) return;
      isListening = true;
      resolve(Number(port));
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', listen);
    }
    child.once('error', reject);
    child.once('close', (code) => {
      reject(new Error(`The VS Code server ended early (exit code ${code}).\n${said.join('\n')}`));
    });
  });
}

async function stopProcessTree(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(child, child.pid, 'SIGTERM');
  const deadline = setTimeout(() => child.pid !== undefined && signalGroup(child, child.pid, 'SIGKILL'), 5_000);
  await ended;
  clearTimeout(deadline);
}

function signalGroup(child: ChildProcess, pid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is already gone; the direct child may still have to be reaped.
    child.kill(signal);
  }
}

/** Our own Node where it is new enough for this server, otherwise one from the npm registry. */
async function provideNode(folder: string): Promise<string> {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const packageName = `node-${platform}-${process.arch}`;
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const target = path.join(folder, `node-${nodeVersion}`);
  await provideFolder(target, async (temporary) => {
    console.error(`Fetching Node ${nodeVersion} for the VS Code server (once) …`);
    await npm(
      [
        'install',
        '--prefix',
        '.',
        '--no-save',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
      ].concat(`${packageName}@${nodeVersion}`),
      temporary,
      `${noNetwork}\nIf npm has no ready-made Node for ${process.platform} ${process.arch} (E404, ETARGET), install Node 24 and run the command with it.`,
    );
    // The package also carries headers, npm and manuals; the executable is all that is needed.
    const packageFolder = path.join(temporary, 'node_modules', packageName);
    await rename(path.join(packageFolder, 'bin', executable), path.join(temporary, executable));
    await rm(path.join(temporary, 'node_modules'), { recursive: true });
  });
  return path.join(target, executable);
}

async function downloadServer(temporary: string): Promise<void> {
  console.error(`Fetching the VS Code server (code-server ${codeServerVersion}, 47 MB, once) …`);
  await npm(['pack', `code-server@${codeServerVersion}`, '--loglevel=error'], temporary, noNetwork);
  const archive = `code-server-${codeServerVersion}.tgz`;
  await run('tar', ['-xzf', archive], temporary, `Unpacking ${archive} failed; is a tar command installed?`);
  await rm(path.join(temporary, archive));
  const server = path.join(temporary, 'package', 'lib', 'vscode');
  await npm(
    ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    server,
    noNetwork,
  );
  await prune(server);
  for (const entry of await readdir(server)) await rename(path.join(server, entry), path.join(temporary, entry));
  await rm(path.join(temporary, 'package'), { recursive: true });
  const ripgrep = path.join(temporary, 'node_modules', '@vscode', 'ripgrep-universal', 'bin', platformFolder(), 'rg');
  if (process.platform !== 'win32' && existsSync(ripgrep)) await chmod(ripgrep, 0o755);
}

function platformFolder(): string {
  return `${process.platform}-${process.arch}`;
}

/** Two thirds of the server are AI runtimes, other platforms' binaries and sign-in helpers that nobody needs here. */
async function prune(server: string): Promise<void> {
  const useless = [
    'node_modules/@github',
    'node_modules/@microsoft/mxc-sdk',
    'node_modules/@devcontainers',
    'node_modules/@vscode/windows-process-tree',
    'node_modules/node-pty/third_party',
    'extensions/copilot',
    'extensions/github',
    'extensions/github-authentication',
    'extensions/microsoft-authentication',
    'extensions/mermaid-markdown-features',
    'extensions/ms-vscode.js-debug',
    'extensions/ms-vscode.js-debug-companion',
    'extensions/ms-vscode.vscode-js-profile-table',
    'extensions/tunnel-forwarding',
  ];
  for (const folder of useless) await rm(path.join(server, folder), { recursive: true, force: true });
  for (const binaries of ['node_modules/@vscode/ripgrep-universal/bin', 'node_modules/node-pty/prebuilds']) {
    const folder = path.join(server, binaries);
    for (const platform of await readdir(folder)) {
      if (platform !== platformFolder()) await rm(path.join(folder, platform), { recursive: true });
    }
  }
}

/** Fills a folder next to its final place and renames it, so that an interrupted download never looks complete. */
async function provideFolder(target: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  const temporary = await mkdtemp(`${target}.partial-`);
  try {
    await fill(temporary);
    await rename(temporary, target);
  } catch (error) {
    // Another process may have finished the same download first; its copy is as good as ours.
    if (!existsSync(target)) throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function npm(args: readonly string[], folder: string, advice: string): Promise<void> {
  const running = process.env['npm_execpath'];
  // Under `npm run` the npm in use names its own script; starting that with our Node works on every platform.
  if (running?.endsWith('npm-cli.js') === true) return run(process.execPath, [running, ...args], folder, advice);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, folder, advice);
}

/** Runs a command quietly; on failure the error carries its output and what to do next. */
function run(command: string, args: readonly string[], folder: string, advice: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: command.endsWith('.cmd'),
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', (error) => reject(new AdviceError(`${advice}\n${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new AdviceError(`${advice}\n${command} ${args.join(' ')} ended with exit code ${code}\n${output}`));
    });
  });
}

/** Runs another script of this folder; its output is shown only when it fails. */
export function runScript(name: string, args: readonly string[], advice: string): Promise<void> {
  const script = path.join(repositoryRoot, 'scripts', name);
  return run(process.execPath, ['--import', 'tsx', script, ...args], repositoryRoot, advice);
}

/** Copies a folder without what a build leaves behind; used to give every run a workspace of its own. */
export async function copyWorkspace(source: string, target: string): Promise<void> {
  const leftOut = new Set(['.git', 'node_modules', 'dist']);
  await cp(source, target, { recursive: true, filter: (file) => !leftOut.has(path.basename(file)) });
}
