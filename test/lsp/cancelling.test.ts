/** A refactoring that takes its time says so, and is given up as soon as nobody waits for it any more: by the request or by its progress. */
import assert from 'node:assert/strict';
import {
  CancellationTokenSource,
  CodeActionResolveRequest,
  LSPErrorCodes,
  ResponseError,
  WorkDoneProgressCancelNotification,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver-protocol/node';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { TestClient } from '../support/languageClient.ts';

const PACKAGES = 150;
const HOPS = 20;

/** One function that thousands reach, each through the one before. */
function chain(): Record<string, string> {
  const files: Record<string, string> = { 'go.mod': 'module example.com/chain\n\ngo 1.24\n' };
  for (let number = 0; number < PACKAGES; number++) {
    const before = `p${number - 1}`;
    const lines = [`package p${number}`, ''];
    if (number > 0) lines.push(`import "example.com/chain/${before}"`, '');
    lines.push(
      `func Hop${number}x0() int { return ${number > 0 ? `${before}.Hop${number - 1}x${HOPS - 1}()` : '1'} }`,
      '',
    );
    for (let hop = 1; hop < HOPS; hop++)
      lines.push(`func Hop${number}x${hop}() int { return Hop${number}x${hop - 1}() }`, '');
    files[`p${number}/hops.go`] = lines.join('\n');
  }
  return files;
}

describe('a refactoring that is cancelled', () => {
  let folder: string;
  let client: TestClient;

  before(async () => {
    folder = makeFolder(chain());
    client = await TestClient.start({ folders: [folder] });
  });
  after(async () => {
    await client.stop();
    removeFolder(folder);
  });

  /** Asks for the change, and gives it up once the server shows how far it is. */
  async function cancelled(
    cancel: (token: string | number, source: CancellationTokenSource) => void,
  ): Promise<unknown> {
    const path = `${folder}/p0/hops.go`;
    const position = { line: 2, character: 7 };
    const actions = await client.codeActions(path, { start: position, end: position }, ['refactor.rewrite']);
    const action = actions.find(({ title }) => title.includes('propagate'));
    assert.ok(action);
    const source = new CancellationTokenSource();
    const shown = client.connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => cancel(token, source));
    try {
      return await client.connection.sendRequest(CodeActionResolveRequest.type, action, source.token);
    } catch (error) {
      return error;
    } finally {
      shown.dispose();
    }
  }

  function assertCancelled(answer: unknown): void {
    assert.ok(answer instanceof ResponseError, JSON.stringify(answer).slice(-300));
    assert.equal(answer.code, LSPErrorCodes.RequestCancelled);
  }

  it('ends with the request', async () => {
    assertCancelled(await cancelled((_, source) => source.cancel()));
  });

  it('ends when its progress is cancelled, and can be asked for again', async () => {
    const cancelProgress = (token: string | number) =>
      // The token is known to be listened to only after the answer to this request.
      void setTimeout(() => client.connection.sendNotification(WorkDoneProgressCancelNotification.type, { token }), 20);
    assertCancelled(await cancelled(cancelProgress));
    const done = await cancelled(() => undefined);
    assert.ok(done instanceof Object && 'edit' in done);
  });
});
