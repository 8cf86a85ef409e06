/** The report machines read; its schema is `schemas/check-result.schema.json`. */
import type { Reporter } from '../result.ts';

export const reportJson: Reporter = ({ findings, stats }) => {
  const result = {
    version: 1,
    findings: findings.map(({ source: _source, related, bestFix: _bestFix, fixes, ...finding }) => ({
      ...finding,
      ...(related.length > 0 ? { related } : {}),
      fixes: fixes.map(({ title }) => ({ title })),
    })),
    stats,
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
};
