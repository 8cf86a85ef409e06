/** Templates of a team are read from its repository. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { teamTemplates } from '../../server/src/workspace/templates.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

describe("a team's templates", () => {
  let folder = '';
  afterEach(() => removeFolder(folder));

  it('are none where there is no folder of them', async () => {
    folder = makeFolder({ 'go.mod': '' });
    assert.equal((await teamTemplates(folder)).size, 0);
  });

  it('may be links to files, and a link that leads nowhere is an error that names it', async () => {
    folder = makeFolder({ 'shared/README.md': '# ours', '.go-architect/templates/project/base/LICENSE': 'MIT' });
    const base = join(folder, '.go-architect/templates/project/base');
    symlinkSync(join(folder, 'shared/README.md'), join(base, 'README.md'));
    assert.deepEqual(
      [...(await teamTemplates(folder))],
      [
        ['project/base/LICENSE', 'MIT'],
        ['project/base/README.md', '# ours'],
      ],
    );
    symlinkSync(join(folder, 'gone'), join(base, 'Makefile'));
    await assert.rejects(teamTemplates(folder), /base.Makefile/);
  });
});
