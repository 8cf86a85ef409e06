import assert from 'node:assert/strict';
import { packCatalogue, readDescription } from '../../scripts/catalogue/pack.mts';
import { CATALOGUE_FORMAT, type Catalogue, openCatalogue, readPackage } from '../../server/src/model/catalogue.ts';
import { inflateChunk } from '../../server/src/workspace/catalogueFile.ts';

const TEXT = `package store
import context
import html/template
import text/template template2
func Open(ctx context.Context, names ...string) (*@.Store, error)
func Map[S ~[]E, E any](s S, f func(E, ...E) map[string]E) S
func Render(*template.Template, template2.FuncMap, unsafe.Pointer) (text string, err error)
func Close()
type Store struct ...
 Name string
 Hooks []func(*@.Store) error
+Mutex sync.Mutex
*Find(ctx context.Context, id int) (@.Row, error)
.String() string
type Row struct
alias Rows []@.Row
type List[T any, K comparable] map[K][]T
*Push(item T) *@.List[T, K]
type Reader interface ...
.Read(p []byte) (n int, err error)
+io.Closer
+~int | ~string
type Handler func(@.Reader) (a int, b int)
const untyped string: A B
const @.Level: Low
var error: ErrGone
`;

describe('a package of the catalogue', () => {
  const store = readPackage('example.com/store', TEXT);

  it('has a name, and says whether it is whole', () => {
    assert.equal(store.name, 'store');
    assert.equal(store.partial, false);
    assert.equal(readPackage('x', 'package x partial\n').partial, true);
  });

  it('gives functions with full package paths', () => {
    assert.deepEqual(store.func('Open'), {
      type: 'func(ctx context.Context, names ...string) (*example.com/store.Store, error)',
      typeParameters: [],
      parameters: [
        { name: 'ctx', type: 'context.Context' },
        { name: 'names', type: 'string', variadic: true },
      ],
      results: [
        { name: '', type: '*example.com/store.Store' },
        { name: '', type: 'error' },
      ],
      variadic: true,
    });
    assert.deepEqual(store.func('Close'), {
      type: 'func()',
      typeParameters: [],
      parameters: [],
      results: [],
      variadic: false,
    });
  });

  it('gives type parameters, and does not take commas inside types for the ends of types', () => {
    const map = store.func('Map');
    assert.deepEqual(map?.typeParameters, [
      { name: 'S', type: '~[]E' },
      { name: 'E', type: 'any' },
    ]);
    assert.deepEqual(map?.parameters, [
      { name: 's', type: 'S' },
      { name: 'f', type: 'func(E, ...E) map[string]E' },
    ]);
    assert.equal(map?.variadic, false);
  });

  it('tells apart packages of one name, and knows that unsafe is no import', () => {
    assert.equal(
      store.func('Render')?.type,
      'func(*html/template.Template, text/template.FuncMap, unsafe.Pointer) (text string, err error)',
    );
    assert.deepEqual(store.func('Render')?.results, [
      { name: 'text', type: 'string' },
      { name: 'err', type: 'error' },
    ]);
  });

  it('gives structs with fields and methods', () => {
    const type = store.type('Store');
    assert.equal(type?.kind, 'struct');
    assert.equal(type?.incomplete, true);
    assert.deepEqual(type?.fields, [
      { name: 'Name', type: 'string', embedded: false },
      { name: 'Hooks', type: '[]func(*example.com/store.Store) error', embedded: false },
      { name: 'Mutex', type: 'sync.Mutex', embedded: true },
    ]);
    assert.deepEqual(
      type?.methods.map(({ name, pointer, type }) => [name, pointer, type]),
      [
        ['Find', true, 'func(ctx context.Context, id int) (example.com/store.Row, error)'],
        ['String', false, 'func() string'],
      ],
    );
    assert.deepEqual(store.type('Row')?.methods, []);
    assert.equal(store.type('Row')?.incomplete, false);
  });

  it('gives interfaces with what they embed', () => {
    const type = store.type('Reader');
    assert.equal(type?.kind, 'interface');
    assert.equal(type?.type, 'interface');
    assert.equal(type?.incomplete, true);
    assert.deepEqual(
      type?.methods.map(({ name }) => name),
      ['Read'],
    );
    assert.deepEqual(type?.embeds, ['io.Closer', '~int | ~string']);
    assert.deepEqual(type?.fields, []);
  });

  it('gives aliases, generic types and other defined types', () => {
    assert.deepEqual([store.type('Rows')?.kind, store.type('Rows')?.type], ['alias', '[]example.com/store.Row']);
    const list = store.type('List');
    assert.deepEqual([list?.kind, list?.type], ['defined', 'map[K][]T']);
    assert.deepEqual(list?.typeParameters, [
      { name: 'T', type: 'any' },
      { name: 'K', type: 'comparable' },
    ]);
    assert.equal(list?.methods[0]?.type, 'func(item T) *example.com/store.List[T, K]');
    assert.equal(store.type('Handler')?.type, 'func(example.com/store.Reader) (a int, b int)');
  });

  it('gives variables and constants', () => {
    assert.deepEqual(store.value('B'), { name: 'B', constant: true, type: 'untyped string' });
    assert.deepEqual(store.value('Low'), { name: 'Low', constant: true, type: 'example.com/store.Level' });
    assert.deepEqual(store.value('ErrGone'), { name: 'ErrGone', constant: false, type: 'error' });
  });

  it('knows nothing of other names, nor of a name as another kind of thing', () => {
    for (const name of ['Missing', 'Find', 'Name', '', 'constructor']) {
      assert.equal(store.func(name), undefined);
      assert.equal(store.type(name), undefined);
      assert.equal(store.value(name), undefined);
    }
    assert.equal(store.func('Store'), undefined);
    assert.equal(store.type('Open'), undefined);
  });

  it('lists its names', () => {
    assert.deepEqual(
      [...store.names()].sort(),
      'A B Close ErrGone Handler List Low Map Open Reader Render Row Rows Store'.split(' '),
    );
  });
});

describe('a catalogue file', () => {
  const output = [
    'catalogue go1.99.1',
    '== example.com/m/v2 example.com/m/v2 v2.1.0',
    'package m',
    'func F(@.T)',
    '== example.com/m/v2/sub example.com/m/v2 v2.1.0',
    'package sub',
    'func G()',
    '== io std go1.99.1',
    'package io',
    'var error: EOF',
    '',
  ].join('\n');
  const bytes = packCatalogue(readDescription(output), 'inputs');
  const open = (): Catalogue => openCatalogue(bytes, inflateChunk);

  it('says what it was made from', () => {
    assert.equal(open().go, 'go1.99.1');
    assert.equal(open().inputs, 'inputs');
    assert.deepEqual(open().modules, [
      { path: 'example.com/m/v2', version: 'v2.1.0', packages: ['example.com/m/v2', 'example.com/m/v2/sub'] },
      { path: 'std', version: 'go1.99.1', packages: ['io'] },
    ]);
  });

  it('finds packages by import path', () => {
    const catalogue = open();
    assert.equal(catalogue.package('io')?.value('EOF')?.type, 'error');
    assert.equal(catalogue.package('example.com/m/v2')?.func('F')?.type, 'func(example.com/m/v2.T)');
    assert.equal(catalogue.package('example.com/m/v2/sub')?.name, 'sub');
    assert.ok(catalogue.has('io'));
    assert.ok(!catalogue.has('example.com/m'));
    assert.equal(catalogue.package('example.com/m'), undefined);
  });

  it('decompresses only what is asked for, and once', () => {
    let inflated = 0;
    const catalogue = openCatalogue(bytes, (compressed) => {
      inflated++;
      return inflateChunk(compressed);
    });
    assert.equal(inflated, 1); // the header
    assert.ok(catalogue.has('io'));
    assert.equal(inflated, 1);
    const first = catalogue.package('io');
    assert.equal(inflated, 2);
    assert.equal(catalogue.package('io'), first);
    catalogue.package('example.com/m/v2');
    catalogue.package('example.com/m/v2/sub');
    assert.equal(inflated, 3);
  });

  it('is refused when it is cut off or of another format', () => {
    assert.throws(() => openCatalogue(bytes.subarray(0, bytes.length - 1), inflateChunk), /cut off or damaged/);
    assert.throws(() => openCatalogue(Buffer.alloc(0), inflateChunk));
    const other = JSON.stringify({ format: CATALOGUE_FORMAT + 1, chunks: [], modules: [] });
    const size = Buffer.alloc(4);
    size.writeUInt32LE(other.length);
    assert.throws(
      () => openCatalogue(Buffer.concat([size, Buffer.from(other)]), (plain) => Buffer.from(plain).toString()),
      /format 2/,
    );
  });
});
