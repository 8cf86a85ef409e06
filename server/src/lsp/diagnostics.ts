/**
 * Pull diagnostics, for one document and for the workspace.
 *
 * The editor asks when it wants to know, so there is no timer here; a result that has not changed since the editor last
 * asked is answered by its id alone.
 */
import { setImmediate } from 'node:timers/promises';
import {
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { FileVerdict } from '../rules/engine.ts';
import { uriOfPath } from './convert.ts';
import { findingDiagnostics, otherFileDiagnostics } from './diagnosticItems.ts';
import { documentPath } from './parameters.ts';
import { fenced, type Session } from './session.ts';

/** For so long one answer may keep others waiting. */
const LONGEST_TURN_MS = 20;

export function registerDiagnostics(session: Session): void {
  const { connection, workspace, log } = session;
  const results = new ResultIds();
  /** Files the editor was once told findings of; it may still show them after it forgot the id of that result. */
  const everReported = new Set<string>();

  const reportOf = (path: string, previous: string | undefined): DocumentDiagnosticReport => {
    const answer = judged(path, previous);
    if (answer.kind === DocumentDiagnosticReportKind.Full && answer.items.length > 0) everReported.add(path);
    return answer;
  };

  const judged = (path: string, previous: string | undefined): DocumentDiagnosticReport => {
    const verdict = workspace.verdict(path);
    if (!verdict) {
      const items = otherFileDiagnostics(path, session);
      return report(items.length === 0 ? 'none' : JSON.stringify(items), previous, () => items);
    }
    return report(results.of(verdict), previous, () => {
      const text = workspace.text(path);
      return text === undefined ? [] : findingDiagnostics(verdict.findings, text, session);
    });
  };

  const empty: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

  /** What is judged while files are being read is judged on a part of the project: who asks then is answered afterwards. */
  const whenRead = async (token: CancellationToken): Promise<void> => {
    await session.settled();
    if (token.isCancellationRequested) {
      throw new ResponseError(LSPErrorCodes.RequestCancelled, 'the editor took its question back');
    }
  };

  connection.languages.diagnostics.on(async (params, token) => {
    const path = documentPath(params);
    if (path === undefined) return empty;
    await whenRead(token);
    return fenced(log, `diagnostics of ${path}`, empty, () => reportOf(path, params.previousResultId));
  });

  connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }, token) => {
    await whenRead(token);
    const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    const turns = new Turns();
    for (const path of new Set([...pathsToReport(session), ...everReported])) {
      if (await turns.passed()) await whenRead(token);
      const uri = uriOfPath(path);
      const known = previous.get(uri);
      previous.delete(uri);
      const report = fenced(log, `diagnostics of ${path}`, empty, () => reportOf(path, known));
      // A file that never had a finding need not be mentioned.
      const isEmpty = report.kind === DocumentDiagnosticReportKind.Full && report.items.length === 0;
      if (known === undefined && isEmpty && !everReported.has(path)) continue;
      if (report.kind === DocumentDiagnosticReportKind.Unchanged) continue;
      items.push({ ...report, uri, version: workspace.document(path)?.version ?? null });
    }
    // What is left was reported once and is gone.
    for (const [uri, value] of previous) {
      if (value !== 'none')
        items.push({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, items: [], resultId: 'none' });
    }
    return { items };
  });
}

function report(resultId: string, previous: string | undefined, items: () => Diagnostic[]): DocumentDiagnosticReport {
  return resultId === previous
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, items: items() };
}

function* pathsToReport({ workspace }: Session): Iterable<string> {
  yield* workspace.project.files.keys();
  const others = new Set([...workspace.configurationIssues.keys(), ...workspace.findingsOutsideGo().keys()]);
  for (const problem of workspace.moduleProblems) others.add(problem.path);
  yield* others;
}

/** Lets other requests, a keystroke's above all, have their turn during a long answer. */
class Turns {
  #since = performance.now();

  /** Whether others had their turn just now. */
  async passed(): Promise<boolean> {
    if (performance.now() - this.#since < LONGEST_TURN_MS) return false;
    await setImmediate();
    this.#since = performance.now();
    return true;
  }
}

/** Names the objects results were made from, so that equal results have equal ids. */
class ResultIds {
  readonly #ids = new WeakMap<object, string>();
  #last = 0;

  of(source: FileVerdict): string {
    let id = this.#ids.get(source);
    if (id === undefined) {
      id = String(++this.#last);
      this.#ids.set(source, id);
    }
    return id;
  }
}
