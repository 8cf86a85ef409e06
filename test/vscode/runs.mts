/**
 * The runs of the tests inside VS Code: which suites, in which workspace, trusted or not.
 *
 * Shared by both launchers, the VS Code server in Chromium (run.mts) and a desktop VS Code (desktop.mts), so that the same
 * things are tested in both. Every run gets a fresh copy of its workspace; a test never changes the repository.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { build } from 'esbuild';
import { copyWorkspace, repositoryRoot } from '../../scripts/vscode-server.mts';
import { writeProject } from '../scaffold/generate.ts';
import type { SuiteResult } from './suite/result.ts';

export interface EditorRun {
  readonly name: string;
  /** Names of files in suite/, without `.test.ts`. */
  readonly suites: readonly string[];
  /** False starts the editor in Restricted Mode. */
  readonly isTrusted: boolean;
  /** True for suites that look at or click on the page; they need the launcher that drives a browser. */
  readonly needsPage: boolean;
  /** The workspace's name. */
  readonly folder: string;
  /** Fills an empty folder with the workspace. */
  readonly prepare: (folder: string) => Promise<void>;
}

export const editorRuns: readonly EditorRun[] = [
  {
    name: 'examples/shop',
    suites: ['findings', 'fixes', 'refactorings', 'commands', 'recovery'],
    isTrusted: true,
    needsPage: false,
    folder: 'shop',
    prepare: copyShop,
  },
  {
    name: 'examples/shop as the user sees it',
    suites: ['userInterface'],
    isTrusted: true,
    needsPage: true,
    folder: 'shop',
    prepare: copyShop,
  },
  {
    name: 'a generated project',
    suites: ['scaffolding'],
    isTrusted: true,
    needsPage: true,
    folder: 'shop',
    prepare: (folder) =>
      writeProject(folder, {
        router: 'chi',
        logger: 'slog',
        migrations: 'golang-migrate',
        cache: 'none',
        grpc: false,
      }),
  },
  {
    name: 'examples/shop in Restricted Mode',
    suites: ['restrictedMode'],
    isTrusted: false,
    needsPage: false,
    folder: 'shop',
    prepare: copyShop,
  },
  {
    name: 'a folder in which a project begins',
    suites: ['newProject'],
    isTrusted: true,
    needsPage: true,
    folder: 'work',
    prepare: (folder) => writeFile(path.join(folder, 'notes.txt'), 'Nothing about Go in here.\n'),
  },
  {
    name: 'a folder without a Go module',
    suites: ['activation'],
    isTrusted: true,
    needsPage: false,
    folder: 'notes',
    prepare: (folder) => writeFile(path.join(folder, 'notes.txt'), 'Nothing about Go in here.\n'),
  },
];

function copyShop(folder: string): Promise<void> {
  return copyWorkspace(path.join(repositoryRoot, 'examples', 'shop'), folder);
}

/** Settings for a quiet editor: no welcome, no network, no questions, nothing that differs between two runs. */
export const userSettings = {
  'chat.disableAIFeatures': true,
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // A browser's VS Code saves by itself after a second; what is unsaved here has to stay so.
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'git.enabled': false,
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

export const compiledSuites = path.join(repositoryRoot, 'dist', 'test', 'vscode');

/** One file per suite, because mocha loads files; mocha itself and the editor's API come from where the tests run. */
export async function compileSuites(): Promise<void> {
  const names = new Set(editorRuns.flatMap(({ suites }) => suites.map((suite) => `${suite}.test.ts`)));
  await build({
    absWorkingDir: path.join(repositoryRoot, 'test', 'vscode', 'suite'),
    entryPoints: ['index.ts', ...names],
    outdir: compiledSuites,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

export interface RunResult extends SuiteResult {
  readonly name: string;
}

/** What a run wrote down; a run that ended without writing counts as one failure, never as nothing. */
export async function resultOf(run: EditorRun, file: string, ending: string | undefined): Promise<RunResult> {
  let written: SuiteResult | undefined;
  try {
    written = JSON.parse(await readFile(file, 'utf8')) as SuiteResult;
  } catch {
    // No file: the run did not get to its end. Said below.
  }
  const problem = ending ?? (written === undefined ? 'The editor closed before the tests were done.' : undefined);
  const result = written ?? { passed: 0, failed: 0, failures: [] };
  if (problem === undefined) return { name: run.name, ...result };
  const failure = { title: `${run.name}: the run itself`, message: problem };
  return { name: run.name, passed: result.passed, failed: result.failed + 1, failures: [...result.failures, failure] };
}

/** Prints the sum, writes it for machines, and sets the exit code. */
export async function report(results: readonly RunResult[], file: string): Promise<void> {
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ passed, failed, runs: results }, null, 2)}\n`);
  for (const { failures } of results) {
    for (const { title, message } of failures) console.log(`\nFAILED ${title}\n${message}`);
  }
  console.log(`\nVS Code: ${passed} passing, ${failed} failing`);
  process.exitCode = failed === 0 ? 0 : 1;
}
