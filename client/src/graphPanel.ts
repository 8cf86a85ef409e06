/**
 * The panel with the picture of who imports whom. The server draws; this file shows the page, opens the imports that are clicked, and
 * asks for another level.
 *
 * There is one panel. Asked for again it comes to the front with a new picture.
 */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { GraphRequest } from '../../server/src/protocol.ts';
import type { ServerConnection } from './languageClient.ts';

let panel: vscode.WebviewPanel | undefined;
let level: GraphRequest.Level = 'layer';

export async function showGraph(server: ServerConnection): Promise<void> {
  const result = await server.graph({ level, nonce: randomUUID().replaceAll('-', '') });
  if (result === null) {
    void vscode.window.showInformationMessage('Go Architect: there is no Go module in this workspace to draw.');
    return;
  }
  panel ??= openPanel(server);
  panel.webview.html = result.html;
  panel.reveal();
}

function openPanel(server: ServerConnection): vscode.WebviewPanel {
  const opened = vscode.window.createWebviewPanel('goArchitect.graph', 'Layer Graph', vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: [],
  });
  opened.onDidDispose(() => {
    panel = undefined;
  });
  opened.webview.onDidReceiveMessage(async (message: unknown) => {
    if (isOpening(message)) await openImport(message.open);
    else if (isChoice(message)) {
      level = message.level;
      await showGraph(server);
    }
  });
  return opened;
}

async function openImport({ uri, line, character }: { uri: string; line: number; character: number }): Promise<void> {
  const position = new vscode.Position(line, character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
    selection: new vscode.Range(position, position),
    viewColumn: vscode.ViewColumn.Beside,
  });
}

function isOpening(message: unknown): message is Extract<GraphRequest.Message, { open: unknown }> {
  if (typeof message !== 'object' || message === null || !('open' in message)) return false;
  const { open } = message;
  return (
    typeof open === 'object' &&
    open !== null &&
    'uri' in open &&
    typeof open.uri === 'string' &&
    'line' in open &&
    typeof open.line === 'number' &&
    'character' in open &&
    typeof open.character === 'number'
  );
}

function isChoice(message: unknown): message is Extract<GraphRequest.Message, { level: unknown }> {
  if (typeof message !== 'object' || message === null || !('level' in message)) return false;
  return GraphRequest.levels.some((each) => each === message.level);
}
