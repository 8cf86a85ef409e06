import assert from 'node:assert/strict';
import { parseSuppression, reasonPrompt } from '../../server/src/go/suppressions.ts';

/** Parses a comment that stands somewhere in a file and checks that every range is a range of that file. */
function parse(comment: string) {
  const before = 'package x\n';
  const file = before + comment;
  const found = parseSuppression(comment, before.length);
  if (found === undefined) return undefined;
  assert.equal(file.slice(found.start, found.end), comment);
  for (const { name, start, end } of found.names) assert.equal(file.slice(start, end), name);
  return { ...found, names: found.names.map(({ name }) => name) };
}

describe('parseSuppression', () => {
  it('reads our own comment with rule and reason', () => {
    const found = parse('//architect:ignore architecture/layer-import -- moved in the next release');
    assert.equal(found?.kind, 'architect');
    assert.deepEqual(found.names, ['architecture/layer-import']);
    assert.equal(found.reason, 'moved in the next release');
    assert.equal(found.until, undefined);
    assert.equal(found.invalid, undefined);
  });

  it('reads several rules, globs and an expiry date', () => {
    const found = parse(
      '// architect:ignore sql/rows-close, errors/*,a/b -- vendor bug -- see tracker until 2027-03-31',
    );
    assert.deepEqual(found?.names, ['sql/rows-close', 'errors/*', 'a/b']);
    assert.equal(found.reason, 'vendor bug -- see tracker');
    assert.equal(found.until, '2027-03-31');
    assert.equal(parse('//architect:ignore a/b -- x (until 2027-03-31)')?.until, '2027-03-31');
  });

  it('says why a comment does not count', () => {
    const why = (comment: string) => parse(comment)?.invalid;
    assert.match(why('//architect:ignore a/b') ?? '', /gives no reason; write \/\/architect:ignore a\/b -- <reason>/);
    assert.match(why('//architect:ignore a/b --') ?? '', /gives no reason/);
    assert.match(why('//architect:ignore a/b -- until 2027-01-01') ?? '', /gives no reason/);
    assert.match(why('//architect:ignore -- because') ?? '', /names no rule/);
    assert.match(why('//architect:ignore') ?? '', /names no rule/);
    assert.match(why('//architect:ignore a/b -- x until 2027-02-30') ?? '', /2027-02-30 is no date/);
  });

  it('does not take the prompt for a reason', () => {
    assert.match(parse(`//architect:ignore a/b -- ${reasonPrompt}`)?.invalid ?? '', /gives no reason/);
    assert.equal(parse(`//architect:ignore a/b -- ${reasonPrompt}: the cache is warm`)?.invalid, undefined);
  });

  it('says that a block comment is none, and what to write', () => {
    const why = (comment: string) => parse(comment)?.invalid;
    assert.equal(
      why('/* architect:ignore a/b -- x */'),
      'A block comment silences nothing; write //architect:ignore a/b -- x.',
    );
    const rule = 'A block comment silences nothing; write //architect:ignore <rule> -- <reason>.';
    for (const comment of ['/*architect:ignore*/', '/*architect:ignore a/b\n-- x*/', '/*architect:ignroe a/b -- x*/']) {
      assert.equal(why(comment), rule, comment);
      assert.deepEqual(parse(comment)?.names, [], 'it names nothing that could be silenced');
    }
  });

  it('says that a comment is nearly one', () => {
    for (const directive of [
      'architect:ignroe',
      'architect:ignor',
      'architect:ignored',
      'architect:ignore-file',
      'architect:disable',
      'architcet:ignore',
      'archtect:ignore',
    ]) {
      const found = parse(`//${directive} a/b -- because`);
      assert.deepEqual(found?.names, []);
      assert.match(found.invalid ?? '', new RegExp(`^There is no //${directive}; write //architect:ignore `));
    }
  });

  it('reads nolint with and without names and explanation', () => {
    assert.deepEqual(parse('//nolint')?.names, []);
    assert.deepEqual(parse('//nolint:all')?.names, ['all']);
    const found = parse('// nolint:errcheck, gosec // the buffer cannot fail');
    assert.equal(found?.kind, 'nolint');
    assert.deepEqual(found.names, ['errcheck', 'gosec']);
    assert.equal(found.reason, 'the buffer cannot fail');
  });

  it('reads #nosec wherever it stands in a comment', () => {
    const found = parse('// safe here #nosec G101 G404 -- test key');
    assert.equal(found?.kind, 'nosec');
    assert.deepEqual(found.names, ['G101', 'G404']);
    assert.equal(found.reason, 'test key');
    assert.deepEqual(parse('/* #nosec */')?.names, []);
    assert.deepEqual(parse('//#nosec')?.names, []);
  });

  it('takes no other comment for one', () => {
    for (const comment of [
      '// see nolint',
      '//nolinter',
      '//nolint-like prose',
      '// architect: ignore the noise',
      '// artifact:ignore',
      '//attach:ignore',
      '// use architect:ignore a/b -- x',
      '/* use architect:ignore a/b -- x */',
      '/* attach:ignore */',
      '// C#nosec',
      '// #nosection',
    ]) {
      assert.equal(parse(comment), undefined, comment);
    }
  });
});
