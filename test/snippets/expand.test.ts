// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how snippets are written.
/**
 * The fast suite trusts `expand` to do what VS Code does. Most of it is VS Code's own code; what these tests hold is how
 * it is put together: what is filled in, in which order, and when transforms are applied.
 */
import assert from 'node:assert/strict';
import { choicesOf, expand, insert, tabStopIndexes, variablesOf } from './expand.ts';

const path = '/home/dev/app/internal/domain/order_item.go';

describe('Expanding a snippet', () => {
  it('fills in defaults, repeats them and removes the tab stops', () => {
    assert.equal(expand('${1:a} $1 ${1} $2.$0', { path }), 'a a a .');
  });

  it('takes a default from wherever it is first given', () => {
    assert.equal(expand('$1 ${1:late}$0', { path }), 'late late');
  });

  it('follows defaults within defaults', () => {
    assert.equal(expand('${2:${1:user}s} $1 $2', { path }), 'users user users');
  });

  it('carries what is typed into defaults that are made of it', () => {
    assert.equal(expand('${1:user} ${2:${1}s}', { path, typed: new Map([[1, 'city']]) }), 'city citys');
  });

  it('applies transforms when a tab stop is left, not when the snippet is inserted', () => {
    const body = '${1:OrderItem} ${1/(.*)/${1:/camelcase}/}';
    assert.equal(insert(body, path), 'OrderItem OrderItem');
    assert.equal(expand(body, { path }), 'OrderItem orderItem');
    assert.equal(expand(body, { path, typed: new Map([[1, 'UserId']]) }), 'UserId userId');
  });

  it('applies a transform inside the default of another tab stop first', () => {
    const body = '${1:OrderItem} ${2:${1/(.*)/${1:/camelcase}/}s} ${2/(.*)/${1:/upcase}/}';
    assert.equal(expand(body, { path }), 'OrderItem orderItems ORDERITEMS');
  });

  it('takes the first choice unless another is chosen, everywhere the tab stop stands', () => {
    const body = '${1|a,b\\,c,d\\|e|} $1';
    assert.deepEqual(choicesOf(body), [{ index: 1, choices: ['a', 'b,c', 'd|e'] }]);
    assert.equal(expand(body, { path }), 'a a');
    assert.equal(expand(body, { path, typed: new Map([[1, 'b,c']]) }), 'b,c b,c');
  });

  it('resolves variables by the path and transforms them at once', () => {
    assert.equal(
      insert('${TM_FILENAME_BASE/(.*)/${1:/pascalcase}/} $TM_FILENAME $TM_DIRECTORY', path),
      'OrderItem order_item.go /home/dev/app/internal/domain',
    );
  });

  it('uses conditional parts and the default of a variable that has no value', () => {
    assert.equal(
      insert('${TM_FILENAME/^(x)?.*$/${1:+yes}${1:-no}${1:?a:b}/} ${TM_SELECTED_TEXT:nothing}', path),
      'nob nothing',
    );
  });

  it('keeps what is escaped', () => {
    assert.equal(expand('\\$1 \\} \\\\ ${1:\\}\\$}', { path }), '$1 } \\ }$');
  });

  it('lists tab stops and variables, those within others too', () => {
    assert.deepEqual(tabStopIndexes('$3 ${1:${2:x}}$0'), [0, 1, 2, 3]);
    assert.deepEqual(variablesOf('${1:${TM_DIRECTORY/a/b/}} $TM_FILENAME'), ['TM_DIRECTORY', 'TM_FILENAME']);
  });
});
