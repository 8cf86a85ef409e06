/**
 * Open documents: incremental synchronisation into the workspace.
 *
 * The changes of one notification are applied one by one, each range read against the text the change before it left.
 */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { TextChange } from '../workspace/documents.ts';
import { pathOfUri, TextPositions } from './convert.ts';
import { fenced, type Session } from './session.ts';

export function registerDocuments(session: Session): void {
  const { connection, workspace, log } = session;
  /** Texts of open documents that are not Go, such as the configuration. */
  const others = new Map<string, string>();

  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text, languageId } }) => {
    const path = pathOfUri(uri);
    if (path === undefined) return;
    fenced(log, `opening ${path}`, undefined, () => {
      if (languageId === 'go') workspace.openDocument(path, version, text);
      else {
        others.set(path, text);
        configurationChanged(session, path, text);
      }
    });
  });

  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const path = pathOfUri(uri);
    if (path === undefined) return;
    fenced(log, `changing ${path}`, undefined, () => {
      const document = workspace.document(path);
      if (document) {
        for (const change of contentChanges) {
          workspace.changeDocument(path, version, [toTextChange(change, document.text)]);
        }
        return;
      }
      const before = others.get(path);
      if (before === undefined) return;
      const after = contentChanges.reduce((text, change) => applyChange(text, toTextChange(change, text)), before);
      others.set(path, after);
      configurationChanged(session, path, after);
    });
  });

  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    const path = pathOfUri(uri);
    if (path === undefined) return;
    if (others.delete(path)) {
      configurationChanged(session, path, undefined);
      return;
    }
    workspace.closeDocument(path);
    // What counts now is the disk: the buffer may have been discarded, or the file may never have existed.
    void session.enqueue(`closing ${path}`, async () => {
      if (workspace.text(path) === undefined) await workspace.reload();
      else await workspace.refresh([path]);
      session.refreshDiagnostics();
    });
  });
}

function configurationChanged(session: Session, path: string, text: string | undefined): void {
  session.workspace.setBuffer(path, text);
  void session.enqueue(`reading ${path}`, async () => {
    await session.workspace.reload();
    session.refreshDiagnostics();
  });
}

function toTextChange(change: TextDocumentContentChangeEvent, text: string): TextChange {
  if (!('range' in change)) return { range: undefined, text: change.text };
  const positions = new TextPositions(text);
  const range = { start: positions.offset(change.range.start), end: positions.offset(change.range.end) };
  return { range, text: change.text };
}

function applyChange(text: string, { range, text: newText }: TextChange): string {
  return range === undefined ? newText : text.slice(0, range.start) + newText + text.slice(range.end);
}
