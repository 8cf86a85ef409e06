/** A project begun where there is none: the command wakes the extension, asks, writes, and shows what was written. */
import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { closeEverything, eventually, extension, workspaceFile } from './editor.ts';
import { page } from './page.ts';

const input = '.quick-input-widget:visible';

async function answer(title: string, text: string): Promise<void> {
  await page.read(`${input} .quick-input-title:has-text("${title}")`);
  if (text !== '') await page.type(text);
  await page.press('Enter');
}

describe('New Project', () => {
  afterEach(closeEverything);

  it('works in a folder without a Go module, with a server that has yet to start', async () => {
    assert.equal(extension().isActive, false);
    // Not awaited: it goes on until the last message is answered.
    void vscode.commands.executeCommand('goArchitect.newProject', workspaceFile('.'));
    await answer('Name', 'orders');
    await answer('Module path', 'example.com/orders');
    await answer('Router', 'gin');
    await page.read(`${input} .quick-input-title:has-text("Logger")`);
    await page.screenshot('new-project');
    await answer('Logger', '');
    await answer('Migrations', '');
    await answer('Cache', '');
    await answer('gRPC', '');
    await eventually(
      vscode.window.onDidChangeActiveTextEditor,
      () => vscode.window.activeTextEditor?.document.uri.path.endsWith('/orders/README.md') || undefined,
      () => 'the README of the new project is open',
    );
    const goMod = readFileSync(workspaceFile('orders/go.mod').fsPath, 'utf8');
    assert.match(goMod, /^module example\.com\/orders$/m);
    assert.match(goMod, /gin-gonic\/gin/);
    assert.ok(existsSync(workspaceFile('orders/cmd/api/main.go').fsPath));
    await vscode.commands.executeCommand('notifications.showList');
    const messages = await page.read('.notifications-center .notifications-list-container');
    assert.match(messages, /wrote \d+ files to .*orders/);
    assert.match(messages, /Open Folder/);
    await page.screenshot('new-project-written');
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
