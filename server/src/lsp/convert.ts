/** Between the engine's words and the protocol's: findings and diagnostics, and, handed on, what textPlaces.ts says. */
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { Finding, Severity } from '../rules/rule.ts';
import { TextPositions, uriOfPath } from './textPlaces.ts';

export { pathOfUri, TextPositions, uriOfPath } from './textPlaces.ts';

export const diagnosticSource = 'go-architect';

const SEVERITIES: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export interface DiagnosticContext {
  readonly positions: TextPositions;
  /** Where the page of a rule can be read, when it can. */
  pageOf(rule: string): string | undefined;
  textOf(path: string): string | undefined;
}

export function diagnosticOf(finding: Finding, context: DiagnosticContext): Diagnostic {
  const page = context.pageOf(finding.rule);
  const related = (finding.related ?? []).flatMap((place) => {
    const text = context.textOf(place.path);
    if (text === undefined) return [];
    const range = new TextPositions(text).range(place.start, place.end);
    return [{ location: { uri: uriOfPath(place.path), range }, message: place.message }];
  });
  return {
    range: context.positions.range(finding.start, finding.end),
    severity: SEVERITIES[finding.severity],
    source: diagnosticSource,
    code: finding.rule,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    message: finding.message,
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    ...(finding.tag === undefined
      ? {}
      : { tags: [finding.tag === 'unnecessary' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated] }),
  };
}
