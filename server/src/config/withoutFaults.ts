/**
 * What is left of a configuration without the parts that the schema objects to, so that what is wrong elsewhere in it is said in the same
 * breath. Nothing is ever judged by such a remainder.
 */
import { type ConfigInput, configSchema } from './schema.ts';
import { placedIssues } from './schemaIssues.ts';

/** What was taken out may leave a list or a mapping behind that lacks something in its turn, never more often than it is deep. */
const mostRounds = 8;

/** @param sections is changed */
export function withoutFaults(sections: unknown): ConfigInput | undefined {
  if (typeof sections !== 'object' || sections === null || Array.isArray(sections)) return undefined;
  // Without a version nothing would be left.
  const remainder: unknown = { ...sections, version: 1 };
  for (let round = 0; round < mostRounds; round++) {
    const checked = configSchema.safeParse(remainder);
    if (checked.success) return checked.data;
    for (const { issue, path } of placedIssues(checked.error.issues)) {
      const faulty = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
      for (const each of faulty) takeOut(remainder, each);
    }
  }
  return undefined;
}

/** The innermost key that leads to a place and is there. Entries of lists stay, because others are known by their number. */
function takeOut(root: unknown, path: readonly (string | number)[]): void {
  let at = root;
  let innermost: { readonly in: Record<string, unknown>; readonly key: string } | undefined;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) break;
    const inside = at as Record<string, unknown>;
    if (typeof step === 'string') innermost = { in: inside, key: step };
    at = inside[step];
  }
  if (innermost) delete innermost.in[innermost.key];
}
