/** Findings as the editor shows them: on the exact range, in files as they are on disk and while they are typed. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { assertSameRange, closeEverything, findings, openFile, rangeOf, workspaceFile } from './editor.ts';
import { clean, layerImport, planted } from './shop.ts';

describe('findings in examples/shop', () => {
  afterEach(closeEverything);

  // First, because VS Code keeps a document that was once open for a while.
  it('reports the planted import of a file that was never opened', async () => {
    const uri = workspaceFile(planted.file);
    const [finding] = await findings(uri, layerImport, 1);
    assert.equal(finding!.severity, vscode.DiagnosticSeverity.Error);
    assert.deepEqual(
      vscode.workspace.textDocuments.filter((document) => document.uri.path === uri.path),
      [],
    );
  });

  it('underlines exactly the planted import when the file is opened', async () => {
    const { document } = await openFile(planted.file);
    const [finding] = await findings(document.uri, layerImport, 1);
    assertSameRange(finding!.range, rangeOf(document, planted.import));
    assert.equal(finding!.severity, vscode.DiagnosticSeverity.Error);
    assert.match(finding!.message, /usecase/);
    assert.match(finding!.message, /delivery/);
    assert.ok((finding!.relatedInformation ?? []).length > 0, 'related information names what decides');
  });

  it('underlines a forbidden import while it is typed, in an unsaved file that does not compile', async () => {
    const editor = await openFile(clean.file);
    await findings(editor.document.uri, layerImport, 0);
    // Letter by letter, as a user types it; the import is unused and, until the closing quote, not even a string.
    const line = rangeOf(editor.document, clean.lastImport).end;
    assert.ok(await editor.edit((edit) => edit.insert(line, '\n\t')));
    for (const letter of clean.forbidden) {
      const at = editor.document.lineAt(line.line + 1).range.end;
      assert.ok(await editor.edit((edit) => edit.insert(at, letter), { undoStopBefore: false, undoStopAfter: false }));
    }
    const [finding] = await findings(editor.document.uri, layerImport, 1);
    assert.ok(editor.document.isDirty, 'nothing was saved');
    assertSameRange(finding!.range, rangeOf(editor.document, clean.forbidden));
    assert.match(finding!.message, /repository/);
  });

  it('takes the finding back when the import is removed again', async () => {
    const editor = await openFile(clean.file);
    const line = rangeOf(editor.document, clean.lastImport).end;
    assert.ok(await editor.edit((edit) => edit.insert(line, `\n\t${clean.forbidden}`)));
    await findings(editor.document.uri, layerImport, 1);
    await vscode.commands.executeCommand('undo');
    await findings(editor.document.uri, layerImport, 0);
    assert.ok(!editor.document.getText().includes(clean.forbidden));
  });

  it('takes the finding back when the file is closed without saving', async () => {
    const editor = await openFile(clean.file);
    const line = rangeOf(editor.document, clean.lastImport).end;
    assert.ok(await editor.edit((edit) => edit.insert(line, `\n\t${clean.forbidden}`)));
    await findings(editor.document.uri, layerImport, 1);
    await closeEverything();
    await findings(workspaceFile(clean.file), layerImport, 0);
  });
});
