/** In Restricted Mode the extension does all it does elsewhere, because it only reads and parses. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { assertSameRange, extension, findings, openFile, rangeOf } from './editor.ts';
import { layerImport, planted } from './shop.ts';

describe('in Restricted Mode', () => {
  it('the workspace is not trusted, and the extension is active all the same', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await openFile(planted.file);
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it('findings are reported on the exact range', async () => {
    const { document } = await openFile(planted.file);
    const [finding] = await findings(document.uri, layerImport, 1);
    assertSameRange(finding!.range, rangeOf(document, planted.import));
  });
});
