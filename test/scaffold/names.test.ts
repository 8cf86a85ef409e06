/** Which names can be a project, a module path or an entity, and that a refusal says why. */
import assert from 'node:assert/strict';
import { entityNameProblem, modulePathProblem, projectNameProblem } from '../../server/src/scaffold/names.ts';
import { metricKindProblem, metricName, metricNameProblem } from '../../server/src/scaffold/parts/metricNames.ts';

type Check = (name: string) => string | undefined;

function accepts(check: Check, names: readonly string[]): void {
  for (const name of names) {
    it(`accepts ${JSON.stringify(name)}`, () => assert.equal(check(name), undefined));
  }
}

function refuses(check: Check, names: Readonly<Record<string, RegExp>>): void {
  for (const [name, reason] of Object.entries(names)) {
    it(`refuses ${JSON.stringify(name)} and says why`, () => assert.match(check(name) ?? '', reason));
  }
}

describe('A project name', () => {
  accepts(projectNameProblem, ['shop', 'Shop', 'order-service', 'order_service', 's3']);
  refuses(projectNameProblem, {
    '': /needs a name/,
    '.': /is a path/,
    '..': /is a path/,
    '../shop': /is a path/,
    'a/b': /is a path/,
    'a\\b': /is a path/,
    '/etc': /is a path/,
    'shop\0': /is a path/,
    '3scale': /begin with a letter/,
    '-rf': /begin with a letter/,
    '.git': /begin with a letter/,
    'my shop': /begin with a letter/,
    café: /begin with a letter/,
    'shop-': /ends in "-"/,
    con: /reserved by Windows/,
    LPT1: /reserved by Windows/,
    func: /go command/,
    internal: /go command/,
    vendor: /go command/,
    [`a${'b'.repeat(63)}`]: /longer than 63/,
  });
});

describe('A module path', () => {
  accepts(modulePathProblem, [
    'github.com/acme/shop',
    'github.com/Acme/Shop',
    'example.com/shop/v2',
    'gopkg.in/yaml.v3',
    'shop',
    'acme/shop',
    'git.acme-corp.internal/team/shop_api',
  ]);
  refuses(modulePathProblem, {
    '': /missing/,
    '/github.com/acme': /empty element/,
    'github.com/acme/': /empty element/,
    'github.com//acme': /empty element/,
    '../shop': /not a file path/,
    'github.com/acme/../shop': /not a file path/,
    'github.com/acme/my shop': /contains " "/,
    'github.com\\acme': /contains "\\\\"/,
    'github.com/acme/caf\u00e9': /contains "é"/,
    'https://github.com/acme': /empty element/,
    'github.com/acme/.hidden': /begins or ends with a dot/,
    'github.com/acme/shop.': /begins or ends with a dot/,
    'github.com/acme/con': /Windows/,
    'GitHub.com/acme': /not a host name/,
    'github.com/acme/internal': /treats specially/,
    'net/shop': /standard library/,
    fmt: /standard library/,
    'github.com/acme/shop/v1': /begins at \/v2/,
    'github.com/acme/shop/v0': /begins at \/v2/,
    'github.com/acme/shop\nreplace': /contains/,
    'github.com/acme/"shop"': /contains/,
  });
});

describe('The name of a metric', () => {
  const named = (given: string, kind?: string) => Object.values(metricName(given, kind, 'shop'));

  it('is one of Go, or one of Prometheus that stays as it is and says its kind', () => {
    assert.deepEqual(named('Upload'), ['Upload', 'counter', 'uploads_total']);
    assert.deepEqual(named('Upload', 'histogram'), ['Upload', 'histogram', 'upload_duration_seconds']);
    assert.deepEqual(named('orders_total'), ['Order', 'counter', 'orders_total']);
    assert.deepEqual(named('shop_orders_total'), ['Order', 'counter', 'orders_total']);
    assert.deepEqual(named('http_request_duration_seconds'), [
      'HTTPRequest',
      'histogram',
      'http_request_duration_seconds',
    ]);
    assert.deepEqual(named('jobs_in_progress'), ['Job', 'gauge', 'jobs_in_progress']);
    assert.deepEqual(named('cache_miss', 'gauge'), ['CacheMiss', 'gauge', 'cache_misses_in_progress']);
    assert.deepEqual(named('VouchersCreated'), ['VouchersCreated', 'counter', 'vouchers_created_total']);
    assert.deepEqual(named('MessageSent'), ['MessageSent', 'counter', 'messages_sent_total']);
    assert.match(metricKindProblem('orders_total', 'gauge') ?? '', /ends as a counter does; leave out --kind gauge/);
    assert.equal(metricKindProblem('orders_total', 'counter'), undefined);
  });

  accepts(metricNameProblem, ['Upload', 'orders_total', 'http_request_duration_seconds']);
  refuses(metricNameProblem, {
    '': /missing/,
    'queue:depth': /rules record/,
    'orders-total': /lower-case letters, digits and "_", for example orders_total/,
    Orders_total: /as Prometheus has it/,
    '9x': /as Prometheus has it/,
    func: /Go keyword/,
  });
});

describe('An entity name', () => {
  it('is shown as it would be right', () => {
    assert.match(entityNameProblem('send_mail') ?? '', /letters and digits only, for example "SendMail"$/);
    assert.match(entityNameProblem('9') ?? '', /for example "OrderItem"$/);
  });

  accepts(entityNameProblem, ['Order', 'order', 'OrderItem', 'S3Object']);
  refuses(entityNameProblem, {
    '': /missing/,
    'order-item': /letters and digits only/,
    order_item: /letters and digits only/,
    '2Order': /begin with a letter/,
    '../Order': /begin with a letter/,
    Type: /Go keyword/,
    Func: /Go keyword/,
    String: /predeclared/,
    Error: /predeclared/,
    Main: /meaning of its own/,
    OrderTest: /test files/,
    Con: /Windows/,
  });
});
