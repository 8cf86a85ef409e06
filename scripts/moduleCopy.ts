/** A copy of a Go module in which changes are tried out and judged by the Go toolchain, one after the other. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { applyEdits, type FileChange } from '../server/src/go/textEdit.ts';
import { Engine } from '../server/src/rules/engine.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';

export interface Judgement {
  readonly verdict: 'builds' | 'BROKEN' | 'UNFORMATTED';
  readonly details: string;
}

/** Opens a copy of a module that builds, its tests included; says why where it does not. */
export async function withModuleCopy(
  module: string,
  use: (workspace: Workspace, folder: string) => void,
): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'go-architect-copy-')));
  try {
    cpSync(module, folder, { recursive: true, filter: (path) => !path.endsWith('/.git') });
    const problems = vet(folder);
    if (problems !== '') {
      console.log(`${module}: does not build as it is\n${problems}`);
      return;
    }
    const log = (problem: unknown) => console.error(problem);
    const workspace = await Workspace.open({
      roots: [folder],
      engine: new Engine([], log, () => '2026-01-31'),
      depth: 'syntax',
      log,
    });
    use(workspace, folder);
    workspace.dispose();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a change, has it judged and takes it back. */
export function judge(folder: string, changes: readonly FileChange[]): Judgement {
  const before = new Map<string, string>();
  const made: string[] = [];
  for (const change of changes) {
    if (!before.has(change.path) && existsSync(change.path)) before.set(change.path, readFileSync(change.path, 'utf8'));
    if (change.kind === 'edit') writeFileSync(change.path, applyEdits(readFileSync(change.path, 'utf8'), change.edits));
    else if (change.kind === 'create') {
      write(change.path, change.content);
      made.push(change.path);
    } else {
      write(change.newPath, readFileSync(change.path, 'utf8'));
      rmSync(change.path);
      made.push(change.newPath);
    }
  }
  const problems = vet(folder);
  const dirty = unformatted(
    folder,
    [...before.keys(), ...made].filter((path) => existsSync(path)),
  );
  for (const path of made) rmSync(path);
  for (const [path, text] of before) write(path, text);
  const wasDirty = new Set(unformatted(folder, [...before.keys()]).map(baseName));
  const spoilt = dirty.filter((path) => !wasDirty.has(baseName(path)));
  if (problems !== '') return { verdict: 'BROKEN', details: problems };
  return { verdict: spoilt.length > 0 ? 'UNFORMATTED' : 'builds', details: spoilt.join('\n') };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What the toolchain finds wrong with types, tests included: of the analyzers, one that never fires on its own. */
function vet(folder: string): string {
  try {
    execFileSync('nice', ['go', 'vet', '-unsafeptr', './...'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GOFLAGS: process.env['GOFLAGS'] ?? '-mod=mod', GOWORK: 'off' },
    });
    return '';
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr ?? error);
  }
}

function unformatted(folder: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  return execFileSync('gofmt', ['-l', ...paths], { cwd: folder, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
}
