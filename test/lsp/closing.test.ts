/**
 * A file that is closed without being saved, as VS Code asks about it: when the tab closes it forgets the id of the
 * document's last result and relies on the next report of the workspace to take back what it shows.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { TestClient, uriOf } from '../support/languageClient.ts';

const USER = 'package user\n\ntype User struct{}\n';
const FORBIDDEN = 'import _ "example.com/shop/internal/repository/postgres"\n';

interface WorkspaceReport {
  readonly items: readonly { readonly uri: string; readonly kind: string; readonly items?: readonly unknown[] }[];
}

describe('closing a file without saving it', function () {
  this.timeout(30_000);
  let folder = '';
  let client: TestClient;
  const user = () => join(folder, 'internal/domain/user/user.go');

  beforeEach(async () => {
    folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'internal/domain/user/user.go': USER,
      'internal/usecase/register/register.go': 'package register\n\nimport _ "example.com/shop/internal/domain/user"\n',
      'internal/repository/postgres/postgres.go': 'package postgres\n',
      'internal/delivery/http/http.go': 'package http\n',
    });
    client = await TestClient.start({ folders: [folder] });
  });
  afterEach(async () => {
    await client.stop();
    removeFolder(folder);
  });

  it('mentions the file in the report of the workspace although nothing is wrong with it any more', async () => {
    await client.open(user(), `package user\n${FORBIDDEN}`);
    assert.equal((await client.diagnostics(user())).length, 1);
    const before = client.refreshes;
    await client.close(user());
    await client.refreshAfter(before);
    const report = await client.connection.sendRequest<WorkspaceReport>('workspace/diagnostic', {
      previousResultIds: [],
    });
    assert.deepEqual(report.items.find(({ uri }) => uri === uriOf(user()))?.items, []);
  });
});
