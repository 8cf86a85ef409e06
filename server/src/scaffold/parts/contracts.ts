/**
 * The paths of an entity in the OpenAPI document of a module, inserted at the ends of its maps so that the rest keeps its very
 * text. A document is extended when there is one, written by hand, in YAML, of version 3, indented by two; what a generator
 * writes is the generator's.
 */
import { parseDocument } from 'yaml';
import { applyEdits, type TextEdit } from '../../go/textEdit.ts';
import { firstLineOf } from '../feature.ts';
import type { Field } from '../fields.ts';
import type { FileChange } from '../preview.ts';
import type { Identifier } from './identifiers.ts';
import { namesOf, type PartOptions, rendered } from './part.ts';
import { commonPrefix } from './routePrefix.ts';
import type { Survey } from './survey.ts';

export interface Contract {
  readonly changes: readonly FileChange[];
  readonly next: readonly string[];
}

const folders = [
  '',
  'api',
  'docs',
  'doc',
  'openapi',
  'spec',
  'specs',
  'api/openapi',
  'api/v1',
  'docs/openapi',
  'docs/api',
];

export function extendedDocument(
  options: PartOptions,
  fields: readonly Field[],
  id: Identifier,
  base: string,
  survey: Survey,
  { doesConflict = false, versioned = false, word = namesOf(options).path } = {},
): Contract {
  const { reader } = survey;
  const documents = folders
    .flatMap((folder) => reader.namesIn(folder).map((name) => (folder === '' ? name : `${folder}/${name}`)))
    .filter((path) => /(^|\/)(openapi|swagger|api|spec)[\w.-]*\.(ya?ml|json)$/.test(path))
    .map((path) => ({ path, text: reader.read(path) ?? '' }))
    .filter(({ text }) => /^\s*\{?\s*"?(openapi|swagger)"?\s*:/m.test(text.slice(0, 2000)));
  const own = documents.filter(({ path, text }) => /\.ya?ml$/.test(path) && /^openapi:\s*['"]?3\./m.test(text));
  const [first, ...others] = own;
  if (first === undefined || others.length > 0) {
    const list = documents.map(({ path }) => path).join(', ');
    return { changes: [], next: documents.length === 0 ? [] : [`describe the routes in ${list}, which is not edited`] };
  }
  const { path, text } = first;
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault !== undefined) {
    return {
      changes: [],
      next: [`mend ${path}, which does not parse (${firstLineOf(fault.message)}), and describe the routes in it`],
    };
  }
  const known = document.getIn(['paths']);
  const keys = isMap(known) ? known.items.map(({ key }) => String(isScalar(key) ? key.value : key)) : [];
  const names = namesOf(options);
  const checked = fields.some(({ kind }) => kind === 'string' || kind === 'time');
  const data = {
    ...names,
    path: word,
    base: base === '' ? commonPrefix(keys) : base,
    fields,
    required: fields.filter(({ validateTag }) => validateTag !== ''),
    checked,
    conflict: doesConflict,
    versioned,
    idSchema: id.counted ? '{ type: integer }' : '{ type: string }',
  };
  const additions = [
    { at: ['paths'], key: `${data.base}/${word}`, template: 'openapi_paths.yaml', indent: 2 },
    { at: ['components', 'schemas'], key: names.pascal, template: 'openapi_schemas.yaml', indent: 4 },
  ];
  const edits: TextEdit[] = [];
  for (const { at, key, template, indent } of additions) {
    if (document.hasIn([...at, key])) {
      continue;
    }
    const end = endOfBlockMap(document.getIn(at, true), indent, text);
    if (end === undefined) {
      return { changes: [], next: [`describe the routes in ${path}, whose shape is not one that is edited`] };
    }
    const lead = text.charAt(end - 1) === '\n' ? '' : '\n';
    edits.push({ start: end, end, newText: `${lead}${rendered('', template, data, survey).text}` });
  }
  const after = applyEdits(text, edits);
  return { changes: after === text ? [] : [{ path, before: text, after }], next: [] };
}

interface YamlMap {
  readonly items: readonly { readonly key: unknown }[];
}

function isMap(node: unknown): node is YamlMap {
  return typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items);
}

function isScalar(node: unknown): node is { readonly value: unknown; readonly range?: readonly number[] } {
  return typeof node === 'object' && node !== null && 'value' in node;
}

/** Just after the last line that a block map says something on, when its keys are indented as ours are. */
function endOfBlockMap(node: unknown, indent: number, text: string): number | undefined {
  if (!isMap(node) || ('flow' in node && node.flow === true) || !('range' in node) || !Array.isArray(node.range)) {
    return undefined;
  }
  const key = node.items[0]?.key;
  const start = isScalar(key) ? (key.range?.[0] ?? -1) : -1;
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  if (start < 0 || column !== indent) {
    return undefined;
  }
  const said = text.slice(0, Number(node.range[1])).trimEnd().length;
  const lineEnd = text.indexOf('\n', said);
  return lineEnd === -1 ? text.length : lineEnd + 1;
}
