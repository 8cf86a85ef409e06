/** The JSON Schema of the configuration as it is installed: beside the bundles in every form of the product. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonSchema } from '../config/assist/jsonSchema.ts';

let known: JsonSchema | undefined;

/** Empty when it is not installed; then only what the project knows is offered. */
export function configurationSchema(): JsonSchema {
  known ??= readSchema();
  return known;
}

function readSchema(): JsonSchema {
  const here = dirname(__filename);
  const folder = join(here, __filename.endsWith('.ts') ? '../../../schemas' : '../schemas');
  try {
    return JSON.parse(readFileSync(join(folder, 'go-architect.schema.json'), 'utf8')) as JsonSchema;
  } catch {
    return {};
  }
}
