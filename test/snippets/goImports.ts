/**
 * Adds the imports to Go source as organising imports does in the editor: by the name of the package. It is only for
 * what the snippets use, so the table is short, and a name that is missing shows as an error of the compiler.
 */
const wellKnown: Readonly<Record<string, string>> = {
  amqp: 'github.com/rabbitmq/amqp091-go',
  attribute: 'go.opentelemetry.io/otel/attribute',
  chi: 'github.com/go-chi/chi/v5',
  cmp: 'cmp',
  codes: 'google.golang.org/grpc/codes',
  collectors: 'github.com/prometheus/client_golang/prometheus/collectors',
  context: 'context',
  credentials: 'google.golang.org/grpc/credentials',
  debug: 'runtime/debug',
  domain: 'example.com/snippets/internal/domain',
  echo: 'github.com/labstack/echo/v4',
  errgroup: 'golang.org/x/sync/errgroup',
  errors: 'errors',
  fmt: 'fmt',
  gin: 'github.com/gin-gonic/gin',
  grpc: 'google.golang.org/grpc',
  gzhttp: 'github.com/klauspost/compress/gzhttp',
  gzip: 'github.com/gin-contrib/gzip',
  health: 'google.golang.org/grpc/health',
  healthpb: 'google.golang.org/grpc/health/grpc_health_v1',
  http: 'net/http',
  httptest: 'net/http/httptest',
  io: 'io',
  json: 'encoding/json',
  jwt: 'github.com/golang-jwt/jwt/v5',
  keepalive: 'google.golang.org/grpc/keepalive',
  kgo: 'github.com/twmb/franz-go/pkg/kgo',
  net: 'net',
  otel: 'go.opentelemetry.io/otel',
  otelgrpc: 'go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc',
  otelhttp: 'go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp',
  otlptracegrpc: 'go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc',
  pgconn: 'github.com/jackc/pgx/v5/pgconn',
  pgx: 'github.com/jackc/pgx/v5',
  pgxpool: 'github.com/jackc/pgx/v5/pgxpool',
  pq: 'github.com/lib/pq',
  promauto: 'github.com/prometheus/client_golang/prometheus/promauto',
  prometheus: 'github.com/prometheus/client_golang/prometheus',
  promhttp: 'github.com/prometheus/client_golang/prometheus/promhttp',
  propagation: 'go.opentelemetry.io/otel/propagation',
  rand: 'math/rand/v2',
  rate: 'golang.org/x/time/rate',
  redis: 'github.com/redis/go-redis/v9',
  reflect: 'reflect',
  regexp: 'regexp',
  resource: 'go.opentelemetry.io/otel/sdk/resource',
  slices: 'slices',
  slog: 'log/slog',
  sql: 'database/sql',
  sqlx: 'github.com/jmoiron/sqlx',
  status: 'google.golang.org/grpc/status',
  strconv: 'strconv',
  strings: 'strings',
  sync: 'sync',
  testing: 'testing',
  time: 'time',
  trace: 'go.opentelemetry.io/otel/trace',
  url: 'net/url',
  usecase: 'example.com/snippets/internal/usecase',
  uuid: 'github.com/google/uuid',
  validator: 'github.com/go-playground/validator/v10',
  zap: 'go.uber.org/zap',
  zapcore: 'go.uber.org/zap/zapcore',
  zerolog: 'github.com/rs/zerolog',
};

/** Names under which a package is imported although its path or clause says another. */
const renamed = new Set(['amqp', 'healthpb']);

/** A file made of declarations: the package clause, the imports they need, and they. */
export function goFile(packageName: string, code: string, overrides: Readonly<Record<string, string>> = {}): string {
  const paths = { ...wellKnown, ...overrides };
  const visible = withoutStringsAndComments(code);
  const used = Object.entries(paths).filter(([name]) => new RegExp(`(?<![\\w.])${name}\\.[A-Z]`).test(visible));
  const standard = used.filter(([, path]) => !path.includes('.'));
  const others = used.filter(([, path]) => path.includes('.'));
  const groups = [standard, others].filter((group) => group.length > 0).map(importLines);
  const imports = groups.length > 0 ? `import (\n${groups.join('\n\n')}\n)\n\n` : '';
  return `package ${packageName}\n\n${imports}${code.trimEnd()}\n`;
}

function importLines(group: readonly (readonly [string, string])[]): string {
  const sorted = group.toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  return sorted.map(([name, path]) => `\t${renamed.has(name) ? `${name} ` : ''}"${path}"`).join('\n');
}

function withoutStringsAndComments(code: string): string {
  return code.replace(/\/\/[^\n]*|`[^`]*`|"(?:[^"\\\n]|\\.)*"/g, (found) => (found.startsWith('/') ? '' : '""'));
}
