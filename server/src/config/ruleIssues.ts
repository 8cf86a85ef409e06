/**
 * What is wrong with what a configuration says of rules: ids that no rule has, options that a rule does not know or does not take. Each
 * fault is said where it stands, an option's at the option.
 */
import * as z from 'zod/mini';
import type { ConfigIssue, Origin } from './config.ts';
import type { ConfigPart } from './resolve.ts';
import { schemaIssues } from './schemaIssues.ts';
import { meantRule, nearestName } from './suggest.ts';

/** What has to be known of a rule to check what is said about it. */
export interface KnownRule {
  readonly id: string;
  /** Of its options; without one, it has none. */
  readonly options?: z.core.$ZodType;
}

type Setting = NonNullable<ConfigPart['input']['rules']>[string];

/**
 * @param layers names of layers that options may mention; none where it is not known which there are
 */
export function ruleIssues(
  parts: readonly ConfigPart[],
  rules: readonly KnownRule[],
  layers: readonly string[],
): ConfigIssue[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const families = new Set(rules.map(({ id }) => `${id.split('/')[0]}/*`));
  return parts.flatMap((part) =>
    Object.entries(part.input.rules ?? {}).flatMap(([pattern, setting]) => {
      const origin = part.keyOriginOf(['rules', pattern]);
      if (origin.file === '') return [];
      const rule = byId.get(pattern);
      if (pattern === '*' || families.has(pattern) || rule !== undefined)
        return optionIssues(pattern, setting, rule, part, layers);
      const nearest = meantRule(pattern, byId.keys());
      const hint = nearest === undefined ? '"go-architect rules" lists them.' : `Did you mean "${nearest}"?`;
      return [error(origin, `There is no rule "${pattern}". ${hint}`, nearest && quoted(nearest))];
    }),
  );
}

/** `*` begins an alias in YAML, so a family cannot stand without quotes everywhere a rule's id can. */
function quoted(pattern: string): string {
  return pattern.endsWith('*') ? `"${pattern}"` : pattern;
}

function optionIssues(
  pattern: string,
  setting: Setting,
  rule: KnownRule | undefined,
  part: ConfigPart,
  layers: readonly string[],
): ConfigIssue[] {
  if (typeof setting === 'string' || setting.options === undefined) return [];
  const { options } = setting;
  const at = ['rules', pattern, 'options'];
  if (rule?.options === undefined) {
    const message = rule ? `The rule "${pattern}" has no options.` : `Options belong to one rule, not to "${pattern}".`;
    return [error(part.keyOriginOf(at), message)];
  }
  const checked = z.safeParse(rule.options, options);
  if (checked.success) return unknownLayers(options['layers'], [...at, 'layers'], part, layers);
  const places = { value: part.originOf, key: part.keyOriginOf };
  return schemaIssues(checked.error.issues, { root: part.input, places, schema: rule.options, at });
}

/** Every rule that has an option `layers` means names of layers; one that is misspelt would look at nothing. */
function unknownLayers(named: unknown, at: readonly string[], part: ConfigPart, layers: readonly string[]) {
  if (!Array.isArray(named) || layers.length === 0) return [];
  return named.flatMap((name, index) => {
    if (typeof name !== 'string' || layers.includes(name)) return [];
    const nearest = nearestName(name, layers);
    const hint = nearest === undefined ? `There are ${layers.join(', ')}.` : `Did you mean "${nearest}"?`;
    return [error(part.originOf([...at, index]), `There is no layer "${name}". ${hint}`, nearest)];
  });
}

function error({ file, start, end }: Origin, message: string, replacement?: string): ConfigIssue {
  const issue: ConfigIssue = { severity: 'error', message, file, start, end };
  return replacement === undefined ? issue : { ...issue, replacement: { text: replacement, start, end } };
}
