import assert from 'node:assert/strict';
import type { Config, Layer } from '../../server/src/config/config.ts';
import { exclusionOf } from '../../server/src/config/exclude.ts';
import { coversImport, LayerMap } from '../../server/src/config/layers.ts';
import { loadConfig } from '../../server/src/config/load.ts';
import { ScopeConfiguration } from '../../server/src/config/scope.ts';
import { isPureStandardPackage } from '../../server/src/config/standardPackages.ts';

function configOf(text: string): Config {
  const result = loadConfig('.go-architect.yaml', `version: 1\n${text}`, { read: () => undefined });
  assert.ok(result.ok, JSON.stringify(result.issues));
  return result.config;
}

function layer(config: Config, name: string): Layer {
  const found = config.layers.get(name);
  assert.ok(found, name);
  return found;
}

const nested = `layers:
  domain: { paths: ["internal/domain/**"], imports: { layers: [] } }
  events: { paths: ["internal/domain/events/**"] }
  usecase: { paths: ["internal/{module}/usecase/**", "internal/usecase/**"], imports: { layers: [domain] } }
  everything: { paths: ["internal/**"] }
`;

describe('layerOf', () => {
  const layers = new LayerMap(configOf(nested));
  const nameOf = (directory: string) => {
    const answer = layers.layerOf(directory);
    return answer.kind === 'layer' ? answer.layer.name : answer.kind;
  };

  it('lets the most specific pattern win, however many packages each matches', () => {
    assert.equal(nameOf('internal/domain/user'), 'domain');
    assert.equal(nameOf('internal/domain/events'), 'events');
    assert.equal(nameOf('internal/domain/events/v2'), 'events');
    assert.equal(nameOf('internal/domain/eventsourcing'), 'domain');
    assert.equal(nameOf('internal/other'), 'everything');
    assert.equal(nameOf('internal'), 'everything');
  });

  it('leaves the rest unmatched, and never looks at anything but the path in the module', () => {
    for (const directory of [
      '',
      'cmd/api',
      'Internal/domain',
      'github.com/other/internal/domain',
      'app/internal/domain',
    ]) {
      assert.equal(nameOf(directory), 'unmatched', directory);
    }
  });

  it('says which pattern won, which lost and why, and what was captured', () => {
    const answer = layers.layerOf('internal/order/usecase/place');
    assert.ok(answer.kind === 'layer');
    assert.equal(answer.pattern.pattern.text, 'internal/{module}/usecase/**');
    assert.deepEqual([...answer.captures], [['module', 'order']]);
    assert.deepEqual(
      answer.losers.map(({ pattern, why }) => [pattern.layer.name, why]),
      [['everything', 'it names 1 segment literally, not 2']],
    );
  });

  it('reports a tie of two layers where it bites, and only there', () => {
    const tied = new LayerMap(
      configOf('layers:\n  a: { paths: ["**/x/**"] }\n  b: { paths: ["**/y/**"] }\n  c: { paths: ["x/y/**"] }\n'),
    );
    const answer = tied.layerOf('p/x/y');
    assert.ok(answer.kind === 'tie');
    assert.deepEqual(answer.patterns.map(({ layer: { name } }) => name).sort(), ['a', 'b']);
    assert.equal(tied.layerOf('p/x').kind, 'layer');
    assert.equal(tied.layerOf('x/y').kind, 'layer');
  });

  it('knows no tie between two patterns of one layer', () => {
    const map = new LayerMap(configOf('layers:\n  a: { paths: ["**/x/**", "**/y/**"] }\n'));
    assert.equal(map.layerOf('x/y').kind, 'layer');
  });
});

describe('mayImport', () => {
  const config = configOf(`layers:
  domain: { paths: [domain/**], imports: { layers: [] } }
  usecase: { paths: [usecase/**], imports: { layers: [domain] }, tests: { imports: { layers: [postgres] }, blackBox: { layers: "*" } } }
  http: { paths: [http/**], imports: { layers: "*" } }
  grpc: { paths: [grpc/**], imports: { layers: { deny: [postgres] } } }
  postgres: { paths: [postgres/**], imports: { layers: [domain] }, visibleTo: [main, usecase] }
  main: { paths: [cmd/**] }
siblings: [[http, grpc]]
`);
  const layers = new LayerMap(config);
  const ask = (from: string, to: string, role?: 'test' | 'blackBoxTest') =>
    layers.mayImport(layer(config, from), layer(config, to), role);

  it('always lets a layer import itself', () => {
    for (const name of config.layers.keys()) assert.ok(ask(name, name).allowed, name);
  });

  it('tells none, some, all and no restriction apart', () => {
    assert.deepEqual(
      [ask('domain', 'usecase').allowed, ask('domain', 'usecase').because],
      [false, 'domain may import no other layer'],
    );
    assert.deepEqual(ask('domain', 'usecase').mayImport, []);
    assert.ok(ask('usecase', 'domain').allowed);
    assert.equal(ask('usecase', 'http').because, 'usecase may import only domain');
    assert.ok(ask('http', 'usecase').allowed && ask('main', 'http').allowed);
    assert.equal(ask('main', 'http').mayImport, '*');
    assert.equal(ask('grpc', 'postgres').because, 'grpc must not import postgres');
    assert.ok(ask('grpc', 'usecase').allowed);
  });

  it('keeps siblings apart whatever else is allowed', () => {
    const verdict = ask('http', 'grpc');
    assert.ok(!verdict.allowed);
    assert.equal(verdict.because, 'http and grpc are siblings and may not import each other');
    assert.ok(!ask('grpc', 'http').allowed);
  });

  it('asks the imported side as well', () => {
    assert.equal(ask('http', 'postgres').because, 'postgres may be imported by only main and usecase');
    assert.ok(ask('main', 'postgres').allowed);
    assert.ok(!ask('usecase', 'postgres').allowed, 'being visible is not being allowed');
  });

  it('allows tests more, black-box tests still more, production nothing of it', () => {
    assert.ok(!ask('usecase', 'postgres').allowed && ask('usecase', 'postgres', 'test').allowed);
    assert.ok(!ask('usecase', 'http', 'test').allowed && ask('usecase', 'http', 'blackBoxTest').allowed);
    assert.equal(ask('usecase', 'postgres', 'test').because, 'tests of usecase may import postgres');
  });

  it('points at what decides', () => {
    const text = (origin: { start: number; end: number } | undefined) => [origin?.start, origin?.end];
    assert.deepEqual(text(ask('usecase', 'http').origin), text(layer(config, 'usecase').imports.layers?.origin));
    assert.deepEqual(text(ask('http', 'postgres').origin), text(layer(config, 'postgres').visibleTo?.origin));
    assert.equal(ask('main', 'http').origin, undefined);
  });
});

describe('imports from outside of the module', () => {
  const config = configOf(`layers:
  domain: { paths: [domain/**], imports: { std: pure, external: [] } }
  usecase: { paths: [usecase/**], imports: { std: [pure, log/slog], external: [github.com/google/uuid, "golang.org/x/**"] }, tests: { imports: { external: [github.com/stretchr/testify] } } }
  free: { paths: [free/**], imports: { external: { deny: [gorm.io] } } }
`);
  const layers = new LayerMap(config);
  const external = (from: string, path: string, role?: 'test') =>
    layers.mayImportExternal(layer(config, from), path, role).allowed;
  const std = (from: string, path: string) => layers.mayImportStandard(layer(config, from), path).allowed;

  it('take [] for none and absence for no restriction', () => {
    assert.ok(!external('domain', 'github.com/google/uuid'));
    assert.ok(external('free', 'github.com/google/uuid') && std('free', 'os'));
  });

  it('let a path cover its subpackages, segment by segment', () => {
    assert.ok(external('usecase', 'github.com/google/uuid') && external('usecase', 'github.com/google/uuid/v5'));
    assert.ok(!external('usecase', 'github.com/google/uuid-extra') && !external('usecase', 'github.com/google'));
    assert.ok(external('usecase', 'golang.org/x/sync/errgroup'));
    assert.ok(!external('free', 'gorm.io/gorm') && external('free', 'gorm.iox/gorm'));
    assert.ok(coversImport('gopkg.in/*/x', 'gopkg.in/a/x/y') && !coversImport('gopkg.in/*/x', 'gopkg.in/a/b/x'));
  });

  it('take a path that ends in $ for that package alone', () => {
    assert.ok(coversImport('math/rand$', 'math/rand') && !coversImport('math/rand$', 'math/rand/v2'));
    assert.ok(!coversImport('math/rand$', 'math/rand$') && !coversImport('math/rand$', 'math'));
  });

  it('let the path that says more decide between what is allowed and what is denied', () => {
    const config = configOf(`layers:
  a: { paths: [a/**], imports: { external: { allow: ["*", gorm.io/gorm, "github.com/x$"], deny: [gorm.io, github.com/x, gorm.io/gorm/schema] } } }
  b: { paths: [b/**], imports: { std: { allow: [pure, os], deny: [os, time] }, external: { allow: [gorm.io/gorm], deny: [infrastructure] } } }
`);
    const layers = new LayerMap(config);
    const allowed = (from: string, path: string) => layers.mayImportExternal(layer(config, from), path).allowed;
    assert.ok(
      allowed('a', 'gorm.io/gorm/clause') && !allowed('a', 'gorm.io/gorm/schema/x') && !allowed('a', 'gorm.io/driver'),
    );
    assert.ok(allowed('a', 'github.com/x') && !allowed('a', 'github.com/x/y') && allowed('a', 'github.com/z'));
    assert.ok(allowed('b', 'gorm.io/gorm') && !allowed('b', 'github.com/lib/pq') && !allowed('b', 'github.com/acme/x'));
    const std = (path: string) => layers.mayImportStandard(layer(config, 'b'), path).allowed;
    assert.ok(std('errors') && !std('os') && !std('time') && !std('net/http'));
  });

  it('allow tests what tests need', () => {
    assert.ok(!external('usecase', 'github.com/stretchr/testify/require'));
    assert.ok(external('usecase', 'github.com/stretchr/testify/require', 'test'));
  });

  it('know which standard packages are pure', () => {
    for (const path of [
      'time',
      'context',
      'errors',
      'fmt',
      'strings',
      'net/url',
      'net/mail',
      'io',
      'encoding/json',
      'crypto/sha256',
      'math/rand',
    ]) {
      assert.ok(isPureStandardPackage(path) && std('domain', path), path);
    }
    for (const path of [
      'os',
      'os/exec',
      'net',
      'net/http',
      'net/http/httptest',
      'database/sql',
      'database/sql/driver',
      'log',
      'log/slog',
      'syscall',
      'io/ioutil',
      'C',
    ]) {
      assert.ok(!isPureStandardPackage(path) && !std('domain', path), path);
    }
    assert.ok(std('usecase', 'log/slog') && std('usecase', 'time') && !std('usecase', 'log'));
  });
});

describe('ScopeConfiguration', () => {
  const rule = (over: object) => ({
    id: 'sql/rows-close',
    severity: 'warning' as const,
    recommended: true,
    defaults: { max: 5, deep: true },
    ...over,
  });

  it('answers for directories of a module that lies below the configuration', () => {
    const scope = new ScopeConfiguration(
      configOf('layers: { d: { paths: ["services/*/domain/**"] }, r: { paths: [services/user] } }\n'),
      'file',
      'services/user',
    );
    assert.equal(scope.patternPath(''), 'services/user');
    const answer = scope.layerOf('domain/x');
    assert.equal(answer.kind === 'layer' && answer.layer.name, 'd');
    const root = scope.layerOf('');
    assert.equal(root.kind === 'layer' && root.layer.name, 'r');
  });

  it('sets a rule by its id over its family over everything, in whatever order they are written', () => {
    const setting = (rules: string, over = {}) =>
      new ScopeConfiguration(configOf(`rules: ${rules}\n`), 'file').ruleSetting(rule(over));
    assert.equal(setting('{ "sql/rows-close": error, "sql/*": off, "*": hint }').level, 'error');
    assert.equal(setting('{ "sql/*": off, "*": hint }').level, 'off');
    assert.equal(setting('{ "*": hint }').level, 'hint');
    assert.equal(setting('{}').level, 'warning');
    assert.equal(setting('{ "sqlx/*": off }').level, 'warning');
    assert.deepEqual(setting('{ "sql/rows-close": { options: { max: 7 } } }'), {
      level: 'warning',
      options: { max: 7, deep: true },
    });
    assert.equal(setting('{ "sql/rows-close": { options: { max: 7 } } }', { recommended: false }).level, 'warning');
  });

  it('turns on what is recommended, or everything when strict', () => {
    const level = (extend: string, over: object) =>
      new ScopeConfiguration(configOf(extend), 'file').ruleSetting(rule(over)).level;
    assert.equal(level('', { recommended: false }), 'off');
    assert.equal(level('extends: strict\n', { recommended: false, severity: 'hint' }), 'hint');
    assert.equal(level('extends: strict\n', { severity: 'error' }), 'error');
    assert.equal(level('extends: [strict, recommended]\n', { recommended: false }), 'off');
  });
});

describe('exclusionOf', () => {
  it('matches files and directories, whole segments only', () => {
    const excluded = exclusionOf(configOf('exclude: ["**/*.pb.go", third_party, "gen/**"]\n'));
    assert.ok(excluded);
    for (const path of ['a.pb.go', 'x/y/a.pb.go', 'third_party', 'gen', 'gen/x/y.go']) assert.ok(excluded(path), path);
    for (const path of ['a.go', 'third_party2', 'x/third_party', 'regen', 'x/gen']) assert.ok(!excluded(path), path);
    assert.equal(exclusionOf(configOf('')), undefined);
  });
});
