/** No fix makes packages import each other: that happens where the project itself has the packages that fixes need, as Go's own does. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

const compared = (name: string) => `package ${name}

type failure struct{}

func (failure) Error() string { return "failed" }

var ErrFailed error = failure{}

func Failed(err error) bool { return err == ErrFailed }
`;

describe('fixes that need an import', () => {
  let folder: string;
  before(() => {
    folder = makeFolder({
      'go.mod': 'module std\n\ngo 1.26\n',
      'errors/errors.go': 'package errors\n\nimport "internal/below"\n\nvar Below = below.Deep\n',
      'internal/below/below.go': 'package below\n\nimport "internal/deep"\n\nvar Deep = deep.Failed\n',
      'internal/deep/deep.go': compared('deep'),
      'beside/beside.go': compared('beside'),
      'errors/generate.go': '//go:build ignore\n\npackage main\n\nimport _ "beside"\n\nfunc main() {}\n',
    });
  });
  after(() => removeFolder(folder));

  it('are offered but where the package imported leads back', async () => {
    const engine = new Engine(
      allRules,
      ({ error }) => assert.fail(String(error)),
      () => '2026-01-31',
    );
    const workspace = await Workspace.open({
      roots: [folder],
      engine,
      depth: 'syntax',
      log: (message) => assert.fail(message),
    });
    const changesOf = (file: string) => {
      const finding = workspace.verdict(join(folder, file))?.findings.find(({ rule }) => rule === 'errors/compare');
      assert.ok(finding, file);
      return workspace.fixes(finding).map(({ title, changes }) => [title, changes().length]);
    };
    assert.deepEqual(changesOf('beside/beside.go'), [['Compare with errors.Is', 1]]);
    assert.deepEqual(changesOf('internal/deep/deep.go'), []);
    workspace.dispose();
  });
});
