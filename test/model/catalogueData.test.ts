/** The catalogue that ships: that it is readable throughout, says what is true of well-known libraries, and is small. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeLists } from '../../scripts/catalogue/lists.mts';
import { hashInputs } from '../../scripts/catalogue/pack.mts';
import type { ParameterFact } from '../../server/src/go/facts.ts';
import type { CataloguePackage, CatalogueSignature } from '../../server/src/model/catalogue.ts';
import { CatalogueScope } from '../../server/src/model/catalogueScope.ts';
import type { ParameterType } from '../../server/src/model/goType.ts';
import { parseType, printType } from '../../server/src/model/typeString.ts';
import { loadCatalogue } from '../../server/src/workspace/catalogueFile.ts';

const root = join(__dirname, '..', '..');

describe('the catalogue that ships', () => {
  const catalogue = loadCatalogue();

  function* packages(): Iterable<CataloguePackage> {
    for (const module of catalogue.modules) {
      for (const path of module.packages) {
        const found = catalogue.package(path);
        assert.ok(found, path);
        yield found;
      }
    }
  }

  it('says nothing of what changed within a major version', () => {
    const casbin = catalogue.package('github.com/casbin/casbin/v2');
    assert.ok(casbin);
    const enforcer = new CatalogueScope(casbin).lookup('Enforcer');
    assert.ok(enforcer?.kind === 'type');
    const answers = (method: string) => {
      const known = enforcer.declaration.method(method);
      return known === 'unknown' || known === undefined ? known : 'known';
    };
    assert.deepEqual(['Enforce', 'GetPolicy', 'HasNamedPolicy', 'GetAllRoles', 'NoSuchMethod'].map(answers), [
      'known',
      'unknown',
      'unknown',
      'unknown',
      undefined,
    ]);
  });

  it('has at most 500 KiB', () => {
    assert.ok(statSync(join(root, 'server', 'data', 'catalogue.bin')).size <= 500 * 1024);
  });

  it('was made from the list and the generator as they are: else run `npm run build:catalogue`', () => {
    assert.equal(catalogue.inputs, hashInputs(root));
  });

  it('is what docs/catalogue.md lists: else run `npm run build:catalogue`', () => {
    const page = readFileSync(join(root, 'docs', 'catalogue.md'), 'utf8');
    assert.equal(writeLists(page, catalogue), page);
  });

  it('holds every package whose import the list names', () => {
    const list = readFileSync(join(root, 'scripts', 'catalogue', 'libraries.go'), 'utf8');
    const paths = [...list.matchAll(/^\t_ "(.*)"$/gm)].map((match) => match[1] ?? '');
    assert.ok(paths.length > 300);
    assert.deepEqual(
      paths.filter((path) => catalogue.package(path)?.partial !== false),
      [],
    );
  });

  it('spells every type so that it can be read and written back', () => {
    let types = 0;
    const check = (text: string, where: string): void => {
      types++;
      // The one type that comes from C: its package is described without running cgo.
      if (where === 'github.com/mattn/go-sqlite3.SQLiteContext') return;
      const type = parseType(text);
      assert.notEqual(type.kind, 'unknown', `${where}: ${text}`);
      assert.equal(printType(type), text, where);
    };
    const checkSignature = (signature: CatalogueSignature, where: string): void => {
      check(signature.type, where);
      const parsed = parseType(signature.type);
      assert.equal(parsed.kind, 'func', where);
      if (parsed.kind !== 'func') return;
      assert.deepEqual(plain(signature.typeParameters), printed(parsed.typeParameters), where);
      assert.deepEqual(plain(signature.parameters), printed(parsed.parameters), where);
      assert.deepEqual(plain(signature.results), printed(parsed.results), where);
      assert.equal(signature.variadic, parsed.variadic, where);
    };
    for (const described of packages()) {
      for (const name of described.names()) {
        const where = `${described.path}.${name}`;
        const value = described.value(name);
        if (value) check(value.type, where);
        const signature = described.func(name);
        if (signature) checkSignature(signature, where);
        const type = described.type(name);
        assert.equal([value, signature, type].filter(Boolean).length, 1, where);
        if (!type) continue;
        if (type.kind === 'alias' || type.kind === 'defined') check(type.type, where);
        for (const { type: constraint } of type.typeParameters) check(`interface{${constraint}}`, where);
        for (const field of type.fields) check(field.type, `${where}.${field.name}`);
        for (const embedded of type.embeds) check(`interface{${embedded}}`, where);
        for (const method of type.methods) checkSignature(method, `${where}.${method.name}`);
      }
    }
    assert.ok(types > 50_000, `${types} types`);
  }).timeout(120_000);

  it('knows the packages of the standard library that backends call', () => {
    for (const path of `bufio bytes context crypto/rand crypto/sha256 crypto/tls database/sql embed encoding/json errors fmt
      html/template io io/fs log log/slog maps math/rand/v2 net net/http net/http/httptest net/url os os/exec os/signal
      path/filepath reflect regexp runtime slices sort strconv strings sync sync/atomic syscall testing testing/fstest
      text/template time unicode/utf8`.split(/\s+/)) {
      assert.equal(catalogue.package(path)?.partial, false, path);
    }
  });

  it('says what well-known calls take and return', () => {
    const type = (path: string, name: string): string | undefined => catalogue.package(path)?.func(name)?.type;
    assert.equal(type('fmt', 'Errorf'), 'func(format string, a ...any) (err error)');
    assert.equal(type('errors', 'Is'), 'func(err error, target error) bool');
    assert.equal(
      type('golang.org/x/sync/errgroup', 'WithContext'),
      'func(ctx context.Context) (*golang.org/x/sync/errgroup.Group, context.Context)',
    );
    const method = (path: string, name: string, wanted: string) => {
      const found = catalogue
        .package(path)
        ?.type(name)
        ?.methods.find((candidate) => candidate.name === wanted);
      return found && [found.pointer, found.type];
    };
    assert.deepEqual(method('database/sql', 'DB', 'QueryContext'), [
      true,
      'func(ctx context.Context, query string, args ...any) (*database/sql.Rows, error)',
    ]);
    assert.deepEqual(method('github.com/jackc/pgx/v5/pgxpool', 'Pool', 'Query'), [
      true,
      'func(ctx context.Context, sql string, args ...any) (github.com/jackc/pgx/v5.Rows, error)',
    ]);
    assert.deepEqual(method('net/http', 'Header', 'Get'), [false, 'func(key string) string']);
    assert.deepEqual(method('sync/atomic', 'Pointer', 'Load'), [true, 'func() *T']);
    assert.equal(catalogue.package('syscall')?.value('SIGTERM')?.type, 'syscall.Signal');
    assert.equal(
      catalogue.package('github.com/redis/go-redis/v9')?.value('Nil')?.type,
      'github.com/redis/go-redis/v9/internal/proto.RedisError',
    );
    assert.deepEqual(catalogue.package('os')?.type('FileInfo')?.type, 'io/fs.FileInfo');
  });

  it('leads from a test to the methods that testing keeps to itself', () => {
    const testing = catalogue.package('testing');
    assert.deepEqual(testing?.type('T')?.fields, [{ name: 'common', type: 'testing.common', embedded: true }]);
    assert.ok(testing?.type('common')?.methods.some(({ name }) => name === 'Fatal'));
  });
});

function plain(facts: readonly ParameterFact[]): [string, string][] {
  return facts.map(({ name, type }) => [name, type]);
}

function printed(parameters: readonly ParameterType[]): [string, string][] {
  return parameters.map(({ name, type }) => [name, printType(type)]);
}
