/**
 * architecture/unused-external: a third-party package that the configuration allows and that nothing in the project imports. Once it was
 * decided; since it is gone, whoever imports it again is not asked.
 *
 * Judged is what stands in the configuration file itself. Bans are not looked at: that nobody violates them is what they are for.
 */
import { removeEntry } from '../../config/removeEntry.ts';
import { defineRule } from '../rule.ts';
import { isConfigured } from './edges.ts';
import { unusedReports } from './support/configurationParts.ts';

export const unusedExternal = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/unused-external',
    title: 'Every third-party package that is allowed is imported',
    severity: 'information',
    recommended: true,
    needs: 'imports',
    defaults: {},
  },
  judgeProject: ({ project }) => (isConfigured(project) ? unusedReports(project) : []),
  fixes: ({ path, start, end }, { sources }) => {
    const text = sources.text(path);
    // A list that goes with its last entry would allow everything instead of nothing.
    const edit = text === undefined ? undefined : removeEntry(text, start, true);
    if (!edit || text === undefined) return [];
    const title = `Take ${text.slice(start, end).replaceAll(/["']/g, '')} out, because nothing imports it`;
    return [{ id: 'remove', title, changes: () => [{ kind: 'edit', path, edits: [edit] }] }];
  },
});
