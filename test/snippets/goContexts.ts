/**
 * Where each Go snippet is meant to be used, as data: the tests that compile them and the tests inside VS Code both
 * surround the expanded text with exactly this. Everything else a package needs comes from other snippets of the
 * collection, named under `beside`, which so prove that they fit together.
 */
export interface GoContext {
  /** A whole file with its package clause, declarations of a file, or statements of a function. */
  readonly form: 'file' | 'declarations' | 'statements';
  /** Prefixes of the snippets that stand in the same package. */
  readonly beside?: readonly string[];
  /** Declarations of the user's own that the snippet refers to. */
  readonly support?: string;
  /** For statements: what comes before and after them. */
  readonly around?: readonly [before: string, after: string];
  /** Import paths where the name of a package is not enough to tell which one is meant. */
  readonly imports?: Readonly<Record<string, string>>;
  /** A `_test.go` file. */
  readonly test?: boolean;
}

const chi = { middleware: 'github.com/go-chi/chi/v5/middleware' };
const echo = { middleware: 'github.com/labstack/echo/v4/middleware' };
const netHttp = ['ga-http-handler', 'ga-http-envelope', 'ga-http-error', 'ga-http-decode'];
const netHttpMethods = ['create', 'get', 'list', 'update', 'patch', 'delete'];

/** The handler type needs all its methods, so each of a router's handlers is compiled with the others. */
function resource(router: string, shared: readonly string[]): Record<string, GoContext> {
  const methods = netHttpMethods.map((method) => `ga-${router}-${method}`);
  const all = [`ga-${router}-handler`, ...methods, ...shared, 'ga-http-list-query'];
  const contexts: Record<string, GoContext> = {};
  for (const prefix of [`ga-${router}-handler`, ...methods]) {
    contexts[prefix] = { form: 'declarations', beside: all.filter((other) => other !== prefix) };
  }
  return contexts;
}

function alike(context: GoContext, ...prefixes: readonly string[]): Record<string, GoContext> {
  return Object.fromEntries(prefixes.map((prefix) => [prefix, context]));
}

const declarations: GoContext = { form: 'declarations' };

export const goContexts: Readonly<Record<string, GoContext>> = {
  // The domain.
  ...alike({ form: 'declarations', beside: ['ga-domain-errors'] }, 'ga-entity', 'ga-value-object'),
  'ga-domain-errors': { form: 'file' },
  ...alike(declarations, 'ga-domain-error', 'ga-domain-event', 'ga-port', 'ga-list-query'),

  // The application.
  ...alike(declarations, 'ga-usecase', 'ga-usecase-single', 'ga-usecase-tx'),

  // HTTP.
  ...resource('http', netHttp.slice(1)),
  ...resource('chi', netHttp.slice(1)),
  ...resource('gin', ['ga-gin-envelope', 'ga-gin-error']),
  ...resource('echo', ['ga-echo-envelope', 'ga-echo-error', 'ga-echo-bind']),
  'ga-http-envelope': declarations,
  'ga-http-error': { form: 'declarations', beside: ['ga-http-envelope'] },
  'ga-http-decode': { form: 'declarations', beside: ['ga-http-envelope', 'ga-http-error'] },
  'ga-http-router': declarations,
  'ga-chi-router': { form: 'declarations', beside: ['ga-http-envelope', 'ga-http-error'], imports: chi },
  'ga-gin-envelope': declarations,
  'ga-gin-error': { form: 'declarations', beside: ['ga-gin-envelope'] },
  'ga-gin-router': { form: 'declarations', beside: ['ga-gin-envelope', 'ga-gin-error'] },
  'ga-echo-envelope': declarations,
  'ga-echo-error': { form: 'declarations', beside: ['ga-echo-envelope'] },
  'ga-echo-bind': { form: 'declarations', beside: ['ga-echo-envelope', 'ga-echo-error'] },
  'ga-echo-router': { form: 'declarations', imports: echo },
  ...alike(
    declarations,
    'ga-http-list-query',
    'ga-validator',
    'ga-validate-request',
    'ga-status-recorder',
    'ga-http-client',
  ),

  // Middleware.
  ...alike(
    { form: 'declarations', beside: ['ga-http-envelope', 'ga-http-error'] },
    'ga-http-mw-auth',
    'ga-http-mw-rate-limit',
  ),
  'ga-http-mw-permission': {
    form: 'declarations',
    beside: ['ga-http-envelope', 'ga-http-error', 'ga-http-mw-auth'],
  },
  'ga-http-mw-recovery': { form: 'declarations', beside: ['ga-http-envelope'] },
  ...alike(
    declarations,
    'ga-http-mw-request-id',
    'ga-http-mw-cors',
    'ga-http-mw-security-headers',
    'ga-http-mw-timeout',
    'ga-http-mw-gzip',
  ),
  ...alike(
    { form: 'declarations', beside: ['ga-gin-envelope', 'ga-gin-error'] },
    'ga-gin-mw-auth',
    'ga-gin-mw-rate-limit',
  ),
  'ga-gin-mw-permission': { form: 'declarations', beside: ['ga-gin-envelope', 'ga-gin-error', 'ga-gin-mw-auth'] },
  'ga-gin-mw-recovery': { form: 'declarations', beside: ['ga-gin-envelope'] },
  ...alike(
    declarations,
    'ga-gin-mw-request-id',
    'ga-gin-mw-cors',
    'ga-gin-mw-security-headers',
    'ga-gin-mw-timeout',
    'ga-gin-mw-gzip',
  ),
  'ga-echo-mw-auth': declarations,
  'ga-echo-mw-permission': { form: 'declarations', beside: ['ga-echo-mw-auth'] },
  'ga-echo-mw-rate-limit': { form: 'declarations', beside: ['ga-echo-envelope', 'ga-echo-error'] },
  ...alike(declarations, 'ga-echo-mw-request-id', 'ga-echo-mw-timeout'),
  ...alike(
    { form: 'declarations', imports: echo },
    'ga-echo-mw-recovery',
    'ga-echo-mw-cors',
    'ga-echo-mw-security-headers',
    'ga-echo-mw-gzip',
  ),

  // PostgreSQL and Redis.
  'ga-pgx-repository': declarations,
  ...alike(
    { form: 'declarations', beside: ['ga-pgx-repository'] },
    'ga-pgx-create',
    'ga-pgx-get',
    'ga-pgx-list',
    'ga-pgx-keyset',
    'ga-pgx-update',
    'ga-pgx-delete',
    'ga-pgx-batch',
    'ga-pgx-copy',
  ),
  ...alike(declarations, 'ga-pgx-tx', 'ga-pgx-transactor', 'ga-pgx-pool'),
  'ga-sql-repository': declarations,
  ...alike(
    { form: 'declarations', beside: ['ga-sql-repository'] },
    'ga-sql-create',
    'ga-sql-get',
    'ga-sql-list',
    'ga-sql-keyset',
    'ga-sql-update',
    'ga-sql-delete',
    'ga-sql-batch',
  ),
  ...alike(declarations, 'ga-sql-tx', 'ga-sql-open'),
  'ga-sqlx-repository': declarations,
  ...alike(
    { form: 'declarations', beside: ['ga-sqlx-repository'] },
    'ga-sqlx-create',
    'ga-sqlx-get',
    'ga-sqlx-list',
    'ga-sqlx-keyset',
    'ga-sqlx-update',
    'ga-sqlx-delete',
    'ga-sqlx-batch',
    'ga-sqlx-in',
  ),
  ...alike(declarations, 'ga-sqlx-tx', 'ga-sqlx-open'),
  ...alike(declarations, 'ga-redis-client', 'ga-redis-lock', 'ga-cache-aside'),
  'ga-cache-invalidate': { form: 'declarations', beside: ['ga-cache-aside'] },

  // Metrics, traces, logs.
  ...alike(
    declarations,
    'ga-metrics-registry',
    'ga-metric-counter',
    'ga-metric-histogram',
    'ga-metric-gauge',
    'ga-metrics-gin',
    'ga-metrics-echo',
    'ga-metrics-handler',
  ),
  'ga-metrics-http': { form: 'declarations', beside: ['ga-status-recorder'] },
  'ga-metrics-chi': { form: 'declarations', imports: chi },
  'ga-trace-provider': { form: 'declarations', imports: { trace: 'go.opentelemetry.io/otel/sdk/trace' } },
  'ga-trace-span': {
    form: 'statements',
    around: ['func traced(ctx context.Context, id string) error {', '\treturn ctx.Err()\n}'],
  },
  'ga-trace-usecase': { form: 'declarations', imports: { codes: 'go.opentelemetry.io/otel/codes' } },
  ...alike(declarations, 'ga-trace-http', 'ga-trace-grpc', 'ga-log-slog', 'ga-log-zap', 'ga-log-zerolog'),
  ...alike(
    { form: 'declarations', beside: ['ga-status-recorder'] },
    'ga-log-request-slog',
    'ga-log-request-zap',
    'ga-log-request-zerolog',
  ),

  // Work and its life.
  ...alike(
    declarations,
    'ga-worker',
    'ga-pool',
    'ga-retry',
    'ga-consumer-redis',
    'ga-consumer-rabbitmq',
    'ga-consumer-kafka',
    'ga-shutdown',
    'ga-http-server',
    'ga-health',
    'ga-ready',
    'ga-config',
  ),
  'ga-gather': {
    form: 'statements',
    around: [
      'func gather(ctx context.Context, load func(ctx context.Context, name string) (string, error)) error {',
      '\treturn use(first, second)\n}',
    ],
    support: 'func use(values ...string) error { return errors.New(strings.Join(values, " ")) }',
  },
  ...alike({ form: 'file' }, 'ga-main', 'ga-main-worker'),

  // gRPC.
  'ga-grpc-server': declarations,
  ...alike(declarations, 'ga-grpc-error', 'ga-grpc-recovery'),

  // Tests.
  'ga-test-table': {
    form: 'declarations',
    test: true,
    support: 'func Function(input string) (string, error) { return input, nil }',
  },
  'ga-test-handler': {
    form: 'declarations',
    test: true,
    support: `func newTestHandler(t *testing.T) http.Handler {
	t.Helper()
	return http.NotFoundHandler()
}`,
  },
  'ga-test-usecase': {
    form: 'declarations',
    test: true,
    beside: ['ga-usecase-single'],
    support: `type stubStore struct{ calls int }

func (s *stubStore) Save(context.Context, string) error {
	s.calls++
	return nil
}`,
  },
  'ga-test-integration': { form: 'file', test: true },
  'ga-benchmark': { form: 'declarations', test: true },
  'ga-fuzz': {
    form: 'declarations',
    test: true,
    support: `type parsed string

func (p parsed) String() string { return string(p) }

func Parse(input string) (parsed, error) { return parsed(input), nil }`,
  },
  ...alike({ form: 'declarations', test: true }, 'ga-mock', 'ga-fake'),
};
