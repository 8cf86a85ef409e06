/**
 * The language status item: what Go Architect knows about the workspace and about the file in front of the user.
 *
 * It shows the latest it was told and asks for one thing only, the layer of the active file. Its link opens the menu of
 * commands. The wording is in statusText.ts.
 */
import * as vscode from 'vscode';
import type { StatusNotification } from '../../server/src/protocol.ts';
import { documentSelector, type ServerConnection } from './languageClient.ts';
import { type ActiveFile, describeStatus, type ServerState, type StatusView } from './statusText.ts';

export class StatusItem implements vscode.Disposable {
  readonly #server: ServerConnection;
  readonly #log: vscode.LogOutputChannel;
  readonly #item: vscode.LanguageStatusItem;
  readonly #disposables: vscode.Disposable[] = [];
  #serverState: ServerState = { kind: 'starting' };
  #status: StatusNotification.Params | undefined;
  #activeFile: ActiveFile;
  #asking: vscode.CancellationTokenSource | undefined;

  constructor(server: ServerConnection, log: vscode.LogOutputChannel) {
    this.#server = server;
    this.#log = log;
    this.#item = vscode.languages.createLanguageStatusItem('goArchitect.status', documentSelector);
    this.#item.name = 'Go Architect';
    this.#item.command = { command: 'goArchitect.showMenu', title: 'Menu', tooltip: 'Commands of Go Architect' };
    this.#disposables.push(
      this.#item,
      server.onDidChangeState((state) => {
        this.#serverState = state;
        this.#show();
      }),
      server.onDidReceiveStatus((status) => {
        this.#status = status;
        this.#show();
        void this.#askForActiveFile();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => void this.#askForActiveFile()),
    );
    this.#show();
  }

  dispose(): void {
    this.#asking?.cancel();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Asks which layer the active file belongs to; a newer question makes an older answer worthless. */
  async #askForActiveFile(): Promise<void> {
    this.#asking?.cancel();
    this.#asking = undefined;
    this.#activeFile = undefined;
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'go' || this.#status === undefined) return this.#show();
    const asking = new vscode.CancellationTokenSource();
    this.#asking = asking;
    try {
      const answer = await this.#server.explainFile(document.uri, asking.token);
      if (asking.token.isCancellationRequested) return;
      this.#activeFile = answer;
      this.#show();
    } catch (error) {
      if (!asking.token.isCancellationRequested) this.#log.debug('The layer of the active file is not known.', error);
    } finally {
      asking.dispose();
    }
  }

  #show(): void {
    const view = describeStatus(this.#serverState, this.#status, this.#activeFile);
    this.#item.text = view.text;
    this.#item.detail = view.detail;
    this.#item.severity = severities[view.severity];
    this.#item.busy = view.busy;
    this.#item.accessibilityInformation = { label: `Go Architect: ${view.text}. ${view.detail}` };
  }
}

const severities: Readonly<Record<StatusView['severity'], vscode.LanguageStatusSeverity>> = {
  information: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
};
