/**
 * The JSON Schemas of the repository and the zod schemas they are generated from.
 */

import * as z from 'zod/mini';
import { checkResultSchema } from '../server/src/cli/checkResultSchema.ts';
import { explainResultSchema } from '../server/src/cli/explainSchema.ts';
import { configSchema, ruleSettingSchema } from '../server/src/config/schema.ts';
import { baselineSchema } from '../server/src/rules/baselineFile.ts';
import { allRules } from '../server/src/rules/registry.ts';
import type { Rule } from '../server/src/rules/rule.ts';

export interface SchemaFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

type JsonSchema = Record<string, unknown>;

export function schemaFiles(): SchemaFile[] {
  const config = configurationSchema();
  return [
    { path: 'schemas/go-architect.schema.json', text: `${JSON.stringify(withMarkdown(config), undefined, 2)}\n` },
    { path: 'schemas/baseline.schema.json', text: `${JSON.stringify(baseline(), undefined, 2)}\n` },
    { path: 'schemas/check-result.schema.json', text: `${JSON.stringify(checkResult(), undefined, 2)}\n` },
    { path: 'schemas/explain-result.schema.json', text: `${JSON.stringify(explainResult(), undefined, 2)}\n` },
  ];
}

function baseline(): JsonSchema {
  const draft = 'http://json-schema.org/draft-07/schema#';
  return { $schema: draft, title: 'Go Architect baseline', ...toJson(baselineSchema) };
}

function checkResult(): JsonSchema {
  const draft = 'http://json-schema.org/draft-07/schema#';
  return { $schema: draft, title: 'Go Architect check result', ...toJson(checkResultSchema) };
}

function explainResult(): JsonSchema {
  const draft = 'http://json-schema.org/draft-07/schema#';
  return { $schema: draft, title: 'Go Architect explanation', ...toJson(explainResultSchema) };
}

function configurationSchema(): JsonSchema {
  const schema = toJson(configSchema);
  const { rules, ...properties } = schema['properties'] as Record<string, JsonSchema>;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Go Architect configuration',
    ...schema,
    properties: { ...properties, rules: { ...rules, properties: ruleProperties() } },
  };
}

/** The schema of the configuration knows no rules; editors complete them all the same, with the options of each. */
function ruleProperties(): Record<string, JsonSchema> {
  const families = new Set(allRules.map(({ meta }) => `${meta.id.split('/')[0]}/*`));
  const general = toJson(ruleSettingSchema);
  return Object.fromEntries([
    ...allRules.map((rule) => [rule.meta.id, { ...settingOf(rule), description: `${rule.meta.title}.` }]),
    ...[...families].map((family) => [family, { ...general, description: `Every rule of the family ${family}.` }]),
    ['*', { ...general, description: 'Every rule.' }],
  ]);
}

function settingOf({ meta }: Rule): JsonSchema {
  const general = toJson(ruleSettingSchema);
  if (meta.options === undefined) return general;
  const options = { description: 'Options of the rule; its page explains them.', ...toJson(meta.options) };
  const [severity, long] = general['anyOf'] as [JsonSchema, JsonSchema];
  const properties = { ...(long['properties'] as JsonSchema), options };
  return { ...general, anyOf: [severity, { ...long, properties }] };
}

function toJson(schema: z.ZodMiniType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return rest;
}

/** Editors that know `markdownDescription` render the backquotes of our descriptions; the others read plain text. */
function withMarkdown(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withMarkdown);
  if (typeof node !== 'object' || node === null) return node;
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    result[key] = withMarkdown(value);
    if (key === 'description' && typeof value === 'string') result['markdownDescription'] = value;
  }
  return result;
}
