/** Counts by severity, for summaries, statuses and exit statuses. */
export interface SeverityCounts {
  readonly error: number;
  readonly warning: number;
  readonly information: number;
  readonly hint: number;
}

export function countBySeverity(findings: Iterable<{ readonly severity: keyof SeverityCounts }>): SeverityCounts {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const finding of findings) counts[finding.severity]++;
  return counts;
}
