import assert from 'node:assert/strict';
import { newsOfValues } from '../../server/src/go/newOperand.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import { hasError, ROOT } from '../../server/src/go/tree.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';

/** What can only be a value. */
const values = [
  '1',
  '-1.5',
  '"text"',
  '`raw )`',
  "')'",
  'true',
  'nil',
  'iota + 1',
  '!active',
  '&x',
  '^x',
  '<-ch',
  'x + 1',
  'x.y.z',
  'x.(T)',
  'strings.Join(names, " ")',
  'time.Now().Add(-time.Hour)',
  'items[0]',
  'items[i+1]',
  'items[1:2]',
  '[]int{1, 2}',
  '[...]string{"a"}',
  'map[string]bool{}',
  'struct{ a int }{1}',
  'Point{X: 1}',
  'pkg.List[int]{}',
  '*p + 1',
  '(a + b)',
  '(a) + b',
  '[]byte(s)',
  '(*T)(nil)',
  'int64(3)',
  'f(")", \')\', /* ) */ x)',
  'x /* why */ + 1,',
  '\n\tf(),\n',
  'größe(1)',
  // A function of this name that the file declares itself.
  'a, b',
];

/** What is a type, or may be one: the grammar reads these by itself. */
const types = [
  'T',
  'pkg.T',
  'x',
  '*T',
  '**pkg.T',
  '(T)',
  '(*T)',
  '[]int',
  '[4]int',
  '[n + 1]T',
  '[][]*pkg.T',
  'map[string][]int',
  'map[[2]string]func()',
  'chan int',
  'chan<- int',
  '<-chan struct{}',
  'func()',
  'func(a, b int) (c string, err error)',
  'func(...int) error',
  'func() func() T',
  'struct{}',
  'struct { a int; b string `json:"}"` }',
  'interface{}',
  'interface { M(); ~int | string }',
  'List[int]',
  'pkg.Map[string, []pkg.T]',
  'atomic.Pointer[map[string]func(int) error]',
  'm[key]',
  'T /* of the order */',
  'T,',
  '\n\tT, // why\n',
];

describe('new of a value', () => {
  let parser: GoParser;
  before(async () => {
    parser = GoParser.create(await loadParserModule());
  });

  const program = (operand: string) => `package p\n\nfunc f() { g(new(${operand})) }\n`;

  for (const operand of values) {
    it(`is told by ${JSON.stringify(operand)}, and parses`, () => {
      const text = program(operand);
      assert.deepEqual(newsOfValues(text), [text.indexOf('new(') + 2]);
      const tree = parser.parse(text);
      assert.equal(hasError(tree, ROOT), false);
      assert.equal(tree.text, text);
    });
  }

  for (const operand of types) {
    it(`is not told by ${JSON.stringify(operand)}, which parses as before`, () => {
      const text = program(operand);
      assert.deepEqual(newsOfValues(text), []);
      assert.equal(hasError(parser.parse(text), ROOT), false);
    });
  }

  it('is found wherever it stands, and nowhere else', () => {
    const text = 'package p\n\nvar a, b, c = renew(1), x.new(1), new(new(2))\nvar größenew = new(3)\n';
    assert.deepEqual(newsOfValues(text), [
      text.indexOf('new(new') + 2,
      text.indexOf('new(2') + 2,
      text.indexOf('new(3') + 2,
    ]);
  });

  it('is not looked for in what is not closed', () => {
    for (const operand of ['1', '"text', 'f(', '`', '/*', '{)', '']) {
      assert.deepEqual(newsOfValues(`package p\n\nvar v = new(${operand}`), [], operand);
    }
    assert.deepEqual(newsOfValues(`var v = new(${'1 + '.repeat(5_000)}1)`), []);
  });
});
