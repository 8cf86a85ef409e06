/** GitLab's code quality report, shown in merge requests. GitLab tells findings apart by their fingerprints alone. */
import type { Severity } from '../../rules/rule.ts';
import type { Reporter } from '../result.ts';
import { fromRepository } from './places.ts';

/** `critical` and `blocker` are left to those who know what a finding costs them. */
const SEVERITIES: Record<Severity, string> = { error: 'major', warning: 'minor', information: 'info', hint: 'info' };

export const reportGitlab: Reporter = ({ findings }, { prefix }) => {
  const issues = findings.map(({ rule, message, severity, fingerprint, file, line, endLine }) => ({
    description: message,
    check_name: rule,
    fingerprint,
    severity: SEVERITIES[severity],
    location: { path: fromRepository(prefix, file), lines: { begin: line, end: endLine } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
};
