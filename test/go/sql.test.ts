/** What the SQL reader makes of statements, and where it says that it does not know. */
import assert from 'node:assert/strict';
import { HOLE, isStar, readSql, sqlTokens } from '../../server/src/go/sql.ts';

const columns = (text: string) => readSql(text)?.columns;
const placeholders = (text: string) => {
  const found = readSql(text)?.placeholders;
  return found && 'count' in found ? `${found.style} ${found.count}` : found?.style;
};

describe('the SQL reader', () => {
  it('names what a statement does, behind comments and common table expressions too', () => {
    const verbs = [
      'SELECT 1',
      '  -- first\n/* second ; */ insert into t values (1)',
      'WITH old AS (SELECT id FROM t) DELETE FROM t USING old',
      'update t set a = 1;',
    ].map((text) => readSql(text)?.verb);
    assert.deepEqual(verbs, ['select', 'insert', 'delete', 'update']);
  });

  it('does not know several statements, other statements and what does not end', () => {
    for (const text of [
      'SELECT 1; SELECT 2',
      'CREATE TABLE t (a int)',
      '',
      "SELECT 'a",
      'SELECT (1',
      'SELECT 1)',
      'SELECT "a',
      'SELECT 1 /* a',
      'SELECT $a$ b',
      String.raw`SELECT 'it\'s'`,
    ]) {
      assert.equal(readSql(text), undefined, text);
    }
  });

  it('lists the columns of a select at its own level', () => {
    assert.deepEqual(columns('SELECT a, count(b, c) AS n, (SELECT d, e FROM x) FROM t, u'), [
      'a',
      'count ( b , c ) AS n',
      '( SELECT d , e FROM x )',
    ]);
    assert.deepEqual(columns('SELECT \'a, b\', "c, d" FROM t'), ["'a, b'", '"c, d"']);
    assert.deepEqual(columns('SELECT DISTINCT ON (a, b) c, d FROM t'), ['c', 'd']);
    assert.deepEqual(columns('SELECT extract(year FROM at), b'), ['extract ( year FROM at )', 'b']);
    assert.deepEqual(columns('SELECT a, b FROM t UNION SELECT c, d FROM u'), ['a', 'b']);
  });

  it('lists what comes back from a change', () => {
    assert.deepEqual(columns('INSERT INTO t (a, b) VALUES ($1, $2) RETURNING id, created_at'), ['id', 'created_at']);
    assert.equal(columns('UPDATE t SET a = 1'), undefined);
    assert.deepEqual(columns('WITH x AS (SELECT 1, 2) SELECT a FROM x'), ['a']);
  });

  it('tells stars from products and counts', () => {
    assert.deepEqual(columns('SELECT *, u.*, count(*), a * b FROM t')?.map(isStar), [true, true, false, false]);
  });

  it('counts placeholders outside strings, names and comments', () => {
    assert.equal(placeholders('SELECT $1, \'$2\', "$3" /* $4 */ FROM t -- $5\nWHERE a = $2'), 'dollar 2');
    assert.equal(placeholders("SELECT ?, '?' FROM t WHERE a = ?"), 'question 2');
    assert.equal(placeholders('SELECT ?2 FROM t WHERE a = ?1'), 'numbered 2');
    assert.equal(placeholders('SELECT a FROM t WHERE b = $$ $1 $$'), 'none');
    assert.equal(placeholders('SELECT a::text FROM t WHERE b = :name'), 'named');
    assert.equal(placeholders('SELECT a::text, b[1:2] FROM t'), 'none');
    assert.equal(placeholders('SELECT a FROM t WHERE b = @p1'), 'named');
    assert.equal(placeholders("SELECT a FROM t WHERE b @> '{}'"), 'none');
    assert.equal(placeholders('SELECT $1 FROM t WHERE a = ?'), 'mixed');
  });

  it('says whether rows are limited, not those of a subquery', () => {
    assert.equal(readSql('SELECT a FROM t LIMIT 5')?.isLimited, true);
    assert.equal(readSql('SELECT a FROM t FETCH FIRST 5 ROWS ONLY')?.isLimited, true);
    assert.equal(readSql('SELECT a FROM (SELECT b FROM t LIMIT 5) x')?.isLimited, false);
  });

  it('keeps what is not known inside the string that holds it', () => {
    const tokens = sqlTokens(`SELECT a FROM t WHERE b = '%${HOLE}%' AND c = ${HOLE}`);
    assert.deepEqual(
      tokens?.filter(({ text }) => text.includes(HOLE)).map(({ kind }) => kind),
      ['string', 'hole'],
    );
  });
});
