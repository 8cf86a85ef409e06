/** The generated parts of docs/configuration.md. */

import * as z from 'zod/mini';
import { layoutDirections, layoutNames, layoutPreset } from '../server/src/config/presets.ts';
import { configSchema } from '../server/src/config/schema.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The page with its generated parts as they must be. */
export function configurationPage(page: string): string {
  const parts: Readonly<Record<string, string>> = {
    layouts: layoutNames.map((name) => `\`${name}\``).join(', '),
    keys: `\n${keyTable()}\n`,
    presets: `\n${presetTables()}\n`,
  };
  return page.replace(/<!-- generated: (\w+) -->[^]*?<!-- end -->/g, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`docs/configuration.md asks for "${name}", which nobody generates.`);
    return `<!-- generated: ${name} -->${part}<!-- end -->`;
  });
}

function keyTable(): string {
  const rows: string[] = [];
  visit(z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' }), '', rows);
  return ['| key | |', '|---|---|', ...rows].join('\n');
}

function visit(schema: JsonSchema, path: string, rows: string[]): void {
  for (const [key, value] of Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof value['description'] === 'string')
      rows.push(`| \`${name}\` | ${value['description'].replaceAll('|', '\\|')} |`);
    // What tests may import is written as what everybody may import is.
    if (!/\.tests\.\w+$/.test(name)) visitValue(value, name, rows);
  }
}

function visitValue(value: JsonSchema, name: string, rows: string[]): void {
  for (const branch of (value['anyOf'] ?? []) as JsonSchema[]) visitValue(branch, name, rows);
  if (value['properties'] !== undefined) visit(value, name, rows);
  const items = value['items'] as JsonSchema | undefined;
  if (items?.['properties'] !== undefined) visit(items, `${name}[]`, rows);
  const entries = value['additionalProperties'];
  if (typeof entries === 'object' && entries !== null) visitValue(entries as JsonSchema, `${name}.*`, rows);
}

function presetTables(): string {
  return layoutNames
    .map((layout) => {
      const layers = layoutPreset(layout).layers ?? {};
      const rows = layoutDirections[layout].map(({ name, description, imports }) => {
        const layer = layers[name];
        const paths = typeof layer === 'object' ? (layer.paths ?? []) : [];
        const seen = imports === '*' ? 'every layer' : imports.length === 0 ? 'none' : imports.join(', ');
        return `| \`${name}\` | ${description} | ${paths.map((path) => `\`${path}\``).join(' ')} | ${seen} |`;
      });
      return [`### ${layout}`, '', '| layer | | paths | may import |', '|---|---|---|---|', ...rows].join('\n');
    })
    .join('\n\n');
}
