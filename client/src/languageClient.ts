/**
 * Owns the connection to the language server: how it is started, what is sent to it, when it is started again.
 *
 * A new LanguageClient is made for every start the user or the settings ask for, so that no half-dead state survives; only
 * a crash is repaired in place, by the client's own restart. Nothing here knows about commands or the status item: they ask
 * this module for requests and listen to its two events.
 */
import * as path from 'node:path';
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  RevealOutputChannelOn,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  CheckWorkspaceRequest,
  ConfigurationFileRequest,
  configurationFileName,
  ExplainFileRequest,
  StatusNotification,
} from '../../server/src/protocol.ts';
import { RestartPolicy, restartsAllowed, restartWindowMs } from './restartPolicy.ts';
import type { ServerState } from './statusText.ts';

/** The files the server speaks about. Unsaved files without a path belong to no module, so the scheme is `file`. */
export const documentSelector = [
  { scheme: 'file', language: 'go' },
  { scheme: 'file', pattern: `**/${configurationFileName}` },
];

export class ServerConnection implements vscode.Disposable {
  readonly #stateChanged = new vscode.EventEmitter<ServerState>();
  readonly #statusReceived = new vscode.EventEmitter<StatusNotification.Params | undefined>();
  readonly onDidChangeState = this.#stateChanged.event;
  readonly onDidReceiveStatus = this.#statusReceived.event;

  readonly #extension: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #policy = new RestartPolicy();
  #client: LanguageClient | undefined;
  /** Starts and stops run one after the other, in the order they were asked for. */
  #queue: Promise<void> = Promise.resolve();

  constructor(extension: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#extension = extension;
    this.#log = log;
  }

  get isRunning(): boolean {
    return this.#client?.state === State.Running;
  }

  start(): Promise<void> {
    return this.#enqueue(() => this.#startNow());
  }

  /** Ends the server because the user wants it off. */
  disable(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#stopNow();
      this.#stateChanged.fire({ kind: 'disabled' });
    });
  }

  restart(): Promise<void> {
    return this.#enqueue(async () => {
      this.#policy.reset();
      await this.#stopNow();
      await this.#startNow();
    });
  }

  /** Ends the server because the extension ends; says nothing to anyone any more. */
  async shutDown(): Promise<void> {
    await this.#enqueue(() => this.#stopNow());
    this.dispose();
  }

  dispose(): void {
    this.#stateChanged.dispose();
    this.#statusReceived.dispose();
  }

  explainFile(uri: vscode.Uri, token?: vscode.CancellationToken): Promise<ExplainFileRequest.Result> {
    const params: ExplainFileRequest.Params = { uri: uri.toString() };
    return this.#request<ExplainFileRequest.Result>(ExplainFileRequest.method, params, token);
  }

  configurationFile(uri: vscode.Uri | undefined): Promise<ConfigurationFileRequest.Result> {
    const params: ConfigurationFileRequest.Params = uri === undefined ? {} : { uri: uri.toString() };
    return this.#request<ConfigurationFileRequest.Result>(ConfigurationFileRequest.method, params);
  }

  checkWorkspace(token: vscode.CancellationToken): Promise<CheckWorkspaceRequest.Result> {
    return this.#request<CheckWorkspaceRequest.Result>(CheckWorkspaceRequest.method, {}, token);
  }

  #request<Result>(method: string, params: object, token?: vscode.CancellationToken): Promise<Result> {
    if (this.#client === undefined) return Promise.reject(new Error('The server of Go Architect is not running.'));
    return token === undefined
      ? this.#client.sendRequest<Result>(method, params)
      : this.#client.sendRequest<Result>(method, params, token);
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(step);
    return this.#queue;
  }

  async #startNow(): Promise<void> {
    if (this.#client !== undefined) return;
    this.#stateChanged.fire({ kind: 'starting' });
    const module = this.#extension.asAbsolutePath(path.join('dist', 'server.js'));
    const client = new LanguageClient(
      'goArchitect',
      'Go Architect',
      {
        run: { module, transport: TransportKind.ipc },
        debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6011'] } },
      },
      this.#options(),
    );
    this.#client = client;
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Starting) this.#stateChanged.fire({ kind: 'starting' });
      if (newState === State.Running) this.#stateChanged.fire({ kind: 'running' });
      if (newState !== State.Running) this.#statusReceived.fire(undefined);
    });
    client.onNotification(StatusNotification.method, (status: StatusNotification.Params) =>
      this.#statusReceived.fire(status),
    );
    try {
      await client.start();
    } catch (error) {
      this.#log.error('The server could not be started.', error);
      this.#giveUp('The server of Go Architect could not be started.');
    }
  }

  async #stopNow(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    try {
      await client.dispose();
    } catch (error) {
      // A server that crashed or never started cannot say goodbye; the next start does not depend on it.
      this.#log.debug('The server did not end in an orderly way.', error);
    }
  }

  #options(): LanguageClientOptions {
    return {
      documentSelector,
      outputChannel: this.#log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticPullOptions: { onChange: true },
      initializationFailedHandler: () => false,
      errorHandler: this.#errorHandler(),
      middleware: this.#middleware(),
    };
  }

  #errorHandler(): ErrorHandler {
    return {
      // One message that could not be written or read is logged by the client and is no reason to give up the rest;
      // a broken connection closes, and `closed` decides then.
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        if (this.#policy.mayRestart(Date.now())) {
          return {
            action: CloseAction.Restart,
            handled: true,
            message: 'The server ended unexpectedly; restarting it.',
          };
        }
        const reason = `The server ended ${restartsAllowed + 1} times within ${restartWindowMs / 60_000} minutes and is not restarted.`;
        this.#giveUp(reason);
        return { action: CloseAction.DoNotRestart, handled: true, message: reason };
      },
    };
  }

  #middleware(): Middleware {
    const documentation = this.#extension.asAbsolutePath('docs');
    return {
      window: {
        // The pages of the rules are Markdown; a reader wants the page, not its source.
        showDocument: async (params, token, next) => {
          const uri = vscode.Uri.parse(params.uri);
          const isPage = uri.scheme === 'file' && uri.path.endsWith('.md') && uri.fsPath.startsWith(documentation);
          if (!isPage) return next(params, token);
          await vscode.commands.executeCommand('markdown.showPreview', uri);
          return { success: true };
        },
      },
    };
  }

  #giveUp(reason: string): void {
    this.#stateChanged.fire({ kind: 'stopped', reason });
    const showLog = 'Show Log';
    const restart = 'Restart';
    void vscode.window.showErrorMessage(`Go Architect: ${reason}`, restart, showLog).then((choice) => {
      if (choice === showLog) this.#log.show();
      if (choice === restart) void this.restart();
    });
  }
}
