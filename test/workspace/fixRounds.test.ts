/** Fixes of one round: what one takes away, no other of the round needs. */
import assert from 'node:assert/strict';
import { Engine } from '../../server/src/rules/engine.ts';
import { sentinel } from '../../server/src/rules/errors/sentinel.ts';
import { wrap } from '../../server/src/rules/errors/wrap.ts';
import { fixInRounds } from '../../server/src/workspace/fixRounds.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

const before = `package shop

import (
	"fmt"
	"os"
)

func Load(path string) ([]byte, error) {
	if path == "" {
		return nil, fmt.Errorf("no path")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return data, nil
}
`;

describe('fixes in rounds', () => {
  for (const rules of [
    [sentinel, wrap],
    [wrap, sentinel],
  ]) {
    it(`keeps an import whose last use goes while another fix brings a new one (${rules[0]?.meta.id} first)`, async () => {
      const folder = makeFolder({ 'go.mod': 'module example.com/shop\n\ngo 1.22\n', 'shop.go': before });
      const engine = new Engine(
        rules.map((rule) => ({ ...rule, meta: { ...rule.meta, recommended: true } })),
        ({ error }) => {
          throw error;
        },
        () => '2026-01-31',
      );
      const workspace = await Workspace.open({ roots: [folder], engine, depth: 'syntax', log: assert.fail });
      const findings = () =>
        [...workspace.project.files.keys()].flatMap((path) => workspace.verdict(path)?.findings ?? []);
      const { files, fixed, problems } = fixInRounds(workspace, { findings, mayChange: () => true, unsafe: true });
      assert.deepEqual(problems, []);
      assert.equal(fixed, 2);
      const after = files[0]?.after ?? '';
      assert.match(after, /fmt\.Errorf\("failed to read file %s: %w", path, err\)/);
      assert.match(after, /import \(\n\t"errors"\n\t"fmt"\n\t"os"\n\)/);
      assert.match(after, /errors\.New\("no path"\)/);
      workspace.dispose();
      removeFolder(folder);
    });
  }
});
