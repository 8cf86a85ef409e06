/**
 * A PostgreSQL and a Redis of the tests' own on loopback, from Debian's packages: fresh, on free ports, gone afterwards.
 * PostgreSQL can be stopped and started again, for what happens to a service without its database. It refuses to run as
 * root, so root hands it to the user `postgres`.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PostgresServer {
  /** The connection string of a database on the server. */
  url(database: string): string;
  stop(): void;
  start(): void;
  remove(): void;
}

export async function startPostgresServer(): Promise<PostgresServer> {
  const programs = postgresPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'go-architect-pg-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    chownSync(folder, idOfPostgres('-u'), idOfPostgres('-g'));
  }
  const run = (program: string, ...arguments_: readonly string[]) => {
    const command = [join(programs, program), ...arguments_];
    const [file = '', ...rest] = asRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    execFileSync(file, rest, { stdio: ['ignore', 'ignore', 'inherit'], cwd: folder });
  };
  const control = (...arguments_: readonly string[]) => run('pg_ctl', '--pgdata', data, '--wait', ...arguments_);
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`;
  const start = () => control('--log', join(folder, 'log'), '--options', settings, 'start');
  let running = false;
  const server: PostgresServer = {
    url: (database) => `postgres://postgres@127.0.0.1:${port}/${database}?sslmode=disable`,
    start: () => {
      start();
      running = true;
    },
    stop: () => {
      control('--mode', 'immediate', 'stop');
      running = false;
    },
    remove: () => {
      if (running) {
        server.stop();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
  run('initdb', '--pgdata', data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--no-sync');
  server.start();
  return server;
}

/** The folder of psql, pg_dump and the rest, for scripts that call them by name. */
export function postgresPrograms(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((left, right) => Number(right) - Number(left)) : [];
  const folders = [...versions.map((version) => `${debian}/${version}/bin`), ...(process.env['PATH'] ?? '').split(':')];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')));
  if (found === undefined) {
    throw new Error('initdb was not found; install PostgreSQL (on Debian: apt-get install postgresql)');
  }
  return found;
}

function idOfPostgres(flag: string): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

export interface RedisServer {
  readonly url: string;
  remove(): Promise<void>;
}

export async function startRedisServer(): Promise<RedisServer> {
  const port = await freePort();
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      stdio: 'ignore',
      cwd: tmpdir(),
    },
  );
  await untilListening(port, server);
  return {
    url: `redis://127.0.0.1:${port}/0`,
    remove: () => endProcess(server),
  };
}

/** Sends SIGTERM and waits for the end. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('the system gave no port');
  }
  return address.port;
}

/** Returns once somebody accepts connections on the port; throws when the process ends before. */
export async function untilListening(port: number, child: ChildProcess): Promise<void> {
  await until(`port ${port} to be listened on`, async () => {
    if (child.exitCode !== null) {
      throw new Error(`the server ended with ${child.exitCode} before it listened on port ${port}`);
    }
    return accepts(port);
  });
}

/** Tries again and again, with a pause, until it holds; gives up after a minute. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`waited a minute in vain for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
