/**
 * The one table of commands: what each does while the server runs, and what it does or says when it does not.
 *
 * Ids and titles are repeated in package.json, because VS Code wants them there; a test keeps the two equal. Commands that
 * belong to a single finding are not here: they are code actions of the server.
 */
import * as vscode from 'vscode';
import type { CheckWorkspaceRequest } from '../../server/src/protocol.ts';
import { commandTitles } from './commandTitles.ts';
import { showExplanation } from './explanation.ts';
import { addAnything, addFeature, newProject } from './generators.ts';
import { showGraph } from './graphPanel.ts';
import type { ServerConnection } from './languageClient.ts';
import { addContextParameter, invertDependency, refactor, wrapError } from './refactorings.ts';
import { count } from './statusText.ts';

export interface CommandContext {
  readonly server: ServerConnection;
  readonly log: vscode.LogOutputChannel;
}

interface Command {
  readonly id: keyof typeof commandTitles;
  /** Product icon of the entry in the menu; commands without one are not in the menu. */
  readonly menuIcon?: string;
  readonly run: (context: CommandContext, argument: unknown) => Promise<void>;
  /** `always`: works with and without a server. Otherwise the user is told why not and offered a restart. */
  readonly withoutServer: 'always' | 'explain';
}

const commands: readonly Command[] = [
  { id: 'goArchitect.showMenu', run: showMenu, withoutServer: 'always' },
  { id: 'goArchitect.explainFile', menuIcon: 'layers', run: explainFile, withoutServer: 'explain' },
  { id: 'goArchitect.checkWorkspace', menuIcon: 'checklist', run: checkWorkspace, withoutServer: 'explain' },
  {
    id: 'goArchitect.showGraph',
    menuIcon: 'type-hierarchy',
    run: ({ server }) => showGraph(server),
    withoutServer: 'explain',
  },
  {
    id: 'goArchitect.add',
    menuIcon: 'add',
    run: ({ server }, at) => addAnything(server, at),
    withoutServer: 'explain',
  },
  { id: 'goArchitect.addFeature', run: ({ server }, at) => addFeature(server, at), withoutServer: 'explain' },
  { id: 'goArchitect.newProject', run: ({ server }, at) => newProject(server, at), withoutServer: 'explain' },
  { id: 'goArchitect.wrapError', run: () => refactor(wrapError), withoutServer: 'explain' },
  { id: 'goArchitect.addContextParameter', run: () => refactor(addContextParameter), withoutServer: 'explain' },
  { id: 'goArchitect.invertDependency', run: () => refactor(invertDependency), withoutServer: 'explain' },
  { id: 'goArchitect.openConfiguration', menuIcon: 'settings-gear', run: openConfiguration, withoutServer: 'explain' },
  { id: 'goArchitect.showLog', menuIcon: 'output', run: async ({ log }) => log.show(), withoutServer: 'always' },
  {
    id: 'goArchitect.restartServer',
    menuIcon: 'debug-restart',
    run: ({ server }) => restartServer(server),
    withoutServer: 'always',
  },
];

export function registerCommands(context: CommandContext): vscode.Disposable {
  return vscode.Disposable.from(
    ...commands.map((command) =>
      vscode.commands.registerCommand(command.id, (argument: unknown) => runCommand(command, context, argument)),
    ),
  );
}

async function runCommand(command: Command, context: CommandContext, argument: unknown): Promise<void> {
  // The command itself may have been what woke the extension; a server that starts is waited for.
  if (command.withoutServer === 'explain' && !(await context.server.whenRunning())) {
    const restart = commandTitles['goArchitect.restartServer'];
    const message = `Go Architect: "${commandTitles[command.id]}" needs the language server, which is not running.`;
    const choice = await vscode.window.showWarningMessage(message, restart);
    if (choice === restart) await restartServer(context.server);
    return;
  }
  try {
    await command.run(context, argument);
  } catch (error) {
    if (error instanceof vscode.CancellationError) return;
    context.log.error(`The command ${command.id} failed.`, error);
    const showLog = commandTitles['goArchitect.showLog'];
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Go Architect: "${commandTitles[command.id]}" failed: ${reason}`;
    if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) context.log.show();
  }
}

async function showMenu(): Promise<void> {
  const items = commands.flatMap(({ id, menuIcon }) =>
    menuIcon === undefined ? [] : [{ label: `$(${menuIcon}) ${commandTitles[id]}`, id }],
  );
  const picked = await vscode.window.showQuickPick(items, { title: 'Go Architect' });
  if (picked !== undefined) await vscode.commands.executeCommand(picked.id);
}

async function restartServer(server: ServerConnection): Promise<void> {
  const isEnabled = vscode.workspace.getConfiguration('goArchitect').get<boolean>('enable', true);
  if (isEnabled) return server.restart();
  const openSettings = 'Open Settings';
  const message = 'Go Architect is switched off by the setting "goArchitect.enable".';
  const choice = await vscode.window.showInformationMessage(message, openSettings);
  if (choice === openSettings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'goArchitect.enable');
  }
}

async function explainFile({ server }: CommandContext, argument: unknown): Promise<void> {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  const explanation = uri === undefined ? null : await server.explainFile(uri);
  if (uri === undefined || explanation === null) {
    void vscode.window.showInformationMessage('Go Architect: open a Go file of a module in this workspace first.');
    return;
  }
  await showExplanation(uri, explanation.markdown);
}

async function openConfiguration({ server }: CommandContext): Promise<void> {
  const file = await server.configurationFile(vscode.window.activeTextEditor?.document.uri);
  if (file === null) {
    void vscode.window.showInformationMessage('Go Architect: there is no Go module in this workspace to configure.');
    return;
  }
  const uri = vscode.Uri.parse(file.uri);
  if (file.exists) {
    await vscode.window.showTextDocument(uri);
    return;
  }
  // The text opens as an unsaved file at its final place: the user reads it first, and saving is what creates it.
  const document = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
  const editor = await vscode.window.showTextDocument(document);
  if (document.getText() === '') {
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), file.text));
    editor.selection = new vscode.Selection(0, 0, 0, 0);
  }
}

async function checkWorkspace({ server }: CommandContext): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'Go Architect', cancellable: true };
  const result = await vscode.window.withProgress(options, (progress, token) => {
    progress.report({ message: 'checking the workspace …' });
    return server.checkWorkspace(token);
  });
  await vscode.commands.executeCommand('workbench.actions.view.problems');
  void vscode.window.showInformationMessage(`Go Architect: ${summaryOf(result)}`);
}

function summaryOf(result: CheckWorkspaceRequest.Result): string {
  const found = [
    result.errors > 0 ? count(result.errors, 'error') : '',
    result.warnings > 0 ? count(result.warnings, 'warning') : '',
    result.hints > 0 ? count(result.hints, 'hint') : '',
  ].filter((part) => part !== '');
  const where = `in ${count(result.files, 'file')}, checked in ${Math.round(result.durationMs)} ms.`;
  return `${found.length === 0 ? 'nothing to report' : found.join(', ')} ${where}`;
}
