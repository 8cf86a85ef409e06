/** What the scaffold tests share: templates in memory, every combination of options, and a project on disk. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  cacheNames,
  loggerNames,
  migrationToolNames,
  newProject,
  type ProjectOptions,
  routerNames,
} from '../../server/src/scaffold/project.ts';
import type { GeneratedFile } from '../../server/src/scaffold/result.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { withoutDownloads } from '../support/goOutput.ts';

export const templatesFolder = fileURLToPath(new URL('../../server/templates/', import.meta.url));

/** Read once: the templates do not change while the tests run. */
let templates: ReturnType<typeof readTemplates> | undefined;

export type Combination = Pick<ProjectOptions, 'router' | 'logger' | 'migrations' | 'cache' | 'grpc'>;

export function everyCombination(): readonly Combination[] {
  return routerNames.flatMap((router) =>
    loggerNames.flatMap((logger) =>
      migrationToolNames.flatMap((migrations) =>
        cacheNames.flatMap((cache) => [true, false].map((grpc) => ({ router, logger, migrations, cache, grpc }))),
      ),
    ),
  );
}

export function combinationName(combination: Combination): string {
  const { router, logger, migrations, cache, grpc } = combination;
  return `${router}, ${logger}, ${migrations}, cache ${cache}, ${grpc ? 'gRPC' : 'no gRPC'}`;
}

export async function projectFiles(combination: Combination): Promise<readonly GeneratedFile[]> {
  templates ??= readTemplates(templatesFolder);
  const result = newProject({ name: 'shop', module: 'example.com/acme/shop', ...combination }, await templates);
  if (!result.ok) {
    throw new Error(result.problems.map((problem) => problem.message).join('\n'));
  }
  return result.value;
}

export async function writeProject(folder: string, combination: Combination): Promise<void> {
  const outcome = await writeFiles(folder, await projectFiles(combination));
  if (!outcome.ok) {
    throw new Error(`the folder is not empty: ${outcome.conflicts.join(', ')}`);
  }
}

export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'go-architect-scaffold-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** Runs a program to its end; a status other than 0 is an outcome, not an exception. */
export function run(
  folder: string,
  program: string,
  arguments_: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      arguments_,
      { cwd: folder, env: { ...process.env, GOFLAGS: '', ...environment }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number') {
          reject(error);
          return;
        }
        resolve({ status: error === null ? 0 : Number(error.code), output: stdout + withoutDownloads(stderr) });
      },
    );
  });
}

/** Writes a module that needs nothing but `go mod tidy` and gives what its tests print; fails where it is not formatted, vetted and passed. */
export async function testsOf(folder: string, files: Iterable<readonly [string, string]>): Promise<string> {
  await writeFiles(
    folder,
    [...files].map(([path, content]) => ({ path, content, mode: 0o644 as const })),
  );
  const environment = { GOFLAGS: '-buildvcs=false -trimpath -mod=mod' };
  const silent = { status: 0, output: '' };
  assert.deepEqual(await run(folder, 'go', ['mod', 'tidy'], environment), silent);
  assert.deepEqual(await run(folder, 'gofmt', ['-l', '.']), silent);
  assert.deepEqual(await run(folder, 'go', ['vet', './...'], environment), silent);
  const tested = await run(folder, 'go', ['test', '-v', './...'], environment);
  assert.equal(tested.status, 0, tested.output);
  return tested.output;
}

/** A module in memory, as `surveyModule` reads one. */
export function readerOf(files: ReadonlyMap<string, string>) {
  return {
    read: (path: string) => files.get(path),
    goFiles: [...files.keys()].filter((path) => path.endsWith('.go')),
    namesIn: (folder: string) => {
      const prefix = folder === '' ? '' : `${folder}/`;
      const below = [...files.keys()].filter((path) => path.startsWith(prefix));
      return [...new Set(below.map((path) => path.slice(prefix.length).split('/')[0] ?? ''))].sort();
    },
    timestamp: '20260102030405',
  };
}

/** What a Go program in a folder beside this file answers; both speak JSON. */
export function askGo(folder: string, question: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const program = spawn('go', ['run', '.'], {
      cwd: join(import.meta.dirname, folder),
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, GOFLAGS: '-trimpath', GOWORK: 'off' },
    });
    let output = '';
    let complaints = '';
    program.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    program.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      complaints += chunk;
    });
    program.on('error', reject);
    program.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output));
      else reject(new Error(`test/scaffold/${folder} ended with ${code}: ${complaints}`));
    });
    program.stdin.end(JSON.stringify(question));
  });
}
