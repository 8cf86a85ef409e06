/**
 * One project really run: its processes against a real PostgreSQL and a real Redis, as a caller and an operator meet
 * them. The steps build on each other, in order, as a day in the life of the service does.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, writeProject } from './generate.ts';
import {
  endProcess,
  freePort,
  type PostgresServer,
  postgresPrograms,
  type RedisServer,
  startPostgresServer,
  startRedisServer,
  until,
  untilListening,
} from './servers.ts';

const password = 'correct horse battery staple';

/** What the services wrap every answer in. Which parts an answer has is what the tests find out. */
interface Envelope {
  readonly data: Resource;
  readonly meta: Readonly<Record<string, unknown>> & { readonly request_id: string; readonly timestamp: string };
  readonly error: { readonly code: string; readonly message: string; readonly details?: unknown };
}

/** A user, tokens or a state of health. */
interface Resource {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly role: string;
  readonly status: string;
  readonly checks: Readonly<Record<string, string>>;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Envelope;
}

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly adminPort: number;
  output(): string;
}

describe('A generated project, running', function () {
  this.timeout(600_000);
  this.bail(true);

  let folder: string;
  let postgres: PostgresServer;
  let redis: RedisServer;
  let collector: Server;
  let api: Running;
  let worker: Running;
  const traces: string[] = [];
  const started: ChildProcess[] = [];
  const ada: { id: string; access: string; refresh: string } = { id: '', access: '', refresh: '' };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'go-architect-scaffold-'));
    [postgres, redis] = await Promise.all([startPostgresServer(), startRedisServer()]);
    execFileSync(join(postgresPrograms(), 'createdb'), ['--maintenance-db', postgres.url('postgres'), 'shop']);
    collector = await startCollector(traces);
    await writeProject(folder, {
      router: 'chi',
      logger: 'slog',
      migrations: 'golang-migrate',
      cache: 'redis',
      grpc: true,
    });
    const built = await run(folder, 'go', ['build', '-trimpath', '-buildvcs=false', '-o', 'bin/', './cmd/...']);
    assert.equal(built.status, 0, built.output);
  });

  after(async () => {
    await Promise.all(started.map(endProcess));
    await redis?.remove();
    postgres?.remove();
    collector?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses to start with settings that are missing or make no sense, and says which', async () => {
    const outcome = await run(folder, 'bin/api', [], { ...cleanEnvironment(), AUTH_JWT_SECRET: 'short' });

    assert.equal(outcome.status, 1);
    assert.match(outcome.output, /DATABASE_URL/);
    assert.match(outcome.output, /REDIS_URL/);
  });

  it('migrates up, all the way down and up again', async () => {
    const migrate = async (...command: string[]) => run(folder, 'bin/migrate', command, environment());

    assert.deepEqual(await migrate('version'), { status: 0, output: 'schema version 0\n' });
    assert.deepEqual(await migrate('up'), { status: 0, output: 'schema version 3\n' });
    assert.deepEqual(await migrate('up'), { status: 0, output: 'schema version 3\n' });
    assert.deepEqual(await migrate('down'), { status: 0, output: 'schema version 2\n' });
    assert.deepEqual(await migrate('down', '2'), { status: 0, output: 'schema version 0\n' });
    assert.deepEqual(sql("SELECT count(*) FROM pg_tables WHERE tablename IN ('users', 'sessions', 'outbox_events')"), [
      '0',
    ]);
    assert.deepEqual(await migrate('up'), { status: 0, output: 'schema version 3\n' });
    assert.equal((await migrate('sideways')).status, 2);
  });

  it('starts and is healthy and ready', async () => {
    api = await start('bin/api', { OTEL_SERVICE_NAME: '' });

    const health = await get('/health');
    const ready = await get('/ready');

    assert.equal(health.status, 200);
    assert.deepEqual(health.body.data, { status: 'ok', checks: { postgres: 'up', redis: 'up' } });
    assert.equal(ready.status, 200);
    assert.deepEqual(ready.body.data, { status: 'ready', checks: { postgres: 'up', redis: 'up' } });
  });

  it('registers a user, and refuses the same e-mail address again', async () => {
    const registration = { email: 'Ada@Example.com', username: 'ada', password, first_name: 'Ada' };

    const created = await post('/api/v1/auth/register', registration);
    const again = await post('/api/v1/auth/register', { ...registration, username: 'ada2' });

    assert.equal(created.status, 201);
    assertMeta(created);
    assert.equal(created.headers.get('location'), '/api/v1/users/me');
    assert.equal(created.body.data.email, 'ada@example.com');
    assert.equal(created.body.data.role, 'member');
    assert.equal('password_hash' in created.body.data, false);
    assertError(again, 409, 'USER_ALREADY_EXISTS', { field: 'email' });
    ada.id = created.body.data.id;
  });

  it('answers malformed and invalid requests in the envelope', async () => {
    assertError(await call('POST', '/api/v1/auth/register', '{'), 400, 'MALFORMED_REQUEST');
    assertError(await post('/api/v1/auth/register', { email: 'ada', username: 'a' }), 422, 'VALIDATION_FAILED', {
      email: 'must be an e-mail address',
      username: 'must have at least 3 characters',
      password: 'is required',
    });
    assertError(await get('/api/v1/orders'), 404, 'ROUTE_NOT_FOUND');
    const refused = await call('DELETE', '/health');
    assertError(refused, 405, 'METHOD_NOT_ALLOWED');
    assert.equal(refused.headers.get('allow'), 'GET');
    assertError(await post('/api/v1/auth/login', { email: 7 }), 400, 'MALFORMED_REQUEST', { email: 'must be text' });
  });

  it('refuses what it could not store as it refuses other invalid fields', async () => {
    const registration = { email: 'eve@example.com', username: 'eve', password };
    // Forty characters, but eighty bytes, of which bcrypt reads 72.
    const long = await post('/api/v1/auth/register', { ...registration, password: 'ж'.repeat(40) });
    const broken = await post('/api/v1/auth/register', { ...registration, first_name: 'E\0ve' });

    assertError(long, 422, 'VALIDATION_FAILED', {
      password: 'must have at most 72 bytes; some characters take more than one',
    });
    assertError(broken, 422, 'VALIDATION_FAILED', { first_name: 'must not hold a NUL character' });
    assertError(await post('/api/v1/auth/login', { email: 'e\0ve@example.com', password }), 422, 'VALIDATION_FAILED');
  });

  it('logs in with the right password only', async () => {
    const refused = await post('/api/v1/auth/login', { email: 'ada@example.com', password: 'wrong' });
    const stranger = await post('/api/v1/auth/login', { email: 'bob@example.com', password });
    const accepted = await post('/api/v1/auth/login', { email: 'ada@example.com', password });

    assertError(refused, 401, 'UNAUTHORIZED');
    assert.equal(refused.body.error.message, stranger.body.error.message);
    assert.equal(accepted.status, 200);
    assert.deepEqual(Object.keys(accepted.body.data).sort(), ['access_token', 'expires_in', 'refresh_token']);
    assert.equal(accepted.body.data.expires_in, 900);
    ada.access = accepted.body.data.access_token;
    ada.refresh = accepted.body.data.refresh_token;
  });

  it('exchanges a refresh token once, and ends every session when it comes back', async () => {
    const refreshed = await post('/api/v1/auth/refresh', { refresh_token: ada.refresh });
    assert.equal(refreshed.status, 200);

    const reused = await post('/api/v1/auth/refresh', { refresh_token: ada.refresh });
    const afterTheft = await post('/api/v1/auth/refresh', { refresh_token: refreshed.body.data.refresh_token });

    assertError(reused, 401, 'UNAUTHORIZED');
    assertError(afterTheft, 401, 'UNAUTHORIZED');
  });

  it('tells who is logged in, and refuses without a token or without the permission', async () => {
    const me = await get('/api/v1/users/me', ada.access);

    assert.equal(me.status, 200);
    assert.equal(me.body.data.id, ada.id);
    assertError(await get('/api/v1/users/me'), 401, 'UNAUTHORIZED');
    assertError(await get('/api/v1/users/me', `${ada.access}x`), 401, 'UNAUTHORIZED');
    assertError(await post('/api/v1/users', {}, ada.access), 403, 'FORBIDDEN', { permission: 'user:write' });
    assertError(await get('/api/v1/users', ada.access), 403, 'FORBIDDEN', { permission: 'user:read' });
    assertError(await get(`/api/v1/users/${ada.id}`, ada.access), 403, 'FORBIDDEN', { permission: 'user:read' });
  });

  it('lets an administrator, made by the script, manage users', async () => {
    const promoted = await run(folder, 'scripts/promote-admin.sh', ['ada@example.com'], environment());
    assert.equal(promoted.status, 0, promoted.output);
    assert.equal((await run(folder, 'scripts/promote-admin.sh', ['nobody@example.com'], environment())).status, 1);
    const login = await post('/api/v1/auth/login', { email: 'ada@example.com', password });
    ada.access = login.body.data.access_token;
    ada.refresh = login.body.data.refresh_token;

    for (const name of ['grace', 'alan', 'edsger', 'barbara']) {
      const body = { email: `${name}@example.com`, username: name, password, role: 'editor' };
      assert.equal((await post('/api/v1/users', body, ada.access)).status, 201);
    }
    const page = await get('/api/v1/users?page=2&limit=2&sort=username&order=asc&status=active', ada.access);

    assert.equal(page.status, 200);
    assert.deepEqual(
      listOf(page).map((user) => user.username),
      ['barbara', 'edsger'],
    );
    assert.deepEqual(page.body.meta, { page: 2, limit: 2, total: 5, total_pages: 3 });
    assertError(await get('/api/v1/users?limit=1000', ada.access), 422, 'VALIDATION_FAILED');
  });

  it('gets, replaces, updates and deletes a user, never from an old copy in the cache', async () => {
    const grace = listOf(await get('/api/v1/users?sort=username&order=desc&limit=1', ada.access))[0]!;
    const path = `/api/v1/users/${grace.id}`;

    assert.equal((await get(path, ada.access)).body.data.username, 'grace');
    const updated = await call('PATCH', path, { last_name: 'Hopper' }, ada.access);
    assert.equal(updated.body.data.last_name, 'Hopper');
    assert.equal((await get(path, ada.access)).body.data.last_name, 'Hopper');
    const whole = { email: 'grace@example.com', username: 'grace', role: 'member', status: 'suspended' };
    const replaced = await call('PUT', path, whole, ada.access);
    assert.equal(replaced.body.data.last_name, '');
    assert.equal((await get(path, ada.access)).body.data.status, 'suspended');
    assertError(await call('PATCH', path, { username: 'alan' }, ada.access), 409, 'USER_ALREADY_EXISTS', {
      field: 'username',
    });
    assertError(await call('PATCH', path, { first_name: 'G.', version: 1 }, ada.access), 409, 'USER_CHANGED', {
      user_id: grace.id,
    });
    assertError(await call('PATCH', path, { username: '   ' }, ada.access), 422, 'VALIDATION_FAILED');
    assert.equal((await call('DELETE', path, undefined, ada.access)).status, 204);
    assertError(await get(path, ada.access), 404, 'USER_NOT_FOUND', { user_id: grace.id });
    assertError(await post('/api/v1/auth/login', { email: 'grace@example.com', password }), 401, 'UNAUTHORIZED');
    assertError(await get('/api/v1/users/1', ada.access), 400, 'MALFORMED_REQUEST');
  });

  it('keeps every change of many that are made at once', async () => {
    const [alan] = listOf(await get('/api/v1/users?sort=username&limit=1&order=asc', ada.access));
    const path = `/api/v1/users/${alan?.id}`;
    const patch = async (changes: Record<string, string>): Promise<void> => {
      const answer = await call('PATCH', path, changes, ada.access);
      if (answer.status === 409) return patch(changes);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
    };

    for (let round = 1; round <= 10; round += 1) {
      await Promise.all([patch({ first_name: `first ${round}` }), patch({ last_name: `last ${round}` })]);
      const { first_name, last_name } = (await get(path, ada.access)).body.data;
      assert.deepEqual([first_name, last_name], [`first ${round}`, `last ${round}`]);
    }
  });

  it('works on without its cache', async () => {
    await redis.remove();

    assert.equal((await get(`/api/v1/users/${ada.id}`, ada.access)).status, 200);
    const ready = await get('/ready');
    assert.equal(ready.status, 200);
    assert.equal(ready.body.data.checks['redis'], 'down');
  });

  it('sends security headers, allows the configured origin only and compresses long answers', async () => {
    const answer = await get(`/api/v1/users/${ada.id}`, ada.access);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.match(answer.headers.get('strict-transport-security') ?? '', /max-age/);
    const preflight = async (origin: string) =>
      (
        await fetch(url('/api/v1/users'), {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST' },
        })
      ).headers.get('access-control-allow-origin');
    assert.equal(await preflight('https://app.example.com'), 'https://app.example.com');
    assert.equal(await preflight('https://evil.example.com'), null);
    const long = await get('/api/v1/users', ada.access);
    assert.equal(long.headers.get('content-encoding'), 'gzip');
  });

  it('counts requests by route and never by path', async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${api.adminPort}/metrics`)).text();

    assert.match(
      metrics,
      /http_requests_total\{endpoint="\/api\/v1\/users\/\{id\}",method="GET",status="200"\} [0-9]+/,
    );
    assert.match(metrics, /http_request_duration_seconds_bucket\{endpoint="\/api\/v1\/auth\/login"/);
    assert.match(metrics, /database_pool_max_connections 7\n/);
    assert.match(metrics, /go_goroutines [0-9]+/);
    assert.doesNotMatch(metrics, new RegExp(ada.id));
    assert.equal((await get('/metrics')).status, 404, 'metrics are not for the public');
  });

  it('writes one line of JSON for every request, with its trace', async () => {
    await get('/api/v1/users/me', ada.access, { 'x-request-id': 'my-request' });

    await until('the log line', () => api.output().includes('my-request'));
    const line = JSON.parse(
      api
        .output()
        .split('\n')
        .find((text) => text.includes('my-request')) ?? '{}',
    );
    assert.equal(line.msg, 'http request');
    assert.equal(line.route, '/api/v1/users/me');
    assert.equal(line.status, 200);
    assert.equal(line.user_id, ada.id);
    assert.match(line.trace_id, /^[0-9a-f]{32}$/);
    assert.doesNotMatch(api.output(), /correct horse/);
  });

  it('sends traces whose spans reach from the route to the query', async () => {
    await until('spans at the collector', () => traces.join('').includes('GET /api/v1/users/me'));
    const received = traces.join('');

    assert.match(received, /user\.Get/);
    assert.match(received, /SELECT/);
    assert.match(received, /shop-api/);
  });

  it('has its events dealt with by the worker, once each', async () => {
    assert.deepEqual(sql('SELECT count(*) FROM outbox_events WHERE completed_at IS NULL'), ['5']);

    worker = await start('bin/worker', {
      QUEUE_POLL_INTERVAL: '50ms',
      CLEANUP_INTERVAL: '50ms',
      QUEUE_BACKLOG_INTERVAL: '50ms',
    });

    await until(
      'the events to be completed',
      () => sql('SELECT count(*) FROM outbox_events WHERE completed_at IS NULL')[0] === '0',
    );
    // One for each user but the deleted one.
    await until('the mails', () => worker.output().split('mail sent').length - 1 === 4);
    assert.deepEqual(sql('SELECT DISTINCT attempts FROM outbox_events'), ['1']);
    const metrics = await (await fetch(`http://127.0.0.1:${worker.adminPort}/metrics`)).text();
    assert.match(metrics, /queue_events_total\{outcome="done",type="user.registered"\} 5/);
    assert.match(metrics, /queue_events_total\{outcome="failed",type="user.registered"\} 0/);
  });

  it('leaves an event to newer workers whose type it does not know, and tells how long it waits', async () => {
    sql(
      "INSERT INTO outbox_events (type, payload, available_at) VALUES ('user.renamed', '{}', now() - interval '1 hour')",
    );

    await until('the worker to tell of it', async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${worker.adminPort}/metrics`)).text();
      return /queue_due_events 1\n/.test(metrics) && /queue_oldest_due_seconds 36\d\d/.test(metrics);
    });
    assert.deepEqual(sql("DELETE FROM outbox_events WHERE type = 'user.renamed' AND attempts = 0 RETURNING attempts"), [
      '0',
      'DELETE 1',
    ]);
  });

  it('gives up an event that took the process down each time, and says so', async () => {
    sql("INSERT INTO outbox_events (type, payload, attempts) VALUES ('user.registered', '{}', 8)");

    await until('the worker to tell of it', async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${worker.adminPort}/metrics`)).text();
      return /queue_given_up_events 1\n/.test(metrics);
    });
    assert.deepEqual(sql('DELETE FROM outbox_events WHERE failed_at IS NOT NULL RETURNING last_error'), [
      'every try was begun and none was finished',
      'DELETE 1',
    ]);
  });

  it('has what is old deleted by the worker, and nothing else', async () => {
    const count = (what: string) => Number(sql(`SELECT count(*) FROM ${what}`)[0]);
    const sessions = count('sessions');
    sql("UPDATE sessions SET expires_at = now() - interval '8 days' WHERE used_at IS NOT NULL");
    sql(
      "UPDATE outbox_events SET completed_at = now() - interval '8 days' WHERE id = (SELECT min(id::text)::uuid FROM outbox_events)",
    );

    await until('the old session to be gone', () => count('sessions') === sessions - 1);
    await until('the old event to be gone', () => count('outbox_events') === 4);

    await until('the line in the log', () => worker.output().includes('"msg":"cleaned up"'));
    const metrics = await (await fetch(`http://127.0.0.1:${worker.adminPort}/metrics`)).text();
    assert.match(metrics, /cleanup_deleted_total\{kind="sessions"\} 1\n/);
    assert.match(metrics, /cleanup_failures_total 0\n/);
  });

  it('backs up, and restores what it backed up', async () => {
    const settings = { ...environment(), PATH: `${postgresPrograms()}:${process.env['PATH']}` };

    const backup = await run(folder, 'scripts/backup.sh', [], settings);
    const verified = await run(folder, 'scripts/verify-backup.sh', [], settings);

    assert.equal(backup.status, 0, backup.output);
    assert.equal(verified.status, 0, verified.output);
    assert.match(verified.output, /^users 5$/m);
    assert.deepEqual(sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'verify%'"), ['0']);
    const refused = await run(folder, 'scripts/restore.sh', [backup.output.trim()], {
      ...settings,
      RESTORE_DATABASE_URL: postgres.url('shop'),
    });
    assert.equal(refused.status, 1);
    assert.match(refused.output, /restore into an empty one/);
  });

  it('limits how often one client may try to log in', async () => {
    const tries = Array.from({ length: 40 }, () => post('/api/v1/auth/login', {}));
    const limited = (await Promise.all(tries)).find((answer) => answer.status === 429);

    assert.ok(limited, 'of forty tries at once some are refused');
    assertError(limited, 429, 'RATE_LIMITED');
    assert.ok(Number(limited.headers.get('retry-after')) >= 1);
    assert.equal((await get('/health')).status, 200, 'other paths have a limit of their own');
  });

  it('loses nothing when it is told to end during a request', async () => {
    const slow = await beginSlowRequest(api.port, ada.access);
    const ended = once(api.child, 'exit');
    api.child.kill('SIGTERM');
    await until('the listener to close', async () => !(await accepts(api.port)));

    const answer = await slow.finish();

    assert.match(answer, /^HTTP\/1\.1 201 /);
    assert.deepEqual(await ended, [0, null]);
    assert.match(api.output(), /"msg":"stopped"/);
    assert.deepEqual(sql("SELECT count(*) FROM users WHERE username = 'slowpoke'"), ['1']);
  });

  it('is not ready, but alive, while its database is away, and recovers by itself', async () => {
    api = await start('bin/api', {});
    assert.equal((await get('/ready')).status, 200);

    postgres.stop();

    const ready = await get('/ready');
    assertError(ready, 503, 'NOT_READY', { postgres: 'down', redis: 'down' });
    const health = await get('/health');
    assert.equal(health.status, 200);
    assert.equal(health.body.data.status, 'degraded');
    const failed = await get('/api/v1/users', ada.access);
    assertError(failed, 500, 'INTERNAL_ERROR');
    assert.doesNotMatch(JSON.stringify([ready.body, health.body, failed.body]), /127\.0\.0\.1/);
    assert.match(api.output(), /"msg":"dependency is down","dependency":"postgres","error":"[^"]+"/);

    postgres.start();

    await until('the service to be ready again', async () => (await get('/ready')).status === 200);
    assert.equal((await get('/api/v1/users', ada.access)).status, 200);
  });

  it('ends the worker cleanly', async () => {
    const ended = once(worker.child, 'exit');
    worker.child.kill('SIGTERM');

    assert.deepEqual(await ended, [0, null]);
    assert.match(worker.output(), /"msg":"stopped"/);
  });

  it('passes its own integration tests against the same servers', async () => {
    redis = await startRedisServer();
    const outcome = await run(
      folder,
      'go',
      ['test', '-trimpath', '-count=1', '-tags', 'integration', './tests/integration/...'],
      {
        TEST_DATABASE_URL: postgres.url('postgres'),
        TEST_REDIS_URL: redis.url,
      },
    );

    assert.equal(outcome.status, 0, outcome.output);
  });

  function environment(): NodeJS.ProcessEnv {
    return {
      ...cleanEnvironment(),
      DATABASE_URL: postgres.url('shop'),
      DATABASE_MAX_CONNS: '7',
      REDIS_URL: redis.url,
      AUTH_JWT_SECRET: 'only-for-this-test-only-for-this-test',
      HTTP_SHUTDOWN_DELAY: '0s',
      GRPC_ADDRESS: '127.0.0.1:0',
      HTTP_CORS_ORIGINS: 'https://app.example.com',
      RATE_LIMIT_PER_SECOND: '1000',
      RATE_LIMIT_BURST: '1000',
      RATE_LIMIT_AUTH_PER_SECOND: '1',
      RATE_LIMIT_AUTH_BURST: '25',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf(collector)}`,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    };
  }

  async function start(program: string, settings: NodeJS.ProcessEnv): Promise<Running> {
    const [port, adminPort] = [await freePort(), await freePort()];
    const child = spawn(join(folder, program), [], {
      cwd: folder,
      env: {
        ...environment(),
        HTTP_ADDRESS: `127.0.0.1:${port}`,
        ADMIN_ADDRESS: `127.0.0.1:${adminPort}`,
        ...settings,
      },
    });
    started.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    await untilListening(adminPort, child);
    if (program === 'bin/api') {
      await untilListening(port, child);
    }
    return { child, port, adminPort, output: () => output };
  }

  function url(path: string): string {
    return `http://127.0.0.1:${api.port}${path}`;
  }

  function get(path: string, token?: string, headers: Record<string, string> = {}): Promise<Answer> {
    return call('GET', path, undefined, token, headers);
  }

  function post(path: string, body: unknown, token?: string): Promise<Answer> {
    return call('POST', path, body, token);
  }

  async function call(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await fetch(url(path), {
      method,
      headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  function sql(query: string): readonly string[] {
    const psql = join(postgresPrograms(), 'psql');
    const output = execFileSync(psql, [
      postgres.url('shop'),
      '--no-psqlrc',
      '--tuples-only',
      '--no-align',
      '--command',
      query,
    ]);
    return output.toString().trim().split('\n');
  }
});

/** The resources of an answer that holds several. */
function listOf(answer: Answer): readonly Resource[] {
  const { data } = answer.body as { readonly data: unknown };
  assert.ok(Array.isArray(data), JSON.stringify(data));
  return data as Resource[];
}

function assertMeta(answer: Answer): void {
  assert.deepEqual(Object.keys(answer.body.meta).sort(), ['request_id', 'timestamp']);
  assert.equal(answer.body.meta.request_id, answer.headers.get('x-request-id'));
  assert.ok(Number.isFinite(Date.parse(answer.body.meta.timestamp)));
}

function assertError(answer: Answer, status: number, code: string, details?: Record<string, string>): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.error.code, code);
  assert.ok(answer.body.error.message);
  assert.equal('data' in answer.body, false);
  if (details !== undefined) {
    assert.deepEqual(answer.body.error.details, details);
  }
  assertMeta(answer);
}

/** Nothing of the machine's own settings reaches the processes. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: process.env['HOME'] };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** An OTLP endpoint that keeps what it receives; span names stand in the protobuf as they are. */
async function startCollector(received: string[]): Promise<Server> {
  const server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(Buffer.concat(chunks).toString('latin1'));
      answer.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Sends a request but for the end of its body, so that it is in progress until finish() is called. */
async function beginSlowRequest(port: number, token: string): Promise<{ finish(): Promise<string> }> {
  const body = JSON.stringify({ email: 'slow@example.com', username: 'slowpoke', password, role: 'member' });
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  const closed = once(socket, 'close');
  const head = `POST /api/v1/users HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`;
  socket.write(head);
  // The server says that it waits for the body only once the handler reads it.
  await until('the request to be in progress', () => answer.startsWith('HTTP/1.1 100 '));
  answer = '';
  return {
    finish: async () => {
      socket.write(body);
      await closed;
      return answer.trimStart();
    },
  };
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
