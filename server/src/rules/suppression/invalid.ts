/**
 * suppression/invalid: a suppression comment that does not count, because it gives no reason, names no existing rule or is
 * past its date. It silences nothing, so its author must hear of it. Reported while suppressions are settled.
 */
import { defineRule } from '../rule.ts';

export const suppressionInvalid = defineRule<never, Record<never, never>>({
  meta: {
    id: 'suppression/invalid',
    title: 'A suppression comment must name a rule, give a reason and not be past its date',
    severity: 'warning',
    recommended: true,
    needs: 'imports',
    defaults: {},
  },
});
