/**
 * Runs the tests inside a VS Code server, shown in a headless Chromium: `npm run test:vscode`.
 *
 *   --extension FOLDER     an unpacked extension to test, instead of the VSIX packed from this repository
 *   --only TEXT            only the runs whose name contains the text
 *   --results FILE         where to write the sum as JSON (.cache/test-results/vscode.json)
 *   --screenshots FOLDER   where the tests put their pictures (.cache/screenshots)
 *
 * VS Code's own integration tests are started the same way: the page is opened with a payload that names the extension and
 * the tests, and the workbench calls back when the extension host ends. Exit code 0 when all tests passed, otherwise 1.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/chromium.mts';
import {
  cacheFolder,
  installExtension,
  provideVsCodeServer,
  runScript,
  startVsCodeServer,
  type VsCodeServer,
} from '../../scripts/vscode-server.mts';
import { startPageDriver } from './pageDriver.mts';
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
    extension: { type: 'string' },
    only: { type: 'string' },
    results: { type: 'string', default: path.join(cacheFolder, 'test-results', 'vscode.json') },
    screenshots: { type: 'string', default: path.join(cacheFolder, 'screenshots') },
  },
});

/** No run takes a minute; one that takes this long hangs. */
const runDeadlineMs = 180_000;

const chosen = editorRuns.filter(({ name }) => name.includes(options.only ?? ''));
if (chosen.length === 0) {
  const names = editorRuns.map(({ name }) => `  ${name}`).join('\n');
  console.error(`No run is called like "${options.only}". There are:\n${names}`);
  process.exit(2);
}

const temporary = await mkdtemp(path.join(tmpdir(), 'go-architect-vscode-'));
const results: RunResult[] = [];
let browser: Browser | undefined;
try {
  const server = await provideVsCodeServer();
  browser = await launchChromium();
  await compileSuites();
  const extension = options.extension ?? (await packAndInstall(server));
  for (const [index, run] of chosen.entries()) {
    console.log(`\n=== ${run.name}`);
    results.push(await perform(run, server, browser, path.resolve(extension), path.join(temporary, `run-${index}`)));
  }
} finally {
  await browser?.close();
  await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
}
await report(results, path.resolve(options.results));

/** The extension as users get it: packed, then unpacked by VS Code's own installer. */
async function packAndInstall(server: VsCodeServer): Promise<string> {
  const file = path.join(temporary, 'go-architect.vsix');
  await runScript('package.mts', [file], 'The extension could not be built and packed.');
  return installExtension(server, file, path.join(temporary, 'installed'));
}

async function perform(
  run: EditorRun,
  server: VsCodeServer,
  browser: Browser,
  extension: string,
  folder: string,
): Promise<RunResult> {
  const workspace = path.join(folder, 'workspace', run.folder);
  const dataFolder = path.join(folder, 'data');
  const resultFile = path.join(folder, 'result.json');
  await mkdir(workspace, { recursive: true });
  await mkdir(path.join(dataFolder, 'data', 'User'), { recursive: true });
  await writeFile(path.join(dataFolder, 'data', 'User', 'settings.json'), JSON.stringify(userSettings));
  await run.prepare(workspace);
  const driver = await startPageDriver(path.resolve(options.screenshots));
  const editor = await startVsCodeServer(server, {
    port: 0,
    dataFolder,
    // Without the switch for smoke tests a built VS Code ignores the extension and the tests named in the address.
    extraArguments: ['--enable-smoke-test-driver', ...(run.isTrusted ? ['--disable-workspace-trust'] : [])],
    environment: {
      [variables.suites]: run.suites.join(','),
      [variables.result]: resultFile,
      [variables.colour]: process.stdout.isTTY ? '1' : '0',
      [variables.page]: driver.address,
    },
  });
  const context = await browser.newContext({ viewport: { width: 1060, height: 600 }, deviceScaleFactor: 1.25 });
  try {
    const page = await context.newPage();
    driver.attach(page);
    const ending = await runInPage(page, address(editor.port, workspace, extension), logFileOf(run, 'page'));
    const result = await resultOf(run, resultFile, ending);
    if (ending !== undefined) await page.screenshot({ path: path.join(options.screenshots, 'unfinished-run.png') });
    return result;
  } finally {
    await context.close();
    await editor.stop();
    await driver.close();
    await keepExtensionLog(dataFolder, logFileOf(run, 'extension'));
  }
}

function logFileOf(run: EditorRun, kind: string): string {
  return path.join(cacheFolder, 'test-results', `${run.name.replaceAll(/[^a-z]+/gi, '-')}-${kind}.log`);
}

/** What the extension and its server logged is all there is to go by when a test fails on another machine. */
async function keepExtensionLog(dataFolder: string, target: string): Promise<void> {
  const logs = await readdir(path.join(dataFolder, 'data', 'logs'), { recursive: true });
  const ours = logs.filter((file) => path.basename(file).endsWith('Go Architect.log')).sort();
  const texts = await Promise.all(ours.map((file) => readFile(path.join(dataFolder, 'data', 'logs', file), 'utf8')));
  await writeFile(target, texts.join('\n'));
}

/** Opens the workbench and waits for the end of the tests; says what went wrong when they had no proper end. */
async function runInPage(page: Page, url: string, logFile: string): Promise<string | undefined> {
  await mkdir(path.dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile);
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<string | undefined>((resolve, reject) => {
    // Both have to exist before the page loads: the workbench looks for them while it starts.
    Promise.all([
      page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
        log.write(`${type} ${args.map(String).join(' ')}\n`);
      }),
      page.exposeFunction('codeAutomationExit', () => resolve(undefined)),
    ])
      .then(() => page.goto(url))
      .catch(reject);
    page.once('crash', () => resolve('The page of the editor crashed.'));
    timer = setTimeout(() => resolve(`No end after ${runDeadlineMs / 1000} s; see ${logFile}.`), runDeadlineMs);
  });
  try {
    return await ended;
  } finally {
    clearTimeout(timer);
    log.end();
  }
}

function address(port: number, workspace: string, extension: string): string {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${port}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(path.join(compiledSuites, 'index.cjs'))],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}
