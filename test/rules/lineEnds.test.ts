/** Fixes of files with Windows line ends, whatever their lines are put together from. */
import assert from 'node:assert/strict';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

const source = `package user

import (
	"encoding/json"
	"errors"
)

type MissingError struct{}

func (MissingError) Error() string { return "missing" }

func Load(data []byte) (string, error) {
	var name string
	json.Unmarshal(data, &name)
	err := errors.New(name)
	if _, ok := err.(MissingError); ok {
		return "", nil
	}
	return name, nil
}
`;

describe('the fixes of a file with Windows line ends', () => {
  it('end their lines likewise', async () => {
    const text = source.replaceAll('\n', '\r\n');
    const folder = makeFolder({ 'go.mod': 'module example.com/shop\n\ngo 1.24\n', 'user/user.go': text });
    const fail = ({ rule, error }: { rule: string; error: unknown }): never => {
      throw new Error(`${rule} failed`, { cause: error });
    };
    const engine = new Engine(allRules, fail, () => '2026-01-31');
    const workspace = await Workspace.open({
      roots: [folder],
      engine,
      depth: 'syntax',
      log: (message) => assert.fail(message),
    });
    try {
      const path = [...workspace.project.files.keys()].find((each) => each.endsWith('user.go')) ?? '';
      const findings = workspace.verdict(path)?.findings ?? [];
      const written = findings
        .flatMap((finding) => engine.fixes(finding, workspace.project, workspace))
        .flatMap((offer) => offer.changes())
        .flatMap((change) => (change.kind === 'edit' && change.path === path ? change.edits : []))
        .map(({ newText }) => newText)
        .filter((newText) => newText.includes('\n'));
      assert.deepEqual([...new Set(findings.map(({ rule }) => rule))].sort(), ['errors/assert', 'errors/ignored']);
      assert.ok(written.length > 1);
      assert.deepEqual(
        written.filter((newText) => /(?<!\r)\n/.test(newText)),
        [],
      );
    } finally {
      workspace.dispose();
      removeFolder(folder);
    }
  });
});
