/** The messages beyond LSP that the VS Code client uses: status, explanations, the configuration file, a whole check. */
import type { CancellationToken } from 'vscode-languageserver';
import { proposedConfiguration } from '../config/propose.ts';
import { countBySeverity } from '../model/counts.ts';
import { explainFile, explanationText, markdown } from '../model/explain.ts';
import { folderImports } from '../model/folderImports.ts';
import {
  CheckWorkspaceRequest,
  ConfigurationFileRequest,
  configurationFileName,
  ExplainFileRequest,
  StatusNotification,
} from '../protocol.ts';
import type { Governance } from '../workspace/configurations.ts';
import { pathOfUri, uriOfPath } from './convert.ts';
import { fenced, type Session } from './session.ts';

export function registerStatus(session: Session): void {
  const { connection, workspace, log } = session;

  connection.onRequest(
    ExplainFileRequest.method,
    ({ uri }: ExplainFileRequest.Params): ExplainFileRequest.Result =>
      fenced(log, 'explaining a file', null, () => {
        const path = pathOfUri(uri);
        const file = path === undefined ? undefined : workspace.project.files.get(path);
        if (!file) return null;
        const explanation = explainFile(workspace.project, file);
        const { answer, mayImport } = explanation;
        return {
          markdown: explanationText(explanation, markdown),
          layer:
            answer.kind === 'layer'
              ? { name: answer.layer.name, pattern: answer.pattern.pattern.text, mayImport }
              : null,
        };
      }),
  );

  connection.onRequest<ConfigurationFileRequest.Result, void>(
    ConfigurationFileRequest.method,
    ({ uri }: ConfigurationFileRequest.Params): ConfigurationFileRequest.Result =>
      fenced(log, 'finding the configuration', null, () => {
        const path = uri === undefined ? undefined : pathOfUri(uri);
        const governed = governanceOf(session, path);
        if (!governed) return null;
        if (governed.configurationPath !== undefined)
          return { exists: true, uri: uriOfPath(governed.configurationPath) };
        const target = `${governed.module.dir}/${configurationFileName}`;
        if (workspace.text(target) !== undefined) return { exists: true, uri: uriOfPath(target) };
        return { exists: false, uri: uriOfPath(target), text: proposedText(session, governed) };
      }),
  );

  connection.onRequest(
    CheckWorkspaceRequest.method,
    async (_params: object, token: CancellationToken): Promise<CheckWorkspaceRequest.Result> => {
      const started = Date.now();
      await session.enqueue('checking the workspace', async () => {
        await workspace.reload({}, new Set(workspace.project.files.keys()));
      });
      const findings = [];
      for (const path of workspace.project.files.keys()) {
        if (token.isCancellationRequested) break;
        findings.push(...(workspace.verdict(path)?.findings ?? []));
      }
      session.refreshDiagnostics();
      const { error, warning, information, hint } = countBySeverity(findings);
      return {
        files: workspace.project.files.size,
        errors: error,
        warnings: warning,
        hints: information + hint,
        durationMs: Date.now() - started,
      };
    },
  );
}

function proposedText({ workspace: { project } }: Session, { module, detected }: Governance): string {
  const known = project.modules.find(({ dir }) => dir === module.dir);
  return proposedConfiguration(detected, known ? folderImports(project, known) : []);
}

/** Sends the state of the workspace, unless it is the one sent last. */
export function statusSender(session: Session): () => void {
  let last = '';
  return () => {
    const status = currentStatus(session);
    const text = JSON.stringify(status);
    if (text === last) return;
    last = text;
    void session.connection.sendNotification(StatusNotification.method, status);
  };
}

function currentStatus(session: Session): StatusNotification.Params {
  const { workspace } = session;
  let findings = 0;
  if (!session.isIndexing) {
    for (const path of workspace.project.files.keys()) findings += workspace.verdict(path)?.findings.length ?? 0;
  }
  const problems: string[] = [];
  for (const [path, issues] of workspace.configurationIssues) {
    const errors = issues.filter((issue) => issue.severity === 'error').length;
    if (errors > 0)
      problems.push(
        `${path} has ${errors === 1 ? 'an error' : `${errors} errors`}; the last good configuration stays in force.`,
      );
  }
  return {
    modules: workspace.project.modules.length,
    layout: layoutOf(mainGovernance(session)),
    files: workspace.project.files.size,
    findings,
    indexing: session.isIndexing,
    problems,
  };
}

function layoutOf(governed: Governance | undefined): StatusNotification.Layout {
  if (!governed || governed.scope.source === 'none') {
    const reasons = governed?.detected?.evidence ?? [];
    return { name: 'none', confidence: 0, source: 'none', reasons, remarks: [] };
  }
  const { scope, detected } = governed;
  if (scope.source === 'detected') {
    return {
      name: detected?.name ?? 'unknown',
      confidence: detected?.confidence ?? 0,
      source: 'detected',
      reasons: detected?.evidence ?? [],
      remarks: detected?.remarks ?? [],
    };
  }
  return { name: scope.config.layouts[0] ?? 'custom', confidence: 1, source: 'config', reasons: [], remarks: [] };
}

/** What governs the module with the most files. */
function mainGovernance({ workspace }: Session): Governance | undefined {
  const counts = new Map<string, number>();
  for (const file of workspace.project.files.values())
    counts.set(file.module.dir, (counts.get(file.module.dir) ?? 0) + 1);
  return [...workspace.governance].sort((a, b) => (counts.get(b.module.dir) ?? 0) - (counts.get(a.module.dir) ?? 0))[0];
}

function governanceOf(session: Session, path: string | undefined): Governance | undefined {
  if (path === undefined) return mainGovernance(session);
  return session.workspace.governance
    .filter(({ module }) => path === module.dir || path.startsWith(`${module.dir}/`))
    .sort((a, b) => b.module.dir.length - a.module.dir.length)[0];
}
