/**
 * What git knows of the changes since a revision: files that are not as they were then, and their texts of that time.
 *
 * "Since" is counted from where the work at hand left the revision (their merge base), so that what others did there meanwhile is
 * nobody's change here. The working tree counts as it is: staged, unstaged and untracked files, but none that git ignores. git runs
 * without the repository's own helpers (external diffs, text conversion, file system monitor) and writes nothing.
 */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { toSlashes } from './paths.ts';

/** Something the user has to put right; printed without a stack. */
export class GitError extends Error {
  override readonly name = 'UsageError';
}

export interface GitChanges {
  /** The commit that is compared with, abbreviated. */
  readonly base: string;
  /** Absolute paths of files that are there now: where they were then, undefined for new ones, and whether their text is another. */
  readonly present: ReadonlyMap<string, { readonly before: string | undefined; readonly edited: boolean }>;
  /** Absolute paths of files that are gone, under their old names. */
  readonly gone: readonly string[];
  /** Texts as of the base, by the absolute path of that time; binary files and submodules are left out. */
  textsBefore(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** @param directory a folder of the working tree */
export async function changesSince(directory: string, revision: string): Promise<GitChanges> {
  const root = await workingTree(directory);
  const base = await baseOf(root, revision);
  const listed = await succeed(root, [
    'diff',
    '--name-status',
    '-z',
    '--find-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--ignore-submodules=all',
    base,
    '--',
  ]);
  const untracked = await succeed(root, ['ls-files', '--others', '--exclude-standard', '-z']);
  const present = new Map<string, { readonly before: string | undefined; readonly edited: boolean }>();
  const gone: string[] = [];
  const fields = listed.split('\0');
  for (let at = 0; at + 1 < fields.length; ) {
    const status = fields[at++] ?? '';
    const path = `${root}/${fields[at++]}`;
    if (status === 'D') gone.push(path);
    else if (status === 'A') present.set(path, { before: undefined, edited: true });
    else if (status.startsWith('R') || status.startsWith('C')) {
      const renamed = `${root}/${fields[at++]}`;
      if (status.startsWith('R')) gone.push(path);
      present.set(renamed, { before: path, edited: status !== 'R100' && status !== 'C100' });
    } else present.set(path, { before: path, edited: true });
  }
  for (const path of untracked.split('\0')) {
    if (path !== '') present.set(`${root}/${path}`, { before: undefined, edited: true });
  }
  return { base: base.slice(0, 12), present, gone, textsBefore: (paths) => textsAt(root, base, paths) };
}

async function workingTree(directory: string): Promise<string> {
  const { status, out, err } = await git(directory, ['rev-parse', '--show-toplevel']);
  if (status === 0) return toSlashes(realpathSync.native(out.toString('utf8').replace(/\r?\n$/, '')));
  throw new GitError(
    /not a git repository/i.test(err)
      ? `--since needs a git repository, and ${directory} is in none; leave --since away to check everything.`
      : `git cannot read the repository of ${directory}: ${firstLine(err)}`,
  );
}

async function baseOf(root: string, revision: string): Promise<string> {
  const commit = await git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (commit.status !== 0 && revision === 'HEAD' && (await isBeforeFirstCommit(root))) return emptyTree(root);
  if (commit.status !== 0) {
    throw new GitError(
      `git knows no revision "${revision}"; if it exists elsewhere, fetch it first (in CI: with the whole history).`,
    );
  }
  const base = await git(root, ['merge-base', commit.out.toString('utf8').trim(), 'HEAD']);
  if (base.status === 0) return base.out.toString('utf8').trim();
  throw new GitError(
    `"${revision}" and the current commit have no common history here; fetch more of it (in CI: with the whole history).`,
  );
}

/** Where nothing is committed yet, a hook for the first commit compares with nothing. */
async function isBeforeFirstCommit(root: string): Promise<boolean> {
  return (await git(root, ['rev-list', '--max-count=1', '--all'])).out.length === 0;
}

/** Its name depends on the repository's hash; it is computed, not stored. */
async function emptyTree(root: string): Promise<string> {
  return (await succeed(root, ['hash-object', '-t', 'tree', '--stdin'])).trim();
}

/** One process for all texts; its answers come in the order of the questions. */
async function textsAt(root: string, base: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const asked = paths.filter((path) => path.startsWith(`${root}/`) && !path.includes('\n'));
  if (asked.length === 0) return texts;
  const questions = asked.map((path) => `${base}:${path.slice(root.length + 1)}\n`).join('');
  const { status, out, err } = await git(root, ['cat-file', '--batch'], questions);
  if (status !== 0) throw new GitError(`git cannot read the files of ${base}: ${firstLine(err)}`);
  let at = 0;
  for (const path of asked) {
    const lineEnd = out.indexOf(10, at);
    if (lineEnd < 0) break;
    const answer = /^[0-9a-f]+ (\w+) (\d+)$/.exec(out.toString('utf8', at, lineEnd));
    at = lineEnd + 1;
    if (!answer) continue;
    const end = at + Number(answer[2]);
    if (answer[1] === 'blob') texts.set(path, out.toString('utf8', at, end));
    at = end + 1;
  }
  return texts;
}

async function succeed(root: string, args: readonly string[]): Promise<string> {
  const { status, out, err } = await git(root, args);
  if (status !== 0) throw new GitError(`git ${args[0]} failed: ${firstLine(err)}`);
  return out.toString('utf8');
}

interface GitResult {
  readonly status: number;
  readonly out: Buffer;
  readonly err: string;
}

function git(cwd: string, args: readonly string[], input = ''): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false', ...args], {
      cwd,
      env: environment(),
      windowsHide: true,
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        new GitError(
          error.code === 'ENOENT'
            ? '--since needs git, and there is none on the PATH.'
            : `git cannot be started: ${error.message}`,
        ),
      ),
    );
    child.on('close', (code) =>
      resolve({ status: code ?? 1, out: Buffer.concat(out), err: Buffer.concat(err).toString('utf8') }),
    );
    // A git that ends before it has read everything is told by its status.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(input);
  });
}

/** In a hook, git names the repository it runs for in variables that would mislead a call from another folder. */
function environment(): NodeJS.ProcessEnv {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, GIT_PREFIX: _prefix, ...rest } = process.env;
  return { ...rest, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
