/**
 * Files that change on disk, announced by the editor. A branch switch announces thousands at once, or in several bursts; what
 * is announced while one burst is being read is taken together in the next.
 */
import { DidChangeWatchedFilesNotification, FileChangeType } from 'vscode-languageserver';
import { watchedFilePatterns } from '../protocol.ts';
import { pathOfUri } from './convert.ts';
import type { Session } from './session.ts';

export function registerWatching(session: Session): void {
  const { connection, workspace } = session;
  let pending = new Map<string, FileChangeType>();

  connection.onDidChangeWatchedFiles(({ changes }) => {
    const isFirst = pending.size === 0;
    for (const { uri, type } of changes) {
      const path = pathOfUri(uri);
      if (path !== undefined) pending.set(path, type);
    }
    if (!isFirst || pending.size === 0) return;
    void session.enqueue('reading changed files', async () => {
      const changed = pending;
      pending = new Map();
      const structural = [...changed].some(
        ([path, type]) => type !== FileChangeType.Changed || !path.endsWith('.go') || workspace.needsReload(path),
      );
      if (structural) await workspace.reload({}, new Set(changed.keys()));
      else await workspace.refresh([...changed.keys()]);
      session.refreshDiagnostics();
    });
  });
}

/** Asks the editor to announce changes; where it cannot be asked, its own configuration has to do it. */
export function watchFiles({ connection, capabilities, log }: Session): void {
  if (!capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration) return;
  const watchers = watchedFilePatterns.map((globPattern) => ({ globPattern }));
  connection.client
    .register(DidChangeWatchedFilesNotification.type, { watchers })
    .catch((error: unknown) => log.error('watching files failed', error));
}
