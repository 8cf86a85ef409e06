/**
 * suppression/unused: a suppression comment for a finding that is not there. Left in place it would silence the next
 * one unseen. Reported while suppressions are settled; only rules that looked at the file can be missed.
 */
import { defineRule } from '../rule.ts';
import { removeSuppression } from './remove.ts';

export const suppressionUnused = defineRule<never, Record<never, never>>({
  meta: {
    id: 'suppression/unused',
    title: 'A suppression comment must silence something',
    severity: 'warning',
    recommended: true,
    needs: 'imports',
    defaults: {},
  },
  fixes: (finding, { file, sources }) => {
    const text = sources.text(file.path);
    const suppression = file.facts.suppressions.find(({ start, end }) => start <= finding.start && finding.end <= end);
    if (text === undefined || !suppression) return [];
    return [
      {
        id: 'remove',
        title: 'Remove the unused suppression',
        preferred: true,
        safe: true,
        changes: () => [{ kind: 'edit', path: file.path, edits: [removeSuppression(text, suppression, finding)] }],
      },
    ];
  },
});
