/** What stands behind a report: findings of Go files, problems of configuration files, of go.mod and go.work. */
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { ConfigIssue } from '../config/config.ts';
import type { Finding } from '../rules/rule.ts';
import { diagnosticOf, diagnosticSource, TextPositions } from './convert.ts';
import { pageOf } from './pages.ts';
import type { Session } from './session.ts';

export function findingDiagnostics(findings: readonly Finding[], text: string, session: Session): Diagnostic[] {
  const context = {
    positions: new TextPositions(text),
    pageOf: (rule: string) => pageOf(session, rule),
    textOf: (path: string) => session.workspace.text(path),
  };
  return findings.map((finding) => diagnosticOf(finding, context));
}

export function issueDiagnostic({ start, end, severity, message }: ConfigIssue, positions: TextPositions): Diagnostic {
  return {
    range: positions.range(start, end),
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: diagnosticSource,
    code: 'configuration',
    message,
  };
}

/** Diagnostics of a file that is not Go source of the project. */
export function otherFileDiagnostics(path: string, session: Session): Diagnostic[] {
  const { workspace } = session;
  const issues = workspace.configurationIssuesOf(path);
  const problems = workspace.moduleProblems.filter((problem) => problem.path === path);
  const findings = workspace.findingsOutsideGo().get(path) ?? [];
  if (issues.length + problems.length + findings.length === 0) return [];
  const text = workspace.text(path);
  if (text === undefined) return [];
  const positions = new TextPositions(text);
  return [
    ...issues.map((issue) => issueDiagnostic(issue, positions)),
    ...problems.map((problem) => ({
      range: positions.range(problem.start, problem.end),
      severity: DiagnosticSeverity.Warning,
      source: diagnosticSource,
      code: 'module',
      message: problem.message,
    })),
    ...findingDiagnostics(findings, text, session),
  ];
}
