/** When the extension wakes up, and how long that takes. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandTitles } from '../../../client/src/commandTitles.ts';
import { eventually, extension, serverProcessId } from './editor.ts';
import { print } from './page.ts';

describe('activation', () => {
  it('does not happen in a folder without a Go module', () => {
    assert.equal(extension().isActive, false);
    assert.equal(serverProcessId(), undefined);
  });

  it('offers every command', async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.keys(commandTitles).filter((id) => !registered.has(id)),
      [],
    );
  });

  it('is measured by VS Code', async () => {
    await extension().activate();
    // Printed, not asserted: a busy machine must not fail a test.
    await print(`    ${await activationTimes()}`);
  });
});

/** Our row of the table that the command "Developer: Startup Performance" shows. */
async function activationTimes(): Promise<string> {
  const report = vscode.Uri.from({ scheme: 'perf', path: 'Startup Performance' });
  await vscode.commands.executeCommand('perfview.show');
  const document = await vscode.workspace.openTextDocument(report);
  const row = await eventually(
    vscode.workspace.onDidChangeTextDocument,
    () => /^\| *go-architect\.go-architect *\|(.*)\|$/m.exec(document.getText())?.[1],
    () => `the startup report names the extension:\n${document.getText()}`,
  );
  const [, load, activate, finish] = row.split('|').map((cell) => cell.trim());
  return `loading the code took ${load} ms, activate() ${activate} ms, until it resolved ${finish} ms`;
}
