/**
 * Runs the tests inside a desktop VS Code: `npm run test:desktop`.
 *
 *   --vscode VERSION     the version to download: stable (default), insiders, or a number such as 1.100.0
 *   --only TEXT          only the runs whose name contains the text
 *   --results FILE       where to write the sum as JSON (.cache/test-results/desktop.json)
 *
 * VSCODE_PATH names an installed VS Code to use instead of a download: the executable itself (`code` for Linux and Windows,
 * `Contents/MacOS/Electron` inside the application for macOS), not the command line tool of the same name. On Linux without
 * a screen, start it with `xvfb-run -a`. The runs that click on the page are left to run.mts, which drives a browser.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from '@vscode/test-electron';
import { cacheFolder, repositoryRoot, runScript } from '../../scripts/vscode-server.mts';
import {
  compiledSuites,
  compileSuites,
  type EditorRun,
  editorRuns,
  type RunResult,
  report,
  resultOf,
  userSettings,
} from './runs.mts';
import { variables } from './suite/result.ts';

const { values: options } = parseArgs({
  options: {
    vscode: { type: 'string', default: 'stable' },
    only: { type: 'string', default: '' },
    results: { type: 'string', default: path.join(cacheFolder, 'test-results', 'desktop.json') },
  },
});

async function main(): Promise<void> {
  const executable = await provideDesktop();
  await runScript('build.mts', [], 'The extension could not be built.');
  await compileSuites();
  // Short, because VS Code opens a socket below it and systems limit the length of a socket's path.
  const temporary = await mkdtemp(path.join(tmpdir(), 'ga-'));
  const results: RunResult[] = [];
  try {
    const chosen = editorRuns.filter(({ name, needsPage }) => !needsPage && name.includes(options.only));
    for (const [index, run] of chosen.entries()) {
      console.log(`\n=== ${run.name}`);
      results.push(await perform(run, executable, path.join(temporary, `run-${index}`)));
    }
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
  await report(results, path.resolve(options.results));
}

async function provideDesktop(): Promise<string> {
  const installed = process.env['VSCODE_PATH'];
  if (installed !== undefined && installed !== '') {
    if (existsSync(installed)) return installed;
    throw new Error(`VSCODE_PATH names ${installed}, which does not exist.`);
  }
  try {
    return await downloadAndUnzipVSCode({
      version: options.vscode,
      cachePath: path.join(cacheFolder, 'desktop-vscode'),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      [
        `VS Code (${options.vscode}) could not be downloaded: ${reason}`,
        'Set VSCODE_PATH to the executable of an installed VS Code, or run the same tests in the VS Code server, which',
        'comes from the npm registry: npm run test:vscode',
      ].join('\n'),
    );
  }
}

async function perform(run: EditorRun, executable: string, folder: string): Promise<RunResult> {
  const workspace = path.join(folder, 'workspace', run.folder);
  const userData = path.join(folder, 'data');
  const resultFile = path.join(folder, 'result.json');
  await mkdir(workspace, { recursive: true });
  await mkdir(path.join(userData, 'User'), { recursive: true });
  await writeFile(path.join(userData, 'User', 'settings.json'), JSON.stringify(userSettings));
  await run.prepare(workspace);
  const launchArgs = [
    workspace,
    `--user-data-dir=${userData}`,
    `--extensions-dir=${path.join(folder, 'extensions')}`,
    '--disable-extensions',
  ];
  const environment = {
    [variables.suites]: run.suites.join(','),
    [variables.result]: resultFile,
    [variables.colour]: process.stdout.isTTY ? '1' : '0',
  };
  const launch = run.isTrusted ? launchTrusted : launchRestricted;
  await launch(executable, launchArgs, environment);
  return resultOf(run, resultFile, undefined);
}

type Launch = (executable: string, args: string[], environment: Record<string, string>) => Promise<void>;

const testsPath = path.join(compiledSuites, 'index.cjs');

const launchTrusted: Launch = async (vscodeExecutablePath, launchArgs, extensionTestsEnv) => {
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: repositoryRoot,
      extensionTestsPath: testsPath,
      launchArgs,
      extensionTestsEnv,
    });
  } catch (error) {
    // Failing tests end VS Code with an exit code; which ones failed is in the file of results.
    if (!(error instanceof TestRunFailedError)) throw error;
  }
};

/** `runTests` always trusts the workspace; Restricted Mode needs the same start without that switch. */
const launchRestricted: Launch = (executable, args, environment) =>
  new Promise((resolve, reject) => {
    const child = spawn(
      executable,
      [
        ...args,
        ...['--no-sandbox', '--disable-gpu-sandbox', '--disable-updates', '--skip-welcome', '--skip-release-notes'],
        `--extensionDevelopmentPath=${repositoryRoot}`,
        `--extensionTestsPath=${testsPath}`,
      ],
      { stdio: 'inherit', env: { ...process.env, ...environment } },
    );
    child.once('error', reject);
    child.once('close', () => resolve());
  });

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
