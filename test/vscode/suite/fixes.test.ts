/** What the user can do about a finding with one key, and that all of it can be undone. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  applyFix,
  closeEverything,
  deleteConfiguration,
  findings,
  findingsOf,
  openFile,
  quickFixes,
  workspaceFile,
} from './editor.ts';
import { layerImport, planted } from './shop.ts';

describe('quick fixes of architecture/layer-import', () => {
  afterEach(closeEverything);

  it('suppresses the finding with a reason, and brings it back on undo', async () => {
    const editor = await openFile(planted.file);
    const before = editor.document.getText();
    const [finding] = await findings(editor.document.uri, layerImport, 1);
    await applyFix(await fixCalled(/suppress|ignore/i, editor.document.uri, finding!.range));
    const prompt = 'say why this is right here';
    const at = editor.document.positionAt(editor.document.getText().indexOf(prompt));
    const reason = new vscode.WorkspaceEdit();
    reason.replace(editor.document.uri, new vscode.Range(at, at.translate(0, prompt.length)), 'the port follows');
    await vscode.workspace.applyEdit(reason);
    await findings(editor.document.uri, layerImport, 0);
    assert.match(editor.document.getText(), /\/\/architect:ignore architecture\/layer-import -- the port follows\n/);
    assert.deepEqual(
      findingsOf(editor.document.uri).map(({ message }) => message),
      [],
      'the suppression is accepted',
    );
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('undo');
    await findings(editor.document.uri, layerImport, 1);
    assert.equal(editor.document.getText(), before);
  });

  it('allows the import in the configuration, which silences every file of the layer', async () => {
    const { document } = await openFile(planted.file);
    const [finding] = await findings(document.uri, layerImport, 1);
    await applyFix(await fixCalled(/allow/i, document.uri, finding!.range));
    try {
      await findings(document.uri, layerImport, 0);
      const written = await vscode.workspace.openTextDocument(workspaceFile('.go-architect.yaml'));
      assert.match(written.getText(), /usecase/);
      assert.match(written.getText(), /delivery/);
      assert.deepEqual(
        findingsOf(written.uri).map(({ message }) => message),
        [],
        'the configuration is accepted',
      );
    } finally {
      await closeEverything();
      await deleteConfiguration();
    }
    await findings(workspaceFile(planted.file), layerImport, 1);
  });

  it('offers the page of the rule', async () => {
    const { document } = await openFile(planted.file);
    const [finding] = await findings(document.uri, layerImport, 1);
    await fixCalled(/architecture\/layer-import/, document.uri, finding!.range);
    assert.equal(typeof finding!.code, 'object', 'the rule in the Problems list is a link to its page');
  });
});

async function fixCalled(title: RegExp, uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction> {
  const offered = await quickFixes(uri, range);
  const found = offered.find((action) => title.test(action.title));
  assert.ok(found, `${title} is among the fixes: ${offered.map((action) => action.title).join(' | ')}`);
  return found;
}
