/**
 * What the user sees and does on the screen, with real keys and a real pointer.
 *
 * Takes the pictures of the README on the way, so that they show what was just tested:
 * `npm run test:vscode -- --only "user sees" --screenshots docs/images`.
 */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { restartsAllowed } from '../../../client/src/restartPolicy.ts';
import {
  closeEverything,
  deleteConfiguration,
  eventually,
  findings,
  findingsTakenBack,
  openFile,
  rangeOf,
  serverProcessId,
  workspaceFile,
} from './editor.ts';
import { page } from './page.ts';
import { clean, layerImport, planted } from './shop.ts';

/** The text of a line in the editor: the innermost element, because the line itself is as wide as the editor. */
function lineWith(text: string): string {
  return `.editor-instance .view-line:has-text("${text}") span span >> nth=-1`;
}

const squiggle = '.editor-instance .squiggly-error';

const lightBulb = '.editor-instance .lightBulbWidget, .editor-instance [class*="gutter-lightbulb"]';

/**
 * Asks for the fixes at the cursor, once the light bulb tells that they are known. A moment after the cursor or the findings
 * move, the editor asks by itself for what the bulb needs, and that question takes the place of one asked by key: on a busy
 * machine the menu may then not open at the first press.
 */
async function fixesAtCursor(): Promise<string> {
  await page.read(lightBulb);
  return page.pressUntilVisible('Control+Period', '.action-widget');
}

/** Puts the cursor on the planted import and asks for its fixes. */
async function openFixes(): Promise<void> {
  await page.read(squiggle);
  await page.click(lineWith('delivery/http/dto'));
  assert.match(await fixesAtCursor(), /architecture\/layer-import/);
}

describe('on the screen', () => {
  before(async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    // The pictures show code and graph instead of a list of files.
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
  });
  afterEach(closeEverything);

  it('the forbidden import is underlined, and hovering it tells why', async () => {
    const { document } = await openFile(planted.file);
    await findings(document.uri, layerImport, 1);
    await page.read(squiggle);
    await page.hover(lineWith('delivery/http/dto'));
    const text = await page.read('.monaco-hover:visible');
    assert.match(text, /usecase/);
    assert.match(text, /delivery/);
    assert.match(text, /layer-import/);
    await page.screenshot('hover');
  });

  it('an import that is typed by hand is underlined before the file is saved', async () => {
    const editor = await openFile(clean.file);
    await page.click(lineWith('shop/internal/domain/order'));
    await page.press('End');
    await page.press('Enter');
    await page.type(clean.forbidden);
    await findings(editor.document.uri, layerImport, 1);
    await page.read(squiggle);
    assert.ok(editor.document.isDirty);
    assert.ok(editor.document.getText().includes(`\n\t${clean.forbidden}\n`));
    assert.match(await fixesAtCursor(), /Allow usecase to import repository/);
    await page.screenshot('layer-import');
    await page.press('Escape');
    await page.waitForHidden('.action-widget');
  });

  it('one key opens the fixes, one click and a reason suppress the finding, undo takes them back', async () => {
    const editor = await openFile(planted.file);
    await findings(editor.document.uri, layerImport, 1);
    const before = editor.document.getText();
    await openFixes();
    await page.screenshot('quick-fix');
    await page.click('.action-widget .monaco-list-row:has-text("Suppress")');
    await page.type('the port follows');
    await findings(editor.document.uri, layerImport, 0);
    await page.waitForHidden(squiggle);
    await page.screenshot('suppressed');
    await page.press('Escape');
    // Typing is taken back in pieces.
    for (let press = 0; press < 10 && editor.document.getText() !== before; press++) await page.press('Control+Z');
    await findings(editor.document.uri, layerImport, 1);
    assert.equal(editor.document.getText(), before);
  });

  /** What the layer may import, as the proposed configuration lists it. */
  const layersOfUsecase =
    /^ {2}usecase:\n(?: {4}.*\n)*? {6}layers: \[.*\{ layer: delivery, reason: "the port follows" \}/m;

  it('one click and a reason allow the import in the configuration', async () => {
    const { document } = await openFile(planted.file);
    await findings(document.uri, layerImport, 1);
    await openFixes();
    await page.click('.action-widget .monaco-list-row:has-text("Allow")');
    try {
      await findings(document.uri, layerImport, 0);
      const selected = (): string => {
        const shown = vscode.window.activeTextEditor;
        return shown?.document.getText(shown.selection) ?? '';
      };
      await eventually(
        vscode.window.onDidChangeTextEditorSelection,
        () => selected() === 'say why this is right' || undefined,
        () =>
          `the reason is selected, not ${JSON.stringify(selected())}, in ${vscode.window.activeTextEditor?.document.uri.path}:\n${vscode.window.activeTextEditor?.document.getText()}`,
      );
      await page.type('the port follows');
      const written = (): string => vscode.window.activeTextEditor?.document.getText() ?? '';
      await eventually(
        vscode.workspace.onDidChangeTextDocument,
        () => layersOfUsecase.test(written()) || undefined,
        () => `the reason is written into ${written()}`,
      );
      await page.screenshot('allowed');
    } finally {
      // What comes after starts from the shop as it is, whatever became of this test.
      await closeEverything();
      await deleteConfiguration();
    }
    await findings(document.uri, layerImport, 1);
  });

  it('the language status names the layout and opens the menu', async () => {
    const { document } = await openFile(planted.file);
    await findings(document.uri, layerImport, 1);
    await page.click('#status\\.languageStatus');
    const status = await page.read('.monaco-hover:visible:has-text("layout")');
    assert.match(status, /clean layout/);
    assert.match(status, /this file: usecase/);
    await page.screenshot('status');
    await page.click('.monaco-hover:visible a:has-text("Menu")');
    const menu = await page.read('.quick-input-list');
    for (const title of ['Restart Server', 'Show Log', 'Open or Create Configuration', 'Check Workspace']) {
      assert.ok(menu.includes(title), `${title} is in the menu`);
    }
    await page.screenshot('menu');
    await page.press('Escape');
    await page.waitForHidden('.quick-input-list');
  });

  it('the layer graph shows what is forbidden, and a click opens the import', async () => {
    const inPanel = (selector: string) =>
      `iframe.webview >> internal:control=enter-frame >> #active-frame >> internal:control=enter-frame >> ${selector}`;
    await vscode.commands.executeCommand('goArchitect.showGraph');
    assert.match(await page.read(inPanel('h1')), /example\.com\/shop: layers/);
    assert.match(await page.read(inPanel('aside')), /usecase → delivery/);
    await page.screenshot('layer-graph');
    await page.click(inPanel('a:has-text("internal/usecase/user/list.go:7")'));
    const editor = await eventually(
      vscode.window.onDidChangeActiveTextEditor,
      () => vscode.window.activeTextEditor,
      () => 'the file of the import is opened',
    );
    assert.equal(editor.document.uri.path, workspaceFile(planted.file).path);
    const { start } = rangeOf(editor.document, planted.import);
    await eventually(
      vscode.window.onDidChangeTextEditorSelection,
      () => (editor.selection.active.isEqual(start) ? true : undefined),
      () =>
        `the cursor stands at the import; it is at ${editor.selection.active.line}:${editor.selection.active.character}`,
    );
    assert.equal(await page.read(inPanel('h1')), 'example.com/shop: layers');
  });

  it('the walkthrough opens', async () => {
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'go-architect.go-architect#start');
    assert.match(await page.read('.gettingStartedDetailsContent'), /See which layer a file is in/);
    await page.screenshot('walkthrough');
  });

  it('the Problems list shows the finding with its rule', async () => {
    const { document } = await openFile(planted.file);
    await findings(document.uri, layerImport, 1);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    assert.match(await page.read('.markers-panel .monaco-list'), /layer-import/);
    await page.screenshot('problems');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await eventually(
      vscode.window.onDidChangeActiveTextEditor,
      () => vscode.window.activeTextEditor,
      () => 'the editor is in front again',
    );
  });

  it('a server that keeps crashing is not restarted for ever, and one message says so', async () => {
    const { document } = await openFile(planted.file);
    // Starts with a full allowance of restarts, whatever the tests before have used up.
    await vscode.commands.executeCommand('goArchitect.restartServer');
    for (let crash = 0; crash <= restartsAllowed; crash++) {
      await findings(document.uri, layerImport, 1);
      const server = serverProcessId();
      assert.ok(server !== undefined, `a server runs before crash ${crash + 1}`);
      const takenBack = findingsTakenBack(document.uri);
      process.kill(server, 'SIGKILL');
      await takenBack;
    }
    // Under the smoke test driver VS Code shows no toasts; the bell keeps what they would have said.
    await vscode.commands.executeCommand('notifications.showList');
    const messages = await page.read('.notifications-center .notifications-list-container');
    assert.equal(messages.match(/Source: Go Architect/g)?.length, 1, messages);
    assert.match(messages, /The server ended 5 times within 3 minutes and is not restarted/);
    assert.equal(serverProcessId(), undefined);
    await page.screenshot('stopped');
    await page.click('.notifications-center a:has-text("Restart")');
    await findings(document.uri, layerImport, 1);
  });
});
