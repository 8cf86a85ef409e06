/**
 * A small backend with an architecture and a past: its domain imports its repository in two packages, three times. And the bundled
 * command line, run in it as users do.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { checkResultSchema } from '../../server/src/cli/checkResultSchema.ts';

export const cli = join(__dirname, '../../dist/cli.js');

export const POSTGRES = 'example.com/shop/internal/repository/postgres';

export function goFile(name: string, ...imports: string[]): string {
  return `package ${name}\n${imports.map((path) => `\nimport _ "${path}"\n`).join('')}`;
}

export const legacyShop: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.22\n',
  '.go-architect.yaml': 'version: 1\nextends: [clean]\n',
  'internal/domain/user/user.go': goFile('user', POSTGRES),
  'internal/domain/user/store.go': goFile('user', POSTGRES),
  'internal/domain/order/order.go': goFile('order', POSTGRES),
  'internal/usecase/register/register.go': goFile('register', 'example.com/shop/internal/domain/user'),
  'internal/repository/postgres/postgres.go': goFile('postgres'),
};

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runCli(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

export function checkJson(
  cwd: string,
  ...args: string[]
): z.infer<typeof checkResultSchema> & { status: number | null } {
  const { status, stdout, stderr } = runCli(cwd, ['check', '--format', 'json', ...args]);
  if (stdout === '') throw new Error(`nothing was printed: ${stderr}`);
  return { ...checkResultSchema.parse(JSON.parse(stdout)), status };
}

/** Runs git as somebody who has no configuration of their own. */
export function git(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    'git',
    ['-c', 'init.defaultBranch=main', '-c', 'commit.gpgsign=false', ...args],
    {
      cwd,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: cwd,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example.com',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.com',
      },
    },
  );
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** Makes a folder a repository with everything committed; returns the commit. */
export function commitAll(folder: string, message = 'state'): string {
  git(folder, 'init', '-q');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '--allow-empty', '-m', message);
  return git(folder, 'rev-parse', 'HEAD');
}
