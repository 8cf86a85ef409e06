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
  type CloseHandlerResult,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  RevealOutputChannelOn,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  baselineFileName,
  CheckWorkspaceRequest,
  ConfigurationFileRequest,
  configurationFileName,
  ExplainFileRequest,
  GenerateRequest,
  GeneratorsRequest,
  GraphRequest,
  QuestionRequest,
  StatusNotification,
  ValidateRequest,
} from '../../server/src/protocol.ts';
import { RestartPolicy, restartsAllowed, restartWindowMs } from './restartPolicy.ts';
import { serverEnvironment, serverFlags } from './serverFlags.ts';
import type { ServerState } from './statusText.ts';

/** The files the server speaks about. Unsaved files without a path belong to no module, so the scheme is `file`. */
export const documentSelector = [
  { scheme: 'file', language: 'go' },
  { scheme: 'file', pattern: `**/${configurationFileName}` },
  { scheme: 'file', pattern: `**/${baselineFileName}` },
];

/**
 * A client that writes its troubles into the log and shows none of them: ServerConnection tells the user once what matters,
 * where the library would show every failed step of a failed start.
 */
class QuietLanguageClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  override warn(message: string, data?: unknown): void {
    super.warn(message, data, false);
  }

  override info(message: string, data?: unknown): void {
    super.info(message, data, false);
  }
}

export class ServerConnection implements vscode.Disposable {
  readonly #stateChanged = new vscode.EventEmitter<ServerState>();
  readonly #statusReceived = new vscode.EventEmitter<StatusNotification.Params | undefined>();
  readonly onDidChangeState = this.#stateChanged.event;
  readonly onDidReceiveStatus = this.#statusReceived.event;

  readonly #extension: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #policy = new RestartPolicy();
  #client: LanguageClient | undefined;
  /** How often a server ended without being asked to. */
  #endings = 0;
  /** Starts and stops run one after the other, in the order they were asked for. */
  #queue: Promise<void> = Promise.resolve();

  constructor(extension: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#extension = extension;
    this.#log = log;
  }

  get isRunning(): boolean {
    return this.#client?.state === State.Running;
  }

  /** Whether the server runs, after waiting for one that is starting. */
  async whenRunning(): Promise<boolean> {
    await this.#queue;
    if (this.#client?.state !== State.Starting) return this.isRunning;
    return new Promise((resolve) => {
      const listening = this.onDidChangeState(({ kind }) => {
        if (kind === 'starting') return;
        listening.dispose();
        resolve(kind === 'running');
      });
    });
  }

  start(): Promise<void> {
    return this.#enqueue(async () => this.#startNow());
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
      this.#startNow();
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

  graph(params: GraphRequest.Params): Promise<GraphRequest.Result> {
    return this.#request<GraphRequest.Result>(GraphRequest.method, params);
  }

  generators(): Promise<GeneratorsRequest.Result> {
    return this.#request<GeneratorsRequest.Result>(GeneratorsRequest.method, {});
  }

  question(params: QuestionRequest.Params): Promise<QuestionRequest.Result> {
    return this.#request<QuestionRequest.Result>(QuestionRequest.method, params);
  }

  validate(params: ValidateRequest.Params): Promise<ValidateRequest.Result> {
    return this.#request<ValidateRequest.Result>(ValidateRequest.method, params);
  }

  generate(params: GenerateRequest.Params): Promise<GenerateRequest.Result> {
    return this.#request<GenerateRequest.Result>(GenerateRequest.method, params);
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

  /** Begins a start and returns; a server that takes its time, or never answers, must not keep the user from restarting. */
  #startNow(): void {
    if (this.#client !== undefined) return;
    this.#stateChanged.fire({ kind: 'starting' });
    const module = this.#extension.asAbsolutePath(path.join('dist', 'server.js'));
    const client: LanguageClient = new QuietLanguageClient(
      'goArchitect',
      'Go Architect',
      {
        run: { module, transport: TransportKind.ipc, options: { env: serverEnvironment, execArgv: [...serverFlags] } },
        debug: {
          module,
          transport: TransportKind.ipc,
          options: { env: serverEnvironment, execArgv: [...serverFlags, '--nolazy', '--inspect=6011'] },
        },
      },
      this.#options(() => this.#closed(client)),
    );
    this.#client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.#client !== client) return;
      if (newState === State.Starting) this.#stateChanged.fire({ kind: 'starting' });
      if (newState === State.Running) this.#stateChanged.fire({ kind: 'running' });
      if (newState !== State.Running) this.#statusReceived.fire(undefined);
    });
    client.onNotification(StatusNotification.method, (status: StatusNotification.Params) => {
      if (this.#client === client) this.#statusReceived.fire(status);
    });
    const endingsBefore = this.#endings;
    client.start().catch((error: unknown) => {
      this.#log.error('The server could not be started.', error);
      // A server that ended while it started is the business of `#closed`, which may have started another one by now.
      if (this.#client === client && this.#endings === endingsBefore) this.#giveUp('The server could not be started.');
    });
  }

  async #stopNow(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    const process = client.serverProcess;
    try {
      // Says goodbye to a running server and waits two seconds for its answer; refuses to when the server only starts.
      await client.dispose();
    } catch (error) {
      this.#log.debug('The server did not end in an orderly way; it is killed.', error);
      process?.kill('SIGKILL');
    }
  }

  /** Decides what to do after the connection to a server closed that nobody asked to end. */
  #closed(client: LanguageClient): CloseHandlerResult {
    this.#endings++;
    if (this.#client !== client) return { action: CloseAction.DoNotRestart, handled: true };
    if (this.#policy.mayRestart(Date.now())) {
      return { action: CloseAction.Restart, handled: true, message: 'The server ended unexpectedly; restarting it.' };
    }
    const minutes = restartWindowMs / 60_000;
    const message = `The server ended ${restartsAllowed + 1} times within ${minutes} minutes and is not restarted.`;
    this.#giveUp(message);
    return { action: CloseAction.DoNotRestart, handled: true, message };
  }

  #options(closed: () => CloseHandlerResult): LanguageClientOptions {
    return {
      documentSelector,
      // Read at every start: the setting takes effect with "Restart Server".
      initializationOptions: {
        readDependencies: vscode.workspace.getConfiguration('goArchitect').get<boolean>('readDependencies', false),
      },
      outputChannel: this.#log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticPullOptions: { onChange: true },
      initializationFailedHandler: () => false,
      // One message that could not be written or read is logged by the client and is no reason to give up the rest;
      // a broken connection closes, and `closed` decides then.
      errorHandler: { error: () => ({ action: ErrorAction.Continue, handled: true }), closed },
      middleware: this.#middleware(),
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
