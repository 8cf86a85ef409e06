/**
 * The expansions of a snippet that have to work: the defaults, every value of every choice once, and the defaults in a
 * file whose name has several words, which shows whether names, columns and messages are made from it rightly.
 */
import type { Snippet } from './collection.ts';
import { choicesOf, expand } from './expand.ts';

export interface Variant {
  readonly snippet: Snippet;
  /** Unique among the snippet's variants and fit for the name of a folder. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** Where snippets of a language are inserted: an ordinary file, and one with a long name. */
const paths: Readonly<Record<string, readonly [plain: string, long: string]>> = {
  go: ['/home/dev/app/internal/app/user.go', '/home/dev/app/internal/app/order_item_handler.go'],
  sql: ['/home/dev/app/migrations/000001_create_users_table.up.sql', '/home/dev/app/migrations/7_order_items.sql'],
  proto3: ['/home/dev/app/api/proto/user.proto', '/home/dev/app/api/proto/order_item_service.proto'],
  graphql: ['/home/dev/app/api/user.graphql', '/home/dev/app/api/order_item.graphql'],
  yaml: ['/home/dev/app/service.yaml', '/home/dev/app/order-item.yaml'],
};

export function variantsOf(snippet: Snippet, adjust: (path: string) => string = (path) => path): Variant[] {
  const [plain, long] = (paths[snippet.languages[0]!] ?? ['/home/dev/app/file', undefined]).map(
    (path) => path && adjust(path),
  );
  if (!plain) throw new Error(`${snippet.prefix}: no file to insert it into`);
  const variants = [variant(snippet, 'default', plain)];
  for (const { index, choices } of choicesOf(snippet.body)) {
    for (const [number, choice] of choices.entries()) {
      if (number > 0)
        variants.push(variant(snippet, `stop${index}_choice${number}`, plain, new Map([[index, choice]])));
    }
  }
  if (long) variants.push(variant(snippet, 'long_name', long));
  const first = new Map<string, Variant>();
  for (const candidate of variants) {
    if (!first.has(candidate.text)) first.set(candidate.text, candidate);
  }
  return [...first.values()];
}

function variant(
  snippet: Snippet,
  name: string,
  path: string,
  typed: ReadonlyMap<number, string> = new Map(),
): Variant {
  return { snippet, name, path, text: expand(snippet.body, { path, typed }) };
}
