import assert from 'node:assert/strict';
import { calleeText } from '../../server/src/go/calleeText.ts';
import { Field, Kind } from '../../server/src/go/kinds.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import { childByField, nodesOfKind } from '../../server/src/go/tree.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';

/** What the outermost call of an expression is called in messages. */
const SHORT: readonly (readonly [expression: string, text: string])[] = [
  ['db.Query("SELECT 1")', 'db.Query'],
  ['db.QueryRow("SELECT count(*) FROM users WHERE id = $1", id).Scan(&n)', 'db.QueryRow(…).Scan'],
  ['db . Ping ()', 'db.Ping'],
  [
    'psql.Select("a", "b").\n\t\tFrom("t").\n\t\tWhere(Eq{"id": f(1)}).\n\t\tQueryRow()',
    'psql.Select(…).From(…).Where(…).QueryRow',
  ],
  ['new().\n\t\tDo()', 'new().Do'],
  ['(&net.Dialer{Timeout: time.Second}).Dial("tcp", a)', '(&net.Dialer{…}).Dial'],
  ['func() error {\n\treturn nil\n}()', 'func() error {…}'],
  ['plain()', 'plain'],
  [
    'aaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.cccccccccccccccc.Do()',
    '…aaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.cccccccccccccccc.Do',
  ],
];

describe('the text of a callee', () => {
  let parser: GoParser;
  before(async () => {
    parser = GoParser.create(await loadParserModule());
  });

  for (const [expression, text] of SHORT) {
    it(`is ${text}`, () => {
      const tree = parser.parse(`package p\n\nvar _ = ${expression}\n`);
      const [call = 0] = nodesOfKind(tree, Kind.call_expression);
      assert.equal(calleeText(tree, childByField(tree, call, Field.function)), text);
    });
  }
});
