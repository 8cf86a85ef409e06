/** What happens when the server is killed: it comes back, and so do the findings. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEverything, findings, findingsTakenBack, openFile, serverProcessId } from './editor.ts';
import { layerImport, planted } from './shop.ts';

describe('the server', () => {
  afterEach(closeEverything);

  it('is started again when it is killed, and reports the same findings', async () => {
    const { document } = await openFile(planted.file);
    const [before] = await findings(document.uri, layerImport, 1);
    const killed = serverProcessId();
    assert.ok(killed !== undefined, 'the server is a process of its own');
    const takenBack = findingsTakenBack(document.uri);
    process.kill(killed, 'SIGKILL');
    await takenBack;
    const [after] = await findings(document.uri, layerImport, 1);
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

  // Only where a process can be made to hang from outside.
  if (process.platform !== 'win32') {
    it('is replaced on request also when it does not answer any more', async () => {
      const { document } = await openFile(planted.file);
      await findings(document.uri, layerImport, 1);
      const hanging = serverProcessId();
      assert.ok(hanging !== undefined);
      process.kill(hanging, 'SIGSTOP');
      await vscode.commands.executeCommand('goArchitect.restartServer');
      await findings(document.uri, layerImport, 1);
      assert.notEqual(serverProcessId(), hanging);
    });
  }

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
