/**
 * Entry of the VS Code extension: makes the parts, connects them, and returns at once.
 *
 * The client shows and asks; it never analyses. Whatever it says about Go code comes from the language server.
 */
import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { registerExplanations } from './explanation.ts';
import { ServerConnection } from './languageClient.ts';
import { StatusItem } from './status.ts';

let server: ServerConnection | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Go Architect', { log: true });
  const connection = new ServerConnection(context, log);
  server = connection;
  context.subscriptions.push(
    log,
    new StatusItem(connection, log),
    registerExplanations(),
    registerCommands({ server: connection, log }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('goArchitect.enable')) void followSetting(connection);
    }),
  );
  void vscode.commands.executeCommand('setContext', 'goArchitect.active', true);
  // Not awaited: the editor must not wait for the server, and every part copes with one that is not there yet.
  void followSetting(connection);
}

export async function deactivate(): Promise<void> {
  await server?.shutDown();
}

function followSetting(connection: ServerConnection): Promise<void> {
  const isEnabled = vscode.workspace.getConfiguration('goArchitect').get<boolean>('enable', true);
  return isEnabled ? connection.start() : connection.disable();
}
