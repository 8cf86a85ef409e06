/** The commands of the palette, run as a user runs them. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEverything, deleteConfiguration, eventually, findings, openFile, workspaceFile } from './editor.ts';
import { layerImport, planted } from './shop.ts';

describe('commands', () => {
  before(async () => {
    const { document } = await openFile(planted.file);
    await findings(document.uri, layerImport, 1);
  });
  afterEach(closeEverything);

  it("explain the file's layer on a page next to the code", async () => {
    await openFile(planted.file);
    await vscode.commands.executeCommand('goArchitect.explainFile');
    const page = await eventually(
      vscode.workspace.onDidOpenTextDocument,
      () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'go-architect'),
      () => 'the explanation is open',
    );
    assert.match(page.getText(), /usecase/);
    await eventually(
      vscode.window.tabGroups.onDidChangeTabs,
      () => tabs().find(({ input }) => input instanceof vscode.TabInputWebview),
      () => 'the explanation is shown as a rendered page',
    );
  });

  it('propose a configuration that is created only by saving it', async () => {
    await openFile(planted.file);
    await vscode.commands.executeCommand('goArchitect.openConfiguration');
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document, 'the proposal is open');
    assert.equal(document.uri.scheme, 'untitled');
    assert.equal(document.uri.path, workspaceFile('.go-architect.yaml').path);
    assert.match(document.getText(), /^version: 1$/m);
    await assert.rejects(async () => vscode.workspace.fs.stat(workspaceFile('.go-architect.yaml')));
    await vscode.commands.executeCommand('workbench.action.files.save');
    await vscode.workspace.fs.stat(workspaceFile('.go-architect.yaml'));
    try {
      await openFile(planted.file);
      await vscode.commands.executeCommand('goArchitect.openConfiguration');
      assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'file');
      await findings(workspaceFile(planted.file), layerImport, 1);
    } finally {
      await deleteConfiguration();
    }
  });

  it('check the workspace and keep what was found', async () => {
    await vscode.commands.executeCommand('goArchitect.checkWorkspace');
    await findings(workspaceFile(planted.file), layerImport, 1);
  });
});

function tabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs);
}
