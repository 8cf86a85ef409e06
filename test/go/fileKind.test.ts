import assert from 'node:assert/strict';
import { substanceOf } from '../../server/src/go/contracts.ts';
import { isGoFileName, isTestFile } from '../../server/src/go/fileKind.ts';

describe('fileKind', () => {
  it('tells test files by their name', () => {
    assert.ok(isTestFile('user_test.go') && isTestFile('/a/b/user_test.go'));
    assert.ok(!isTestFile('test.go') && !isTestFile('usertest.go') && !isTestFile('user_test.go.txt'));
  });

  it('leaves out what the go command leaves out', () => {
    assert.ok(isGoFileName('main.go') && isGoFileName('main_windows.go') && isGoFileName('größe.go'));
    for (const name of ['_main.go', '.main.go', 'main.txt', 'main.go~', 'go']) assert.ok(!isGoFileName(name), name);
  });
});

describe('substanceOf', () => {
  it('finds interfaces without code', () => {
    assert.equal(substanceOf('package p\n\ntype Repo interface {\n\tGet() error\n}\n'), 'contracts');
    assert.equal(
      substanceOf('package p\n\ntype (\n\tRepo interface {\n\t\tGet() error\n\t}\n\tID string\n)\n'),
      'contracts',
    );
    assert.equal(substanceOf('package p\n\ntype Repo[T any] interface{ Get() T }\n'), 'contracts');
  });

  it('takes any function for code', () => {
    assert.equal(substanceOf('package p\n\ntype Repo interface {\n}\n\nfunc New() Repo { return nil }\n'), 'code');
    assert.equal(substanceOf('package p\n\nfunc (r *repo) Get() {}\n'), 'code');
  });

  it('knows plain types from contracts', () => {
    assert.equal(substanceOf('package p\n\ntype User struct {\n\tDo func()\n}\n'), 'types');
    assert.equal(substanceOf('package p\n\n// type X interface { }\nvar x = 1\n'), 'types');
  });
});
