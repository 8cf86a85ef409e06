/**
 * architecture/empty-rule: a part of the configuration that speaks of packages and matches none, so that it checks nothing.
 *
 * Judged is what stands in the configuration file itself (support/configurationParts.ts): what a preset or a shared file offers is not meant
 * to match everywhere. Bans that nothing violates (`replace`, `deprecated` from a layer) are doing their work and are not reported; those that
 * no import could violate are.
 */
import * as z from 'zod/mini';
import { removeEntry, replaceScalar } from '../../config/removeEntry.ts';
import { defineRule, type Finding, type FixOffer } from '../rule.ts';
import { isConfigured } from './edges.ts';
import { emptyReports } from './support/configurationParts.ts';

export const emptyRule = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/empty-rule',
    title: 'Every part of the configuration matches something',
    severity: 'warning',
    recommended: true,
    needs: 'imports',
    defaults: {},
  },
  judgeProject: ({ project }) => (isConfigured(project) ? emptyReports(project) : []),
  fixes: (finding, { sources }) => mendingOffers(finding, sources.text(finding.path)),
});

const emptyData = z.object({ remove: z.boolean(), at: z.optional(z.number()), text: z.optional(z.string()) });

function mendingOffers({ path, start, data }: Finding, text: string | undefined): FixOffer[] {
  const said = emptyData.safeParse(data);
  if (!said.success || text === undefined) return [];
  const offers: FixOffer[] = [];
  const { at, text: meant, remove } = said.data;
  if (at !== undefined && meant !== undefined) {
    const edit = replaceScalar(text, at, meant);
    const changes = () => (edit ? [{ kind: 'edit', path, edits: [edit] } as const] : []);
    if (edit) offers.push({ id: 'correct', title: `Change it to ${meant}`, preferred: true, changes });
  }
  const removal = remove ? removeEntry(text, start) : undefined;
  if (removal) {
    const changes = () => [{ kind: 'edit', path, edits: [removal] } as const];
    offers.push({ id: 'remove', title: 'Remove it, because it checks nothing', changes });
  }
  return offers;
}
