import assert from 'node:assert/strict';
import type { Config } from '../../server/src/config/config.ts';
import { banOf, deprecationOf } from '../../server/src/config/edges.ts';
import { loadConfig } from '../../server/src/config/load.ts';
import { mayCrossSlices, sliceOf } from '../../server/src/config/slices.ts';

function configOf(text: string): Config {
  const result = loadConfig('x.yaml', `version: 1\n${text}`, { read: () => undefined });
  assert.ok(result.ok, JSON.stringify(result.issues));
  return result.config;
}

describe('slices', () => {
  const { slices } = configOf(`slices:
  - path: "internal/*/{module}/**"
    isolate: module
    public: [api, "events/**"]
    allow: [{ from: order, to: user, reason: order owns checkout }]
`);
  const [rule] = slices;
  assert.ok(rule);
  const cross = (from: string, to: string) => mayCrossSlices(slices, from, to);

  it('tell directories apart by the capture', () => {
    const slice = sliceOf(rule, 'internal/domain/order/item');
    assert.deepEqual([slice?.name, slice?.inner], ['order', 'item']);
    assert.equal(sliceOf(rule, 'internal/domain'), undefined);
    assert.equal(sliceOf(rule, 'cmd/order/x'), undefined);
  });

  it('keep slices apart and leave everything else alone', () => {
    assert.ok(cross('internal/usecase/order', 'internal/domain/order').allowed);
    assert.ok(cross('internal/usecase/order', 'internal/domain').allowed);
    assert.ok(cross('cmd/api', 'internal/domain/user').allowed);
    const verdict = cross('internal/usecase/user', 'internal/domain/order');
    assert.ok(!verdict.allowed);
    assert.deepEqual([verdict.from, verdict.to], ['user', 'order']);
    assert.equal(verdict.because, 'user may not import order but through api or events/**');
    assert.equal(verdict.origin, rule.origin);
  });

  it('let in through public packages, for whole segments', () => {
    assert.ok(cross('internal/usecase/user', 'internal/usecase/order/api').allowed);
    assert.ok(cross('internal/usecase/user', 'internal/usecase/order/events/v2').allowed);
    assert.ok(!cross('internal/usecase/user', 'internal/usecase/order/apis').allowed);
    assert.ok(!cross('internal/usecase/user', 'internal/usecase/order/api/internal').allowed);
  });

  it('allow what somebody gave a reason for, in that direction only', () => {
    const verdict = cross('internal/usecase/order', 'internal/domain/user');
    assert.deepEqual([verdict.allowed, verdict.because], [true, 'order owns checkout']);
    assert.ok(!cross('internal/usecase/user', 'internal/domain/order').allowed);
  });

  it('hold when a second rule allows nothing', () => {
    const two = configOf(`slices:
  - { path: "{a}/**", isolate: a, public: ["**"] }
  - { path: "*/{b}/**", isolate: b }
`).slices;
    assert.ok(!mayCrossSlices(two, 'x/p', 'y/q').allowed);
    assert.ok(mayCrossSlices(two, 'x/p', 'y/p').allowed);
  });

  it('find the slice at any depth when the pattern leaves the depth open', () => {
    const deep = configOf(
      'slices: [{ path: "**/services/{service}/**", isolate: service, public: [client] }]\n',
    ).slices;
    assert.ok(!mayCrossSlices(deep, 'a/services/x', 'b/c/services/y').allowed);
    assert.ok(mayCrossSlices(deep, 'a/services/x', 'b/c/services/y/client').allowed);
    assert.ok(mayCrossSlices(deep, 'services/x', 'client/services/client/client').allowed);
    assert.ok(!mayCrossSlices(deep, 'services/x', 'y/client/services/y').allowed);
  });
});

describe('single imports', () => {
  const config = configOf(`layers:
  usecase: { paths: [usecase/**] }
  legacy: { paths: [legacy/**] }
deprecated:
  - { from: usecase, to: legacy, use: domain }
  - { from: "*", to: "old/**" }
replace:
  - { import: github.com/pkg/errors, use: errors }
  - { import: github.com, in: [usecase], reason: none here }
`);
  const usecase = config.layers.get('usecase');
  const legacy = config.layers.get('legacy');

  it('are deprecated by layer or by pattern, never inside a layer', () => {
    assert.equal(deprecationOf(config, usecase, legacy, 'legacy/x')?.use, 'domain');
    assert.equal(deprecationOf(config, legacy, usecase, 'usecase'), undefined);
    assert.ok(deprecationOf(config, undefined, undefined, 'old/x') && deprecationOf(config, legacy, undefined, 'old'));
    assert.equal(deprecationOf(config, undefined, undefined, 'older'), undefined);
    const own = configOf('layers: { a: { paths: [a/**] } }\ndeprecated: [{ from: "*", to: a }]\n');
    const a = own.layers.get('a');
    assert.equal(deprecationOf(own, a, a, 'a/b'), undefined);
  });

  it('are banned with their subpackages, the longest path speaking', () => {
    assert.equal(banOf(config, usecase, 'github.com/pkg/errors/x')?.use, 'errors');
    assert.equal(banOf(config, usecase, 'github.com/other')?.why?.reason, 'none here');
    assert.equal(banOf(config, legacy, 'github.com/other'), undefined);
    assert.equal(banOf(config, undefined, 'github.com/pkg/errorsx'), undefined);
  });
});
