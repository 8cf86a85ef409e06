/** What happens when the server is killed: it comes back, and so do the findings. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEverything, eventually, findings, openFile, serverProcessId } from './editor.ts';
import { layerImport, planted } from './shop.ts';

describe('a server that is killed', () => {
  afterEach(closeEverything);

  it('is started again and reports the same findings', async () => {
    const { document } = await openFile(planted.file);
    const [before] = await findings(document.uri, layerImport, 1);
    const killed = serverProcessId();
    assert.ok(killed !== undefined, 'the server is a process of its own');
    const seen: number[] = [];
    const watching = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((uri) => uri.path === document.uri.path)) {
        seen.push(vscode.languages.getDiagnostics(document.uri).length);
      }
    });
    process.kill(killed, 'SIGKILL');
    // The findings of the dead server go first; without seeing that, "they are there" would prove nothing.
    await eventually(
      vscode.languages.onDidChangeDiagnostics,
      () => (seen.includes(0) ? true : undefined),
      () => 'the findings of the killed server are taken back',
    );
    const [after] = await findings(document.uri, layerImport, 1);
    watching.dispose();
    assert.equal(after!.message, before!.message);
    const successor = serverProcessId();
    assert.ok(successor !== undefined && successor !== killed, `a new server runs (${killed}, then ${successor})`);
  });

  it('is replaced when the user restarts it', async () => {
    const { document } = await openFile(planted.file);
    await findings(document.uri, layerImport, 1);
    const before = serverProcessId();
    await vscode.commands.executeCommand('goArchitect.restartServer');
    await findings(document.uri, layerImport, 1);
    assert.notEqual(serverProcessId(), before);
  });

  it('ends when the extension is switched off, and starts when it is switched on', async () => {
    const settings = vscode.workspace.getConfiguration('goArchitect');
    const { document } = await openFile(planted.file);
    await findings(document.uri, layerImport, 1);
    await settings.update('enable', false, vscode.ConfigurationTarget.Workspace);
    await findings(document.uri, layerImport, 0);
    await settings.update('enable', undefined, vscode.ConfigurationTarget.Workspace);
    await findings(document.uri, layerImport, 1);
  });
});
