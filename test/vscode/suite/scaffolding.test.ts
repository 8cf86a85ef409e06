/**
 * Generators as the user meets them: the quick inputs, what they refuse, the preview, one undo; and a snippet of the server.
 *
 * Runs in a project that New Project made.
 */
import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { closeEverything, eventually, openFile, workspaceFile } from './editor.ts';
import { page } from './page.ts';

const input = '.quick-input-widget:visible';

/** Waits until the quick input asks this, so that what is typed next is the answer to it. */
async function asksFor(title: string): Promise<void> {
  await page.read(`${input} .quick-input-title:has-text("${title}")`);
}

async function answer(text: string): Promise<void> {
  await page.press('Control+A');
  await page.type(text);
  await page.press('Enter');
}

/** An entity with two fields, its plural by rule. */
async function answerFeature(): Promise<void> {
  await answer('Order');
  await asksFor('Plural');
  await page.press('Enter');
  await asksFor('Fields');
  await answer('number:string total:int64');
}

const apply = '.bulk-edit-panel .monaco-button:has-text("Apply")';

function activeFile(end: string): Promise<vscode.TextEditor> {
  return eventually(
    vscode.window.onDidChangeActiveTextEditor,
    () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.uri.path.endsWith(end) ? editor : undefined;
    },
    () => `${end} is open; open is ${vscode.window.activeTextEditor?.document.uri.path}`,
  );
}

const pathOf = (file: string): string => workspaceFile(file).fsPath;

describe('generators', () => {
  beforeEach(() => openFile('cmd/api/run.go'));
  afterEach(closeEverything);

  it('add a migration after refusing a bad name, and one undo removes its files', async () => {
    const command = vscode.commands.executeCommand('goArchitect.add');
    assert.match(await page.read(`${input} .quick-input-list`), /migration/);
    await page.screenshot('add');
    await answer('migration');
    await asksFor('Folder');
    await page.press('Enter');
    await asksFor('Name');
    await page.type('1st');
    // What is said of "1" and "1s" on the way there is said of them for a moment only.
    assert.match(await page.read(`${input} .quick-input-message:has-text('"1st"')`), /begin with a letter/);
    await page.screenshot('refused-name');
    await answer('add_phone_to_users');
    await activeFile('/migrations/000004_add_phone_to_users.up.sql');
    await command;
    const files = ['up', 'down'].map((way) => pathOf(`migrations/000004_add_phone_to_users.${way}.sql`));
    assert.deepEqual(files.map(existsSync), [true, true]);
    await vscode.commands.executeCommand('undo');
    await eventually(
      vscode.workspace.onDidDeleteFiles,
      () => (files.some(existsSync) ? undefined : true),
      () => 'both files are gone again',
    );
  });

  it('add a feature after showing what changes, and complete it when it is asked for again', async () => {
    const composition = pathOf('cmd/api/run.go');
    const before = readFileSync(composition, 'utf8');
    let command = vscode.commands.executeCommand('goArchitect.addFeature');
    await asksFor('Name');
    await page.type('func');
    await page.read(`${input} .quick-input-message:has-text("Go keyword")`);
    await answerFeature();
    assert.match(await page.read('.bulk-edit-panel .monaco-list'), /run\.go/);
    await page.screenshot('preview');
    assert.ok(!existsSync(pathOf('internal/domain/order/order.go')), 'nothing is made before it is confirmed');
    await page.click(apply);
    await activeFile('/internal/domain/order/order.go');
    await command;
    await page.screenshot('feature');
    assert.ok(existsSync(pathOf('migrations/000004_create_orders_table.up.sql')));
    assert.equal(readFileSync(composition, 'utf8'), before, 'what is not ticked stays as it was');

    command = vscode.commands.executeCommand('goArchitect.addFeature');
    await asksFor('Name');
    await answerFeature();
    for (const file of ['run.go', 'openapi.yaml']) {
      await page.click(`.bulk-edit-panel .monaco-list-row:has-text("${file}") .edit-checkbox`);
    }
    await page.click(apply);
    await command;
    const wired = await vscode.workspace.openTextDocument(workspaceFile('cmd/api/run.go'));
    assert.match(wired.getText(), /handler\.NewOrder\(/);
    assert.equal(readFileSync(composition, 'utf8'), wired.getText(), 'what was changed is saved');
    assert.match(readFileSync(pathOf('api/openapi/openapi.yaml'), 'utf8'), /\/api\/v1\/orders:/);
  });

  it('say where a refactoring can be applied when it cannot be here', async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('goArchitect.wrapError');
    // Under the smoke test driver VS Code shows no toasts; the bell keeps what they would have said.
    await vscode.commands.executeCommand('notifications.showList');
    const messages = await page.read('.notifications-center .notifications-list-container');
    assert.match(messages, /nothing to do here; put the cursor on a return of an error/);
    await vscode.commands.executeCommand('notifications.hideList');
  });

  it('complete a snippet with the imports it needs', async () => {
    const uri = workspaceFile('internal/repository/postgres/note.go');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('package postgres\n\n'));
    const editor = await openFile('internal/repository/postgres/note.go');
    editor.selection = new vscode.Selection(2, 0, 2, 0);
    await page.click('.editor-instance .view-lines');
    await page.press('Control+End');
    await page.type('ga-pgx-cre');
    assert.match(await page.read('.suggest-widget.visible .monaco-list-row.focused'), /ga-pgx-create/);
    await page.press('Enter');
    await eventually(
      vscode.workspace.onDidChangeTextDocument,
      () => /^import \(\n\t"context"\n/m.exec(editor.document.getText()) ?? undefined,
      () => `the imports are added:\n${editor.document.getText()}`,
    );
    assert.match(editor.document.getText(), /^func \(/m);
    assert.doesNotMatch(editor.document.getText(), /ga-pgx/);
  });
});
