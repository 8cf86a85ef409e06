/**
 * What the features of the language server share: the workspace, the connection, and the order in which things happen.
 *
 * Documents change at once, because the next request must see them. Everything that reads the disk goes through one queue, so
 * that a branch switch, a configuration edit and a reload never interleave.
 */
import { type ClientCapabilities, type Connection, ResponseError } from 'vscode-languageserver';
import type { Workspace } from '../workspace/workspace.ts';

export interface Session {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly capabilities: ClientCapabilities;
  readonly log: Log;
  /** Directory with the pages of the rules, `''` when they are not installed. */
  readonly pages: string;
  /** True while files are being read. */
  readonly isIndexing: boolean;
  /** Runs after everything queued before. Failures are logged and do not stop the queue. */
  enqueue(what: string, action: () => Promise<void>): Promise<void>;
  /** Ends when nothing is being read any more; undefined when that is so now. Until then the project is known in part, and what a
   * rule says of a part may be wrong of the whole. */
  settled(): Promise<void> | undefined;
  /** Tells the editor that what it knows of diagnostics may be old. */
  refreshDiagnostics(): void;
}

export interface Log {
  info(message: string): void;
  error(message: string, error: unknown): void;
}

/** Runs a request's handler behind a fence: an exception is logged and answered with `otherwise`, so nothing stale stays. An answer
 * that says what is wrong with the request is passed on. */
export function fenced<T>(log: Log, what: string, otherwise: T, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    log.error(`${what} failed`, error);
    return otherwise;
  }
}
