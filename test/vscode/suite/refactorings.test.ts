/** Refactorings as VS Code asks for them: by kind, on request, with their change computed when one is chosen. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { applyFix, closeEverything, findings, openFile, rangeOf } from './editor.ts';
import { clean, layerImport, planted } from './shop.ts';

describe('refactorings', () => {
  afterEach(closeEverything);

  function offered(uri: vscode.Uri, range: vscode.Range, kind: string): Thenable<readonly vscode.CodeAction[]> {
    return vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
      kind,
      20,
    );
  }

  it('wraps the error that is returned at the cursor, and takes one step to undo', async () => {
    const editor = await openFile('internal/usecase/user/service.go');
    const { document } = editor;
    const before = document.getText();
    const range = rangeOf(document, 'return err\n');
    const [wrap] = await offered(
      document.uri,
      new vscode.Range(range.start, range.start),
      'refactor.rewrite.wrapError',
    );
    assert.ok(wrap, 'wrap error is offered');
    await applyFix(wrap);
    assert.match(document.lineAt(range.start.line).text, /^\t\treturn fmt\.Errorf\(".+: %w", .*err\)$/);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  it('adds a context parameter to a function that is not saved yet, and passes it on', async () => {
    const editor = await openFile(clean.file);
    const { document } = editor;
    const added =
      '\nfunc settle() error { return nil }\n\nfunc settleAll(ctx context.Context) error { return settle() }\n';
    await editor.edit((edit) => edit.insert(document.lineAt(document.lineCount - 1).range.end, added));
    const name = rangeOf(document, 'settle() error {');
    const actions = await offered(
      document.uri,
      new vscode.Range(name.start, name.start),
      'refactor.rewrite.addContextParameter',
    );
    const changed = actions.map(({ edit }) =>
      (edit?.entries() ?? []).flatMap(([, edits]) => edits.map(({ newText }) => newText)),
    );
    assert.ok(
      changed.some((texts) => texts.includes('ctx context.Context') && texts.includes('ctx')),
      `the parameter and the argument are added: ${JSON.stringify(actions.map(({ title }) => title))} ${JSON.stringify(changed)}`,
    );
  });

  it('is silent about refactorings while the cursor only moves', async () => {
    const { document } = await openFile(planted.file);
    const [finding] = await findings(document.uri, layerImport, 1);
    const all = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding?.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    assert.ok(all.length > 0);
    assert.deepEqual(
      all.filter(({ kind }) => kind?.value.startsWith('refactor')),
      [],
    );
  });
});
