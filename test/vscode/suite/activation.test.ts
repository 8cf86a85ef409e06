/** When the extension wakes up, and how long that takes. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandTitles } from '../../../client/src/commandTitles.ts';
import { extension, serverProcessId } from './editor.ts';
import { print } from './page.ts';

describe('activation', () => {
  it('does not happen in a folder without a Go module', () => {
    assert.equal(extension().isActive, false);
    assert.equal(serverProcessId(), undefined);
  });

  it('offers every command', async () => {
    const before = performance.now();
    await extension().activate();
    // Printed, not asserted: a busy machine must not fail a test. The figure includes loading the bundle.
    await print(`    activation took ${(performance.now() - before).toFixed(0)} ms`);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.keys(commandTitles).filter((id) => !registered.has(id)),
      [],
    );
  });
});
