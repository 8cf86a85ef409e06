/** What to say to somebody who names a rule that is none. */
import { meantRule } from '../config/suggest.ts';
import type { Rule } from '../rules/rule.ts';

export function unknownRule(name: string, rules: readonly Rule[]): string {
  const meant = meantRule(
    name,
    rules.map(({ meta }) => meta.id),
  );
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return `There is no rule "${name}".${hint} \`go-architect rules\` lists them.`;
}
