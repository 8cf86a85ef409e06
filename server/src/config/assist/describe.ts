/** What a word of a configuration means: for hover, and to go where it leads. */
import { matchPattern, parsePattern } from '../pattern.ts';
import { isLayoutName, isRuleSetName, type LayoutName, layoutDirections, type RuleSetName } from '../presets.ts';
import { type ConfigVocabulary, sliceAround } from './complete.ts';
import { descriptionAt, type JsonSchema } from './jsonSchema.ts';
import { nameKindAt } from './names.ts';
import type { ConfigPlace } from './place.ts';
import { publicPackages } from './slicePlaces.ts';

export type ConfigMeaning =
  | { readonly kind: 'layer'; readonly name: string }
  /** Directories the pattern matches. */
  | { readonly kind: 'pattern'; readonly pattern: string; readonly directories: readonly string[] }
  | { readonly kind: 'rule'; readonly id: string; readonly title: string }
  | { readonly kind: 'preset'; readonly name: string; readonly description: string }
  | { readonly kind: 'key'; readonly name: string; readonly description: string };

export function meaningAt(place: ConfigPlace, schema: JsonSchema, known: ConfigVocabulary): ConfigMeaning | undefined {
  const { path, role, word } = place;
  if (word === '') return undefined;
  if (role === 'key') return meaningOfKey(place, schema, known);
  const kind = nameKindAt(path);
  if (kind === 'layer' && known.layers.includes(word)) return { kind: 'layer', name: word };
  if (kind === 'pattern' && word !== 'off') return patternMeaning(word, known);
  if (kind === 'slicePath') return patternMeaning(word, known);
  const slice = kind === 'slicePackage' ? sliceAround(place) : undefined;
  const open = slice && publicPackages(word, slice, known.directories);
  if (open) return { kind: 'pattern', pattern: word, directories: open };
  if (kind === 'preset' && (isLayoutName(word) || isRuleSetName(word))) {
    return { kind: 'preset', name: word, description: presetDescription(word) };
  }
  return undefined;
}

function meaningOfKey(
  { path, word }: ConfigPlace,
  schema: JsonSchema,
  known: ConfigVocabulary,
): ConfigMeaning | undefined {
  if (path.length === 1 && path[0] === 'layers') return { kind: 'layer', name: word };
  const rule = path.length === 1 && path[0] === 'rules' ? known.rules.find(({ id }) => id === word) : undefined;
  if (rule) return { kind: 'rule', id: rule.id, title: rule.title };
  const description = descriptionAt(schema, [...path, word]);
  return description === undefined ? undefined : { kind: 'key', name: word, description };
}

function presetDescription(name: LayoutName | RuleSetName): string {
  if (name === 'recommended') return 'the rules that are on without a word, each at its own severity.';
  if (name === 'strict') return 'every rule is on, each at its own severity; `check` lists hints as well.';
  const layers = layoutDirections[name].map(({ name: layer, imports }) => {
    const others = imports === '*' ? 'every layer' : imports.length === 0 ? 'no other layer' : imports.join(', ');
    return `- \`${layer}\` may import ${others}`;
  });
  return ['a layout of these layers; what the file says of a layer of the same name wins.', '', ...layers].join('\n');
}

function patternMeaning(text: string, { directories }: ConfigVocabulary): ConfigMeaning | undefined {
  const parsed = parsePattern(text);
  if (!parsed.ok) return undefined;
  const matching = directories.filter((directory) => matchPattern(parsed.pattern, directory) !== undefined);
  return { kind: 'pattern', pattern: text, directories: matching };
}
