import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type GoType, substitute } from '../../server/src/model/goType.ts';
import {
  parseSignature,
  parseType,
  parseTypeParameters,
  printType,
  sameType,
  typeKey,
} from '../../server/src/model/typeString.ts';

const INT: GoType = { kind: 'basic', name: 'int' };
const ERROR: GoType = { kind: 'named', package: '', name: 'error', typeArguments: [] };
const T: GoType = { kind: 'typeParam', name: 'T' };

const unnamed = (...types: GoType[]) => types.map((type) => ({ name: '', type }));
const func = (parameters: GoType[], results: GoType[] = [], variadic = false): GoType & { kind: 'func' } => ({
  kind: 'func',
  typeParameters: [],
  parameters: unnamed(...parameters),
  variadic,
  results: unnamed(...results),
});

describe('the spelling of types', () => {
  const cases: [string, GoType][] = [
    ['int', INT],
    ['unsafe.Pointer', { kind: 'basic', name: 'unsafe.Pointer' }],
    ['untyped nil', { kind: 'basic', name: 'untyped nil' }],
    ['error', ERROR],
    ['any', { kind: 'interface', methods: [], embedded: [] }],
    ['T', T],
    ['invalid type', { kind: 'unknown' }],
    ['net/http.Header', { kind: 'named', package: 'net/http', name: 'Header', typeArguments: [] }],
    ['gopkg.in/yaml.v3.Node', { kind: 'named', package: 'gopkg.in/yaml.v3', name: 'Node', typeArguments: [] }],
    [
      'sync/atomic.Pointer[map[string]int]',
      {
        kind: 'named',
        package: 'sync/atomic',
        name: 'Pointer',
        typeArguments: [{ kind: 'map', key: { kind: 'basic', name: 'string' }, value: INT }],
      },
    ],
    ['[]*int', { kind: 'slice', element: { kind: 'pointer', element: INT } }],
    ['[16]int', { kind: 'array', length: '16', element: INT }],
    ['chan<- int', { kind: 'chan', direction: 'send', element: INT }],
    [
      'chan (<-chan int)',
      { kind: 'chan', direction: 'both', element: { kind: 'chan', direction: 'receive', element: INT } },
    ],
    [
      '<-chan chan int',
      { kind: 'chan', direction: 'receive', element: { kind: 'chan', direction: 'both', element: INT } },
    ],
    ['func()', func([])],
    ['func(int, ...error) error', func([INT, ERROR], [ERROR], true)],
    ['func(func() error) (int, error)', func([func([], [ERROR])], [INT, ERROR])],
    [
      'func(chan int) <-chan int',
      func([{ kind: 'chan', direction: 'both', element: INT }], [{ kind: 'chan', direction: 'receive', element: INT }]),
    ],
    [
      'func(ctx context.Context, n, m int)',
      { kind: 'unknown' }, // The canonical spelling repeats the type.
    ],
    [
      'func(a int, rest ...int) (n int, err error)',
      {
        ...func([], []),
        parameters: [
          { name: 'a', type: INT },
          { name: 'rest', type: INT },
        ],
        variadic: true,
        results: [
          { name: 'n', type: INT },
          { name: 'err', type: ERROR },
        ],
      },
    ],
    ['struct{}', { kind: 'struct', fields: [] }],
    [
      'struct{A int; *net/http.Client; F func() error; int}',
      {
        kind: 'struct',
        fields: [
          { name: 'A', type: INT, embedded: false },
          {
            name: 'Client',
            type: {
              kind: 'pointer',
              element: { kind: 'named', package: 'net/http', name: 'Client', typeArguments: [] },
            },
            embedded: true,
          },
          { name: 'F', type: func([], [ERROR]), embedded: false },
          { name: 'int', type: INT, embedded: true },
        ],
      },
    ],
    [
      'interface{Read(p T) (n int, err error); io.Closer; ~int | T; comparable}',
      {
        kind: 'interface',
        methods: [
          {
            name: 'Read',
            signature: {
              ...func([]),
              parameters: [{ name: 'p', type: T }],
              results: [
                { name: 'n', type: INT },
                { name: 'err', type: ERROR },
              ],
            },
          },
        ],
        embedded: [
          { kind: 'named', package: 'io', name: 'Closer', typeArguments: [] },
          {
            kind: 'union',
            terms: [
              { tilde: true, type: INT },
              { tilde: false, type: T },
            ],
          },
          { kind: 'named', package: '', name: 'comparable', typeArguments: [] },
        ],
      },
    ],
    ['(int, error)', { kind: 'tuple', members: unnamed(INT, ERROR) }],
    [
      '(n int, err error)',
      {
        kind: 'tuple',
        members: [
          { name: 'n', type: INT },
          { name: 'err', type: ERROR },
        ],
      },
    ],
  ];

  for (const [text, type] of cases) {
    it(`reads ${text}`, () => assert.deepEqual(parseType(text), type));
    if (type.kind !== 'unknown') it(`writes ${text}`, () => assert.equal(printType(structuredClone(type)), text));
  }

  it('reads signatures and type parameters of declarations', () => {
    const signature = parseSignature('[T ~int | ~string, P interface{*T; Set(v T)}](list ...T) P');
    assert.deepEqual(
      signature?.typeParameters.map(({ name, type }) => [name, printType(type)]),
      [
        ['T', '~int | ~string'],
        ['P', 'interface{Set(v T); *T}'],
      ],
    );
    assert.equal(signature?.variadic, true);
    assert.deepEqual(
      parseTypeParameters('[K comparable, V any]')?.map(({ name }) => name),
      ['K', 'V'],
    );
    assert.equal(parseSignature('int'), undefined);
    assert.equal(parseTypeParameters('[]'), undefined);
  });

  it('calls everything unknown that is not spelled canonically', () => {
    for (const text of [
      '',
      ' int',
      'int ',
      '*',
      '[',
      '[]',
      '[n]int',
      'map[string]',
      'func(',
      'func(int',
      'func(...int, int)',
      'struct{A}}',
      'interface{',
      'a b',
      '.Name',
      'path/to.',
      'path/to.Name[',
      'int, string',
      'chan',
      `${'*'.repeat(100_000)}int`,
    ]) {
      assert.equal(parseType(text).kind, 'unknown', text.slice(0, 40));
    }
  });

  it('gives the same object for the same text', () => {
    assert.equal(parseType('map[string]*net/url.URL'), parseType('map[string]*net/url.URL'));
  });

  it('writes what it read, whatever the type', () => {
    fc.assert(
      fc.property(anyType, (type) => {
        const text = printType(type);
        assert.deepEqual(parseType(text), type);
        assert.equal(printType(parseType(text)), text);
      }),
      { numRuns: 300 },
    );
  });
});

describe('sameness of types', () => {
  const same = (a: string, b: string) => sameType(parseType(a), parseType(b));

  it('ignores names of parameters and the two spellings of bytes and runes', () => {
    assert.ok(same('func(a int, b ...byte) (err error)', 'func(int, ...uint8) error'));
    assert.ok(same('map[rune][]byte', 'map[int32][]uint8'));
    assert.ok(same('interface{A(x int); B()}', 'interface{B(); A(int)}'));
  });

  it('tells different types apart', () => {
    for (const [a, b] of [
      ['*a/b.T', 'a/b.T'],
      ['a/b.T', 'b.T'],
      ['func(int)', 'func(...int)'],
      ['func() error', 'func() (error, error)'],
      ['chan int', '<-chan int'],
      ['struct{A int}', 'struct{B int}'],
      ['[1]int', '[2]int'],
      ['a.T[int]', 'a.T[string]'],
    ] as const) {
      assert.ok(!same(a, b), `${a} and ${b}`);
    }
  });

  it('holds an unknown type the same as nothing', () => {
    assert.ok(!same('invalid type', 'invalid type'));
  });

  it('keys are equal exactly for the same types', () => {
    assert.equal(typeKey(parseType('func(p []byte) (n int, err error)')), 'func([]uint8) (int, error)');
  });
});

describe('substitution of type parameters', () => {
  const put = (text: string, replacements: Record<string, string>) =>
    printType(substitute(parseType(text), new Map(Object.entries(replacements).map(([k, v]) => [k, parseType(v)]))));

  it('reaches into every kind of type', () => {
    assert.equal(
      put('map[K][]*func(v V, rest ...chan V) (p/q.List[V], [3]struct{F V; I interface{M(V) K}})', {
        K: 'string',
        V: 'int',
      }),
      'map[string][]*func(v int, rest ...chan int) (p/q.List[int], [3]struct{F int; I interface{M(int) string}})',
    );
  });

  it('leaves others alone, and those that a function hides', () => {
    assert.equal(put('func[T any](T) U', { T: 'int', U: 'string' }), 'func[T any](T) string');
    assert.equal(put('p.T', { T: 'int' }), 'p.T');
  });
});

/** Records as literals make them: fast-check likes to leave their prototype out. */
const plain = <T>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(parts, { noNullPrototype: true }) as unknown as fc.Arbitrary<T>;

const name = fc.constantFrom('a', 'B', 'ctx', 'größe', 'x1');
const anyType: fc.Arbitrary<GoType> = fc.letrec<{ type: GoType; function: GoType & { kind: 'func' } }>((tie) => {
  const inner = tie('type');
  const parameters = fc.oneof(
    fc.array(
      inner.map((type) => ({ name: '', type })),
      { maxLength: 3 },
    ),
    fc.array(plain({ name, type: inner }), { maxLength: 3 }),
  );
  return {
    function: fc
      .record({ parameters, results: parameters, dots: fc.boolean() })
      .map(({ parameters, results, dots }) => ({
        kind: 'func' as const,
        typeParameters: [],
        parameters,
        variadic: dots && parameters.length > 0,
        results,
      })),
    type: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom<GoType>(INT, ERROR, T, { kind: 'basic', name: 'unsafe.Pointer' }),
      fc
        .record({
          package: fc.constantFrom('io', 'example.com/a-b/c_d.v2', 'gopkg.in/x~y/z'),
          name: fc.constantFrom('T', 'Größe', 'inner'),
          typeArguments: fc.array(inner, { maxLength: 2 }),
        })
        .map((parts) => ({ kind: 'named' as const, ...parts })),
      inner.map((element) => ({ kind: 'pointer' as const, element })),
      inner.map((element) => ({ kind: 'slice' as const, element })),
      fc
        .record({ length: fc.nat().map(String), element: inner })
        .map((parts) => ({ kind: 'array' as const, ...parts })),
      plain({ key: inner, value: inner }).map((parts) => ({ kind: 'map' as const, ...parts })),
      fc
        .record({ direction: fc.constantFrom('both' as const, 'send' as const, 'receive' as const), element: inner })
        .map((parts) => ({ kind: 'chan' as const, ...parts })),
      tie('function'),
      fc
        .array(plain({ name, type: inner, embedded: fc.constant(false) }), { maxLength: 3 })
        .map((fields) => ({ kind: 'struct' as const, fields })),
      fc
        .record({
          methods: fc.array(plain({ name, signature: tie('function') }), { maxLength: 2 }),
          embedded: fc.array(
            fc.constantFrom<GoType>(ERROR, { kind: 'named', package: 'io', name: 'Reader', typeArguments: [] }),
            { maxLength: 2 },
          ),
        })
        .map((parts) => ({ kind: 'interface' as const, ...parts })),
    ),
  };
}).type;
