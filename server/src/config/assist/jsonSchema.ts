/** The parts of a JSON Schema that help somebody who writes a configuration: which keys, which values, and what they mean. */
export interface JsonSchema {
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** Everything the schema says of the value at a path, alternatives one after the other. */
export function schemasAt(schema: JsonSchema, path: readonly string[]): readonly JsonSchema[] {
  let at = alternatives(schema);
  for (const key of path) at = at.flatMap((each) => inside(each, key)).flatMap(alternatives);
  return at;
}

/** What a key means; of the last alternative that says so. */
export function descriptionAt(schema: JsonSchema, path: readonly string[]): string | undefined {
  const parents = schemasAt(schema, path.slice(0, -1));
  for (const parent of parents) {
    const description = parent.properties?.[path.at(-1) ?? '']?.description;
    if (description !== undefined) return description;
  }
  return undefined;
}

function inside(schema: JsonSchema, key: string): readonly JsonSchema[] {
  if (key === '#') return schema.items ? [schema.items] : [];
  const own = schema.properties?.[key];
  if (own) return [own];
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf ? [schema, ...schema.anyOf.flatMap(alternatives)] : [schema];
}
