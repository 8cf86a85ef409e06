/**
 * architecture/tag-leak: a struct of the innermost layer says in its tags how it is stored or how it is sent.
 *
 * Tags need no import, so no rule about imports sees them. `json` is deliberately not among the defaults: it is so common and
 * so harmless that a team has to ask for it.
 */
import * as z from 'zod/mini';
import type { FieldFact } from '../../go/facts.ts';
import { defineRule, type FixOffer } from '../rule.ts';
import { ownLayer } from './edges.ts';
import { isInnermost } from './innerLayers.ts';

const options = z.strictObject({
  keys: z.optional(z.array(z.string())).check(z.describe('Keys of tags to report, instead of the built-in ones.')),
  layers: z.optional(z.array(z.string())).check(z.describe('Layers to look at, instead of the innermost ones.')),
});

const storageKeys = [
  'bson',
  'bun',
  'cql',
  'datastore',
  'db',
  'dynamodbav',
  'firestore',
  'gorm',
  'pg',
  'redis',
  'reform',
  'sql',
  'xorm',
];
const requestKeys = ['binding', 'form', 'header', 'param', 'query', 'uri'];

const tagData = z.object({ tag: z.string(), keys: z.array(z.string()), start: z.number(), end: z.number() });

export const tagLeak = defineRule<never, z.infer<typeof options>>({
  meta: {
    id: 'architecture/tag-leak',
    title: 'The innermost layer has no tags of databases or requests',
    severity: 'information',
    recommended: true,
    needs: 'declarations',
    options,
    defaults: { keys: [...storageKeys, ...requestKeys] },
  },
  *judgeFile({ project, file, options: { keys = [], layers } }) {
    const own = ownLayer(file);
    if (!own || file.isTest) return;
    if (layers === undefined ? !isInnermost(own.layer) : !layers.includes(own.layer.name)) return;
    for (const type of file.facts.declarations?.types ?? []) {
      for (const { name, tag, start: fieldStart, end } of taggedFields(type.fields)) {
        const found = keysOf(tag).filter((key) => keys.includes(key));
        if (found.length === 0) continue;
        const start = Math.max(fieldStart, end - tag.length - 2);
        yield {
          message: `${own.layer.name} should not know ${purposeOf(found)}: keep the ${tagsNamed(found)} on a type of the layer that needs ${found.length === 1 ? 'it' : 'them'}.`,
          start,
          end,
          key: `${project.packageOf(file)?.path ?? file.dir}.${type.name}.${name}`,
          data: { tag, keys: found, start, end } satisfies z.infer<typeof tagData>,
        };
      }
    }
  },
  fixes: (finding, { file, sources }): readonly FixOffer[] => {
    const parsed = tagData.safeParse(finding.data);
    const text = sources.text(file.path);
    if (!parsed.success || text === undefined) return [];
    const { tag, keys, start, end } = parsed.data;
    // With escapes in it the tag is written in another way than it is read.
    if (tag.includes('\\') || text.slice(start + 1, end - 1) !== tag) return [];
    const rest = withoutKeys(tag, keys);
    const edit =
      rest === ''
        ? { start: text.slice(0, start).trimEnd().length, end, newText: '' }
        : { start: start + 1, end: end - 1, newText: rest };
    const title = `Remove the ${tagsNamed(keys)}; mapping is then up to the outer layer`;
    return [{ id: 'remove', title, changes: () => [{ kind: 'edit', path: file.path, edits: [edit] }] }];
  },
});

interface TaggedField {
  /** With the field of the struct it stands in, where that is spelled out within another. */
  readonly name: string;
  readonly tag: string;
  readonly start: number;
  readonly end: number;
}

function* taggedFields(fields: readonly FieldFact[] = [], around = ''): Iterable<TaggedField> {
  let before = -1;
  for (const { name, tag, start, end, inner } of fields) {
    // Several names before one type are several fields with one tag.
    const isRepeated = before === start;
    before = start;
    if (tag !== undefined && !isRepeated) yield { name: around + name, tag, start, end };
    if (inner) yield* taggedFields(inner, `${name}.`);
  }
}

const PAIR = /([^\s":`]+):"((?:[^"\\]|\\.)*)"/g;

function keysOf(tag: string): string[] {
  return [...tag.replaceAll('\\"', '"').matchAll(PAIR)].map((match) => match[1] ?? '');
}

function withoutKeys(tag: string, keys: readonly string[]): string {
  return tag
    .replace(PAIR, (pair, key: string) => (keys.includes(key) ? '' : pair))
    .replace(/\s+/g, ' ')
    .trim();
}

function purposeOf(keys: readonly string[]): string {
  const stored = keys.some((key) => storageKeys.includes(key));
  const sent = keys.some((key) => requestKeys.includes(key));
  if (stored && !sent) return 'how it is stored';
  if (sent && !stored) return 'how requests carry it';
  return stored ? 'how it is stored and sent' : 'how it is written elsewhere';
}

function tagsNamed(keys: readonly string[]): string {
  return keys.length === 1 ? `tag ${keys[0]}` : `tags ${keys.slice(0, -1).join(', ')} and ${keys.at(-1)}`;
}
