/**
 * A PostgreSQL server of the tests' own: a fresh cluster in a temporary folder, reachable through a socket in it and
 * through nothing else, gone afterwards. PostgreSQL refuses to run as root, so root hands it to the user `postgres`.
 */
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface Postgres {
  readonly url: string;
  /** Runs statements with psql and throws what PostgreSQL has to say against them. */
  execute(statements: string): void;
  stop(): void;
}

export function startPostgres(): Postgres {
  const programs = programFolder();
  // A socket's path may have some hundred characters at most, which the temporary folder of macOS alone comes close to.
  const folder = mkdtempSync('/tmp/go-architect-pg-');
  const asRoot = process.getuid?.() === 0;
  if (asRoot) chownSync(folder, ...owner());
  const run = (program: string, ...args: readonly string[]) => {
    const command = [join(programs, program), ...args];
    const [file, ...rest] = asRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    execFileSync(file!, rest, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  };
  const data = join(folder, 'data');
  run('initdb', '--pgdata', data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--no-sync');
  const options = `-c listen_addresses='' -c unix_socket_directories='${folder}' -c fsync=off -c full_page_writes=off`;
  run('pg_ctl', '--pgdata', data, '--log', join(folder, 'log'), '--wait', '--options', options, 'start');
  return {
    url: `postgres://postgres@/postgres?host=${encodeURIComponent(folder)}&sslmode=disable`,
    execute: (statements) => {
      run(
        'psql',
        '--no-psqlrc',
        '--quiet',
        '--set',
        'ON_ERROR_STOP=1',
        '--host',
        folder,
        '--username',
        'postgres',
        '--command',
        statements,
      );
    },
    stop: () => {
      run('pg_ctl', '--pgdata', data, '--mode', 'immediate', '--wait', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function programFolder(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => `${debian}/${version}/bin`), ...(process.env['PATH'] ?? '').split(':')];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')));
  if (!found) throw new Error('initdb was not found; install PostgreSQL (on Debian: apt-get install postgresql)');
  return found;
}

function owner(): [uid: number, gid: number] {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return [id('-u'), id('-g')];
}
