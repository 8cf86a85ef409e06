/** What may be written at a place of a configuration: keys and values of the schema, and names the project knows. */
import { infrastructureWord } from '../infrastructure.ts';
import { descriptionAt, type JsonSchema, schemasAt } from './jsonSchema.ts';
import { nameKindAt } from './names.ts';
import type { ConfigPlace } from './place.ts';
import { capturesOf, packagesOfSlices, slicePaths, type WrittenSlice } from './slicePlaces.ts';

/** What the project knows that a configuration may name. */
export interface ConfigVocabulary {
  readonly layers: readonly string[];
  /** Directories of packages, relative to the root of the configuration. */
  readonly directories: readonly string[];
  readonly standardImports: readonly string[];
  readonly externalImports: readonly string[];
  readonly rules: readonly KnownRule[];
}

interface KnownRule {
  readonly id: string;
  readonly title: string;
  /** What its options are when nothing is said. */
  readonly defaults?: Readonly<Record<string, unknown>> | undefined;
}

export interface Completion {
  readonly label: string;
  /** What is inserted in place of the word; the place's quotes are kept. */
  readonly text: string;
  readonly kind: 'key' | 'value' | 'layer' | 'package' | 'rule';
  readonly description?: string | undefined;
}

export function completionsAt(place: ConfigPlace, schema: JsonSchema, known: ConfigVocabulary): readonly Completion[] {
  const { path, role, siblings } = place;
  // Below a key without a value yet, a value is being written that may turn out to be the first key.
  const keys = path[0] === 'rules' && path.length === 1 ? ruleKeys(known) : schemaKeys(schema, path);
  // An entry of a list of names says its name before what there is to say of it.
  const first = isInList(path) && named.has(nameKindAt(path)) ? keys.filter(({ label }) => label in entryNames) : keys;
  const found = role === 'key' ? keys : [...values(place, schema, known), ...first];
  const taken = new Set(role === 'key' || isInList(path) ? siblings : []);
  return found.filter(({ label }) => !taken.has(label));
}

const named: ReadonlySet<unknown> = new Set(['layer', 'standard', 'external']);
const entryNames = { layer: true, import: true };

function isInList(path: readonly string[]): boolean {
  return path.at(-1) === '#';
}

function ruleKeys({ rules }: ConfigVocabulary): Completion[] {
  const families = [...new Set(rules.map(({ id }) => id.slice(0, id.indexOf('/'))))];
  return [
    ...rules.map(({ id, title }): Completion => ({ label: id, text: `${id}: `, kind: 'rule', description: title })),
    ...families.map(
      (family): Completion => ({
        label: `${family}/*`,
        text: `"${family}/*": `,
        kind: 'rule',
        description: `Every rule of the family ${family}`,
      }),
    ),
  ];
}

function schemaKeys(schema: JsonSchema, path: readonly string[]): Completion[] {
  const names = new Set(schemasAt(schema, path).flatMap((each) => Object.keys(each.properties ?? {})));
  return [...names].map((name) => {
    const value = schemasAt(schema, [...path, name]);
    const nested = value.length > 0 && value.every(({ type, anyOf }) => anyOf !== undefined || type === 'object');
    return {
      label: name,
      text: nested ? `${name}:` : `${name}: `,
      kind: 'key',
      description: descriptionAt(schema, [...path, name]),
    };
  });
}

function values(place: ConfigPlace, schema: JsonSchema, known: ConfigVocabulary): Completion[] {
  const { path } = place;
  const inList = isInList(path);
  const own = schemasAt(schema, path);
  const options = inList ? own : [...own, ...own.flatMap(({ items }) => (items ? schemasAt(items, []) : []))];
  const fixed = new Set(options.flatMap((each) => [...(each.enum ?? []), ...('const' in each ? [each.const] : [])]));
  const kind = nameKindAt(path);
  // A list that has not been opened yet is opened along with its first name.
  const wrap = (text: string) =>
    !inList && !place.quoted && own.some(({ type }) => type === 'array') ? `[${text}]` : text;
  const quote = (text: string) => (place.quoted || !/[*{}[\],&#!|>'"%@`]|: /.test(text) ? text : `"${text}"`);
  const completions: Completion[] = [...fixed].map((value) => ({
    label: String(value),
    text: typeof value === 'string' ? quote(value) : String(value),
    kind: 'value',
  }));
  const add = (names: readonly string[], as: Completion['kind']) => {
    for (const name of names) completions.push({ label: name, text: wrap(quote(name)), kind: as });
  };
  if (kind === 'layer') add(known.layers, 'layer');
  // A layer may be off instead of a map; no pattern stands there.
  if (kind === 'pattern' && !(path[0] === 'layers' && path.length === 2)) {
    add(patternsOf(known.directories), 'package');
  }
  // A word stands beside names, by itself or with a reason.
  const isEntry = inList || path.at(-1) === 'import';
  if (kind === 'standard') {
    if (isEntry && !path.includes('deny')) add([pureWord], 'value');
    add(known.standardImports, 'package');
  }
  if (kind === 'external') {
    if (isEntry) add([infrastructureWord], 'value');
    add(known.externalImports, 'package');
  }
  if (kind === 'option') add(usualValues(path, known), 'value');
  if (kind === 'slicePath') add(slicePaths(known.directories), 'package');
  const slice = sliceAround(place);
  if (slice) {
    if (kind === 'capture') add(capturesOf(slice), 'value');
    const packages = packagesOfSlices(slice, known.directories);
    if (kind === 'slicePackage') add(sortedOnce(packages.map(({ inner }) => inner)), 'package');
    if (kind === 'slice') add([...sortedOnce(packages.map(({ name }) => name)), '*'], 'value');
  }
  if (kind === 'package') add([...known.externalImports, ...known.standardImports], 'package');
  if (path[0] === 'rules' && path.length === 2) completions.push(...severities(completions));
  return completions;
}

const pureWord = 'pure';

/** What an option that is a list of names holds when nothing is said: who writes it down mostly wants some of those. */
function usualValues([, id, , option = '']: readonly string[], { rules }: ConfigVocabulary): string[] {
  const usual = rules.find((rule) => rule.id === id)?.defaults?.[option];
  return Array.isArray(usual) ? usual.filter((value): value is string => typeof value === 'string') : [];
}

/** The entry under `slices` that a place lies in. */
export function sliceAround({ path, around }: ConfigPlace): WrittenSlice | undefined {
  if (path[0] !== 'slices') return undefined;
  const { path: pattern, isolate } = around[1] ?? {};
  return pattern === undefined ? undefined : { path: pattern, isolate };
}

function sortedOnce(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '').sort();
}

/** Rules a user names whose family is not installed still have levels. */
function severities(present: readonly Completion[]): Completion[] {
  const levels = ['error', 'warning', 'information', 'hint', 'off'];
  return levels
    .filter((level) => present.every(({ label }) => label !== level))
    .map((level) => ({ label: level, text: level, kind: 'value' }));
}

/** Each directory as a pattern for it and everything below, and the directories around several as well. */
function patternsOf(directories: readonly string[]): string[] {
  const patterns = new Set<string>();
  for (const directory of directories) {
    const parts = directory.split('/');
    for (let length = 1; length <= parts.length; length++) {
      if (directory !== '') patterns.add(`${parts.slice(0, length).join('/')}/**`);
    }
  }
  return [...patterns].sort();
}
