/**
 * A language client without an editor: starts the bundled server as any editor would, over stdio, and speaks the protocol.
 * What it knows of documents is what the test told it, so versions and positions are those of the protocol.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  type Command,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  type DocumentDiagnosticReport,
  DocumentDiagnosticRequest,
  ExecuteCommandRequest,
  ExitNotification,
  type FileChangeType,
  type Hover,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  type ProtocolConnection,
  type Range,
  RegistrationRequest,
  type ShowDocumentParams,
  ShowDocumentRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
  WorkDoneProgressCreateRequest,
  type WorkspaceDiagnosticReport,
  WorkspaceDiagnosticRequest,
} from 'vscode-languageserver-protocol/node';

const cli = join(__dirname, '../../dist/cli.js');

export interface ClientOptions {
  /** Folders the editor has open. */
  readonly folders: readonly string[];
  /** What the editor says it can; the default can everything the server makes use of. */
  readonly capabilities?: object;
}

export class TestClient {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcessWithoutNullStreams;
  readonly initializeResult: InitializeResult;
  /** What the server wrote to its log, for failures. */
  readonly log: string[] = [];
  readonly #versions = new Map<string, number>();
  #refreshes = 0;
  #waiting: { readonly after: number; resolve(): void }[] = [];

  private constructor(
    process: ChildProcessWithoutNullStreams,
    connection: ProtocolConnection,
    result: InitializeResult,
  ) {
    this.process = process;
    this.connection = connection;
    this.initializeResult = result;
  }

  /** What the server asked to be shown. */
  readonly shown: ShowDocumentParams[] = [];

  /** Starts a server and waits until it has read the workspace. */
  static async start({ folders, capabilities = fullCapabilities }: ClientOptions): Promise<TestClient> {
    if (!existsSync(cli)) throw new Error(`${cli} is missing; run \`npm run build\` first.`);
    const child = spawn(process.execPath, [cli, 'lsp', '--stdio'], { stdio: 'pipe' });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.onRequest(RegistrationRequest.type, () => undefined);
    connection.onRequest(WorkDoneProgressCreateRequest.method, () => null);
    connection.onRequest(ShowDocumentRequest.type, (params) => {
      client?.shown.push(params);
      return { success: true };
    });
    let client: TestClient | undefined;
    let early = 0;
    connection.onRequest(DiagnosticRefreshRequest.type, () => {
      if (client) client.#refreshed();
      else early++;
    });
    connection.onNotification(LogMessageNotification.type, ({ message }) => void client?.log.push(message));
    connection.listen();
    const result = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: folders.map((folder) => ({ uri: uriOf(folder), name: folder })),
      capabilities,
    });
    client = new TestClient(child, connection, result);
    client.#refreshes = early;
    await connection.sendNotification(InitializedNotification.type, {});
    await client.refreshAfter(0);
    return client;
  }

  get refreshes(): number {
    return this.#refreshes;
  }

  /** Resolves when the server has asked for more than `count` refreshes: what came before is in force. */
  refreshAfter(count: number): Promise<void> {
    if (this.#refreshes > count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ after: count, resolve }));
  }

  #refreshed(): void {
    this.#refreshes++;
    const due = this.#waiting.filter(({ after }) => this.#refreshes > after);
    this.#waiting = this.#waiting.filter(({ after }) => this.#refreshes <= after);
    for (const { resolve } of due) resolve();
  }

  async open(path: string, text: string, languageId = 'go'): Promise<void> {
    this.#versions.set(path, 1);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri: uriOf(path), languageId, version: 1, text },
    });
  }

  async change(path: string, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    const version = (this.#versions.get(path) ?? 1) + 1;
    this.#versions.set(path, version);
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: uriOf(path), version },
      contentChanges,
    });
  }

  async close(path: string): Promise<void> {
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: uriOf(path) },
    });
  }

  async filesChanged(...changes: readonly (readonly [string, FileChangeType])[]): Promise<void> {
    await this.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: changes.map(([path, type]) => ({ uri: uriOf(path), type })),
    });
  }

  report(path: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri: uriOf(path) },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });
  }

  async diagnostics(path: string): Promise<readonly Diagnostic[]> {
    const report = await this.report(path);
    if (report.kind !== 'full') throw new Error('a full report was asked for');
    return report.items;
  }

  workspaceReport(previousResultIds: { uri: string; value: string }[] = []): Promise<WorkspaceDiagnosticReport> {
    return this.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds });
  }

  async codeActions(path: string, range: Range, only?: string[]): Promise<CodeAction[]> {
    const actions = await this.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: uriOf(path) },
      range,
      context: { diagnostics: [], ...(only ? { only } : {}) },
    });
    return (actions ?? []).filter(
      (action): action is CodeAction => !('command' in action && typeof action.command === 'string'),
    );
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.connection.sendRequest(CodeActionResolveRequest.type, action);
  }

  execute({ command, arguments: given = [] }: Command): Promise<unknown> {
    return this.connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: given });
  }

  hover(path: string, line: number, character: number): Promise<Hover | null> {
    return this.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: uriOf(path) },
      position: { line, character },
    });
  }

  /** Ends the server in the orderly way; resolves with its exit status. */
  async stop(): Promise<number | null> {
    await this.connection.sendRequest(ShutdownRequest.type);
    const ended = once(this.process, 'exit');
    await this.connection.sendNotification(ExitNotification.type);
    const [status] = (await ended) as [number | null];
    this.connection.dispose();
    return status;
  }
}

export function uriOf(path: string): string {
  return pathToFileURL(path).toString();
}

export const fullCapabilities = {
  workspace: {
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, changeAnnotationSupport: {}, snippetEditSupport: true },
  },
  window: { workDoneProgress: true, showDocument: { support: true } },
};
