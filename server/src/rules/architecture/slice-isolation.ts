/**
 * architecture/slice-isolation: one module of a monolith, or one service of a repository, imports the inside of another.
 *
 * Speaks only of `slices` in the configuration. What lies in no slice is everybody's, and tests may put several slices
 * together unless the option says otherwise.
 */
import * as z from 'zod/mini';
import { mayCrossSlices } from '../../config/slices.ts';
import { defineRule, type RelatedPlace } from '../rule.ts';
import { allowingSliceOffers } from './allowing.ts';
import { decidedHere, edgeKey, innerTarget, packageClauseOf } from './edges.ts';

const options = z.strictObject({ tests: z.optional(z.boolean()).check(z.describe('Judge test files as well.')) });

export const sliceIsolation = defineRule<never, z.infer<typeof options>>({
  meta: {
    id: 'architecture/slice-isolation',
    title: 'Slices do not look into each other',
    severity: 'error',
    recommended: true,
    needs: 'imports',
    options,
    defaults: { tests: false },
    honours: ['depguard'],
  },
  *judgeFile({ project, file, options: { tests } }) {
    const { scope } = file.module;
    const { slices } = scope.config;
    if (slices.length === 0 || (file.isTest && tests !== true)) return;
    const own = scope.patternPath(file.dir);
    for (const imported of file.facts.header.imports) {
      const target = innerTarget(project, file, imported.path);
      if (!target) continue;
      const verdict = mayCrossSlices(slices, own, target.module.scope.patternPath(target.dir));
      if (verdict.allowed) continue;
      const related: RelatedPlace[] = [...decidedHere(verdict.origin, verdict.because)];
      const place = target.package && packageClauseOf(target.package);
      if (place) related.push({ ...place, message: `This package is inside of ${verdict.to}.` });
      yield {
        message: `${verdict.because}; slices do not look into each other.`,
        start: imported.start,
        end: imported.end,
        key: edgeKey(project, file, imported),
        related,
        data: { slice: verdict.from, other: verdict.to, import: imported.path, rule: verdict.origin.start },
      };
    }
  },
  fixes: (finding, context) => allowingSliceOffers(finding, context),
});
