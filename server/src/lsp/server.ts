/**
 * The language server: negotiates capabilities, opens the workspace, and hands each feature what it needs.
 *
 * It only reads and parses. It runs nothing from the workspace and opens no connection but the one to the editor, which is why
 * it is safe in a workspace that is not trusted.
 */
import {
  type ClientCapabilities,
  type Connection,
  DiagnosticRefreshRequest,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Engine } from '../rules/engine.ts';
import { setHeapGrowth } from '../workspace/heapGrowth.ts';
import { Workspace } from '../workspace/workspace.ts';
import { codeActionKinds, registerCodeActions } from './codeActions.ts';
import { completionTriggers, registerCompletion } from './completion.ts';
import { pathOfUri } from './convert.ts';
import { registerDiagnostics } from './diagnostics.ts';
import { registerDocuments } from './documents.ts';
import { registerGenerating } from './generating.ts';
import { registerGraph } from './graph.ts';
import { registerHover } from './hover.ts';
import { registerCommands, serverCommands } from './serverCommands.ts';
import type { Log, Session } from './session.ts';
import { registerStatus, statusSender } from './status.ts';
import { registerWatching, watchFiles } from './watching.ts';

export interface ServerOptions {
  readonly version: string;
  /** Directory with the pages of the rules, `''` when they are not installed. */
  readonly pages: string;
  readonly createEngine: (log: Log) => Engine;
}

/** Listens on the connection until the editor ends it. */
export function startServer(connection: Connection, options: ServerOptions): void {
  const log: Log = {
    info: (message) => connection.console.info(message),
    error: (message, error) => connection.console.error(`${message}: ${error instanceof Error ? error.stack : error}`),
  };
  let workspace: Workspace | undefined;

  connection.onInitialize(async (params): Promise<InitializeResult> => {
    const roots = rootsOf(params);
    workspace = await Workspace.create({
      roots,
      engine: options.createEngine(log),
      depth: 'syntax',
      readDependencies: wantsDependencies(params),
      log: (message) => log.info(message),
    });
    const session = createSession(connection, workspace, params.capabilities, options, log);
    registerDocuments(session);
    registerDiagnostics(session);
    registerCodeActions(session);
    registerHover(session);
    registerCompletion(session);
    registerStatus(session);
    registerGenerating(session);
    registerGraph(session);
    registerCommands(session);
    registerWatching(session);
    const opened = workspace;
    connection.onInitialized(() => {
      watchFiles(session);
      registerRoots(session, opened, roots);
      void index(session, opened);
    });
    return {
      serverInfo: { name: 'go-architect', version: options.version },
      capabilities: {
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        diagnosticProvider: { identifier: 'go-architect', interFileDependencies: true, workspaceDiagnostics: true },
        codeActionProvider: { codeActionKinds, resolveProvider: true },
        hoverProvider: true,
        completionProvider: { triggerCharacters: completionTriggers },
        definitionProvider: true,
        executeCommandProvider: { commands: serverCommands },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onShutdown(() => workspace?.dispose());
  connection.listen();
}

/** The session with the mutable parts that only this module may change. */
interface OwnSession extends Session {
  isIndexing: boolean;
}

function createSession(
  connection: Connection,
  workspace: Workspace,
  capabilities: ClientCapabilities,
  options: ServerOptions,
  log: Log,
): OwnSession {
  let queue: Promise<void> = Promise.resolve();
  let waiting = 0;
  const session: OwnSession = {
    connection,
    workspace,
    capabilities,
    log,
    pages: options.pages,
    isIndexing: true,
    enqueue: (what, action) => {
      waiting++;
      queue = queue
        .then(action)
        .catch((error: unknown) => log.error(`${what} failed`, error))
        .finally(() => waiting--);
      return queue;
    },
    settled: () => (waiting === 0 ? undefined : untilSettled()),
    refreshDiagnostics: () => {
      sendStatus();
      if (capabilities.workspace?.diagnostics?.refreshSupport) {
        connection
          .sendRequest(DiagnosticRefreshRequest.type)
          .catch((error: unknown) => log.error('refresh failed', error));
      }
    },
  };
  // What waited may have been joined by more.
  const untilSettled = async (): Promise<void> => {
    while (waiting > 0) await queue;
  };
  const sendStatus = statusSender(session);
  return session;
}

/** Reads the whole workspace, showing how far it is. */
function index(session: OwnSession, workspace: Workspace): Promise<void> {
  return session.enqueue('reading the workspace', async () => {
    const progress = session.capabilities.window?.workDoneProgress
      ? await session.connection.window.createWorkDoneProgress()
      : undefined;
    progress?.begin('Go Architect: reading the workspace', 0);
    setHeapGrowth('reading');
    try {
      await workspace.reload({
        onProgress: (done, total) => progress?.report(Math.round((100 * done) / total), `${done} of ${total} files`),
      });
    } finally {
      session.isIndexing = false;
      progress?.done();
      session.refreshDiagnostics();
      // Behind the status, which judges the whole project.
      setHeapGrowth('answering');
    }
  });
}

function registerRoots(session: Session, workspace: Workspace, initial: readonly string[]): void {
  if (!session.capabilities.workspace?.workspaceFolders) return;
  const roots = new Set(initial);
  session.connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
    for (const { uri } of removed) roots.delete(pathOfUri(uri) ?? '');
    for (const { uri } of added) {
      const path = pathOfUri(uri);
      if (path !== undefined) roots.add(path);
    }
    workspace.setRoots([...roots]);
    void session.enqueue('changing folders', async () => {
      await workspace.reload();
      session.refreshDiagnostics();
    });
  });
}

/** `initializationOptions: { readDependencies: true }`, from the setting of the same name or from any other editor. */
function wantsDependencies({ initializationOptions }: InitializeParams): boolean {
  const options: unknown = initializationOptions;
  return (
    typeof options === 'object' &&
    options !== null &&
    'readDependencies' in options &&
    options.readDependencies === true
  );
}

function rootsOf({ workspaceFolders, rootUri }: InitializeParams & { rootUri?: string | null }): string[] {
  const uris = workspaceFolders?.map((folder) => folder.uri) ?? (rootUri ? [rootUri] : []);
  return uris.flatMap((uri) => pathOfUri(uri) ?? []);
}
